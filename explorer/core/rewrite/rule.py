"""A rule is a value with a name.

Most rules are two expressions. A rule that needs code is a second, rarer form. Both say what they assume.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from explorer.core.convert import as_expression
from explorer.core.expr import Expression
from explorer.core.graph import replace as replaced
from explorer.core.rewrite.features import features
from explorer.core.rewrite.loops.graph import LoopGraph
from explorer.core.rewrite.match import Wild, instantiate, match_part, put_back
from explorer.core.rewrite.needs import needs
from explorer.core.rewrite.product import PRODUCTS, is_product
from explorer.core.rewrite.reference import Reference
from explorer.core.rewrite.sums import SUMS, is_sum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


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
        needs: the features that an expression must have for it (`explorer.core.rewrite.features`).
        one_of: features of which it must have one, where there are any.
        reference: where it can be read, or None.
    """

    name: str
    theme: str
    unsafe: str
    heads: frozenset[str]
    needs: frozenset[str] = field(kw_only=True, default=frozenset())
    one_of: frozenset[str] = field(kw_only=True, default=frozenset())
    reference: Reference | None = field(kw_only=True, default=None)

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

    def ways(self, expression: Expression) -> Iterator[Expression]:
        """What ``expression`` may become, where the rule applies in several ways; for a search."""
        became = self.apply(expression)
        if became is not None:
            yield became

    def may_apply(self, seen: frozenset[str]) -> bool:
        """Whether it may apply to an expression with these features."""
        return self.needs <= seen and (not self.one_of or not self.one_of.isdisjoint(seen))

    def without(self, off: frozenset[str]) -> Rule:
        """The rule in a table that leaves some out; another one where it uses a table itself."""
        return self

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class PatternRule(Rule):
    """Whatever has the form ``left`` becomes ``right``, where all conditions hold."""

    left: Expression = field(kw_only=True)
    right: Expression = field(kw_only=True)
    where: tuple[Condition, ...] = field(kw_only=True, default=())

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

    def ways(self, expression: Expression) -> Iterator[Expression]:
        """The right side with each match that fulfils the conditions."""
        return self._matches(expression, expression)

    def _once(self, expression: Expression, like: Expression) -> Expression | None:
        return next(self._matches(expression, like), None) if self.needs <= features(expression) else None

    def _matches(self, expression: Expression, like: Expression) -> Iterator[Expression]:
        for binding, rest in match_part(self.left, expression):
            if all(condition.holds(binding[condition.variable]) for condition in self.where):
                result = put_back(instantiate(self.right, binding), rest, like)
                if result is not expression:
                    yield result


_REPEATS = 16


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
class InsideRule(CodeRule):
    """A rule that rewrites the functions inside an operation, by the rules that are used outside."""

    inside: Callable[[Expression, frozenset[str]], Expression | None] = field(kw_only=True)

    def without(self, off: frozenset[str]) -> Rule:
        """The rule that leaves the same ones out inside."""
        return replace(self, rewrite=lambda e: self.inside(e, off)) if off else self


@dataclass(frozen=True)
class ManyWays(CodeRule):
    """A rule in code that may apply in several ways; as a rule among others it applies in the first."""

    options: Callable[[Expression], Iterator[Expression]] = field(kw_only=True)

    def ways(self, expression: Expression) -> Iterator[Expression]:
        """What the code finds."""
        return self.options(expression)


@dataclass(frozen=True)
class LoopRule(CodeRule):
    """A rule on loops as wholes, for which it matters what else is used of them: ``change(graph)`` gives the moves.

    The engine applies it to all outputs of a program together; `apply` is for an expression alone.
    """

    change: Callable[[LoopGraph], dict[Expression, Expression] | None] = field(kw_only=True)


@dataclass(frozen=True)
class DerivativeRule(CodeRule):
    """A rule on derivatives as wholes, which comes before all others.

    ``restate(outputs, off)`` gives the moves; ``off`` names the rules and themes that are left out.
    """

    restate: Callable[[Sequence[Expression], frozenset[str]], dict[Expression, Expression]] = field(kw_only=True)


@dataclass(frozen=True)
class Ruleset:
    """The rules of one theme, in the order in which they are tried."""

    theme: str
    rules: tuple[Rule, ...]


def ruleset(theme: str, **rules: tuple[object, ...] | CodeRule) -> Ruleset:
    """Rules by name: ``name=(left, right)``, or a `code` rule.

    After the sides stand conditions, a `Reference`, and what it takes for granted: ``"assumes …"``.
    """
    return Ruleset(theme, tuple(_rule(theme, name.replace("_", " "), form) for name, form in rules.items()))


