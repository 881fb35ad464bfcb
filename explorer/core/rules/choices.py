"""Choices by a condition: sides that are equal, conditions that are known, choices that have a name of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.expr import Constant
from explorer.core.op import Linear
from explorer.core.ops.arithmetic import abs as absolute
from explorer.core.ops.branches import IfElse
from explorer.core.ops.choice import Switch, maximum, minimum, relu, switch
from explorer.core.ops.comparison import gt, logical_not, lt
from explorer.core.rewrite.fit import fit, zero_like
from explorer.core.rewrite.number import number, spread_value
from explorer.core.rewrite.product import PRODUCTS, Product, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.sums import SUMS, Sum, is_sum, sum_of, write_sum
from explorer.core.rewrite.zeros import is_zero, zeros_that_win
from explorer.core.rules.wilds import A, real, x, y, z
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression

_CHOICES = "switch ifelse"


def _sides(e: Expression) -> tuple[Expression, Expression, Expression] | None:
    """Condition and sides of a choice, of which each has the whole shape or is a number."""
    node = e.owner
    if node is None or not isinstance(node.op, Switch | IfElse):
        return None
    condition, a, b = node.inputs
    return condition, a, b


def _known_condition(e: Expression) -> Expression | None:
    parts = _sides(e)
    if parts is None:
        return None
    condition, a, b = parts
    if not isinstance(condition, Constant):
        return None
    holds = condition.value.astype(bool)
    if holds.size == 0 or np.any(holds != holds.flat[0]):
        return None
    return fit(a if holds.flat[0] else b, e)


def _equal_sides(e: Expression) -> Expression | None:
    parts = _sides(e)
    return fit(parts[1], e) if parts is not None and parts[1] is parts[2] else None


def _same_condition_inside(e: Expression) -> Expression | None:
    """On a side of a choice its condition is known."""
    parts = _sides(e)
    if parts is None:
        return None
    condition, *sides = parts
    found = []
    for place, side in enumerate(sides):
        inner = _sides(side)
        same = inner is not None and inner[0] is condition
        found.append(inner[1 + place] if same and inner is not None else side)
    if found == sides:
        return None
    assert e.owner is not None
    if any(new.dtype != old.dtype for new, old in zip(found, sides, strict=True)):
        return None
    return fit(e.owner.op(condition, *found), e)


def _factor_inside(e: Expression) -> Expression | None:
    """A factor that is 0 on one side of a choice: the whole product is, if the zero wins or the others are finite."""
    for factor, rest in zeros_that_win(e):
        parts = _sides(factor)
        if parts is not None and any(is_zero(side) for side in parts[1:]):
            condition, *sides = parts
            products = [zero_like(e) if is_zero(side) else _times(rest, side, e) for side in sides]
            assert factor.owner is not None
            return fit(factor.owner.op(condition, *products), e)
    return None


def _times(rest: Product, side: Expression, like: Expression) -> Expression:
    whole = rest.copy()
    value = spread_value(side)
    known = number(side if value is None else value)
    if known is not None:
        whole.coefficient = whole.coefficient * known
    else:
        whole.times(side, 1)
    return write_product(whole, like)


def _one_choice(e: Expression) -> Expression | None:
    """Terms of a sum that are chosen by one condition are chosen together."""
    if not is_sum(e):
        return None
    view = sum_of(e)
    by: dict[tuple[object, Expression], list[Expression]] = {}
    for term in view.terms:
        parts = _sides(term)
        if parts is not None and term.owner is not None and term.dimensions == e.dimensions and term.dtype == e.dtype:
            by.setdefault((term.owner.op, parts[0]), []).append(term)
    for (_, condition), terms in by.items():
        if len(terms) < 2:
            continue
        totals = [Sum(), Sum()]
        for term in terms:
            parts = _sides(term)
            assert parts is not None
            for total, side in zip(totals, parts[1:], strict=True):
                if not is_zero(side):
                    total.plus(fit(side, e), view.terms[term])
        op = terms[0].owner
        assert op is not None
        joined = op.op(condition, *(write_sum(total, e) for total in totals))
        rest = Sum(view.offset, {t: c for t, c in view.terms.items() if t not in terms})
        rest.plus(fit(joined, e), 1)
        return write_sum(rest, e)
    return None


def _linear_inside(e: Expression) -> Expression | None:
    """A linear operation on a choice that is 0 on one side: it is computed on the other one only."""
    node = e.owner
    if node is None or not isinstance(node.op, Linear) or isinstance(node.op, IfElse | Switch):
        return None
    for place, (operand, linear) in enumerate(zip(node.inputs, node.op.linear_in(len(node.inputs)), strict=True)):
        inner = operand.owner
        if (
            not linear
            or inner is None
            or not isinstance(inner.op, IfElse)
            or sum(node.op.linear_in(len(node.inputs))) > 1
        ):
            continue
        condition, *sides = inner.inputs
        if not any(is_zero(side) for side in sides):
            continue
        made = [
            zero_like(e) if is_zero(side) else fit(node.op(*node.inputs[:place], side, *node.inputs[place + 1 :]), e)
            for side in sides
        ]
        return fit(inner.op(condition, *made), e)
    return None


CHOICES = ruleset(
    "Choices",
    known_condition=code(
        "A choice whose condition is known is one of its sides.",
        _CHOICES,
        lambda: (T.switch(T.constant(value=True), x, y), x),
        _known_condition,
    ),
    equal_sides=code(
        "A choice between equal sides is none.", _CHOICES, lambda: (T.switch(x > 0, y, y), y), _equal_sides
    ),
    condition_known_inside=code(
        "On a side of a choice its condition is known.",
        _CHOICES,
        lambda: (T.switch(x > 0, T.switch(x > 0, y, z), x), T.switch(x > 0, y, x)),
        _same_condition_inside,
    ),
    choice_by_the_opposite=(switch(logical_not(x), y, z), switch(x, z, y)),
    positive_part=(switch(gt(x, 0.0), x, 0.0), relu(x), "assumes x is not NaN"),
    larger_of_two=(switch(gt(x, y), x, y), maximum(x, y), "assumes neither is NaN"),
    larger_of_two_reversed=(switch(lt(x, y), y, x), maximum(x, y), "assumes neither is NaN"),
    smaller_of_two=(switch(lt(x, y), x, y), minimum(x, y), "assumes neither is NaN"),
    smaller_of_two_reversed=(switch(gt(x, y), y, x), minimum(x, y), "assumes neither is NaN"),
    absolute_value=(switch(gt(x, 0.0), x, -x), absolute(x), real(x), "assumes x is not -0"),
    factor_inside_a_choice=code(
        "A product with a choice that is 0 on one side is 0 there, and computed on the other.",
        " ".join(sorted(PRODUCTS)),
        lambda: (T.absorbing_multiply(T.switch(x > 0, y, 0.0), T.exp(z)), T.switch(x > 0, y * T.exp(z), 0.0)),
        _factor_inside,
        one_of="switch ifelse",
    ),
    one_choice=code(
        "Terms that are chosen by one condition are chosen together.",
        " ".join(sorted(SUMS)),
        lambda: (T.switch(x > 0, y, 0.0) + T.switch(x > 0, 0.0, z), T.switch(x > 0, y, z)),
        _one_choice,
        one_of="switch ifelse",
    ),
    linear_inside_a_choice=code(
        "What is linear in a choice that is 0 on one side is computed on the other one only.",
        "*",
        lambda: (
            T.sum(T.ifelse(T.gt(T.sum(A), 0), A, T.zeros_like(A))),
            T.ifelse(T.gt(T.sum(A), 0), T.sum(A), T.zeros_like(T.sum(A))),
        ),
        _linear_inside,
        needs="ifelse",
    ),
)
# A choice differs in its derivative, where both sides are equal, from what these write for it.
KINKS = frozenset(
    rule.name for rule in CHOICES.rules if rule.name.startswith(("larger", "smaller")) or rule.name == "absolute value"
)
