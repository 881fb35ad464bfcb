"""Every operation of the core with operands to try it on, found by walking `explorer.core.ops`.

Elementwise operations without parameters get operands by themselves, in every domain where they are finite. Any other
class has its examples in `TABLE`, and a test fails for a class that has none.
"""

import importlib
import inspect
import itertools
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Any

import numpy as np

import explorer.core as T
import explorer.core.ops
from explorer.core.expr import Expression, Variable
from explorer.core.op import Elementwise, Op
from explorer.core.ops.casting import Cast, Conj, Imag, Real
from explorer.core.ops.choice import Fill, Switch
from explorer.core.ops.creation import Alloc, Arange, Eye
from explorer.core.ops.cumulative import Cumprod, Cumsum
from explorer.core.ops.indexing import ALL, IncSubtensor, Range, Slot, Subtensor
from explorer.core.ops.linear_algebra import Diag, Diagonal, Dot, Matmul, Outer
from explorer.core.ops.reductions import All, Any_, Argmax, Argmin, Logsumexp, Max, Mean, Min, Norm, Prod, Sum
from explorer.core.ops.scan import Scan
from explorer.core.ops.shape import Dimshuffle, Join, Reshape, SizeOf
from explorer.core.ops.sorting import Argsort, Searchsorted
from explorer.core.ops.special import BesselI, BesselJ, Beta, Betaln, Polygamma, SphericalBessel
from explorer.core.ops.stops import DisconnectedGrad, GradClip, GradScale, NullGradient, UndefinedGrad, ZeroGrad
from explorer.core.types import TensorType

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Example:
    """An operation on operands.

    Attributes:
        kind: the class of operation that it is an example of.
        build: expressions in, outputs out.
        arrays: a value for each operand.
        label: tells it from the other examples of its class.
    """

    kind: type[Op]
    build: Callable[..., tuple[Expression, ...]]
    arrays: tuple[Array, ...]
    label: str

    def __str__(self) -> str:
        return f"{self.kind.__module__.rsplit('.', 1)[-1]}.{self.kind.__name__}-{self.label}"

    def variables(self, *, known: bool = True) -> tuple[Variable, ...]:
        """A variable for each operand, of its very shape, or with a symbol for every size but 1."""
        return tuple(
            Variable(
                TensorType(a.dtype, a.shape)
                if known
                else T.tensor(None, a.dtype, [1 if n == 1 else None for n in a.shape]).type,
                f"x{i}",
            )
            for i, a in enumerate(self.arrays)
        )

    def with_dtype(self, dtype: Any) -> "Example":
        """The same on operands of another dtype, where they were float64."""
        arrays = tuple(_as(a, np.dtype(dtype)) if a.dtype == np.float64 else a for a in self.arrays)
        return Example(self.kind, self.build, arrays, f"{self.label}-{np.dtype(dtype).name}")


def _as(array: Array, dtype: np.dtype) -> Array:
    if dtype.kind == "c":
        return np.asarray(array * (1 + 0.3j)).astype(dtype)
    if dtype.kind in "iub":
        return np.asarray(np.round(array)).astype(dtype)
    return array.astype(dtype)


@cache
def operations() -> tuple[type[Op], ...]:
    """Every class of operation that can be instantiated, in the order of its file and line."""
    for module in pkgutil.walk_packages(explorer.core.ops.__path__, "explorer.core.ops."):
        importlib.import_module(module.name)
    found, stack = [], [Op]
    while stack:
        kind = stack.pop()
        stack.extend(kind.__subclasses__())
        if kind.__module__.startswith("explorer.core.ops.") and not inspect.isabstract(kind):
            found.append(kind)
    return tuple(sorted(set(found), key=lambda k: (k.__module__, inspect.getsourcelines(k)[1])))


# ------------------------------------------------------------------------------------------------------------- values


def values(shape: tuple[int, ...], low: float = -2.0, high: float = 2.0, seed: int = 0) -> Array:
    """Numbers in an interval: in no order, none like another, far from integers and halves."""
    count = int(np.prod(shape))
    places = (0.2113 + 0.6180339887 * np.arange(1, count + 1) + 0.2893 * seed) % 1
    return np.asarray(low + (high - low) * places).reshape(shape)


