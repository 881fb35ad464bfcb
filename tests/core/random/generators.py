"""How a random program grows: one entry for each kind of operation. A new operation enters by a line in the tables.

Elementwise operations need none: they are found by walking `explorer.core.ops`, and kept in their domain by guards.
"""

import itertools
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cache
from typing import Any

import numpy as np

import explorer.core as T
from explorer.core.expr import Expression
from explorer.core.op import Elementwise
from tests.core.catalogue import STOPS, operations
from tests.core.random.pool import Pool, UnfitError

Generator = Callable[[Pool], Expression]

# --------------------------------------------------------------------------------------------------------- elementwise

# From any number to one where an operation may be defined; all smooth, and the same formula on complex numbers.
GUARDS: tuple[Callable[[Expression], Expression], ...] = (
    T.sin,
    lambda x: 1 / (1 + x * x),
    lambda x: 1 + x * x,
    T.sigmoid,
    lambda x: 0.5 * T.tanh(x),
    lambda x: 2.5 + T.sin(x),
    lambda x: -T.sqrt(1 + x * x),
    lambda x: -0.1 - 0.8 * T.sigmoid(x),
)
# Derivatives by these operands are not known: they are numbers here.
_ORDERS = {"gammainc": (0,), "gammaincc": (0,), "betainc": (0, 1)}


def guarded(pool: Pool, build: Callable[..., Expression], *operands: Expression) -> Expression:
    """``build`` of the operands, or of what a guard makes of them, so that the value is a moderate number."""
    guards = [pool.choose(GUARDS) for _ in range(3)]
    for guard in (lambda x: x, *guards):
        made = build(*map(guard, operands))
        if pool.moderate(made):
            return made
    for mixed in itertools.islice(itertools.product(guards, repeat=len(operands)), 9):
        made = build(*(guard(x) for guard, x in zip(mixed, operands, strict=True)))
        if pool.moderate(made):
            return made
    raise UnfitError


@cache
def elementwise(count: int) -> tuple[Elementwise, ...]:
    """Every elementwise operation of some number of operands; those with a derivative stand there three times."""
    found: list[Elementwise] = []
    for kind in operations():
        if not issubclass(kind, Elementwise) or is_dataclass(kind) or kind in STOPS:
            continue
        starred = kind.parameters()[-1].startswith("*")
        if count >= 2 if starred else len(kind.parameters()) == count:
            op = kind()
            found += [op] * (1 if is_flat(op, count) else 3)
    return tuple(found)


def is_flat(op: Elementwise, count: int) -> bool:
    """Whether the derivative is zero everywhere."""
    xs = [T.dscalar() for _ in range(count)]
    return all(not isinstance(p, Expression) and p == 0 for p in op.partials(*xs, out=T.dscalar()))


def _unary(pool: Pool) -> Expression:
    return guarded(pool, pool.choose(elementwise(1)), pool.number())


def _binary(pool: Pool) -> Expression:
    op, x = pool.choose(elementwise(2)), pool.number()
    return _ordered(pool, op, x, pool.beside(x))


def _ternary(pool: Pool) -> Expression:
    op, x = pool.choose(elementwise(3)), pool.number()
    y = pool.beside(x)
    z = pool.beside(x)
    if not pool.broadcasts(y, z):
        raise UnfitError
    return _ordered(pool, op, x, y, z)


def _ordered(pool: Pool, op: Elementwise, *operands: Expression) -> Expression:
    orders = _ORDERS.get(op.name, ())
    fixed = {i: T.constant(pool.choose((0.7, 1.0, 2.0, 2.5))) for i in orders}
    free = [x for i, x in enumerate(operands) if i not in fixed]

    def build(*xs: Expression) -> Expression:
        rest = iter(xs)
        return op(*(fixed[i] if i in fixed else next(rest) for i in range(len(operands))))

    return guarded(pool, build, *free)


