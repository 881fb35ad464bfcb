"""People's own NumPy functions as expressions: what is traced computes the same, and what cannot be says where."""

import math

import numpy as np
import pytest

import explorer.core as T
from explorer.core.numpy_calls import COMPOSED, functions


def logistic(X, y, w):
    n, d = X.shape
    m = y * (X @ w)
    penalty = 0.0
    for weight in w:
        penalty += weight**2
    if d > 1:
        penalty /= d
    return np.mean(np.log1p(np.exp(-m))) + penalty / n


def attention(q, k, v):
    scores = q @ k.T / np.sqrt(q.shape[-1])
    weights = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return (weights / weights.sum(axis=-1, keepdims=True)) @ v


def newton(x, steps=3):
    for _ in range(steps):
        x = x - (x**2 - 2) / (2 * x)
    return x


def euler(start, rate):
    states = [start]
    for t in np.arange(4):
        states.append(states[-1] + 0.1 * rate * np.sin(states[-1] + t))
    return np.stack(states)


def several(x):
    a, b = np.split(x, 2)
    return {"sum": a + b, "outer": np.outer(a, b), "whole": np.concatenate([a, b])[::-1], "many": len(x)}


def layers(parameters, x):
    for weight, bias in parameters:
        x = np.tanh(np.einsum("ij,j->i", weight, x) + bias)
    return x, np.linalg.norm(x), np.where(x > 0, x, 0.01 * x)


def filled(x):
    grid = np.zeros(x.shape) + np.linspace(0.0, 1.0, x.size)
    grid = grid + np.full(len(x), 2.0) * x
    grid += 1  # of expressions that is another one
    return *divmod(abs(-grid), 2), np.round(grid), +grid


rng = np.random.default_rng(0)
PROGRAMS = {
    "logistic": (logistic, (rng.normal(size=(5, 3)), np.sign(rng.normal(size=5)), rng.normal(size=3))),
    "attention": (attention, tuple(rng.normal(size=(3, 4, 4)))),
    "newton": (newton, (1.5,)),
    "newton with a number of steps as it is": (lambda x: newton(x, 2), (np.float32(1.5),)),
    "euler": (euler, (np.array([0.1, 0.2]), 2)),
    "several": (several, (np.arange(6.0),)),
    "filled": (filled, (np.array([0.5, 1.2, -3.0]),)),
    "layers": (layers, ([(rng.normal(size=(2, 3)), rng.normal(size=2)), (rng.normal(size=(2, 2)), 1.0)], np.ones(3))),
    "solve": (lambda A, b: np.linalg.solve(A @ A.T + np.eye(3), b), (rng.normal(size=(3, 3)), np.ones(3))),
    "spectrum": (lambda x: np.abs(np.fft.rfft(x)) ** 2, (rng.normal(size=8),)),
}


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [b for a in value for b in flat(a)] if isinstance(value, list | tuple) else [value]


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_traced_computes_the_same(name):
    fn, examples = PROGRAMS[name]
    traced = T.trace(fn, *examples)
    arrays = flat(list(examples))
    assert len(traced.inputs) == len(arrays)
    expected = fn(*examples)
    values = traced.function()(*arrays)
    assert len(flat(values)) == len(flat(expected))
    for ours, theirs in zip(flat(values), flat(expected), strict=True):
        assert ours.dtype == np.asarray(theirs).dtype
        np.testing.assert_allclose(ours, theirs, rtol=1e-6 if ours.dtype == np.float32 else 1e-12)


def test_a_traced_function_has_a_gradient():
    fn, examples = PROGRAMS["logistic"]
    traced = T.trace(fn, *examples)
    gradient = T.function(traced.inputs, T.grad(traced.outputs, traced.inputs[2]))(*examples)
    (expected,) = T.numeric_grad(lambda w: fn(*examples[:2], w), examples[2])
    np.testing.assert_allclose(gradient, expected, rtol=1e-7)


def test_what_stands_for_what():
    x = T.dvector("x")
    traced = T.trace(lambda a, how, *rest, scale: getattr(np, how)(a * scale) + sum(rest), x, "sum", 1.0, [2], scale=2)
    assert traced.inputs[0] is x
    assert [v.name for v in traced.inputs] == ["x", "rest2", "rest3", "scale"]
    assert [str(v.type) for v in traced.inputs[1:]] == ["real", "int[1]", "int"]
    assert traced.function()([1, 2], 3, [4], 2).tolist() == [13]
    same = T.trace(lambda a, b: a * b, x, x)
    assert same.inputs == (x,)
    assert same.function(mode="raw")([3.0]).tolist() == [9]
    assert T.trace(lambda p: p["a"] - p["b"], {"a": 1.0, "b": 2.0}).function()(5, 3) == 2


