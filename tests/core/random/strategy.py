"""Random programs: ten to two hundred operations over mixed shapes, with values at which they are moderate numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st

import explorer.core as T
from explorer.core.expr import Expression, Variable
from explorer.core.graph import applies, leaves
from tests.core.random.generators import EVERY
from tests.core.random.pool import Choose, Pool, UnfitError
from tests.core.random.values import Array

# Programs of doubles are the rule; (dtypes beside float64, whether zeros, ones and ties are among the values).
_KINDS: tuple[tuple[tuple[str, ...], bool], ...] = (
    *[((), False)] * 12,
    *[((), True)] * 3,
    (("float32",), False),
    (("complex128",), False),
    (("complex128",), False),
    (("int64",), False),
    (("int64", "bool"), True),
    (("float32", "complex64", "int8"), False),
)


@dataclass(frozen=True)
class Program:
    """A random program.

    Attributes:
        cost: a real scalar.
        parts: what the cost is a sum over: expressions of any shape.
        inputs: the variables of it.
        arrays: their values.
        edges: whether zeros, ones and ties are among the values.
    """

    cost: Expression
    parts: tuple[Expression, ...]
    inputs: tuple[Variable, ...]
    arrays: tuple[Array, ...]
    edges: bool = False

    @property
    def operations(self) -> int:
        """How many operations it is made of."""
        return len(applies([self.cost]))


def program(choose: Choose[Any], size: int) -> Program:
    """A program of about ``size`` operations. ``choose(sequence)`` picks one of a sequence."""
    dtypes, edges = choose(_KINDS)
    pool = Pool(choose, dtypes, edges=edges)
    rest = 8 * size  # choices that do not fit are made again
    while pool.operations < size and rest:
        rest -= 1
        try:
            made = choose(EVERY)(pool)
        except (UnfitError, T.DTypeError):
            continue
        if made.owner is not None and pool.moderate(made):
            inner = {x for node in applies([made], stop=set(pool.members)) for x in node.inputs}
            pool.use(*inner)
            pool.add(made)
    parts = tuple(e for e in pool.unused if e.dtype.kind in "fc") or (pool.members[0],)
    cost = _cost(parts)
    inputs = tuple(x for x in leaves([cost]) if isinstance(x, Variable))
    return Program(cost, parts, inputs, tuple(pool.arrays[x] for x in inputs), edges)


def _cost(parts: Sequence[Expression]) -> Expression:
    """The parts summed up, each with a weight of its own; of complex ones the real part."""
    total: Expression | None = None
    for number, part in enumerate(parts):
        real = T.real(part * (1 - 0.5j)) if part.dtype.kind == "c" else part
        term = (1 + 0.25 * (number % 7)) * (T.sum(real) if part.ndim else real)
        total = term if total is None else total + term
    assert total is not None
    return total


def seeded(seed: int) -> Program:
    """The program of a seed: small ones are more frequent."""
    random = Random(seed)
    return program(random.choice, int(10 * 20 ** (random.random() ** 3)))


@st.composite
def programs(draw: st.DrawFn, low: int = 10, high: int = 40) -> Program:
    """Programs in which hypothesis makes every choice."""
    return program(lambda options: draw(st.sampled_from(list(options))), draw(st.integers(low, high)))
