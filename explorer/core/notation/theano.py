"""Theano's notation, to the letter: what its tutorials print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.expr import Constant
from explorer.core.notation.index import index_text
from explorer.core.notation.let import let_text
from explorer.core.notation.walk import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Apply, Expression

# Longer texts are of nobody's use, and a graph that shares much has one that grows exponentially.
_LONGEST = 1_000_000
_INFIX = {"absorbing_multiply": "*", "absorbing_divide": "/", "dot": r"\dot", "matmul": r"\dot", "eq": "eq", "neq": "neq"}
_NAMES = {"size_of": "Shape_i", "arange": "ARange", "reshape": "Reshape", "alloc": "Alloc", "join": "Join",
          "switch": "Switch", "diag": "AllocDiag", "diagonal": "ExtractDiag", "maximum": "maximum"}  # fmt: skip


def pp(expression: Expression, style: str = "theano", stop_at_names: bool = False) -> str:
    """An expression as text.

    Args:
        expression: what to print.
        style: "theano" (exactly Theano's notation), "plain" (the same with bare constants) or "let" (plain, with shared
            parts named once, one a line).
        stop_at_names: named expressions are printed by their names.

    Raises:
        ValueError: for another style.
    """
    if style not in ("theano", "plain", "let"):
        message = f"there is no style {style!r}; use 'theano', 'plain' or 'let'"
        raise ValueError(message)
    constant = _theano_constant if style == "theano" else _plain_constant

    def apply(e: Expression, node: Apply, parts: Sequence[str]) -> str:
        if stop_at_names and e is not expression and e.name:
            return e.name
        return _operation(e, node, parts)

    def leaf(e: Expression) -> str:
        return constant(e) if isinstance(e, Constant) else _variable(e)

    if style == "let":
        return let_text(expression, leaf, apply)
    return render(expression, leaf, apply)


def _variable(e: Expression) -> str:
    if e.name:
        return e.name
    shape = ", ".join("1" if one == 1 else str(one) if isinstance(one, int) else "None" for one in e.dimensions)
    return f"<TensorType({e.dtype}, ({shape}{',' if e.ndim == 1 else ''}))>"


def _theano_constant(e: Constant) -> str:
    return e.name or f"TensorConstant{{{_value(e.value)}}}"


def _plain_constant(e: Constant) -> str:
    return e.name or _value(e.value)


def _value(value: np.ndarray) -> str:
    if value.ndim == 0:
        return str(value.item())
    if value.size and (value == value.flat[0]).all():
        return f"{value.shape} of {value.flat[0].item()}" if value.size > 1 else str(value)
    return np.array2string(value, threshold=20, edgeitems=3).replace("\n", "")


def _operation(e: Expression, node: Apply, parts: Sequence[str]) -> str:
    if sum(map(len, parts)) > _LONGEST:
        return "…"
    op = node.op
    special = _SPECIAL.get(op.name)
    if special is not None:
        return special(e, node, parts)
    infix = _INFIX.get(op.name, op.infix)
    if infix:
        return f"({infix}{parts[0]})" if len(parts) == 1 else f"({f' {infix} '.join(parts)})"
    return f"{_NAMES.get(op.name, op.name)}({', '.join(parts)})"


def _reduction(e: Expression, node: Apply, parts: Sequence[str]) -> str:
    axis = node.op.axis  # type: ignore[attr-defined]  # a reduction's field
    whole = len(axis) == node.inputs[0].ndim
    name = node.op.name.capitalize()
    fields = [] if whole else [f"axis=[{', '.join(map(str, axis))}]"]
    if name in ("Sum", "Prod"):
        fields.append(f"acc_dtype={e.dtype}")
    return f"{name}{{{', '.join(fields)}}}({parts[0]})" if fields else f"{name}({parts[0]})"


def _dimshuffle(e: Expression, node: Apply, parts: Sequence[str]) -> str:  # noqa: ARG001 - a row of the table
    pattern = node.op.pattern  # type: ignore[attr-defined]  # Dimshuffle's field
    if pattern == (1, 0):
        return f"{parts[0]}.T"
    return f"InplaceDimShuffle{{{','.join('x' if axis is None else str(axis) for axis in pattern)}}}({parts[0]})"


def _subtensor(e: Expression, node: Apply, parts: Sequence[str]) -> str:  # noqa: ARG001 - a row of the table
    return f"{parts[0]}[{index_text(node.op.index, parts[1:])}]"  # type: ignore[attr-defined]  # Subtensor's field


def _inc_subtensor(e: Expression, node: Apply, parts: Sequence[str]) -> str:  # noqa: ARG001 - a row of the table
    name = "SetSubtensor" if node.op.set else "IncSubtensor"  # type: ignore[attr-defined]  # its field
    words = index_text(node.op.index, parts[2:])  # type: ignore[attr-defined]  # its field
    return f"{name}({parts[0]}[{words}], {parts[1]})"


def _cast(e: Expression, node: Apply, parts: Sequence[str]) -> str:  # noqa: ARG001 - a row of the table
    return f"Cast{{{e.dtype}}}({parts[0]})"


def _scan(e: Expression, node: Apply, parts: Sequence[str]) -> str:
    return f"for{{cpu,scan_fn}}({', '.join(parts)})" + ("" if len(node.types) == 1 else f".{getattr(e, 'index', 0)}")


_SPECIAL: dict[str, Callable[[Expression, Apply, Sequence[str]], str]] = {
    **dict.fromkeys(("sum", "mean", "prod", "max", "min", "all", "any", "argmax", "argmin"), _reduction),
    "dimshuffle": _dimshuffle,
    "subtensor": _subtensor,
    "inc_subtensor": _inc_subtensor,
    "cast": _cast,
    "scan": _scan,
}
