"""Numbers and arrays as text."""

from __future__ import annotations

import numpy as np


def number_text(value: np.ndarray) -> str:
    """A scalar as people write it: 2 for 2.0, the shortest form that reads back as the same number."""
    item = value.item()
    if isinstance(item, bool):
        return "True" if item else "False"
    if isinstance(item, complex):
        return f"{_real(item.real)}{'+' if item.imag >= 0 or np.isnan(item.imag) else '-'}{_real(abs(item.imag))}i"
    return _real(item) if value.dtype != np.float32 else _real(float(str(value[()])))


def _real(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return "-0" if value == 0 and np.signbit(value) else str(int(value))
    return repr(value)


def array_text(value: np.ndarray, limit: int = 9) -> str:
    """An array of up to ``limit`` elements as nested brackets, else its shape."""
    if value.ndim == 0:
        return number_text(value)
    if value.size > limit or value.ndim > 2:
        return f"[{' × '.join(map(str, value.shape))} numbers]"
    return f"[{', '.join(array_text(np.asarray(row)) for row in value)}]"
