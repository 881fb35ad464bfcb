"""Numerator or denominator layout: whether a derivative is typeset as it is computed, or transposed.

The numbers never change: a Jacobian has the axes of what is derived first, and a gradient the shape of its variable.
What changes is the formula. In numerator layout ∂y/∂x has a row for each element of y, in denominator layout a column:
the derivative of a number by a column is a row in the first, a column in the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.document.target import name_of

if TYPE_CHECKING:
    from explorer.core.origin import Derivation
    from explorer.document.document import DerivativeLayout
    from explorer.document.work import Work

_PRODUCTS = ("rop", "lop")
_SYMMETRIC = "A Hessian is symmetric: numerator and denominator layout are the same."
_NUMBERS = "The derivative of a number by a number: numerator and denominator layout are the same."
_MORE_AXES = (
    "Layouts are spoken of where there are rows and columns; here the axes of {of} come first, then those of {wrt}."
)
_WORDS = {
    "gradient": "As computed: it has the shape of {wrt}, as in denominator layout.",
    "jacobian": "As computed: the axes of {of} come first, as in numerator layout.",
    "rop": "As computed: it has the shape of {of}, and a vector is a column.",
    "lop": "As computed: it has the shape of {wrt}, and a vector is a column.",
}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a derivative is typeset.

    Attributes:
        layout: the layout, "mixed" also where the layouts are the same.
        turned: whether the right side is the transpose of what is computed.
        words: which layout it is, and what that means here; empty where no layout is spoken of.
        offered: whether the layouts differ here.
    """

    layout: DerivativeLayout = "mixed"
    turned: bool = False
    words: str = ""
    offered: bool = False


AS_COMPUTED = Arrangement()


def arrangement(work: Work, layout: DerivativeLayout) -> Arrangement:
    """How what is looked at is typeset in a layout."""
    derivation = work.subject.derivation
    if derivation is None or derivation.kind not in (*_WORDS, "hessian", "hessian-vector"):
        return AS_COMPUTED
    of, wrt = derivation.of, derivation.wrt
    if "hessian" in derivation.kind:
        return Arrangement(words=_SYMMETRIC)
    if of.ndim == wrt.ndim == 0:
        return Arrangement(words=_NUMBERS)
    several = max(of.ndim, wrt.ndim) > 1 if derivation.kind in _PRODUCTS else of.ndim + wrt.ndim > 2
    if several:
        return Arrangement(words=_filled(_MORE_AXES, work))
    if layout == "mixed":
        which = "gradient" if derivation.kind == "jacobian" and of.ndim == 0 else derivation.kind
        return Arrangement(words=_filled(_WORDS[which], work), offered=True)
    words = f"{layout.capitalize()} layout: {_shape(derivation, layout)}."
    return Arrangement(layout, _is_turned(derivation, layout), _filled(words, work), offered=True)


def _is_turned(derivation: Derivation, layout: DerivativeLayout) -> bool:
    match derivation.kind:
        case "rop":
            return False  # the Jacobian is transposed on the left, in denominator layout
        case "lop":
            return layout == "numerator" and derivation.wrt.ndim > 0
    return layout == ("numerator" if derivation.of.ndim == 0 else "denominator")


def _shape(derivation: Derivation, layout: DerivativeLayout) -> str:
    of, wrt = derivation.of, derivation.wrt
    first, second = ("{of}", "{wrt}") if layout == "numerator" else ("{wrt}", "{of}")
    if of.ndim and wrt.ndim:
        shape = f"∂{{of}}/∂{{wrt}} has a row for each element of {first}, a column for each of {second}"
    else:
        turned = layout == ("numerator" if of.ndim == 0 else "denominator")
        if max(of.ndim, wrt.ndim) == 1:
            shape = f"∂{{of}}/∂{{wrt}} is a {'row' if turned else 'column'}"
        else:
            other = "{wrt}" if of.ndim == 0 else "{of}"
            shape = f"∂{{of}}/∂{{wrt}} has the shape of {other}{' transposed' if turned else ''}"
    row = derivation.kind == "lop" and _is_turned(derivation, layout)
    return f"{shape}; the product is a row" if row else shape


def _filled(words: str, work: Work) -> str:
    derivation = work.subject.derivation
    assert derivation is not None  # asked for of derivatives alone
    return words.format(of=name_of(derivation.of, work.script), wrt=name_of(derivation.wrt, work.script))
