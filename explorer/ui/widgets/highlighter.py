"""Colours for the script language, a subset of Python with declarations `X: real[n, d]`, and for Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from explorer.ui.theme.colours import Colours

_WORDS = {
    "keyword": r"import|from|as|def|return|lambda|for|in|if|else|not|and|or|is|None|True|False|del|while|pass|with"
    r"|grad|jacobian|hessian|hessian_vector_product|Rop|Lop|pullback|pushforward|scan|function|verify_grad",
    "type_name": r"real(?:16|32|64)?|int(?:8|16|32|64)?|complex(?:64|128)?|bool"
    r"|[fildbcz]?(?:scalar|vector|matrix|row|col|tensor[34])s?",
}
_TOKEN = re.compile(
    r"(?P<comment>#.*)"
    r"|(?P<string>[rRbBfFuU]{0,2}(?:\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?))"
    rf"|(?P<keyword>\b(?:{_WORDS['keyword']})\b)"
    rf"|(?P<type_name>\b(?:{_WORDS['type_name']})\b)"
    r"|(?P<function>\b[A-Za-z_]\w*(?=\s*\())"
    r"|(?P<number>\b(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?j?)|(?<![\w.])\.\d+(?:[eE][+-]?\d+)?)"
    r"|(?P<word>\b\w+\b)"
)
_TRIPLE = re.compile(r'"""|\'\'\'')
_INSIDE = {'"""': 1, "'''": 2}


class Highlighter(QSyntaxHighlighter):
    """One pass of one pattern for each line."""

    def __init__(self, document: QTextDocument, colours: Colours) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.set_colours(colours)

    def set_colours(self, colours: Colours) -> None:
        """Another palette."""
        self._formats = {}
        for kind in ("comment", "string", "keyword", "type_name", "function", "number"):
            form = QTextCharFormat()
            form.setForeground(QColor(getattr(colours, kind)))
            self._formats[kind] = form
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line; a text in three quotes goes on over lines."""
        self.setCurrentBlockState(0)
        start = 0
        inside = next((quote for quote, state in _INSIDE.items() if state == self.previousBlockState()), None)
        while True:
            if inside is not None:
                end = text.find(inside, start)
                stop = len(text) if end < 0 else end + 3
                self.setFormat(start, stop - start, self._formats["string"])
                if end < 0:
                    self.setCurrentBlockState(_INSIDE[inside])
                    return
                start = stop
            opening = _TRIPLE.search(text, start)
            comment = text.find("#", start)
            if opening is not None and 0 <= comment < opening.start():
                opening = None
            self._tokens(text, start, len(text) if opening is None else opening.start())
            if opening is None:
                return
            inside = opening.group()
            self.setFormat(opening.start(), 3, self._formats["string"])
            start = opening.end()

    def _tokens(self, text: str, start: int, end: int) -> None:
        for match in _TOKEN.finditer(text, start, end):
            form = self._formats.get(match.lastgroup or "")
            if form is not None:
                self.setFormat(match.start(), match.end() - match.start(), form)
