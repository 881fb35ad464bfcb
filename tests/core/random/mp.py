"""The values of expressions to fifty digits: an evaluator of its own, that shares no code with the programs.

Arrays of objects hold mpmath's numbers; integers and truth values stay NumPy's. The functions are mpmath's, by the
names of the operations; the derivatives are differences, which at fifty digits are exact far beyond double precision.
"""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import numpy as np

from explorer.core.expr import Apply, Constant, Expression, Variable
from explorer.core.graph import applies
from explorer.core.ops.indexing import Range, Slot
from explorer.core.ops.scan import Scan
from tests.core.random.values import Array

CONTEXT = mpmath.mp.clone()
CONTEXT.dps = 50
_STEP = -12
# The error of the second differences of numbers up to 10⁴: 10⁻⁵⁰ · 10⁴ / (10⁻¹²)². That of the first is smaller.
OF_DIFFERENCES = 1e-22
_mpf, _mpc = CONTEXT.mpf, CONTEXT.mpc


class Exact:
    """A scalar expression as a function to fifty digits.

    Args:
        inputs: its variables.
        cost: a real scalar.
    """

    def __init__(self, inputs: Sequence[Variable], cost: Expression) -> None:
        self._inputs, self._cost = inputs, cost

    def along(self, arrays: Sequence[Array], wrt: Sequence[Variable], directions: Sequence[Array]) -> list[Array]:
        """The value, and the first and the second derivative along a direction, by central differences."""
        step = _mpf(10) ** _STEP
        moves = dict(zip(wrt, (lift(d) for d in directions), strict=False))
        points = [lift(a) for a in arrays]

        def at(t: Any) -> Any:
            moved = [
                _as_array(p + t * moves[x]) if x in moves else p for x, p in zip(self._inputs, points, strict=True)
            ]
            return self.value(moved)

        left, here, right = at(-step), at(_mpf(0)), at(step)
        found = here, (right - left) / (2 * step), (right - 2 * here + left) / step**2
        return [np.asarray(float(v)) for v in found]

    def value(self, points: Sequence[Array]) -> Any:
        """The cost, as a number of mpmath's."""
        known = dict(zip(self._inputs, points, strict=True))
        evaluate([self._cost], known)
        return CONTEXT.re(known[self._cost][()])


def lift(array: Array) -> Array:
    """Floating and complex numbers as mpmath's; others as they are."""
    if array.dtype.kind not in "fc":
        return array
    make = _mpf if array.dtype.kind == "f" else _mpc
    return _objects([make(float(v) if array.dtype.kind == "f" else complex(v)) for v in array.ravel()], array.shape)


def _objects(values: Sequence[Any], shape: tuple[int, ...]) -> Array:
    found = np.empty(len(values), object)
    found[:] = values
    return found.reshape(shape)


def knows(expressions: Sequence[Expression]) -> bool:
    """Whether each operation is one that can be evaluated here."""
    for node in applies(expressions):
        if isinstance(node.op, Scan):
            if not knows(node.op.body.outputs):
                return False
        elif node.op.name not in FUNCTIONS and node.op.name not in OPERATIONS:
            return False
    return True


def evaluate(expressions: Sequence[Expression], known: dict[Expression, Array]) -> None:
    """Add the values of ``expressions``, and of all that they are made of, to those that are known."""
    for node in applies(expressions, stop=known):
        arrays = [_value(x, known) for x in node.inputs]
        if isinstance(node.op, Scan):
            results = _loop(node.op, node.op.split(arrays))
        elif node.op.name in FUNCTIONS:
            results = [_elementwise(FUNCTIONS[node.op.name], node, arrays)]
        else:
            results = [_as_array(OPERATIONS[node.op.name](node, *arrays))]
        known.update(zip(node.outputs, results, strict=True))
    for e in expressions:
        known[e] = _value(e, known)


