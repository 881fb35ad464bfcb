"""Places in a script. Lines count from 1, columns from 0 and in characters; the end is exclusive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

_LINE_ENDS = re.compile(r"\r\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of the script."""

    line: int
    column: int
    end_line: int
    end_column: int

    def as_tuple(self) -> tuple[int, int, int, int]:
        """The four numbers, as `explorer.core.origin` keeps them."""
        return (self.line, self.column, self.end_line, self.end_column)


class Source:
    """The text of a script, and where its parts stand."""

    def __init__(self, text: str) -> None:
        self.text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
        self.lines = self.text.split("\n")

    def line(self, number: int) -> str:
        """The text of a line, empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.alias | ast.keyword) -> Span:
        """Where a node of the syntax tree stands. Python counts columns in bytes of UTF-8; people count characters."""
        end_line = node.end_lineno or node.lineno
        end = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return Span(
            node.lineno, self._characters(node.lineno, node.col_offset), end_line, self._characters(end_line, end)
        )

    def segment(self, span: Span) -> str:
        """The text of a span, its lines joined and its blanks made single."""
        lines = self.lines[span.line - 1 : span.end_line]
        if not lines:
            return ""
        lines[-1] = lines[-1][: span.end_column]
        lines[0] = lines[0][span.column :]
        return " ".join(" ".join(lines).split())

    def _characters(self, line: int, offset: int) -> int:
        text = self.line(line)
        if text.isascii():
            return min(offset, len(text))
        return len(text.encode()[:offset].decode(errors="ignore"))