def integers(shape: tuple[int, ...], low: int, high: int, seed: int = 0) -> Array:
    """Integers in [low, high)."""
    return np.random.default_rng(seed).integers(low, high, shape)


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


# -------------------------------------------------------------------------------------------------------------- table

V, M, S3 = values((3,)), values((2, 3)), values((2, 3, 4))


def _reductions(kind: type[Op]) -> list[tuple[Op, tuple[Array, ...]]]:
    return [
        (kind((0,)), (V,)),
        (kind((1,)), (M,)),
        (kind((0, 1)), (M,)),
        (kind((0, 2)), (S3,)),
        (kind((1,), keepdims=True), (S3,)),
        (kind(()), (values(()),)),
        (kind((0,)), (values((2, 0)),)),
    ]


def _arg_reductions(kind: type[Op]) -> list[tuple[Op, tuple[Array, ...]]]:
    return [(kind((0,)), (V,)), (kind((1,)), (S3,)), (kind((1,), keepdims=True), (M,))]


_MASK = np.array([True, False, True])
_PLACES = np.array([2, 0, 2, -1])
_Where = Range(0, 2)
_INDICES: list[tuple[Any, Array, tuple[Array, ...]]] = [
    ((1,), V, ()),
    ((ALL, 1), M, ()),
    ((_Where, None, Range(None, None, -1)), M, ()),
    ((Range(None, None, -2),), values((5,)), ()),
    ((Range(4, 0, -2),), values((5,)), ()),
    ((Slot(0),), V, (np.array(2),)),
    ((ALL, Slot(0)), M, (np.array(-1),)),
    ((Slot(0),), V, (_PLACES,)),
    ((Slot(0), ALL), M, (np.array([[0, 1], [1, 1]]),)),
    ((ALL, Slot(0), Slot(1)), S3, (np.array([0, 2]), np.array([3, 3]))),
    ((Slot(0), ALL, Slot(1)), S3, (np.array([0, 1, 1]), np.array([3, 3, 0]))),
    ((Slot(0), ALL, 2), S3, (np.array([0, 1, 1]),)),
    ((Slot(0),), V, (_MASK,)),
    ((ALL, Slot(0)), M, (_MASK,)),
    ((Slot(0),), M, (M > 0,)),
    ((Range(Slot(0), Slot(1)),), V, (np.array(1), np.array(3))),
]


def _subtensors() -> list[tuple[Op, tuple[Array, ...]]]:
    return [(Subtensor(index), (x, *rest)) for index, x, rest in _INDICES]


def _inc_subtensors() -> list[tuple[Op, tuple[Array, ...]]]:
    cases: list[tuple[Op, tuple[Array, ...]]] = []
    for index, x, rest in _INDICES:
        inner = T.evaluate_once(Subtensor(index)(*map(T.constant, (x, *rest)))).shape
        for replace in (False, True):
            op = IncSubtensor(index, replace)
            cases.extend([(op, (x, values(inner, seed=5), *rest)), (op, (x, values((), seed=5), *rest))])
    cases.append((IncSubtensor((ALL, 1)), (M, values((1,), seed=5))))
    return cases


def _size(*numbers: int) -> tuple[Array, ...]:
    return tuple(np.array(n) for n in numbers)


