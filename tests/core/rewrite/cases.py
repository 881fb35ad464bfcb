"""Instances of rules: their left sides over variables of a dtype, with what their conditions ask for."""

import itertools

import numpy as np

import explorer.core as T
from explorer.core.expr import Constant, Variable
from explorer.core.graph import leaves
from explorer.core.rewrite.match import Wild
from explorer.core.rewrite.rule import PatternRule
from explorer.core.types import TensorType, named

RULES = [rule for one in (*T.rulesets(), *T.detours()) for rule in one.rules]
DTYPES = ("float64", "float32", "complex128")
EDGES = (0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e30, -1e30, 1e-30, -1e-30, 800.0, -800.0)


class Instance:
    """A rule's left and right side over fresh variables.

    Attributes:
        left, right: the sides.
        inputs: the variables.
    """

    def __init__(self, rule, dtype, *, points=None):
        left, right = rule.sides
        wilds = [e for e in leaves([left, right]) if isinstance(e, Wild)]
        self.inputs = [_variable(wild, dtype, points) for wild in wilds]
        swap = {}
        for wild, x in zip(wilds, self.inputs, strict=True):
            swap[wild] = _fulfilling([c for c in getattr(rule, "where", ()) if c.variable is wild], x)
        for e in leaves([left, right]):
            if isinstance(e, Constant) and e.dtype == np.float64:
                swap[e] = T.constant(e.value, dtype=np.empty(0, dtype).real.dtype)
        self.fulfilled = all(e is not None for e in swap.values())
        if self.fulfilled:
            try:
                self.left, self.right = T.clone_replace([left, right], swap)
            except T.DTypeError:  # an operation that takes no complex numbers
                self.fulfilled = False


def _variable(wild, dtype, points):
    """Vectors of points for variables of any shape, square matrices for matrices: all sizes fit."""
    if isinstance(wild, Wild) and wild.ndim == 0:
        shape = (points,) if points else ()
    else:
        shape = tuple(named("size") for _ in range(wild.ndim))
    return Variable(TensorType(np.dtype(dtype), shape), wild.name)


def _fulfilling(conditions, x):
    makers = [lambda e: e]
    if x.ndim == 2:
        makers += [lambda e: e + e.T, T.tril, T.triu, lambda e: T.linalg.qr(e)[0]]
    elif x.dtype.kind != "c":
        makers += [T.abs, T.cosh, lambda e: 1 + T.abs(e)]
    for make in makers:
        if all(condition.holds(make(x)) for condition in conditions):
            return make(x)
    return None


def is_elementwise(rule):
    return isinstance(rule, PatternRule) and all(
        e.ndim == 0 for e in leaves([rule.left, rule.right]) if isinstance(e, Wild)
    )


def random_values(inputs, rng, size=4):
    values = []
    for x in inputs:
        shape = tuple(d if isinstance(d, int) else size for d in x.dimensions)
        value = rng.uniform(-2, 2, shape)
        if len(shape) == 2:
            value += 4 * np.eye(*shape)  # so that it has an inverse
        if x.dtype.kind == "c":
            value = value + 1j * rng.uniform(-2, 2, shape)
        values.append(np.asarray(value, x.dtype))
    return values


def edge_values(inputs):
    """Every combination of the edges, one in each place of vectors."""
    grid = np.array(list(itertools.product(EDGES, repeat=len(inputs)))).reshape(-1, len(inputs))
    return len(grid), lambda variables: [np.asarray(grid[:, i], x.dtype) for i, x in enumerate(variables)]


def evaluate(inputs, expressions, values):
    return T.function(inputs, expressions, mode="raw", on_unused_input="ignore")(*values)


def close(a, b, factor=1000.0):
    """Whether two arrays agree to rounding, NaN for NaN."""
    a, b = np.asarray(a), np.asarray(b)
    eps = float(np.finfo(a.dtype).eps) if a.dtype.kind in "fc" else 1e-16
    return a.shape == b.shape and np.allclose(a, b, rtol=factor * eps, atol=factor * eps, equal_nan=True)
