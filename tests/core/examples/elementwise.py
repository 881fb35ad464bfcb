"""Elementwise operations with operands of their own."""

import numpy as np

import explorer.core as T
from explorer.core.ops.absorbing import AbsorbingMultiply
from explorer.core.ops.casting import Cast, Conj, Imag, Real
from explorer.core.ops.choice import Fill, Switch
from tests.core.examples.example import M, Table, V, values

_MASK = np.array([True, False, True])

TABLE: Table = {
    AbsorbingMultiply: lambda: [
        (AbsorbingMultiply(both=both), operands)
        for both in (False, True)
        for operands in ((M, values((2, 3), seed=4)), (M, V), (values(()), V), (values((2, 1)), values((0,))))
    ],
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
}
