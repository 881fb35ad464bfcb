"""Boxes in MathML (presentation, MathML Core): for pages of the web, word processors and screen readers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from explorer.core.notation.letters import spell
from explorer.core.notation.writer import joined, printable, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.notation.boxes import Box
    from explorer.core.notation.writer import Pieces

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
SIGNS = {
    "plus": "<mo>+</mo>", "minus": "<mo>−</mo>", "times": "<mo>×</mo>", "cdot": "<mo>⋅</mo>", "odot": "<mo>⊙</mo>",
    "compose": "<mo>∘</mo>", "transpose": "<mo>⊤</mo>", "adjoint": '<mi mathvariant="normal">𝖧</mi>',
    "star": "<mo>*</mo>", "convolved": "<mo>*</mo>", "thin": '<mspace width="0.1667em"/>',
    "quad": '<mspace width="1em"/>', "dots": "<mo>…</mo>", "colon": '<mo lspace="0" rspace="0">:</mo>',
    "infinity": '<mi mathvariant="normal">∞</mi>', "sum": "<mo>∑</mo>", "product": "<mo>∏</mo>",
    "ones": "<mn>𝟏</mn>", "zeros": "<mn>𝟎</mn>", "unit": '<mi mathvariant="normal">𝐞</mi>', "in": "<mo>∈</mo>",
    "maps to": "<mo>↦</mo>", "gets": "<mo>←</mo>", "plusgets": "<mrow><mo>+</mo><mo>←</mo></mrow>",
    "equal": "<mo>=</mo>", "unequal": "<mo>≠</mo>", "less": "<mo>&lt;</mo>", "at most": "<mo>≤</mo>",
    "greater": "<mo>&gt;</mo>", "at least": "<mo>≥</mo>", "and": "<mo>∧</mo>", "or": "<mo>∨</mo>",
    "xor": "<mo>⊻</mo>", "not": "<mo>¬</mo>", "mod": '<mo lspace="0.2em" rspace="0.2em">mod</mo>',
    "nabla": "<mo>∇</mo>", "partial": "<mo>∂</mo>",
}  # fmt: skip
_FENCES = {
    "()": ("(", ")"), "[]": ("[", "]"), "||": ("|", "|"), "norm": ("‖", "‖"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"),
}  # fmt: skip
_TEXT = {"if", "otherwise", "where", "and"}
_ACCENTS = {"dot": "˙", "bar": "¯"}
_APPLY = "<mo>\u2061</mo>"  # invisible: a function is applied, which screen readers say
_COMMA = '<mo separator="true">,</mo>'
_LARGE = {"sum", "product"}  # what stands below and above them, not beside


def mathml_of(box: Box) -> str:
    """A formula in MathML, as an element that stands on a line of its own."""
    return f'<math xmlns="{NAMESPACE}" display="block">{write(box, _spell)}</math>'


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
            return _row(parts)
        case "minus":
            return ['<mrow><mo form="prefix">−</mo>', parts[0], "</mrow>"]
        case "fraction":
            return ["<mfrac>", parts[0], parts[1], "</mfrac>"]
        case "power":
            return ["<msup>", parts[0], parts[1], "</msup>"]
        case "index":
            where = "munder" if _is_large(parts[0]) else "msub"
            return [f"<{where}>", parts[0], parts[1], f"</{where}>"]
        case "both":
            where = "munderover" if _is_large(parts[0]) else "msubsup"
            return [f"<{where}>", *parts, f"</{where}>"]
        case "root":
            return ["<mroot>", *parts, "</mroot>"] if parts[1:] else ["<msqrt>", parts[0], "</msqrt>"]
        case "fence":
            return _fenced(box.text, [parts[0]])
        case "call":
            return ["<mrow>", parts[0], _APPLY, *_fenced("()", _commas(parts[1:])), "</mrow>"]
        case "tuple":
            return ["<mrow>", *_commas(parts), "</mrow>"]
        case "grid":
            return _fenced("[]", _table([line.parts for line in parts]))
        case "cases":
            rows = list(zip(parts[::2], parts[1::2], strict=True))
            return ["<mrow>", _fence("{", "prefix"), *_table(rows, left=True), "</mrow>"]
        case "lines":
            return _table([[line] for line in parts], left=True)


def _row(parts: Sequence[Box]) -> Pieces:
    return ["<mrow>", *parts, "</mrow>"]


def _commas(parts: Sequence[Box]) -> Pieces:
    return joined([[part] for part in parts], _COMMA)


def _fenced(kind: str, inside: Pieces) -> Pieces:
    left, right = _FENCES[kind]
    return ["<mrow>", _fence(left, "prefix"), *inside, _fence(right, "postfix"), "</mrow>"]


def _fence(sign: str, form: str) -> str:
    return f'<mo fence="true" form="{form}" stretchy="true">{sign}</mo>'


def _table(rows: Sequence[Sequence[Box]], *, left: bool = False) -> Pieces:
    pieces: list[str | Box] = ['<mtable columnalign="left">' if left else "<mtable>"]
    for row in rows:
        pieces.append("<mtr>")
        for cell in row:
            pieces += ['<mtd style="text-align: left">' if left else "<mtd>", cell, "</mtd>"]
        pieces.append("</mtr>")
    return [*pieces, "</mtable>"]


def _is_large(box: Box) -> bool:
    return box.kind == "sign" and box.text in _LARGE


def _name(text: str) -> str:
    base, subscript, primes, accent = spell(text)
    letters = _letters(base)
    if accent:
        letters = f'<mover accent="true">{letters}<mo>{_ACCENTS[accent]}</mo></mover>'
    if primes:
        letters = f"<msup>{letters}<mo>{'′' * primes}</mo></msup>"
    return f"<msub>{letters}{_letters(subscript)}</msub>" if subscript else letters


def _letters(text: str) -> str:
    """A letter is slanted, a word upright: MathML does so by itself."""
    return f"<mn>{text}</mn>" if text.isdigit() else f"<mi>{_shown(text)}</mi>"


def _word(text: str) -> str:
    if text in _TEXT:
        return f"<mtext>{text}\u00a0</mtext>" if text == "if" else f"<mtext>{text}</mtext>"
    upright = ' mathvariant="normal"' if len(text) == 1 and text != "e" else ""
    return f"<mi{upright}>{_shown(text)}</mi>"


def _shown(text: str) -> str:
    return escape(printable(text), quote=False)


def _number(text: str) -> str:
    mantissa, exponent, power = text.partition("e")
    if not exponent:
        return f"<mn>{mantissa}</mn>"
    value = int(power)
    minus = "<mo>−</mo>" if value < 0 else ""
    ten = f"<msup><mn>10</mn><mrow>{minus}<mn>{abs(value)}</mn></mrow></msup>"
    return ten if mantissa == "1" else f"<mrow><mn>{mantissa}</mn><mo>⋅</mo>{ten}</mrow>"
