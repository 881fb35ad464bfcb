"""The formula of an operation and both of its rules, as lines of LaTeX."""

from explorer.core.notation.latex import latex_of
from explorer.core.notation.stated import Row, stated
from explorer.core.typical import Typical
from tools.pages.markdown import code, mathematics


def formulas(use: Typical) -> list[str]:
    """What an operation is and its rules: mathematics, or where that says too little, code."""
    known = stated(use)
    if known.code:
        shown = [*mathematics([_row(known.definition)]), "", "```text", *known.code, "```"]
    else:
        parts = [_row(row, "" if place else r"\text{where } ") for place, row in enumerate(known.parts)]
        shown = mathematics([_row(known.definition), *map(_row, known.rules), *parts])
    said = known.words(code)
    return [*shown, *(["", said] if said else [])]


def _row(row: Row, before: str = "") -> str:
    """An equation."""
    label, box = row
    return f"{before}{latex_of(label)} &= {latex_of(box)}"
