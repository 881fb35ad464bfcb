"""Discrete Fourier transforms, in NumPy's names: ``T.fft.rfft`` is ``np.fft.rfft`` of expressions."""

from __future__ import annotations

from explorer.core.ops.fourier import fft, ifft, irfft, rfft

__all__ = ["fft", "ifft", "irfft", "rfft"]
