"""Traces of a derivative are the derivative: line by line, and path by path, on random programs."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.derive.forward import push_forward
from explorer.core.derive.reverse import pull_back
from explorer.core.derive.traces import Letters, cotangent_trace, evaluation, routes, tangent_trace
from explorer.core.expr import Constant
from explorer.core.graph import applies, leaves, replace
from tests.core.random.strategy import seeded

PROGRAMS = 150
MOST = 200  # paths that are added up


def differentiable(seed):
    program = seeded(seed)
    return program, [x for x in program.inputs if x.dtype.kind in "fc"]


def evaluated(program, expressions):
    f = T.function(list(program.inputs), expressions, mode="raw", on_unused_input="ignore")
    return f(*program.arrays)


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_traces_are_the_sweeps(seed):
    program, inputs = differentiable(seed)
    cost = program.cost
    letters = Letters([cost], {})
    one = T.ones_like(cost)
    for x in inputs:
        (expected,) = pull_back({cost: one}, [x])
        arrived = [line.total for line in cotangent_trace({cost: one}, [x], letters) if line.of is x]
        assert (arrived[-1] if arrived else None) is expected
        direction = T.ones_like(x)
        (moved,) = push_forward([cost], {x: direction})
        tangents = {line.of: line.total for line in tangent_trace([cost], {x: direction}, letters)}
        assert tangents.get(cost) is moved


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_lines_put_together_are_what_the_trace_says(seed):
    """What stands in letters becomes, with each letter replaced by what its lines made it, the expression itself."""
    program, inputs = differentiable(seed)
    cost, x = program.cost, (inputs or [None])[0]
    if x is None:
        pytest.skip("nothing in it can be differentiated by")
    letters = Letters([cost], {})
    known = {letters[e]: e for node in applies([cost]) for e in (*node.inputs, *node.outputs)}
    for line in evaluation([cost], letters):
        assert replace([line.rule], known) == [line.of]
    so_far = dict(known)
    for line in tangent_trace([cost], {x: T.ones_like(x)}, letters):
        agree(program, line, so_far)
        so_far[letters.dotted(line.of, line.total)] = line.total
    so_far = dict(known)
    for line in cotangent_trace({cost: T.ones_like(cost)}, [x], letters):
        agree(program, line, so_far)
        bar = letters.barred(line.of, line.total)
        assert line.first == (bar not in so_far)
        so_far[bar] = line.total


def agree(program, line, letters):
    (spelt,) = replace([line.rule], letters)
    if spelt is not line.share:  # a rule may look at what its operands are
        a, b = evaluated(program, [spelt, line.share])
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-9)
    assert not set(leaves([line.rule])) - set(letters) - set(program.inputs) - constants(line.rule)


def constants(e):
    return {leaf for leaf in leaves([e]) if isinstance(leaf, Constant)}


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_paths_add_up_to_the_derivative(seed):
    program, inputs = differentiable(seed)
    cost = program.cost
    one = T.ones_like(cost)
    for x in inputs:
        found, count = routes({cost: one}, x, MOST)
        (total,) = pull_back({cost: one}, [x])
        if total is None:
            assert (found, count(cost)) == ([], 0)
            continue
        assert len(found) == min(MOST, count(cost))
        assert len({route.edges for route in found}) == len(found)
        if count(cost) > MOST:
            continue
        parts = [route.cotangents[-1] for route in found]
        whole, *shares = evaluated(program, [total, *parts])
        if not all(np.all(np.isfinite(share)) for share in shares):
            continue
        scale = np.max([np.max(np.abs(share), initial=0.0) for share in shares], initial=1e-300)
        precise = 1e-9 if whole.dtype in ("float64", "complex128") else 1e-3
        assert np.max(np.abs(sum(shares) - whole), initial=0.0) <= precise * scale


def test_paths_are_counted_where_nobody_could_walk_them():
    x = T.dscalar("x")
    y = x
    for _ in range(200):
        y = y * y
    found, count = routes({y: T.ones_like(y)}, x, 7)
    assert count(y) == 2**200
    assert len(found) == 7


def test_letters_are_the_names_that_people_know_and_no_letter_stands_for_two():
    v2, x = T.dscalar("v2"), T.dscalar("x")
    inner = T.sin(x)
    outer = T.exp(inner * v2) + inner
    letters = Letters([outer], {inner: "s"})
    said = [f"{letters[line.of].name} = {T.read(line.rule)}" for line in evaluation([outer], letters)]
    assert said == ["s = sin(x)", "v1 = s * v2", "v3 = exp(v1)", "v4 = v3 + s"]


def test_a_path_leaves_an_operation_of_several_results_by_the_right_one():
    A = T.dmatrix("A")
    sign, logarithm = T.linalg.slogdet(A)
    y = sign * logarithm + logarithm
    found, count = routes({y: T.ones_like(y)}, A, 9)
    assert count(y) == len(found) == 2
    assert {edge.result for route in found for edge in route.edges if edge.node.op.name == "slogdet"} == {1}


def test_an_output_that_is_the_variable_has_one_path_and_no_operation():
    x = T.dscalar("x")
    found, count = routes({x: T.ones_like(x)}, x, 5)
    assert count(x) == 1
    assert [route.edges for route in found] == [()]
