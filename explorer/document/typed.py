"""Arrays as people type them: ``4``, ``[1, 2]``, ``[[0, 1], [-1, -2]]``, and shorter ``1 2 3`` and ``1 2; 3 4``.

Numbers are those of Python, and ``inf``, ``nan``, ``pi``, ``true``, ``false`` and fractions such as ``1/3``. Nothing is
evaluated: the reader knows numbers, brackets and separators, and tells where it met anything else.
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

import numpy as np

DEEPEST = 32

Scalar: TypeAlias = bool | int | float | complex
Nested: TypeAlias = "Scalar | list[Nested]"

_REAL = r"(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf|nan|pi|∞|π"
_AFTER = rf"j|/(?P<over>{_REAL})|(?P<imag>[+-](?:{_REAL}))j"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)(?:(?P<word>true|false)|(?P<a>{_REAL})(?P<after>{_AFTER})?)(?![\w.])", re.IGNORECASE
)
_BLANK = re.compile(r"\s*")
_WORDS = {"inf": math.inf, "∞": math.inf, "nan": math.nan, "pi": math.pi, "π": math.pi}
_CLOSING = {"[": "]", "(": ")"}


class TypedError(Exception):
    """What cannot be read, and where: ``offset`` counts characters from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def read_array(text: str) -> np.ndarray:
    """The array that the text means (int64, float64, complex128 or bool); raises :class:`TypedError`."""
    text = text.replace("−", "-")
    if not any(bracket in text for bracket in "[("):  # without brackets a new line is a new row
        text = " " * (len(text) - len(text.lstrip())) + text.strip().replace("\n", ";")
    nested = _Reader(text).read()
    try:
        array = np.array(nested)
    except (ValueError, OverflowError) as error:
        raise TypedError(str(error), 0) from error
    if array.dtype == object or array.dtype.kind == "u":
        raise TypedError("a whole number in it is too large", 0)
    return array if array.size else array.astype(float)


def write_array(array: np.ndarray) -> str:
    """Text that ``read_array`` reads back, bit for bit."""
    nested = array.tolist()
    return repr(nested).replace("(", "").replace(")", "") if array.dtype.kind == "c" else repr(nested)


class _Reader:
    """One pass over the text with a stack of open brackets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def read(self) -> Nested:
        self._skip()
        if self.at == len(self.text):
            raise TypedError("nothing is typed here: a number or [brackets] are needed", 0)
        rows: list[list[Nested]] = [[]]
        while self.at < len(self.text):
            if self.text[self.at] == ";":
                self.at += 1
                rows.append([])
            else:
                rows[-1].append(self._item())
            self._separator(rows[-1], at_top=True)
        if len(rows) > 1:
            return self._even([row for row in rows if row], 0)  # a semicolon at the end is no row
        return rows[0][0] if len(rows[0]) == 1 and not self.text.rstrip().endswith(",") else self._even(rows[0], 0)

    def _item(self) -> Nested:
        """A number, or everything up to the bracket that closes."""
        if self.text[self.at] not in _CLOSING:
            return self._number()
        open_at: list[int] = []
        stack: list[list[Nested]] = []
        while True:
            self._skip()
            if self.at == len(self.text):
                raise TypedError(f"'{self.text[open_at[-1]]}' is never closed", open_at[-1])
            character = self.text[self.at]
            if character in _CLOSING:
                if len(stack) == DEEPEST:
                    raise TypedError(f"more than {DEEPEST} brackets inside each other", self.at)
                open_at.append(self.at)
                stack.append([])
                self.at += 1
                continue
            if character in "])":
                if _CLOSING[self.text[open_at[-1]]] != character:
                    raise TypedError(f"'{self.text[open_at[-1]]}' is closed by '{character}'", self.at)
                self.at += 1
                done = self._even(stack.pop(), open_at.pop())
                if not stack:
                    return done
                stack[-1].append(done)
            else:
                stack[-1].append(self._number())
            self._separator(stack[-1], at_top=False)

    def _separator(self, before: list[Nested], *, at_top: bool) -> None:
        self._skip()
        if self.text[self.at : self.at + 1] == ",":
            if not before:
                raise TypedError("a number is missing before the comma", self.at)
            self.at += 1
            self._skip()
            if self.text[self.at : self.at + 1] == ",":
                raise TypedError("a number is missing between two commas", self.at)
        if at_top and self.text[self.at : self.at + 1] in ("]", ")"):
            raise TypedError(f"'{self.text[self.at]}' closes nothing", self.at)

    def _number(self) -> Scalar:
        match = _NUMBER.match(self.text, self.at)
        if match is None:
            end = re.compile(r"[^\s,;\[\]()]*").match(self.text, self.at)
            word = end[0] if end and end[0] else self.text[self.at]
            raise TypedError(f"'{word:.20}' is not a number", self.at)
        negative = match["sign"] == "-"
        if match["word"]:
            if match["sign"]:
                raise TypedError(f"{match['word']} has no sign", self.at)
            self.at = match.end()
            return match["word"].lower() == "true"
        at, self.at = self.at, match.end()
        value = _real(match["a"], at)
        if match["over"]:
            below = _real(match["over"], at)
            if below == 0:
                raise TypedError("a fraction over zero", match.start("over"))
            value = value / below
        if match["after"] not in ("j", "J") and not match["imag"]:
            return -value if negative else value
        # Complex: the signs of zeros are kept, so no arithmetic on whole numbers here.
        first = -float(value) if negative else float(value)
        if not match["imag"]:
            return complex(0.0, first)
        second = float(_real(match["imag"][1:], at))
        return complex(first, -second if match["imag"][0] == "-" else second)

    def _even(self, items: list[Nested], at: int) -> list[Nested]:
        """Rows of different lengths make no array."""
        sizes = [_shape(item) for item in items]
        for number, size in enumerate(sizes):
            if size != sizes[0]:
                first, this = (_words(size) for size in (sizes[0], size))
                raise TypedError(f"entry {number + 1} is {this}, entry 1 is {first}", at)
        return items

    def _skip(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at


def _real(word: str, at: int) -> int | float:
    known = _WORDS.get(word.lower())
    if known is not None:
        return known
    try:
        return int(word) if word.replace("_", "").isdigit() else float(word)
    except ValueError as error:  # 1__0, or more digits than Python takes
        raise TypedError(f"'{word:.20}' is not a number, or too large", at) from error


def _shape(item: Nested) -> tuple[int, ...]:
    shape = []
    while isinstance(item, list):
        shape.append(len(item))
        if not item:
            break
        item = item[0]
    return tuple(shape)


def _words(shape: tuple[int, ...]) -> str:
    if not shape:
        return "a number"
    return f"{shape[0]} long" if len(shape) == 1 else " × ".join(map(str, shape))
