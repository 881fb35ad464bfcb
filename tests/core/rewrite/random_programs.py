"""Random programs of operations over mixed shapes, for hypothesis and for seeded loops."""

import numpy as np

import explorer.core as T

ELEMENTWISE = (
    T.exp, T.sin, T.cos, T.tanh, T.sigmoid, T.softplus, T.negative, T.square, T.sqrt, T.log, T.abs, T.reciprocal,
    T.relu, T.log1p, T.expm1, T.sign,
)  # fmt: skip
BINARY = (T.add, T.subtract, T.multiply, T.divide, T.multiply, T.add, T.maximum)


def variables():
    """A scalar, vectors, matrices, a row and a column; "n" and "m" are named, "?" are unknown sizes."""
    return [
        T.dscalar("s"),
        T.tensor("a", shape=("n",)),
        T.tensor("b", shape=("n",)),
        T.tensor("M", shape=("n", "n")),
        T.tensor("N", shape=("n", "n")),
        T.tensor("q", shape=(None,)),
        T.drow("r"),
        T.tensor("c", shape=("n", 1)),
        T.constant(2.0),
        T.constant(1.0),
        T.constant(0.0),
        T.constant(-0.5),
    ]


def values(inputs, rng, n=3):
    """Values of the variables, among them zeros and ones: every size is ``n``."""
    found = []
    for x in inputs:
        shape = tuple(d if isinstance(d, int) else n for d in x.dimensions)
        v = rng.uniform(0.2, 1.8, shape) * np.where(rng.random(shape) < 0.35, -1, 1)
        found.append(np.asarray(np.where(rng.random(shape) < 0.1, 0.0, v)))
    return found


def program(choose, size):
    """An expression of about ``size`` operations; ``choose(sequence)`` picks one of a sequence."""
    pool = variables()
    leaves = list(pool)
    for _ in range(size):
        made = _operation(choose, pool)
        if made is not None:
            pool.append(made)
    inputs = [x for x in leaves if not hasattr(x, "value")]
    return inputs, pool[-1]


def _operation(choose, pool):
    kind = choose(("unary", "unary", "binary", "binary", "binary", "power", "dot", "shape", "index", "switch", "sum"))
    x = choose(pool[-14:])
    y = choose(pool[-14:])
    if kind == "unary":
        return choose(ELEMENTWISE)(x)
    if kind == "binary":
        return choose(BINARY)(x, y) if _broadcast(x, y) else None
    if kind == "power":
        return x ** choose((2, 3, -1, 0.5, 1, 0, -2))
    if kind == "dot":
        fits = 1 <= x.ndim <= 2 and 1 <= y.ndim <= 2 and x.dimensions[-1] == y.dimensions[0]
        return T.dot(x, y) if fits else T.outer(x, y) if x.ndim == y.ndim == 1 else None
    if kind == "shape":
        return choose((T.transpose, T.zeros_like, T.ones_like, T.ravel))(x) if x.ndim else T.fill(y, x)
    if kind == "index":
        return x[choose((0, -1, slice(None, None, -1)))] if x.ndim and x.dimensions[0] != 1 else None
    if kind == "switch":
        return T.switch(T.gt(x, 0.3), x, y) if x.dimensions == y.dimensions else None
    reduce = choose((T.sum, T.mean, T.max, T.sum))
    return reduce(x, axis=choose((None, 0, -1)), keepdims=choose((False, True))) if x.ndim else None


def _broadcast(x, y):
    """The shapes are known to fit."""
    pairs = zip(x.dimensions[::-1], y.dimensions[::-1], strict=False)
    return all(a == b or 1 in (a, b) for a, b in pairs) and x.ndim <= 3 and y.ndim <= 3
