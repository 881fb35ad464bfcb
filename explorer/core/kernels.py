"""The names that generated code may use: NumPy, and the few functions that NumPy lacks.

Programs made by `explorer.core.evaluate` see these names and nothing else.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core import matrix_kernels
from explorer.core.newton import find_minimum, find_root

if TYPE_CHECKING:
    from collections.abc import Iterator


def expit(x: Any) -> Any:
    """The logistic function 1 / (1 + e^-x), of reals without overflow: e^-|x| is at most 1."""
    if np.iscomplexobj(x):
        return 1 / (1 + np.exp(-x))
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1 + e)


def softplus(x: Any) -> Any:
    """log(1 + e^x), of reals without overflow: max(x, 0) + log1p(e^-|x|)."""
    if np.iscomplexobj(x):
        return np.log1p(np.exp(x))
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def log1mexp(x: Any) -> Any:
    """log(1 - e^x) for x < 0, by whichever of two forms is exact there (Mächler 2012)."""
    return np.where(x > -np.log(2), np.log(-np.expm1(x)), np.log1p(-np.exp(x)))


def sech(x: Any) -> Any:
    """1 / cosh(x), of reals without overflow: e^-|x| is at most 1."""
    if np.iscomplexobj(x):
        return 1 / np.cosh(x)
    e = np.exp(-np.abs(x))
    return 2 * e / (1 + e * e)


def logcosh(x: Any) -> Any:
    """log(cosh(x)): of large reals |x| - log 2 + log1p(e^-2|x|), and near 0 as log1p(2 sinh²(x / 2))."""
    if np.iscomplexobj(x):
        return np.log(np.cosh(x))
    size = np.abs(x)
    near = np.minimum(size, 1)
    return np.where(size < 1, np.log1p(2 * np.sinh(near / 2) ** 2), size + np.log1p(np.exp(-2 * size)) - math.log(2))


def logsumexp(x: Any, axis: tuple[int, ...], keepdims: bool = False) -> Any:
    """log(sum(exp(x))) as max + log(how many are max) + log1p(the others): Blanchard, Higham and Higham 2021."""
    x = np.asarray(x)
    x = x.astype(np.exp(np.empty(0, x.dtype)).dtype, copy=False)
    largest = np.max(x, axis=axis, keepdims=True, initial=-np.inf)
    shares = np.exp(x - np.where(np.isfinite(largest), largest, 0))
    ties = x == largest
    count = np.sum(ties, axis=axis, keepdims=True, dtype=x.dtype)
    others = np.sum(np.where(ties, 0, shares), axis=axis, keepdims=True)
    total = largest + (np.log(count) + np.log1p(others / np.maximum(count, 1)))
    return total if keepdims else np.squeeze(total, axis)


def softmax(x: Any, axis: tuple[int, ...]) -> Any:
    """exp(x) / sum(exp(x)), both less the largest: exact where all are large (Blanchard, Higham and Higham 2021)."""
    x = np.asarray(x)
    x = x.astype(np.exp(np.empty(0, x.dtype)).dtype, copy=False)
    largest = np.max(x, axis=axis, keepdims=True, initial=-np.inf)
    shares = np.exp(x - largest)
    return shares / np.sum(shares, axis=axis, keepdims=True)


def norm(x: Any, axis: tuple[int, ...], keepdims: bool = False) -> Any:
    """The root of the sum of squares; where the squares overflow or vanish, of x divided by its largest element."""
    size = np.abs(x)
    total = np.sum(np.square(size), axis=axis, keepdims=True)
    limits = np.finfo(total.dtype)
    root = np.sqrt(total)
    if not np.all((total > limits.tiny / limits.eps) & (total < np.inf)):
        scale = _largest(size, axis)
        root = scale * np.sqrt(np.sum(np.square(size / scale), axis=axis, keepdims=True))
    return root if keepdims else np.squeeze(root, axis)


def _largest(size: Any, axis: tuple[int, ...]) -> Any:
    """The largest size along axes that something may be divided by: 1 where that is 0 or infinite."""
    largest = np.max(size, axis=axis, keepdims=True, initial=0)
    return np.where((largest > 0) & (largest < np.inf), largest, 1)


def direction(x: Any, axis: tuple[int, ...]) -> Any:
    """What is divided by its norm; 0 where that is 0."""
    length = norm(x, axis, True)
    if not np.all((length > np.finfo(length.dtype).tiny) & (length < np.inf)):
        x = x / _largest(np.abs(x), axis)
        length = norm(x, axis, True)
    return x / np.where(length == 0, 1, length)


def _of_half_turns(x: Any) -> tuple[Any, Any]:
    """sin(πx) and cos(πx), with their zeros where they are: the angle is reduced before it is multiplied by π."""
    whole = np.round(x)
    sign = np.where(np.mod(whole, 2) == 0, 1, -1).astype(np.asarray(x).dtype)
    angle = np.pi * (x - whole)
    # Near a zero of the cosine the rest of the angle to it is exact, and the cosine is its sine.
    half = np.abs(x - whole)
    return sign * np.sin(angle), sign * np.where(half < _QUARTER, np.cos(angle), np.sin(np.pi * (0.5 - half)))


_QUARTER = 0.25


def sinc(x: Any) -> Any:
    """sin(πx) / (πx), with its zeros where they are."""
    if np.iscomplexobj(x):
        return np.sinc(x)
    sine, _ = _of_half_turns(x)
    ratio = sine / (np.pi * np.where(x == 0, 1, x))
    return np.where(x == 0, np.ones_like(ratio), ratio)


_NEAR = 0.5  # below this six terms of the series have full precision
_TERMS = 6


def spherical_jn(order: int, x: Any) -> Any:
    """The spherical Bessel function: near 0 by its series, DLMF 10.53.1, elsewhere ``scipy.special.spherical_jn``."""
    far = special.spherical_jn(order, x)
    near = np.where(np.abs(x) < _NEAR, x, 0)
    term = np.ones_like(near)
    for k in range(1, order + 1):
        term = term * near / (2 * k + 1)
    half, total = near * near / 2, term
    for k in range(1, _TERMS + 1):
        term = -term * half / (k * (2 * order + 2 * k + 1))
        total = total + term
    return np.where(np.abs(x) < _NEAR, total, far)


def spherical_jn_of_half_turns(order: int, x: Any) -> Any:
    """The spherical Bessel function of πx; beyond its order by its recurrence, DLMF 10.51.1, from sin(πx), cos(πx)."""
    size = np.pi * np.abs(x)
    large = size > max(order, 1)
    z = np.where(large, np.pi * x, 1)
    sine, cosine = _of_half_turns(np.where(np.isfinite(x), x, 0))
    value, following = sine / z, (sine / z - cosine) / z
    for n in range(1, order + 1):
        value, following = following, (2 * n + 1) / z * following - value
    return np.where(large, value, spherical_jn(order, np.where(large, 0, np.pi * x)))


def ierfcx(order: int, x: Any) -> Any:
    """exp(x²) times the repeated integral of erfc, by DLMF 7.18.7: upward where x < 1, beyond as a continued fraction.

    Upward it would cancel there (Gautschi 1961, Recursive computation of the repeated integrals of the error function).
    """
    before, low = 2 / np.sqrt(np.pi), special.erfcx(np.minimum(x, 1))
    for n in range(1, order + 1):
        before, low = low, (before - 2 * np.minimum(x, 1) * low) / (2 * n)
    high = 2 / np.sqrt(np.pi)
    for ratio in _ierfcx_ratios(order, np.maximum(x, 1)):
        high = high * ratio
    return np.where(x < 1, low, high)


def _ierfcx_ratios(order: int, x: Any) -> list[Any]:
    """Each of the `ierfcx` by the one before it, from order 0 on (before that stands 2/√π), for x of at least 1."""
    ratio, ratios = np.zeros_like(x), []
    for n in range(_STEPS + order, -1, -1):
        ratio = 1 / (2 * (x + (n + 1) * ratio))
        if n <= order:
            ratios.append(ratio)
    return ratios[::-1]


_STEPS = 200  # of the continued fraction, for full precision at 1


def logerfc(x: Any) -> Any:
    """log(erfc(x)): as log1p(-erf(x)) below 1/2, above it as log(erfcx(x)) - x²."""
    far = np.maximum(x, 0.5)
    return np.where(x < 0.5, np.log1p(-special.erf(np.minimum(x, 0.5))), np.log(special.erfcx(far)) - far * far)


def erfc_hazard(x: Any) -> Any:
    """2/√π exp(-x²) / erfc(x), above 0 as 2/√π / erfcx(x): neither vanishes there before the other."""
    low = np.exp(-np.square(np.minimum(x, 0))) / special.erfc(np.minimum(x, 0))
    return 2 / np.sqrt(np.pi) * np.where(x < 0, low, 1 / special.erfcx(np.maximum(x, 0)))


def erfc_hazard_excess(x: Any) -> Any:
    """What `erfc_hazard` is above 2 x; from 1 on twice the ratio of ierfcx of order 1 to erfcx, by DLMF 7.18.7."""
    _, ratio = _ierfcx_ratios(1, np.maximum(x, 1))
    return np.where(x < 1, erfc_hazard(np.minimum(x, 1)) - 2 * np.minimum(x, 1), 2 * ratio)


class _Special:
    """``scipy.special``, imported where a program first needs it."""

    def __getattr__(self, name: str) -> Any:
        import scipy.special  # noqa: PLC0415 - the core starts without it

        value = getattr(scipy.special, name)
        setattr(self, name, value)
        return value


special = _Special()


def absorbing_product(seed: Any, partial: Any, both: bool = False) -> Any:
    """Seed * partial, where 0 · ∞ = 0, and a seed of 0 wins over NaN too; a partial of 0 as well if ``both``."""
    loses = ~np.isfinite(seed) if both else np.isinf(seed)
    return np.where((seed == 0) | ((partial == 0) & loses), 0, seed * partial)


def absorbing_quotient(seed: Any, partial: Any) -> Any:
    """Seed / partial, where 0 / x = 0 for every x."""
    return np.where(seed == 0, 0, seed / partial)


def einsum(subscripts: str, *operands: Any) -> Any:
    """``np.einsum`` in the best order of products, none of them in a narrower dtype than the result."""
    dtype = np.result_type(*operands)
    return np.einsum(subscripts, *(np.asarray(x, dtype) for x in operands), optimize=True)


def inc_at(x: Any, index: Any, y: Any) -> Any:
    """A copy of ``x`` with ``y`` added at ``index``; repeated indices add up."""
    return inc_into(_copied(x, y), index, y)


def inc_into(x: Any, index: Any, y: Any) -> Any:
    """``x`` itself with ``y`` added at ``index``, where nobody else has it; a copy where the sum has another dtype."""
    if np.result_type(x, y) != x.dtype:
        x = _copied(x, y)
    parts = index if isinstance(index, tuple) else (index,)
    if all(part is None or isinstance(part, int | np.integer | slice) for part in parts):
        x[index] += y  # no element is named twice
    else:
        np.add.at(x, index, y)
    return x


def set_at(x: Any, index: Any, y: Any) -> Any:
    """A copy of ``x`` with ``y`` at ``index``; of repeated indices the last one wins."""
    return set_into(_copied(x, y), index, y)


def set_into(x: Any, index: Any, y: Any) -> Any:
    """``x`` itself with ``y`` at ``index``, where nobody else has ``x``; a copy where that has another dtype."""
    if np.result_type(x, y) != x.dtype:
        x = _copied(x, y)
    x[index] = y
    return x


def _copied(x: Any, y: Any) -> Any:
    """A new array for ``x`` and parts of ``y``; zeros that were only broadcast take no time until they are used."""
    dtype = np.result_type(x, y)
    if np.ndim(x) and not any(x.strides) and x.size and x.flat[0] == 0 and not np.signbit(x.flat[0].real):
        return np.zeros(x.shape, dtype)
    return np.array(x, dtype)


def stack_steps(values: list[Any], shape: tuple[int, ...], dtype: Any, backwards: bool = False) -> Any:
    """The results of a loop's steps along a new first axis; without a step, an empty one before those of ``shape``."""
    if not values:
        return np.empty((0, *shape), dtype)
    return np.array(values[::-1] if backwards else values, dtype)


