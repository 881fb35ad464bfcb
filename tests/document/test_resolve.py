"""From documents to snapshots: the gallery whole, and documents with every kind of mistake."""

from __future__ import annotations

import pickle
from dataclasses import fields
from typing import get_args

import numpy as np
import pytest

from explorer.core.pipeline import rules_off
from explorer.document.document import Derivative, DerivativeKind, Document, Random, Typed
from explorer.document.gallery import Entry, find, gallery
from explorer.document.resolve import resolve, views
from explorer.document.snapshot import GraphView, Snapshot

ENTRIES = pytest.mark.parametrize("entry", gallery(), ids=lambda entry: entry.name)
ALWAYS = ("script", "graph", "themes", "steps", "formulas", "values", "profile", "array", "checks", "code", "cards")


@ENTRIES
def test_the_gallery_has_no_mistakes(entry: Entry) -> None:
    snapshot = resolve(entry.document)
    assert snapshot.messages == ()
    assert [name for name in ALWAYS if getattr(snapshot, name) is None and (name, entry.name) != ("array", "")] == []
    assert snapshot.checks is not None
    assert [line for line in snapshot.checks.lines if not line.passed] == []
    assert snapshot.values is not None
    assert snapshot.values.result is not None
    assert np.isfinite(snapshot.values.result).all()
    assert snapshot.steps is not None
    assert snapshot.graph is not None
    assert snapshot.graph.frames == len(snapshot.steps) + 1 == len(snapshot.graph.statistics)
    pickle.dumps([getattr(snapshot, field.name) for field in fields(snapshot)])  # plain data


@ENTRIES
def test_panels_speak_of_the_same_nodes(entry: Entry) -> None:
    snapshot = resolve(entry.document)
    assert snapshot.graph is not None
    assert snapshot.values is not None
    assert snapshot.steps is not None
    assert snapshot.code is not None
    nodes = {node.id: node for node in snapshot.graph.nodes}
    assert set(snapshot.values.values) == set(nodes)
    assert {edge.source for edge in snapshot.graph.edges} | {edge.target for edge in snapshot.graph.edges} <= set(nodes)
    assert {id for id in snapshot.code.nodes if id >= 0} <= set(nodes)
    assert len(snapshot.code.nodes) == snapshot.code.source.count("\n")
    for step in snapshot.steps:
        # Where a step replaced something; a constant stands in a label and has no node.
        if step.at in nodes:
            assert any(first <= step.index - 1 <= last for first, last in nodes[step.at].frames), step
    last = snapshot.graph.frames - 1
    outputs = [n for n in nodes.values() if n.output and any(a <= last <= b for a, b in n.frames)]
    assert len(outputs) <= 1
    for node in outputs:
        np.testing.assert_allclose(snapshot.values.values[node.id], snapshot.values.result, rtol=1e-12)


@ENTRIES
def test_the_views_are_those_of_the_snapshot(entry: Entry) -> None:
    names = [name for name, _ in views(entry.document)]
    assert set(names) <= {field.name for field in fields(Snapshot)}
    assert names[:2] == ["script", "messages"]
    assert names.index("formulas") < names.index("graph") < names.index("values") < names.index("checks")
    assert names[-1] == "timings"


def test_stages_are_told_in_order() -> None:
    stages: list[str] = []
    for _ in views(find("gradient").document, stages.append):
        pass
    assert [*dict.fromkeys(stages)] == ["read", "derive", "rewrite", "layout", "run", "typeset"]


def test_what_a_stage_raises_ends_the_work() -> None:
    class Enough(BaseException):
        pass

    def stop(stage: str) -> None:
        if stage == "layout":
            raise Enough

    seen = []
    with pytest.raises(Enough):
        seen.extend(name for name, _ in views(find("gradient").document, stop))


def test_the_first_program() -> None:
    snapshot = resolve(find("gradient").document)
    assert snapshot.script is not None
    assert snapshot.formulas is not None
    assert snapshot.script.title == "∇ y by x"
    assert snapshot.script.target == "gy"
    assert [(one.name, one.source) for one in snapshot.script.inputs] == [("x", "line 10")]
    assert snapshot.script.output.splitlines()[1:] == ["8.0", "(TensorConstant{2.0} * x)"]
    before, after = snapshot.formulas[0], snapshot.formulas[-1]
    assert before.theano == snapshot.script.output.splitlines()[0]
    assert after.theano == "(TensorConstant{2.0} * x)"
    assert after.frame == len(snapshot.steps or ())
    assert "<svg" in before.picture
    assert before.width > after.width


