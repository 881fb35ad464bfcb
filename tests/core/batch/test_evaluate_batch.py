"""Many calls at once are what single calls are, in each form of inputs and outputs."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.evaluate import threads as own_threads
from explorer.core.evaluate.batch.batched import batched
from explorer.core.evaluate.batch.plan import Batch
from tests.core.catalogue import examples
from tests.core.random.strategy import Program, programs
from tests.core.test_catalogue import stack_of

ROWS = 5
ONE_OF_EACH = {e.kind: e for e in examples() if e.arrays and e.arrays[0].dtype == np.float64}


@pytest.fixture(scope="module")
def threads():
    with ThreadPoolExecutor(2) as executor:
        yield executor


def differing(array, row):
    """A value like that of a program, another one in each row."""
    return array * (1 + row / 64) if array.dtype.kind in "fc" else array


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(programs(5, 30), st.data())
def test_random_programs_are_what_single_calls_are(program: Program, data):
    assume(program.inputs)
    on = data.draw(st.lists(st.booleans(), min_size=len(program.inputs), max_size=len(program.inputs)).filter(any))
    f = T.function(list(program.inputs), {"cost": program.cost, "part": program.parts[0]})
    stacks = [np.stack([differing(a, row) for row in range(ROWS)]) for a in program.arrays]
    inputs = [s if stacked else s[0] for s, stacked in zip(stacks, on, strict=True)]
    found = T.evaluate_batch(f, inputs, chunk=data.draw(st.integers(1, ROWS + 1)))
    rows = [f(*(s[row] if stacked else s[0] for s, stacked in zip(stacks, on, strict=True))) for row in range(ROWS)]
    single = "float32" in {str(x.dtype) for x in program.inputs} or "complex64" in {
        str(x.dtype) for x in program.inputs
    }
    for name, stack in found.items():
        expected = np.stack([row[name] for row in rows])
        assert stack.dtype == expected.dtype
        np.testing.assert_allclose(stack, expected, rtol=1e-3 if single else 1e-7, atol=1e-3 if single else 1e-7)


@pytest.mark.parametrize("example", ONE_OF_EACH.values(), ids=str)
def test_every_operation_is_what_single_calls_are(example):
    xs = example.variables()
    f = T.function(list(xs), list(example.build(*xs)), mode="raw", on_unused_input="ignore")
    stack = stack_of(example.arrays[0], 3)
    found = T.evaluate_batch(f, [stack, *example.arrays[1:]])
    for number, result in enumerate(found):
        expected = [f(row, *example.arrays[1:])[number] for row in stack]
        assert result.dtype == f.outputs[number].dtype
        np.testing.assert_allclose(result, np.stack(expected), rtol=1e-12, atol=1e-12)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(programs(5, 20), st.integers(1, 4))
def test_chunks_give_the_same_bytes_on_an_executor(threads, program: Program, chunk):
    assume(program.inputs)
    f = T.function(list(program.inputs), [program.cost, *program.parts])
    stacks = [np.stack([differing(a, row) for row in range(ROWS)]) for a in program.arrays]
    here = T.evaluate_batch(f, stacks, chunk=chunk)
    there = T.evaluate_batch(f, stacks, chunk=chunk, executor=threads)
    assert [a.tobytes() for a in here] == [b.tobytes() for b in there]


def test_inputs_go_in_order_by_name_or_by_variable():
    x, y = T.dvector("x"), T.dscalar("y")
    f = T.function([x, y], T.sum(x) * y)
    xs, ys = np.arange(6.0).reshape(3, 2), np.array([1.0, 2.0, 3.0])
    expected = [1.0, 10.0, 27.0]
    assert T.evaluate_batch(f, [xs, ys]).tolist() == expected
    assert T.evaluate_batch(f, {"y": ys, "x": xs}).tolist() == expected
    assert T.evaluate_batch(f, {x: xs, y: ys}).tolist() == expected
    assert T.evaluate_batch(f, (xs, 2)).tolist() == [2.0, 10.0, 18.0]
    assert T.evaluate_batch(f, [xs.tolist(), [1, 2, 3]]).tolist() == expected
    assert T.evaluate_batch(f, [[xs[0], xs[1], xs[2]], 1.0]).tolist() == [1.0, 5.0, 9.0]
    assert T.evaluate_batch(f, [np.asfortranarray(xs), ys[::1]]).tolist() == expected


def test_values_are_cast_as_the_function_casts_its_arguments():
    x = T.fscalar("x")
    with pytest.raises(T.DTypeError, match="x is float32"):
        T.evaluate_batch(T.function([x], x * 2), [np.ones(3)])
    found = T.evaluate_batch(T.function([x], x * 2, allow_input_downcast=True), [np.ones(3)])
    assert found.dtype == np.float32
    assert T.evaluate_batch(T.function([x], x * 2), [[0.5, 1.5]]).tolist() == [1.0, 3.0]


def test_strides_change_no_bit(threads):
    a, x = T.dmatrix("A"), T.dvector("x")
    f = T.function([a, x], a @ T.sin(x))
    matrix, xs = np.random.default_rng(0).standard_normal((31, 17)), np.random.default_rng(1).standard_normal((9, 17))
    expected = T.evaluate_batch(f, [matrix, xs], chunk=4)
    wide = np.zeros((9, 34))
    wide[:, ::2] = xs
    for strided in (np.asfortranarray(matrix), np.repeat(matrix, 2, axis=1)[:, ::2]):
        for executor in (None, threads):
            found = T.evaluate_batch(f, [strided, wide[:, ::2]], executor, chunk=4)
            assert found.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    ("outputs", "read"),
    [
        (lambda x: x + 1, lambda r: [r]),
        (lambda x: [x + 1, x > 0], lambda r: r),
        (lambda x: {"a": x + 1, "b": x * 2}, lambda r: [r["a"], r["b"]]),
    ],
    ids=["one", "list", "dict"],
)
def test_outputs_have_the_form_of_the_functions(outputs, read):
    x = T.dvector("x")
    f = T.function([x], outputs(x))
    found, expected = read(T.evaluate_batch(f, [np.ones((4, 3))])), read(f(np.ones(3)))
    assert [r.shape for r in found] == [(4, *r.shape) for r in expected]
    assert [r.dtype for r in found] == [r.dtype for r in expected]


def test_a_function_of_no_outputs_gives_none():
    x = T.dscalar("x")
    assert T.evaluate_batch(T.function([x], [], on_unused_input="ignore"), [np.ones(3)]) == []


@pytest.mark.parametrize("executor", [None, "threads"])
def test_no_rows_have_the_right_shapes(executor, request):
    x, a = T.fvector("x"), T.dmatrix("A")
    f = T.function([x, a], [T.sum(x), T.outer(x, x), T.linalg.inv(a), x > 0])
    where = request.getfixturevalue("threads") if executor else None
    found = T.evaluate_batch(f, [np.zeros((0, 3), "float32"), np.zeros((0, 2, 2))], executor=where)
    assert [(r.shape, str(r.dtype)) for r in found] == [
        ((0,), "float32"), ((0, 3, 3), "float32"), ((0, 2, 2), "float64"), ((0, 3), "bool"),
    ]  # fmt: skip


def test_what_has_no_form_on_stacks_is_computed_row_by_row():
    n, x = T.lscalar("n"), T.dvector("x")
    f = T.function([n, x], T.sum(x[:n]))
    assert batched(f, (True, True)) is None
    assert batched(f, (False, True)) is not None
    assert T.evaluate_batch(f, [np.array([0, 1, 2]), np.ones((3, 2))]).tolist() == [0.0, 1.0, 2.0]


def test_the_function_of_stacks_is_made_once():
    x, y = T.dscalars("x", "y")
    f = T.function([x, y], x * y)
    assert batched(f, (True, False)) is batched(f, (True, False))
    assert batched(f, (True, False)) is not batched(f, (True, True))
    assert Batch(f, [np.ones(2), 1.0]).f is Batch(f, [np.ones(3), 1.0]).f


def test_results_of_different_shapes_are_told_by_row():
    n = T.lscalar("n")
    f = T.function([n], T.arange(n) * 1.0)
    with pytest.raises(T.BatchError, match=r"row 2: a result of shape \(4,\), in other rows \(3,\)"):
        T.evaluate_batch(f, [np.array([3, 3, 4])])
    with pytest.raises(T.ShapeError, match="there is no row"):
        T.evaluate_batch(f, [np.zeros(0, int)])


def test_shared_variables_have_the_value_they_have_now(threads):
    w, x = T.shared(2.0, "w"), T.dscalar("x")
    f = T.function([x], w * x)
    assert T.evaluate_batch(f, [np.ones(2)]).tolist() == [2.0, 2.0]
    w.set_value(3.0)
    assert T.evaluate_batch(f, [np.ones(2)]).tolist() == [3.0, 3.0]
    assert T.evaluate_batch(f, [np.ones(2)], executor=threads).tolist() == [3.0, 3.0]


def test_functions_with_updates_are_no_batch():
    w, x = T.shared(2.0, "w"), T.dscalar("x")
    f = T.function([x], w * x, updates=[(w, w + 1)])
    with pytest.raises(TypeError, match="gives w a new value at each call"):
        T.evaluate_batch(f, [np.ones(2)])


@pytest.mark.parametrize("mode", ["numpy", "fused"])
@pytest.mark.parametrize("rows", [70_001, 131_072, 200_003])
def test_how_many_threads_there_are_changes_no_bit(monkeypatch, mode, rows):
    """A worker beside others has fewer than a process alone: see `explorer.core.evaluate.threads.use_threads`."""
    x, y = T.dscalars("x", "y")
    f = T.function([x, y], T.exp(-x * y) * T.sin(3 * x + y) + T.log(1 + y * y) * T.tanh(x), mode=mode)
    xs, ys = np.random.default_rng(rows).standard_normal((2, rows))
    found = []
    monkeypatch.setattr(own_threads, "cpu_count", lambda: 8)
    for count in (1, 2, 3, 8):
        monkeypatch.setattr(own_threads, "_allowed", count)
        found.append(T.evaluate_batch(f, [xs, ys], chunk=rows).tobytes())
    assert len(set(found)) == 1


def test_functions_with_sparse_outputs_are_no_batch():
    x = T.dvector("x")
    f = T.function([x], T.jacobian(x**2, x), sparse=True)
    with pytest.raises(TypeError, match="sparse arrays have no stacks"):
        T.evaluate_batch(f, [np.ones((2, 3))])


@pytest.mark.parametrize("mode", [None, "numpy", "fused", "raw"])
def test_no_call_before_changes_a_bit(mode):
    """Tiers that take over, numbers on Python's floats and machine code, round in their own ways."""
    n, x = T.lscalar("n"), T.dscalar("x")
    alone = T.sum(T.sin(T.arange(n) * x)) ** T.tanh(x)
    cases = [([x], T.exp(T.sin(x)) ** T.tanh(x), [np.linspace(0.1, 9, 40)])]
    cases.append(([n, x], alone, [np.arange(40) % 5 + 1, np.linspace(0.1, 9, 40)]))
    for inputs, output, values in cases:
        f = T.function(inputs, output, mode=mode)
        first = T.evaluate_batch(f, values, chunk=3, on_error="nan")
        for _ in range(30):
            f(*(value[0] for value in values))
        assert T.evaluate_batch(f, values, chunk=3, on_error="nan").tobytes() == first.tobytes()
        for row in range(0, 40, 3):
            part = T.evaluate_batch(f, [value[row : row + 3] for value in values], on_error="nan")
            assert part.tobytes() == first[row : row + 3].tobytes()


