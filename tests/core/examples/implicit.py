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


def _nested(p: Expression, q: Expression) -> Expression:
    return T.root(lambda x: x + q * T.root(lambda y: y + q * T.sin(y) - x, x) - p, p)


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
    ]


def _minima() -> list[Example]:
    return [
        _example(Minimize, "quartic", lambda x0, p: T.minimize(lambda x: x**4 / 4 + x * x - p * x, x0), P, Q),
        _example(Minimize, "two-valleys", lambda p, q: T.minimize(lambda x: T.cosh(x - p) * (1 + q * q), p), P, Q),
    ]


TABLE: Table = {Root: _roots, Minimize: _minima}
