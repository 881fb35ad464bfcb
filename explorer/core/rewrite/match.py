"""The matcher: does an expression have the form of a pattern, and what stands for its variables?

Patterns are expressions over :class:`Wild` variables. Products and sums match in any order and in part: what a pattern
leaves over is put back around the replacement. Every choice is tried.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from explorer.core.expr import Constant, Expression, Variable
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.normal import ordered
from explorer.core.rewrite.number import number, tidy
from explorer.core.rewrite.product import Product, is_product, like_of, product_of, scaled, write_product
from explorer.core.rewrite.sums import Sum, is_sum, sum_of, write_sum
from explorer.core.types import TensorType, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from explorer.core.rewrite.number import Number
    from explorer.core.rewrite.product import Exponent

Binding = dict[Expression, Expression]
Shape = Literal["any", "vector", "matrix"]
_NDIM = {"any": 0, "vector": 1, "matrix": 2}


class Wild(Variable):
    """A variable of a pattern: of any shape, elementwise; or for vectors, or for matrices."""

    __slots__ = ("shape_class",)

    def __init__(self, name: str, shape: Shape = "any") -> None:
        sizes = tuple(unknown(f"{name}{axis}") for axis in range(_NDIM[shape]))
        super().__init__(TensorType(np.dtype("float64"), sizes), name)
        self.shape_class = shape


def matches(pattern: Expression, expression: Expression, binding: Binding) -> Iterator[Binding]:
    """All ways in which ``expression`` as a whole has the form of ``pattern``, extending ``binding``."""
    if isinstance(pattern, Wild):
        yield from _bind(pattern, expression, binding)
    elif isinstance(pattern, Constant):
        value = number(expression)
        if expression is pattern or (value is not None and value == number(pattern)):
            yield binding
    elif is_sum(pattern):
        if is_sum(expression):
            wanted, there = sum_of(pattern), sum_of(expression)
            if len(there.terms) == len(wanted.terms) and there.offset == wanted.offset:
                yield from (b for b, _ in match_sum(wanted, there, binding))
    elif is_product(pattern):
        view = product_of(pattern)
        if is_product(expression) or number(expression) is not None or _alone(view):
            yield from (
                b
                for b, rest in match_product(view, product_of(expression), binding, whole=True)
                if not rest.powers and rest.coefficient == 1
            )
    else:
        yield from _match_operation(pattern, expression, binding)


def _alone(view: Product) -> bool:
    return len(view.powers) == 1


def _bind(pattern: Wild, expression: Expression, binding: Binding) -> Iterator[Binding]:
    known = binding.get(pattern)
    if known is not None:
        if known is expression or _same_product(known, expression):
            yield binding
    elif pattern.shape_class == "any" or expression.ndim == pattern.ndim:
        yield {**binding, pattern: expression}


def _same_product(a: Expression, b: Expression) -> bool:
    """Whether two products differ in how they are written alone: 2 · x with an integer, and with a float."""
    if not (is_product(a) and is_product(b)) or a.type != b.type:
        return False
    mine, other = product_of(a), product_of(b)
    return mine.coefficient == other.coefficient and mine.powers == other.powers


def _match_operation(pattern: Expression, expression: Expression, binding: Binding) -> Iterator[Binding]:
    mine, other = pattern.owner, expression.owner
    if mine is None or other is None or mine.op != other.op or len(mine.inputs) != len(other.inputs):
        return
    if getattr(pattern, "index", 0) != getattr(expression, "index", 0):
        return
    pending = [(binding, 0)]
    while pending:
        known, index = pending.pop()
        if index == len(mine.inputs):
            yield known
            continue
        pending.extend((b, index + 1) for b in matches(mine.inputs[index], other.inputs[index], known))


def match_product(
    pattern: Product, expression: Product, binding: Binding, *, whole: bool = False
) -> Iterator[tuple[Binding, Product]]:
    """All ways in which factors of ``expression`` form ``pattern``, with the product of the factors left over.

    A pattern that is a negated variable takes any product with a negative coefficient.
    """
    bases = _wild_last(pattern.powers)
    coefficient = expression.coefficient
    lone = len(bases) == 1 and isinstance(bases[0][0], Wild) and bases[0][1] == 1
    if whole and lone:
        # c · x matches any product whose coefficient has the sign of c: x takes the rest.
        ratio = _ratio(coefficient, pattern.coefficient)
        if pattern.coefficient != 1 and not isinstance(ratio, complex) and ratio > 0:
            rest = Product(ratio, dict(expression.powers), expression.absorbing)
            wild = bases[0][0]
            assert isinstance(wild, Wild)
            for b in _bind(wild, write_product(rest, like_of(expression)), binding):
                yield b, Product()
        return
    pending: list[tuple[Binding, dict[Expression, Exponent], int]] = [(binding, dict(expression.powers), 0)]
    while pending:
        known, left, index = pending.pop()
        if index == len(bases):
            scale = _ratio(coefficient, pattern.coefficient)
            yield known, Product(scale, left, expression.absorbing)
            continue
        base, exponent = bases[index]
        for candidate, has in list(left.items()):
            if has * exponent <= 0 or abs(has) < abs(exponent):
                continue
            if (has - exponent).denominator > has.denominator:
                continue  # x² is no √x² · √x²
            for b in matches(base, candidate, known):
                remaining = dict(left)
                remaining[candidate] = has - exponent
                if remaining[candidate] == 0:
                    del remaining[candidate]
                pending.append((b, remaining, index + 1))


def _wild_last(parts: Mapping[Expression, Any]) -> list[tuple[Expression, Any]]:
    """What can only stand for few things is tried first."""
    if len(parts) == 1:
        return list(parts.items())
    return sorted(parts.items(), key=lambda item: isinstance(item[0], Wild))


def match_sum(pattern: Sum, expression: Sum, binding: Binding) -> Iterator[tuple[Binding, Sum]]:
    """All ways in which terms of ``expression`` form ``pattern``, with the terms left over."""
    if pattern.offset not in (0, expression.offset):
        return  # 1 + x has the form of x + 1, and 2 + x has not
    terms = _wild_last(pattern.terms)
    pending: list[tuple[Binding, dict[Expression, Number], int]] = [(binding, dict(expression.terms), 0)]
    while pending:
        known, left, index = pending.pop()
        if index == len(terms):
            yield known, Sum(expression.offset - pattern.offset, left)
            continue
        term, coefficient = terms[index]
        for candidate, has in list(left.items()):
            remaining = {k: v for k, v in left.items() if k is not candidate}
            if isinstance(term, Wild):
                found = scaled(candidate, _ratio(has, coefficient)) if has != coefficient else candidate
                pending.extend((b, remaining, index + 1) for b in _bind(term, found, known))
            elif has == coefficient:
                pending.extend((b, remaining, index + 1) for b in matches(term, candidate, known))


def _ratio(value: Number, by: Number) -> Number:
    """A quotient of coefficients."""
    if by == 1:
        return value
    return tidy(Fraction(value, by) if isinstance(value, int) and isinstance(by, int) else value / by)


def match_part(pattern: Expression, expression: Expression) -> Iterator[tuple[Binding, Product | Sum | None]]:
    """All ways in which ``expression``, or factors or terms of it, have the form of ``pattern``; with what is left."""
    if is_product(pattern):
        if is_product(expression) and not product_of(expression).cancels:
            yield from match_product(product_of(pattern), product_of(expression), {})
    elif is_sum(pattern):
        if is_sum(expression):
            yield from match_sum(sum_of(pattern), sum_of(expression), {})
    else:
        for binding in matches(pattern, expression, {}):
            yield binding, None


def put_back(result: Expression, rest: Product | Sum | None, like: Expression) -> Expression:
    """The replacement with the factors or terms that the pattern left over."""
    if isinstance(rest, Product):
        view = product_of(result).copy()
        view.coefficient = tidy(view.coefficient * rest.coefficient)
        view.absorbing = max(view.absorbing, rest.absorbing)
        for base, exponent in rest.powers.items():
            view.times(base, exponent)
        return write_product(view, like)
    if isinstance(rest, Sum):
        total = sum_of(result).copy()
        total.offset = tidy(total.offset + rest.offset)
        for term, coefficient in rest.terms.items():
            total.plus(term, coefficient)
        return write_sum(total, like)
    return fit(result, like)


def _weak(value: Number, *, whole: bool) -> complex:
    """A number that takes the dtype of what it stands beside."""
    return value if isinstance(value, complex) or (whole and type(value) is int) else float(value)


_WHOLE = frozenset({"power", "add", "subtract"})  # beside these a whole number stays one


def instantiate(pattern: Expression, binding: Mapping[Expression, Expression]) -> Expression:
    """A right side with its variables replaced; numbers in it take the dtype of what they stand beside."""
    memo: dict[Expression, Any] = dict(binding)
    stack = [pattern]
    while stack:
        part = stack[-1]
        if part in memo:
            stack.pop()
            continue
        if part.owner is None:
            memo[part] = part
            continue
        missing = [x for x in part.owner.inputs if x not in memo]
        if missing:
            stack.extend(missing)
            continue
        inputs = [memo[x] for x in part.owner.inputs]
        values = [number(x) for x in part.owner.inputs]  # the pattern's own numbers
        if any(v is not None for v in values) and any(v is None for v in values):
            whole = part.owner.op.name in _WHOLE
            inputs = [x if v is None else _weak(v, whole=whole) for x, v in zip(inputs, values, strict=True)]
        memo[part] = ordered(part.owner.op(*inputs))
    return memo[pattern]