def _as_array(value: Any) -> Array:
    """A number taken out of an array is an array without axes."""
    return (
        value
        if isinstance(value, np.ndarray)
        else _objects([value], ())
        if not np.isscalar(value)
        else np.asarray(value)
    )


def _value(x: Expression, known: dict[Expression, Array]) -> Array:
    return lift(x.value) if isinstance(x, Constant) else known[x]


# --------------------------------------------------------------------------------------------------------- elementwise


def _elementwise(function: Callable[..., Any], node: Apply, arrays: Sequence[Array]) -> Array:
    together = np.broadcast_arrays(*(a if a.dtype == object else _numbers(a) for a in arrays))
    values = [_call(function, node, row) for row in zip(*(a.ravel() for a in together), strict=True)]
    if node.types[0].dtype.kind in "fc":
        return _objects([v if isinstance(v, _mpf | _mpc) else _mpf(v) for v in values], together[0].shape)
    return np.asarray([int(v) for v in values]).astype(node.types[0].dtype).reshape(together[0].shape)


def _numbers(a: Array) -> Array:
    return _objects([bool(v) if a.dtype.kind == "b" else int(v) for v in a.ravel()], a.shape)


def _call(function: Callable[..., Any], node: Apply, row: Sequence[Any]) -> Any:
    parameter = getattr(node.op, "order", None)
    real = [_mpf(v) if isinstance(v, int) else v for v in row] if node.types[0].dtype.kind in "fc" else list(row)
    return function(*real) if parameter is None else function(parameter, *real)


class UndecidedError(ArithmeticError):
    """The value hangs on the sign of a zero, and zeros of mpmath have none."""


def _arctan2(y: Any, x: Any) -> Any:
    if y == 0 and x < 0:
        raise UndecidedError("a zero on the cut of arctan2")
    return CONTEXT.atan2(y, x)


def _floor_divide(x: Any, y: Any) -> Any:
    return CONTEXT.floor(x / y)


def _sign(x: Any) -> Any:
    return (x > 0) - (x < 0)


def _real_power(x: Any, y: Any) -> Any:
    if y == 0:
        return _mpf(1)
    if isinstance(y, _mpf) and y == CONTEXT.nint(y):
        return x ** int(y)
    return x**y


def _order(x: Any) -> Any:
    """Complex numbers are in the order of their real parts, then of their imaginary ones, as NumPy has them."""
    return (c.re(x), c.im(x))


def _sum(values: Sequence[Any]) -> Any:
    total = _mpf(0)
    for v in values:
        total = total + v
    return total


def _product(values: Sequence[Any]) -> Any:
    total = _mpf(1)
    for v in values:
        total = total * v
    return total


