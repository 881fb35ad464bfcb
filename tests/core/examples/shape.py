"""Operations on shape."""

from explorer.core.ops.shape import Dimshuffle, Join, Reshape, SizeOf
from tests.core.examples.example import S3, M, Table, V, sizes, values

TABLE: Table = {
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
        (Reshape(), (M, *sizes(3, 2))),
        (Reshape(), (M, *sizes(6))),
        (Reshape(), (S3, *sizes(4, 6))),
        (Reshape(), (values(()), *sizes(1, 1))),
        (Reshape(), (values((1,)),)),
        (Reshape(), (values((0, 2)), *sizes(3, 0))),
    ],
    Join: lambda: [
        (Join(0), (V, values((2,)))),
        (Join(1), (M, values((2, 1)), M + 3)),
        (Join(0), (V,)),
        (Join(0), (V, values((0,)))),
    ],
}
