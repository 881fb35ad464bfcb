import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from explorer import resources

ROOT = Path(__file__).parents[1]


def test_a_resource_is_found_in_the_checkout():
    assert resources.path("fonts", "Inter-Regular.otf") == ROOT / "resources" / "fonts" / "Inter-Regular.otf"
    assert resources.path("icons").is_dir()


def test_a_resource_that_is_missing_is_named():
    with pytest.raises(FileNotFoundError, match=r"there is no icons/unicorn\.svg among"):
        resources.path("icons", "unicorn.svg")


@pytest.mark.parametrize("icon", sorted((ROOT / "resources" / "icons").glob("*.svg")), ids=lambda path: path.stem)
def test_an_icon_takes_its_colour_from_the_palette(icon):
    root = ET.parse(icon).getroot()
    if icon.stem == "app":
        assert root.get("viewBox") == "0 0 64 64"
    else:
        assert (root.get("viewBox"), root.get("stroke")) == ("0 0 24 24", "currentColor")


def test_every_font_has_its_licence_beside_it():
    folder = ROOT / "resources" / "fonts"
    families = {font.stem.split("-")[0] for font in folder.glob("*.?tf")}
    assert families == {licence.stem.split("-")[0] for licence in folder.glob("*.txt")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_carries_the_resources_and_where_the_desktop_looks_for_them(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {"explorer/_resources/fonts/Inter-Regular.otf", "explorer/resources.py"} <= set(names)
    assert {name.split("/")[0].split(".")[0] for name in names} == {"explorer", "derivative_explorer-0"}
    assert any(name.endswith("/share/applications/derivative-explorer.desktop") for name in names)


def test_an_installed_program_finds_its_resources(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = "from explorer import resources; print(resources.path('fonts', 'Inter-Regular.otf'))"
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,  # the first place where this Python looks
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()) == tmp_path / "explorer" / "_resources" / "fonts" / "Inter-Regular.otf"


@pytest.mark.parametrize("mark", sorted((ROOT / "resources" / "marks").glob("*.svg")), ids=lambda path: path.stem)
def test_a_mark_of_the_style_sheet_has_its_own_colour(mark):
    root = ET.parse(mark).getroot()
    assert (root.get("viewBox"), root.get("stroke")) == ("0 0 24 24", "#ffffff")
