"""One normal form of sums: an offset and a table of terms with coefficients; sorted, and what is taken away last."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.core.convert import as_expression
from explorer.core.expr import constant
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.number import SPREADING, Number, fits_dtype, number, spread_number, tidy
from explorer.core.rewrite.order import order_key
from explorer.core.rewrite.product import LARGEST, Product, is_product, number_dtype, product_of, scaled, write_product
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression

SUMS = frozenset({"add", "subtract"})


@dataclass(slots=True)
class Sum:
    """``offset + sum(coefficient * term)``.

    Attributes:
        offset: the number.
        terms: the coefficient of each term.
        written: for each term the summand that it was met in, with that summand's own coefficient.
        numbers: the numbers as they were met, with their signs.
        merged: whether a term was met twice.
    """

    offset: Number = 0
    terms: dict[Expression, Number] = field(default_factory=dict)
    written: dict[Expression, tuple[Number, Expression]] = field(default_factory=dict)
    numbers: list[tuple[Expression, Number]] = field(default_factory=list)
    merged: bool = False

    def plus(self, term: Expression, coefficient: Number) -> None:
        """Add a multiple of a term."""
        known = self.terms.get(term)
        if known is None:
            self.terms[term] = coefficient
        else:
            self.merged = True
            self.terms[term] = tidy(known + coefficient)

    def copy(self) -> Sum:
        """A sum that may be changed."""
        return Sum(self.offset, dict(self.terms), dict(self.written))


@lru_cache(maxsize=1 << 14)
def is_sum(expression: Expression) -> bool:
    """Whether the outermost operation is an addition or subtraction, of one precision."""
    node = expression.owner
    if node is None or node.op.name not in SUMS:
        return False
    dtype = expression.type.dtype
    if dtype.kind not in "fc":
        return False
    for x in node.inputs:  # noqa: SIM110 - a generator would take twice as long, and this is asked of every node
        if x.type.dtype != dtype and number(x) is None:
            return False
    return True


@lru_cache(maxsize=1 << 14)
def sum_of(expression: Expression) -> Sum:
    """The view of an expression as a sum; one that is none is the sum of itself. Not to be changed."""
    view = Sum()
    dtype = expression.dtype
    multiples: list[Expression] = []
    stack: list[tuple[Expression, Number]] = [(expression, 1)]
    while stack:
        part, scale = stack.pop()
        node = part.owner
        if node is not None and node.op.name not in SPREADING:
            value = None
        elif part.type.shape:
            value = spread_number(part) if part is not expression and part.type.dtype == dtype else None
        else:
            value = number(part)
        if value is not None:
            total = tidy(view.offset + scale * value)
            if dtype.kind not in "fc" or fits_dtype(total, dtype):
                view.offset = total
                view.numbers.append((part, scale))
                continue
        if node is not None and part.dtype == dtype:
            if is_sum(part) and (part is expression or len(node.inputs) <= LARGEST):
                others = -scale if node.op.name == "subtract" else scale
                stack.extend((x, others) for x in reversed(node.inputs[1:]))
                stack.append((node.inputs[0], scale))
                continue
            if node.op.name == "negative" and is_sum(node.inputs[0]):
                stack.append((node.inputs[0], -scale))
                continue
        coefficient, term = split(part)
        view.plus(term, scale if coefficient == 1 else tidy(scale * coefficient))
        view.written[term] = (coefficient, part)
        if coefficient != 1 and is_sum(term):
            multiples.append(term)
    for term in multiples:
        _open_where_it_merges(view, term)
    return view


def _open_where_it_merges(view: Sum, multiple: Expression) -> None:
    """A + 2 (a + b) is 3 a + 2 b: a multiple of a sum is taken apart where one of its terms is met outside too."""
    scale = view.terms.get(multiple)
    inner = sum_of(multiple)
    if scale is None or all(term not in view.terms for term in inner.terms):
        return
    del view.terms[multiple]
    view.offset = tidy(view.offset + scale * inner.offset)
    for term, coefficient in inner.terms.items():
        view.plus(term, tidy(scale * coefficient))


@lru_cache(maxsize=1 << 14)
def split(part: Expression) -> tuple[Number, Expression]:
    """A summand as a coefficient and a term."""
    if not is_product(part):
        return 1, part
    view = product_of(part)
    if view.coefficient in (0, 1) or not view.powers:
        return 1, part
    rest = Product(1, view.powers, view.absorbing)
    return view.coefficient, write_product(rest, part)


def write_sum(view: Sum, like: Expression) -> Expression:
    """A sum in its one form: sorted terms, positive ones first, then those taken away; the offset first on its side."""
    positive: list[Expression] = []
    negative: list[Expression] = []
    terms = [term for term, c in view.terms.items() if c != 0]
    if len(terms) > 1:
        terms.sort(key=order_key)
    for term in terms:
        c = view.terms[term]
        below = not isinstance(c, complex) and c < 0
        size = -c if below else c
        met = view.written.get(term)
        summand = met[1] if met is not None and met[0] == size else scaled(term, size)
        (negative if below else positive).append(summand)
    if view.offset != 0 or not (positive or negative):
        _write_offset(view, like, positive, negative)
    if not positive:
        return fit(T.negative(_add(negative)), like)
    total = _add(positive)
    return fit(T.subtract(total, _add(negative)) if negative else total, like)


def _write_offset(view: Sum, like: Expression, positive: list[Expression], negative: list[Expression]) -> None:
    below = not isinstance(view.offset, complex) and view.offset < 0 and bool(positive)
    written = offset_of(-view.offset if below else view.offset, like)
    (negative if below else positive).insert(0, written)


def offset_of(value: Number, like: Expression) -> Expression:
    """A number as it is written in a sum of the dtype of ``like``."""
    if type(value) is int and value < _SMALL:
        return as_expression(value, like.dtype)  # 1 + x, as people write it
    plain = float(value) if type(value) is Fraction else value
    return constant(plain, dtype=number_dtype(plain, like))


_SMALL = 100


def _add(terms: list[Expression]) -> Expression:
    return terms[0] if len(terms) == 1 else T.add(*terms)
