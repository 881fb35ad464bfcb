"""The engine: it ends, keeps values, does not depend on the order of operands, and records what it did."""

import itertools
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.graph import ancestors, applies
from explorer.core.pipeline import optimize_all
from explorer.core.rewrite.engine import Engine, Replay, RewriteLimitError
from explorer.core.rewrite.rule import RuleTable, ruleset
from explorer.core.rules.wilds import x as any_x
from tests.core.random.strategy import seeded
from tests.core.rewrite import random_programs
from tests.core.rewrite.cases import RULES, evaluate
from tests.work import calls

STEPS_PER_NODE = 8
UNSAFE = frozenset(rule.name for one in T.rulesets() for rule in one.rules if rule.unsafe)
seeds = st.integers(0, 2**32)


def some_program(seed, low=5, high=60):
    random = Random(seed)
    return random_programs.program(random.choice, random.randint(low, high))


@pytest.mark.parametrize("part", range(4))
def test_rewriting_ends_within_a_linear_number_of_steps(part):
    for seed in range(part * 500, (part + 1) * 500):
        _, expression = some_program(seed)
        steps = T.optimize(expression).steps
        nodes = len(applies([expression]))
        assert len(steps) <= STEPS_PER_NODE * (nodes + 4), (seed, nodes, len(steps))


def same_numbers(raw, new, seed):
    """NaN for NaN, and equal up to rounding that large numbers on the way may have amplified."""
    raw, new = np.asarray(raw), np.asarray(new)
    assert raw.shape == new.shape
    assert raw.dtype == new.dtype
    assert not (np.isnan(new) & ~np.isnan(raw)).any(), seed
    both = np.isfinite(raw) & np.isfinite(new) & (np.abs(raw) < 1e8)
    scale = max(1.0, float(np.max(np.abs(raw), where=both, initial=0)))
    assert np.allclose(raw[both], new[both], rtol=1e-6, atol=1e-9 * scale), seed


def check_values(inputs, expressions, seed):
    rng = np.random.default_rng(seed)
    after, _ = optimize_all(expressions, UNSAFE)
    for old, new in zip(expressions, after, strict=True):
        assert new.type.fits(old.type)
    for _ in range(2):
        values = random_programs.values(inputs, rng)
        results = evaluate(inputs, [*expressions, *after], values)
        for old, new in zip(results[: len(after)], results[len(after) :], strict=True):
            same_numbers(old, new, seed)


@pytest.mark.parametrize("part", range(4))
def test_optimised_programs_have_the_same_values(part):
    for seed in range(part * 100, (part + 1) * 100):
        inputs, expression = some_program(seed)
        check_values(inputs, [expression], seed)


@pytest.mark.parametrize("part", range(4))
def test_optimised_gradients_have_the_same_values(part):
    for seed in range(part * 40, (part + 1) * 40):
        inputs, expression = some_program(seed, 5, 25)
        cost = T.sum(expression)
        check_values(inputs, T.grad(cost, inputs, disconnected_inputs="ignore"), seed)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_optimised_programs_have_the_same_values_where_hypothesis_chooses(data):
    size = data.draw(st.integers(1, 12))
    inputs, expression = random_programs.program(lambda options: data.draw(st.sampled_from(list(options))), size)
    check_values(inputs, [expression], 0)


@pytest.mark.parametrize("part", range(2))
def test_optimising_twice_changes_nothing(part):
    for seed in range(part * 150, (part + 1) * 150):
        _, expression = some_program(seed)
        after = T.optimize(expression).after
        assert T.optimize(after).after is after, seed


x, y, z = T.dscalars("x", "y", "z")
v, w = T.tensor("v", shape=("n",)), T.tensor("w", shape=("n",))


@pytest.mark.parametrize("op", [T.add, T.multiply])
@pytest.mark.parametrize(
    "operands",
    [
        (x, y, z),
        (x, T.sin(x), y),
        (T.sin(y), T.sin(x), T.exp(x)),
        (v, x, w),
        (T.constant(3.0), v, T.exp(w)),
        (x, y, -z),
    ],
)
def test_the_order_of_operands_does_not_matter(op, operands):
    results = set()
    for order in itertools.permutations(operands):
        results.add(T.optimize(op(*order)).after)
        a, *rest = order
        left = a
        for b in rest:
            left = op(left, b)
        results.add(T.optimize(left).after)
        right = order[-1]
        for b in order[-2::-1]:
            right = op(b, right)
        results.add(T.optimize(right).after)
    assert len(results) == 1


def test_two_variables_of_one_name_are_told_apart():
    a, b = T.dscalar("t"), T.dscalar("t")
    assert T.optimize(a * b).after is T.optimize(b * a).after
    assert T.optimize(T.sin(a) + T.sin(b)).after is T.optimize(T.sin(b) + T.sin(a)).after


