"""Variables, constants and sizes in formulas."""

from __future__ import annotations

from math import e as euler
from math import log, pi, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Constant
from explorer.core.notation import boxes as b
from explorer.core.notation.values import is_inline, number_text
from explorer.core.types import Dim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.types import Dimension

_DIGITS = 8  # of a number in a formula; more are cut, with dots
_PI = b.name("pi")
_FAMOUS = {
    0.5: b.fraction(b.number("1"), b.number("2")),
    pi: _PI,
    2 * pi: b.row(b.number("2"), _PI, level=b.PRODUCT),
    pi / 2: b.fraction(_PI, b.number("2")),
    pi / 180: b.fraction(_PI, b.number("180")),
    180 / pi: b.fraction(b.number("180"), _PI),
    2 / sqrt(pi): b.fraction(b.number("2"), b.root(_PI)),
    1 / (2 / sqrt(pi)): b.fraction(b.root(_PI), b.number("2")),
    euler: b.word("e"),
    log(2): b.call(b.word("log"), b.number("2")),
    log(10): b.call(b.word("log"), b.number("10")),
    sqrt(2): b.root(b.number("2")),
    sqrt(pi): b.root(_PI),
    sqrt(2 * pi): b.root(b.row(b.number("2"), _PI, level=b.PRODUCT)),
}


def leaf(e: Expression) -> Box:
    """A variable by its name, or its type; a constant by its value."""
    if not isinstance(e, Constant):
        return b.name(e.name) if e.name else b.word(f"⟨{e.type}⟩")
    if e.ndim == 0:
        return scalar(e.value[()])
    if not is_inline(e) or e.value.size == 0:
        return b.name(e.name) if e.name else b.index(b.word("array"), sizes(e.dimensions))
    if e.ndim == 1:
        return b.fence(b.listed(*map(scalar, e.value)))
    return b.grid([[scalar(one) for one in line] for line in e.value])


def scalar(value: Any) -> Box:
    """A number; famous ones by their names, long ones cut."""
    match value.dtype.kind:
        case "b":
            return b.word(str(value).lower())
        case "c":
            return _complex(value)
        case "f":
            size = _size(abs(value))
            return b.minus(size) if np.signbit(value) else size
    return b.signed(str(value))


def _size(value: Any) -> Box:
    if not np.isfinite(value):
        return b.word("NaN") if np.isnan(value) else b.sign("infinity")
    if (famous := _FAMOUS.get(value.item())) is not None:
        return famous
    text = number_text(value)
    if len(text.partition("e")[0].replace(".", "").lstrip("0")) <= _DIGITS:
        return b.number(text)
    mantissa, exponent, power = f"{value.item():.6g}".partition("e")
    return b.number(f"{mantissa}…{exponent}{power}")


def _complex(value: Any) -> Box:
    imaginary = scalar(abs(value.imag))
    unit = b.word("i")
    second = unit if abs(value.imag) == 1 else b.row(imaginary, unit, level=b.PRODUCT)
    if value.real == 0:
        return b.minus(second) if value.imag < 0 else second
    return b.row(scalar(value.real), b.sign("minus" if value.imag < 0 else "plus"), second, level=b.SUM)


def sizes(dimensions: Sequence[Dimension]) -> Box:
    """A shape: n × m."""
    parts: list[Box] = []
    for one in dimensions:
        if parts:
            parts.append(b.sign("times"))
        parts.append(size(one))
    return b.row(*parts, level=b.PRODUCT)


def size(dimension: Dimension) -> Box:
    """One dimension."""
    if isinstance(dimension, Dim) and dimension.symbol is None:
        return b.word(str(dimension))
    return b.name(str(dimension)) if isinstance(dimension, Dim) else b.number(str(dimension))


def told(dimensions: Sequence[Dimension]) -> bool:
    """Whether all sizes are numbers or names of a person, so that they tell a reader something."""
    return all(isinstance(one, int) or all(symbol.named for symbol in one.symbols) for one in dimensions)