def _arithmetic(pool: Pool) -> Expression:
    x = pool.number()
    y: Any = pool.beside(x) if pool.choose((True, True, False)) else pool.choose((2, 3.0, -0.5, 1, 0))
    op = pool.choose((T.add, T.subtract, T.multiply, T.divide, T.multiply, T.add))
    made = op(x, y) if pool.choose((True, True, False)) else op(y, x)
    return made if pool.moderate(made) else guarded(pool, lambda x: op(x, y), x)


def _power(pool: Pool) -> Expression:
    exponent = pool.choose((2, 3, -1, 0.5, 1, 0, -2, 1.5, -0.5, 4))
    return guarded(pool, lambda x: x**exponent, pool.number())


def _parametrised(pool: Pool) -> Expression:
    build = pool.choose((T.j0, T.j1, T.i0, T.i1, lambda x: T.polygamma(1, x), lambda x: T.polygamma(2, x)))
    return guarded(pool, build, pool.real())


def _switch(pool: Pool) -> Expression:
    x = pool.number()
    y = pool.beside(x)
    a, b = (x, y) if pool.choose((True, False)) else (y, x)
    return T.switch(pool.condition(x, y), a, b)


# ---------------------------------------------------------------------------------------------------------- reductions


def _reduction(pool: Pool) -> Expression:
    reduce = pool.choose(
        (T.sum, T.sum, T.mean, T.prod, T.max, T.min, T.var, T.std, T.norm, T.logsumexp, T.ptp, T.nansum)
    )
    x = pool.real(1) if reduce in (T.logsumexp, T.max, T.min, T.ptp) else pool.number(1)
    _nonempty(pool, x)
    axes = [None, *range(-x.ndim, x.ndim), *([(0, 1), (0, -1)] if x.ndim > 2 else [])]
    axis, keepdims = pool.choose(axes), pool.choose((False, False, True))
    return guarded(pool, lambda x: reduce(x, axis=axis, keepdims=keepdims), x)


def _running(pool: Pool) -> Expression:
    x = pool.number(1)
    run, axis = pool.choose((T.cumsum, T.cumprod)), pool.choose((None, *range(x.ndim)))
    return guarded(pool, lambda x: run(x, axis), x)


def _along(pool: Pool) -> Expression:
    x = pool.real(1)
    _nonempty(pool, x)
    build = pool.choose((T.sort, T.softmax, T.log_softmax, T.median, T.diff, T.trapezoid, T.average))
    axis = pool.choose(range(x.ndim))
    if pool.size(x, axis) < 2:
        raise UnfitError
    return guarded(pool, lambda x: build(x, axis=axis), x)


def _weighted(pool: Pool) -> Expression:
    x = pool.real(1)
    _nonempty(pool, x)
    w = pool.pick(lambda e: e.dtype.kind == "f" and pool.alike(x, e))
    return guarded(pool, lambda x, w: T.average(x, weights=2 + T.sin(w)), x, w)


# --------------------------------------------------------------------------------------------------------------- shape


def _shape(pool: Pool) -> Expression:
    x = pool.number(1)
    _nonempty(pool, x)
    axis = pool.choose(range(x.ndim))
    build = pool.choose(
        (
            T.transpose,
            T.ravel,
            T.zeros_like,
            T.ones_like,
            T.atleast_2d,
            T.squeeze,
            lambda x: T.expand_dims(x, axis),
            lambda x: T.flip(x, axis),
            lambda x: T.roll(x, pool.choose((1, -1, 2)), axis),
            lambda x: T.tile(x, 2),
            lambda x: T.repeat(x, 2, axis),
            lambda x: T.pad(x, (1, 1), mode=pool.choose(("constant", "edge", "wrap", "symmetric"))),
            lambda x: T.moveaxis(x, axis, 0),
            lambda x: T.swapaxes(x, 0, -1),
            lambda x: T.reshape(x, (*T.shape(x)[1:], T.shape(x)[0])),
            lambda x: T.full_like(x, 1.5),
        )
    )
    return build(x)


