"""Where the files are that ship with the program: fonts, icons, the gallery."""

from pathlib import Path

# A wheel carries the top-level folder `resources/` inside the package, under another name than this module's.
_INSTALLED = Path(__file__).with_name("_resources")
_CHECKOUT = Path(__file__).parents[1] / "resources"


def path(*parts: str) -> Path:
    """The file or folder `resources/<parts…>`, in a checkout and in an installed wheel alike.

    Raises FileNotFoundError where there is no such file: a resource that is missing is a broken installation or a
    misspelt name, and either should be seen at once.
    """
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    found = root.joinpath(*parts)
    if not found.exists():
        message = f"there is no {'/'.join(parts) or 'resources folder'} among the program's resources in {root}"
        raise FileNotFoundError(message)
    return found