c = CONTEXT
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda *xs: _sum(xs),
    "subtract": lambda x, y: x - y,
    "negative": lambda x: -x,
    "multiply": lambda *xs: _product(xs),
    "divide": lambda x, y: x / y,
    "absorbing_multiply": lambda x, y: _mpf(0) if x == 0 or y == 0 else x * y,
    "absorbing_divide": lambda x, y: _mpf(0) if x == 0 else x / y,
    "floor_divide": _floor_divide,
    "mod": lambda x, y: x - y * _floor_divide(x, y),
    "power": _real_power,
    "square": lambda x: x * x,
    "sqrt": c.sqrt,
    "cbrt": lambda x: c.sign(x) * c.cbrt(abs(x)),
    "reciprocal": lambda x: 1 / x,
    "abs": abs,
    "sign": _sign,
    "exp": c.exp,
    "exp2": lambda x: _mpf(2) ** x,
    "expm1": c.expm1,
    "log": c.log,
    "log2": lambda x: c.log(x) / c.log(2),
    "log10": lambda x: c.log(x) / c.log(10),
    "log1p": lambda x: c.log(1 + x),
    "sigmoid": lambda x: 1 / (1 + c.exp(-x)),
    "softplus": lambda x: c.log(1 + c.exp(x)),
    "log1mexp": lambda x: c.log(-c.expm1(x)),
    "logaddexp": lambda x, y: c.log(c.exp(x) + c.exp(y)),
    "sin": c.sin,
    "cos": c.cos,
    "tan": c.tan,
    "arcsin": c.asin,
    "arccos": c.acos,
    "arctan": c.atan,
    "arctan2": _arctan2,
    "sinh": c.sinh,
    "cosh": c.cosh,
    "tanh": c.tanh,
    "arcsinh": c.asinh,
    "arccosh": c.acosh,
    "arctanh": c.atanh,
    "hypot": lambda x, y: c.sqrt(x * x + y * y),
    "deg2rad": lambda x: x * c.pi / 180,
    "rad2deg": lambda x: x * 180 / c.pi,
    "angle": c.arg,
    "real": c.re,
    "imag": c.im,
    "conj": c.conj,
    "floor": c.floor,
    "ceil": c.ceil,
    "trunc": lambda x: c.floor(x) if x >= 0 else c.ceil(x),
    "round": c.nint,
    "relu": lambda x: max(x, _mpf(0), key=_order),
    "maximum": lambda x, y: max(x, y, key=_order),
    "minimum": lambda x, y: min(x, y, key=_order),
    "clip": lambda x, lo, hi: min(max(x, lo, key=_order), hi, key=_order),
    "switch": lambda condition, a, b: a if condition else b,
    "eq": lambda x, y: x == y,
    "neq": lambda x, y: x != y,
    "lt": lambda x, y: _order(x) < _order(y),
    "le": lambda x, y: _order(x) <= _order(y),
    "gt": lambda x, y: _order(x) > _order(y),
    "ge": lambda x, y: _order(x) >= _order(y),
    "isnan": c.isnan,
    "isinf": c.isinf,
    "isfinite": c.isfinite,
    "logical_and": lambda x, y: bool(x) and bool(y),
    "logical_or": lambda x, y: bool(x) or bool(y),
    "logical_not": lambda x: not x,
    "erf": c.erf,
    "erfc": c.erfc,
    "erfcx": lambda x: c.exp(x * x) * c.erfc(x),
    "erfinv": c.erfinv,
    "erfcinv": lambda x: c.erfinv(1 - x),
    "gamma": c.gamma,
    "gammaln": lambda x: c.log(abs(c.gamma(x))),
    "digamma": c.digamma,
    "polygamma": c.psi,
    "gammainc": lambda a, x: c.gammainc(a, 0, x, regularized=True),
    "gammaincc": lambda a, x: c.gammainc(a, x, c.inf, regularized=True),
    "beta": c.beta,
    "betaln": lambda a, b: c.log(abs(c.beta(a, b))),
    "betainc": lambda a, b, x: c.betainc(a, b, 0, x, regularized=True),
    "xlogy": lambda x, y: _mpf(0) if x == 0 else x * c.log(y),
    "xlog1py": lambda x, y: _mpf(0) if x == 0 else x * c.log(1 + y),
    "logit": lambda x: c.log(x / (1 - x)),
    "entr": lambda x: _mpf(0) if x == 0 else -x * c.log(x),
    "jn": c.besselj,
    "iv": c.besseli,
    "sinc": c.sincpi,
    "cast": lambda x: x,
    "grad_clip": lambda x: x,
    "grad_scale": lambda x: x,
    "disconnected_grad": lambda x: x,
    "assume": lambda x: x,
    "zero_grad": lambda x: x,
}

# ------------------------------------------------------------------------------------------------------------- arrays


def _reduce(reduce: Callable[[Sequence[Any]], Any]) -> Callable[..., Array]:
    """A function of the elements along some axes."""

    def reduced(node: Apply, x: Array) -> Array:
        op: Any = node.op
        rest = [a for a in range(x.ndim) if a not in op.axis]
        moved = np.transpose(x, [*rest, *op.axis])
        flat = moved.reshape(*(x.shape[a] for a in rest), -1)
        found = _objects([reduce(list(flat[i])) for i in np.ndindex(flat.shape[:-1])], flat.shape[:-1])
        if node.types[0].dtype.kind not in "fc":
            found = found.astype(node.types[0].dtype)
        return found.reshape([1 if a in op.axis else n for a, n in enumerate(x.shape)]) if op.keepdims else found

    return reduced


