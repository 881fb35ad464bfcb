"""The public names of the core, in groups. `test_surface` holds the package against this list."""


def _words(text: str) -> list[str]:
    return text.split()


DTYPES = ("", "d", "f", "i", "l", "b", "c", "z")
WORDS = ("scalar", "vector", "matrix", "row", "col", "tensor3", "tensor4")
PLURALS = ("scalars", "vectors", "matrices", "rows", "cols", "tensor3s", "tensor4s")

VARIABLES = {
    **{prefix + word: ("name",) for prefix in DTYPES for word in WORDS},
    **{prefix + word: () for prefix in DTYPES for word in PLURALS},
    "tensor": ("name", "dtype", "shape"),
    "constant": ("value", "name"),
    "shared": ("value", "name"),
}

DERIVATIVES = {
    "grad": (
        *("cost", "wrt", "consider_constant", "disconnected_inputs", "known_grads", "return_disconnected"),
        "null_gradients",
    ),
    "Lop": ("f", "wrt", "eval_points"),
    "pullback": ("f", "wrt", "eval_points"),
    "Rop": ("f", "wrt", "eval_points"),
    "pushforward": ("f", "wrt", "eval_points"),
    "jacobian": ("expression", "wrt", "consider_constant", "disconnected_inputs"),
    "hessian": ("cost", "wrt"),
    "hessian_vector_product": ("cost", "wrt", "v"),
    "subgraph_grad": ("wrt", "end", "start", "cost"),
    "disconnected_grad": (),
    "zero_grad": (),
    "consider_constant": (),
    "undefined_grad": (),
    "grad_clip": ("x",),
    "grad_scale": ("x",),
    "custom_derivative": ("f", "vjp", "jvp"),
    "taylor": ("y", "x", "direction", "order"),
    "verify_grad": ("fun", "points", "rng", "eps", "abs_tol", "rel_tol"),
    "numeric_grad": ("fun", "points", "eps"),
    "jacobian_sparsity": ("y", "x", "sizes"),
    "colouring": ("pattern", "symmetric"),
}

ERRORS = (
    *("DisconnectedInputError", "NullTypeGradError", "GradientError", "ShapeError", "DTypeError"),
    *("BatchError", "BatchCancelledError"),
)

LOOPS = {
    "scan": (
        *("fn", "sequences", "outputs_info", "non_sequences", "n_steps", "truncate_gradient", "go_backwards"),
        "strict",
    ),
    "until": (),
    "map": ("fn", "sequences"),
    "reduce": ("fn", "sequences", "outputs_info"),
    "foldl": ("fn", "sequences", "outputs_info"),
    "foldr": ("fn", "sequences", "outputs_info"),
    "ifelse": (),
    "vectorize": ("f", "signature"),
}

FUNCTIONS = {
    "function": (*("inputs", "outputs", "updates", "givens", "on_unused_input", "mode", "allow_input_downcast"),),
    "evaluate_batch": ("f", "inputs", "executor", "chunk", "progress", "on_error"),
    "optimize": ("expression",),
    "clone_replace": ("outputs", "replace"),
}

READING = {
    "pp": ("expression", "style"),
    "latex": ("expression", "style"),
    "mathml": ("expression", "style"),
    "debugprint": ("expression", "file"),
}

ELEMENTWISE = _words(
    """
    add subtract multiply divide floor_divide mod power negative reciprocal square sqr sqrt cbrt abs sign exp exp2
    expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh arcsinh arccosh arctanh hypot
    sinc deg2rad rad2deg sigmoid expit softplus relu log1mexp logaddexp maximum minimum clip switch where fill second
    cast ceil floor trunc round real imag conj angle isnan isinf isfinite eq neq lt le gt ge and_ or_ xor invert
    logical_and logical_or logical_not logcosh sech logerfc
    """
)

SPECIAL = _words(
    """
    erf erfc erfcx erfinv erfcinv gamma gammaln digamma polygamma gammainc gammaincc beta betaln betainc xlogy xlog1py
    i0 i1 j0 j1 logit entr softmax log_softmax logsumexp
    """
)

# Reductions over axes take `axis`; those to fewer elements `keepdims` too.
REDUCTIONS = _words("sum prod mean var std max min ptp argmax argmin any all logsumexp norm median nansum")
ALONG = _words("cumsum cumprod sort argsort diff trapezoid average")

SHAPE = _words(
    """
    reshape ravel flatten transpose dimshuffle swapaxes moveaxis expand_dims squeeze broadcast_to tile repeat roll
    flip pad concatenate join stack split hstack vstack atleast_1d atleast_2d arange linspace zeros ones full
    zeros_like ones_like full_like alloc eye identity tri tril triu diag diagonal meshgrid
    """
)

INDEXING = _words("set_subtensor inc_subtensor take take_along_axis choose searchsorted")

LINEAR_ALGEBRA = _words("dot matmul inner outer vdot tensordot einsum kron trace batched_dot assume")

LINALG = _words(
    """
    inv pinv det slogdet solve solve_triangular cholesky cho_solve eigh eigvalsh eig qr svd lu lstsq norm matrix_power
    expm multi_dot block_diag
    """
)

SIGNAL = _words("convolve interp")
FFT = _words("fft ifft rfft irfft")

METHODS = _words(
    """
    sum mean prod max min std var argmax argmin dot reshape ravel flatten transpose squeeze astype copy clip round
    cumsum cumprod conj any all take repeat swapaxes diagonal trace
    """
)
ATTRIBUTES = _words("type dtype ndim real imag shape name T eval")

# Two names of one object.
ALIASES = {
    "sqr": "square",
    "expit": "sigmoid",
    "where": "switch",
    "second": "fill",
    "pullback": "Lop",
    "pushforward": "Rop",
    "consider_constant": "zero_grad",
    "linalg.norm": "norm",
    **{f"special.{name}": name for name in SPECIAL},
    "special.expit": "expit",
}

# Every operation, as it is reached from the package.
OPERATIONS = (
    *ELEMENTWISE,
    *SPECIAL,
    *REDUCTIONS,
    *ALONG,
    *SHAPE,
    *INDEXING,
    *LINEAR_ALGEBRA,
    *SIGNAL,
    *(f"linalg.{name}" for name in LINALG),
    *(f"fft.{name}" for name in FFT),
)

ARGUMENTS = {**VARIABLES, **DERIVATIVES, **LOOPS, **FUNCTIONS, **READING}

NAMES = tuple(dict.fromkeys((*ARGUMENTS, *ERRORS, *OPERATIONS, *ALIASES)))

# Not built yet: names, and arguments as ``scan(strict)``. A test fails for one that is there by now: take it out.
MISSING = set[str]()
