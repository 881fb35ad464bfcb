"""Special functions, in SciPy's names. DLMF is the Digital Library of Mathematical Functions, dlmf.nist.gov."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from explorer.core.errors import DTypeError
from explorer.core.op import Elementwise
from explorer.core.ops.stops import NullGradient
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    import numpy as np

    from explorer.core.expr import Expression

_SLOPE = 2 / math.sqrt(math.pi)  # of erf at 0


class _Special(Elementwise):
    """A function of SciPy's, or with one in it. Abstract."""

    def dtype(self, *dtypes: np.dtype) -> np.dtype:
        if all(dtype.char == "d" for dtype in dtypes):
            return dtypes[0]  # to ask SciPy for it would load it, which takes longer than all else before a first value
        return super().dtype(*dtypes)


class _OfReals(_Special):
    """A function whose derivatives are known on reals alone. Abstract."""

    def dtype(self, *dtypes: np.dtype) -> np.dtype:
        if any(dtype.kind == "c" for dtype in dtypes):
            message = f"{self.name} takes real operands"
            raise DTypeError(message)
        return super().dtype(*dtypes)


def _not_known(x: Expression, what: str) -> Expression:
    return NullGradient(f"the derivative of {what} has no formula here")(x)


class Erf(_Special):
    """The error function; ``scipy.special.erf``. DLMF 7.2.1."""

    symbol = "erf"
    code = "special.erf($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (_SLOPE * T.exp(-x * x),)


class Erfc(_Special):
    """1 - erf(x), exact for large x; ``scipy.special.erfc``."""

    symbol = "erfc"
    code = "special.erfc($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-_SLOPE * T.exp(-x * x),)


class Erfcx(_Special):
    """exp(x²) erfc(x); ``scipy.special.erfcx``. Of reals, its derivative 2 x erfcx(x) - 2/√π would cancel."""

    symbol = "erfcx"
    code = "special.erfcx($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (2 * x * out - _SLOPE if x.dtype.kind == "c" else -2 * RepeatedErfcx(1)(x),)


@dataclass(frozen=True, repr=False)
class RepeatedErfcx(_OfReals):
    """exp(x²) times the integral of erfc from x on, of that integral, …: as often as its order. DLMF 7.18.2."""

    order: int
    name = "ierfcx"
    symbol = "iⁿerfcx"

    def python(self, *operands: str) -> str:
        return f"ierfcx({self.order}, {operands[0]})"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        """DLMF 7.18.6 and 7.18.7 together."""
        return (-2 * (self.order + 1) * RepeatedErfcx(self.order + 1)(x),)


class Logerfc(_OfReals):
    """The logarithm of erfc(x), exact near 0 and in its tail, as is that of ``scipy.special.log_ndtr``."""

    symbol = "lnerfc"
    formula = "log(erfc(x))"
    code = "logerfc($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-erfc_hazard(x),)


class ErfcHazard(_OfReals):
    """2/√π exp(-x²) / erfc(x), how fast log erfc falls: that of the normal distribution, up to scales.

    It is less than 1/x above 2 x at large x (Gordon 1941, Values of Mills' ratio).
    """

    name = "erfc_hazard"
    symbol = "h"
    formula = "2 * e ** -(x ** 2) / (sqrt(pi) * erfc(x))"
    code = "erfc_hazard($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (out * erfc_hazard_excess(x),)


class ErfcHazardExcess(_OfReals):
    """What `ErfcHazard` is above 2 x: at large x the two would cancel."""

    name = "erfc_hazard_excess"
    symbol = "h-2x"
    formula = "2 * e ** -(x ** 2) / (sqrt(pi) * erfc(x)) - 2 * x"
    code = "erfc_hazard_excess($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (erfc_hazard(x) * out - 2,)


class Erfinv(_Special):
    """The number whose erf is x; ``scipy.special.erfinv``."""

    symbol = "erf⁻¹"
    code = "special.erfinv($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / _SLOPE * T.exp(out * out),)