@pytest.mark.parametrize(
    ("inputs", "error", "says"),
    [
        ([np.ones((3, 2))], TypeError, "takes 2 values"),
        ([np.ones(2), 1.0], T.ShapeError, "there is no stack"),
        ([np.ones((3, 2)), np.ones(4)], T.ShapeError, "x has 3 rows, y has 4"),
        ([np.ones((3, 2, 1)), 1.0], T.ShapeError, r"x has 1 axes, .* or 2 as a stack of rows, and the value has 3"),
        ([[np.ones(2), np.ones(3)], 1.0], T.ShapeError, r"row 0 is \(2,\), row 1 is \(3,\)"),
        ([np.ones((3, 2)) * 1j, 1.0], T.DTypeError, "x is float64"),
        ({"x": np.ones((3, 2))}, TypeError, "no value for y"),
        ({"x": np.ones((3, 2)), "y": 1, "z": 2}, TypeError, "no input is called z"),
        (np.ones((3, 2)), TypeError, "a list in the order of the arguments, or a dict"),
        ([np.ones((3, 2)), np.ones((2, 3))], T.ShapeError, "y has 0 axes"),
    ],
)
def test_inputs_that_do_not_fit_are_told(inputs, error, says):
    x, y = T.dvector("x"), T.dscalar("y")
    with pytest.raises(error, match=says):
        T.evaluate_batch(T.function([x, y], T.sum(x) * y), inputs)


