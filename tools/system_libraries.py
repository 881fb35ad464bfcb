"""See to it that the system libraries are there which the wheels of Qt and Graphviz expect of the system.

    python tools/system_libraries.py            those for drawing without a display
    python tools/system_libraries.py --window   and those for a window

They are found missing by loading them, as the wheels would. On Debian and Ubuntu they are installed where this may be
done; elsewhere the exact names and the command are printed. At the end Qt is asked to draw and Graphviz to lay out, so
this runs with the Python of the virtual environment.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

# What the libraries of PySide6 and pygraphviz are linked against and their wheels do not carry → the Debian package
# that has it.
DRAWING = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libexpat.so.1": "libexpat1",
    "libXext.so.6": "libxext6",
    "libXrender.so.1": "libxrender1",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11.so.6": "libx11-6",
    "libfreetype.so.6": "libfreetype6",
    "libz.so.1": "zlib1g",
}
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def wanted(*, window: bool) -> dict[str, str]:
    """Library → package, for what is going to be shown."""
    return (
        DRAWING
        | (X11 if window and "DISPLAY" in os.environ else {})
        | (WAYLAND if window and "WAYLAND_DISPLAY" in os.environ else {})
    )


def loads(library: str) -> bool:
    """Whether the dynamic loader finds the library and everything that it needs itself."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(libraries: dict[str, str]) -> dict[str, str]:
    """The libraries that do not load."""
    return {library: package for library, package in libraries.items() if not loads(library)}


def missing_now(*, window: bool) -> dict[str, str]:
    """The same, asked in a new process: the loader of this one remembers what was not there."""
    argv = [sys.executable, __file__, "--list", *(["--window"] if window else [])]
    names = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.split()
    return {name: wanted(window=window)[name] for name in names}


def install(packages: list[str]) -> None:
    """Install Debian packages; whether it has worked is seen by asking again what is missing."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    installing = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    for command in (installing, ["apt-get", "update", "-qq"], installing):
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if command is installing and run.returncode == 0:
            return
    print(run.stderr, file=sys.stderr)


def advice(libraries: dict[str, str]) -> str:
    """What to type, on the systems that we know how to name packages for."""
    packages, names = sorted(set(libraries.values())), sorted(libraries)
    if shutil.which("apt-get"):
        return f"Install them with:\n    sudo apt-get install {' '.join(packages)}"
    if shutil.which("dnf"):
        provided = " ".join(f"'{name}()(64bit)'" for name in names)  # Fedora's packages can be asked for by library
        return f"Install them with:\n    sudo dnf install {provided}"
    return f"Install the packages of your system that hold {', '.join(names)} (on Debian: {' '.join(packages)})."


PROOFS = {
    "Qt cannot draw": "from PySide6.QtWidgets import QApplication; import PySide6.QtSvg; QApplication([])",
    "Graphviz cannot lay out": "from pygraphviz import AGraph; AGraph('digraph { a -> b }').layout('dot')",
}


def complaint() -> str:
    """What the two themselves say when they are asked to work without a display; empty if they do."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    for words, program in PROOFS.items():
        argv = [sys.executable, "-c", program]
        run = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            return f"{words} on this system:\n{run.stderr.strip() or f'it ended with exit code {run.returncode}'}"
    return ""


def proof(*, window: bool) -> Path:
    """A file in the virtual environment that says: these versions have worked here."""
    versions = "-".join(version(package) for package in ("PySide6-Essentials", "pygraphviz"))
    return Path(sys.prefix, f"draws-{'windows-' if window else ''}{versions}")


def main(arguments: list[str]) -> int:
    """Load, install, load again, and let Qt prove it."""
    window = "--window" in arguments
    libraries = wanted(window=window) if sys.platform == "linux" else {}
    if "--list" in arguments:
        print(*missing(libraries))
        return 0
    lacking = missing(libraries)
    if not lacking and proof(window=window).exists():
        return 0
    if lacking and shutil.which("apt-get") and os.geteuid() == 0:
        packages = sorted(set(lacking.values()))
        print(f"Installing the system libraries that Qt and Graphviz need: {' '.join(packages)} …", file=sys.stderr)
        install(packages)
        lacking = missing_now(window=window)
    if lacking:
        print(
            f"Qt and Graphviz need system libraries that are missing here: {', '.join(sorted(lacking))}.",
            file=sys.stderr,
        )
        print(advice(lacking), file=sys.stderr)
        return 1
    if words := complaint():
        print(words, file=sys.stderr)
        return 1
    proof(window=window).touch()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
