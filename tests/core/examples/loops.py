"""Loops."""

from collections.abc import Callable
from typing import Any

import numpy as np

import explorer.core as T
from explorer.core.expr import Expression
from explorer.core.ops.branches import IfElse
from explorer.core.ops.scan import Before, Scan
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
        example(
            "past",
            lambda s, x, w: T.scan(lambda a, p, q, w: T.sin(p) * w + q * a, s, [{"initial": x, "taps": [-1, -3]}], w),
            V,
            values((3,), seed=2),
            values((), seed=1),
        ),
        example("near", lambda s: T.scan(lambda a, b: a * b, [{"input": s, "taps": [-1, 1]}]), values((5,))),
        example(
            "until",
            lambda x: T.scan(lambda p: (p * 1.3 + 1 / (3 + p * p), T.until(p > 2)), None, x, n_steps=9),
            one + 0.5,
        ),
        example(
            "nested",
            lambda m, w: T.scan(
                lambda r, p: T.scan(lambda e, q: q * w * 0.3 + T.cos(e) * q * q * 0.1, r, p)[0][-1], m, w
            ),
            M,
            values((), seed=1),
        ),
        example("shorter", lambda s, r: T.scan(lambda a, b: a * b, [s, r]), V, values((2,))),
    ]


TABLE: Table = {
    Scan: _loops,
    Before: lambda: [
        (Before(), (V, values((4, 3), seed=5))),
        (Before(backwards=True), (values(()), V)),
        (Before(), (values((2, 3)), values((0, 2, 3)))),
        (Before(), (values((1,)), values((3, 1), seed=2))),
    ],
    IfElse: lambda: [
        (IfElse(), (np.array(True), V, values((3,), seed=4))),
        (IfElse(), (np.array(False), M, values((2, 3), seed=4))),
        (IfElse(), (np.array(True), values(()), values((), seed=4))),
        (IfElse(), (np.array(False), values((1, 0)), values((1, 0)))),
    ],
}
