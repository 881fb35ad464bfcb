"""Linear algebra, in NumPy's and SciPy's names: ``T.linalg.norm`` is ``T.norm``."""

from __future__ import annotations

from explorer.core.ops.determinants import det, slogdet
from explorer.core.ops.equations import solve
from explorer.core.ops.factorisations import lu, qr
from explorer.core.ops.inverses import inv, pinv
from explorer.core.ops.least_squares import lstsq
from explorer.core.ops.matrix_functions import block_diag, expm, matrix_power, multi_dot
from explorer.core.ops.norms import norm
from explorer.core.ops.singular_values import svd
from explorer.core.ops.spectral import eig, eigh, eigvalsh
from explorer.core.ops.triangular import cho_solve, cholesky, solve_triangular

__all__ = [
    "block_diag",
    "cho_solve",
    "cholesky",
    "det",
    "eig",
    "eigh",
    "eigvalsh",
    "expm",
    "inv",
    "lstsq",
    "lu",
    "matrix_power",
    "multi_dot",
    "norm",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "solve_triangular",
    "svd",
]