def _first(better: Callable[[Any, Any], bool]) -> Callable[[Sequence[Any]], int]:
    def place(values: Sequence[Any]) -> int:
        best = 0
        for i, v in enumerate(values):
            if better(v, values[best]):
                best = i
        return best

    return place


def _running(step: Callable[[Any, Any], Any]) -> Callable[..., Array]:
    def run(node: Apply, x: Array) -> Array:
        op: Any = node.op
        out = np.moveaxis(np.array(x), op.axis[0], 0)
        for i in range(1, len(out)):
            out[i] = step(out[i - 1], out[i])
        return np.moveaxis(out, 0, op.axis[0])

    return run


def _index(op: Any, operands: Sequence[Array]) -> tuple[Any, ...]:
    def part(entry: Any) -> Any:
        return operands[entry.number] if isinstance(entry, Slot) else entry

    return tuple(
        slice(*(None if p is None else int(part(p)) for p in (e.start, e.stop, e.step)))
        if isinstance(e, Range)
        else part(e)
        for e in op.index
    )


def _placed(node: Apply, x: Array, y: Array, *operands: Array) -> Array:
    """Elements set or added at a place, one after the other."""
    op: Any = node.op
    numbers = np.arange(x.size).reshape(x.shape)[_index(op, operands)]
    out = np.array(x).ravel()
    for number, value in zip(np.ravel(numbers), np.broadcast_to(y, np.shape(numbers)).ravel(), strict=True):
        out[number] = value if op.set else out[number] + value
    return out.reshape(x.shape)


def _dimshuffle(node: Apply, x: Array) -> Array:
    op: Any = node.op
    kept = [a for a in op.pattern if a is not None]
    dropped = [a for a in range(x.ndim) if a not in kept]
    moved = np.transpose(x, [*kept, *dropped])
    shape = iter(moved.shape[: len(kept)])
    return moved.reshape([1 if a is None else next(shape) for a in op.pattern])


def _matmul(node: Apply, x: Array, y: Array) -> Array:
    a = x[None, :] if x.ndim == 1 else x
    b = y[:, None] if y.ndim == 1 else y
    product = np.asarray(_reduced_last(a[..., :, None, :] * np.swapaxes(b, -1, -2)[..., None, :, :]))
    if x.ndim == 1:
        product = product[..., 0, :]
    return product[..., 0] if y.ndim == 1 else product


def _reduced_last(x: Array) -> Array:
    return _objects([_sum(list(x[i])) for i in np.ndindex(x.shape[:-1])], x.shape[:-1])


def _argsort(node: Apply, x: Array) -> Array:
    op: Any = node.op
    moved = np.moveaxis(x, op.axis, -1)
    found = np.empty(moved.shape, np.int64)
    for i in np.ndindex(moved.shape[:-1]):
        row = list(moved[i])
        found[i] = sorted(range(len(row)), key=row.__getitem__)
    return np.moveaxis(found, -1, op.axis)


def _diag(node: Apply, x: Array) -> Array:
    out = _zeros((len(x), len(x)))
    for i, v in enumerate(x):
        out[i, i] = v
    return out


def _eye(node: Apply, rows: Array, columns: Array) -> Array:
    op: Any = node.op
    ones = [[int(j - i == op.offset) for j in range(int(columns))] for i in range(int(rows))]
    return _typed(np.asarray(ones, int).reshape(int(rows), int(columns)), node)


def _typed(x: Array, node: Apply) -> Array:
    """A result as numbers of the kind that the operation gives."""
    dtype = node.types[0].dtype
    return lift(x.astype(float)) if dtype.kind in "fc" and x.dtype != object else x


