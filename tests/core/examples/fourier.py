"""Fourier transforms of real and of complex arrays."""

from explorer.core.op import Op
from explorer.core.ops.fourier import Fft, Ifft, Irfft, Rfft
from tests.core.examples.example import S3, Array, M, Table, V, sizes, values

NORMS = ("backward", "forward", "ortho")


def _transforms(kind: type) -> list[tuple[Op, tuple[Array, ...]]]:
    return [
        *((kind(0, norm), (V,)) for norm in NORMS),
        (kind(1), (M * (1 + 0.7j) if kind in (Fft, Ifft) else M,)),
        (kind(1), (S3,)),
        (kind(0), (values((4, 2)),)),
        (kind(0), (values((1,)),)),
        (kind(0), (values((2, 0)),)),
    ]


TABLE: Table = {
    **{kind: lambda kind=kind: _transforms(kind) for kind in (Fft, Ifft, Rfft)},
    Irfft: lambda: [
        *((Irfft(0, norm), (V, *sizes(n))) for norm in NORMS for n in (4, 5)),
        (Irfft(1), (M * (1 - 0.4j), *sizes(4))),
        (Irfft(1), (S3 * 1j, *sizes(5))),
        (Irfft(0), (values((1,)), *sizes(1))),
        (Irfft(0), (values((2, 0)), *sizes(3))),
    ],
}