def _spread(pool: Pool) -> Expression:
    x = pool.number(1)
    y = pool.beside(x)
    if pool.values[y].shape not in ((), pool.values[x].shape):
        raise UnfitError
    build = pool.choose((T.fill, lambda x, y: T.broadcast_to(y, T.shape(x))))
    return build(x, y)


def _joined(pool: Pool) -> Expression:
    x = pool.number()
    y = pool.pick(lambda e: e.dtype.kind in "fc" and pool.alike(x, e))
    build = pool.choose((T.stack, T.hstack, T.vstack, T.concatenate))
    if x.ndim == 0 or (build is T.concatenate and x.ndim == 0):
        build = T.stack
    return build([x, y])


def _split(pool: Pool) -> Expression:
    x = pool.number(1)
    parts = T.split(x, pool.choose(([1], [0, 1], [-1])), pool.choose(range(x.ndim)))
    return pool.choose(parts)


def _triangle(pool: Pool) -> Expression:
    x = pool.number(2)
    k = pool.choose((0, 1, -1))
    return pool.choose((T.tril, T.triu))(x, k)


def _diagonal(pool: Pool) -> Expression:
    x = pool.number(1, 2)
    if x.ndim == 1:
        return T.diag(x, pool.choose((0, 0, 1, -1)))
    build = pool.choose((lambda x: T.diagonal(x, pool.choose((0, 1, -1))), T.trace))
    return build(x)


# ------------------------------------------------------------------------------------------------------------ indexing


def _index(pool: Pool, x: Expression) -> Any:
    """A place in ``x``, of any kind."""
    size = pool.size(x, 0)
    whole = [e for e in pool.members if e.dtype.kind == "i" and e.ndim <= 1 and pool.values[e].max(initial=0) < size]
    places: list[Any] = [
        0, -1, slice(None, None, -1), slice(1, None), slice(None, -1), slice(None, None, 2), None, Ellipsis,
        np.array([0, size - 1, 0]), np.array([[0], [-1]]), T.shape(x)[0] - 1, slice(None, T.shape(x)[0] - 1),
        np.arange(size) % 2 == 0, *whole,
    ]  # fmt: skip
    first = pool.choose(places)
    if isinstance(first, int) or (isinstance(first, slice) and x.ndim > 1 and pool.choose((True, False))):
        last = pool.choose((0, -1, slice(1, None), np.array([0, 0]), slice(None)))
        return (first, ..., last) if x.ndim > 1 and first is not None else first
    return first


def _subtensor(pool: Pool) -> Expression:
    x = pool.number(1)
    _nonempty(pool, x)
    return x[_index(pool, x)]


def _inc_subtensor(pool: Pool) -> Expression:
    x = pool.number(1)
    _nonempty(pool, x)
    part = x[_index(pool, x)]
    if part is x or part.owner.op.name != "subtensor":
        raise UnfitError
    y = pool.pick(
        lambda e: (
            e.dtype == x.dtype and pool.broadcasts(part, e) and pool.values[e].shape in ((), pool.values[part].shape)
        )
    )
    change = pool.choose((T.inc_subtensor, T.set_subtensor))
    return change(part, y)


def _take(pool: Pool) -> Expression:
    x = pool.number(1)
    _nonempty(pool, x)
    axis = pool.choose((None, *range(x.ndim)))
    return T.take(x, np.array([0, -1, 0]), axis)


def _chosen(pool: Pool) -> Expression:
    x = pool.real(1)
    _nonempty(pool, x)
    return T.take_along_axis(x, T.argsort(x, 0), 0) if pool.choose((True, False)) else x[T.argmax(x, 0) * 0]


def _nonempty(pool: Pool, x: Expression) -> None:
    if not pool.values[x].size:
        raise UnfitError


