"""What is looked at: an expression of the script, and which derivative of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer import core as T
from explorer.core.expr import Variable
from explorer.core.graph import leaves
from explorer.core.origin import Derivation, derivation_of
from explorer.core.types import TensorType, derivative_dtype
from explorer.document.brief import brief

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.document.document import DerivativeKind
    from explorer.script import Binding, Script


PRODUCTS = ("rop", "lop", "hessian-vector")


class TargetError(Exception):
    """The derivative that was chosen does not exist; the message says why and the hint what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at.

    Attributes:
        target: the name of the script's expression.
        title: what is shown of it, in words.
        expression: what is shown.
        derivation: what it is the derivative of, where it is one.
        made_vector: the vector of a product, where the script has none and we made one.
        vector_name: what the vector of a product is called.
    """

    target: str
    title: str
    expression: Expression
    derivation: Derivation | None = None
    made_vector: Variable | None = None
    vector_name: str = ""


def choose(script: Script, name: str | None) -> Binding | None:
    """The binding of this name; without one, or where the script has lost it, the script's own choice."""
    if name is not None and name in script.names:
        return script.names[name]
    return script.target


def variables_of(expression: Expression, script: Script) -> tuple[str, ...]:
    """The names of the variables that an expression depends on, in the order of the script."""
    below = {id(leaf) for leaf in leaves([expression])}
    return tuple(name for name, declared in script.variables.items() if id(declared.variable) in below)


@lru_cache(maxsize=16)
def _vector(name: str, type: TensorType) -> Variable:
    """The same variable for the same choice, so that what was derived with it is found again."""
    return Variable(type, name)


def subject(script: Script, binding: Binding, kind: DerivativeKind, wrt: str | None) -> Subject:
    """The derivative of an expression, or the expression as it stands; raises :class:`TargetError`."""
    expression = binding.expression
    if kind == "none":
        return subject_of(script, binding.name, expression)
    by = _by(script, binding, wrt)
    of = binding.name
    if kind in ("gradient", "hessian", "hessian-vector") and expression.ndim:
        what = {"gradient": "a gradient", "hessian": "a Hessian", "hessian-vector": "a Hessian"}[kind]
        raise TargetError(
            f"{of} is {expression.type}, and {what} is of a single number",
            f"look at the Jacobian of {of}, or write a sum: total = sum({of})",
        )
    vector = None
    if kind in PRODUCTS:
        along = expression if kind == "lop" else by
        vector = _vector(_free_name(script, "v"), TensorType(derivative_dtype(along.dtype), along.dimensions))
    derivation = Derivation(kind, expression, by, vector)
    name = "" if vector is None else vector.name or ""
    return Subject(of, _title(derivation, script, name), _derive(derivation), derivation, vector, name)


def _derive(derivation: Derivation) -> Expression:
    of, wrt, vector = derivation.of, derivation.wrt, derivation.vector
    derived: Expression
    match derivation.kind:
        case "gradient":
            derived = T.grad(of, wrt)
        case "jacobian":
            derived = T.jacobian(of, wrt)
        case "hessian":
            derived = T.hessian(of, wrt)
        case "rop":
            derived = T.Rop(of, wrt, vector)
        case "lop":
            derived = T.Lop(of, wrt, vector)
        case _:
            derived = T.hessian_vector_product(of, wrt, vector)
    return derived


def subject_of(script: Script, name: str, expression: Expression) -> Subject:
    """An expression as it stands, with what it is the derivative of."""
    derivation = derivation_of(expression)
    if derivation is None:
        return Subject(name, name, expression)
    derivation = _second_order(derivation)
    vector = derivation.vector
    vector_name = "" if vector is None else name_of(vector, script)
    title = _title(derivation, script, vector_name)
    return Subject(name, title, expression, derivation, None, vector_name)


def _second_order(derivation: Derivation) -> Derivation:
    """The Jacobian of a gradient is a Hessian, and its product with a vector a Hessian's, whatever made them."""
    inner = derivation_of(derivation.of)
    if inner is None or inner.kind != "gradient" or inner.wrt is not derivation.wrt:
        return derivation
    kind = {"jacobian": "hessian", "rop": "hessian-vector"}.get(derivation.kind)
    return derivation if kind is None else Derivation(kind, inner.of, inner.wrt, derivation.vector)


def _title(derivation: Derivation, script: Script, vector: str) -> str:
    of, wrt = name_of(derivation.of, script), name_of(derivation.wrt, script)
    words = {
        "gradient": f"∇ {of} by {wrt}",
        "jacobian": f"Jacobian of {of} by {wrt}",
        "hessian": f"Hessian of {of} by {wrt}",
        "rop": f"R-op of {of} by {wrt} along {vector}",
        "lop": f"L-op of {of} by {wrt} along {vector}",
        "hessian-vector": f"Hessian of {of} by {wrt}, times {vector}",
    }
    return words.get(derivation.kind, derivation.kind)


def name_of(expression: Expression, script: Script) -> str:
    """What the script calls an expression; where it has no name, its notation, cut short."""
    for name, declared in script.variables.items():
        if declared.variable is expression:
            return name
    for name, binding in script.names.items():
        if binding.expression is expression:
            return name
    return expression.name or brief(expression)


def _by(script: Script, binding: Binding, wrt: str | None) -> Expression:
    known = variables_of(binding.expression, script)
    if wrt is None or wrt not in known:
        if not known:
            raise TargetError(f"{binding.name} depends on no variable", "choose an expression that has one in it")
        wrt = known[0]
    return script.variables[wrt].variable


def _free_name(script: Script, wanted: str) -> str:
    """A name that the script has not taken."""
    taken = {*script.variables, *script.names}
    while wanted in taken:
        wanted += "′"
    return wanted