class Erfcinv(_Special):
    """The number whose erfc is x; ``scipy.special.erfcinv``."""

    symbol = "erfc⁻¹"
    code = "special.erfcinv($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-1 / _SLOPE * T.exp(out * out),)


class Gamma(_OfReals):
    """The gamma function; ``scipy.special.gamma``. DLMF 5.2.2."""

    symbol = "Γ"
    formula = "Gamma(x)"
    code = "special.gamma($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (out * T.digamma(x),)


class Gammaln(_Special):
    """The logarithm of |Γ(x)|; ``scipy.special.gammaln``."""

    symbol = "lnΓ"
    formula = "log(bars(Gamma(x)))"
    code = "special.gammaln($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (T.digamma(x),)


class Digamma(_OfReals):
    """The logarithmic derivative of Γ; ``scipy.special.digamma``. DLMF 5.2.2."""

    symbol = "ψ"
    formula = "psi(x)"
    code = "special.digamma($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (polygamma(1, x),)


@dataclass(frozen=True, repr=False)
class Polygamma(_Special):
    """A derivative of digamma; ``scipy.special.polygamma``. DLMF 5.15."""

    order: int
    symbol = "ψ⁽ⁿ⁾"

    def python(self, *operands: str) -> str:
        return f"special.polygamma({self.order}, {operands[0]})"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (Polygamma(self.order + 1)(x),)


