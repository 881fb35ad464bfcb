"""Operations that make arrays."""

import numpy as np

from explorer.core.ops.creation import Alloc, Arange, Eye
from tests.core.examples.example import Table, V, sizes, values

TABLE: Table = {
    Alloc: lambda: [
        (Alloc(), (values(()), *sizes(2, 3))),
        (Alloc(), (V, *sizes(2, 3))),
        (Alloc(), (values((2, 1)), *sizes(2, 3))),
        (Alloc(), (values((1,)), *sizes(0))),
        (Alloc(), (values(()),)),
    ],
    Arange: lambda: [
        (Arange(), sizes(0, 4, 1)),
        (Arange(), sizes(5, 0, -2)),
        (Arange(), (np.array(0.1), *sizes(2, 1))),
    ],
    Eye: lambda: [(Eye(k, d), sizes(3, n)) for k, n in ((0, 3), (1, 4), (-1, 3)) for d in ("float64", "int64", "bool")],
}
