"""Products of vectors and matrices, and diagonals."""

from explorer.core.ops.convolution import Convolve
from explorer.core.ops.einsum import Einsum
from explorer.core.ops.linear_algebra import Diag, Diagonal, Dot, Matmul, Outer
from tests.core.examples.example import S3, M, Table, V, values

TABLE: Table = {
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
    Einsum: lambda: [
        (Einsum(subscripts), tuple(values(shape, seed=2 * i) for i, shape in enumerate(shapes)))
        for subscripts, shapes in (
            ("ij,jk->ik", ((2, 3), (3, 4))),
            ("ij,ij->", ((2, 3), (2, 3))),
            ("bij,bjk->bki", ((2, 3, 2), (2, 2, 3))),
            ("i,j,k->kij", ((2,), (3,), (2,))),
            ("ij,jk,kl->il", ((2, 3), (3, 2), (2, 4))),
            ("i,i,i->i", ((3,), (3,), (3,))),
            (",->", ((), ())),
            (",ij->ji", ((), (2, 3))),
            ("ij,jk->ik", ((2, 0), (0, 3))),
            ("ij,jk->ik", ((1, 3), (3, 1))),
        )
    ],
    Convolve: lambda: [
        (Convolve(), (values((4,)), values((3,), seed=2))),
        (Convolve(), (values((2,)), values((5,), seed=2))),
        (Convolve(), (values((1,)), values((1,), seed=2))),
        (Convolve(valid=True), (values((5,)), values((2,), seed=2))),
        (Convolve(valid=True), (values((3,)), values((3,), seed=2))),
        (Convolve(valid=True), (values((3,)), values((1,), seed=2))),
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
}
