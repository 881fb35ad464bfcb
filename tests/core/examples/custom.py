"""Functions with derivatives of their own."""

from collections.abc import Callable, Sequence
from typing import Any

import explorer.core as T
from explorer.core.expr import Expression
from explorer.core.ops.custom import Custom
from tests.core.examples.example import Array, Example, M, Table, V, values


def scaled_sine(x: Expression, y: Expression) -> Expression:
    """A product, whose derivatives are written by hand below."""
    return T.sin(x) * y


def backward(inputs: Sequence[Expression], output: Expression, cotangent: Expression) -> Sequence[Expression]:
    x, y = inputs
    return T.conj(T.cos(x) * y) * cotangent, T.conj(T.sin(x)) * cotangent


def forward(inputs: Sequence[Expression], output: Expression, tangents: Sequence[Expression]) -> Expression:
    x, y = inputs
    return T.cos(x) * y * tangents[0] + T.sin(x) * tangents[1]


def _customs() -> list[Example]:
    def example(label: str, build: Callable[..., Any], *arrays: Array) -> Example:
        return Example(Custom, lambda *xs: (build(*xs),), arrays, label)

    return [
        example("both", T.custom_derivative(scaled_sine, backward, forward), V, values((3,), seed=1)),
        example("backward", T.custom_derivative(scaled_sine, vjp=backward), M, values((2, 3), seed=1)),
        example("forward", T.custom_derivative(scaled_sine, jvp=forward), M, values((2, 3), seed=1)),
        example("neither", T.custom_derivative(lambda x, y: T.sum(T.sin(x)) * y), V, values((3,), seed=1)),
        example(
            "closure",
            lambda x, a: T.custom_derivative(lambda x: T.exp(a) * x, lambda _i, _o, c: [T.conj(T.exp(a)) * c])(x),
            V,
            values(()),
        ),
    ]


TABLE: Table = {Custom: _customs}
