"""The complex step: the derivative of an analytic program, exact to rounding, from its value at x + i·h."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.compiling import function
from explorer.core.derive.products import Rop
from explorer.core.errors import ExplorerError
from explorer.core.expr import Variable
from explorer.core.graph import applies, replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.function import Function
    from explorer.core.expr import Expression

_STEP = 1e-20  # far below rounding: its square vanishes


def complex_step(
    cost: Expression, variables: Sequence[Variable], arrays: Sequence[np.ndarray]
) -> list[np.ndarray] | None:
    """The gradient of a real scalar at real points by complex steps, or None where the program is not analytic there.

    Squire and Trapp 1998. The program's own operations are asked: each must take complex numbers and give them, and
    the derivative must be linear over the complex numbers.
    """
    program = _extended(cost, variables, arrays)
    if program is None:
        return None
    result = []
    for index, array in enumerate(arrays):
        slope = np.zeros(array.shape, array.dtype)
        for place in np.ndindex(array.shape):
            points = [a.astype(np.result_type(a.dtype, np.complex64)) for a in arrays]
            points[index][place] += 1j * _STEP
            slope[place] = program(*points).imag / _STEP
        result.append(slope)
    return result


def _extended(cost: Expression, variables: Sequence[Variable], arrays: Sequence[np.ndarray]) -> Function | None:
    """The same program of complex numbers, where it is analytic near the points."""
    if any(a.dtype.kind != "f" for a in arrays) or cost.dtype.kind != "f":
        return None
    wide = [Variable(x.type.with_dtype(np.result_type(x.dtype, np.complex64)), x.name) for x in variables]
    directions = [Variable(z.type, "u") for z in wide]
    try:
        (there,) = replace([cost], dict(zip(variables, wide, strict=True)))
        if there.dtype.kind != "c" or _takes_apart(there):
            return None
        slope = Rop(there, wide, directions)
        program = function(wide, there, on_unused_input="ignore", mode="raw")
        both = function([*wide, *directions], [there, slope], on_unused_input="ignore", mode="raw")
        plain = function(list(variables), cost, on_unused_input="ignore", mode="raw")(*arrays)
        rng = np.random.default_rng(0)
        points = [a.astype(z.dtype) for a, z in zip(arrays, wide, strict=True)]
        u = [np.asarray(rng.standard_normal(a.shape), z.dtype) for a, z in zip(arrays, wide, strict=True)]
        value, ahead = both(*points, *u)
        _, turned = both(*points, *(1j * d for d in u))
    except (ExplorerError, TypeError, ValueError):  # an operation takes no complex numbers
        return None
    close = 1e3 * float(np.finfo(there.dtype).eps)
    same = abs(value - plain) <= close * abs(plain)
    linear = abs(turned - 1j * ahead) <= close * abs(ahead)
    return program if same and linear else None


def _takes_apart(output: Expression) -> bool:
    """Whether an operation makes a real of a complex: a modulus, a part, an angle."""
    return any(
        any(x.dtype.kind == "c" for x in node.inputs) and any(e.dtype.kind == "f" for e in node.outputs)
        for node in applies([output])
    )
