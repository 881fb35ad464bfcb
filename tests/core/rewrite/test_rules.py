"""Every rule, by walking them: what a rule makes has the value of what it replaces, and is defined where that is."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.graph import ancestors, applies
from explorer.core.ops.branches import IfElse
from explorer.core.rewrite.rule import (
    CodeRule,
    Condition,
    DerivativeRule,
    LoopRule,
    PatternRule,
    Ruleset,
    RuleTable,
    ruleset,
)
from explorer.core.rules.wilds import x as any_x
from tests.core.rewrite.cases import (
    DTYPES,
    RULES,
    Instance,
    close,
    edge_values,
    evaluate,
    is_elementwise,
    random_values,
)

names = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
dtypes = pytest.mark.parametrize("dtype", DTYPES)
POINTS = 100


def check_value(rule, dtype, points=POINTS):
    """What the rule makes of its left side agrees with it at random points of the domain of its conditions."""
    if dtype != "float64" and any(node.op.functions() or isinstance(node.op, IfElse) for node in applies(rule.sides)):
        pytest.skip("the body of a loop or function, and the sides of a choice, keep their dtypes")
    elementwise = is_elementwise(rule)
    case = Instance(rule, dtype, points=points if elementwise else None)
    if not case.fulfilled:
        assert np.dtype(dtype).kind == "c", "no expression is known to fulfil the conditions"
        return
    became = rule.apply(case.left)
    if became is None:
        assert dtype != "float64", "the rule does not apply to its own left side"
        assert isinstance(rule, CodeRule), "a pattern applies to each dtype that its conditions allow"
        return
    assert became.type.fits(case.left.type)
    assert case.left not in ancestors([became])
    assert isinstance(rule, LoopRule | DerivativeRule) or rule in RuleTable((Ruleset("", (rule,)),)).candidates(
        case.left
    )
    rng = np.random.default_rng(1)
    compared = 0
    for _ in range(1 if elementwise else points // 4):
        values = random_values(case.inputs, rng)
        left, right, stated = evaluate(case.inputs, [case.left, became, case.right], values)
        stated = np.broadcast_to(stated, left.shape)
        defined = np.isfinite(left)
        compared += int(defined.sum())
        assert close(left[defined], right[defined]), rule
        assert close(left[defined], stated[defined]), f"{rule}: its right side"
        assert left.dtype == right.dtype
    assert compared >= min(points // 4, 10)


def check_edges(rule, dtype):
    """Wherever the left side is a number the right side is one too; and where both are finite they agree."""
    probe = Instance(rule, dtype, points=1)
    if not probe.fulfilled:
        return
    count, make = edge_values(probe.inputs)
    case = Instance(rule, dtype, points=count)
    became = rule.apply(case.left)
    if became is None:
        return
    values = make(case.inputs)
    left, right = evaluate(case.inputs, [case.left, became], values)
    left = np.broadcast_to(left, right.shape)
    lost = ~np.isnan(left) & np.isnan(right)
    if not rule.unsafe:
        points = [tuple(v[i] for v in values) for i in np.flatnonzero(lost)[:4]]
        assert not lost.any(), f"{rule}: undefined at {points}"
        tolerance = 1e-5 if dtype == "float64" else 1e-3
        both = np.isfinite(left) & np.isfinite(right) & (np.abs(left) < 1e12) & (np.abs(right) < 1e12)
        agree = np.isclose(left, right, rtol=tolerance, atol=tolerance)
        if dtype == "float32":  # where the left side cancels, the right one is what it is with more digits
            precise = Instance(rule, "float64", points=count)
            (exact,) = evaluate(precise.inputs, [precise.left], [np.asarray(v, "float64") for v in values])
            agree |= np.isclose(exact, right, rtol=tolerance, atol=tolerance)
        assert agree[both].all()


@names
@dtypes
def test_both_sides_agree_at_random_points(rule, dtype):
    check_value(rule, dtype)


@pytest.mark.parametrize("rule", [r for r in RULES if is_elementwise(r)], ids=lambda rule: rule.name)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_rule_never_makes_a_defined_point_undefined(rule, dtype):
    check_edges(rule, dtype)


@names
def test_a_rule_says_what_it_is(rule):
    assert rule.name == rule.name.strip().lower().replace("_", " ")
    assert rule.theme
    assert rule.heads
    left, right = rule.sides
    assert left is not right
    if isinstance(rule, CodeRule):
        assert rule.caption
        assert rule.caption[0].isupper()
        assert rule.caption.endswith(".")
    if rule.unsafe:
        assert rule.unsafe.startswith("assumes ")


def test_names_are_unique():
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_each_theme_stands_once():
    themes = [one.theme for one in (*T.rulesets(), *T.detours())]
    assert len(set(themes)) == len(themes)


conditional = [
    pytest.param(rule, condition, id=f"{rule.name}: {condition.caption}")
    for rule in RULES
    if isinstance(rule, PatternRule)
    for condition in rule.where
]


@pytest.mark.parametrize(("rule", "condition"), conditional)
def test_a_condition_that_is_not_known_blocks_the_rule(rule, condition):
    case = Instance(rule, "complex128" if "real" in condition.caption else "float64", points=3)
    unknown = [v for v in case.inputs if v.name == condition.variable.name]
    assert not condition.holds(unknown[0])
    swap = {w: next(v for v in case.inputs if v.name == w.name) for w in _wilds(rule)}
    assert rule.apply(T.clone_replace(rule.left, swap)) is None


def _wilds(rule):
    return [e for e in ancestors([rule.left]) if e.owner is None and not hasattr(e, "value")]


@pytest.mark.parametrize(
    ("form", "what"),
    [
        ((T.sin(any_x), T.cos(any_x)), "value"),
        ((T.exp(any_x) + 1, T.expm1(any_x)), "value"),
        ((T.sqrt(any_x**2), any_x), "value"),
        ((T.log(any_x**2), 2 * T.log(any_x)), "edges"),
        ((T.tan(any_x), T.sin(2 * any_x) / T.sin(2 * any_x) * T.tan(any_x)), "edges"),
        ((T.sin(any_x), T.sin(T.sin(any_x)) / T.sin(any_x) * T.sin(any_x)), "contains"),
    ],
)
def test_a_wrong_rule_fails(form, what):
    (rule,) = ruleset("Wrong", wrong=form).rules
    with pytest.raises(AssertionError):
        check_edges(rule, "float64") if what == "edges" else check_value(rule, "float64")


def test_a_rule_that_does_not_apply_to_its_own_left_side_fails():
    never = Condition("never", any_x, lambda _: False)
    (rule,) = ruleset("Wrong", never=(T.exp(T.log(any_x)), any_x, never)).rules
    with pytest.raises(AssertionError):
        check_value(rule, "float64")
