"""A derivation as a text takes it: what it begins with, and each step with what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.notation import brief, latex
from explorer.core.rewrite.rule import PatternRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.core.expr import Expression, Variable
    from explorer.core.rewrite.rule import Rule

_LONGEST = 240  # characters of a part


@dataclass(frozen=True, slots=True, eq=False)
class DerivationStep:
    """One step.

    Attributes:
        number: counted from 1.
        rule: what was applied.
        before: the part that it replaced.
        after: what took its place.
        whole: all of it after the step; None where that is too long to be read.
        in_part: whether what was replaced is not all of it.
    """

    number: int
    rule: Rule
    before: Expression
    after: Expression
    whole: Expression | None
    in_part: bool


@dataclass(frozen=True, slots=True, eq=False)
class Derivation:
    """A derivation.

    Attributes:
        title: what is derived, in words.
        left: what stands before the first sign of equality, in LaTeX.
        plain: the same in plain text.
        given: what is differentiated, by its name, where it is short; else None.
        start: as it was derived.
        steps: the steps.
        result: what it came to.
        taken: names that the script has for something, and no part gets.
        parts: names that stand for parts, and these parts.
    """

    title: str
    left: str
    plain: str
    given: tuple[Variable, Expression] | None
    start: Expression
    steps: tuple[DerivationStep, ...]
    result: Expression
    taken: frozenset[str]
    parts: tuple[tuple[Variable, Expression], ...] = ()

    @property
    def introduction(self) -> str:
        """The words before the first formula."""
        if not self.steps:
            return "no rule applies; it is" if self.given is not None else "No rule applies; it is"
        return "the derivative as derived is" if self.given is not None else "As derived, it is"


def changes(derivation: Derivation) -> Iterator[tuple[DerivationStep, bool, bool]]:
    """Each step, with whether its part is to be shown, and whether all of it: what looks as before is not repeated."""
    known = derivation.start
    for step in derivation.steps:
        new = step.whole is not None and latex(step.whole) != latex(known)
        part = (step.in_part or not new) and read_briefly(step.before) != read_briefly(step.after)
        yield step, part, new
        known = known if step.whole is None else step.whole


def read_briefly(expression: Expression) -> str:
    """As people type it, cut where it is long."""
    return brief(expression, _LONGEST)


def conditions(rule: Rule) -> str:
    """What a step says beside its name: what was known, what was taken for granted, and where it can be read."""
    said = []
    if rule.caption and rule.caption != rule.unsafe:
        said.append(f"where {rule.caption}" if isinstance(rule, PatternRule) else rule.caption.rstrip("."))
    said += [rule.unsafe] if rule.unsafe else []
    said += [str(rule.reference)] if rule.reference is not None else []
    return "; ".join(said)
