"""A rule is a value with a name.

Most rules are two expressions. A rule that needs code is a second, rarer form. Both say what they assume.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.core.convert import as_expression
from explorer.core.expr import Expression
from explorer.core.rewrite.match import Wild, instantiate, match_part, put_back
from explorer.core.rewrite.product import PRODUCTS, is_product, product_of
from explorer.core.rewrite.sums import SUMS, is_sum, sum_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be known for a rule to apply.

    Attributes:
        caption: for people: "x is never 0".
        variable: the pattern's variable that it is about.
        holds: whether it is known to hold of an expression.
    """

    caption: str
    variable: Wild
    holds: Callable[[Expression], bool]


@dataclass(frozen=True)
class Rule(ABC):
    """A rewrite rule.

    Attributes:
        name: how people call it: "log of exp".
        theme: the file it stands in: "Logarithms".
        unsafe: "" or what it takes for granted: "assumes x is not 0". Such a rule may change NaN, infinity or a sign of
            zero at single points.
        heads: the names of the operations that it can apply to.
    """

    name: str
    theme: str
    unsafe: str
    heads: frozenset[str]

    @property
    @abstractmethod
    def caption(self) -> str:
        """One line for people."""

    @property
    @abstractmethod
    def sides(self) -> tuple[Expression, Expression]:
        """What it looks for and what it makes of it; for rules in code, an example."""

    @abstractmethod
    def apply(self, expression: Expression) -> Expression | None:
        """What ``expression`` becomes, or None where the rule does not apply. The type stays the same."""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class PatternRule(Rule):
    """Whatever has the form ``left`` becomes ``right``, where all conditions hold."""

    left: Expression = field(kw_only=True)
    right: Expression = field(kw_only=True)
    where: tuple[Condition, ...] = field(kw_only=True, default=())
    needs: frozenset[str] = field(kw_only=True, default=frozenset())  # operations that must stand in what is to match

    @property
    def caption(self) -> str:
        """The conditions, or what is taken for granted."""
        return self.unsafe or ", ".join(condition.caption for condition in self.where)

    @property
    def sides(self) -> tuple[Expression, Expression]:
        """Left and right."""
        return self.left, self.right

    def apply(self, expression: Expression) -> Expression | None:
        """The right side with what matched, if something did and the conditions hold; as often as it stands there."""
        became = self._once(expression, expression)
        if became is None or not (is_product(self.left) or is_sum(self.left)):
            return became
        for _ in range(_REPEATS):
            again = self._once(became, expression)
            if again is None:
                break
            became = again
        return became

    def _once(self, expression: Expression, like: Expression) -> Expression | None:
        if not self.needs <= _parts(expression):
            return None
        for binding, rest in match_part(self.left, expression):
            if all(condition.holds(binding[condition.variable]) for condition in self.where):
                result = put_back(instantiate(self.right, binding), rest, like)
                if result is not expression:
                    return result
        return None


_REPEATS = 16


@lru_cache(maxsize=1 << 14)
def _parts(expression: Expression) -> frozenset[str]:
    """The names of the operations that an expression is put together from: bases, terms, or operands."""
    if is_product(expression):
        parts = list(product_of(expression).powers)
    elif is_sum(expression):
        parts = list(sum_of(expression).terms)
    else:
        parts = list(expression.owner.inputs) if expression.owner is not None else []
    return frozenset(_kind(x) for x in parts if x.owner is not None)


def _kind(part: Expression) -> str:
    """The name of an operation; sums and products may be written with several."""
    if is_sum(part):
        return "+"
    if is_product(part):
        return "*"
    assert part.owner is not None
    return part.owner.op.name


@dataclass(frozen=True)
class CodeRule(Rule):
    """A rule that needs code: ``rewrite(expression)`` gives the replacement or None."""

    text: str = field(kw_only=True)
    example: Callable[[], tuple[Expression, Expression]] = field(kw_only=True)
    rewrite: Callable[[Expression], Expression | None] = field(kw_only=True)

    @property
    def caption(self) -> str:
        """What it does."""
        return self.text

    @property
    def sides(self) -> tuple[Expression, Expression]:
        """An example, before and after."""
        return self.example()

    def apply(self, expression: Expression) -> Expression | None:
        """What the code makes of it."""
        result = self.rewrite(expression)
        return None if result is expression else result


@dataclass(frozen=True)
class Ruleset:
    """The rules of one theme, in the order in which they are tried."""

    theme: str
    rules: tuple[Rule, ...]


def ruleset(theme: str, **rules: tuple[object, ...] | CodeRule) -> Ruleset:
    """Rules by name: ``name=(left, right)``, ``name=(left, right, condition, …, "assumes …")``, or a `code` rule."""
    return Ruleset(theme, tuple(_rule(theme, name.replace("_", " "), form) for name, form in rules.items()))


def _rule(theme: str, name: str, form: tuple[object, ...] | CodeRule) -> Rule:
    if isinstance(form, CodeRule):
        return CodeRule(
            name, theme, form.unsafe, form.heads, text=form.text, example=form.example, rewrite=form.rewrite
        )
    left, right, *rest = form
    assert isinstance(left, Expression)
    conditions = tuple(part for part in rest if isinstance(part, Condition))
    unsafe = "".join(part for part in rest if isinstance(part, str))
    return PatternRule(
        name, theme, unsafe, _heads(left), left=left, right=as_expression(right), where=conditions, needs=_parts(left)
    )


def _heads(left: Expression) -> frozenset[str]:
    if is_product(left):
        return PRODUCTS
    if is_sum(left):
        return SUMS
    assert left.owner is not None, "a pattern is an operation"
    return frozenset({left.owner.op.name})


def code(
    text: str,
    heads: str,
    example: Callable[[], tuple[Expression, Expression]],
    rewrite: Callable[[Expression], Expression | None],
    *,
    unsafe: str = "",
) -> CodeRule:
    """A rule in code, to stand in a `ruleset`: ``heads`` are names of operations, apart by spaces ("*" for all)."""
    return CodeRule("", "", unsafe, frozenset(heads.split()), text=text, example=example, rewrite=rewrite)


def by_head(rulesets: tuple[Ruleset, ...], off: frozenset[str] = frozenset()) -> Mapping[str, tuple[Rule, ...]]:
    """Rules indexed by the operation at the root; without those whose name or theme is ``off``."""
    table: dict[str, list[Rule]] = {}
    for one in rulesets:
        for rule in one.rules:
            if rule.name in off or one.theme in off:
                continue
            for head in rule.heads:
                table.setdefault(head, []).append(rule)
    return {head: tuple(rules) for head, rules in table.items()}
