"""The sweeps of what is looked at: every program of the gallery, with the numbers of the derivative itself."""

import numpy as np
import pytest

from explorer.document.document import Derivative, Document
from explorer.document.gallery import gallery
from explorer.document.resolve import resolve
from explorer.document.snapshot import Message, SweepView
from explorer.document.sweep import MOST_OPERATIONS, MOST_PATHS

ENTRIES = gallery()


def swept(text, **choices):
    return resolve(Document(text, looking="sweep").edit(**choices))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_program_of_the_gallery_has_its_sweeps(entry):
    snapshot = resolve(entry.document.edit(looking="sweep"))
    sweep = snapshot.sweep
    assert isinstance(sweep, SweepView), snapshot.messages
    nodes = {node.id for node in sweep.graph.nodes}
    assert {line.node for line in (*sweep.reverse, *sweep.forward)} <= nodes
    assert {node for path in sweep.paths for node in path.nodes} <= nodes
    edges = {(edge.source, edge.target, edge.operand) for edge in sweep.graph.edges}
    used = {(line.node, line.via, line.operand) for line in sweep.reverse if line.operand >= 0}
    assert used <= edges
    assert sweep.derivative is not None
    last = [line for line in sweep.reverse if line.node == sweep.variable][-1]
    np.testing.assert_array_equal(last.value, sweep.derivative)


def test_the_numbers_are_those_of_the_gradient():
    snapshot = swept("x: real\ny: real\nf = sin(x * y) + x ** 2\ng = grad(f, x)\n")
    sweep = snapshot.sweep
    assert isinstance(sweep, SweepView)
    assert snapshot.values is not None
    np.testing.assert_allclose(sweep.derivative, snapshot.values.result, rtol=1e-15)
    assert sweep.title == "f by x"
    assert sweep.path_count == len(sweep.paths) == 2
    shares = [path.cotangents[0] for path in sweep.paths]
    np.testing.assert_allclose(sum(shares), sweep.derivative, rtol=1e-15)
    for path in sweep.paths:
        np.testing.assert_allclose(np.prod(path.partials), path.cotangents[0], rtol=1e-15)
    assert [line.first for line in sweep.reverse if line.node == sweep.variable] == [True, False]


def test_forward_mode_moves_along_the_vector_of_an_r_op_and_reverse_mode_starts_from_that_of_an_l_op():
    text = "x: real[n]\nW: real[m, n]\ny = tanh(W @ x)\n"
    forward = swept(text, derivative=Derivative("rop", "x"))
    assert isinstance(forward.sweep, SweepView)
    assert (forward.sweep.direction, forward.sweep.seed) == ("v", "ones")
    assert forward.values is not None
    moved = [line for line in forward.sweep.forward if line.node == forward.sweep.output and line.part == "tangent"]
    np.testing.assert_allclose(moved[-1].value, forward.values.result, rtol=1e-14)
    back = swept(text, derivative=Derivative("lop", "x"))
    assert isinstance(back.sweep, SweepView)
    assert back.sweep.seed == "v"
    assert back.values is not None
    np.testing.assert_allclose(back.sweep.derivative, back.values.result, rtol=1e-14)


def test_an_expression_that_is_no_derivative_is_swept_by_its_first_variable():
    sweep = swept("n: int\nx: real[3]\ny = sum(x ** n)\n").sweep
    assert isinstance(sweep, SweepView)
    assert sweep.title == "y by x"


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("a = sum(ones((3,)))\n", "a depends on no variable", "computed from a variable"),
        (
            "x: real\ny = x\n" + "y = sin(y) + 1\n" * (MOST_OPERATIONS // 2 + 1),
            f"{2 * (MOST_OPERATIONS // 2 + 1)} operations are too many",
            "name of its own",
        ),
    ],
)
def test_where_there_is_no_sweep_it_says_why(text, says, hint):
    sweep = swept(text).sweep
    assert isinstance(sweep, Message)
    assert says in sweep.text
    assert hint in sweep.hint


def test_paths_beyond_counting_are_counted():
    sweep = swept("x: real\ny = x\n" + "y = y * y\n" * 40 + "g = grad(y, x)\n").sweep
    assert isinstance(sweep, SweepView)
    assert sweep.path_count == 2**40
    assert len(sweep.paths) == MOST_PATHS


def test_what_is_not_looked_at_is_not_computed():
    assert resolve(Document("x: real\ny = x ** 2\n")).sweep is None


def test_what_no_derivative_passes_ends_the_sweep():
    sweep = swept("x: real\nk = floor(x) + 1\n").sweep
    assert isinstance(sweep, SweepView)
    assert [line.letter for line in sweep.reverse if line.part == "cotangent"] == ["k̄", "v̄1"]
    assert (sweep.path_count, sweep.derivative) == (0, None)
