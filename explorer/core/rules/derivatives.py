"""Stabilise, then differentiate: a derivative remembers what it is the derivative of."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from explorer.core.evaluate.dimensions import equalities
from explorer.core.expr import Variable
from explorer.core.graph import ancestors, applies, replace
from explorer.core.labels import carry
from explorer.core.ops.exponential import exp, log, softplus
from explorer.core.origin import derivation_of, descend, locate
from explorer.core.pipeline import rewritten
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.product import PRODUCTS
from explorer.core.rewrite.rule import DerivativeRule, ruleset
from explorer.core.rewrite.sums import SUMS
from explorer.core.rules.choices import KINKS
from explorer.core.rules.functions import themes_of
from explorer.core.rules.stability import CANCELLATION, STABLE
from explorer.core.rules.wilds import x
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explorer.core.expr import Expression
    from explorer.core.origin import Derivation


def restatements(outputs: Sequence[Expression], off: frozenset[str]) -> dict[Expression, Expression]:
    """The derivatives in some expressions whose cost has a stable form, and the derivatives of that."""
    return _Restating(off).moves(outputs)


@dataclass
class _Restating:
    """One search through derivatives, and through what they are derivatives of.

    Attributes:
        off: names of rules and themes to leave out.
        known: for expressions, their stable form, and whether a rule for stability had to do with it.
        within: the derivatives' costs that are being looked into, each for the one before it.
    """

    off: frozenset[str]
    known: dict[Expression, tuple[Expression, bool]] = field(default_factory=dict)
    within: list[Expression] = field(default_factory=list)

    def moves(self, outputs: Sequence[Expression]) -> dict[Expression, Expression]:
        """What takes the place of the outermost derivatives that have a stable form."""
        moves: dict[Expression, Expression] = {}
        seen: set[Expression] = set()
        pending = list(outputs)
        while pending:
            met = _outermost(pending, seen)
            for (kind, of, held, _), wanted in _together(met).items():
                moves |= self._restated(kind, of, held, wanted)
            pending = [input_ for e in met if e not in moves and e.owner is not None for input_ in e.owner.inputs]
        return moves

    def _restated(
        self, kind: str, of: Expression, held: tuple[Expression, ...], wanted: dict[Expression, Derivation]
    ) -> dict[Expression, Expression]:
        if _takes_parts_to_be_equal(of):
            return {}
        # What is held constant, or stands in the middle of the graph, must not be lost in its rewriting.
        swap: dict[Expression, Expression] = {
            e: Variable(e.type, e.name)
            for e in (*held, *(d.wrt for d in wanted.values()))
            if e.owner is not None or e in held
        }
        cost, used = self._stable(replace([of], swap)[0] if swap else of)
        wrt = [swap.get(d.wrt, d.wrt) for d in wanted.values()]
        if kind in _SECOND_ORDER:
            gradients = T.grad(cost, wrt, disconnected_inputs="ignore")
            for e, gradient in zip(wanted, gradients, strict=True):
                locate(gradient, e)
            forms = [self._stable(gradient) for gradient in gradients]
            used = used or any(used for _, used in forms)
            costs = [form for form, _ in forms]
        else:
            costs = [cost] * len(wanted)
        if not used:
            return {}
        if kind == "gradient":
            made = T.grad(cost, wrt, disconnected_inputs="ignore")
        else:
            vectors = (d.vector for d in wanted.values())
            made = [_derivative(kind, of, x, v) for of, x, v in zip(costs, wrt, vectors, strict=True)]
        if swap:
            made = replace(made, {variable: e for e, variable in swap.items()})
        made = [fit(new, e) for e, new in zip(wanted, made, strict=True)]
        parts = ancestors(made)
        moves = {}
        for e, new in zip(wanted, made, strict=True):
            if e not in parts and new.type.broadcastable == e.type.broadcastable:
                descend(_NAME, e, new)
                carry(e, new)
                locate(new, e)
                moves[e] = new
        return moves

    def _stable(self, expression: Expression) -> tuple[Expression, bool]:
        """The expression in its stable form, and whether a rule for stability had to do with it."""
        known = self.known.get(expression)
        if known is None:
            self.within.append(expression)
            known = self._find(expression)
            self.within.pop()
            self.known[expression] = known
        return known

    def _find(self, expression: Expression) -> tuple[Expression, bool]:
        # Beyond that, in a hundred steps of gradient descent say, derivatives in derivatives stay as they are.
        moves = self.moves([expression]) if len(self.within) <= _DEEPEST else {}
        if not moves and not _may_be_unstable(expression):
            return expression, False
        (better,) = replace([expression], moves)
        (after,), steps = rewritten([better], self.off | _NOT_BEFORE)
        return after, bool(moves) or any(STABLE.theme in themes_of(step) for step in steps)


def _takes_parts_to_be_equal(expression: Expression) -> bool:
    """Whether sizes of parts, which nobody knows, are taken to equal others: derivatives read sizes off either."""
    return any(
        symbol.label == "?"
        for _, *sizes in equalities([expression])
        for size in sizes
        if not isinstance(size, int)
        for symbol in size.symbols
    )


def _outermost(outputs: Iterable[Expression], seen: set[Expression]) -> dict[Expression, Derivation]:
    """The first derivatives that are met from some expressions down."""
    met: dict[Expression, Derivation] = {}
    stack = list(outputs)
    while stack:
        e = stack.pop()
        if e in seen:
            continue
        seen.add(e)
        derivation = derivation_of(e)
        if derivation is not None and derivation.complete and derivation.kind in _KINDS:
            met[e] = derivation
        elif e.owner is not None:
            stack.extend(e.owner.inputs)
    return met


_NAME = "stabilise then differentiate"
_DEEPEST = 4
_NOT_BEFORE = KINKS | {rule.name for rule in CANCELLATION.rules}  # rules on values, after which derivatives differ
_SECOND_ORDER = frozenset({"hessian", "hessian-vector"})
_KINDS = frozenset({"gradient", "jacobian", "rop", "lop"}) | _SECOND_ORDER
_Key = tuple[str, "Expression", "tuple[Expression, ...]", "Expression | None"]


def _together(met: dict[Expression, Derivation]) -> dict[_Key, dict[Expression, Derivation]]:
    """Derivatives of one expression by several variables: what they have in common is found once."""
    groups: dict[_Key, dict[Expression, Derivation]] = {}
    for e, d in met.items():
        key = (d.kind, d.of, d.held, None if d.wrt.owner is None else d.wrt)
        groups.setdefault(key, {})[e] = d
    return groups


def _derivative(kind: str, of: Expression, wrt: Expression, vector: Expression | None) -> Expression:
    made: Expression
    if kind in {"jacobian", "hessian"}:
        made = T.jacobian(of, wrt, disconnected_inputs="ignore")
    elif kind == "lop":
        made = T.Lop(of, wrt, vector, disconnected_inputs="ignore")
    else:
        assert vector is not None
        along = Variable(vector.type, vector.name)  # constant, even where it is made of the variable
        moved = T.Rop(of, wrt, along, disconnected_outputs="ignore")
        (made,) = replace([moved], {along: vector})
    return made


def _may_be_unstable(expression: Expression) -> bool:
    """Whether there is an operation that a rule for stability speaks of."""
    return any(node.op.name in _spoken_of() or node.op.functions() for node in applies([expression]))


@cache
def _spoken_of() -> frozenset[str]:
    parts = {e for rule in STABLE.rules for e in ancestors([rule.sides[0]])}
    common = (PRODUCTS - {"sqrt"}) | SUMS | {"sum", "dimshuffle"}
    return frozenset({e.owner.op.name for e in parts if e.owner is not None} - common)


def _again(e: Expression) -> Expression | None:
    return restatements([e], frozenset()).get(e)


DERIVATIVES = ruleset(
    "Derivatives",
    stabilise_then_differentiate=DerivativeRule(
        "",
        "",
        "",
        frozenset({"derivative"}),
        text="A derivative is taken again, of the stable form of what it is the derivative of.",
        example=lambda: (T.grad(log(1 + exp(x)), x), T.grad(softplus(x), x)),
        rewrite=_again,
        restate=restatements,
    ),
)
