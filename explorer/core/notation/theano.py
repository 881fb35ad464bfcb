"""Theano's notation, to the letter where Theano has the operation; the same with bare constants is plain notation.

After ``theano/printing.py`` of Theano 1.0 and the printers that its modules assign: every operator in parentheses,
functions by Theano's names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.expr import Constant
from explorer.core.notation.functions import own_operands
from explorer.core.notation.operands import index_text, with_operands
from explorer.core.notation.stream import check_length, separated, stream
from explorer.core.notation.values import bare_constant, theano_constant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.notation.stream import Part

_OPERATORS = {
    "add": "+", "subtract": "-", "negative": "-", "multiply": "*", "absorbing_multiply": "*", "divide": "/",
    "absorbing_divide": "/", "floor_divide": "//", "mod": "%", "power": "**", "dot": "\\dot",
}  # fmt: skip
_FUNCTIONS = {
    "square": "sqr", "sign": "sgn", "reciprocal": "inv", "round": "round_half_to_even", "digamma": "psi",
    "inv": "MatrixInverse", "pinv": "MatrixPinv", "det": "Det",
}  # fmt: skip
_GREEK = {"alpha", "beta", "gamma", "delta", "epsilon"}
_TYPES = {
    (): "scalar", (False,): "vector", (False, True): "col", (True, False): "row", (False, False): "matrix",
}  # fmt: skip


def theano_text(expression: Expression, *, bare: bool = False, stop_at_names: bool = False) -> str:
    """The text of an expression in Theano's notation, with ``bare`` constants or as Theano prints them."""
    check_length(expression)

    def expand(e: Expression, _precedence: int) -> Sequence[Part]:
        node = e.owner
        if node is None:
            return [_leaf(e, bare=bare)]
        if stop_at_names and e.name and e is not expression:
            return [e.name]
        # Theano prints all outputs of a node alike; a number tells them apart here.
        return [*_parts(node), *(f".{what}" for what in e.which)]

    return "".join(stream([(expression, 0)], expand))


def _leaf(e: Expression, *, bare: bool) -> str:
    if isinstance(e, Constant):
        return bare_constant(e) if bare else theano_constant(e)
    if e.name:
        return f"\\{e.name}" if e.name in _GREEK else e.name
    flags = e.type.broadcastable
    axes = _TYPES.get(flags) or (str(flags) if any(flags) else f"{len(flags)}D")
    return f"<TensorType({e.dtype}, {axes})>"


def _parts(node: Apply) -> Sequence[Part]:
    name = node.op.name
    if name in _OPERATORS:
        operator = _OPERATORS[name]
        if len(node.inputs) == 1:
            return [f"({operator}", (node.inputs[0], 0), ")"]
        return ["(", *separated(node.inputs, 0, f" {operator} "), ")"]
    special = _SPECIAL.get(name)
    if special is not None:
        return special(node.op, node)
    return _call(_FUNCTIONS.get(name, name), node)


def _call(name: str, node: Apply) -> Sequence[Part]:
    return [f"{name}(", *separated(node.inputs), ")"]


def _accumulating(op: Any, node: Apply) -> Sequence[Part]:
    # Theano's sums know the dtype that they add up in.
    axis = "" if len(op.axis) == node.inputs[0].ndim else f"axis=[{', '.join(map(str, op.axis))}], "
    return _call(f"{op.name.capitalize()}{{{axis}acc_dtype={node.types[0].dtype}}}", node)


def _reducing(op: Any, node: Apply) -> Sequence[Part]:
    name = {"max": "Reduce{maximum}", "min": "Reduce{minimum}"}.get(op.name, op.name.capitalize())
    axis = "" if len(op.axis) == node.inputs[0].ndim else f"{{{', '.join(map(str, op.axis))}}}"
    return _call(name + axis, node)


def _dimshuffle(op: Any, node: Apply) -> Sequence[Part]:
    # Theano leaves out new axes in front: broadcasting gives them anyway.
    order = ["x" if axis is None else axis for axis in op.pattern]
    while order and order[0] == "x":
        order.pop(0)
    (x,) = node.inputs
    if order == list(range(x.ndim)):
        return [(x, 0)]
    if order == list(reversed(range(x.ndim))):
        return [(x, 0), ".T"]
    return _call(f"DimShuffle{{{', '.join(map(str, order))}}}", node)


def _incremented(op: Any, node: Apply) -> Sequence[Part]:
    verb = "Set" if op.set else "Inc"
    return [f"IncSubtensor{{{verb};", *index_text(node, skip=2), "}(", *separated(node.inputs[:2]), ")"]


_SPECIAL: dict[str, Callable[[Any, Apply], Sequence[Part]]] = {
    "abs": lambda _op, node: ["|", (node.inputs[0], 0), "|"],
    "cast": lambda op, node: _call(op.to, node),
    "sum": _accumulating,
    "prod": _accumulating,
    "max": _reducing,
    "min": _reducing,
    "mean": _reducing,
    "all": _reducing,
    "any": _reducing,
    "argmax": _reducing,
    "argmin": _reducing,
    "dimshuffle": _dimshuffle,
    "subtensor": lambda _op, node: with_operands(node, 0),
    "inc_subtensor": _incremented,
    "size_of": lambda op, node: _call(f"Shape_i{{{op.axis}}}", node),
    "reshape": lambda _op, node: [f"Reshape{{{node.types[0].ndim}}}(", (node.inputs[0], 0), ", ",
                                  *_make_vector(node.inputs[1:]), ")"],
    "join": lambda op, node: [f"join(TensorConstant{{{op.axis}}}, ", *separated(node.inputs), ")"],
    "arange": lambda _op, node: _call(f"ARange{{dtype='{node.types[0].dtype}'}}", node),
    "eye": lambda op, node: [f"Eye{{dtype='{op.to}'}}(", *separated(node.inputs), f", TensorConstant{{{op.offset}}})"],
    "diag": lambda _op, node: _call("AllocDiag{offset=0, axis1=0, axis2=1}", node),
    "diagonal": lambda op, node: _call(
        f"ExtractDiag{{offset={op.offset}, axis1={op.axis1}, axis2={op.axis2}, view=False}}", node
    ),
    "tril": lambda op, node: _call(f"tril{{k={op.k}}}", node),
    "triu": lambda op, node: _call(f"triu{{k={op.k}}}", node),
    "scan": lambda _op, node: _call("for{cpu,scan_fn}", node),
    "ifelse": lambda _op, node: _call("if{}", node),
    "custom": lambda op, node: [f"{op.body.name}(", *separated(own_operands(node)), ")"],
}  # fmt: skip


def _make_vector(sizes: Sequence[Expression]) -> list[Part]:
    return ["MakeVector{dtype='int64'}(", *separated(sizes), ")"]