@pytest.mark.parametrize(
    ("name", "kind", "title", "matrix", "structure"),
    [
        ("jacobian", "jacobian", "J = jacobian(y, x)", [[8, 0], [0, 8]], "8 times the identity"),
        ("hessian", "hessian", "H = hessian(cost, x)", [[2, 0], [0, 2]], "2 times the identity"),
        ("rop", "jacobian", "Jacobian of y by W", [[0, 0, 1, 0], [0, 0, 0, 1]], "1 diagonal"),
        ("7", "hessian", "Hessian of y by x", [[2, 0], [0, 2]], "2 times the identity"),
    ],
)
def test_matrices_of_the_tutorial(name: str, kind: str, title: str, matrix: list[list[float]], structure: str) -> None:
    array = resolve(find(name).document).array
    assert array is not None
    assert (array.kind, array.title, array.structure) == (kind, title, structure)
    np.testing.assert_array_equal(array.matrix, matrix)


@pytest.mark.parametrize(
    ("name", "kind", "vector", "product"),
    [
        ("rop", "rop", "V", [2, 2]),
        ("lop", "lop", "v", [[0, 0], [2, 2]]),
        ("7", "hessian-vector", "v", [4, 4]),
    ],
)
def test_products_of_the_tutorial(name: str, kind: str, vector: str, product: object) -> None:
    view = resolve(find(name).document).product
    assert view is not None
    assert (view.kind, view.vector_name, view.vector_input) == (kind, vector, vector)
    np.testing.assert_array_equal(view.product, np.array(product))
    assert view.largest_difference == 0


def test_a_loop_of_rows_that_are_no_gradients_is_no_jacobian() -> None:
    loop = "scan(lambda i, y, x: y[i] * x, sequences=arange(y.shape[0]), non_sequences=[y, x])"
    text = f"x = dvector('x')\ny = x ** 2\nR, _ = {loop}"
    snapshot = resolve(Document(text=text, values={"x": Typed("[1, 2]")}))
    assert snapshot.script is not None
    assert snapshot.script.target == "R"
    assert "Jacobian" not in snapshot.script.title
    assert snapshot.array is None or snapshot.array.kind == "value"


def test_rosenbrock_has_three_diagonals() -> None:
    array = resolve(find("rosenbrock").document).array
    assert array is not None
    assert array.structure == "3 diagonals, symmetric"
    assert array.matrix.shape == (12, 12)


SCRIPT = "A: real[m, n]\nx: real[n]\ny = tanh(A @ x)\nloss = sum(y ** 2)\n"


@pytest.mark.parametrize("kind", get_args(DerivativeKind))
@pytest.mark.parametrize("target", ["y", "loss"])
def test_every_derivative_of_a_named_expression(kind: DerivativeKind, target: str) -> None:
    document = Document(SCRIPT).edit(target=target, derivative=Derivative(kind, "x"))
    snapshot = resolve(document)
    assert snapshot.script is not None
    assert snapshot.graph is not None
    if target == "y" and kind in ("gradient", "hessian", "hessian-vector"):
        (message,) = snapshot.messages
        assert "of a single number" in message.text
        assert message.span is not None
        assert message.span.line == 3
        assert "sum(y)" in message.hint
        return
    assert snapshot.messages == ()
    if kind != "none":
        assert snapshot.checks is not None
        assert all(line.passed for line in snapshot.checks.lines), snapshot.checks
    if kind in ("rop", "lop", "hessian-vector"):
        assert snapshot.product is not None
        assert snapshot.product.vector_input is None
        assert snapshot.product.largest_difference < 1e-12
    if kind in ("jacobian", "hessian"):
        assert snapshot.array is not None
        assert snapshot.array.kind == kind


def test_the_vector_of_a_product_can_be_typed() -> None:
    document = Document(SCRIPT).edit(target="y", derivative=Derivative("rop", "x", Typed("1 0 0")))
    product = resolve(document).product
    assert product is not None
    np.testing.assert_array_equal(product.vector, [1, 0, 0])
    (message,) = resolve(document.edit(derivative=Derivative("rop", "x", Typed("1 0 x")))).messages
    assert "'x' is not a number" in message.text


def test_a_value_changes_numbers_and_nothing_else() -> None:
    first = resolve(Document(SCRIPT))
    second = resolve(Document(SCRIPT).with_value("x", Random(99)))
    assert first.graph is second.graph
    assert first.formulas is second.formulas
    assert first.values is not None
    assert second.values is not None
    assert first.values.result != second.values.result


def test_rules_can_be_left_off() -> None:
    document = find("gradient").document
    all_on = resolve(document)
    assert all_on.steps is not None
    rule = all_on.steps[0].rule
    steps = resolve(document.edit(rules_off=frozenset({rule}))).steps
    assert steps is not None
    assert rule not in {step.rule for step in steps}


SQUARES = "x: real\ny: real\nf = (x + y) ** 2 - (x - y) ** 2\n"


