"""Formulas in Typst's mathematics: what the window shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.notation.formula import formula, let_formula
from explorer.core.notation.letters import GREEK, split_name
from explorer.core.notation.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from explorer.core.expr import Expression

_SYMBOLS = {
    "cdot": "dot.op", "odot": "dot.o", "transpose": "top", "sum": "sum", "prod": "product", "one": "bold(1)",
    "zero": "bold(0)", "identity": "I", "ellipsis": "dots.h.c",
}  # fmt: skip
_FUNCTIONS = frozenset("sin cos tan arcsin arccos arctan sinh cosh tanh exp log max min det".split())


def typst(expression: Expression, style: str = "plain") -> str:
    """An expression in Typst's mathematics, without the dollar signs. Names stand as strings: nothing in them runs.

    Args:
        expression: what to typeset.
        style: "plain" for one formula, "let" for one in which shared parts have names, explained below.

    Raises:
        ValueError: for another style.
    """
    if style not in ("plain", "let"):
        message = f"there is no style {style!r}; use 'plain' or 'let'"
        raise ValueError(message)
    return let_formula(expression, TYPST) if style == "let" else formula(expression, TYPST)


def quoted(text: str) -> str:
    """Any text as a string."""
    clean = "".join(c if c.isprintable() else "\ufffd" for c in text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{clean}"'


class _Typst:
    template = "typst"

    def name(self, name: str) -> str:
        base, index = split_name(name)
        text = self._letters(base)
        return f"{text}_({self._letters(index)})" if index else text

    def _letters(self, text: str) -> str:
        if text in GREEK:
            return text
        return text if len(text) == 1 and text.isalnum() and text.isascii() else quoted(text)

    def number(self, value: np.ndarray) -> str:
        text = number_text(value)
        if text in ("inf", "-inf", "nan"):
            return {"inf": "oo", "-inf": "-oo", "nan": quoted("NaN")}[text]
        mantissa, e, exponent = text.partition("e")
        return f"{mantissa} dot.op 10^({int(exponent)})" if e else text

    def word(self, word: str) -> str:
        return word if word in _FUNCTIONS else f"op({quoted(word)})"

    def parens(self, text: str) -> str:
        return f"({text})"

    def frac(self, above: str, below: str) -> str:
        return f"frac({above}, {below})"

    def sup(self, base: str, exponent: str) -> str:
        return f"{base}^({exponent})"

    def sub(self, base: str, index: str) -> str:
        return f"{base}_({index})"

    def call(self, function: str, arguments: Sequence[str]) -> str:
        # Parentheses after a space are parentheses; right after a name they would be a call of Typst's own.
        return f"{function} ({', '.join(arguments)})"

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        return 'mat(delim: "[", ' + "; ".join(", ".join(row) for row in rows) + ")"

    def symbol(self, symbol: str) -> str:
        return _SYMBOLS[symbol]

    def lines(self, parts: Sequence[tuple[str, str]], result: str) -> str:
        if not parts:
            return result
        rows = [result, *(f'"{"where" if i == 0 else "and"}" quad {n} = {t}' for i, (n, t) in enumerate(parts))]
        return " \\\n ".join(rows)


TYPST = _Typst()
