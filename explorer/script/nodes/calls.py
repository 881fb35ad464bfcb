"""Calls, and what stands behind a dot."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, Any

from explorer.core.expr import Expression
from explorer.core.variables import Shared
from explorer.script.attributes import read
from explorer.script.compiled import Compiled, adopt
from explorer.script.errors import Complaint
from explorer.script.guards import check_items
from explorer.script.nodes.data import elements
from explorer.script.nodes.definitions import Closure
from explorer.script.values import Builtin, Later, Namespace, describe, flat, force, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.script.interpreter import Interpreter
    from explorer.script.nodes.tables import ExpressionTable


def _attribute(interpreter: Interpreter, node: ast.Attribute) -> Any:
    value = interpreter.evaluate(node.value)
    if isinstance(value, Later):  # a list with such values in it is there already: rows.append(f(1))
        return interpreter.later(lambda: read(value.force(), node.attr, interpreter.limits))
    return read(value, node.attr, interpreter.limits)


def _call(interpreter: Interpreter, node: ast.Call) -> Any:
    function = interpreter.evaluate(node.func)
    args = tuple(elements(interpreter, node.args))
    kwargs: dict[str, Any] = {}
    for keyword in node.keywords:
        value = interpreter.evaluate(keyword.value)
        for name, item in _named(keyword.arg, value):
            if name in kwargs:
                message = f"{name} is given twice"
                raise Complaint(message)
            kwargs[name] = item
    for value in (*args, *kwargs.values()):
        interpreter.check(value)
    interpreter.node = node
    return call(interpreter, function, args, kwargs)


def _named(name: str | None, value: Any) -> list[tuple[str, Any]]:
    if name is not None:
        return [(name, value)]
    if not isinstance(value, dict):
        message = f"** needs a dict, not {describe(value)}"
        raise Complaint(message)
    for key in value:
        if not isinstance(key, str) or key.startswith("_") or not key.isidentifier():
            message = "** needs a dict whose keys are names"
            raise Complaint(message)
    return list(value.items())


def call(interpreter: Interpreter, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call what scripts may call."""
    if isinstance(function, Later):
        function = function.force()
    for kind, handler in _CALLABLE.items():
        if isinstance(function, kind):
            return handler(interpreter, function, args, kwargs)
    message = f"{describe(function)} cannot be called"
    hint = "multiplication is written out: a*(b + c)." if isinstance(function, Expression | int | float) else ""
    if isinstance(function, Namespace):
        hint = f"call one of its functions: {function.name}.name(…)."
    raise Complaint(message, hint)


def _closure(interpreter: Interpreter, function: Closure, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return interpreter.check(function(*args, **kwargs))


def _compiled(interpreter: Interpreter, function: Compiled, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if is_symbolic([args, list(kwargs.values())]):
        message = "a compiled function takes values, not expressions"
        raise Complaint(message, "use the expression itself, or clone_replace(y, {x: z}) to put z in place of x.")
    if interpreter.node is not None:
        function.called(interpreter.span(interpreter.node), args, kwargs)
    return function(*args, **kwargs)


def _builtin(interpreter: Interpreter, function: Builtin, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    args, kwargs = tuple(map(_dtype, args)), {name: _dtype(value) for name, value in kwargs.items()}
    function.check(args, kwargs)
    if function.keeps:
        return function.function(*args, **kwargs)
    run = partial(_run, interpreter, function)
    if function.evaluates and not interpreter.eager:
        return interpreter.effect(lambda: run(force(args), force(kwargs)))
    if function.defers:
        return interpreter.operate(run, args, kwargs)
    return run(force(args), force(kwargs))


def _run(interpreter: Interpreter, function: Builtin, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if function.declares or function.derives:
        _check_count(interpreter, args)
    record = interpreter.record
    try:
        value = interpreter.check(adopt(function.function(*args, **kwargs), function.name))
    except AttributeError as error:
        wrong = [item for item in args if not isinstance(item, Expression)]
        if not wrong:
            raise  # nothing that the script did
        message = f"{function.name} needs an expression, not {describe(wrong[0])}"
        raise Complaint(message) from error
    if function.derives or (function.loops and _gives_derivative(interpreter, args, kwargs)):
        record.derived(value)
    if function.declares:
        node = interpreter.node
        if node is not None:
            for variable in flat(value):
                default = variable.get_value() if isinstance(variable, Shared) else None
                record.declare(variable, interpreter.span(node), default)
    return value


def _gives_derivative(interpreter: Interpreter, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether what a step of a loop returned, and not just something in it, is a derivative."""
    steps = [value for value in (*args, *kwargs.values()) if isinstance(value, Closure)]
    return any(interpreter.record.is_derivative(e) for step in steps for e in flat(step.returned))


def _check_count(interpreter: Interpreter, args: tuple[Any, ...]) -> None:
    """Makers of variables may be told how many, and derivatives of which order: each makes expressions."""
    for value in args:
        if isinstance(value, int):
            check_items(100 * value, interpreter.limits)


def _dtype(value: Any) -> Any:
    """``float`` and ``np.float32`` stand for dtypes where the core and NumPy are given them."""
    return value.dtype if isinstance(value, Builtin) and value.dtype else value


_CALLABLE: dict[type, Callable[[Any, Any, tuple[Any, ...], dict[str, Any]], Any]] = {
    Closure: _closure,
    Compiled: _compiled,
    Builtin: _builtin,
}

EXPRESSIONS: ExpressionTable = {ast.Attribute: _attribute, ast.Call: _call}
