r"""Equations in LaTeX that fit between the margins: long parts get names, long sums are broken."""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING

from explorer.core.notation import boxes as b
from explorer.core.notation import brief, latex
from explorer.core.notation.formula import formula, with_named_parts
from explorer.core.notation.latex import escape, latex_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.core.expr import Expression
    from explorer.core.notation.boxes import Box

WIDEST = 46  # letters of a line, about
DEEPEST = 8  # groups in each other
MOST_PARTS = 12  # names for parts in one equation; after these, dots
_LONGEST, _LINE = 240, 60  # characters of what stands as it is typed, and of a line of it
_FULL = 54  # letters of a line with what stands before the sign of equality
_TOO_WIDE = 3 * WIDEST // 2
_COMMANDS = re.compile(r"\\[A-Za-z]+|[\\{}^_ ]")
_SPLIT = {"plus", "minus"}


def is_short(expression: Expression) -> bool:
    """Whether a formula is read at a glance."""
    box = formula(expression)
    return box.weight <= WIDEST and box.depth <= DEEPEST


def equation(first: str, second: str, *sides: Expression, taken: frozenset[str] = frozenset()) -> Iterator[str]:
    r"""Rows for an environment that aligns at ``&``.

    Args:
        first: stands before the first side.
        second: stands between it and the second, as ``\longrightarrow``.
        sides: one or two formulas.
        taken: names that parts may not get.
    """
    texts = typed(*sides, taken=taken)
    if texts is not None:
        yield from _typed_rows(first, second, texts)
        return
    boxes, parts = _boxes(sides, taken)
    if _length(first) + sum(box.weight for box in boxes) <= _FULL:
        yield f"& {first}{f' {second} '.join(latex_of(box) for box in boxes)}"
    else:
        for sign, box in zip((first, f"{second} "), boxes, strict=False):
            yield from _rows(sign, box)
    words = r"\text{where }"
    for label, box in parts[:MOST_PARTS]:
        yield from _rows(rf"\qquad {words} {latex_of(label)} = ", box)
        words = r"\text{and }"
    if parts[MOST_PARTS:]:
        yield r"& \qquad \text{and } \ldots"


def typed(*sides: Expression, taken: frozenset[str] = frozenset()) -> list[str] | None:
    """Formulas as people type them, where mathematics does not serve: else None.

    It writes shapes alike that are not, and a loop as one formula, however long. What is longer than some lines is cut.
    """
    if len(sides) < 2 or latex(sides[0]) != latex(sides[1]):
        boxes, parts = _boxes(sides, taken)
        lines = (line for box in (*boxes, *(part for _, part in parts)) for line in _broken(box))
        if all(line.weight <= _TOO_WIDE for line in lines):
            return None
    return [brief(side, _LONGEST) for side in sides]


def _boxes(sides: Sequence[Expression], taken: frozenset[str]) -> tuple[list[Box], list[tuple[Box, Box]]]:
    """The formulas, and the names and formulas of their parts."""
    if all(is_short(side) for side in sides):
        return [formula(side) for side in sides], []
    return with_named_parts(sides, taken, capitals=True, widest=WIDEST)


def _typed_rows(first: str, second: str, texts: Sequence[str]) -> Iterator[str]:
    if sum(map(len, texts)) <= _LINE:
        yield f"& {first}{f' {second} '.join(map(_typewriter, texts))}"
        return
    for sign, text in zip((first, f"{second} "), texts, strict=False):
        lines = wrap(text, _LINE)
        yield f"& {sign}{_typewriter(lines[0])}"
        yield from (rf"& \qquad {_typewriter(line)}" for line in lines[1:])


def _typewriter(text: str) -> str:
    return rf"\text{{\ttfamily {escape(text)}}}"


def _rows(sign: str, box: Box) -> Iterator[str]:
    """A formula, broken before signs of a sum where a line is full."""
    before = sign
    for line in _broken(box, max(_FULL - _length(sign), WIDEST // 2)):
        yield f"& {before}{latex_of(line)}"
        before = r"\qquad {} "


def _length(latex: str) -> int:
    """The letters of a piece of LaTeX, about."""
    return len(_COMMANDS.sub("", latex))


def _broken(box: Box, widest: int = WIDEST) -> Iterator[Box]:
    if box.kind != "row" or box.weight <= widest:
        yield box
        return
    line: list[Box] = []
    weight = 0
    for part in box.parts:
        if part.kind == "sign" and part.text in _SPLIT and weight > widest / 2:
            yield b.row(*line, level=box.level)
            line, weight = [], 0
        line.append(part)
        weight += part.weight
    yield b.row(*line, level=box.level)
