"""One normal form of products.

A product is a coefficient and a table of bases with exponents, whatever multiplications, quotients, signs and powers
it was written with. It is written back in one way: sorted, n-ary, with one fraction bar.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from explorer.core.expr import Expression, constant
from explorer.core.ops.absorbing import AbsorbingDivide, AbsorbingMultiply
from explorer.core.rewrite.facts import values_of
from explorer.core.rewrite.fit import fit, zero_like
from explorer.core.rewrite.number import SPREADING, Number, exponent_of, fits_dtype, number, spread_number, tidy
from explorer.core.rewrite.order import order_key
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply

HALF = Fraction(1, 2)
Exponent = int | Fraction
PRODUCTS = frozenset(
    {"multiply", "divide", "negative", "absorbing_multiply", "absorbing_divide", "power", "square", "sqrt",
     "reciprocal"}
)  # fmt: skip
OVER_NOTHING, OVER_INFINITY, OVER_NAN = range(3)
BOTH = AbsorbingMultiply(both=True)
# A product of more factors than this is not taken apart again inside a larger one: long chains stay linear.
LARGEST = 12


@dataclass(slots=True)
class Product:
    """``coefficient * prod(base ** exponent)``.

    Attributes:
        coefficient: the number in front.
        powers: the exponent of each base.
        absorbing: over what an exact zero wins: nothing, infinity, or NaN as well (`OVER_NAN`).
        written: the numbers as they were met, each with 1, or -1 below a fraction bar.
        merged: whether a base was met twice, or a power of a power.
    """

    coefficient: Number = 1
    powers: dict[Expression, Exponent] = field(default_factory=dict)
    absorbing: int = 0
    written: list[tuple[Expression, int]] = field(default_factory=list)
    merged: bool = False

    def times(self, base: Expression, exponent: Exponent) -> None:
        """Multiply by a power."""
        known = self.powers.get(base)
        if known is None:
            self.powers[base] = exponent
            return
        self.merged = True
        total = known + exponent
        self.powers[base] = int(total) if total.denominator == 1 else total

    @property
    def cancels(self) -> bool:
        """Whether a base stands above and below the bar alike: only the rules that cancel may drop it."""
        return 0 in self.powers.values()

    def copy(self) -> Product:
        """A product that may be changed."""
        return Product(self.coefficient, dict(self.powers), self.absorbing)


def _alike(part: np.dtype, whole: np.dtype) -> bool:
    """Whether factors of one dtype may be multiplied in any order inside a product of the other."""
    return part == whole or (whole.kind == "c" and part.kind == "f" and 2 * part.itemsize == whole.itemsize)


def _takes_power(node: Apply) -> bool:
    exponent = exponent_of(node)
    if exponent is None:
        return False
    if exponent.denominator == 1:
        return True
    base = values_of(node.inputs[0])  # (-inf) ** 0.5 is inf, and the root is NaN
    return base.finite or base.low > -math.inf


@lru_cache(maxsize=1 << 14)
def is_product(expression: Expression) -> bool:
    """Whether the outermost operation is a multiplication, quotient, sign or power with a constant exponent.

    Products of mixed precision are none: their order matters.
    """
    node = expression.owner
    if node is None or node.op.name not in PRODUCTS:
        return False
    dtype = expression.type.dtype
    if dtype.kind not in "fc":
        return False
    if node.op.name == "power" and not _takes_power(node):
        return False
    for x in node.inputs:
        mine = x.type.dtype
        if mine != dtype and not _alike(mine, dtype) and number(x) is None:
            return False
    return True


@lru_cache(maxsize=1 << 14)
def product_of(expression: Expression) -> Product:
    """The view of an expression as a product; one that is none is the product of itself. Not to be changed."""
    view = Product()
    dtype = expression.dtype
    stack: list[tuple[Expression, Exponent]] = [(expression, 1)]
    while stack:
        part, exponent = stack.pop()
        node = part.owner
        if (node is None or node.op.name in SPREADING) and _takes_number(view, part, exponent, expression):
            continue
        if (
            node is not None
            and node.op.name == "dimshuffle"
            and not node.inputs[0].type.shape
            and part is not expression
        ):
            stack.append((node.inputs[0], exponent))  # a scalar with new axes: the product has its own
            continue
        opened = None
        if node is not None and node.op.name in PRODUCTS and part.type.dtype == dtype:
            room = LARGEST - len(view.powers) - len(stack)
            if part is expression or len(node.inputs) <= max(room, 1):
                opened = _open(view, part, exponent, expression)
        if opened is None:
            view.times(part, exponent)
        else:
            stack.extend(reversed(opened))
    return view


def _takes_number(view: Product, part: Expression, exponent: Exponent, whole: Expression) -> bool:
    if part.type.shape:
        value = spread_number(part) if part is not whole and part.type.dtype == whole.type.dtype else None
    else:
        value = number(part)
    if value is None or exponent.denominator != 1 or (value == 0 and exponent <= 0):
        return False
    try:
        raised = _raised(value, int(exponent))
    except OverflowError:
        return False
    total = tidy(raised if view.coefficient == 1 else view.coefficient * raised)
    # 1e200 * (1e200 * x) is 0 for x = 0, and inf * x would be NaN; 1e-200 * (1e-200 * x) is not 0 * x.
    zero = value == 0 or view.coefficient == 0
    if not zero and (total == 0 or whole.dtype.kind not in "fc" or not fits_dtype(total, whole.dtype)):
        return False
    view.coefficient = total
    view.written.append((part, 1 if exponent > 0 else -1))
    return True


def _raised(value: Number, exponent: int) -> Number:
    if exponent == 1:
        return value
    return (Fraction(value) if type(value) is int and exponent < 0 else value) ** exponent


def _open(
    view: Product, part: Expression, exponent: Exponent, whole: Expression
) -> list[tuple[Expression, Exponent]] | None:
    """The factors of a product raised to an exponent; None for anything else."""
    if not is_product(part):
        return None
    node = part.owner
    assert node is not None
    inputs = node.inputs
    name = node.op.name
    integral = exponent.denominator == 1
    if name in {"power", "square", "sqrt"}:
        inner: Exponent | None = 2 if name == "square" else HALF if name == "sqrt" else exponent_of(node)
        # (x²)^½ is |x| and not x; other nested powers multiply.
        if inner is None or not integral:
            return None
        view.merged |= exponent not in (1, -1)
        total = inner * exponent
        return [(inputs[0], int(total) if total.denominator == 1 else total)] if inner else []  # x ** 0 is 1, at 0 too
    if not integral:
        return None
    if name == "negative":
        if exponent % 2:
            view.coefficient = -view.coefficient
        return [(inputs[0], exponent)]
    if isinstance(node.op, AbsorbingMultiply | AbsorbingDivide):
        view.absorbing = max(view.absorbing, OVER_NAN if node.op == BOTH else OVER_INFINITY)
    if name in {"divide", "absorbing_divide"}:
        if part is not whole and number(inputs[0]) == 1:  # the 1 of 1 / x says nothing inside a product
            return [(inputs[1], -exponent)]
        return [(inputs[0], exponent), (inputs[1], -exponent)]
    if name == "reciprocal":
        return [(inputs[0], -exponent)]
    return [(x, exponent) for x in inputs]


@lru_cache(maxsize=1 << 14)
def write_power(base: Expression, exponent: Exponent) -> Expression:
    """``base ** exponent`` for a positive exponent, as people write it."""
    if exponent == 1:
        return base
    if exponent == HALF:
        return T.sqrt(base)
    return T.power(base, int(exponent) if exponent.denominator == 1 else float(exponent))


def write_product(view: Product, like: Expression) -> Expression:
    """A product in its one form: coefficient, sorted bases, one fraction bar; of the shape and dtype of ``like``."""
    if view.coefficient == 0:
        return zero_like(like)
    above: list[Expression] = []
    below: list[Expression] = []
    for base, exponent in view.powers.items():
        if exponent > 0:
            above.append(base if exponent == 1 else write_power(base, exponent))
        elif exponent < 0:
            below.append(base if exponent == -1 else write_power(base, -exponent))
        else:  # x / x: only a rule may cancel it
            above.append(base)
            below.append(base)
    shape = _absorbing_parts(above, below) if view.absorbing else _PLAIN
    wild = shape.wild
    if wild:
        above = [x for x in above if x not in wild]
    up, down, negative = _coefficient(view, like)
    if negative and not above and not wild:
        negative, up = False, constant(-1, dtype=number_dtype(-1, like))
    factors = _sorted(above)
    if up is not None:
        factors.insert(0, up)
    elif not factors:
        one = next((c for c, side in view.written if side > 0 and number(c) == 1), None)
        factors.append(one if one is not None else constant(1, dtype=number_dtype(1, like)))
    result = factors[0] if len(factors) == 1 else T.multiply(*factors)
    if shape.infinite:
        divisor = _multiply(shape.infinite, None)
        result = T.absorbing_divide(result, divisor) if shape.guarded else T.divide(result, divisor)
        below = [x for x in below if x not in shape.infinite]
    for x in wild:
        result = (BOTH if view.absorbing == OVER_NAN else T.absorbing_multiply)(result, x)
    if below or down is not None:
        divisor = _multiply(below, down)
        result = T.absorbing_divide(result, divisor) if shape.singular else T.divide(result, divisor)
    return fit(T.negative(result) if negative else result, like)


class _Absorbing(NamedTuple):
    """The parts of a product of the chain rule over which an exact zero has to win.

    Attributes:
        infinite: divisors that may be infinite, and so make a zero, or NaN; they come first.
        guarded: whether a zero above has to win over them.
        wild: factors that may not be finite, in their order: the seed comes first, and its zero wins.
        singular: whether the other divisors may be zero.
    """

    infinite: tuple[Expression, ...] = ()
    guarded: bool = False
    wild: tuple[Expression, ...] = ()
    singular: bool = False


_PLAIN = _Absorbing()


def _absorbing_parts(above: list[Expression], below: list[Expression]) -> _Absorbing:
    infinite = tuple([x for x in below if _may_be_infinite(x)])
    finite = [x for x in above if values_of(x).finite]
    zeros = any(not never_zero(x) for x in finite)
    guarded = bool(infinite) and zeros
    zeros = zeros or bool(infinite)
    wild: list[Expression] = []
    for x in above if len(finite) < len(above) else ():
        if not values_of(x).finite:
            if zeros:
                wild.append(x)
            zeros = zeros or not never_zero(x)
    others = [x for x in below if x not in infinite]
    singular = zeros and any(not never_zero(x) and not _is_size(x) for x in others)
    return _Absorbing(infinite, guarded, tuple(wild), singular) if wild or singular or guarded else _PLAIN


def _may_be_infinite(x: Expression) -> bool:
    """Whether a divisor may be infinite; one that only overflows makes no exact zero, and a root has no pole."""
    node = x.owner
    if node is not None and (node.op.name == "sqrt" or (node.op.name == "power" and (exponent_of(node) or -1) > 0)):
        return not values_of(node.inputs[0]).sound
    return not values_of(x).sound


def never_zero(x: Expression) -> bool:
    """Whether 0 is not among the values; an exponential that underflows counts as one that does not."""
    return values_of(x).nonzero or (x.owner is not None and x.owner.op.name == "exp")


def _is_size(x: Expression) -> bool:
    """Whether a divisor is the size of an axis: where that is 0 there is nothing to divide."""
    node = x.owner
    while node is not None and node.op.name in {"cast", "multiply"}:
        node = node.inputs[0].owner
    return node is not None and node.op.name == "size_of"


def _coefficient(view: Product, like: Expression) -> tuple[Expression | None, Expression | None, bool]:
    """The constants of a coefficient above and below the bar, those that were met where they do, and a sign before."""
    value = view.coefficient
    if value in (1, -1):
        return None, None, value == -1
    if len(view.written) == 1:
        met, side = view.written[0]
        known = number(met)
        if known is not None and side > 0 and known == value:
            return met, None, False
        if known is not None and side < 0 and (Fraction(1, known) if type(known) is int else 1 / known) == value:
            return None, met, False
    if type(value) is Fraction and value.denominator & (value.denominator - 1):
        below = constant(value.denominator, dtype=number_dtype(1, like))
        if abs(value.numerator) == 1:
            return None, below, value < 0
        return constant(value.numerator, dtype=number_dtype(1, like)), below, False
    plain = float(value) if type(value) is Fraction else value
    return constant(plain, dtype=number_dtype(plain, like)), None, False


def number_dtype(value: Number, like: Expression) -> np.dtype:
    """The dtype that a number beside ``like`` is written in."""
    if isinstance(value, complex) or like.dtype.kind != "c":
        return like.dtype
    return np.empty(0, like.dtype).real.dtype


def _multiply(factors: Sequence[Expression], first: Expression | None) -> Expression:
    ordered = _sorted(list(factors))
    if first is not None:
        ordered.insert(0, first)
    return ordered[0] if len(ordered) == 1 else T.multiply(*ordered)


def _sorted(factors: list[Expression]) -> list[Expression]:
    return sorted(factors, key=order_key) if len(factors) > 1 else list(factors)


def like_of(view: Product) -> Expression:
    """An expression of the shape and dtype that the factors of a product give it."""
    bases = list(view.powers)
    if not bases:
        return constant(1.0)
    return bases[0] if len(bases) == 1 else T.multiply(*bases)


def scaled(term: Expression, coefficient: Number) -> Expression:
    """``coefficient * term`` in normal form."""
    if coefficient == 1:
        return term
    view = product_of(term).copy()
    view.coefficient = tidy(view.coefficient * coefficient)
    return write_product(view, term)
