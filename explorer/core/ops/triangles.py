"""The triangles of matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core.op import Linear
from explorer.core.ops.matrices import MatrixOp, matrix

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.core.types import TensorType


@dataclass(frozen=True, repr=False)
class Tril(Linear, MatrixOp):
    """Each matrix with zeros above diagonal k; ``np.tril``. A projection, which is its own transpose."""

    k: int = 0
    moves = leaves_zeros = True
    symbol = "◺"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        return (matrix(x, self.name).type,)

    def python(self, *operands: str) -> str:
        return f"np.{self.name}({operands[0]}, {self.k})" if self.k else f"np.{self.name}({operands[0]})"

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return self(cotangent)


class Triu(Tril):
    """Each matrix with zeros below diagonal k; ``np.triu``. A projection, which is its own transpose."""

    symbol = "◹"


def tril(x: Any, k: int = 0) -> Expression:
    """Each matrix with zeros above diagonal ``k``; ``np.tril``."""
    return Tril(int(k))(matrix(x, "tril"))


def triu(x: Any, k: int = 0) -> Expression:
    """Each matrix with zeros below diagonal ``k``; ``np.triu``."""
    return Triu(int(k))(matrix(x, "triu"))
