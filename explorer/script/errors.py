"""Mistakes in a script: what is wrong, where it stands, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.script.spans import Span

if TYPE_CHECKING:
    from explorer.script.spans import Source

NOWHERE = Span(1, 0, 1, 0)
_CALLERS = 5


class Complaint(Exception):  # noqa: N818 - it becomes a ScriptError as soon as the place is known
    """What is wrong and what to do, raised where the place in the text is not known."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ScriptError(Exception):
    """A mistake in a script.

    Attributes:
        message: what is wrong.
        span: where.
        hint: what to do instead, or empty.
        called_from: where the functions of the script that led here were called, the innermost first.
    """

    def __init__(self, message: str, span: Span = NOWHERE, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint
        self.called_from: list[Span] = []

    def __str__(self) -> str:
        return f"line {self.span.line}, column {self.span.column + 1}: {self.message}"

    def render(self, source: Source, filename: str = "script") -> str:
        """The error as a terminal shows it: place and message, the line, a mark below it, and the hint."""
        span = self.span
        rows = [f"{filename}:{span.line}:{span.column + 1}: {self.message}"]
        line = source.line(span.line)
        if line.strip():
            rows += [f"    {line}", f"    {_underline(line, span)}"]
        callers = [place for place in dict.fromkeys(self.called_from) if place != span]  # once each, for recursion
        rows += [f"  called from line {place.line}: {source.segment(place)}" for place in callers[:_CALLERS]]
        if self.hint:
            rows.append(f"  hint: {self.hint}")
        return "\n".join(rows)


def _underline(line: str, span: Span) -> str:
    end = span.end_column if span.end_line == span.line else len(line)
    before = "".join("\t" if character == "\t" else " " for character in line[: span.column])
    return before + "^" + "~" * max(0, end - span.column - 1)