def test_sizes_that_do_not_fit_are_told_before_anything_is_computed():
    x, y = T.dvectors("x", "y")
    with pytest.raises(T.ShapeError, match="needs"):
        T.evaluate_batch(T.function([x, y], x + y), [np.ones((4, 2)), np.ones((4, 3))])
    with pytest.raises(T.ShapeError, match="needs"):  # as in a single call, an unknown 1 does not broadcast
        T.evaluate_batch(T.function([x, y], x + y), [np.ones((4, 2)), np.ones((4, 1))])


def test_other_arguments_are_checked():
    x = T.dscalar("x")
    f = T.function([x], x)
    with pytest.raises(ValueError, match="on_error is one of 'raise', 'nan', 'collect'"):
        T.evaluate_batch(f, [np.ones(2)], on_error="ignore")
    with pytest.raises(ValueError, match="a chunk has a row at least"):
        T.evaluate_batch(f, [np.ones(2)], chunk=0)
    with pytest.raises(TypeError, match=r"made by T\.function"):
        T.evaluate_batch(x + 1, [np.ones(2)])


def test_progress_is_told_after_each_chunk_and_may_end_it(threads):
    x = T.dscalar("x")
    f = T.function([x], x * 2)
    for executor in (None, threads):
        told = []
        T.evaluate_batch(f, [np.ones(10)], executor, chunk=4, progress=lambda *at, told=told: told.append(at))
        assert [total for _, total in told] == [10] * 3
        assert told[-1] == (10, 10)
        with pytest.raises(T.BatchCancelledError, match="of 10 rows"):
            T.evaluate_batch(f, [np.ones(10)], executor, chunk=4, progress=lambda *_: False)
        with pytest.raises(ZeroDivisionError):
            T.evaluate_batch(f, [np.ones(10)], executor, chunk=4, progress=lambda *_: 1 / 0)


def test_chunks_are_as_many_rows_as_stay_near():
    x = T.dvector("x")
    f = T.function([x], T.sum(T.sin(x) * x))
    small, large = (Batch(f, [np.zeros((10**6, n))]).chunk for n in (2, 200))
    assert 10 < large < small < 10**6
    assert Batch(f, [np.zeros((2, 10**7))]).chunk == 1
