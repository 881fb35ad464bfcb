"""Implicit functions."""

from collections.abc import Callable
from typing import Any

import explorer.core as T
from explorer.core.expr import Expression
from explorer.core.op import Op
from explorer.core.ops.implicit import Minimize, Root
from tests.core.examples.example import Array, Example, Table, values


def _example(kind: type[Op], label: str, build: Callable[..., Any], *arrays: Array) -> Example:
    def outputs(*xs: Expression) -> tuple[Expression, ...]:
        return (build(*xs),)

    return Example(kind, outputs, arrays, label)


P, Q = values(()), values((), 0.2, 0.6, seed=1)
A = values((2, 2), -0.6, 0.6)  # not symmetric: a system is none of its transpose


def _nested(p: Expression, q: Expression) -> Expression:
    return T.root(lambda x: x + q * T.root(lambda y: y + q * T.sin(y) - x, x) - p, p)


def _system(p: Expression, a: Expression) -> Expression:
    return T.root(lambda x: 2 * x + T.dot(a, T.sin(x)) - p, p)


def _systems(p: Expression, a: Expression) -> Expression:
    return T.vectorize(lambda p: _system(p, a), "(n)->(n)")(p)


def _systems_of_columns(p: Expression, a: Expression) -> Expression:
    return T.vectorize(_system, "(n,m),(n,n)->(n,m)")(p, a)


def _spring(p: Expression, a: Expression) -> Expression:
    return T.minimize(lambda x: T.sum(T.cosh(x - p) + x * T.dot(a, x)), p)


def _roots() -> list[Example]:
    return [
        _example(Root, "cubic", lambda x0, p: T.root(lambda x: x**3 + 2 * x - p, x0), P, Q),
        _example(Root, "kepler", lambda m, e: T.root(lambda x: x - e * T.sin(x) - m, m), P, Q),
        _example(
            Root,
            "of-a-root",
            lambda p, q: T.root(lambda x: x + q * T.root(lambda y: y + q * T.sin(y) - x, x) - p, p),
            P,
            Q,
        ),
        _example(Root, "vector", _system, values((2,)), A),
        _example(Root, "matrix", _system, values((2, 3)), A),
        _example(Root, "stack", _systems, values((3, 2)), A),
        _example(Root, "matrices", _systems_of_columns, values((4, 2, 3)), values((4, 2, 2), -0.6, 0.6)),
    ]


def _minima() -> list[Example]:
    return [
        _example(Minimize, "quartic", lambda x0, p: T.minimize(lambda x: x**4 / 4 + x * x - p * x, x0), P, Q),
        _example(Minimize, "two-valleys", lambda p, q: T.minimize(lambda x: T.cosh(x - p) * (1 + q * q), p), P, Q),
        _example(Minimize, "vector", _spring, values((2,)), A),
    ]


TABLE: Table = {Root: _roots, Minimize: _minima}
