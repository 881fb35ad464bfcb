"""The page of the gallery."""

from collections.abc import Iterator
from itertools import groupby

from explorer.document.gallery import gallery
from tools.pages.markdown import NOTE


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from ("# The gallery", "", NOTE, "")
    for group, entries in groupby(gallery(), key=lambda entry: entry.group):
        yield from (f"## {group}", "")
        for entry in entries:
            picture = f"../pictures/{entry.name}_light.png"
            yield from (f"### {entry.title}", "", entry.words, "", f"![The window: {entry.title}]({picture})", "")
