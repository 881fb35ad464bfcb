"""Functions that come in families, with what tells them apart: an order, a side, a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.notation import boxes as b

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.notation.boxes import Box
    from explorer.core.notation.place import Place


def bessel(letter: str) -> Callable[[Place], Box]:
    """A Bessel function, its order as a subscript: J₁(x)."""

    def form(at: Place) -> Box:
        (x,) = at.parts
        if getattr(at.op, "half_turns", False):
            x = b.row(b.name("pi"), b.within(x, b.PRODUCT + 1), level=b.PRODUCT)
        return b.call(b.index(b.name(letter), b.number(str(at.op.order))), x)

    return form


def repeated_integral(at: Place) -> Box:
    """A repeated integral of erfc, scaled, its order as an index: ierfcx₁(x)."""
    return b.call(b.index(b.word("ierfcx"), b.number(str(at.op.order))), at.parts[0])


def digamma_of_order(at: Place) -> Box:
    """A derivative of digamma, its order in parentheses: ψ⁽²⁾(x)."""
    return b.call(b.power(b.name("psi"), b.fence(b.number(str(at.op.order)))), at.parts[0])


def triangle(at: Place) -> Box:
    """A triangle of a matrix, the diagonal up to which it is kept as a subscript where that is not the main one."""
    word = b.word(at.op.name)
    return b.call(b.index(word, b.signed(str(at.op.k))) if at.op.k else word, at.parts[0])


def convolution(at: Place) -> Box:
    """X * y; of the part that all of y takes part in, by its name."""
    if at.op.valid:
        return b.call(b.index(b.word("convolve"), b.word("valid")), *at.parts)
    left, right = (b.within(part, b.PRODUCT + 1) for part in at.parts)
    return b.row(left, b.sign("convolved"), right, level=b.HADAMARD)


def fourier(at: Place) -> Box:
    """A transform, with the end at which it is scaled as a subscript where that is not the usual one."""
    word = b.word(at.op.name)
    return b.call(word if at.op.norm == "backward" else b.index(word, b.word(at.op.norm)), *at.parts)


def sided(at: Place) -> Box:
    """A search, with the side of equal elements as a subscript where that is the right one."""
    word = b.word(at.op.name)
    return b.call(word if at.op.side == "left" else b.index(word, b.word(at.op.side)), *at.parts)
