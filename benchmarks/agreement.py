"""Whether an answer is the one by hand."""

from __future__ import annotations

from typing import Any

import numpy as np


def difference(answer: Any, expected: Any) -> float:
    """The largest difference of two answers, relative to the largest entry of each array; infinite for other shapes."""
    ours, theirs = _arrays(answer), _arrays(expected)
    if len(ours) != len(theirs):
        return float("inf")
    return max(_one(a, b) for a, b in zip(ours, theirs, strict=True))


def _arrays(answer: Any) -> list[np.ndarray]:
    return [np.asarray(a) for a in (answer if isinstance(answer, tuple | list) else [answer])]


def _one(a: np.ndarray, b: np.ndarray) -> float:
    if a.shape != b.shape:
        return float("inf")
    scale = float(np.max(np.abs(b), initial=0.0)) or 1.0
    far = float(np.max(np.abs(a - b), initial=0.0)) / scale
    return far if np.isfinite(far) else float("inf")
