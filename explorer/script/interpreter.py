"""Runs a syntax tree by a table of handlers, one for each type of node. What has no handler does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.expr import Expression
from explorer.script.attributes import nearest
from explorer.script.compiled import Compiled
from explorer.script.declarations import dimension, dimension_names
from explorer.script.errors import Complaint, ScriptError
from explorer.script.explain import explain, within
from explorer.script.guards import check_value
from explorer.script.limits import Meter
from explorer.script.names import tables
from explorer.script.nodes import EXPRESSIONS, STATEMENTS
from explorer.script.nodes.calls import call
from explorer.script.refused import refusal
from explorer.script.scope import Scope
from explorer.script.unknown import INSTEAD
from explorer.script.values import CONTAINERS, Later, describe, force, walk

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping, Sequence

    from explorer.script.limits import Limits
    from explorer.script.nodes.outcome import Outcome
    from explorer.script.record import Record
    from explorer.script.spans import Source, Span
    from explorer.script.values import Namespace

_MISSING = object()


class Interpreter:
    """Evaluates expressions and executes statements.

    Attributes:
        scope: the names that are seen now.
        globals: the names of the script itself.
        eager: compiled functions run when they are called; otherwise when their values are needed.
    """

    def __init__(self, source: Source, limits: Limits, record: Record, *, eager: bool) -> None:
        self.source = source
        self.limits = limits
        self.record = record
        self.eager = eager
        self.meter = Meter(limits)
        self.globals = Scope()
        self.scope = self.globals
        self.node: ast.expr | ast.stmt | None = None
        self.builtins: Mapping[str, Any]
        self.modules: Mapping[str, Namespace]
        self.builtins, self.modules = tables(self)

    def evaluate(self, node: ast.expr) -> Any:
        """The value of an expression. What goes wrong in it, and what it makes, belongs to the innermost node."""
        self.node = node
        try:
            self.meter.enter()
            handler = EXPRESSIONS.get(type(node))
            if handler is None:
                raise Complaint(*refusal(node))
            value = handler(self, node)
            self.record.made(value, lambda: self.source.span(node))
        except ScriptError:
            raise
        except Exception as error:
            raise self.failure(error, node) from error
        finally:
            self.meter.leave()
        return value

    def execute(self, node: ast.stmt) -> Outcome | None:
        """Run a statement. What it gives is how the block goes on, ``None`` for simply on."""
        self.node = node
        try:
            self.meter.enter()
            handler = STATEMENTS.get(type(node))
            if handler is None:
                raise Complaint(*refusal(node))
            return handler(self, node)
        except ScriptError:
            raise
        except Exception as error:
            raise self.failure(error, node) from error
        finally:
            self.meter.leave()

    def at(self, node: ast.expr | ast.stmt, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function on behalf of a part of the statement that runs: what goes wrong belongs to that part."""
        self.node = node
        try:
            return function(*args)
        except ScriptError:
            raise
        except Exception as error:
            raise self.failure(error, node) from error

    def run(self, block: Sequence[ast.stmt]) -> Outcome | None:
        """Run statements in order, until one leaves the block."""
        for statement in block:
            outcome = self.execute(statement)
            if outcome is not None:
                return outcome
        return None

    def failure(self, error: Exception, node: ast.expr | ast.stmt) -> ScriptError:
        """The script's error for an error that came up in a node."""
        inner = within(error)
        if inner is not None:
            return inner
        message, hint = explain(error)
        return ScriptError(message, self.source.span(node), hint)

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.alias | ast.keyword) -> Span:
        """Where a node stands."""
        return self.source.span(node)

    def operate(self, function: Callable[..., Any], *operands: Any) -> Any:
        """A primitive operation. Operands that are not computed yet make the result one that is not computed yet.

        Beside an expression they are computed: an expression must be there at once.
        """
        if not any(isinstance(item, Later) for operand in operands for item in parts(operand)):
            return function(*operands)
        if any(isinstance(item, Expression) for operand in operands for item in parts(operand)):
            return function(*(force(operand) for operand in operands))
        return self.later(lambda: function(*(force(operand) for operand in operands)))

    def put_off(self, function: Callable[..., Any], *operands: Any) -> Any:
        """A primitive operation whose result is no expression: it may wait for operands that are not computed yet."""
        if any(isinstance(item, Later) for operand in operands for item in parts(operand)):
            return self.later(lambda: function(*(force(operand) for operand in operands)))
        return function(*operands)

    def later(self, compute: Callable[[], Any]) -> Later:
        """A value that is computed when it is needed; what goes wrong then belongs to the node that runs now."""
        node = self.node
        assert node is not None
        done_before = len(self.record.effects)

        def guarded() -> Any:
            self.catch_up(done_before)
            try:
                return compute()
            except ScriptError:
                raise
            except Exception as error:
                raise self.failure(error, node) from error

        return Later(guarded)

    def effect(self, compute: Callable[[], Any]) -> Later:
        """A value whose computing may change others (a function with updates): all of these keep their order."""
        later = self.later(compute)
        self.record.effects.append(later)
        return later

    def catch_up(self, count: int) -> None:
        """Do the first effects that were put off, in order."""
        record = self.record
        while record.effects_done < count:
            record.effects_done += 1
            self.meter.check_time()
            record.effects[record.effects_done - 1].force()

    def lookup(self, name: str) -> Any:
        """The value of a name: the script's own, one of the language, or a dimension of a declared variable."""
        value = self.scope.find(name, _MISSING)
        if value is not _MISSING:
            return value
        if name in self.builtins:
            return self.builtins[name]
        size = dimension(name, self.record)
        if size is not None:
            return size
        message = f"{name} is not defined"
        raise Complaint(message, self._instead(name))

    def _instead(self, name: str) -> str:
        known = {*self.builtins, *dimension_names(self.record)}
        scope: Scope | None = self.scope
        while scope is not None:
            known.update(scope.names)
            scope = scope.parent
        return (
            INSTEAD.get(name)
            or nearest(name, known)
            or f'a variable is declared as {name}: real[n], or {name} = dvector("{name}").'
        )

    def give(self, name: str, value: Any, span: Span) -> None:
        """Give a value a name in the scope that is seen now."""
        self.scope.names[name] = value
        if self.scope is self.globals:
            self.record.bind(name, value, span)
            if isinstance(value, Compiled) and not value.label:
                value.label = name

    def call(self, function: Any, args: Sequence[Any]) -> Any:
        """Call a function of the script or one that it has."""
        return call(self, function, tuple(args), {})

    def check(self, value: Any) -> Any:
        """A new value, where it is within the limits."""
        check_value(value, self.limits)
        return value

    def truth(self, value: Any) -> bool:
        """Whether a concrete value counts as true."""
        value = force(value)
        if isinstance(value, Expression):
            message = "this condition is an expression: it has no value before it is computed"
            raise Complaint(message, "write switch(condition, a, b), which chooses element by element.")
        size = value.size if hasattr(value, "size") else 1
        if size != 1:
            message = f"this condition has {size} elements"
            raise Complaint(message, "ask for any(a) or all(a).")
        return bool(value)

    def holds(self, test: ast.expr) -> bool:
        """Whether a condition of the script is true."""
        truth: bool = self.at(test, self.truth, self.evaluate(test))
        return truth

    def items(self, value: Any) -> list[Any]:
        """The items of a concrete value that can be iterated over."""
        value = force(value) if isinstance(value, Later) else value
        if isinstance(value, Expression):
            size = value.dimensions[0] if value.ndim else None
            if isinstance(size, int):
                return [value[index] for index in range(size)]
            message = "an expression of unknown length cannot be gone through item by item"
            raise Complaint(message, "index it (x[0]), use scan, or declare its length: x: real[3].")
        if isinstance(value, list | tuple | dict | range | str):
            check_value(value, self.limits)
            return list(value)
        if hasattr(value, "ndim") and value.ndim:
            return list(value)
        message = f"{describe(value)} has no items"
        raise Complaint(message, "use a list, range(n), or an array.")


def parts(value: Any) -> Any:
    """A value, and where it is a list what it holds."""
    return walk(value) if isinstance(value, CONTAINERS) else (value,)
