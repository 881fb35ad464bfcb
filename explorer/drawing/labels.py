"""The short text on a box: the operation with its operands' names, ``·`` for an operand that is a box of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Constant, Variable
from explorer.core.ops.indexing import IncSubtensor, Range, Slot, Subtensor
from explorer.core.ops.reductions import Reduction
from explorer.core.ops.scan import Scan
from explorer.core.ops.shape import Dimshuffle, SizeOf
from explorer.core.sizes import dimension_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.ops.indexing import Index
    from explorer.core.types import TensorType

PLACE = "·"
LONGEST_NAME = 12
_LONGEST_INNER = 6  # characters of an operand's own label that may stand in its user's label
_LONGEST_VALUE = 10
_ATOM, _POWER, _PREFIX, _PRODUCT, _SUM, _RELATION = range(6)  # loosest last
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()nix", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱˣ")
_RAISED = frozenset("0123456789-−nix")
_GLYPHS = {"-": "−", "*": "×", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "&": "∧", "|": "∨", "^": "⊻"}
_LEVEL = {"+": _SUM, "−": _SUM, "×": _PRODUCT, "⊙": _PRODUCT, "/": _PRODUCT, "@": _PRODUCT, "//": _PRODUCT}

Text = tuple[str, int]  # a text and how tightly it binds
Names = Mapping["Expression", str]
NO_NAMES: Names = MappingProxyType({})


def label(node: Apply, names: Names = NO_NAMES) -> str:
    """The label of an operation's box: ``exp(−m)``, ``· ⊙ eˣ``, ``m = y ⊙ z`` where it has a name in the script."""
    text = _text(node, names)[0]
    name = name_of(node.output(), names) if len(node.types) == 1 else ""
    return f"{name} = {text}" if name.isidentifier() and len(name) <= LONGEST_NAME else text


def name_of(x: Expression, names: Names = NO_NAMES) -> str:
    """What an expression is called in the script, else by itself, else nothing."""
    return names.get(x) or x.name or ""


def detail(type: TensorType) -> str:
    """The line below: the shape, after the dtype where that is not real: ``[n, d]``, ``int[n]``, ``real``."""
    text = str(type)
    return text[4:] if text.startswith("real[") else text


def value_text(constant: Constant) -> str | None:
    """A constant as it stands in a label, or ``None`` where it is too large for one."""
    value = constant.value
    if value.ndim == 0:
        return _number(value[()])
    if value.size and value.size <= 8 and np.all(value == value.flat[0]):
        return None if value.size > 1 else _number(value.flat[0])
    if value.ndim == 1 and value.size <= 4:
        text = "[" + ", ".join(_number(item) for item in value) + "]"
        return text if len(text) <= _LONGEST_VALUE else None
    return None


def short_name(name: str) -> str:
    """A name, cut in its middle where it is long: its ends tell names apart."""
    if len(name) <= LONGEST_NAME:
        return name
    return name[: LONGEST_NAME - 5] + "…" + name[-4:]


