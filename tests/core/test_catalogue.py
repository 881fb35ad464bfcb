"""Every operation against NumPy, on stacks, and optimised with unknown sizes; found by walking the code.

The derivatives are in `test_matrix`.
"""

from collections.abc import Sequence

import numpy as np
import pytest

import explorer.core as T
from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.expr import Expression, Variable
from explorer.core.graph import applies
from explorer.core.op import Elementwise
from explorer.core.ops.stops import UndefinedGrad
from explorer.core.types import TensorType, derivative_dtype, evaluate
from tests.core.catalogue import Example, examples, operations, values
from tests.core.matrix import smooth

ALL = examples()
DTYPES = ("float64", "float32", "int64", "bool", "complex128")

Array = np.ndarray


def run(
    inputs: Sequence[Expression], outputs: Sequence[Expression], arrays: Sequence[Array], mode: str = "raw"
) -> list[Array]:
    return T.function(list(inputs), list(outputs), mode=mode if mode == "raw" else None, on_unused_input="ignore")(
        *arrays
    )


def named(found: Sequence[Example]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("example", found, ids=str)


# ------------------------------------------------------------------------------------------------------------ the list


def test_every_operation_has_an_example() -> None:
    without = (
        {kind.__name__ for kind in operations()} - {e.kind.__name__ for e in ALL} - {"NullGradient"}
    )  # never computed
    assert not without, f"give these an example in a file of tests/core/examples: {sorted(without)}"


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


@named(ALL)
def test_rules_have_something_for_each_operand_and_each_output(example: Example) -> None:
    """For integers, and for operands by which there is no derivative, too: None, or what has the operand's shape."""
    for node in applies(example.build(*example.variables())):
        wanted = node.op.connected(len(node.inputs))
        moved = [Variable(moving(x.type)) if want else None for x, want in zip(node.inputs, wanted, strict=True)]
        seeds = [Variable(moving(e.type)) for e in node.outputs]
        for rule, given, to in (
            (node.op.jvp, (node, moved), node.outputs),
            (node.op.vjp, (node, seeds, wanted), node.inputs),
        ):
            try:
                shares = rule(*given)
            except T.NullTypeGradError:
                continue
            for share, e in zip(shares, to, strict=True):
                assert share is None or share.ndim == e.ndim
                assert share is None or share.dtype == derivative_dtype(e.dtype)


def moving(of: TensorType) -> TensorType:
    """The type of tangents and cotangents."""
    return of.with_dtype(derivative_dtype(of.dtype))


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
    places = smooth(example, xs, outputs) if example.kind is not UndefinedGrad else []
    if places:
        at = run(xs, outputs, example.arrays)
        weights = [T.constant(values(o.shape, 0.5, 1.5)) for o in at]
        outputs += T.Lop(outputs, [xs[i] for i in places], weights, disconnected_inputs="ignore")
    raw, optimised = (run(xs, outputs, example.arrays, mode) for mode in ("raw", "optimised"))
    for a, b in zip(raw, optimised, strict=True):
        assert a.dtype == b.dtype
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-10)
