"""Batches of what a script says: which of its expressions, of which variables, and the values that it gives itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer import core as T
from explorer.core.evaluate.batch.plan import Batch
from explorer.core.evaluate.function import Function
from explorer.core.graph import leaves
from explorer.document.document import Loaded, Typed
from explorer.document.given_values import given_values
from explorer.document.scripts import read
from explorer.document.target import TargetError, choose, name_of, subject
from explorer.document.values import ValueProblem, given

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.evaluate.batch.work import OnError
    from explorer.core.expr import Expression, Variable
    from explorer.document.document import Document
    from explorer.document.target import Subject
    from explorer.script import Script


class RequestError(Exception):
    """Something that was asked for, and is not there; ``usage``: it was asked for wrongly."""

    def __init__(self, message: str, *, usage: bool = False) -> None:
        super().__init__(message)
        self.usage = usage


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be computed again and again.

    Attributes:
        names: of the outputs.
        function: of the variables that they need.
        variables: all of the script, by name.
        own: the values that the document gives to variables, or else the script itself.
    """

    names: tuple[str, ...]
    function: Function
    variables: dict[str, Variable]
    own: dict[str, Any]

    def batch(self, inputs: Mapping[str, Any], chunk: int | None = None, on_error: OnError = "raise") -> Batch:
        """The batch of some inputs, by name; the document's own values take the place of what is not among them.

        Raises:
            RequestError: where a variable has no value at all.
            ShapeError, DTypeError: where one does not fit.
        """
        needed = [name for name, variable in self.variables.items() if variable in self.function.inputs]
        missing = [name for name in needed if name not in inputs and name not in self.own]
        if missing:
            raise RequestError(f"{', '.join(missing)}: there is no value, neither among the inputs nor in the script")
        values = {self.variables[name]: inputs[name] if name in inputs else self.own[name] for name in needed}
        return Batch(self.function, [values[x] for x in self.function.inputs], chunk, on_error)


def request(document: Document, outputs: Sequence[str] | None = None, *, origin: bool = False) -> Request:
    """The function of some expressions of a script, by name; of what the document looks at where none are named.

    Args:
        document: the script, and what is chosen.
        outputs: the names.
        origin: where none are named and a derivative is looked at, also compute what it is the derivative of.

    Raises:
        RequestError: where there is no such expression or derivative, the script has a mistake, or a value of the
            document cannot be read.
    """
    script = read(document.text)
    if script.error is not None:
        raise RequestError(str(script.error))
    variables = {name: declared.variable for name, declared in script.variables.items()}
    wanted = _looked_at(document, script, variables, origin=origin) if outputs is None else _named(script, outputs)
    rules = [f"-{name}" for name in sorted(document.rules_off)] or None
    whole = T.function(list(variables.values()), list(wanted.values()), on_unused_input="ignore", rules=rules)
    # A gradient as it was derived has all of its cost in it; nobody is asked for values that it does not need.
    needed = set(leaves(whole.outputs))
    inputs = [x for x in whole.inputs if x in needed]
    function = Function(inputs, whole.outputs, whole.outputs, whole.steps, off=whole.off, machine=whole.machine)
    return Request(tuple(wanted), function, variables, _own_values(document, script))


def _named(script: Script, names: Sequence[str]) -> dict[str, Expression]:
    for name in names:
        if name not in script.names:
            there = ", ".join(script.names)
            raise RequestError(f"there is no {name!r} in the script; there are {there}", usage=True)
    return {name: script.names[name].expression for name in names}


def looked_at(document: Document, script: Script) -> Subject:
    """What the document looks at; raises RequestError where there is no such thing."""
    binding = choose(script, document.target)
    if binding is None:
        raise RequestError("the script has no expression to compute")
    try:
        return subject(script, binding, document.derivative.kind, document.derivative.wrt)
    except TargetError as error:
        raise RequestError(f"{error.message}; {error.hint}") from error


def _looked_at(
    document: Document, script: Script, variables: dict[str, Variable], *, origin: bool
) -> dict[str, Expression]:
    chosen = looked_at(document, script)
    if chosen.made_vector is not None:
        variables[chosen.vector_name] = chosen.made_vector
    derivation = chosen.derivation
    if derivation is None or not origin:
        return {chosen.target: chosen.expression}
    name = chosen.target if document.derivative.kind == "none" else chosen.title
    return {name_of(derivation.of, script): derivation.of, name: chosen.expression}


def _own_values(document: Document, script: Script) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in document.values.items():
        if isinstance(value, Typed | Loaded):
            try:
                found[name] = given(value)
            except ValueProblem as error:
                raise RequestError(f"{name}: {error}") from error
    for values, _ in given_values(script):
        for name, value in values.items():
            found.setdefault(name, value)
    return found
