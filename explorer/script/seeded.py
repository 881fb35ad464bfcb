"""Seeded random numbers under NumPy's names: the same script gives the same picture."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from explorer.script.errors import Complaint
from explorer.script.guards import check_elements, elements, shape_elements
from explorer.script.values import Builtin, Namespace, describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.script.limits import Limits

_SEED = 7


class Seeded:
    """What both of NumPy's generators have."""

    made_by: ClassVar[str]

    def __init__(self, limits: Limits, seed: Any = None) -> None:
        self._limits = limits
        self._seed = seed

    def __repr__(self) -> str:
        return "<random numbers>"

    @cached_property
    def _random(self) -> Any:  # made when first used: NumPy imports its generators then
        if self._seed is not None and not isinstance(self._seed, int):
            message = f"a seed is a whole number, not {describe(self._seed)}"
            raise Complaint(message)
        return vars(np.random)[self.made_by](_SEED if self._seed is None else self._seed)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Normally distributed numbers."""
        return self._random.normal(loc, scale, self._size(size))

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        """Numbers between ``low`` and ``high``."""
        return self._random.uniform(low, high, self._size(size))

    def standard_normal(self, size: Any = None) -> Any:
        """Normally distributed numbers of mean 0 and variance 1."""
        return self._random.standard_normal(self._size(size))

    def random(self, size: Any = None) -> Any:
        """Numbers between 0 and 1."""
        return self._random.random(self._size(size))

    def exponential(self, scale: Any = 1.0, size: Any = None) -> Any:
        """Waiting times of mean ``scale``."""
        return self._random.exponential(scale, self._size(size))

    def poisson(self, lam: Any = 1.0, size: Any = None) -> Any:
        """Counts of mean ``lam``."""
        return self._random.poisson(lam, self._size(size))

    def permutation(self, x: Any) -> Any:
        """The numbers below ``x``, or the rows of ``x``, in another order."""
        return self._random.permutation(self._checked(x))

    def choice(self, a: Any, size: Any = None, replace: bool = True) -> Any:
        """Numbers drawn from ``a``."""
        return self._random.choice(self._checked(a), self._size(size), replace)

    def _size(self, size: Any) -> Any:
        if size is not None:
            check_elements(shape_elements(size), self._limits)
        return size

    def _checked(self, values: Any) -> Any:
        check_elements(values if isinstance(values, int) else elements(values), self._limits)
        return values


class RandomState(Seeded):
    """``np.random`` itself, and ``np.random.RandomState(seed)``."""

    made_by = "RandomState"

    def seed(self, seed: int | None = None) -> None:
        """Begin anew with this seed."""
        self._seed = seed
        self.__dict__.pop("_random", None)

    def rand(self, *shape: int) -> Any:
        """Numbers between 0 and 1 in an array of this shape."""
        return self.random(shape or None)

    def randn(self, *shape: int) -> Any:
        """Normally distributed numbers in an array of this shape."""
        return self.standard_normal(shape or None)

    def randint(self, low: int, high: int | None = None, size: Any = None) -> Any:
        """Whole numbers from ``low`` up to, but without, ``high``."""
        return self._random.randint(low, high, self._size(size))


class Generator(Seeded):
    """``np.random.default_rng(seed)``."""

    made_by = "default_rng"

    def integers(self, low: int, high: int | None = None, size: Any = None) -> Any:
        """Whole numbers from ``low`` up to, but without, ``high``."""
        return self._random.integers(low, high, self._size(size))


def random_namespace(limits: Limits) -> Namespace:
    """``np.random``: one generator for each run of a script, always from the same seed."""
    shared = RandomState(limits)
    functions: dict[str, Callable[..., Any]] = {
        "RandomState": partial(RandomState, limits),
        "choice": shared.choice,
        "exponential": shared.exponential,
        "default_rng": partial(Generator, limits),
        "normal": shared.normal,
        "permutation": shared.permutation,
        "poisson": shared.poisson,
        "rand": shared.rand,
        "randint": shared.randint,
        "randn": shared.randn,
        "random": shared.random,
        "seed": shared.seed,
        "standard_normal": shared.standard_normal,
        "uniform": shared.uniform,
    }
    return Namespace("numpy.random", {name: Builtin(name, function) for name, function in functions.items()})
