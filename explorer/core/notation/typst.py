"""Boxes in Typst's mathematics, without the dollar signs: what the window shows.

Names and words stand as strings, so nothing in them runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.notation.letters import GREEK, spell
from explorer.core.notation.writer import joined, printable, spaced, write

if TYPE_CHECKING:
    from explorer.core.notation.boxes import Box
    from explorer.core.notation.writer import Pieces

SIGNS = {
    "plus": "+", "minus": "-", "times": "times", "cdot": "dot.op", "odot": "dot.o", "compose": "compose",
    "transpose": "top", "adjoint": "upright(H)", "star": "ast.basic", "convolved": "ast.basic",
    "thin": "thin", "quad": "quad", "dots": "dots.h", "colon": "colon", "infinity": "infinity",
    "sum": "sum", "product": "product", "ones": "bold(1)", "zeros": "bold(0)", "unit": "bold(e)",
    "in": "in", "maps to": "arrow.r.bar", "gets": "arrow.l",
    "plusgets": "plus arrow.l", "equal": "=", "unequal": "eq.not", "less": "lt", "at most": "lt.eq", "greater": "gt",
    "at least": "gt.eq", "and": "and", "or": "or", "xor": "xor", "not": "not", "mod": "mod",
}  # fmt: skip
_FENCES = {"()": ("(", ")"), "[]": ("[", "]"), "||": ("abs(", ")"), "floor": ("floor(", ")"),
           "norm": ("norm(", ")"),
    "ceil": ("ceil(", ")")}  # fmt: skip
_FUNCTIONS = {
    "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "exp", "log", "max", "min", "det", "dim",
    "arg",
}  # fmt: skip
_PLAIN_WORDS = {"if", "otherwise", "where", "and"}
_COMMA = " comma "  # a bare comma would separate arguments
_LETTERS = {letter: word for word, letter in GREEK.items()}


def typst_of(box: Box) -> str:
    """A formula in Typst."""
    return write(box, _spell)


def quoted(text: str) -> str:
    """Any text as a string."""
    clean = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{clean}"'


def _spell(box: Box) -> Pieces:  # noqa: C901, PLR0911, PLR0912 - one line for each kind of box
    parts = box.parts
    match box.kind:
        case "name":
            return [_name(box.text)]
        case "number":
            return [_number(box.text)]
        case "word":
            return [_word(box.text)]
        case "sign":
            return [SIGNS[box.text]]
        case "row":
            return spaced(parts)
        case "minus":
            return ["-", parts[0]]
        case "fraction":
            return ["frac(", parts[0], ", ", parts[1], ")"]
        case "power":
            return ["attach(", parts[0], ", t: ", parts[1], ")"]
        case "index":
            return ["attach(", parts[0], ", b: ", parts[1], ")"]
        case "both":
            return ["attach(", parts[0], ", b: ", parts[1], ", t: ", parts[2], ")"]
        case "root":
            degree: list[str | Box] = [parts[1], ", "] if parts[1:] else []
            return ["root(" if degree else "sqrt(", *degree, parts[0], ")"]
        case "fence":
            left, right = _FENCES[box.text]
            return [left, parts[0], right]
        case "call":
            # After a space a parenthesis is one; right after a name it would be a call of Typst's own.
            return [parts[0], " (", *spaced(parts[1:], _COMMA), ")"]
        case "tuple":
            return spaced(parts, _COMMA)
        case "grid":
            rows = [spaced(line.parts, ", ") for line in parts]
            return ['mat(delim: "[", ', *joined(rows, "; "), ")"]
        case "cases":
            pairs = zip(parts[::2], parts[1::2], strict=True)
            return ["cases(", *joined([[value, " & ", condition] for value, condition in pairs], ", "), ")"]
        case "lines":
            return joined([["& ", line] for line in parts], " \\\n ")


def _name(text: str) -> str:
    base, subscript, primes, accent = spell(text)
    letters = _letters(base)
    if accent:
        letters = f"{'overline' if accent == 'bar' else 'dot'}({letters})"
    spelled = letters + "'" * primes
    return f"attach({spelled}, b: {_letters(subscript)})" if subscript else spelled


def _letters(text: str) -> str:
    if text in _LETTERS:
        return _LETTERS[text]
    return text if text.isascii() and (text.isdigit() or (len(text) == 1 and text.isalpha())) else quoted(text)


def _word(text: str) -> str:
    if text in _FUNCTIONS or text == "e":
        return text
    if text == "i":
        return "upright(i)"
    return quoted(text) if text in _PLAIN_WORDS else f"op({quoted(text)})"


def _number(text: str) -> str:
    mantissa, exponent, power = text.replace("…", " dots.h ").partition("e")
    if not exponent:
        return mantissa
    ten = f"10^({int(power)})"
    return ten if mantissa == "1" else f"{mantissa} dot.op {ten}"
