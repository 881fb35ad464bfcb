"""Loops."""

from collections.abc import Callable
from typing import Any

import explorer.core as T
from explorer.core.expr import Expression
from explorer.core.ops.scan import Scan
from tests.core.examples.example import Array, Example, M, Table, V, values


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


TABLE: Table = {Scan: _loops}
