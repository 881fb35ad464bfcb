"""From an expression to the boxes of its formula, from the leaves up, each node once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.graph import leaves
from explorer.core.notation import boxes as b
from explorer.core.notation.forms import FAMILIES, FORMS
from explorer.core.notation.functions import with_functions
from explorer.core.notation.let import named_parts
from explorer.core.notation.literals import leaf as leaf_box
from explorer.core.notation.matrices import lying
from explorer.core.notation.place import Place
from explorer.core.notation.template import filled
from explorer.core.types import Dim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from explorer.core.expr import Apply, Expression
    from explorer.core.notation.boxes import Box

# Nobody reads further, and typesetters give up a little later.
_HEAVIEST = 8_000
_DEEPEST = 40
# A part that is used once gets a line of its own too, in a formula in lines, where it is larger than this.
_LINE_WEIGHT = 160
_LINE_DEPTH = 12
_OPERATORS = {
    "==": ("equal", b.RELATION), "!=": ("unequal", b.RELATION), "<": ("less", b.RELATION),
    "<=": ("at most", b.RELATION), ">": ("greater", b.RELATION), ">=": ("at least", b.RELATION),
    "&": ("and", b.BOTH), "|": ("or", b.EITHER), "^": ("xor", b.EITHER), "%": ("mod", b.PRODUCT), "~": ("not", b.MINUS),
}  # fmt: skip


def formula(expression: Expression, *, turned: bool = False) -> Box:
    """The formula of an expression. What is deeper or longer than anybody reads ends in dots.

    ``turned``: of its transpose.
    """
    builder = Builder({})
    return builder.transposed(expression) if turned else builder.build(expression)


def formula_in_lines(expression: Expression, *, turned: bool = False) -> Box:
    """The formula with parts that are used more than once, and large ones, named and explained below it.

    ``turned``: of its transpose.
    """
    (result,), parts = with_named_parts([expression], turned=turned)
    shown: list[Box] = []
    for label, box in parts:
        word = b.word("and" if shown else "where")
        shown.append(b.row(word, b.sign("quad"), label, b.sign("equal"), box, level=b.LOOSE))
    return b.lines([result, *shown]) if shown else result


def with_named_parts(
    expressions: Sequence[Expression],
    taken: AbstractSet[str] = frozenset(),
    *,
    capitals: bool = False,
    widest: int = _LINE_WEIGHT,
    turned: bool = False,
) -> tuple[list[Box], list[tuple[Box, Box]]]:
    """The formulas of expressions, in which parts have names, and these names with what they stand for.

    Args:
        expressions: what the formulas are of.
        taken: names that no part may get.
        capitals: whether matrices among the parts are called by capital letters.
        widest: how many letters, about, a line may have before a part of it gets a line of its own.
        turned: whether the formulas are those of the transposes.
    """

    def is_large(e: Expression) -> bool:
        box = builder.build(e)
        return box.weight > widest or box.depth > _LINE_DEPTH

    builder = Builder({})
    rows: list[tuple[Box, Box]] = []
    for part, name in named_parts(expressions, is_large, {*taken, *_size_names(expressions)}, capitals=capitals):
        label = b.name(name).made_from(part)
        rows.append((label, builder.build(part)))
        builder.done[part] = label
    results = [builder.transposed(e) if turned else builder.build(e) for e in expressions]
    return results, _mentioned(results, rows)


def _size_names(expressions: Sequence[Expression]) -> Iterator[str]:
    """What sizes are called in formulas."""
    for leaf in leaves(expressions):
        for one in leaf.dimensions:
            if isinstance(one, Dim):
                yield from (str(symbol) for symbol in one.symbols)


def applied(node: Apply) -> Box:
    """The formula of an operation on its operands, of all its results together."""
    builder = Builder({})
    for x in node.inputs:
        builder.build(x)
    return builder.applied(node)


def _mentioned(results: Sequence[Box], rows: list[tuple[Box, Box]]) -> list[tuple[Box, Box]]:
    """The rows whose labels stand in a result, or in rows that do; of a shape, a formula does not tell the whole."""
    kept = []
    seen: set[Box] = set()
    names: set[str] = set()  # not boxes: a label that is cast, or gets an axis, is another box of the same name
    stack = [*results]
    for label, box in reversed(rows):
        while stack:
            inside = stack.pop()
            if inside not in seen:
                seen.add(inside)
                stack.extend(inside.parts)
                if inside.kind == "name":
                    names.add(inside.text)
        if label.text in names:
            kept.append((label, box))
            stack.append(box)
    return kept[::-1]


class Builder:
    """Boxes of expressions; ``done`` has those that are known already."""

    def __init__(self, done: Mapping[Expression, Box]) -> None:
        self.done = dict(done)

    def box(self, expression: Expression) -> Box:
        """The box of an expression, built before what it is a part of."""
        return self.done[expression]

    def inner(self, known: Mapping[Expression, Box], outputs: Sequence[Expression]) -> list[Box]:
        """The boxes of a body. Loops and functions stand in each other a few levels deep, so this may call itself."""
        builder = Builder(known)
        return [builder.build(e) for e in outputs]

    def build(self, expression: Expression) -> Box:
        """The box of an expression, and those of all that it is made of."""
        stack = [expression]
        while stack:
            e = stack[-1]
            if e in self.done:
                stack.pop()
                continue
            missing = [] if e.owner is None else [x for x in e.owner.inputs if x not in self.done]
            if missing:
                stack.extend(reversed(missing))
                continue
            self.done[e] = self._made(e).made_from(e)
        return self.done[expression]

    def transposed(self, expression: Expression) -> Box:
        """The box of the transpose of a vector or matrix."""
        box = self.build(expression)
        if expression.owner is None:
            return b.power(box, b.sign("transpose"))
        return lying(Place(self, expression.owner, []), expression).made_from(expression)

    def _made(self, e: Expression) -> Box:
        node = e.owner
        if node is None:
            return leaf_box(e)
        box = self.applied(node)
        for what in e.which:
            if what == "backwards":  # the box of the loop says so
                continue
            box = b.index(box, b.number(what) if what.isdigit() else b.word(what))
        return box

    def applied(self, node: Apply) -> Box:
        """The box of an operation; those of its operands are known."""
        parts = [self.done[x] for x in node.inputs]
        if sum(part.weight for part in parts) > _HEAVIEST or max((p.depth for p in parts), default=0) > _DEEPEST:
            return b.sign("dots")
        form = FORMS.get(node.op.name) or (None if node.op.formula else FAMILIES.get(node.op.family))
        form = form or (with_functions if node.op.functions() else None)
        return form(Place(self, node, parts)) if form is not None else _default(node, parts)


def _default(node: Apply, parts: Sequence[Box]) -> Box:
    """By the template on the card, or by its operator, or as a function by its name."""
    op = node.op
    if op.formula:
        return filled(op.formula, dict(zip(op.parameters(), parts, strict=False)))
    if op.infix in _OPERATORS:
        sign, level = _OPERATORS[op.infix]
        if len(parts) == 1:
            return b.row(b.sign(sign), b.within(parts[0], level + 1), level=level)
        inside = [b.within(parts[0], level + (level == b.RELATION))]
        for part in parts[1:]:
            inside += [b.sign(sign), b.within(part, level + 1)]
        return b.row(*inside, level=level)
    return b.call(b.word(op.name.removesuffix("_").replace("_", " ")), *parts)
