"""Boxes in Typst's mathematics, without the dollar signs: what the window shows.

Names and words stand as strings, so nothing in them runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.notation.letters import GREEK, spell
from explorer.core.notation.writer import joined, printable, spaced, write, write_marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.notation.writer import Mark, Pieces

MARK = "mark"  # the function of Typst that a marked part is handed to, with the number of its mark as six digits

SIGNS = {
    "plus": "+", "minus": "-", "times": "times", "cdot": "dot.op", "odot": "dot.o", "compose": "compose",
    "transpose": "top", "adjoint": "upright(H)", "star": "ast.basic", "convolved": "ast.basic",
    "thin": "thin", "quad": "quad", "dots": "dots.h", "colon": "colon", "infinity": "infinity",
    "sum": "sum", "product": "product", "ones": "bold(1)", "zeros": "bold(0)", "unit": "bold(e)",
    "in": "in", "maps to": "arrow.r.bar", "gets": "arrow.l",
    "plusgets": "plus arrow.l", "equal": "=", "unequal": "eq.not", "less": "lt", "at most": "lt.eq", "greater": "gt",
    "at least": "gt.eq", "and": "and", "or": "or", "xor": "xor", "not": "not", "mod": "mod",
    "nabla": "nabla", "partial": "partial",
}  # fmt: skip
_FENCES = {"()": ("(", ")"), "[]": ("[", "]"), "||": ("abs(", ")"), "floor": ("floor(", ")"),
           "norm": ("norm(", ")"),
    "ceil": ("ceil(", ")")}  # fmt: skip
_FUNCTIONS = {
    "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "exp", "log", "max", "min", "det", "dim",
    "arg",
}  # fmt: skip
_PLAIN_WORDS = {"if", "otherwise", "where", "and"}
_SCRIPTS = "attach("
_COMMA = " comma "  # a bare comma would separate arguments
_LETTERS = {letter: word for word, letter in GREEK.items()}


def typst_of(box: Box) -> str:
    """A formula in Typst."""
    return write(box, _spell)


def typst_marked(box: Box, wanted: Callable[[Expression], bool]) -> tuple[str, list[Mark]]:
    """A formula in Typst with its parts marked: ``mark("000001", x)`` is the part of the first mark.

    Only parts made from an expression that is ``wanted`` are. Numbers count from 1, in hexadecimal.
    """

    def wrap(index: int, pieces: Pieces) -> Pieces:
        mark = f'{MARK}("{index + 1:06x}", '
        if pieces[0] != _SCRIPTS:
            return [mark, *pieces, ")"]
        # Typst sets x₁ with an exponent as one thing, which a mark in between would hide: it goes further in.
        inside: list[str | Box] = []
        for place, piece in enumerate(pieces):
            spelled = _spell(piece) if place == 1 and not isinstance(piece, str) else []
            if spelled and spelled[0] == _SCRIPTS:
                own = not isinstance(piece, str) and piece.of is not None and wanted(piece.of)
                inside += [piece] if own else wrap(index, spelled)
            else:
                inside += [mark, piece, ")"] if place % 2 else [piece]
        return inside

    return write_marked(box, _spell, wanted, wrap)


def quoted(text: str) -> str:
    """Any text as a string."""
    clean = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{clean}"'


def _spell(box: Box) -> Pieces:  # noqa: C901, PLR0911, PLR0912 - one line for each kind of box
    parts = box.parts
    match box.kind:
        case "name":
            return _name(box.text)
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
            return [_SCRIPTS, parts[0], ", t: ", parts[1], ")"]
        case "index":
            return [_SCRIPTS, parts[0], ", b: ", parts[1], ")"]
        case "both":
            return [_SCRIPTS, parts[0], ", b: ", parts[1], ", t: ", parts[2], ")"]
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


def _name(text: str) -> Pieces:
    base, subscript, primes, accent = spell(text)
    letters = _letters(base)
    if accent:
        letters = f"{'overline' if accent == 'bar' else 'dot'}({letters})"
    spelled = letters + "'" * primes
    return [_SCRIPTS, spelled, ", b: ", _letters(subscript), ")"] if subscript else [spelled]


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