def test_the_trace_of_a_matrix():
    A = T.dmatrix("A")
    at = np.arange(12.0).reshape(3, 4)
    for ours, theirs in (
        (T.trace(A), np.trace(at)),
        (T.trace(A, 1), np.trace(at, 1)),
        (np.trace(A, offset=-1), np.trace(at, offset=-1)),
        (A.trace(), at.trace()),
    ):
        assert ours.eval({A: at}) == theirs


# What cannot be traced: a function, its example, and what the error says.
def branches(x):
    if x > 0:
        return x
    return -x


def loops(x):
    while x < 10:
        x = x * 2
    return x


def both(x):
    return x > 0 and x < 1


def assigns(x):
    x[0] = 1.0
    return x


def assigns_into_an_array(x):
    y = np.zeros(3)
    y[0] = x[0]
    return y


def increments_an_array(x):
    y = np.zeros(3)
    y += x
    return y


def numbers(x):
    return float(x[0]) + 1


def whole_numbers(x):
    return range(int(x[0]))


def indices(x):
    return [1, 2, 3][np.argmax(x)]


def mathematics(x):
    return math.sin(x[0])


def makes_an_array(x):
    return np.array([x[0], x[1]])


def as_an_array(x):
    return np.asarray(x) + 1


def searches(x):
    return 1.0 in x


def listed(x):
    return x.tolist()


def iterates(x):
    return [v for v in x]  # noqa: C416


def unknown_function(x):
    return np.nanmax(x)


def unknown_argument(x):
    return np.median(x, overwrite_input=True)


REFUSED = [
    (branches, 1.0, "if x > 0:", r"no truth value.*T\.switch.*T\.where.*T\.ifelse.*T\.scan"),
    (loops, 1.0, "while x < 10:", r"T\.scan"),
    (both, 1.0, "return x > 0 and x < 1", "no truth value"),
    (assigns, np.ones(3), "x[0] = 1.0", r"cannot be written into; use x = T\.set_subtensor.*T\.where, T\.stack"),
    (assigns_into_an_array, np.ones(3), "y[0] = x[0]", r"T\.set_subtensor"),
    (increments_an_array, np.ones(3), "y += x", r"np\.add cannot write an expression into an array.*x = x \+ y"),
    (numbers, np.ones(3), "return float(x[0]) + 1", r"no number.*T\.cast"),
    (whole_numbers, np.ones(3), "return range(int(x[0]))", r"no whole number.*T\.cast"),
    (indices, np.ones(3), "return [1, 2, 3][np.argmax(x)]", "no whole number"),
    (mathematics, np.ones(3), "return math.sin(x[0])", r"use np\.sin for math\.sin"),
    (makes_an_array, np.ones(3), "return np.array([x[0], x[1]])", "T.stack"),
    (as_an_array, np.ones(3), "return np.asarray(x) + 1", "not an array"),
    (searches, np.ones(3), "return 1.0 in x", r"T\.any\(T\.eq"),
    (listed, np.ones(3), "return x.tolist()", "no attribute 'tolist'"),
    (len, T.dvector("x"), None, r"length of x is not known.*x\.shape\[0\]"),
    (iterates, T.dvector("x"), "return [v for v in x]", "cannot be iterated over.*T.scan"),
    (unknown_function, np.ones(3), "return np.nanmax(x)", r"np\.nanmax has no counterpart.*T\.nansum"),
    (unknown_argument, np.ones(3), "return np.median(x,", r"np\.median has no argument overwrite_input"),
]


@pytest.mark.parametrize(("fn", "example", "line", "says"), REFUSED, ids=lambda v: getattr(v, "__name__", ""))
def test_what_cannot_be_traced_says_where(fn, example, line, says):
    kind = TypeError if line is None else T.TraceError  # `len` itself has no line
    with pytest.raises(kind, match=says) as caught:
        T.trace(fn, example)
    if line is not None:
        assert str(caught.value).startswith(f"{__file__}, line ")
        assert line in str(caught.value)


def test_mistakes_of_their_own_stay_what_they_are():
    def fails(x):
        raise ValueError("of my own")

    def misspells(x):
        return np.sinn(x)

    with pytest.raises(ValueError, match=r"^of my own$"):
        T.trace(fails, 1.0)
    with pytest.raises(AttributeError, match="sinn"):
        T.trace(misspells, 1.0)
    with pytest.raises(T.ShapeError, match="needs 2 = 3"):
        T.trace(lambda x, y: x + y, np.ones(2), np.ones(3))
    with pytest.raises(T.TraceError, match="nothing returned None; it must return arrays"):
        T.trace(nothing, 1.0)