def _rule(theme: str, name: str, form: tuple[object, ...] | CodeRule) -> Rule:
    if isinstance(form, CodeRule):
        return replace(form, name=name, theme=theme)
    left, right, *rest = form
    assert isinstance(left, Expression)
    conditions = tuple(part for part in rest if isinstance(part, Condition))
    return PatternRule(
        name,
        theme,
        "".join(part for part in rest if isinstance(part, str)),
        _heads(left),
        left=left,
        right=as_expression(right),
        where=conditions,
        needs=needs(left),
        reference=next((part for part in rest if isinstance(part, Reference)), None),
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
    needs: str = "",
    one_of: str = "",
    reference: Reference | None = None,
) -> CodeRule:
    """A rule in code, to stand in a `ruleset`.

    Args:
        text: what it does, for people.
        heads: names of operations, apart by spaces ("*" for all).
        example: before and after.
        rewrite: the replacement, or None.
        unsafe: see `Rule`.
        needs: a feature without which it does not apply.
        one_of: features, apart by spaces; without any of them it does not apply.
        reference: where it can be read.
    """
    return CodeRule(
        "",
        "",
        unsafe,
        frozenset(heads.split()),
        needs=frozenset({needs} if needs else ()),
        one_of=frozenset(one_of.split()),
        reference=reference,
        text=text,
        example=example,
        rewrite=rewrite,
    )


def several(
    text: str,
    heads: str,
    example: Callable[[], tuple[Expression, Expression]],
    options: Callable[[Expression], Iterator[Expression]],
    *,
    unsafe: str = "",
    needs: str = "",
) -> ManyWays:
    """A rule in code that may apply in several ways, to stand in a `ruleset`; arguments as of `code`.

    ``options(expression)`` gives the replacements, the likeliest first.
    """
    return ManyWays(
        "",
        "",
        unsafe,
        frozenset(heads.split()),
        needs=frozenset({needs} if needs else ()),
        text=text,
        example=example,
        rewrite=lambda e: next(options(e), None),
        options=options,
    )


def loops(
    text: str,
    example: Callable[[], tuple[Expression, Expression]],
    change: Callable[[LoopGraph], dict[Expression, Expression] | None],
) -> LoopRule:
    """A rule on loops as wholes, to stand in a `ruleset`.

    Args:
        text: what it does, for people.
        example: before and after.
        change: what outputs of loops become, or None.
    """

    def rewrite(e: Expression) -> Expression | None:
        moves = change(LoopGraph([e]))
        return replaced([e], moves)[0] if moves else None

    return LoopRule("", "", "", frozenset({"scan"}), text=text, example=example, rewrite=rewrite, change=change)


def inside(
    text: str,
    heads: str,
    example: Callable[[], tuple[Expression, Expression]],
    rewrite: Callable[[Expression, frozenset[str]], Expression | None],
) -> InsideRule:
    """A rule on the functions inside an operation, to stand in a `ruleset`.

    Args:
        text: what it does, for people.
        heads: names of operations, apart by spaces.
        example: before and after.
        rewrite: the replacement, or None, where rules of these names are left out inside too.
    """

    def by_all(e: Expression) -> Expression | None:
        return rewrite(e, frozenset())

    return InsideRule("", "", "", frozenset(heads.split()), text=text, example=example, rewrite=by_all, inside=rewrite)


class RuleTable:
    """Rules in the order in which they are tried, found by what can be seen of an expression.

    Args:
        rulesets: the rules.
        off: names of rules to leave out.
    """

    def __init__(self, rulesets: tuple[Ruleset, ...], off: frozenset[str] = frozenset()) -> None:
        rules = [rule.without(off) for one in rulesets for rule in one.rules if rule.name not in off]
        self._rules = [rule for rule in rules if not isinstance(rule, LoopRule)]
        self.loop_rules = [rule for rule in rules if isinstance(rule, LoopRule)]
        self._of: dict[str, list[Rule]] = {}
        self._chosen: dict[tuple[str, frozenset[str]], tuple[Rule, ...]] = {}

    def candidates(self, expression: Expression) -> tuple[Rule, ...]:
        """The rules that may apply to an output of an operation."""
        node = expression.owner
        assert node is not None
        seen = features(expression)
        key = node.op.name, seen
        chosen = self._chosen.get(key)
        if chosen is None:
            chosen = tuple([rule for rule in self._about(node.op.name) if rule.may_apply(seen)])
            self._chosen[key] = chosen
        return chosen

    def _about(self, name: str) -> list[Rule]:
        """The rules on the operation of a name."""
        found = self._of.get(name)
        if found is None:
            found = [rule for rule in self._rules if name in rule.heads or "*" in rule.heads]
            self._of[name] = found
        return found
