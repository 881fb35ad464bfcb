"""Every operation against NumPy, against differences, against its own transpose; found by walking the code.

Both derivative tests are needed: a wrong partial fools the transpose test, a wrong transpose fools the difference test.
"""

import warnings
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pytest

import explorer.core as T
from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.expr import Expression, Variable
from explorer.core.op import Elementwise
from explorer.core.ops.scan import Scan
from explorer.core.ops.stops import UndefinedGrad
from explorer.core.types import TensorType, evaluate, unify
from tests.core.catalogue import STOPS, Example, examples, operations, values

ALL = examples()
DIFFERENTIABLE = [e for e in ALL if e.kind not in STOPS]
DTYPES = ("float64", "float32", "int64", "bool", "complex128")

Array = np.ndarray


def run(
    inputs: Sequence[Expression], outputs: Sequence[Expression], arrays: Sequence[Array], mode: str = "raw"
) -> list[Array]:
    return T.function(list(inputs), list(outputs), mode=mode if mode == "raw" else None, on_unused_input="ignore")(
        *arrays
    )


def inexact(arrays: Sequence[Array]) -> list[int]:
    return [i for i, a in enumerate(arrays) if a.dtype.kind in "fc"]


@cache
def smooth(example: Example) -> list[int]:
    """The operands to differentiate by: floating or complex, with a derivative that is defined."""
    xs = example.variables()
    outputs, found = list(example.build(*xs)), []
    for i in inexact(example.arrays):
        try:
            T.Lop(outputs, xs[i], outputs, disconnected_inputs="ignore")
        except T.NullTypeGradError as error:
            assert "has no formula here" in str(error)  # noqa: PT017 - it says so, and where
            continue
        found.append(i)
    return found


def like(array: Array, seed: int) -> Array:
    """A direction: of the shape of an array, complex where it is."""
    direction = values(array.shape, -1, 1, seed)
    if array.dtype.kind == "c":
        return direction + 1j * values(array.shape, -1, 1, seed + 1)
    return direction


def pairing(a: Sequence[Array], b: Sequence[Array]) -> float:
    """The real inner product."""
    return float(sum(np.sum(np.conj(x) * y).real for x, y in zip(a, b, strict=True)))


def differences(f: Callable[..., list[Array]], arrays: Sequence[Array], directions: dict[int, Array]) -> list[Array]:
    """The derivative along a direction, by five points: exact up to the fourth order of the step."""
    step = 1e-3

    def at(t: float) -> list[Array]:
        return f(*(a + t * directions[i] if i in directions else a for i, a in enumerate(arrays)))

    points = (at(step), at(-step), at(2 * step), at(-2 * step))
    return [
        np.asarray((8 * (a - b) - (c - d)) / (12 * step)) for a, b, c, d in zip(*map(as_numbers, points), strict=True)
    ]


def as_numbers(arrays: Sequence[Array]) -> list[Array]:
    return [a if a.dtype.kind in "fc" else a.astype(float) for a in arrays]


def assert_close(found: Sequence[Array], expected: Sequence[Array], tolerance: float = 1e-6) -> None:
    for a, b in zip(found, expected, strict=True):
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


def with_complex(chosen: Sequence[Example]) -> list[Example]:
    """The examples, and those on complex operands where the operation takes them and is finite there."""
    found = list(chosen)
    for example in chosen:
        other = example.with_dtype("complex128")
        if any(a.dtype.kind == "c" for a in other.arrays) and not any(a.dtype.kind == "c" for a in example.arrays):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("error")
                    other.build(*other.variables())
            except (T.DTypeError, TypeError):
                continue
            found.append(other)
    return found


def accuracy(arrays: Sequence[Array], wanted: float) -> float:
    """What can be asked of results that passed through these dtypes."""
    return max([wanted, *(1e4 * float(np.finfo(a.dtype).eps) for a in arrays if a.dtype.kind in "fc")])


