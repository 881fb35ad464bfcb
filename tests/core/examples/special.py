"""Special functions with an order."""

from explorer.core.ops.special import BesselI, BesselJ, Polygamma, RepeatedErfcx, SphericalBessel
from tests.core.examples.example import M, Table, values

TABLE: Table = {
    Polygamma: lambda: [(Polygamma(n), (values((2, 3), 0.5, 4),)) for n in (1, 2)],
    BesselJ: lambda: [(BesselJ(n), (x,)) for n in (0, 1, 2) for x in (M, values((), 3, 5))],
    BesselI: lambda: [(BesselI(n), (x,)) for n in (0, 1, 2) for x in (M, values((), 3, 5))],
    RepeatedErfcx: lambda: [(RepeatedErfcx(n), (x,)) for n in (0, 1, 2) for x in (M, values((), 3, 5))],
    SphericalBessel: lambda: [
        (SphericalBessel(n, half_turns), (x,))
        for n in (0, 1, 2)
        for half_turns in (False, True)
        for x in (abs(M), values((), 3, 5))
    ],
}
