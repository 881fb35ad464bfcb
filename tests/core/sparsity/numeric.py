"""The entries of a Jacobian that are not zero at some points: what a pattern is compared with."""

from collections.abc import Iterator, Sequence

import numpy as np

import explorer.core as T
from explorer.core.expr import Expression, Variable
from tests.core.catalogue import Example

Array = np.ndarray


def found(y: Expression, x: Expression, inputs: Sequence[Variable], points: Sequence[Sequence[Array]]) -> Array:
    """Where the Jacobian of ``y`` by ``x`` is not zero at one of the points: a matrix of booleans.

    A point at which it cannot be computed is left out; of complex ``y`` both parts count.
    """
    parts = [T.real(y), T.imag(y)] if y.dtype.kind == "c" else [y]
    jacobians = [T.jacobian(part, x, disconnected_inputs="ignore") for part in parts]
    sizes = [T.size(y), T.size(x)]
    program = T.function(list(inputs), [*jacobians, *sizes], mode="raw", on_unused_input="ignore")
    total: Array | None = None
    for point in points:
        try:
            *values, rows, columns = program(*point)
        except np.linalg.LinAlgError:
            continue
        for value in values:
            entries = ((value != 0) & ~np.isnan(value)).reshape(rows, columns)  # 0 · ∞ is no entry
            total = entries if total is None else total | entries
    assert total is not None
    return total


def around(example: Example, count: int = 10) -> Iterator[tuple[Array, ...]]:
    """The operands of an example, others near them, and others of the same range."""
    rng = np.random.default_rng(7)
    yield example.arrays
    floats = [a.real.ravel() for a in example.arrays if a.dtype.kind in "fc" and a.size]
    low, high = (min(map(np.min, floats)), max(map(np.max, floats))) if floats else (0.0, 1.0)
    for number in range(count):
        point = []
        for a in example.arrays:
            if a.dtype.kind not in "fc":
                point.append(a)
            elif number % 2:
                point.append(np.asarray(a * (1 + 0.2 * rng.standard_normal(a.shape))))
            else:
                point.append(np.asarray(rng.uniform(low, high, a.shape) * (1 if a.dtype.kind == "f" else 1 + 0.5j)))
        yield tuple(point)