# ------------------------------------------------------------------------------------------------------ linear algebra


def _product(pool: Pool) -> Expression:
    x = pool.number(1, 2)
    y = pool.pick(lambda e: e.dtype.kind in "fc" and 1 <= e.ndim <= 2 and pool.size(e, 0) == pool.size(x, -1))
    return guarded(pool, pool.choose((T.dot, T.matmul)), x, y)


def _outer(pool: Pool) -> Expression:
    x, y = pool.number(1, 1), pool.number(1, 1)
    return guarded(pool, T.outer, x, y)


def _inner(pool: Pool) -> Expression:
    x = pool.number(1, 2)
    y = pool.pick(lambda e: e.dtype.kind in "fc" and 1 <= e.ndim <= 2 and pool.size(e, -1) == pool.size(x, -1))
    return guarded(pool, T.inner, x, y)


def _stacked(pool: Pool) -> Expression:
    x = pool.number(3, 3)
    y = pool.pick(
        lambda e: (
            e.dtype.kind in "fc"
            and 1 <= e.ndim <= 3
            and pool.size(e, -2 if e.ndim > 1 else 0) == pool.size(x, 2)
            and (e.ndim < 3 or pool.size(e, 0) == pool.size(x, 0))
        )
    )
    return guarded(pool, T.matmul, x, y)


# --------------------------------------------------------------------------------------------------------------- loops


def _loop(pool: Pool) -> Expression:
    x = pool.number(1)
    _nonempty(pool, x)
    w = pool.number(0, 0)
    start = pool.pick(lambda e: e.ndim == 0 and e.dtype == np.result_type(x.dtype, w.dtype))
    build = pool.choose(
        (
            lambda x, w: T.scan(lambda e: T.sin(e) * w, x)[0],
            lambda x, w: T.scan(lambda e, p: T.tanh(p + w) + T.sum(e), x, start)[0],
            lambda x, w: T.scan(lambda e, p: p * T.cos(w) + T.mean(e), x, start, go_backwards=True)[0],
            lambda x, w: T.scan(lambda p: T.sin(p) + T.sum(x) * w, None, start, n_steps=3)[0],
        )
    )
    return guarded(pool, build, x, w)


# -------------------------------------------------------------------------------------------------------------- dtypes


def _cast(pool: Pool) -> Expression:
    x = pool.choose(pool.members)
    if x.dtype.kind == "c":
        return pool.choose((T.real, T.imag, T.conj, T.abs, T.angle))(x)
    if x.dtype.kind in "iub":
        return T.cast(x, pool.choose(("float64", "float32")))
    return T.real(x)


def _whole(pool: Pool) -> Expression:
    """An integer among the operands of an operation on reals."""
    x = pool.pick(lambda e: e.dtype.kind in "ib")
    y = pool.pick(lambda e: e.dtype.kind == "f" and pool.broadcasts(x, e))
    build = pool.choose((T.add, T.multiply, T.subtract, T.maximum, T.power, T.divide))
    return guarded(pool, lambda y: build(y, x), y)


# The kinds of operation, and how often each is tried.
GENERATORS: dict[Generator, int] = {
    _unary: 10,
    _binary: 5,
    _ternary: 1,
    _arithmetic: 12,
    _power: 4,
    _parametrised: 1,
    _switch: 2,
    _reduction: 5,
    _running: 2,
    _along: 3,
    _weighted: 1,
    _shape: 4,
    _spread: 1,
    _joined: 2,
    _split: 1,
    _triangle: 1,
    _diagonal: 2,
    _subtensor: 4,
    _inc_subtensor: 4,
    _take: 1,
    _chosen: 1,
    _product: 5,
    _outer: 1,
    _inner: 1,
    _stacked: 1,
    _loop: 1,
    _cast: 1,
    _whole: 1,
}
EVERY = tuple(generator for generator, weight in GENERATORS.items() for _ in range(weight))
