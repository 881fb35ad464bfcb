"""What the tests of batches compute."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import explorer.core as T
from explorer.core.evaluate.batch.plan import Batch

ROOT = Path(__file__).parents[2]
NAMES = ("cost", "slope", "positive")
SCRIPT = """x: real
v: real[n]
w: real[2] = [1, 2]
cost = exp(-x**2) * sum(sin(v * x)) + sum(w)
slope = grad(cost, v)
"""


def batch(rows: int = 100, chunk: int = 7, scale: float = 1.0, on_error: str = "raise") -> Batch:
    """A number, a vector and a truth value for each row."""
    x, v = T.dscalar("x"), T.dvector("v")
    cost = T.exp(-(x**2)) * T.sum(T.sin(v * x))
    f = T.function([x, v], [cost, T.grad(cost, v), cost > 0])
    return Batch(f, [scale * np.linspace(-2, 2, rows), np.linspace(0, 1, 3)], chunk, on_error)


def singular(rows: int = 20, chunk: int = 3, on_error: str = "nan") -> Batch:
    """Inverses of matrices, of which those of the rows 4 and 11 have none."""
    a = T.dmatrix("A")
    stack = np.stack([np.eye(2) * (row + 1) for row in range(rows)])
    stack[[4, 11]] = 0
    return Batch(T.function([a], T.linalg.inv(a)), [stack], chunk, on_error)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all results."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.npy"))}
