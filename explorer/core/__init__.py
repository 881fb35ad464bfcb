"""The symbolic core of Derivative Explorer: ``import explorer.core as T``.

Expressions of tensors, their derivatives, named rewrites, and NumPy programs. No Qt, no files, no clock.
"""

from __future__ import annotations

from typing import Any as _Any

from explorer.core import fft, linalg, special
from explorer.core.check import numeric_grad, verify_adjoint, verify_grad, verify_taylor
from explorer.core.compiling import function
from explorer.core.convert import as_expression
from explorer.core.custom import custom_derivative
from explorer.core.derive.colouring.colouring import Colouring, colouring
from explorer.core.derive.gradient import grad, subgraph_grad
from explorer.core.derive.jacobian import hessian, jacobian
from explorer.core.derive.products import Lop, Rop, hessian_vector_product, pullback, pushforward, taylor
from explorer.core.derive.sparsity.pattern import jacobian_sparsity
from explorer.core.errors import (
    BatchCancelledError,
    BatchError,
    ConvergenceError,
    DisconnectedInputError,
    DTypeError,
    EvaluationError,
    ExplorerError,
    GradientError,
    MissingInputError,
    NullTypeGradError,
    ShapeError,
    TraceError,
    UnusedInputError,
)
from explorer.core.evaluate.batch.evaluate import evaluate_batch
from explorer.core.evaluate.function import Function
from explorer.core.evaluate.once import evaluate_once
from explorer.core.expr import Apply, Constant, Expression, Result, Variable, constant
from explorer.core.implicit import minimize, root
from explorer.core.loop import foldl, foldr, map, reduce, scan, until
from explorer.core.notation import brief, debugprint, latex, mathml, pp, read, typst
from explorer.core.ops.absorbing import absorbing_divide, absorbing_multiply
from explorer.core.ops.arithmetic import (
    abs,
    add,
    cbrt,
    divide,
    floor_divide,
    mod,
    multiply,
    negative,
    power,
    reciprocal,
    sign,
    sqr,
    sqrt,
    square,
    subtract,
)
from explorer.core.ops.arranging import (
    atleast_1d,
    atleast_2d,
    broadcast_to,
    flip,
    hstack,
    linspace,
    meshgrid,
    pad,
    repeat,
    roll,
    split,
    tile,
    tri,
    vstack,
)
from explorer.core.ops.assumptions import assume
from explorer.core.ops.branches import ifelse
from explorer.core.ops.casting import cast, conj, imag, real
from explorer.core.ops.choice import (
    clip,
    fill,
    full_like,
    maximum,
    minimum,
    ones_like,
    relu,
    second,
    switch,
    where,
    zeros_like,
)
from explorer.core.ops.comparison import (
    and_,
    eq,
    ge,
    gt,
    invert,
    isfinite,
    isinf,
    isnan,
    le,
    logical_and,
    logical_not,
    logical_or,
    lt,
    neq,
    or_,
    xor,
)
from explorer.core.ops.convolution import convolve
from explorer.core.ops.creation import alloc, arange, eye, full, identity, ones, zeros
from explorer.core.ops.cumulative import cumprod, cumsum
from explorer.core.ops.direction import direction
from explorer.core.ops.einsum import einsum
from explorer.core.ops.exponential import (
    exp,
    exp2,
    expit,
    expm1,
    log,
    log1mexp,
    log1p,
    log2,
    log10,
    logaddexp,
    logcosh,
    sigmoid,
    softplus,
)
from explorer.core.ops.indexing import inc_subtensor, set_subtensor, subtensor, take
from explorer.core.ops.interpolation import interp
from explorer.core.ops.linear_algebra import diag, diagonal, dot, matmul, outer
from explorer.core.ops.norms import norm
from explorer.core.ops.products import batched_dot, inner, kron, tensordot, vdot
from explorer.core.ops.reductions import (
    all,
    any,
    argmax,
    argmin,
    logsumexp,
    max,
    mean,
    min,
    prod,
    std,
    sum,
    var,
)
from explorer.core.ops.rounding import ceil, floor, round, trunc
from explorer.core.ops.shape import (
    concatenate,
    dimshuffle,
    expand_dims,
    join,
    moveaxis,
    ravel,
    reshape,
    shape,
    size,
    size_of,
    squeeze,
    stack,
    swapaxes,
    transpose,
)
from explorer.core.ops.softmax import log_softmax, softmax
from explorer.core.ops.sorting import argsort, choose, searchsorted, sort, take_along_axis
from explorer.core.ops.special import (
    beta,
    betainc,
    betaln,
    digamma,
    entr,
    erf,
    erfc,
    erfcinv,
    erfcx,
    erfinv,
    gamma,
    gammainc,
    gammaincc,
    gammaln,
    i0,
    i1,
    j0,
    j1,
    logerfc,
    logit,
    polygamma,
    sinc,
    xlog1py,
    xlogy,
)
from explorer.core.ops.statistics import average, diff, median, nansum, ptp, trapezoid
from explorer.core.ops.stops import (
    consider_constant,
    disconnected_grad,
    grad_clip,
    grad_scale,
    undefined_grad,
    zero_grad,
)
from explorer.core.ops.triangles import tril, triu
from explorer.core.ops.trigonometric import (
    angle,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctan2,
    arctanh,
    cos,
    cosh,
    deg2rad,
    hypot,
    rad2deg,
    sech,
    sin,
    sinh,
    tan,
    tanh,
)
from explorer.core.origin import derivation_of
from explorer.core.origin import replace_and_remember as _replace
from explorer.core.pipeline import detours, optimize, rulesets
from explorer.core.rewrite.engine import Optimized, Step
from explorer.core.tie import tie as _tie
from explorer.core.tracing import Traced, trace
from explorer.core.variables import Shared, shared, tensor
from explorer.core.variables import makers as _makers
from explorer.core.vectorize import vectorize

globals().update(_makers())
flatten = ravel


def clone_replace(outputs: _Any, replace: _Any) -> _Any:
    """``outputs`` (an expression or a list) with some expressions replaced by others, wherever they stand.

    Args:
        outputs: an expression or a list of them.
        replace: pairs, or a dict, of what to replace and by what.
    """
    pairs = dict(replace.items() if isinstance(replace, dict) else replace)
    if isinstance(outputs, list | tuple):
        return _replace(list(outputs), pairs)
    return _replace([outputs], pairs)[0]


_tie(globals())