def _number(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    text = f"{value:.4g}" if isinstance(value, (float, complex, np.inexact)) else str(value)
    return text.replace("-", "−").replace("e−0", "e−").replace("e+0", "e").replace("e+", "e")


def _operand(x: Expression, names: Names) -> Text:
    if isinstance(x, Constant):
        text = value_text(x)
        if text is None:
            return PLACE, _ATOM
        return text, _PREFIX if text.startswith("−") else _ATOM
    name = name_of(x, names)
    if name and (isinstance(x, Variable) or name.isidentifier()):
        return short_name(name), _ATOM
    owner = x.owner
    if owner is not None and _leaves(owner, names):
        text, level = _text(owner, names)
        if len(text) <= _LONGEST_INNER and PLACE not in text:
            return text, level
    return PLACE, _ATOM


def _leaves(node: Apply, names: Names) -> bool:
    """Whether an operation has one named operand, and else constants: little enough to be repeated elsewhere."""
    named = [x for x in node.inputs if not isinstance(x, Constant)]
    return len(named) == 1 and bool(name_of(named[0], names)) and len(node.inputs) <= 2


def _text(node: Apply, names: Names) -> Text:
    operands = [_operand(x, names) for x in node.inputs]
    special = _reduction if isinstance(node.op, Reduction) else _SPECIAL.get(node.op.name)
    if special is not None:
        found = special(node, operands)
        if found is not None:
            return found
    infix = getattr(node.op, "infix", "")
    if infix and len(operands) >= 2:
        return _infix(_GLYPHS.get(infix, infix), operands)
    return _call(node, operands)


def _infix(glyph: str, operands: Sequence[Text]) -> Text:
    level = _LEVEL.get(glyph, _RELATION)
    shown = [_wrapped(*operands[0], level)]
    for text, own in operands[1:]:
        shown.append(_wrapped(text, _RELATION + 1 if text.startswith("−") else own, level - 1))
    if len(shown) > 3:
        shown = [*shown[:2], "…", shown[-1]]
    return f" {glyph} ".join(shown), level


def _wrapped(text: str, level: int, loosest: int) -> str:
    return f"({text})" if level > loosest else text


def _call(node: Apply, operands: Sequence[Text]) -> Text:
    shown = [text for text, _ in operands]
    if len(shown) > 3:
        shown = [*shown[:2], "…", shown[-1]]
    return f"{node.op.name}({', '.join([*shown, *_parameters(node.op)])})", _ATOM


def _parameters(op: Any) -> list[str]:
    """The static parameters that say something in few letters: an axis, an order; not those that go without saying."""
    if not is_dataclass(op):
        return []
    given = [(field.name, value) for field in fields(op) if (value := getattr(op, field.name)) != field.default]
    texts = [
        _axes(value) if name in {"axis", "axes"} else str(value)
        for name, value in given
        if isinstance(value, (int, tuple, str, np.dtype)) and value is not False
    ]
    return [text for text in texts if 0 < len(text) <= _LONGEST_VALUE]


def _axes(axis: Any) -> str:
    return f"axis {' '.join(map(str, axis)) if isinstance(axis, tuple) else axis}"


def _multiply(node: Apply, operands: Sequence[Text]) -> Text:
    arrays = sum(x.ndim > 0 for x in node.inputs)
    return _infix("⊙" if arrays >= 2 else "×", operands)


def _dot(_node: Apply, operands: Sequence[Text]) -> Text:
    return _infix("@", operands)


def _negative(_node: Apply, operands: Sequence[Text]) -> Text:
    return "−" + _wrapped(*operands[0], _PRODUCT - 1), _PREFIX


def _power(_node: Apply, operands: Sequence[Text]) -> Text | None:
    base, exponent = operands
    if not set(exponent[0]) <= _RAISED:
        return f"{_wrapped(*base, _ATOM)} ^ {_wrapped(*exponent, _ATOM)}", _POWER
    return _wrapped(*base, _ATOM) + exponent[0].translate(_SUPERSCRIPTS), _POWER


def _square(_node: Apply, operands: Sequence[Text]) -> Text:
    return _wrapped(*operands[0], _ATOM) + "²", _POWER


def _transpose(_node: Apply, operands: Sequence[Text]) -> Text:
    return _wrapped(*operands[0], _ATOM) + "ᵀ", _POWER


def _dimshuffle(node: Apply, operands: Sequence[Text]) -> Text | None:
    op = node.op
    assert isinstance(op, Dimshuffle)
    (x,) = operands
    if op.is_transpose:
        return _transpose(node, operands)
    kept = [axis for axis in op.pattern if axis is not None]
    if kept == sorted(kept) and len(kept) == node.inputs[0].ndim:
        return f"{_wrapped(*x, _ATOM)}[{', '.join('new' if axis is None else ':' for axis in op.pattern)}]", _ATOM
    return f"axes({x[0]}, {' '.join('new' if axis is None else str(axis) for axis in op.pattern)})", _ATOM


def _subtensor(node: Apply, operands: Sequence[Text]) -> Text:
    op = node.op
    assert isinstance(op, Subtensor)
    return f"{_wrapped(*operands[0], _ATOM)}[{_index(op.index, operands[1:])}]", _ATOM


def _inc_subtensor(node: Apply, operands: Sequence[Text]) -> Text:
    op = node.op
    assert isinstance(op, IncSubtensor)
    sign = "=" if op.set else "+="
    return f"{_wrapped(*operands[0], _ATOM)}[{_index(op.index, operands[2:])}] {sign} {operands[1][0]}", _RELATION


def _index(index: Index, operands: Sequence[Text]) -> str:
    def part(entry: int | Slot | None) -> str:
        return "" if entry is None else operands[entry.number][0] if isinstance(entry, Slot) else str(entry)

    shown = []
    for entry in index:
        if isinstance(entry, Range):
            step = "" if entry.step is None else f":{part(entry.step)}"
            shown.append(f"{part(entry.start)}:{part(entry.stop)}{step}")
        else:
            shown.append("new" if entry is None else part(entry))
    while len(shown) > 1 and shown[-1] == ":" and None not in index:  # what is taken whole at the end goes unsaid
        shown.pop()
    return ", ".join(shown)


def _reduction(node: Apply, operands: Sequence[Text]) -> Text:
    op = node.op
    assert isinstance(op, Reduction)
    some = "" if len(op.axis) == node.inputs[0].ndim else f", {_axes(op.axis)}"
    return f"{op.name}({operands[0][0]}{some})", _ATOM


def _size_of(node: Apply, operands: Sequence[Text]) -> Text:
    op = node.op
    assert isinstance(op, SizeOf)
    return f"{_wrapped(*operands[0], _ATOM)}.shape[{op.axis}]", _ATOM


def _scan(node: Apply, _operands: Sequence[Text]) -> Text:
    assert isinstance(node.op, Scan)
    return f"scan, {dimension_of(node.op.steps_of(node))} steps", _ATOM


def _cast(node: Apply, operands: Sequence[Text]) -> Text:
    return f"{node.output().dtype}({operands[0][0]})", _ATOM


_SPECIAL: dict[str, Callable[[Apply, Sequence[Text]], Text | None]] = {
    "multiply": _multiply,
    "dot": _dot,
    "matmul": _dot,
    "negative": _negative,
    "power": _power,
    "square": _square,
    "absorbing_multiply": _multiply,
    "cast": _cast,
    "dimshuffle": _dimshuffle,
    "inc_subtensor": _inc_subtensor,
    "scan": _scan,
    "size_of": _size_of,
    "subtensor": _subtensor,
}