TABLE: dict[type[Op], Callable[[], list[tuple[Op, tuple[Array, ...]]]]] = {
    **{kind: lambda kind=kind: _reductions(kind) for kind in (Sum, Mean, Norm, Prod, All, Any_)},
    **{
        kind: lambda kind=kind: _reductions(kind)[:-1] for kind in (Max, Min, Logsumexp)
    },  # an empty array has no largest element
    **{kind: lambda kind=kind: _arg_reductions(kind) for kind in (Argmax, Argmin)},
    Switch: lambda: [
        (T.switch, (M > 0, M, values((2, 3), seed=4))),
        (T.switch, (_MASK, V, values((2, 1), seed=4))),
        (T.switch, (np.array(True), V, values((), seed=4))),
        (T.switch, (M > 0, values(()), V)),
    ],
    Fill: lambda: [
        (T.fill, (M, values(()))),
        (T.fill, (M, V)),
        (T.fill, (V, values((2, 1)))),
        (T.fill, (values(()),) * 2),
    ],
    Cast: lambda: [(Cast(to), (M,)) for to in ("float32", "float64", "complex128", "int64", "bool")],
    Real: lambda: [(Real(), (M,)), (Real(), (M + 1j * M[::-1],))],
    Imag: lambda: [(Imag(), (M,)), (Imag(), (M + 1j * M[::-1],))],
    Conj: lambda: [(Conj(), (M,)), (Conj(), (M + 1j * M[::-1],))],
    Alloc: lambda: [
        (Alloc(), (values(()), *_size(2, 3))),
        (Alloc(), (V, *_size(2, 3))),
        (Alloc(), (values((2, 1)), *_size(2, 3))),
        (Alloc(), (values((1,)), *_size(0))),
        (Alloc(), (values(()),)),
    ],
    Arange: lambda: [
        (Arange(), _size(0, 4, 1)),
        (Arange(), _size(5, 0, -2)),
        (Arange(), (np.array(0.1), *_size(2, 1))),
    ],
    Eye: lambda: [(Eye(k, d), _size(3, n)) for k, n in ((0, 3), (1, 4), (-1, 3)) for d in ("float64", "int64", "bool")],
    SizeOf: lambda: [(SizeOf(0), (M,)), (SizeOf(1), (M,))],
    Dimshuffle: lambda: [
        (Dimshuffle(p, x.ndim), (x,))
        for p, x in (
            ((1, 0), M),
            ((None, 0), V),
            ((0, None), V),
            ((2, 0, 1), S3),
            ((1, None, 0), M),
            ((0,), values((3, 1))),
            ((1,), values((1, 3))),
            ((), values((1, 1))),
            ((None,), values(())),
            ((0, 2), values((2, 1, 3))),
            ((2, None, 0), values((2, 1, 3))),
            ((None, 1), values((1, 3))),
            ((0, None, 2), values((2, 1, 3))),
            ((0, None), values((3, 1))),
            ((None, 0), values((3, 1))),
            ((), values((1,))),
            ((None, None), values((1,))),
        )
    ],
    Reshape: lambda: [
        (Reshape(), (M, *_size(3, 2))),
        (Reshape(), (M, *_size(6))),
        (Reshape(), (S3, *_size(4, 6))),
        (Reshape(), (values(()), *_size(1, 1))),
        (Reshape(), (values((1,)),)),
        (Reshape(), (values((0, 2)), *_size(3, 0))),
    ],
    Join: lambda: [
        (Join(0), (V, values((2,)))),
        (Join(1), (M, values((2, 1)), M + 3)),
        (Join(0), (V,)),
        (Join(0), (V, values((0,)))),
    ],
    Dot: lambda: [
        (Dot(), (values(a), values(b, seed=2)))
        for a, b in (
            ((3,), (3,)),
            ((2, 3), (3,)),
            ((2,), (2, 3)),
            ((2, 3), (3, 4)),
            ((0,), (0,)),
            ((2, 0), (0, 3)),
            ((1, 3), (3, 1)),
            ((2, 1), (1, 2)),
        )
    ],
    Matmul: lambda: [
        (Matmul(), (values(a), values(b, seed=2)))
        for a, b in (
            ((2, 3), (3, 4)),
            ((5, 2, 3), (5, 3, 2)),
            ((2, 3), (5, 3, 2)),
            ((1, 2, 3), (4, 3, 2)),
            ((2, 1, 2, 3), (4, 3, 2)),
        )
    ],
    Outer: lambda: [(Outer(), (V, values((2,), seed=2))), (Outer(), (V, values((0,)))), (Outer(), (values((1,)), V))],
    Diag: lambda: [(Diag(), (V,)), (Diag(), (values((1,)),)), (Diag(), (values((0,)),))],
    Diagonal: lambda: [
        (Diagonal(), (values((3, 3)),)),
        (Diagonal(1), (M,)),
        (Diagonal(-1), (M,)),
        (Diagonal(0, 0, 1), (values((3, 2)),)),
        (Diagonal(0, 1, 2), (S3,)),
        (Diagonal(1, 0, 2), (S3,)),
        (Diagonal(-1, 2, 1), (S3,)),
        (Diagonal(0), (values((0, 2)),)),
        (Diagonal(5), (M,)),
        (Diagonal(0, 0, 1), (values((1, 3)),)),
    ],
    Subtensor: _subtensors,
    IncSubtensor: _inc_subtensors,
    **{kind: lambda kind=kind: [(kind(), (M,))] for kind in (DisconnectedGrad, ZeroGrad, UndefinedGrad)},
    Cumsum: lambda: [
        (Cumsum((0,)), (V,)),
        (Cumsum((1,)), (S3,)),
        (Cumsum((0,)), (values((0,)),)),
        (Cumsum((0,)), (values((1, 2)),)),
    ],
    Cumprod: lambda: [
        (Cumprod((0,)), (V,)),
        (Cumprod((1,)), (S3,)),
        (Cumprod((0,)), (values((0,)),)),
        (Cumprod((0,)), (values((1, 2)),)),
    ],
    Argsort: lambda: [(Argsort(0), (V,)), (Argsort(1), (S3,)), (Argsort(0), (values((0, 2)),))],
    Searchsorted: lambda: [
        (Searchsorted(s), (np.array([0.0, 1, 1, 2]), np.array([[0.5, 1.25], [-1, 3]]))) for s in ("left", "right")
    ],
    Polygamma: lambda: [(Polygamma(n), (values((2, 3), 0.5, 4),)) for n in (1, 2)],
    BesselJ: lambda: [(BesselJ(n), (x,)) for n in (0, 1, 2) for x in (M, values((), 3, 5))],
    BesselI: lambda: [(BesselI(n), (x,)) for n in (0, 1, 2) for x in (M, values((), 3, 5))],
    SphericalBessel: lambda: [(SphericalBessel(n), (x,)) for n in (0, 1, 2) for x in (abs(M), values((), 3, 5))],
    NullGradient: list,  # never computed
    GradClip: lambda: [(GradClip(-0.3, 0.3), (M,))],
    GradScale: lambda: [(GradScale(-2.0), (M,))],
}


