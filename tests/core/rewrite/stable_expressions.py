"""Expressions of one number that overflow or cancel as they are written: what they are, and where they are defined.

Each: how people write it, the function in mpmath's terms (by another formula where that is exact with fewer digits),
and the points at which it is defined.
"""

import mpmath as m
import numpy as np
from mpmath import mpf

import explorer.core as T


def everywhere(_):
    return True


def positive(x):
    return x > 0


def negative(x):
    return x < 0


def not_negative(x):
    return x >= 0


def other_than_zero(x):
    return x != 0


def above_minus_one(x):
    return x > -1


def below_one(x):
    return x < 1


def inside_one(x):
    return -1 < x < 1


def softplus(x):
    return m.log1p(m.exp(x)) if x < 0 else x + m.log1p(m.exp(-x))


def sigmoid(x):
    return 1 / (1 + m.exp(-x))


def log1mexp(x):
    return m.log(-m.expm1(x))


def xlogx(x):
    return x * m.log(x) if x else mpf(0)


def erfc(x):
    """By its sign where |x| is so large that e^-x² has more digits than there are."""
    return m.erfc(x) if abs(x) < 1e6 else mpf(0 if x > 0 else 2)


def erfcx(x):
    """By the first terms of its expansion where that is exact: DLMF 7.12.1."""
    if x < 1e6:
        return m.exp(x * x) * m.erfc(x)
    return (1 - 1 / (2 * x * x)) / (x * m.sqrt(m.pi))


def log_erfc(x):
    return m.log(erfcx(x)) - x * x if x > 0 else m.log(erfc(x))


def sinc(x):
    return m.sinpi(x) / (m.pi * x) if x else mpf(1)


def sine_over(x):
    return m.sin(x) / x if x else mpf(1)


