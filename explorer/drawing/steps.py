"""A derivation as a picture: numbered lines, the rule's name and what it made of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.drawing.colours import COLOURS
from explorer.drawing.svg import document, element, text
from explorer.drawing.text import BODY, CAPTION, LABEL, MONO, elide, text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.drawing.colours import Colours
    from explorer.drawing.picture import Theme

_WIDTH = 760.0
_EDGE = 28.0
_NUMBERS = 34.0  # the column of step numbers
_LINE = 18.0
_MOST_LINES = 400  # of an expression, some pages; what is longer is cut, and says so


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a derivation, in words: plain notation of what matched and of what replaced it."""

    rule: str  # "sigmoid-from-exp"
    before: str  # "exp(x) / (1 + exp(x))"
    after: str  # "sigmoid(x)"
    caption: str = ""  # "the definition of the logistic function"
    unsafe: str = ""  # "assumes x is not 0"


def steps_svg(
    steps: Sequence[StepLine], theme: Theme = "light", title: str = "", start: str = "", result: str = ""
) -> str:
    """The SVG text of a derivation.

    Args:
        steps: the rewrites in their order.
        theme: colours of the window, or for paper.
        title: stands above.
        start: the whole expression before the first step, in plain notation.
        result: the whole expression after the last one.
    """
    colours = COLOURS[theme]
    y = _EDGE
    parts: list[str] = []
    if title:
        shown = elide(title, LABEL, 15.0, _WIDTH - 2 * _EDGE)
        parts.append(text(shown, _EDGE, y + 6, LABEL, 15.0, colours.text, class_="title"))
        y += 34
    for name, expression, numbered in (("as derived", start, None), *_rows(steps), ("result", result, None)):
        if numbered is None and expression:
            y = _expression(parts, expression, y, colours, name)
        elif numbered is not None:
            y = _step(parts, numbered[0], numbered[1], y, colours)
    if not steps:
        parts.append(text("no rewrite applies", _EDGE, y + 10, BODY, 12.0, colours.muted))
        y += 24
    return document(_WIDTH, y + _EDGE - 10, *parts, title=title, background=colours.canvas)


def _rows(steps: Sequence[StepLine]) -> list[tuple[str, str, tuple[int, StepLine] | None]]:
    return [("", "", (number, step)) for number, step in enumerate(steps, 1)]


def _expression(parts: list[str], expression: str, y: float, colours: Colours, name: str) -> float:
    """The whole expression, under a small heading; returns where the next part begins."""
    parts.append(text(name, _EDGE + _NUMBERS, y + 10, CAPTION, 11.0, colours.muted))
    lines = _wrapped(expression)
    for number, line in enumerate(lines):
        parts.append(text(line, _EDGE + _NUMBERS, y + 28 + number * _LINE, MONO, 12.0, colours.text))
    return y + 28 + len(lines) * _LINE + 6


def _step(parts: list[str], number: int, step: StepLine, y: float, colours: Colours) -> float:
    left = _EDGE + _NUMBERS
    rule = elide(step.rule, MONO, 12.0, 300.0)
    row = [
        element("path", d=f"M{_EDGE:g},{y - 4:.2f} H{_WIDTH - _EDGE:g}", stroke=colours.line, stroke_width=0.6),
        text(str(number), _EDGE + 18, y + 14, CAPTION, 11.0, colours.muted, "end"),
        text(rule, left, y + 14, MONO, 12.0, colours.accent, class_="rule"),
    ]
    at = left + text_width(rule, MONO, 12.0) + 16
    if step.caption:
        caption = elide(step.caption, BODY, 11.0, (_WIDTH - _EDGE - at) * (0.5 if step.unsafe else 1.0))
        row.append(text(caption, at, y + 14, BODY, 11.0, colours.muted, class_="caption"))
        at += text_width(caption, BODY, 11.0) + 12
    if step.unsafe:
        unsafe = elide(step.unsafe, CAPTION, 11.0, _WIDTH - _EDGE - at - 18)
        wide = text_width(unsafe, CAPTION, 11.0) + 18
        row.append(element("rect", x=at, y=y + 1, width=wide, height=18, rx=9, fill=colours.reverse, fill_opacity=0.14))
        row.append(text(unsafe, at + 9, y + 14, CAPTION, 11.0, colours.reverse, class_="unsafe"))
    y += 14
    for mark, expression, colour in (("", step.before, colours.muted), ("→", step.after, colours.text)):
        for count, line in enumerate(_wrapped(expression)):
            y += _LINE
            if mark and not count:
                row.append(text(mark, left, y, MONO, 12.0, colours.accent))
            row.append(text(line, left + 18, y, MONO, 12.0, colour))
    parts.append(element("g", *row, class_="step", id=f"step-{number}"))
    return y + 18


def _wrapped(expression: str) -> list[str]:
    lines = wrap(expression, MONO, 12.0, _WIDTH - 2 * _EDGE - _NUMBERS - 18)
    if len(lines) <= _MOST_LINES:
        return lines
    left = sum(map(len, lines[_MOST_LINES:]))
    return [*lines[:_MOST_LINES], f"… and {left:,} more characters; as text or Markdown it is whole"]
