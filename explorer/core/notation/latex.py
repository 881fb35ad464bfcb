"""Formulas in LaTeX (amsmath, amssymb)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.core.notation.formula import formula, let_formula
from explorer.core.notation.letters import GREEK, split_name
from explorer.core.notation.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from explorer.core.expr import Expression

_SPECIAL = re.compile(r"[\\{}$&#%_^~]")
_ESCAPES = {"\\": r"\textbackslash ", "^": r"\textasciicircum ", "~": r"\textasciitilde "}
_SYMBOLS = {
    "cdot": r"\cdot", "odot": r"\odot", "transpose": r"\top", "sum": r"\sum", "prod": r"\prod", "one": r"\mathbf{1}",
    "zero": r"\mathbf{0}", "identity": "I", "ellipsis": r"\cdots",
}  # fmt: skip
_FUNCTIONS = frozenset("sin cos tan arcsin arccos arctan sinh cosh tanh exp log max min det".split())


def latex(expression: Expression, style: str = "plain") -> str:
    """An expression in LaTeX.

    Args:
        expression: what to typeset.
        style: "plain" for one formula, "let" for one in which shared parts have names, explained below.

    Raises:
        ValueError: for another style.
    """
    if style not in ("plain", "let"):
        message = f"there is no style {style!r}; use 'plain' or 'let'"
        raise ValueError(message)
    return let_formula(expression, LATEX) if style == "let" else formula(expression, LATEX)


def escape(text: str) -> str:
    """Any text, so that LaTeX prints it and reads nothing in it."""
    return _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], "\\" + match[0]), text)


class _Latex:
    template = "latex"

    def name(self, name: str) -> str:
        base, index = split_name(name)
        text = self._letters(base)
        return f"{text}_{{{self._letters(index)}}}" if index else text

    def _letters(self, text: str) -> str:
        if text in GREEK:
            return "\\" + text
        return text if len(text) == 1 and text.isalnum() and text.isascii() else rf"\mathrm{{{escape(text)}}}"

    def number(self, value: np.ndarray) -> str:
        text = number_text(value)
        if text in ("inf", "-inf", "nan"):
            return {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{NaN}"}[text]
        mantissa, e, exponent = text.partition("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else text

    def word(self, word: str) -> str:
        return f"\\{word}" if word in _FUNCTIONS else rf"\operatorname{{{escape(word)}}}"

    def parens(self, text: str) -> str:
        return rf"\left({text}\right)"

    def frac(self, above: str, below: str) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def sup(self, base: str, exponent: str) -> str:
        return f"{{{base}}}^{{{exponent}}}" if len(base) > 1 else f"{base}^{{{exponent}}}"

    def sub(self, base: str, index: str) -> str:
        return f"{{{base}}}_{{{index}}}" if len(base) > 1 and not base.startswith("\\") else f"{base}_{{{index}}}"

    def call(self, function: str, arguments: Sequence[str]) -> str:
        return rf"{function}\left({', '.join(arguments)}\right)"

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        return r"\begin{bmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{bmatrix}"

    def symbol(self, symbol: str) -> str:
        return _SYMBOLS[symbol]

    def lines(self, parts: Sequence[tuple[str, str]], result: str) -> str:
        if not parts:
            return result
        rows = [
            rf"& {result}",
            *(rf"& \text{{{'where' if i == 0 else 'and'} }} {n} = {t}" for i, (n, t) in enumerate(parts)),
        ]
        return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"


LATEX = _Latex()