def nothing(x):
    return None


def test_sizes_are_numbers_where_they_are_known():
    x = T.tensor("x", shape=(3, None))
    assert len(x) == 3
    assert [row.dimensions for row in x] == [x.dimensions[1:]] * 3
    assert list(range(x.shape[0])) == [0, 1, 2]
    assert np.zeros(x.shape[0]).shape == (3,)
    assert bool(x.shape[0] > 2)
    assert float(x.shape[0] * 0.5) == 1.5
    for ask in (lambda: int(x.shape[1]), lambda: bool(x[0, 0] > 0), lambda: len(x[0]), lambda: iter(x[0, 0])):
        with pytest.raises(TypeError):
            ask()


def test_equality_stays_identity():
    x = T.dscalar("x")
    assert x == x  # noqa: PLR0124
    assert x != T.dscalar("x")
    assert len({x, x + 1, x + 1}) == 2


# NumPy's functions with NumPy's arguments. Each is called with arrays and with expressions.
M, N, V = rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), rng.normal(size=4)
K = np.array([[3, 1, 2, 0], [1, 1, 0, 2], [2, 0, 3, 1]])
S = rng.normal(size=(3, 3)) + 4 * np.eye(3)
CALLS = {
    "sum": lambda m: np.sum(a=m, axis=0, keepdims=True),
    "sum of ints": lambda m: np.sum(m, dtype=np.float32),
    "out none": lambda m: np.sum(m, out=None),
    "mean": lambda m: np.mean(m, 1),
    "amax": lambda m: np.amax(m, axis=1),
    "argmin": lambda m: np.argmin(a=m, axis=0),
    "std": lambda m: np.std(m, axis=0, ddof=1),
    "cumsum": lambda m: np.cumsum(a=m, axis=1),
    "reshape": lambda m: np.reshape(m, (4, 3)),
    "ravel": lambda m: np.ravel(m, order="C"),
    "transpose": lambda m: np.transpose(a=m, axes=(1, 0)),
    "moveaxis": lambda m: np.moveaxis(m, source=0, destination=1),
    "swapaxes": lambda m: np.swapaxes(m, 0, 1),
    "expand": lambda m: np.expand_dims(m, axis=1),
    "squeeze": lambda m: np.squeeze(m[:, :1]),
    "stack": lambda m: np.stack(arrays=(m, m), axis=1),
    "join": lambda m: np.concatenate((m, m), axis=1),
    "hstack": lambda m: np.hstack([m, m]),
    "vstack": lambda m: np.vstack([m, m]),
    "tile": lambda m: np.tile(m, reps=(2, 1)),
    "repeat": lambda m: np.repeat(m, repeats=2, axis=0),
    "roll": lambda m: np.roll(m, shift=1, axis=1),
    "flip": lambda m: np.flip(m, axis=0),
    "fliplr": np.fliplr,
    "flipud": np.flipud,
    "triu": lambda m: np.triu(m, k=1),
    "diagonal": lambda m: np.diagonal(m, offset=1),
    "diag": lambda m: np.diag(m[0], k=0),
    "where": lambda m: np.where(m > 0, m, 0.5),
    "clip": lambda m: np.clip(m, -1, 1),
    "take": lambda m: np.take(m, indices=[1, 0], axis=1),
    "sort": lambda m: np.sort(m, axis=0),
    "argsort": lambda m: np.argsort(a=m, axis=1),
    "ptp": lambda m: np.ptp(m, axis=0),
    "average": lambda m: np.average(m, axis=0),
    "median": lambda m: np.median(m, axis=1),
    "diff": lambda m: np.diff(m, n=1, axis=1),
    "zeros_like": np.zeros_like,
    "empty_like": lambda m: np.empty_like(m) * 0,
    "full_like": lambda m: np.full_like(m, fill_value=2.0),
    "round": np.around,
    "copy": np.copy,
    "fix": np.fix,
    "shape": lambda m: np.stack(np.shape(m)),
    "size": np.size,
    "dot": lambda m: np.dot(m, m.T),
    "einsum": lambda m: np.einsum("ij,kj->ik", m, m),
    "tensordot": lambda m: np.tensordot(m, m, axes=2),
    "outer": lambda m: np.outer(m[0], m[1]),
    "kron": lambda m: np.kron(m, m),
    "inner": lambda m: np.inner(m, m),
    "vdot": lambda m: np.vdot(m, m),
    "pad": lambda m: np.pad(m, 1),
    "nonzeros": lambda m: np.count_nonzero(m > 0, axis=1),
    "all": lambda m: np.all(m > 0, axis=0),
    "matrix_transpose": lambda m: np.linalg.matrix_transpose(m).T,
    "norm": lambda m: np.linalg.norm(x=m, ord="fro"),
    "svd": lambda m: np.linalg.svd(m, compute_uv=False),
    "pinv": np.linalg.pinv,
    "fft": lambda m: np.fft.fft(m, axis=0),
    "interp": lambda m: np.interp(m, [0.0, 1], [2.0, 3]),
    "reduce": np.add.reduce,
    "reduce all": lambda m: np.multiply.reduce(m, axis=None),
    "reduce max": lambda m: np.maximum.reduce(m, axis=1, keepdims=True),
    "accumulate": lambda m: np.add.accumulate(m, axis=1),
    "outer of a ufunc": lambda m: np.subtract.outer(m, m[0]),
    "logaddexp": lambda m: np.logaddexp.reduce(m, axis=0),
    "dtype of a ufunc": lambda m: np.add(m, 1, dtype="complex128"),
    "where none": lambda m: np.add(m, 1, where=True),
    "less": lambda m: np.less(m, 0),
    "fabs": np.fabs,
    "radians": np.radians,
    "degrees": np.degrees,
    "positive": np.positive,
    "divmod": lambda m: np.divmod(m, 0.7)[1],
    "float_power": lambda m: np.float_power(abs(m), 2),
    "logical_xor": lambda m: np.logical_xor(m > 0, m),
    "iscomplexobj": lambda m: np.stack([m, m * np.iscomplexobj(m)]),
    "atan2": lambda m: np.arctan2(m, 2.0),
    "result_type": lambda m: m * (np.result_type(m, np.float32) == np.float64),
    "meshgrid": lambda m: np.meshgrid(m[0], m[1])[0],
    "split": lambda m: np.split(m, 2, axis=1)[1],
    "trapezoid": lambda m: np.trapezoid(y=m, dx=0.5),
    "linspace": lambda m: np.linspace(m[0, 0], 1.0, 3),
    "isfinite": np.isfinite,
    "ndim": lambda m: m * np.ndim(m),
    "astype": lambda m: np.astype(m, np.float32),
}


