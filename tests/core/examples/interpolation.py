"""Interpolation."""

import numpy as np

from explorer.core.ops.interpolation import Interp
from tests.core.examples.example import Table, values

XP = np.array([-1.5, -0.5, 0.25, 1.5])
AROUND = values((2, 4), -2.5, 2.5)  # within, before and beyond

TABLE: Table = {
    Interp: lambda: [
        (Interp(), (AROUND, XP, values((4,), seed=3))),
        (Interp(), (np.array(0.1), XP, values((4,), seed=3))),
        (Interp(), (values((3,)), XP[:1], values((1,)))),
        (Interp(), (values((0,)), XP, values((4,)))),
        (Interp(), (AROUND, XP, values((4,)) + 1j * values((4,), seed=3))),
    ],
}
