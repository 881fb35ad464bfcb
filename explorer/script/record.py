"""What a run leaves behind: which part of the text made which expression, what was declared, compiled and printed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from explorer.core.expr import Constant, Expression, Variable
from explorer.core.origin import Origin, derivation_of
from explorer.script.errors import Complaint
from explorer.script.show import LATER
from explorer.script.values import Later, describe, flat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from explorer.script.compiled import Compiled
    from explorer.script.limits import Limits
    from explorer.script.spans import Span


@dataclass(slots=True)
class Declared:
    """A variable of the script.

    Attributes:
        variable: the expression.
        span: where it was declared.
        value: the value that the script gives it, or ``None``.
    """

    variable: Variable
    span: Span
    value: Any = None


@dataclass(slots=True)
class Record:
    """What happened while a script ran."""

    limits: Limits
    stdout: Callable[[str], object] | None = None
    spans: dict[Expression, Span] = field(default_factory=dict)
    derivatives: set[Expression] = field(default_factory=set)
    declared: list[Declared] = field(default_factory=list)
    functions: list[Compiled] = field(default_factory=list)
    bound: dict[str, tuple[Any, Span]] = field(default_factory=dict)
    printed: list[str | Later] = field(default_factory=list)
    effects: list[Later] = field(default_factory=list)  # calls and assertions that were put off, in order
    effects_done: int = 0
    warnings: list[str] = field(default_factory=list)
    _characters: int = 0

    def made(self, value: Any, span: Callable[[], Span]) -> None:
        """What a part of the text gave: the expressions in it that are new belong to this part."""
        if isinstance(value, Expression):
            if value not in self.spans:
                self._trace([value], span())
        elif isinstance(value, list | tuple) and value:
            fresh = [item for item in flat(value) if item not in self.spans]
            if fresh:
                self._trace(fresh, span())

    def _trace(self, fresh: list[Expression], span: Span) -> None:
        stack = fresh
        while stack:
            expression = stack.pop()
            if expression in self.spans or isinstance(expression, Constant):
                continue
            self._check(expression)
            self.spans[expression] = span
            owner = expression.owner
            if owner is None:
                continue
            origin = expression.origin or Origin("written")
            expression.origin = replace(origin, span=span.as_tuple())
            stack.extend(owner.inputs)

    def _check(self, expression: Expression) -> None:
        if len(self.spans) >= self.limits.graph:
            message = f"the expressions hold more than {self.limits.graph:,} operations"
            raise Complaint(message, "use operations on whole arrays, or scan.")
        if expression.ndim > self.limits.ndim:
            message = f"an expression of more than {self.limits.ndim} dimensions"
            raise Complaint(message)

    def derived(self, value: Any) -> None:
        """These are derivatives, as far as they are new: the first of a Taylor expansion is the function itself."""
        self.derivatives.update(e for e in flat(value) if e not in self.spans)

    def is_derivative(self, expression: Expression) -> bool:
        """Whether an expression is what a derivative operation gave."""
        return expression in self.derivatives or derivation_of(expression) is not None

    def declare(self, value: Any, span: Span, default: Any = None) -> None:
        """These variables were declared."""
        for variable in _variables(value):
            name: Any = variable.name
            if not isinstance(name, str | None):
                message = f"the name of a variable is a string, not {describe(name)}"
                raise Complaint(message)
            if all(variable is not known.variable for known in self.declared):
                self.declared.append(Declared(variable, span, default))

    def bind(self, name: str, value: Any, span: Span) -> None:
        """The script gave a value this name."""
        self.bound.pop(name, None)  # so that the last one given stands last
        self.bound[name] = (value, span)

    def write(self, text: str | Later) -> None:
        """The script printed this."""
        shown = LATER if isinstance(text, Later) else text
        self._characters += len(shown)
        if self._characters > self.limits.output:
            message = f"the script printed more than {self.limits.output:,} characters"
            raise Complaint(message, "print less: the shape, or a part of the array.")
        self.printed.append(text)
        if self.stdout is not None:
            self.stdout(shown)

    def output(self) -> str:
        """All that was printed; what is not computed yet is shown as an ellipsis."""
        return "".join(LATER if isinstance(piece, Later) else piece for piece in self.printed)


def _variables(value: Any) -> Iterable[Variable]:
    return (item for item in flat(value) if isinstance(item, Variable))