@pytest.mark.parametrize("name", CALLS)
def test_numpys_functions_have_numpys_arguments(name):
    call, m = CALLS[name], T.tensor("m", shape=M.shape)
    expected = call(M)
    ours = call(m)
    assert isinstance(ours, T.Expression)
    value = T.function([m], ours, on_unused_input="ignore")(M)
    assert (value.shape, value.dtype) == (np.shape(expected), np.asarray(expected).dtype)
    np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-14)


def test_every_operation_with_numpys_name_is_found():
    table = functions()
    for space, ours in ((np, T), (np.linalg, T.linalg), (np.fft, T.fft)):
        for name, operation in vars(ours).items():
            function = getattr(space, name, None)
            if (
                name[0] != "_"
                and name not in COMPOSED
                and callable(operation)
                and callable(function)
                and not isinstance(function, type)
            ):
                assert table[function] is operation, name


def test_scipys_ufuncs():
    special = pytest.importorskip("scipy.special")
    x = T.dscalar("x")
    for name in ("erf", "gammaln", "expit", "psi", "j0", "log1p", "xlogy", "gammainc"):
        function = getattr(special, name)
        operands = (1.5, x) if function.nin == 2 else (x,)
        expected = function(*(0.5 if o is x else o for o in operands))
        np.testing.assert_allclose(function(*operands).eval({x: 0.5}), expected, rtol=1e-14)
    with pytest.raises(TypeError, match="ndtri has no counterpart"):
        special.ndtri(x)


def test_what_numpy_has_and_expressions_have_not():
    x = T.dvector("x")
    for call, says in (
        (lambda: np.nanmax(x), r"np\.nanmax has no counterpart on expressions; is it T\."),
        (lambda: np.linalg.cond(x), r"np\.linalg\.cond has no counterpart"),
        (lambda: np.fft.fft2(x), r"np\.fft\.fft2 has no counterpart.*T\.fft\.fft"),
        (lambda: np.spacing(x), "spacing has no counterpart"),
        (lambda: np.power.reduce(x), r"np\.power\.reduce has no counterpart"),
        (lambda: np.add.at(x, 0, 1), r"np\.add\.at has no counterpart"),
        (lambda: np.add(x, 1, out=np.zeros(2)), "cannot write an expression into an array"),
        (lambda: np.median(x, overwrite_input=True), "median has no argument overwrite_input on expressions; it takes"),
    ):
        with pytest.raises(TypeError, match=says):
            call()