def derivations():
    u = T.dvector("u")
    m = T.dmatrix("m")
    yield "square", T.grad(x**2, x)
    yield "logistic", T.grad(T.sum(1 / (1 + T.exp(-m))), m)
    yield "jacobian", T.jacobian(u**2, u)
    yield "hessian", T.hessian(T.sum(u**2), u)
    yield "normal", T.grad(-0.5 * ((x - y) / z) ** 2, x)
    yield "unordered", z * y * x + T.sin(y) * (x * 2)
    yield "softmax", T.grad(T.log(T.sum(T.exp(u))), u)
    for seed in range(12):
        _, expression = some_program(seed, 8, 25)
        yield f"random {seed}", expression


@pytest.mark.parametrize(("name", "expression"), [pytest.param(*d, id=d[0]) for d in derivations()])
def test_frames_lead_from_before_to_after(name, expression):
    optimized = T.optimize(expression, rules="safe")
    frames = optimized.frames()
    assert len(frames) == len(optimized.steps) + 1
    assert frames[0] == (expression,)
    assert frames[-1] == (optimized.after,)
    moves = []
    for step, before, after in zip(optimized.steps, frames[:-1], frames[1:], strict=True):
        assert step.at in ancestors(before), step
        moves.extend(step.moves)
        (became,) = Replay(moves).run([step.became])
        assert became in ancestors(after) or step.quietly, step  # or it went into what stands around it
        assert str(step).startswith(step.rule.name)
    inputs = [e for e in ancestors([expression]) if e.owner is None and not hasattr(e, "value")]
    values = random_programs.values(inputs, np.random.default_rng(0))
    first, *others = evaluate(inputs, [frame[0] for frame in frames], values)
    for other in others:
        same_numbers(first, other, name)


def test_rules_that_undo_each_other_are_named():
    there = ruleset("Test", there=(T.sin(any_x), T.cos(any_x)))
    back = ruleset("Test", and_back=(T.cos(any_x), T.sin(any_x)))
    with pytest.raises(RewriteLimitError, match=r"and back, there"):
        Engine(RuleTable((there, back))).run([T.sin(x)])


def test_a_rule_that_grows_for_ever_is_named():
    grow = ruleset("Test", grow=(T.sin(any_x), T.sin(any_x + 1.0)))
    with pytest.raises(RewriteLimitError, match="grow"):
        Engine(RuleTable((grow,))).run([T.sin(x)])


def test_nothing_becomes_what_is_made_of_it():
    wrap = ruleset("Test", wrap=(T.sin(any_x), T.cos(T.sin(any_x))), turn=(T.sin(any_x), T.tan(any_x)))
    (after,) = Engine(RuleTable((wrap,))).run([T.sin(x)])
    assert after is T.tan(x)


def chain(length):
    e = x
    for _ in range(length // 3):
        e = T.sin(e) * y + 1.0
    return e


def gradient_chain(length):
    e = x
    for _ in range(length // 12):
        e = T.tanh(e) * y + 1.0
    return T.grad(e, x)


def long_sum(length):
    e = x
    for i in range(length // 3):
        e = e + T.sin(x * float(i + 2))
    return e


def long_product(length):
    e = x
    for i in range(length // 3):
        e = e * T.sin(x * float(i + 2))
    return e


@pytest.mark.parametrize("make", [chain, gradient_chain, long_sum, long_product])
def test_twenty_thousand_operations_need_no_recursion(make):
    expression = make(20_000)
    after, _ = optimize_all([expression])
    assert len(applies(after)) > 1000


@pytest.mark.parametrize("make", [chain, gradient_chain, long_sum, long_product])
def test_the_work_for_a_node_does_not_grow(make):
    def work(length):
        expression = make(length)
        nodes = len(applies([expression]))
        return calls(lambda: optimize_all([expression])) / nodes

    assert work(6000) < 1.5 * work(600)


def test_several_outputs_are_optimised_together():
    after = T.optimize([T.sin(x) * 1.0, T.sin(x) + 0.0]).after
    assert after == (T.sin(x), T.sin(x))


def test_what_a_rewrite_made_knows_where_it_comes_from():
    optimized = T.optimize(T.grad(T.log(1 + T.exp(x)), x), rules="-derivatives")
    origin = optimized.after.origin
    assert origin.rule in {step.rule.name for step in optimized.steps}
    assert origin.of


class _Everything(RuleTable):
    """A table that tries every rule on what it may be about, whatever is seen there."""

    def candidates(self, expression):
        return tuple(self._about(expression.owner.op.name))


def test_rules_that_are_not_tried_would_not_apply():
    """Rules are not tried where the features are missing that they need: trying all of them gives the same steps."""
    tables = RuleTable(T.rulesets()), _Everything(T.rulesets())
    for seed in range(1000, 1060):
        cost = seeded(seed).cost
        quick, all_tried = (Engine(table) for table in tables)
        assert quick.run([cost]) == all_tried.run([cost]), seed
        assert [s.rule.name for s in quick.steps([cost], RULES[0])] == [
            s.rule.name for s in all_tried.steps([cost], RULES[0])
        ], seed
