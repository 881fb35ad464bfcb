"""Values and derivatives with many digits: what floating-point results are measured against."""

import math

import mpmath
from mpmath import mp, mpf

# Central differences with a step of 1e-60 are right to more than a hundred digits where the function is known to this
# many: e^-1000 beside 1, differenced twice, takes about 1000, and so does 1e-300 with its own step.
_STEP = 60
_DIGITS = 450
_DIGITS_AT_EXTREMES = 1100
_SMALLEST = mpf(2) ** -1022  # the smallest normal double
_LARGEST = mpf(2) ** 1024 * (1 - mpf(2) ** -54)


def references(function, x):
    """The value, the first and the second derivative of a function in mpmath's functions, at a double."""
    extreme = abs(x) > 100 or 0 < abs(x) < 1e-200
    with mp.workdps(_DIGITS_AT_EXTREMES if extreme else _DIGITS):
        at = mpf(x)
        h = (min(abs(at), mpf(1)) if x else mpf(1)) * mpf(10) ** -_STEP
        before, here, after = function(at - h), function(at), function(at + h)
        return here, (after - before) / (2 * h), (after - 2 * here + before) / h**2


TOLERANCE = 1e-13


def error(found, wanted):
    """The relative error of a double.

    Where the true value is below the smallest normal double, it is `TOLERANCE` for an absolute error of that size.
    Where the true value overflows it is 0 for the infinity of its sign. NaN is infinitely wrong.
    """
    with mp.workdps(50):
        if mpmath.isinf(wanted) or abs(wanted) >= _LARGEST:
            return 0.0 if math.isinf(found) and (found > 0) == (wanted > 0) else math.inf
        if not math.isfinite(found):
            return math.inf
        difference = abs(mpf(found) - wanted)
        if abs(wanted) < _SMALLEST:
            return float(TOLERANCE * difference / _SMALLEST)
        return float(difference / abs(wanted))
