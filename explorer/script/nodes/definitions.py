"""Functions of the script: ``def``, ``lambda``, ``return``."""

from __future__ import annotations

import ast
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from explorer.script.errors import Complaint, ScriptError
from explorer.script.nodes.outcome import Outcome, Returned
from explorer.script.scope import Scope
from explorer.script.values import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.script.interpreter import Interpreter
    from explorer.script.nodes.tables import ExpressionTable, StatementTable


class Closure:
    """A function of the script. The core may call it like any function, for instance as the body of a scan.

    Attributes:
        returned: what it gave last.
    """

    def __init__(
        self, interpreter: Interpreter, name: str, signature: Signature, body: Callable[[Interpreter], Any]
    ) -> None:
        self.__name__ = name
        self.__signature__ = signature
        self._interpreter = interpreter
        self._scope = interpreter.scope
        self._body = body
        parameters = signature.parameters.values()
        simple = all(parameter.kind in _SINGLE for parameter in parameters)
        self._names = tuple(signature.parameters) if simple else None
        self.returned: Any = None

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the body with the parameters set."""
        interpreter = self._interpreter
        outer, node = interpreter.scope, interpreter.node
        inner = Scope(self._scope)
        inner.names.update(self._bound(args, kwargs))
        interpreter.meter.step()
        interpreter.scope = inner
        try:
            self.returned = self._body(interpreter)
        except ScriptError as error:
            if node is not None:
                error.called_from.append(interpreter.span(node))
            raise
        finally:
            interpreter.scope, interpreter.node = outer, node
        return self.returned

    def _bound(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """The parameters with their values."""
        if self._names is not None and not kwargs and len(args) == len(self._names):  # nearly always, and quick
            return dict(zip(self._names, args, strict=True))
        try:
            bound = self.__signature__.bind(*args, **kwargs)
        except TypeError as error:
            message = f"{self.__name__}: {error}"
            raise Complaint(message, f"it is defined as {self.__name__}{plain(self.__signature__)}.") from error
        bound.apply_defaults()
        return bound.arguments


_SINGLE = {Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD}


def _signature(interpreter: Interpreter, arguments: ast.arguments) -> Signature:
    plain_ones = [*arguments.posonlyargs, *arguments.args]
    required = len(plain_ones) - len(arguments.defaults)
    parameters = []
    for index, argument in enumerate(plain_ones):
        kind = Parameter.POSITIONAL_ONLY if index < len(arguments.posonlyargs) else Parameter.POSITIONAL_OR_KEYWORD
        default = interpreter.evaluate(arguments.defaults[index - required]) if index >= required else Parameter.empty
        parameters.append(Parameter(argument.arg, kind, default=default))
    if arguments.vararg is not None:
        parameters.append(Parameter(arguments.vararg.arg, Parameter.VAR_POSITIONAL))
    for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        default = Parameter.empty if value is None else interpreter.evaluate(value)
        parameters.append(Parameter(argument.arg, Parameter.KEYWORD_ONLY, default=default))
    if arguments.kwarg is not None:
        parameters.append(Parameter(arguments.kwarg.arg, Parameter.VAR_KEYWORD))
    names = [parameter.name for parameter in parameters]
    for name in names:
        if names.count(name) > 1:
            message = f"two parameters are called {name}"
            raise Complaint(message)
    return Signature(parameters)


def _def(interpreter: Interpreter, node: ast.FunctionDef) -> None:
    if node.decorator_list:
        message = "the script language has no decorators"
        raise Complaint(message, "leave the line with @ out.")

    def body(running: Interpreter) -> Any:
        outcome = running.run(node.body)
        return outcome.value if isinstance(outcome, Returned) else None

    closure = Closure(interpreter, node.name, _signature(interpreter, node.args), body)
    interpreter.give(node.name, closure, interpreter.span(node))


def _lambda(interpreter: Interpreter, node: ast.Lambda) -> Closure:
    return Closure(
        interpreter, "lambda", _signature(interpreter, node.args), lambda running: running.evaluate(node.body)
    )


def _return(interpreter: Interpreter, node: ast.Return) -> Outcome:
    if interpreter.scope is interpreter.globals:
        message = "return stands outside of a function"
        raise Complaint(message, "the window shows what the script names; leave return out.")
    return Returned(None if node.value is None else interpreter.evaluate(node.value))


EXPRESSIONS: ExpressionTable = {ast.Lambda: _lambda}
STATEMENTS: StatementTable = {ast.FunctionDef: _def, ast.Return: _return}
