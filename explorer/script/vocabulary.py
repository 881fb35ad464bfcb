"""The names of the core that scripts have, in groups. What is not listed here does not exist for a script."""

from __future__ import annotations

_KINDS = ("scalar", "vector", "matrix", "row", "col", "tensor3", "tensor4")
_PLURALS = ("scalars", "vectors", "matrices", "rows", "cols", "tensor3s", "tensor4s")

VARIABLES = (
    *(prefix + kind for prefix in ("", "d", "f", "i", "l", "b", "c", "z") for kind in (*_KINDS, *_PLURALS)),
    "tensor",
    "shared",
)

DERIVATIVES = (
    *("grad", "Rop", "Lop", "pushforward", "pullback", "jacobian", "hessian", "hessian_vector_product"),
    *("subgraph_grad", "taylor"),
)

DERIVATIVE_CONTROLS = (
    *("disconnected_grad", "zero_grad", "consider_constant", "undefined_grad", "grad_clip", "grad_scale"),
    *("custom_derivative",),
)

CHECKS = ("verify_grad", "verify_adjoint", "verify_taylor", "numeric_grad")

LOOPS = ("scan", "map", "reduce", "foldl", "foldr", "vectorize")

LOOP_PARTS = ("until", "ifelse")

IMPLICIT = ("root", "minimize")

FUNCTIONS = ("function", "optimize", "clone_replace", "jacobian_sparsity", "constant", "as_tensor_variable")

READING = ("pp", "latex", "debugprint")

ELEMENTWISE = (
    *("add", "subtract", "multiply", "divide", "floor_divide", "mod", "power", "negative", "reciprocal", "square"),
    *("sqr", "sqrt", "cbrt", "abs", "sign", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos"),
    *("tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh"),
    *("hypot", "sinc", "deg2rad", "rad2deg", "sigmoid", "expit", "softplus", "relu", "log1mexp", "logaddexp"),
    *("logcosh", "sech"),
    *("maximum", "minimum", "clip", "switch", "where", "fill", "second", "cast", "ceil", "floor", "trunc", "round"),
    *("real", "imag", "conj", "angle", "isnan", "isinf", "isfinite", "eq", "neq", "lt", "le", "gt", "ge", "and_"),
    *("or_", "xor", "invert", "logical_and", "logical_or", "logical_not"),
)

SPECIAL = (
    *("erf", "erfc", "erfcx", "logerfc", "erfinv", "erfcinv", "gamma", "gammaln", "digamma", "polygamma", "gammainc"),
    *("gammaincc", "beta", "betaln", "betainc", "xlogy", "xlog1py", "i0", "i1", "j0", "j1", "logit", "entr"),
    *("softmax", "log_softmax", "logsumexp", "expit"),
)

REDUCTIONS = (
    *("sum", "prod", "mean", "var", "std", "max", "min", "ptp", "argmax", "argmin", "any", "all", "cumsum"),
    *(
        "cumprod",
        "logsumexp",
        "norm",
        "direction",
        "sort",
        "argsort",
        "median",
        "diff",
        "trapezoid",
        "average",
        "nansum",
    ),
)

SHAPE = (
    *("shape", "size", "reshape", "ravel", "flatten", "transpose", "dimshuffle", "swapaxes", "moveaxis"),
    *("expand_dims", "squeeze", "broadcast_to", "tile", "repeat", "roll", "flip", "pad", "concatenate", "join"),
    *("stack", "split", "hstack", "vstack", "atleast_1d", "atleast_2d", "arange", "linspace", "zeros", "ones"),
    *("full", "zeros_like", "ones_like", "full_like", "alloc", "eye", "identity", "tri", "tril", "triu", "diag"),
    *("diagonal", "meshgrid", "set_subtensor", "inc_subtensor", "take", "take_along_axis", "choose"),
    *("searchsorted",),
)

LINEAR_ALGEBRA = (
    *("dot", "matmul", "inner", "outer", "vdot", "tensordot", "einsum", "kron", "trace", "batched_dot"),
    "assume",
    *("convolve", "interp"),
)

LINALG = (
    *("inv", "pinv", "det", "slogdet", "solve", "solve_triangular", "cholesky", "cho_solve", "eigh", "eigvalsh"),
    *("eig", "qr", "svd", "lu", "lstsq", "norm", "matrix_power", "expm", "multi_dot", "block_diag"),
)

FFT = ("fft", "ifft", "rfft", "irfft")

OPERATIONS = (*ELEMENTWISE, *SPECIAL, *REDUCTIONS, *SHAPE, *LINEAR_ALGEBRA)

CORE = (
    *(*VARIABLES, *DERIVATIVES, *DERIVATIVE_CONTROLS, *CHECKS, *LOOPS, *LOOP_PARTS, *IMPLICIT),
    *(*FUNCTIONS, *READING),
    *OPERATIONS,
)

# Public names of the core that scripts do not have, and why.
WITHHELD = {
    "evaluate_batch": "it writes files and starts processes",
    "absorbing_divide": "derivatives are made of it; people write /",
    "absorbing_multiply": "derivatives are made of it; people write *",
}

DTYPES = (
    *("float16", "float32", "float64", "complex64", "complex128", "bool"),
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
)