def _arange(node: Apply, start: Array, stop: Array, step: Array) -> Array:
    numbers = itertools.count(start[()], step[()])
    found = list(itertools.takewhile(lambda v: v < stop if step > 0 else v > stop, numbers))
    return _typed(np.asarray(found, object if start.dtype == object else int), node)


def _numeric(x: Array) -> Array:
    return x if x.dtype == object else lift(x.astype(float))


OPERATIONS: dict[str, Callable[..., Array]] = {
    "sum": _reduce(_sum),
    "mean": _reduce(lambda values: _sum(values) / len(values)),
    "prod": _reduce(_product),
    "max": _reduce(lambda values: max(values, key=_order)),
    "min": _reduce(lambda values: min(values, key=_order)),
    "all": _reduce(all),
    "any": _reduce(any),
    "argmax": _reduce(_first(lambda a, b: a > b)),
    "argmin": _reduce(_first(lambda a, b: a < b)),
    "norm": _reduce(lambda values: c.sqrt(_sum([abs(v) ** 2 for v in values]))),
    "logsumexp": _reduce(lambda values: c.log(_sum([c.exp(v) for v in values]))),
    "cumsum": _running(lambda total, v: total + v),
    "cumprod": _running(lambda total, v: total * v),
    "argsort": _argsort,
    "subtensor": lambda node, x, *operands: x[_index(node.op, operands)],
    "inc_subtensor": _placed,
    "fill": lambda _, like, value: np.broadcast_to(value, np.broadcast_shapes(like.shape, value.shape)),
    "alloc": lambda _, value, *sizes: np.broadcast_to(value, [int(n) for n in sizes]),
    "dimshuffle": _dimshuffle,
    "reshape": lambda _, x, *sizes: x.reshape([int(n) for n in sizes]),
    "join": lambda node, *parts: np.concatenate([_numeric(p) for p in parts], axis=node.op.axis),
    "size_of": lambda node, x: np.asarray(x.shape[node.op.axis]),
    "arange": _arange,
    "eye": _eye,
    "dot": _matmul,
    "matmul": _matmul,
    "outer": lambda _, x, y: x[:, None] * y[None, :],
    "ifelse": lambda _, condition, a, b: a if condition else b,
    "before": lambda node, first, values: _before(first, values, node.op.backwards),
    "diag": _diag,
    "diagonal": lambda node, x: np.diagonal(x, node.op.offset, node.op.axis1, node.op.axis2),
}


def _loop(op: Scan, parts: Any) -> list[Array]:
    """Each step in turn, with a table of values of its own."""
    steps, sequences, states, captured = parts
    body = op.body
    number = len(body.states)

    def step(elements: Sequence[Any], states: Sequence[Array]) -> list[Array]:
        known = dict(zip(body.inputs, map(_as_array, [*elements, *states, *captured]), strict=True))
        evaluate(body.outputs, known)
        return [known[e] for e in body.outputs]

    if not int(steps):  # a step on zeros has the sizes of the results
        results = step([_zeros(s.shape[1:]) for s in sequences], states)[: len(body.results)]
        made = [np.asarray(0)] if body.until is not None else []
        return [*states, *(np.empty((0, *r.shape), object) for r in results), *made]
    rows: list[list[Array]] = [[] for _ in body.results]
    for i in reversed(range(int(steps))) if op.backwards else range(int(steps)):
        results = step([s[i] for s in sequences], states)
        states = results[:number]
        for row, result in zip(rows, results, strict=False):
            row.append(result)
        if body.until is not None and results[-1]:
            break
    made = [np.asarray(len(rows[0]))] if body.until is not None else []
    return [*states, *(np.stack(row[::-1] if op.backwards else row) for row in rows), *made]


def _before(first: Array, values: Array, backwards: bool) -> Array:
    if not len(values):
        return values
    return np.concatenate([values[1:], first[None]] if backwards else [first[None], values[:-1]])


def _zeros(shape: tuple[int, ...]) -> Array:
    return lift(np.zeros(shape))
