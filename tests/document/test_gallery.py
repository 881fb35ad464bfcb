"""The gallery: everything in the folder is listed, and the tutorial's programs are what people paste."""

from __future__ import annotations

import pytest

from explorer import resources
from explorer.document.gallery import find, gallery


def test_every_script_is_listed_once() -> None:
    listed = [f"{entry.name}.py" for entry in gallery()]
    assert sorted(listed) == sorted(path.name for path in resources.path("gallery").glob("*.py"))


def test_seven_programs_and_five_more() -> None:
    groups = [entry.group for entry in gallery()]
    assert groups == ["The derivative tutorial"] * 7 + ["Showpieces"] * 5


def test_names_are_found() -> None:
    assert find("1") is find("gradient") is find("1_gradient") is gallery()[0]
    with pytest.raises(KeyError, match=r"there is no 'integral'.*1_gradient"):
        find("integral")


def test_titles_differ_and_say_something() -> None:
    assert len({entry.title for entry in gallery()}) == len(gallery())
    assert all(entry.words.endswith(".") for entry in gallery())
