"""What each node costs: arithmetic at the sizes of the values, memory, and time, which is measured.

Every operation runs alone, as the one statement that it is in a program, on the values that it has there. In a program
that fuses it with its neighbours it may take less.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.calm import calmly
from explorer.core.evaluate.source import write_program
from explorer.core.expr import Constant
from explorer.core.graph import applies, leaves
from explorer.core.sizes import dimension_of
from explorer.core.types import Dim, evaluate
from explorer.core.variables import Shared
from explorer.document.cost import cost, total
from explorer.document.snapshot import ProfileView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.types import Dimension, Symbol
    from explorer.document.work import Work

SECONDS = 0.4  # of measuring: an operation whose turn has not come by then has no time
REPEATS = 5  # the best of so many runs: whatever else the machine does makes a run longer, never shorter
LONG = 0.02  # seconds: an operation that takes longer is not run again


@dataclass(frozen=True, slots=True)
class Kernel:
    """One operation as a program of its own.

    Attributes:
        node: the operation.
        operands: what the program takes.
        results: what it gives, before its operands.
        run: the program.
    """

    node: Apply
    operands: tuple[Expression, ...]
    results: tuple[Expression, ...]
    run: Callable[..., tuple[Any, ...]]


class Kernels:
    """The operations of a derivation in an order in which they can run; each becomes a program when it is asked for."""

    def __init__(self, work: Work) -> None:
        self.nodes = applies([x for _, x in work.graph.nodes(data="expression")])
        self._used = {x for node in self.nodes for x in node.inputs} | {x for frame in work.frames for x in frame}
        self._made: dict[Apply, Kernel] = {}

    def __iter__(self) -> Iterator[Kernel]:
        for node in self.nodes:
            if node not in self._made:
                self._made[node] = self._kernel(node)
            yield self._made[node]

    def _kernel(self, node: Apply) -> Kernel:
        operands = tuple(dict.fromkeys(x for x in node.inputs if not isinstance(x, Constant)))
        results = tuple(x for x in node.outputs if x in self._used)
        # It gives its operands as well: what others will read is not overwritten.
        program = write_program(operands, [*results, *operands])
        return Kernel(node, operands, results, program.compile())


def profile_view(work: Work, values: Mapping[str, np.ndarray], shown: Mapping[int, np.ndarray]) -> ProfileView:
    """What every node costs.

    Args:
        work: whose graph it is.
        values: of the variables, by name.
        shown: the values of nodes, by node id, as far as they were kept.
    """
    expressions: dict[int, Expression] = dict(work.graph.nodes(data="expression"))
    sizes = sizes_of({expressions[id]: value for id, value in shown.items()})
    kernels = work.keep("kernels", Kernels)
    flops = {work.numbers.of_node(node): evaluate(cost(node), sizes) for node in kernels.nodes}
    shapes = {id: _shape(x, sizes) for id, x in expressions.items()}
    known = {id: shape for id, shape in shapes.items() if shape is not None}
    seconds = measured(kernels, _given(work, values))
    ranges = {id: _range(value) for id, value in shown.items()}
    before, after = (evaluate(one, sizes) for one in work.keep("total costs", _totals))
    return ProfileView(
        shapes=known,
        flops={id: count for id, count in flops.items() if count is not None},
        bytes={id: expressions[id].dtype.itemsize * prod(shape) for id, shape in known.items()},
        seconds={work.numbers.of_node(node): took for node, took in seconds.items()},
        ranges={id: ends for id, ends in ranges.items() if ends is not None},
        before=before,
        after=after,
    )


def _totals(work: Work) -> tuple[Dimension, Dimension]:
    return total(applies([work.before])), total(applies([work.after]))


def sizes_of(values: Mapping[Expression, np.ndarray]) -> dict[Symbol, int]:
    """The sizes that the symbols of dimensions have where expressions have these values."""
    found: dict[Symbol, int] = {}
    for x, value in values.items():
        pairs: list[tuple[Dimension, int]] = list(zip(x.dimensions, value.shape, strict=True))
        if not x.ndim and x.dtype.kind in "iu":
            pairs.append((dimension_of(x), int(value)))  # a size that is computed
        for dimension, size in pairs:
            if isinstance(dimension, Dim) and dimension.symbol is not None:
                found[dimension.symbol] = size
    return found


def measured(
    kernels: Iterable[Kernel], given: Mapping[Expression, Any], seconds: float = SECONDS
) -> dict[Apply, float]:
    """How long each operation takes, as far as they get in some seconds. ``given`` are the values of variables."""
    known = dict(given)
    found: dict[Apply, float] = {}
    end = time.perf_counter() + seconds
    for kernel in kernels:  # a kernel is made when its turn comes, so that making them has an end too
        if time.perf_counter() > end:
            break
        values, found[kernel.node] = calmly(_best, kernel.run, [known[x] for x in kernel.operands], end)
        known.update(zip(kernel.results, values, strict=False))  # its operands come after its results
    return found


def _best(run: Callable[..., tuple[Any, ...]], operands: Sequence[Any], end: float) -> tuple[tuple[Any, ...], float]:
    """What a program gives, and the time of the fastest of a few runs."""
    best = float("inf")
    for _ in range(REPEATS):
        began = time.perf_counter()
        values = run(*operands)
        now = time.perf_counter()
        best = min(best, now - began)
        if best > LONG or now > end:
            break
    return values, best


def _given(work: Work, values: Mapping[str, np.ndarray]) -> dict[Expression, Any]:
    """The values of variables, and of those that scripts share."""
    given: dict[Expression, Any] = {work.variables[name]: value for name, value in values.items()}
    outputs = [x for frame in work.frames for x in frame]
    shared = [leaf for leaf in leaves(outputs) if isinstance(leaf, Shared)]
    return given | {leaf: leaf.get_value(borrow=True) for leaf in shared}


def _shape(x: Expression, sizes: Mapping[Symbol, int]) -> tuple[int, ...] | None:
    """The shape of a value, also of one that was too large to be kept."""
    shape = [evaluate(dimension, sizes) for dimension in x.dimensions]
    return None if None in shape else tuple(size for size in shape if size is not None)


def _range(value: np.ndarray) -> tuple[float, float] | None:
    """The least and the largest number in an array; None where there is none, or where they have no order."""
    if not value.size or value.dtype.kind not in "biuf":
        return None
    least, largest = value.min(), value.max()
    if not (np.isfinite(least) and np.isfinite(largest)):
        finite = value[np.isfinite(value)]
        if not finite.size:
            return None
        least, largest = finite.min(), finite.max()
    return float(least) + 0.0, float(largest) + 0.0  # -0 is 0 to people
