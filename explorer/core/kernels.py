"""The names that generated code may use: NumPy, and the few functions that NumPy lacks.

Programs made by `explorer.core.evaluate` see these names and nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.core import matrix_kernels
from explorer.core.newton import find_minimum, find_root


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


class _Special:
    """``scipy.special``, imported where a program first needs it."""

    def __getattr__(self, name: str) -> Any:
        import scipy.special  # noqa: PLC0415 - the core starts without it

        value = getattr(scipy.special, name)
        setattr(self, name, value)
        return value


special = _Special()


def absorbing_product(seed: Any, partial: Any) -> Any:
    """Seed * partial, where 0 · ∞ = 0, and a seed of 0 wins over NaN too."""
    return np.where((seed == 0) | ((partial == 0) & np.isinf(seed)), 0, seed * partial)


def absorbing_quotient(seed: Any, partial: Any) -> Any:
    """Seed / partial, where 0 / x = 0 for every x."""
    return np.where(seed == 0, 0, seed / partial)


def einsum(subscripts: str, *operands: Any) -> Any:
    """``np.einsum`` in the best order of products, none of them in a narrower dtype than the result."""
    dtype = np.result_type(*operands)
    return np.einsum(subscripts, *(np.asarray(x, dtype) for x in operands), optimize=True)


def inc_at(x: Any, index: Any, y: Any) -> Any:
    """A copy of ``x`` with ``y`` added at ``index``; repeated indices add up."""
    out = np.array(x, np.result_type(x, y))
    np.add.at(out, index, y)
    return out


def set_at(x: Any, index: Any, y: Any) -> Any:
    """A copy of ``x`` with ``y`` at ``index``; of repeated indices the last one wins."""
    out = np.array(x, np.result_type(x, y))
    out[index] = y
    return out


def stack_steps(values: list[Any], shape: tuple[int, ...], dtype: Any) -> Any:
    """The results of a loop's steps along a new first axis; without a step, an empty one before those of ``shape``."""
    return np.array(values, dtype) if values else np.empty((0, *shape), dtype)


NAMESPACE: dict[str, Any] = {
    "np": np,
    "absorbing_product": absorbing_product,
    "absorbing_quotient": absorbing_quotient,
    "einsum": einsum,
    "expit": expit,
    "find_minimum": find_minimum,
    "find_root": find_root,
    "softplus": softplus,
    "inc_at": inc_at,
    "log1mexp": log1mexp,
    "special": special,
    "set_at": set_at,
    "stack_steps": stack_steps,
    **matrix_kernels.NAMESPACE,
    "__builtins__": {"slice": slice, "tuple": tuple, "len": len, "int": int, "range": range, "None": None},
}
