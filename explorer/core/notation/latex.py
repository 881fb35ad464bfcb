"""Boxes in LaTeX (amsmath, amssymb)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.core.notation.letters import GREEK, spell
from explorer.core.notation.writer import joined, printable, spaced, write

if TYPE_CHECKING:
    from explorer.core.notation.boxes import Box
    from explorer.core.notation.writer import Pieces

SIGNS = {
    "plus": "+", "minus": "-", "times": r"\times", "cdot": r"\cdot", "odot": r"\odot", "compose": r"\circ",
    "transpose": r"\top", "adjoint": r"\mathsf{H}", "star": "*", "convolved": "*",
    "thin": r"\,", "quad": r"\quad", "dots": r"\ldots", "colon": r"{:}", "infinity": r"\infty",
    "sum": r"\sum", "product": r"\prod", "ones": r"\mathbf{1}", "zeros": r"\mathbf{0}", "unit": r"\mathbf{e}",
    "in": r"\in", "maps to": r"\mapsto",
    "gets": r"\leftarrow", "plusgets": r"\mathrel{+}\leftarrow", "equal": "=", "unequal": r"\neq", "less": "<",
    "at most": r"\leq", "greater": ">", "at least": r"\geq", "and": r"\wedge", "or": r"\vee", "xor": r"\veebar",
    "not": r"\neg", "mod": r"\bmod", "nabla": r"\nabla", "partial": r"\partial",
}  # fmt: skip
_FENCES = {
    "()": (r"\left(", r"\right)"), "[]": (r"\left[", r"\right]"), "||": (r"\left|", r"\right|"),
    "norm": (r"\left\|", r"\right\|"),
    "floor": (r"\left\lfloor ", r"\right\rfloor "), "ceil": (r"\left\lceil ", r"\right\rceil "),
}  # fmt: skip
_FUNCTIONS = {
    "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "exp", "log", "max", "min", "det", "dim",
    "arg",
}  # fmt: skip
_LETTERS = {letter: f"\\{word}" for word, letter in GREEK.items()}
_SPECIAL = re.compile(r"[\\{}$&#%_^~]")
_ESCAPES = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}",
}  # fmt: skip

_LINE = r" \\ "


def latex_of(box: Box) -> str:
    """A formula in LaTeX."""
    return write(box, _spell)


def escape(text: str) -> str:
    """Any text, so that LaTeX prints it and reads nothing in it."""
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], "\\" + found[0]), printable(text))


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
            return [r"\frac{", parts[0], "}{", parts[1], "}"]
        case "power":
            return [*_base(parts[0]), "^{", parts[1], "}"]
        case "index":
            return [*_base(parts[0]), "_{", parts[1], "}"]
        case "both":
            return [*_base(parts[0]), "_{", parts[1], "}^{", parts[2], "}"]
        case "root":
            degree: list[str | Box] = ["[", parts[1], "]"] if parts[1:] else []
            return [r"\sqrt", *degree, "{", parts[0], "}"]
        case "fence":
            left, right = _FENCES[box.text]
            return [left, parts[0], right]
        case "call":
            return [parts[0], r"\left(", *spaced(parts[1:], ", "), r"\right)"]
        case "tuple":
            return spaced(parts, ", ")
        case "grid":
            return [r"\begin{bmatrix}", *joined([spaced(line.parts, " & ") for line in parts], _LINE), r"\end{bmatrix}"]
        case "cases":
            pairs = zip(parts[::2], parts[1::2], strict=True)
            rows: list[list[str | Box]] = [[value, " & ", condition] for value, condition in pairs]
            return [r"\begin{cases}", *joined(rows, _LINE), r"\end{cases}"]
        case "lines":
            return [r"\begin{aligned}[t]", *joined([["& ", line] for line in parts], _LINE), r"\end{aligned}"]


def _base(box: Box) -> Pieces:
    """What carries an exponent or a subscript: in braces where it could have one already."""
    single = box.kind in ("sign", "word") or (box.kind == "name" and not spell(box.text).subscript)
    return [box] if single else ["{", box, "}"]


def _name(text: str) -> str:
    base, subscript, primes, accent = spell(text)
    letters = _letters(base)
    if accent:
        command = "overline" if accent == "bar" and len(base) > 1 else accent
        letters = rf"\{command}{{{letters}}}"
    below = f"_{{{_letters(subscript)}}}" if subscript else ""
    return f"{letters}{chr(39) * primes}{below}"


def _letters(text: str) -> str:
    if text in _LETTERS:
        return _LETTERS[text]
    if text.isdigit() or (len(text) == 1 and text.isalpha()):
        return text
    return rf"\mathrm{{{escape(text)}}}" if text.isascii() and text.isalnum() else rf"\text{{{escape(text)}}}"


def _word(text: str) -> str:
    if text in _FUNCTIONS:
        return f"\\{text}"
    if text == "e":
        return text
    if text == "i":
        return r"\mathrm{i}"
    if text in ("if", "otherwise", "where", "and"):
        return rf"\text{{{text} }}" if text == "if" else rf"\text{{{text}}}"
    return rf"\operatorname{{{text}}}" if text.isascii() and text.isalnum() else rf"\text{{{escape(text)}}}"


def _number(text: str) -> str:
    mantissa, exponent, power = text.replace("…", r"\ldots").partition("e")
    if not exponent:
        return mantissa
    ten = f"10^{{{int(power)}}}"
    return ten if mantissa == "1" else rf"{mantissa} \cdot {ten}"