def test_a_shorter_form_is_searched_for_on_request() -> None:
    plain, searched = resolve(Document(SQUARES)), resolve(Document(SQUARES).edit(search=True))
    assert plain.steps == ()
    assert searched.steps is not None
    (step,) = searched.steps
    assert (step.rule, step.searched, step.nodes_fewer) == ("shorter form", True, 4)
    assert step.caption.startswith("by difference of squares, collect terms (2 ×)")
    assert step.after in {"4.0 * x * y", "4 * x * y"}
    assert step.unsafe.startswith("assumes ")
    assert step.rule_picture.startswith("<svg")
    assert searched.messages == plain.messages


def test_themes_hold_all_rules_that_may_be_left_off() -> None:
    themes = resolve(find("gradient").document).themes
    assert themes is not None
    assert {rule for theme in themes for rule in theme.rules} | {"shorter form"} == rules_off("-all")
    assert {rule for theme in themes for rule in theme.unsafe} == rules_off("safe")
    steps = resolve(find("gradient").document.edit(rules_off=rules_off("-all"))).steps
    assert steps is not None
    assert {step.rule for step in steps} <= {"normal form"}  # factors and terms are always put in order


def test_a_mistake_keeps_what_stands_before_it() -> None:
    snapshot = resolve(Document("x: real\ny = x ** 2\ng = grad(y, x)\nz = nonsense(x)\n"))
    (message,) = snapshot.messages
    assert message.severity == "error"
    assert message.span is not None
    assert (message.span.line, message.span.column) == (4, 4)
    assert snapshot.script is not None
    assert snapshot.script.target == "g"
    assert isinstance(snapshot.graph, GraphView)


def test_a_target_that_is_gone_is_told() -> None:
    snapshot = resolve(Document("x: real\ny = x ** 2\n").edit(target="z"))
    assert [message.severity for message in snapshot.messages] == ["warning"]
    assert snapshot.script is not None
    assert snapshot.script.target == "y"


def test_a_value_that_does_not_fit_is_told_and_the_rest_is_shown() -> None:
    snapshot = resolve(Document(SCRIPT).with_value("x", Typed("[1, 2")))
    assert [message.text for message in snapshot.messages] == ["x: '[' is never closed (character 1)"]
    assert snapshot.script is not None
    assert [one.error for one in snapshot.script.inputs] == ["", "'[' is never closed (character 1)"]
    assert snapshot.values is not None


def test_a_function_that_fails_when_it_runs_is_told() -> None:
    snapshot = resolve(Document("x = dvector('x')\nf = function([x], x[5])\nprint(f([1]))\n"))
    assert snapshot.script is not None
    assert any(message.severity == "error" for message in snapshot.messages)


def test_rewriting_that_fails_leaves_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("rewriting does not end")

    monkeypatch.setattr("explorer.document.work.optimize_all", fail)
    snapshot = resolve(Document("x: real\ny = x ** 2 + 5\ng = grad(y, x)\n# another text\n"))
    assert any("rewriting does not end" in message.text for message in snapshot.messages)
    assert snapshot.steps == ()
    assert snapshot.graph is not None
    assert snapshot.values is not None


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing", "x: real", "1 + 1", "print('hello')", "x = 3"])
def test_scripts_without_an_expression(text: str) -> None:
    snapshot = resolve(Document(text))
    assert snapshot.messages == ()
    assert snapshot.script is not None
    assert snapshot.script.target is None
    assert snapshot.graph is None


@pytest.mark.parametrize("name", ["gradient", "hessian", "logistic_regression"])
def test_no_beginning_of_a_script_breaks_anything(name: str) -> None:
    """People type letter by letter."""
    document = find(name).document
    for length in range(0, len(document.text), 11):
        snapshot = resolve(document.edit(text=document.text[:length]))
        assert snapshot.script is not None
        assert not any("made a mistake" in message.text for message in snapshot.messages), document.text[:length]


def test_a_graph_that_is_huge_when_written_out() -> None:
    text = "x: real\ny = x\nfor i in range(60):\n    y = y * y + x\n"
    snapshot = resolve(Document(text))
    assert snapshot.messages == ()
    assert snapshot.formulas is not None
    assert len(snapshot.formulas[0].plain) < 100_000


def test_many_steps_leave_before_and_after() -> None:
    terms = "\n".join(f"y = log(exp(y)) + {number} * x ** 2 / x" for number in range(60))
    snapshot = resolve(Document(f"x: real\ny = x\n{terms}\n"))
    assert snapshot.graph is not None
    assert snapshot.steps is not None
    assert len(snapshot.steps) > 60
    assert snapshot.graph.frames == 2
    assert "only before and after" in snapshot.graph.note
