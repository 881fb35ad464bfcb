"""Every operation of the core (`explorer.core.catalogue`) with operands to try it on.

Elementwise operations without parameters get operands by themselves, in every domain where they are finite. Any other
class has its examples in the `TABLE` of a file in `tests/core/examples`, and a test fails for a class that has none.
"""

import importlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np

import explorer.core as T
from explorer.core.catalogue import operations
from explorer.core.op import Elementwise, Op
from explorer.core.ops.special import Beta, Betaln
from explorer.core.ops.stops import DisconnectedGrad, GradClip, GradScale, NullGradient, UndefinedGrad, ZeroGrad
from tests.core.examples.example import Array, Example, Table, integers, values

# -------------------------------------------------------------------------------------------------------- elementwise

_DOMAINS = {
    "wide": (-2.0, 2.0),
    "unit": (-0.9, 0.9),
    "inside": (0.15, 0.85),
    "above": (1.2, 3.0),
    "below": (-3.0, -1.2),
}
_POSITIVE = ("inside", "above")  # beyond 0 the beta functions have a pole at each integer
_SHAPES = {
    1: [((2, 3),), ((),), ((0, 3),)],
    2: [((2, 3), (2, 3)), ((3,), (2, 1)), ((2, 3), ()), ((0, 1), (1, 3)), ((), ())],
    3: [((2, 3), (2, 3), (2, 3)), ((3,), (2, 1), ()), ((), (2,), (1,))],
}


def _is_finite_there(op: Op, arrays: tuple[Array, ...]) -> bool:
    try:
        value = T.evaluate_once(op(*map(T.constant, arrays)))
    except T.DTypeError:
        return False
    return bool(np.isfinite(value).all())


def _operand_counts(kind: type[Op]) -> list[int]:
    names = kind.parameters()
    return [2, 3] if names[-1].startswith("*") else [len(names)]


def _in_domains(op: Elementwise, count: int) -> Iterator[tuple[str, Callable[..., tuple[Array, ...]]]]:
    """The domains where an operation is finite: all operands from one, else the first mixture that works."""

    def draw(names: tuple[str, ...], shapes: tuple[tuple[int, ...], ...]) -> tuple[Array, ...]:
        return tuple(values(s, *_DOMAINS[n], seed=3 * i) for i, (n, s) in enumerate(zip(names, shapes, strict=True)))

    probe = ((50,),) * count
    found = [
        names
        for n in (_POSITIVE if type(op) in (Beta, Betaln) else _DOMAINS)
        if _is_finite_there(op, draw(names := (n,) * count, probe))
    ]
    if not found:
        mixtures = itertools.product(_DOMAINS, repeat=count)
        found = list(itertools.islice((m for m in mixtures if _is_finite_there(op, draw(m, probe))), 1))
    for names in found:
        label = names[0] if len(set(names)) == 1 else "/".join(names)
        yield label, lambda *shapes, names=names: draw(names, shapes)
    if not found:
        whole = lambda *shapes: tuple(integers(s, 0, 8, i) for i, s in enumerate(shapes))  # noqa: E731
        truth = lambda *shapes: tuple(integers(s, 0, 2, i).astype(bool) for i, s in enumerate(shapes))  # noqa: E731
        for label, make in (("integers", whole), ("booleans", truth)):
            if _is_finite_there(op, make(*probe)):
                yield label, make


def _elementwise(op: Elementwise) -> Iterator[Example]:
    for count in _operand_counts(type(op)):
        for number, (label, make) in enumerate(_in_domains(op, count)):
            # Every shape in the first domain; the others are there for the values.
            for shapes in _SHAPES[count][: None if number == 0 else 1]:
                text = "×".join(str(s).replace(" ", "") for s in shapes)
                yield Example(type(op), op.all, make(*shapes), f"{op!r}-{label}-{text}")


# ----------------------------------------------------------------------------------------------------------- examples


def _families() -> Iterator[ModuleType]:
    for path in sorted(Path(__file__).with_name("examples").glob("*.py")):
        module = importlib.import_module(f"tests.core.examples.{path.stem}")
        if hasattr(module, "TABLE"):
            yield module


@cache
def _table() -> Table:
    found: Table = {}
    for family in _families():
        twice = found.keys() & family.TABLE.keys()
        assert not twice, f"{family.__name__} and another file have examples of {twice}"
        found.update(family.TABLE)
    return found


def _examples_of(kind: type[Op]) -> Iterator[Example]:
    if kind in _table():
        for number, one in enumerate(_table()[kind]()):
            if isinstance(one, Example):
                yield one
            else:
                op, arrays = one
                yield Example(kind, getattr(op, "all", op), arrays, f"{number}-{op!r}")
    elif issubclass(kind, Elementwise) and not is_dataclass(kind):
        yield from _elementwise(kind())


@cache
def examples() -> tuple[Example, ...]:
    """All examples of all operations."""
    return tuple(example for kind in operations() for example in _examples_of(kind))


# Operations whose derivative is, on purpose, another one than that of their values; test_stops tests them.
STOPS = (NullGradient, DisconnectedGrad, ZeroGrad, UndefinedGrad, GradClip, GradScale)

__all__ = ["STOPS", "Example", "examples", "operations", "values"]