TABLE = {
    "log(1 + eˣ)": (lambda x: T.log(1 + T.exp(x)), softplus, everywhere),
    "log1p(eˣ)": (lambda x: T.log1p(T.exp(x)), softplus, everywhere),
    "softplus(x)": (T.softplus, softplus, everywhere),
    "-log(1 + e⁻ˣ)": (lambda x: -T.log(1 + T.exp(-x)), lambda x: -softplus(-x), everywhere),
    "log(1 + e²ˣ) / 2": (lambda x: T.log(1 + T.exp(2 * x)) / 2, lambda x: softplus(2 * x) / 2, everywhere),
    "log(eˣ + e)": (lambda x: T.log(T.exp(x) + T.exp(1.0)), lambda x: 1 + softplus(x - 1), everywhere),
    "log(eˣ + e²ˣ)": (lambda x: T.log(T.exp(x) + T.exp(2 * x)), lambda x: x + softplus(x), everywhere),
    "log(eˣ + e⁻ˣ)": (lambda x: T.log(T.exp(x) + T.exp(-x)), lambda x: x + softplus(-2 * x), everywhere),
    "logaddexp(x, 1)": (lambda x: T.logaddexp(x, 1.0), lambda x: 1 + softplus(x - 1), everywhere),
    "1 / (1 + e⁻ˣ)": (lambda x: 1 / (1 + T.exp(-x)), sigmoid, everywhere),
    "eˣ / (1 + eˣ)": (lambda x: T.exp(x) / (1 + T.exp(x)), sigmoid, everywhere),
    "1 / (1 + eˣ)": (lambda x: 1 / (1 + T.exp(x)), lambda x: sigmoid(-x), everywhere),
    "eˣ / (eˣ + e)": (lambda x: T.exp(x) / (T.exp(x) + T.exp(1.0)), lambda x: sigmoid(x - 1), everywhere),
    "eˣ / (eˣ + e⁻ˣ)": (lambda x: T.exp(x) / (T.exp(x) + T.exp(-x)), lambda x: sigmoid(2 * x), everywhere),
    "σ(x)": (T.sigmoid, sigmoid, everywhere),
    "1 - σ(x)": (lambda x: 1 - T.sigmoid(x), lambda x: sigmoid(-x), everywhere),
    "σ(x) (1 - σ(x))": (
        lambda x: T.sigmoid(x) * (1 - T.sigmoid(x)),
        lambda x: sigmoid(x) * sigmoid(-x),
        everywhere,
    ),
    "log σ(x)": (lambda x: T.log(T.sigmoid(x)), lambda x: -softplus(-x), everywhere),
    "log(1 - σ(x))": (lambda x: T.log(1 - T.sigmoid(x)), lambda x: -softplus(x), everywhere),
    "log(1 / (1 + e⁻ˣ))": (lambda x: T.log(1 / (1 + T.exp(-x))), lambda x: -softplus(-x), everywhere),
    "x σ(x)": (lambda x: x * T.sigmoid(x), lambda x: x * sigmoid(x), everywhere),
    "x tanh(softplus(x))": (
        lambda x: x * T.tanh(T.softplus(x)),
        lambda x: x * m.tanh(softplus(x)),
        everywhere,
    ),
    "eˣ - 1": (lambda x: T.exp(x) - 1, m.expm1, everywhere),
    "expm1(x)": (T.expm1, m.expm1, everywhere),
    "1 - e⁻ˣ": (lambda x: 1 - T.exp(-x), lambda x: -m.expm1(-x), everywhere),
    "log(1 + x)": (lambda x: T.log(1 + x), m.log1p, above_minus_one),
    "log1p(x)": (T.log1p, m.log1p, above_minus_one),
    "log(1 - x)": (lambda x: T.log(1 - x), lambda x: m.log1p(-x), below_one),
    "-log1p(-x)": (lambda x: -T.log1p(-x), lambda x: -m.log1p(-x), below_one),
    "log(1 - eˣ)": (lambda x: T.log(1 - T.exp(x)), log1mexp, negative),
    "log(1 - e⁻ˣ)": (lambda x: T.log(1 - T.exp(-x)), lambda x: log1mexp(-x), positive),
    "log(-expm1(x))": (lambda x: T.log(-T.expm1(x)), log1mexp, negative),
    "log1p(-eˣ)": (lambda x: T.log1p(-T.exp(x)), log1mexp, negative),
    "log1mexp(x)": (T.log1mexp, log1mexp, negative),
    "log(expm1(x))": (lambda x: T.log(T.expm1(x)), lambda x: x + log1mexp(-x), positive),
    "log(eˣ - 1)": (lambda x: T.log(T.exp(x) - 1), lambda x: x + log1mexp(-x), positive),
    "1 / (eˣ - 1)": (lambda x: 1 / (T.exp(x) - 1), lambda x: 1 / m.expm1(x), other_than_zero),
    "eˣ / (eˣ - 1)": (lambda x: T.exp(x) / (T.exp(x) - 1), lambda x: -1 / m.expm1(-x), other_than_zero),
    "1 / (1 - e⁻ˣ)": (lambda x: 1 / (1 - T.exp(-x)), lambda x: -1 / m.expm1(-x), other_than_zero),
    "√(1 + x) - 1": (lambda x: T.sqrt(1 + x) - 1, lambda x: x / (m.sqrt(1 + x) + 1), above_minus_one),
    "1 - √(1 - x)": (lambda x: 1 - T.sqrt(1 - x), lambda x: x / (m.sqrt(1 - x) + 1), below_one),
    "√(1 + x) - √x": (
        lambda x: T.sqrt(1 + x) - T.sqrt(x),
        lambda x: 1 / (m.sqrt(1 + x) + m.sqrt(x)),
        positive,
    ),
    "√(1 + x)": (lambda x: T.sqrt(1 + x), lambda x: m.sqrt(1 + x), above_minus_one),
    "1 - cos(x)": (lambda x: 1 - T.cos(x), lambda x: 2 * m.sin(x / 2) ** 2, everywhere),
    "cos(x) - 1": (lambda x: T.cos(x) - 1, lambda x: -2 * m.sin(x / 2) ** 2, everywhere),
    "sin(x) / x": (lambda x: T.sin(x) / x, sine_over, everywhere),
    "sinc(x)": (T.sinc, sinc, everywhere),
    "(eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)": (
        lambda x: (T.exp(x) - T.exp(-x)) / (T.exp(x) + T.exp(-x)),
        m.tanh,
        everywhere,
    ),
    "(e²ˣ - 1) / (e²ˣ + 1)": (lambda x: (T.exp(2 * x) - 1) / (T.exp(2 * x) + 1), m.tanh, everywhere),
    "(1 - e⁻²ˣ) / (1 + e⁻²ˣ)": (lambda x: (1 - T.exp(-2 * x)) / (1 + T.exp(-2 * x)), m.tanh, everywhere),
    "2 σ(2 x) - 1": (lambda x: 2 * T.sigmoid(2 * x) - 1, m.tanh, everywhere),
    "sinh(x) / cosh(x)": (lambda x: T.sinh(x) / T.cosh(x), m.tanh, everywhere),
    "tanh(x)": (T.tanh, m.tanh, everywhere),
    "1 - tanh²(x)": (lambda x: 1 - T.tanh(x) ** 2, lambda x: m.sech(x) ** 2, everywhere),
    "sech(x)": (T.sech, m.sech, everywhere),
    "(eˣ - e⁻ˣ) / 2": (lambda x: (T.exp(x) - T.exp(-x)) / 2, m.sinh, everywhere),
    "(eˣ + e⁻ˣ) / 2": (lambda x: (T.exp(x) + T.exp(-x)) / 2, m.cosh, everywhere),
    "sinh(x)": (T.sinh, m.sinh, everywhere),
    "cosh(x)": (T.cosh, m.cosh, everywhere),
    "cosh(x) - 1": (lambda x: T.cosh(x) - 1, lambda x: 2 * m.sinh(x / 2) ** 2, everywhere),
    "log(cosh(x))": (lambda x: T.log(T.cosh(x)), lambda x: m.log(m.cosh(x)), everywhere),
    "x log(x)": (lambda x: x * T.log(x), xlogx, not_negative),
    "-x log(x)": (lambda x: -x * T.log(x), lambda x: -xlogx(x), not_negative),
    "xlogy(x, x)": (lambda x: T.xlogy(x, x), xlogx, not_negative),
    "entr(x)": (T.entr, lambda x: -xlogx(x), not_negative),
    "√(x²)": (lambda x: T.sqrt(x**2), abs, other_than_zero),
    "√(x² + 1)": (lambda x: T.sqrt(x**2 + 1), lambda x: m.sqrt(x * x + 1), everywhere),
    "√(x² + 2)": (lambda x: T.sqrt(x**2 + 2.0), lambda x: m.sqrt(x * x + 2), everywhere),
    "hypot(x, 3)": (lambda x: T.hypot(x, 3.0), lambda x: m.sqrt(x * x + 9), everywhere),
    "x / √(1 + x²)": (lambda x: x / T.sqrt(1 + x**2), lambda x: x / m.sqrt(x * x + 1), everywhere),
    "1 / √(1 + x²)": (lambda x: 1 / T.sqrt(1 + x**2), lambda x: 1 / m.sqrt(x * x + 1), everywhere),
    "√(x² + 1) - 1": (
        lambda x: T.sqrt(x**2 + 1) - 1,
        lambda x: x * x / (m.sqrt(x * x + 1) + 1),
        everywhere,
    ),
    "log(x + √(x² + 1))": (lambda x: T.log(x + T.sqrt(x**2 + 1)), m.asinh, everywhere),
    "arcsinh(x)": (T.arcsinh, m.asinh, everywhere),
    "log((1 + x) / (1 - x)) / 2": (lambda x: 0.5 * T.log((1 + x) / (1 - x)), m.atanh, inside_one),
    "arctanh(x)": (T.arctanh, m.atanh, inside_one),
    "arctan(x)": (T.arctan, m.atan, everywhere),
    "log(x / (1 - x))": (
        lambda x: T.log(x / (1 - x)),
        lambda x: m.log(x / (1 - x)),
        lambda x: 0 < x < 1,
    ),
    "log(x + 1) - log(x)": (lambda x: T.log(x + 1) - T.log(x), lambda x: m.log1p(1 / x), positive),
    "log(x / (1 + x))": (lambda x: T.log(x / (1 + x)), lambda x: -m.log1p(1 / x), positive),
    "log(1 + 1 / x)": (lambda x: T.log(1 + 1 / x), lambda x: m.log1p(1 / x), positive),
    "1 / x - 1 / (x + 1)": (lambda x: 1 / x - 1 / (x + 1), lambda x: 1 / (x * (x + 1)), positive),
    "x / (1 + x)": (lambda x: x / (1 + x), lambda x: x / (1 + x), above_minus_one),
    "e^(-x²)": (lambda x: T.exp(-(x**2)), lambda x: m.exp(-x * x), everywhere),
    "x e^(-x/2)": (lambda x: x * T.exp(-x / 2), lambda x: x * m.exp(-x / 2), everywhere),
    "erf(x)": (T.erf, lambda x: 1 - erfc(x) if abs(x) > 1 else m.erf(x), everywhere),
    "1 - erf(x)": (lambda x: 1 - T.erf(x), erfc, everywhere),
    "erfc(x)": (T.erfc, erfc, everywhere),
    "e^(x²) erfc(x)": (lambda x: T.exp(x**2) * T.erfc(x), erfcx, lambda x: x > -1e6),
    "log(erfc(x))": (lambda x: T.log(T.erfc(x)), log_erfc, everywhere),
    "log(½ erfc(-x/√2))": (
        lambda x: T.log(T.erfc(-x / np.sqrt(2)) / 2),
        lambda x: log_erfc(-x * m.sqrt(2) / 2) - m.log(2),
        everywhere,
    ),
    "log(eˣ)": (lambda x: T.log(T.exp(x)), lambda x: x, everywhere),
    "exp(log(x))": (lambda x: T.exp(T.log(x)), lambda x: x, positive),
    "log(x)": (T.log, m.log, positive),
    "√x": (T.sqrt, m.sqrt, positive),
    "log ∑ e^[x, 0, 1]": (
        lambda x: T.log(T.sum(T.exp(T.stack([x, T.constant(0.0), T.constant(1.0)])))),
        lambda x: m.log(m.exp(x) + 1 + m.e) if x < 1 else x + m.log(1 + m.exp(-x) * (1 + m.e)),
        everywhere,
    ),
}

# What is not reached, by expression and order of the derivative: at which points, and why.
LEFT_OUT = {
    ("e^(-x²)", 2): ((1e300, -1e300), "x² overflows beside e^(-x²), which vanishes"),
    ("log ∑ e^[x, 0, 1]", 2): ((50.0, 700.0), "p - p² cancels where p is near 1: the rest of the sum is not kept"),
}
