"""What people read in a line of text: few parentheses, numbers as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from explorer.core.expr import Constant
from explorer.core.notation.index import index_text
from explorer.core.notation.numbers import array_text
from explorer.core.notation.walk import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression

CALL = 100
_INFIX = {"absorbing_multiply": "*", "absorbing_divide": "/"}
_LONGEST = 20_000


class Text(NamedTuple):
    """A piece of text and how tightly its outermost operator binds."""

    text: str
    precedence: int = CALL

    def within(self, precedence: int) -> str:
        """The text where something that binds at least so tightly is needed: in parentheses if it does not."""
        return self.text if self.precedence >= precedence else f"({self.text})"


def read(expression: Expression) -> str:
    """An expression in a line: ``X.T @ (y * sigmoid(-m))``. Parts that are shared stand more than once."""
    return render(expression, _leaf, _apply).text


def brief(expression: Expression, limit: int = 60) -> str:
    """An expression for messages: not longer than ``limit``, quick for any graph."""
    if expression.name:
        return _cut(expression.name, limit)
    if expression.owner is None:
        return _cut(_leaf(expression).text, limit)
    known: dict[Expression, Text] = {}
    # Three operations deep says what it is; below stand dots.
    border = [(expression, 0)]
    while border:
        e, depth = border.pop()
        if e.owner is None:
            continue
        if depth == 3:
            known[e] = Text(e.name or "…")
        else:
            border.extend((x, depth + 1) for x in e.owner.inputs[:6])
            known.update((x, Text("…")) for x in e.owner.inputs[6:])
    known.pop(expression, None)
    return _cut(render(expression, _leaf, _apply, known).text, limit)


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    half = (limit - 1) // 2
    return f"{text[: limit - 1 - half]}…{text[len(text) - half :]}"


def _leaf(e: Expression) -> Text:
    if e.name:
        return Text(e.name)
    if isinstance(e, Constant):
        text = array_text(e.value)
        return Text(text, 25 if text.startswith("-") else CALL)
    return Text(f"<{e.type}>")


def _apply(e: Expression, node: Apply, parts: Sequence[Text]) -> Text:
    op = node.op
    if sum(len(part.text) for part in parts) > _LONGEST:
        return Text("…")
    infix = _INFIX.get(op.name, op.infix)
    if infix and len(parts) == 1:
        return Text(infix + parts[0].within(op.precedence), op.precedence)
    if infix:
        return _between(infix, op.precedence, parts)
    special = _special(e, node, parts)
    if special is not None:
        return special
    return Text(f"{op.name}({', '.join(part.text for part in parts)})")


_TIGHT = frozenset({"**"})
_NOT_ASSOCIATIVE = frozenset({"-", "/", "//", "%", "@"})


def _between(infix: str, precedence: int, parts: Sequence[Text]) -> Text:
    first, *rest = parts
    left, right = precedence, precedence + (infix in _NOT_ASSOCIATIVE)
    if infix == "**":  # binds to the right
        left, right = precedence + 1, 25
    space = "" if infix in _TIGHT else " "
    words = [first.within(left), *(part.within(right) for part in rest)]
    return Text(f"{space}{infix}{space}".join(words), precedence)


def _special(e: Expression, node: Apply, parts: Sequence[Text]) -> Text | None:  # noqa: PLR0911 - a table of cases
    op = node.op
    x = parts[0] if parts else Text("")
    match op.name:
        case "dimshuffle":
            pattern = op.pattern  # type: ignore[attr-defined]  # Dimshuffle's field
            if op.is_transpose:  # type: ignore[attr-defined]  # Dimshuffle's property
                return Text(f"{x.within(CALL)}.T")
            kept = [axis for axis in pattern if axis is not None]
            if kept == sorted(kept) and len(kept) == node.inputs[0].ndim:
                if not kept or pattern[-len(kept) :] == tuple(kept):
                    return x  # NumPy's broadcasting adds leading axes by itself
                return Text(f"{x.within(CALL)}[{', '.join('None' if a is None else ':' for a in pattern)}]")
            return Text(f"dimshuffle({x.text}, {', '.join(repr('x') if a is None else str(a) for a in pattern)})")
        case "subtensor":
            return Text(f"{x.within(CALL)}[{_index(node, parts[1:])}]")
        case "inc_subtensor":
            sign = "=" if op.set else "+="  # type: ignore[attr-defined]  # its field
            return Text(f"({x.text} with [{_index(node, parts[2:])}] {sign} {parts[1].text})")
        case "size_of":
            return Text(f"{x.within(CALL)}.shape[{op.axis}]")  # type: ignore[attr-defined]  # SizeOf's field
        case "cast":
            return Text(f"{e.dtype}({x.text})")
        case "arange":
            start, stop, step = (part.text for part in parts)
            return Text(f"arange({stop})" if start == "0" and step == "1" else f"arange({start}, {stop}, {step})")
        case "eye":
            rows, columns = (part.text for part in parts)
            return Text(f"eye({rows})" if rows == columns else f"eye({rows}, {columns})")
        case "alloc":
            return Text(f"full(({', '.join(part.text for part in parts[1:])}), {x.text})")
    axis = getattr(op, "axis", None)
    if op.family == "reduction" and axis is not None:
        whole = len(axis) == node.inputs[0].ndim
        where = "" if whole else f", axis={axis[0] if len(axis) == 1 else axis}"
        return Text(f"{op.name}({x.text}{where})")
    return None


def _index(node: Apply, parts: Sequence[Text]) -> str:
    return index_text(node.op.index, [part.text for part in parts])  # type: ignore[attr-defined]  # its field
