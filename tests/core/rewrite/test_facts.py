"""What is known of values holds of them: bounds, and whether they are finite or may be NaN."""

from random import Random

import numpy as np

import explorer.core as T
from explorer.core.graph import ancestors
from explorer.core.rewrite.facts import values_of

# Exponentials of the large ones overflow, products of all of them do not.
POINTS = np.array([0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 1e-3, 750.0, -750.0])
UNARY = (
    *(T.exp, T.log, T.sqrt, T.abs, T.square, T.cosh, T.tanh, T.sigmoid, T.negative, T.reciprocal, T.sech, T.sign),
    *(T.arctan, T.sin, T.relu, T.softplus, T.log1p, lambda e: e**3, lambda e: e**-2, lambda e: e**0.5),
)
BINARY = (T.add, T.subtract, T.multiply, T.divide, T.maximum, T.minimum, T.absorbing_multiply, T.absorbing_divide)


def grown(random, x, depth):
    if depth == 0:
        return random.choice((x, x, T.constant(2.0), T.constant(-0.5)))
    if random.random() < 0.6:
        return random.choice(UNARY)(grown(random, x, depth - 1))
    return random.choice(BINARY)(*(grown(random, x, random.randrange(depth)) for _ in range(2)))


def test_values_lie_where_they_are_known_to_lie():
    x = T.dvector("x")
    bounded = finite = defined = 0
    for seed in range(1500):
        parts = [e for e in ancestors([grown(Random(seed), x, 4)]) if e.owner is not None]
        if not parts:
            continue
        values = T.function([x], parts, mode="raw", on_unused_input="ignore")(POINTS)
        for e, value in zip(parts, map(np.asarray, values), strict=True):
            known = values_of(e)
            numbers = value[~np.isnan(value)]
            slack = 1e-12 * np.abs(numbers[np.isfinite(numbers)]).max(initial=0.0)
            inside = (known.low - slack <= numbers) & (numbers <= known.high + slack)
            other_zero = np.isinf(numbers) & (known.low <= -numbers) & (-numbers <= known.high)  # 1 / -0 for 1 / 0
            assert np.all(inside | other_zero), (seed, T.pp(e))
            assert not known.finite or np.all(np.isfinite(value)), (seed, T.pp(e))
            assert not known.sound or not np.any(np.isnan(value)), (seed, T.pp(e))
            bounded += known.low > -np.inf or known.high < np.inf
            finite += known.finite
            defined += known.defined and not known.finite
    assert min(bounded, finite, defined) > 200
