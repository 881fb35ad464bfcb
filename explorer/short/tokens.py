"""The words and signs of a formula, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from explorer.short.errors import ShortError
from explorer.short.greek import NAMES

Sort = Literal["number", "name", "sign", "end"]
NAME = "[A-Za-zΑ-Ωα-ω][A-Za-z0-9_Α-Ωα-ω]*"
_TOKEN = re.compile(
    r"(?P<number>[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>{NAME})"
    r"|(?P<sign>\.\*|\./|\.\^|\.'|\*\*|[-+*/^'(),=:\[\]])"
)
# Other ways to write a sign.
_SIGNS = {"−": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "ᵀ": "'", "′": "'", "’": "'", "⊤": "'", "⊙": ".*"}
_POWERS = {"²": "2", "³": "3"}


@dataclass(frozen=True)
class Token:
    """A word or a sign.

    Attributes:
        sort: what it is.
        text: as scripts write it.
        start, stop: its place, in characters.
    """

    sort: Sort
    text: str
    start: int
    stop: int


def tokens(text: str, start: int = 0) -> list[Token]:
    """The tokens of a text that begins at a place of another one, and one for its end.

    Raises:
        ShortError: for a character that means nothing.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        here, character = start + at, text[at]
        if character.isspace():
            at += 1
        elif character in _SIGNS:
            found.append(Token("sign", _SIGNS[character], here, here + 1))
            at += 1
        elif character in _POWERS:
            found += [Token("sign", "^", here, here + 1), Token("number", _POWERS[character], here, here + 1)]
            at += 1
        else:
            match = _TOKEN.match(text, at)
            if match is None:
                message = f"{character!r} means nothing here"
                raise ShortError(message, here, here + 1, "formulas have letters, numbers, and + - * / ^ ' .* ./ .^")
            at = match.end()
            sort: Sort = "number" if match["number"] else "name" if match["name"] else "sign"
            word = match[0].lstrip("0") if match["number"] else match[0]
            word = f"0{word}" if match["number"] and not word[:1].isdigit() else word
            word = {"**": "^", ".'": "'"}.get(word, NAMES.get(word, word))
            found.append(Token(sort, word, here, start + at))
    found.append(Token("end", "", start + len(text), start + len(text)))
    return found
