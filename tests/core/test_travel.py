"""Expressions and functions go to other processes and come back the same: as pickles."""

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import explorer.core as T
from explorer.core.expr import Variable
from explorer.core.graph import ancestors, applies, leaves, replace
from explorer.core.inner import InnerFunction
from explorer.core.ops.custom import Custom
from explorer.core.types import Symbol, TensorType, named, sliced, unknown
from tests.core.catalogue import examples
from tests.core.random.strategy import Program, programs

ROOT = Path(__file__).parents[2]


def there_and_back(thing):
    return pickle.loads(pickle.dumps(thing))


def has_rules(example):
    """Whether people gave it derivatives: the examples' are functions in functions, which no pickle takes."""
    node = example.build(*example.variables())[0].owner
    return node is not None and isinstance(node.op, Custom) and (node.op.backward or node.op.forward) is not None


@pytest.mark.parametrize("example", [e for e in examples() if not has_rules(e)], ids=str)
def test_every_operation_comes_back_as_the_same_node(example):
    xs = example.variables()
    outputs = example.build(*xs)
    came, back = there_and_back((xs, outputs))
    assert [x.name for x in came] == [x.name for x in xs]
    assert replace(back, dict(zip(came, xs, strict=True))) == list(outputs)


@pytest.mark.parametrize("example", {example.kind: example for example in examples()}.values(), ids=str)
def test_a_function_of_every_operation_computes_the_same_bytes(example):
    xs = example.variables(known=False)
    f = T.function(list(xs), list(example.build(*xs)), mode="raw", on_unused_input="ignore")
    g = there_and_back(f)
    assert g.source == f.source or example.kind is Custom
    for a, b in zip(f(*example.arrays), g(*example.arrays), strict=True):
        assert a.dtype == b.dtype
        assert a.tobytes() == b.tobytes()


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(programs())
def test_random_programs_come_back(program: Program):
    came, back = there_and_back((program.inputs, program.cost))
    assert T.pp(back, style="let") == T.pp(program.cost, style="let")
    f, g = (T.function(list(xs), cost, mode="raw") for xs, cost in ((program.inputs, program.cost), (came, back)))
    assert f(*program.arrays).tobytes() == g(*program.arrays).tobytes()


def test_variables_are_one_within_a_pickle_and_new_in_the_next():
    x = T.dmatrix("x")
    y, z, again = there_and_back((x, T.exp(x), x))
    assert y is again
    assert leaves([z]) == [y]
    assert y is not x
    assert y.dimensions[0] != x.dimensions[0]
    assert there_and_back(T.constant([1.0, -0.0])) is T.constant([1.0, -0.0])


def test_sizes_stay_what_they_are_to_each_other():
    n, m = named("n"), unknown("m")
    young, old = unknown("young"), unknown("old")
    sizes = (n, m, n * m + 2 * m, sliced(m, 1, None, None), sliced(m, None, -1, None), sliced(n, 1, None, None))
    back = there_and_back((*sizes, old * young, young, old))
    assert back[0] is not n
    assert back[0] == n
    assert back[1] != m
    assert back[2] == back[0] * back[1] + 2 * back[1]
    assert back[3] == back[4] == sliced(back[1], 1, None, None)
    assert back[5] == sizes[5]
    assert back[6] == back[7] * back[8]
    assert isinstance(there_and_back(Symbol("a")), Symbol)


def test_the_older_of_two_sizes_is_the_older_where_they_arrive():
    first, second = unknown("first"), unknown("second")
    x = Variable(TensorType(np.dtype(float), (second,)), "x")
    y = Variable(TensorType(np.dtype(float), (first,)), "y")
    back = there_and_back(x + y)
    assert (x + y).dimensions == (first,)
    assert back.dimensions == leaves([back])[1].dimensions


def test_names_of_results_go_along_and_origins_stay():
    y = T.sin(T.dscalar("x"))
    y.name = "height"
    back = there_and_back(T.grad(y * y, leaves([y])[0]))
    assert "height" in {e.name for e in ancestors([back])}
    assert back.origin is None


def test_shared_variables_bring_their_values():
    w = T.shared(np.array([1.0, 2.0]), "w")
    x = T.dvector("x")
    f = there_and_back(T.function([x], {"y": w * x}, updates=[(w, w + 1)]))
    assert f([1.0, 1.0])["y"].tolist() == [1.0, 2.0]
    assert f([1.0, 1.0])["y"].tolist() == [2.0, 3.0]
    assert w.get_value().tolist() == [1.0, 2.0]


def test_functions_with_derivatives_of_their_own_go_as_what_they_do():
    x = T.dvector("x")
    twice = T.custom_derivative(lambda z: T.sum(2 * z), vjp=lambda inputs, _, g: [g * T.ones_like(inputs[0])])
    inner = T.custom_derivative(lambda z: twice(z) + T.sum(z), vjp=lambda inputs, _, g: [g * inputs[0]])
    steps, _ = T.scan(lambda e: inner(e * x), T.stack([x[0], x[1]]))
    for mode in ("raw", None):
        f = T.function([x], [inner(x), steps, T.grad(inner(x), x)], mode=mode)
        for a, b in zip(f([1.0, 2.0]), there_and_back(f)([1.0, 2.0]), strict=True):
            assert a.tolist() == b.tolist()


@pytest.mark.parametrize("form", ["one", "list", "dict", "none"])
def test_results_have_the_same_form(form):
    x = T.dscalar("x")
    outputs = {"one": x + 1, "list": [x + 1, x * 2], "dict": {"a": x + 1}, "none": None}[form]
    f = T.function([x], outputs, on_unused_input="ignore")
    assert there_and_back(f)(2.0) == f(2.0)


def test_sparse_outputs_stay():
    x = T.dvector("x")
    with pytest.raises(TypeError, match="sparse outputs cannot be pickled"):
        there_and_back(T.function([x], T.jacobian(x**2, x), sparse=True))
    f = T.function([x], T.jacobian(x**2, x))
    assert there_and_back(f)([1.0, 2.0]).tolist() == f([1.0, 2.0]).tolist()


def test_a_long_chain_is_no_deep_pickle():
    x = y = T.dscalar("x")
    for _ in range(30_000):
        y = T.sin(y)
    came, back = there_and_back((x, y))
    assert replace([back], {came: x}) == [y]


def test_another_process_computes_the_same_bytes(tmp_path):
    x, a = T.dvector("x"), T.dmatrix("a")
    f = T.function([x, a], [T.grad(T.sum(T.tanh(a @ x) ** 2), x), T.linalg.solve(a, x)])
    arrays = [np.linspace(-1, 1, 5), np.eye(5) + 0.1]
    (tmp_path / "f").write_bytes(pickle.dumps((f, arrays)))
    program = "import pickle, sys; f, a = pickle.load(sys.stdin.buffer); print([r.tobytes().hex() for r in f(*a)])"
    with (tmp_path / "f").open("rb") as file:
        run = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, stdin=file, capture_output=True, text=True, check=True
        )
    assert run.stdout.strip() == str([r.tobytes().hex() for r in f(*arrays)])


def test_inner_functions_are_equal_where_they_come_back():
    x = T.dscalar("x")
    steps, _ = T.scan(lambda previous: T.sin(previous) * 2.0, outputs_info=x, n_steps=3)
    (function,) = next(functions for node in applies([steps]) if (functions := node.op.functions()))
    back = there_and_back(function)
    assert isinstance(back, InnerFunction)
    assert back == function
