"""Declarations: ``X: real[n, d]``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Expression, Variable
from explorer.core.graph import leaves
from explorer.core.types import TensorType
from explorer.core.variables import tensor
from explorer.script.errors import Complaint
from explorer.script.guards import as_array, check_elements, shape_elements
from explorer.script.values import describe, force

if TYPE_CHECKING:
    from explorer.core.types import Dimension
    from explorer.script.interpreter import Interpreter
    from explorer.script.limits import Limits
    from explorer.script.record import Record

TYPES = {
    "real": "float64",
    "real16": "float16",
    "real32": "float32",
    "real64": "float64",
    "float": "float64",
    "float16": "float16",
    "float32": "float32",
    "float64": "float64",
    "int": "int64",
    "int8": "int8",
    "int16": "int16",
    "int32": "int32",
    "int64": "int64",
    "uint8": "uint8",
    "uint16": "uint16",
    "uint32": "uint32",
    "uint64": "uint64",
    "bool": "bool",
    "complex": "complex128",
    "complex64": "complex64",
    "complex128": "complex128",
}

_FORM = "a declaration reads x: real, x: real[n], X: real[n, 3], or k: int."
_DIMENSION = "a dimension is a number, a name, or : for an unknown one."


def declare(interpreter: Interpreter, name: str, annotation: ast.expr) -> Variable:
    """The variable that ``name: annotation`` declares."""
    dtype, dimensions = _read(interpreter, annotation)
    if len(dimensions) > interpreter.limits.ndim:
        message = f"more than {interpreter.limits.ndim} dimensions"
        raise Complaint(message)
    return tensor(name, dtype, dimensions)


def _read(interpreter: Interpreter, annotation: ast.expr) -> tuple[str, tuple[int | str | None, ...]]:
    match annotation:
        case ast.Name(id=word):
            return _dtype(word), ()
        case ast.Subscript(value=ast.Name(id=word), slice=ast.Tuple(elts=parts)):
            return _dtype(word), tuple(_dimension(interpreter, part) for part in parts)
        case ast.Subscript(value=ast.Name(id=word), slice=part):
            return _dtype(word), (_dimension(interpreter, part),)
    message = "this is not a type"
    raise Complaint(message, _FORM)


def _dtype(word: str) -> str:
    if word in TYPES:
        return TYPES[word]
    message = f"{word} is not a type"
    raise Complaint(message, f"types are {', '.join(TYPE_WORDS)}; {_FORM}")


TYPE_WORDS = ("real", "real32", "int", "bool", "complex")


def _dimension(interpreter: Interpreter, node: ast.expr) -> int | str | None:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int(size)):
            return size
        case ast.Constant(value=None) | ast.Name(id="_"):
            return None
        case ast.Slice(lower=None, upper=None, step=None):
            return None
        case ast.Constant(value=str(word)) if word.isidentifier() and not word.startswith("_"):
            return word
        case ast.Name(id=word):
            return _named(interpreter, word)
    message = "this is not a dimension"
    raise Complaint(message, _DIMENSION)


def _named(interpreter: Interpreter, word: str) -> int | str:
    """A name that stands for a whole number means that number, any other is the name of an unknown size."""
    value = force(interpreter.scope.find(word))
    if value is None or isinstance(value, Expression):
        return word
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return int(value)
    message = f"{word} is {describe(value)}, not a dimension"
    raise Complaint(message, _DIMENSION)


def value_for(limits: Limits, variable: Variable, value: Any) -> Any:
    """The value given with a declaration, as an array of the variable's type."""
    value = force(value)
    if isinstance(value, Expression):
        if any(isinstance(leaf, Variable) for leaf in leaves([value])):
            message = "a declared variable is given a value, not an expression of variables"
            raise Complaint(message, f"leave the type out: {variable.name} = …")
        check_elements(shape_elements([size for size in value.dimensions if isinstance(size, int)]), limits)
        value = value.eval()
    array = as_array(value)
    if array.ndim != variable.ndim:
        message = f"the value has {array.ndim} dimensions, {variable.name} is {variable.type}"
        raise Complaint(message)
    for axis, (size, wanted) in enumerate(zip(array.shape, variable.dimensions, strict=True)):
        if isinstance(wanted, int) and size != wanted:
            message = f"the value has {size} entries along axis {axis}, {variable.name} is {variable.type}"
            raise Complaint(message)
    if not np.can_cast(array.dtype, variable.dtype, "same_kind"):
        message = f"the value is {TensorType(array.dtype, array.shape)}, {variable.name} is {variable.type}"
        raise Complaint(message)
    return array.astype(variable.dtype)


def dimension(name: str, record: Record) -> Expression | None:
    """The named dimension of the first variable that declares it, as an integer expression."""
    for declared in record.declared:
        for axis, size in enumerate(declared.variable.dimensions):
            if _name_of(size) == name:
                found: Expression = declared.variable.shape[axis]
                return found
    return None


def dimension_names(record: Record) -> set[str]:
    """The names of all declared dimensions."""
    names = (_name_of(size) for declared in record.declared for size in declared.variable.dimensions)
    return {name for name in names if name}


def _name_of(size: Dimension) -> str:
    symbol = None if isinstance(size, int) else size.symbol
    return symbol.label if symbol is not None and symbol.named else ""