class Gammainc(_Special):
    """The regularised lower incomplete gamma function of order a; ``scipy.special.gammainc``. DLMF 8.8.13."""

    symbol = "P"
    formula = "P(a, x)"
    code = "special.gammainc($a, $x)"

    def partials(self, a: Expression, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return _not_known(a, "gammainc by its order"), T.exp((a - 1) * T.log(x) - x - T.gammaln(a))


class Gammaincc(_Special):
    """The regularised upper incomplete gamma function of order a; ``scipy.special.gammaincc``. DLMF 8.8.14."""

    symbol = "Q"
    formula = "Q(a, x)"
    code = "special.gammaincc($a, $x)"

    def partials(self, a: Expression, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return _not_known(a, "gammaincc by its order"), -T.exp((a - 1) * T.log(x) - x - T.gammaln(a))


class Beta(_Special):
    """The beta function Γ(a) Γ(b) / Γ(a + b); ``scipy.special.beta``."""

    symbol = "B"
    formula = "B(a, b)"
    code = "special.beta($a, $b)"

    def partials(self, a: Expression, b: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        both = T.digamma(a + b)
        return out * (T.digamma(a) - both), out * (T.digamma(b) - both)


class Betaln(_Special):
    """The logarithm of |B(a, b)|; ``scipy.special.betaln``."""

    symbol = "lnB"
    formula = "log(bars(B(a, b)))"
    code = "special.betaln($a, $b)"

    def partials(self, a: Expression, b: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        both = T.digamma(a + b)
        return T.digamma(a) - both, T.digamma(b) - both


class Betainc(_Special):
    """The regularised incomplete beta function; ``scipy.special.betainc``. DLMF 8.17.1."""

    symbol = "I"
    formula = "index(I, x)(a, b)"
    code = "special.betainc($a, $b, $x)"

    def partials(
        self, a: Expression, b: Expression, x: Expression, *, out: Expression
    ) -> tuple[Expression | float, ...]:
        density = T.exp((a - 1) * T.log(x) + (b - 1) * T.log1p(-x) - T.betaln(a, b))
        return _not_known(a, "betainc by a"), _not_known(b, "betainc by b"), density


class Xlogy(_Special):
    """x log(y), and 0 where x is 0; ``scipy.special.xlogy``."""

    symbol = "x·ln"
    code = "special.xlogy($x, $y)"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return T.log(y), T.absorbing_divide(x, y)


class Xlog1py(_Special):
    """x log(1 + y), and 0 where x is 0; ``scipy.special.xlog1py``."""

    symbol = "x·ln1"
    code = "special.xlog1py($x, $y)"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return T.log1p(y), T.absorbing_divide(x, 1 + y)


class Logit(_Special):
    """log(x / (1 - x)), the inverse of the sigmoid; ``scipy.special.logit``."""

    symbol = "logit"
    code = "special.logit($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / (x * (1 - x)),)


class Entr(_Special):
    """The entropy -x log(x), 0 at 0; ``scipy.special.entr``."""

    symbol = "H"
    code = "special.entr($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-1 - T.log(x),)


@dataclass(frozen=True, repr=False)
class BesselJ(_Special):
    """The Bessel function of the first kind of an integer order; ``scipy.special.jn``. DLMF 10.6.1."""

    order: int
    name = "jn"
    symbol = "J"

    def python(self, *operands: str) -> str:
        return f"special.jn({self.order}, {operands[0]})"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        if self.order == 0:
            return (-BesselJ(1)(x),)
        return ((BesselJ(self.order - 1)(x) - BesselJ(self.order + 1)(x)) / 2,)


@dataclass(frozen=True, repr=False)
class BesselI(_Special):
    """The modified Bessel function of the first kind of an integer order; ``scipy.special.iv``. DLMF 10.29.1."""

    order: int
    name = "iv"
    symbol = "I"

    def python(self, *operands: str) -> str:
        return f"special.iv({self.order}, {operands[0]})"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        if self.order == 0:
            return (BesselI(1)(x),)
        return ((BesselI(self.order - 1)(x) + BesselI(self.order + 1)(x)) / 2,)


@dataclass(frozen=True, repr=False)
class SphericalBessel(_Special):
    """The spherical Bessel function of the first kind; ``scipy.special.spherical_jn``. DLMF 10.51.1.

    With ``half_turns`` it is that of πx: its zeros, and its values at large x, are not lost with the rounding of πx.
    """

    order: int
    half_turns: bool = False
    name = "spherical_jn"
    symbol = "j"

    def python(self, *operands: str) -> str:
        return f"spherical_jn{'_of_half_turns' if self.half_turns else ''}({self.order}, {operands[0]})"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        n = self.order
        below, above = (replace(self, order=order)(x) if order >= 0 else 0 for order in (n - 1, n + 1))
        slope = -above if n == 0 else (n * below - (n + 1) * above) / (2 * n + 1)
        return (math.pi * slope if self.half_turns else slope,)


class Sinc(_Special):
    """sin(πx) / (πx), 1 at 0; ``np.sinc``. Smooth to every order, as a spherical Bessel function of πx."""

    symbol = "sinc"
    code = "sinc($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        first = SphericalBessel(1, half_turns=x.dtype.kind != "c")
        return (-math.pi * first(x if first.half_turns else math.pi * x),)


erf, erfc, erfcx, erfinv, erfcinv = Erf(), Erfc(), Erfcx(), Erfinv(), Erfcinv()
logerfc, erfc_hazard, erfc_hazard_excess = Logerfc(), ErfcHazard(), ErfcHazardExcess()
gamma, gammaln, digamma, gammainc, gammaincc = Gamma(), Gammaln(), Digamma(), Gammainc(), Gammaincc()
beta, betaln, betainc = Beta(), Betaln(), Betainc()
xlogy, xlog1py, logit, entr, sinc = Xlogy(), Xlog1py(), Logit(), Entr(), Sinc()


def polygamma(n: int, x: Any) -> Expression:
    """The derivative of order n of digamma; ``scipy.special.polygamma``.

    Raises:
        ValueError: for an order below 0.
    """
    if n < 0:
        message = f"polygamma: the order is at least 0, not {n}"
        raise ValueError(message)
    return digamma(x) if n == 0 else Polygamma(int(n))(x)


def j0(x: Any) -> Expression:
    """The Bessel function of the first kind of order 0."""
    return BesselJ(0)(x)


def j1(x: Any) -> Expression:
    """The Bessel function of the first kind of order 1."""
    return BesselJ(1)(x)


def i0(x: Any) -> Expression:
    """The modified Bessel function of the first kind of order 0."""
    return BesselI(0)(x)


def i1(x: Any) -> Expression:
    """The modified Bessel function of the first kind of order 1."""
    return BesselI(1)(x)