def _loops() -> list[Example]:
    def example(label: str, build: Callable[..., Any], *arrays: Array) -> Example:
        def all_outputs(*xs: Expression) -> tuple[Expression, ...]:
            results, _ = build(*xs)
            return tuple(results) if isinstance(results, list) else (results,)

        return Example(Scan, all_outputs, arrays, label)

    one = values(())
    return [
        example("map", lambda s: T.scan(lambda e: T.sin(e) * e, s), V),
        example("rows", lambda s, w: T.scan(lambda e, w: T.tanh(T.dot(e, w)), s, None, w), M, V),
        example("state", lambda s, x: T.scan(lambda e, p: T.sin(p) * e, s, x), V, one),
        example("backwards", lambda s, x: T.scan(lambda e, p: T.cos(p) + e, s, x, go_backwards=True), V, one),
        example(
            "captured", lambda s, x, w: T.scan(lambda e, p: T.tanh(T.dot(w, p)) + e, s, x), M, V, values((3, 3), seed=3)
        ),
        example("steps", lambda x, w: T.scan(lambda p: p * w, None, x, n_steps=4), one, values((), seed=1)),
        example("no-steps", lambda x, w: T.scan(lambda p: p * w, None, x, n_steps=0), one, values((), seed=1)),
        example(
            "several",
            lambda s, x, w: T.scan(lambda e, p, q: [q * w, p + e, p * q], s, [x, x * x, None]),
            V,
            one,
            values((), seed=1),
        ),
        example("shorter", lambda s, r: T.scan(lambda a, b: a * b, [s, r]), V, values((2,))),
    ]


def _examples_of(kind: type[Op]) -> Iterator[Example]:
    if kind is Scan:
        yield from _loops()
    elif kind in TABLE:
        for number, (op, arrays) in enumerate(TABLE[kind]()):
            yield Example(kind, op.all, arrays, f"{number}-{op!r}")
    elif issubclass(kind, Elementwise) and not is_dataclass(kind):
        yield from _elementwise(kind())


@cache
def examples() -> tuple[Example, ...]:
    """All examples of all operations."""
    return tuple(example for kind in operations() for example in _examples_of(kind))


# Operations whose derivative is, on purpose, another one than that of their values; test_stops tests them.
STOPS = (NullGradient, DisconnectedGrad, ZeroGrad, UndefinedGrad, GradClip, GradScale)

__all__ = ["STOPS", "Example", "examples", "operations", "values"]
