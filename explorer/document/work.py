"""What follows from the script and from what is looked at, but not from any value: made once, kept for a while."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar, cast

from explorer.core.graph import applies
from explorer.core.pipeline import optimize_all
from explorer.core.rewrite.engine import Optimized
from explorer.core.rewrite.search import Limits
from explorer.document.results import Programs
from explorer.document.scripts import read
from explorer.document.target import choose, subject
from explorer.drawing.graph import graph_of_frames
from explorer.drawing.layout import lay_out
from explorer.drawing.numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from explorer.core.expr import Expression
    from explorer.core.rewrite.engine import Step
    from explorer.document.document import DerivativeKind, Document
    from explorer.document.target import Subject
    from explorer.drawing.picture import Picture
    from explorer.script import Script

MOST_STEPS = 120  # in one layout; beyond that, and beyond so many nodes, only before and after are laid out
MOST_NODES = 1000
LAYOUT_SECONDS = 3.0
SEARCH_SECONDS, SEARCH_FORMS = 3.0, 3000  # for a shorter form

Frame = tuple["Expression", ...]
V = TypeVar("V")


def work_of(document: Document) -> Work | None:
    """The work on what a document looks at; ``None`` where its script has no expression.

    The same object for the same choice, so that a change of a value derives nothing again. Raises
    :class:`explorer.document.target.TargetError` and the core's errors.
    """
    derivative = document.derivative
    rules = Rules(document.rules_off, document.search)
    return _derive(document.text, document.target, derivative.kind, derivative.wrt, rules)


@lru_cache(maxsize=8)
def _derive(text: str, target: str | None, kind: DerivativeKind, wrt: str | None, rules: Rules) -> Work | None:
    script = read(text)
    binding = choose(script, target)
    return None if binding is None else Work(script, subject(script, binding, kind, wrt), rules)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a person wants things to be rewritten.

    Attributes:
        off: the names of the rules that are left out.
        search: whether a shorter form is looked for than they lead to.
    """

    off: frozenset[str] = frozenset()
    search: bool = False


class Work:
    """The derivation of one subject."""

    def __init__(self, script: Script, subject: Subject, rules: Rules) -> None:
        self.script = script
        self.subject = subject
        self.rules = rules
        self.numbers = Numbering()
        self._kept: dict[str, Any] = {}
        self.programs = Programs(self)
        self.variables = {name: declared.variable for name, declared in script.variables.items()}
        if subject.made_vector is not None:
            self.variables[subject.vector_name] = subject.made_vector

    def keep(self, name: str, make: Callable[[Work], V]) -> V:
        """What ``make`` gives, made once: for views that do not depend on values."""
        if name not in self._kept:
            self._kept[name] = make(self)
        kept: V = self._kept[name]
        return kept

    @cached_property
    def optimized(self) -> Optimized:
        """Before, after, and the steps between."""
        end = monotonic() + SEARCH_SECONDS
        limits = Limits(SEARCH_FORMS, lambda: monotonic() > end) if self.rules.search else None
        (after,), steps = optimize_all([self.before], self.rules.off, limits)
        return Optimized(self.before, after, steps)

    def rewritten(self, expression: Expression) -> Expression:
        """Another expression, rewritten by the rules that the person left on."""
        (after,), _ = optimize_all([expression], self.rules.off)
        return after

    def leave_raw(self) -> None:
        """Do without rewriting, where that fails: everything else can be shown all the same."""
        self.optimized = Optimized(self.before, self.before, ())

    @property
    def before(self) -> Expression:
        """The expression as derived."""
        return self.subject.expression

    @cached_property
    def after(self) -> Expression:
        """The expression after all rewrites."""
        return cast("Expression", self.optimized.after)  # one in, one out

    @property
    def steps(self) -> tuple[Step, ...]:
        """The rewrites, in order."""
        return self.optimized.steps

    @cached_property
    def frames(self) -> list[Frame]:
        """The outputs before each step and at the end; only the ends where there is too much to lay out."""
        ends: list[Frame] = [(self.before,), (self.after,)]
        if len(self.steps) > MOST_STEPS or len(applies([self.before, self.after])) > MOST_NODES:
            return ends
        frames = self.optimized.frames()
        return frames if len(applies([e for frame in frames for e in frame])) <= MOST_NODES else ends

    @property
    def whole(self) -> bool:
        """Whether every step has a frame of its own."""
        return len(self.frames) == len(self.steps) + 1

    @cached_property
    def names(self) -> dict[Expression, str]:
        """What expressions are called in the script."""
        return {binding.expression: name for name, binding in self.script.names.items()}

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The union of all frames."""
        replaced = [(step.at, step.became) for step in self.steps] if self.whole else []
        return graph_of_frames(self.frames, self.numbers, replaced, names=self.names)

    @cached_property
    def picture(self) -> Picture:
        """The graph, laid out."""
        return lay_out(self.graph, LAYOUT_SECONDS)
