"""The values that a script handles, besides Python's numbers, strings, lists and core expressions."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Expression
from explorer.core.op import Op
from explorer.script.errors import Complaint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Number = (bool, int, float, complex, np.generic)
CONTAINERS = (list, tuple, dict)


@dataclass(frozen=True, slots=True)
class Namespace:
    """What a module is for a script: a table of names."""

    name: str
    members: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Builtin:
    """A function that is offered to scripts.

    Attributes:
        name: as people know it.
        function: what it does.
        declares: it makes variables.
        derives: it makes derivatives.
        loops: it calls a function of the script inside a graph of its own; where that gives a derivative, so does this.
        evaluates: it computes values, which a window that only reads the script puts off.
        defers: its result is no expression, so it may wait for operands that are not computed yet.
        keeps: it stores or passes on its arguments unseen, so they need not be computed for it.
        dtype: the dtype that it stands for where one is expected, or empty.
    """

    name: str
    function: Callable[..., Any] = field(repr=False)
    declares: bool = False
    derives: bool = False
    loops: bool = False
    evaluates: bool = False
    defers: bool = False
    keeps: bool = False
    dtype: str = ""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """For the core, which calls what it is given: ``map(exp, xs)``."""
        return self.function(*args, **kwargs)

    @cached_property
    def signature(self) -> inspect.Signature | None:
        """The parameters, where Python knows them."""
        return signature_of(self.function)

    def check(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Complain about arguments that the function does not take, naming its parameters."""
        if self.signature is None:
            return
        if isinstance(self.function, Op) and not args:
            message = f"{self.name} needs an operand"
            raise Complaint(message, f"it is called as {self.name}{plain(self.signature)}.")
        try:
            self.signature.bind(*args, **kwargs)
        except TypeError as error:
            message = f"{self.name}: {error}"
            raise Complaint(message, f"it is called as {self.name}{plain(self.signature)}.") from error


def signature_of(function: Callable[..., Any]) -> inspect.Signature | None:
    """The signature of a function; of an operation of the core, that of its operands."""
    if isinstance(function, Op):
        return inspect.Signature(
            [
                inspect.Parameter(
                    name.lstrip("*"), _STARRED if name.startswith("*") else inspect.Parameter.POSITIONAL_ONLY
                )
                for name in function.parameters()
            ]
        )
    try:
        return inspect.signature(function)
    except (ValueError, TypeError):  # functions written in C may have none
        return None


_STARRED = inspect.Parameter.VAR_POSITIONAL


def plain(signature: inspect.Signature) -> str:
    """A signature for people: names and defaults, no annotations."""
    empty = inspect.Parameter.empty
    bare = [parameter.replace(annotation=empty) for parameter in signature.parameters.values()]
    text = str(inspect.Signature(bare))
    return text.replace(", /)", ")").replace("/, ", "")


class Later:
    """A value that is computed when it is first needed: in the window, what compiled functions give."""

    __slots__ = ("_compute", "_value")

    def __init__(self, compute: Callable[[], Any]) -> None:
        self._compute: Callable[[], Any] | None = compute
        self._value: Any = None

    def force(self) -> Any:
        """The value."""
        if self._compute is not None:
            self._value = force(self._compute())
            self._compute = None
        return self._value


def force(value: Any) -> Any:
    """A value with every part of it computed."""
    if isinstance(value, Later):
        return value.force()
    if isinstance(value, CONTAINERS) and any(isinstance(item, Later) for item in walk(value)):
        if isinstance(value, dict):
            return {key: force(item) for key, item in value.items()}
        return type(value)(force(item) for item in value)
    return value


def walk(value: Any) -> Iterator[Any]:
    """A value and everything in it. Endless for a list that holds itself: count along."""
    stack = [value]
    while stack:
        item = stack.pop()
        yield item
        if isinstance(item, list | tuple):
            stack.extend(item)
        elif isinstance(item, dict):
            stack.extend(item.keys())
            stack.extend(item.values())


def flat(value: Any) -> list[Expression]:
    """The expressions in a value, in order."""
    found: list[Expression] = []
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, Expression):
            found.append(item)
        elif isinstance(item, list | tuple):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            stack.extend(reversed(item.values()))
    return found


def is_symbolic(value: Any) -> bool:
    """Whether a value is, or holds, an expression."""
    return any(isinstance(item, Expression) for item in walk(value))


def describe(value: Any) -> str:
    """What a value is, in words."""
    for kind, words in _WORDS:
        if isinstance(value, kind):
            return words
    if value is None:
        return "None"
    name = getattr(value, "name", None)
    if isinstance(value, Namespace):
        return f"the module {name}"
    if isinstance(value, Builtin):
        return f"the function {name}"
    return "a function" if callable(value) else f"a {type(value).__name__}"


_WORDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (Expression, "an expression"),
    (bool, "a truth value"),
    ((int, np.integer), "a whole number"),
    ((float, complex, np.number), "a number"),
    (str, "a string"),
    (list, "a list"),
    (tuple, "a tuple"),
    (dict, "a dict"),
    (np.ndarray, "an array"),
    (range, "a range"),
    (slice, "a slice"),
    (Later, "a value that is not computed yet"),
)