def named(found: Sequence[Example]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("example", found, ids=str)


# ------------------------------------------------------------------------------------------------------------ the list


def test_every_operation_has_an_example() -> None:
    without = (
        {kind.__name__ for kind in operations()} - {e.kind.__name__ for e in ALL} - {"NullGradient"}
    )  # never computed
    assert not without, f"give these an example in tests/core/catalogue.py: {sorted(without)}"


def test_every_operation_is_documented() -> None:
    for kind in operations():
        own = kind.__doc__ or f"{kind.__name__}("
        assert not own.startswith(f"{kind.__name__}("), f"{kind.__name__} has no docstring"


def test_every_public_operation_is_an_example_or_made_of_them() -> None:
    found = {value for value in vars(T).values() if isinstance(value, T.Op)} if hasattr(T, "Op") else set()
    assert {type(op) for op in found} <= set(operations())


# ------------------------------------------------------------------------------------------------------ dtype and shape


@pytest.mark.parametrize("dtype", DTYPES)
@named(ALL)
def test_type_is_that_of_the_value(example: Example, dtype: str) -> None:
    example = example.with_dtype(dtype)
    for known in (True, False):
        xs = example.variables(known=known)
        try:
            outputs = example.build(*xs)
        except T.DTypeError as error:
            reason = str(error)
            assert dtype != "float64", reason
            continue
        with np.errstate(all="ignore"):
            found = run(xs, outputs, example.arrays)
        sizes = {
            s.symbol: n
            for x, a in zip(xs, example.arrays, strict=True)
            for s, n in zip(x.dimensions, a.shape, strict=True)
            if not isinstance(s, int)
        }
        for e, value in zip(outputs, found, strict=True):
            assert value.dtype == e.dtype
            assert value.ndim == e.ndim
            for dimension, size in zip(e.dimensions, value.shape, strict=True):
                assert evaluate(dimension, sizes) in (size, None)


ELEMENTWISE = [
    e for e in ALL if issubclass(e.kind, Elementwise) and isinstance(getattr(np, e.kind.name, None), np.ufunc)
]


@pytest.mark.parametrize("dtype", DTYPES)
@named(ELEMENTWISE)
def test_value_and_dtype_are_those_of_numpys_function(example: Example, dtype: str) -> None:
    example = example.with_dtype(dtype)
    reference = getattr(np, example.kind.name)
    if reference.nin != len(example.arrays):
        assert example.kind.parameters()[0].startswith("*")  # add and multiply take any number of operands
        return
    xs = example.variables()
    try:
        with np.errstate(all="ignore"):
            outputs, expected = example.build(*xs), reference(*example.arrays)
    except TypeError:
        return  # where only one of us takes it
    found = run(xs, outputs, example.arrays)[0]
    if example.kind.name == "reciprocal" and dtype in ("int64", "bool"):
        return  # 1 / x of reals: NumPy's integer reciprocal is 0 nearly everywhere
    assert found.dtype == expected.dtype
    np.testing.assert_allclose(found, expected, rtol=3e-7 if found.dtype.itemsize < 8 else 1e-14, atol=1e-300)


# ---------------------------------------------------------------------------------------------------------- derivatives


@named(with_complex(DIFFERENTIABLE))
def test_tangent_is_that_of_differences(example: Example) -> None:
    xs, places = example.variables(), smooth(example)
    outputs = example.build(*xs)
    directions = {i: like(example.arrays[i], seed=7 + i) for i in places}
    for chosen in [places] if len(places) < 2 else [places, *([i] for i in places)]:
        if not chosen:
            continue
        vs = [Variable(TensorType(directions[i].dtype, directions[i].shape), f"v{i}") for i in chosen]
        moved = T.Rop(list(outputs), [xs[i] for i in chosen], vs, disconnected_outputs="ignore")
        found = run([*xs, *vs], moved, [*example.arrays, *(directions[i] for i in chosen)])
        f = T.function(list(xs), list(outputs), mode="raw", on_unused_input="ignore")
        expected = differences(f, example.arrays, {i: directions[i] for i in chosen})
        for e, m in zip(outputs, moved, strict=True):
            assert m.dtype == (e.dtype if e.type.inexact else np.dtype(float))
        assert_close(found, expected, accuracy(found, 1e-6))


@named(with_complex(DIFFERENTIABLE))
def test_cotangent_is_the_transpose_of_the_tangent(example: Example) -> None:
    xs, places = example.variables(), smooth(example)
    if not places:
        return
    outputs = example.build(*xs)
    at = run(xs, outputs, example.arrays)
    us = [like(o if o.dtype.kind in "fc" else o.astype(float), seed=11 + i) for i, o in enumerate(at)]
    vs = [like(example.arrays[i], seed=7 + i) for i in places]
    u = [Variable(TensorType(a.dtype, a.shape), f"u{i}") for i, a in enumerate(us)]
    v = [Variable(TensorType(a.dtype, a.shape), f"v{i}") for i, a in enumerate(vs)]
    wrt = [xs[i] for i in places]
    forward = T.Rop(list(outputs), wrt, v, disconnected_outputs="ignore")
    back = T.Lop(list(outputs), wrt, u, disconnected_inputs="ignore")
    for x, g in zip(wrt, back, strict=True):
        assert g.dtype == x.dtype
        assert g.ndim == x.ndim
        assert all(unify(a, b) is not None for a, b in zip(g.dimensions, x.dimensions, strict=True))
    found = run([*xs, *u, *v], [*forward, *back], [*example.arrays, *us, *vs])
    tangents, cotangents = found[: len(forward)], found[len(forward) :]
    for g, i in zip(cotangents, places, strict=True):
        assert g.shape == example.arrays[i].shape
    assert pairing(us, tangents) == pytest.approx(pairing(cotangents, vs), rel=(few := accuracy(at, 1e-9)), abs=few)


@named(with_complex(DIFFERENTIABLE))
def test_second_derivative_is_that_of_differences(example: Example) -> None:
    """Forward over reverse, reverse over reverse: both against differences of the gradient."""
    xs, places = example.variables(), smooth(example)
    outputs = [e for e in example.build(*xs) if e.type.inexact]
    if not places or not outputs:
        return
    at = run(xs, outputs, example.arrays)
    weights = [T.constant(like(o, seed=11 + i)) for i, o in enumerate(at)]
    wrt = [xs[i] for i in places]
    gradient = T.Lop(outputs, wrt, weights, disconnected_inputs="ignore")
    directions = {i: like(example.arrays[i], seed=7 + i) for i in places}
    vs = [T.constant(directions[i]) for i in places]
    forward = T.Rop(gradient, wrt, vs, disconnected_outputs="ignore")
    along = T.constant(0.0)
    for g, v in zip(gradient, vs, strict=True):
        along = along + T.sum(T.real(T.conj(g) * v))
    back = T.grad(along, wrt, disconnected_inputs="ignore")
    f = T.function(list(xs), gradient, mode="raw", on_unused_input="ignore")
    expected = differences(f, example.arrays, directions)
    found = run(xs, [*forward, *back], example.arrays)
    assert_close(found[: len(wrt)], expected, accuracy(at, 1e-5))
    assert_close(found[len(wrt) :], expected, accuracy(at, 1e-5))


@pytest.mark.parametrize("dtype", ["int64", "bool"])
# The states of a loop keep the dtype that they start with: with integers it rounds at each step.
@named([e for e in DIFFERENTIABLE if any(a.dtype == np.float64 for a in e.arrays) and e.kind is not Scan])
def test_derivative_by_integers_is_that_of_the_formula_on_reals(example: Example, dtype: str) -> None:
    whole = example.with_dtype(dtype)
    real = Example(
        whole.kind,
        whole.build,
        tuple(
            w.astype(float) if a.dtype == np.float64 else a for w, a in zip(whole.arrays, example.arrays, strict=True)
        ),
        example.label,
    )
    results, tolerance = [], 1e-6
    for one in (whole, real):
        xs = one.variables()
        try:
            y = one.build(*xs)[0]
        except T.DTypeError:
            return
        if not y.type.inexact and one is real:
            return
        wrt = [xs[i] for i in smooth(example)]
        cotangent = T.constant(values(run(xs, [y], one.arrays)[0].shape, seed=2))
        gradients = T.Lop(y, wrt, cotangent, disconnected_inputs="ignore")
        assert [g.dtype for g in gradients] == [x.dtype if x.type.inexact else np.float64 for x in wrt]
        results.append(run(xs, gradients, one.arrays))
        tolerance = (
            max(tolerance, 4 * float(np.finfo(y.dtype).eps)) if y.type.inexact else tolerance
        )  # sin(bool): float16
    assert_close(*results, tolerance)


@named([e for e in DIFFERENTIABLE if inexact(e.arrays)])
def test_derivative_by_float32_is_float32(example: Example) -> None:
    narrow = example.with_dtype("float32")
    xs = narrow.variables()
    y = narrow.build(*xs)[0]
    wrt = [xs[i] for i in smooth(narrow) if xs[i].dtype == np.float32]
    if not wrt or not y.type.inexact:
        return
    gradients = T.Lop(y, wrt, T.zeros_like(y), disconnected_inputs="ignore")
    tangent = T.Rop(y, wrt, wrt, disconnected_outputs="ignore")
    assert tangent.dtype == y.dtype
    for x, g, value in zip(wrt, gradients, run(xs, gradients, narrow.arrays), strict=True):
        assert g.dtype == value.dtype == x.dtype


# ------------------------------------------------------------------------------------------------- stacks, optimisation


def _subsets(count: int) -> list[tuple[int, ...]]:
    alone = [(i,) for i in range(count)]
    return alone if count < 2 else [*alone, tuple(range(count))]


@named(ALL)
def test_form_on_stacks_is_that_of_a_loop(example: Example) -> None:
    xs = example.variables()
    outputs = example.build(*xs)
    count = 3
    for chosen in _subsets(len(xs)):
        stacks = {xs[i]: Variable(TensorType(xs[i].dtype, (count, *xs[i].dimensions)), f"s{i}") for i in chosen}
        try:
            found = push_batch(outputs, stacks, T.constant(count))
        except NotBatchableError:
            continue
        given = {i: stack_of(example.arrays[i], count) for i in chosen}
        inputs = [stacks.get(x, x) for x in xs]
        got = run(inputs, found, [given.get(i, a) for i, a in enumerate(example.arrays)])
        f = T.function(list(xs), list(outputs), mode="raw", on_unused_input="ignore")
        rows = [f(*(given[i][row] if i in given else a for i, a in enumerate(example.arrays))) for row in range(count)]
        for number, stack in enumerate(got):
            expected = np.stack([row[number] for row in rows])
            assert stack.shape == expected.shape
            np.testing.assert_allclose(stack, expected, rtol=1e-12, atol=1e-12)


def stack_of(array: Array, count: int) -> Array:
    """Values like those of an array, in the same domain: its own, rolled along each axis (diagonals stay)."""
    if array.ndim and array.dtype.kind in "fc":
        return np.stack([np.roll(array, (i,) * array.ndim, tuple(range(array.ndim))) for i in range(count)])
    return np.stack([array] * count)


@named(ALL)
def test_optimised_is_raw(example: Example) -> None:
    xs = example.variables(known=False)
    outputs = list(example.build(*xs))
    places = smooth(example) if example.kind is not UndefinedGrad else []
    if places:
        at = run(xs, outputs, example.arrays)
        weights = [T.constant(values(o.shape, 0.5, 1.5)) for o in at]
        outputs += T.Lop(outputs, [xs[i] for i in places], weights, disconnected_inputs="ignore")
    raw, optimised = (run(xs, outputs, example.arrays, mode) for mode in ("raw", "optimised"))
    for a, b in zip(raw, optimised, strict=True):
        assert a.dtype == b.dtype
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-10)
