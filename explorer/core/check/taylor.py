"""Taylor's remainder: what an expansion leaves out shrinks with a known power of the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.check.figures import Remainder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_STEPS = 2.0 ** -np.arange(2, 9)
_SLACK = 0.2  # that an order may lack
_ROUNDING = 80  # units: what is below that is noise


def remainder(
    value: Callable[[float], np.ndarray], terms: Sequence[np.ndarray], length: float, eps: float
) -> Remainder:
    """The order of the remainder of an expansion: 2 after value and slope, 3 after the second derivative.

    Args:
        value: a curve.
        terms: the derivatives at 0 of the curve, from the value on.
        length: of the direction; steps are relative to it.
        eps: the rounding unit of the values.
    """
    rests, noise = [], []
    for step in _STEPS / length:
        end, expansion, factor = value(step), np.zeros_like(terms[0]), 1.0
        for order, term in enumerate(terms):
            factor *= step / order if order else 1.0
            expansion = expansion + factor * term
        rests.append(_norm(end - expansion))
        noise.append((_norm(end) + _norm(terms[0])) * eps * _ROUNDING)
    clear = np.nonzero(np.array(rests) > np.array(noise))[0]
    if len(clear) < 2:
        return Remainder(True, len(terms), None, ())
    slopes = -np.diff(np.log2(np.array(rests)[clear])) / np.diff(clear)
    # The last slopes are nearest to the limit, the very last may be rounding already: the best one counts.
    found = float(slopes[np.argmin(np.abs(slopes - len(terms)))])
    passed = found > len(terms) - _SLACK or float(slopes.max()) > len(terms)
    return Remainder(bool(passed), len(terms), found, tuple(map(float, slopes)))


def _norm(array: np.ndarray) -> float:
    return float(np.linalg.norm(np.reshape(array, -1)))
