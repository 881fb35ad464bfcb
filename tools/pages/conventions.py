"""The conventions at points where a derivative is a choice, by the operations that they name."""

import re
from functools import cache
from typing import NamedTuple

from tools.pages.markdown import ROOT

PAGE = "docs/manual/conventions.md"
_NAME = re.compile(r"`(\w+)`")
_MANY = 6
_ROW = re.compile(r"^\| (.*) \| (.*) \|$")


class Convention(NamedTuple):
    """A line of a table there.

    Attributes:
        anchor: of the heading that it stands under.
        point: where a derivative is a choice.
        choice: what is chosen.
    """

    anchor: str
    point: str
    choice: str


@cache
def conventions() -> tuple[Convention, ...]:
    """All of them."""
    found: list[Convention] = []
    anchor = ""
    for line in (ROOT / PAGE).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            anchor = re.sub(r"[^\w\- ]", "", line.lstrip("# ")).lower().replace(" ", "-")
        elif (row := _ROW.match(line)) and row[1] != "point":
            found.append(Convention(anchor, row[1], row[2]))
    return tuple(found)


def about(names: set[str]) -> list[Convention]:
    """The conventions that name an operation by one of these names."""
    return [one for one in conventions() if names & set(_NAME.findall(f"{one.point} {one.choice}"))]


def sentence(one: Convention) -> str:
    """A convention in a line, with a link to where it stands. A long list of others that it holds for is left out."""
    choice = one.choice if len(_NAME.findall(one.choice)) < _MANY else one.choice.partition(":")[0]
    return f"[At an edge]({PAGE.removeprefix('docs/')}#{one.anchor}): {one.point}: {choice}."
