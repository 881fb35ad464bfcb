"""Operations that stop or change a derivative."""

from explorer.core.ops.assumptions import Assume
from explorer.core.ops.stops import DisconnectedGrad, GradClip, GradScale, NullGradient, UndefinedGrad, ZeroGrad
from tests.core.examples.example import M, Table, values

TABLE: Table = {
    **{kind: lambda kind=kind: [(kind(), (M,))] for kind in (DisconnectedGrad, ZeroGrad, UndefinedGrad)},
    NullGradient: list,  # never computed
    Assume: lambda: [(Assume("symmetric"), (values((3, 3)),)), (Assume("rows sum to one"), (M,))],
    GradClip: lambda: [(GradClip(-0.3, 0.3), (M,))],
    GradScale: lambda: [(GradScale(-2.0), (M,))],
}
