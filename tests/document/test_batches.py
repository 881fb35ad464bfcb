"""Batches of what a document says: its expressions, its values, and whatever inputs there are."""

import numpy as np
import pytest

import explorer.core as T
from explorer.batch.ranges import Range, Spread, grid, random
from explorer.batch.run import run
from explorer.document.batches import RequestError, request
from explorer.document.document import Derivative, Document, Loaded, Typed

TEXT = """x: real
y: real
a: real[2] = [1, 2]
v: real[n]
z = x**2 * y + sum(a)
g = grad(z, x)
u = sum(sin(v) * x)
"""


def test_the_last_derivative_by_what_it_needs():
    wanted = request(Document(TEXT))
    assert wanted.names == ("g",)
    assert [x.name for x in wanted.function.inputs] == ["x", "y"]  # of the cost, ``a`` too
    assert list(wanted.variables) == ["x", "y", "a", "v"]


def test_named_expressions_on_a_grid_with_the_scripts_own_values():
    inputs = grid({"x": Range(0, 1, 3), "y": Range(1, 2, 2)})
    batch = request(Document(TEXT), ["z", "g"]).batch(inputs, chunk=4)
    (first, second) = batch.parts()
    assert (batch.rows, batch.chunks) == (6, 2)
    values = np.concatenate([first.outputs[0], second.outputs[0]])
    np.testing.assert_allclose(values, inputs["x"] ** 2 * inputs["y"] + 3.0, rtol=1e-15)


def test_inputs_go_before_the_values_of_the_document_and_these_before_the_scripts():
    document = Document(TEXT).with_value("a", Typed("[10, 20]"))
    one = {"x": np.zeros(1), "y": np.zeros(1)}
    for inputs, expected in ((one, 30.0), ({**one, "a": np.array([[1.0, 1.0]])}, 2.0)):
        (part,) = request(document, ["z"]).batch(inputs).parts()
        assert part.outputs[0].tolist() == [expected]


@pytest.mark.parametrize("kind", ["gradient", "jacobian", "hessian", "rop", "lop", "hessian-vector"])
def test_the_derivative_that_is_looked_at(kind):
    document = Document(TEXT).edit(target="u", derivative=Derivative(kind, "v"))
    wanted = request(document)
    given = random({x.name: Spread(shape=(3,) * x.ndim) for x in wanted.function.inputs}, 5)
    (part,) = wanted.batch(given).parts()
    assert part.outputs[0].shape[0] == 5
    assert np.isfinite(part.outputs[0]).all()
    assert len(given) == len(wanted.function.inputs)


def test_rules_that_are_left_out_stay_out():
    (name,) = {step.rule.name for step in request(Document("x: real\ny = log(exp(x))\n")).function.steps[:1]}
    wanted = request(Document("x: real\ny = log(exp(x))\n").edit(rules_off=frozenset([name])))
    assert name not in {step.rule.name for step in wanted.function.steps}


def test_a_run_of_a_document_can_be_cancelled(tmp_path):
    """As a worker of the window would: progress says whether anybody still waits."""
    wanted = request(Document(TEXT), ["z"])
    inputs = random({"x": Spread(), "y": Spread("uniform", 1, 2)}, 1000, seed=3)
    with pytest.raises(T.BatchCancelledError):
        run(wanted.batch(inputs, chunk=10), wanted.names, tmp_path / "z.npy", progress=lambda done, _: done < 500)
    outcome = run(wanted.batch(inputs, chunk=10), wanted.names, tmp_path / "z.npy", resume=True)
    assert outcome.before == 500
    assert np.load(tmp_path / "z.npy", allow_pickle=False).shape == (1000,)


@pytest.mark.parametrize(
    ("document", "outputs", "says"),
    [
        (Document("x: real\n"), None, "no expression to compute"),
        (Document("x: real\ny = x +"), None, "line|syntax|expected"),
        (Document(TEXT), ["w"], "there is no 'w' in the script; there are z, g, u"),
        (Document(TEXT).edit(target="v"), ["v"], "there is no 'v'"),
        (Document(TEXT).with_value("x", Typed("[1,")), None, "x: "),
        (Document(TEXT).with_value("x", Loaded("/nowhere/x.npy")), None, "x: x.npy is not there"),
        (
            Document("v: real[n]\nw = 2 * v\n").edit(derivative=Derivative("gradient")),
            None,
            "a gradient is of a single",
        ),
    ],
)
def test_what_is_not_there_is_told(document, outputs, says):
    with pytest.raises(RequestError, match=says):
        request(document, outputs)


def test_a_variable_without_a_value_is_told():
    with pytest.raises(RequestError, match="y: there is no value, neither among the inputs nor in the script"):
        request(Document(TEXT), ["z"]).batch({"x": np.ones(2)})
