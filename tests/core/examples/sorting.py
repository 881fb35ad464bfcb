"""Sorting and searching."""

import numpy as np

from explorer.core.ops.sorting import Argsort, Searchsorted
from tests.core.examples.example import S3, Table, V, values

TABLE: Table = {
    Argsort: lambda: [(Argsort(0), (V,)), (Argsort(1), (S3,)), (Argsort(0), (values((0, 2)),))],
    Searchsorted: lambda: [
        (Searchsorted(s), (np.array([0.0, 1, 1, 2]), np.array([[0.5, 1.25], [-1, 3]]))) for s in ("left", "right")
    ],
}