def before_steps(first: Any, values: Any, backwards: bool = False) -> Any:
    """The values before each step of a loop, from the first one and those after each step."""
    if not len(values):
        return values
    around = np.expand_dims(first, 0)
    return np.concatenate([values[1:], around] if backwards else [around, values[:-1]])


KEPT = 1 << 28  # bytes of states that a loop may keep; a longer one keeps some, and computes those between once more


def checkpoint_interval(steps: int, *states: Any) -> int:
    """At every how many steps a loop keeps its states: at each, where they are not large, else about √steps."""
    size = sum(np.asarray(state).nbytes for state in states)
    return 1 if steps * size <= KEPT else math.isqrt(int(steps) - 1) + 1


def pieces_back(marks: list[Any], every: int, steps: int) -> Iterator[tuple[Any, int, int]]:
    """From the last piece of a loop to the first: the states before it, its first step, and the one behind its last."""
    for number in reversed(range(len(marks))):
        yield marks[number], number * every, min((number + 1) * every, int(steps))


NAMESPACE: dict[str, Any] = {
    "np": np,
    "before_steps": before_steps,
    "checkpoint_interval": checkpoint_interval,
    "pieces_back": pieces_back,
    "absorbing_product": absorbing_product,
    "absorbing_quotient": absorbing_quotient,
    "direction": direction,
    "einsum": einsum,
    "expit": expit,
    "ierfcx": ierfcx,
    "logerfc": logerfc,
    "erfc_hazard": erfc_hazard,
    "erfc_hazard_excess": erfc_hazard_excess,
    "find_minimum": find_minimum,
    "find_root": find_root,
    "softplus": softplus,
    "inc_at": inc_at,
    "inc_into": inc_into,
    "log1mexp": log1mexp,
    "logcosh": logcosh,
    "logsumexp": logsumexp,
    "norm": norm,
    "sech": sech,
    "sinc": sinc,
    "spherical_jn": spherical_jn,
    "spherical_jn_of_half_turns": spherical_jn_of_half_turns,
    "special": special,
    "set_at": set_at,
    "set_into": set_into,
    "softmax": softmax,
    "stack_steps": stack_steps,
    **matrix_kernels.NAMESPACE,
    "__builtins__": {"slice": slice, "tuple": tuple, "len": len, "int": int, "range": range, "None": None},
}
