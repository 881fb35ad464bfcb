"""Reductions and running totals."""

from explorer.core.op import Op
from explorer.core.ops.cumulative import Cumprod, Cumsum
from explorer.core.ops.direction import Direction
from explorer.core.ops.reductions import All, Any_, Argmax, Argmin, Logsumexp, Max, Mean, Min, Norm, Prod, Sum
from explorer.core.ops.softmax import Softmax
from tests.core.examples.example import S3, Array, M, Table, V, values


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


TABLE: Table = {
    **{kind: lambda kind=kind: _reductions(kind) for kind in (Sum, Mean, Norm, Prod, All, Any_)},
    **{
        kind: lambda kind=kind: _reductions(kind)[:-1] for kind in (Max, Min, Logsumexp)
    },  # an empty array has no largest element
    **{kind: lambda kind=kind: _arg_reductions(kind) for kind in (Argmax, Argmin)},
    Softmax: lambda: [
        (Softmax((0,)), (V,)),
        (Softmax((1,)), (S3,)),
        (Softmax((0, 1)), (S3,)),
        (Softmax((0,)), (values((2, 1)),)),
    ],
    Direction: lambda: [
        (Direction((0,)), (V,)),
        (Direction((1,)), (S3,)),
        (Direction((0, 1)), (S3,)),
        (Direction((0,)), (values((2, 1)),)),
        (Direction((0,)), (values((0,)),)),
    ],
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
}
