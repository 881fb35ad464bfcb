"""Which operations of a program are computed together, block by block: elementwise ones over one shape.

Their totals over all elements are taken in the same blocks: nobody has to read an array once more for its sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.expr import Constant
from explorer.core.op import Elementwise
from explorer.core.ops.choice import Switch
from explorer.core.ops.reductions import Max, Min, Sum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.types import Dimension

# Elements from which on blocks win: where functions are computed, and where there is little but arithmetic.
_LARGE, _VERY_LARGE = 1 << 16, 1 << 18
LIGHT = frozenset(
    {
        *("add", "subtract", "negative", "multiply", "divide", "reciprocal", "square", "sqrt", "abs", "sign"),
        *("maximum", "minimum", "relu", "eq", "neq", "lt", "le", "gt", "ge", "switch"),
        *("absorbing_multiply", "absorbing_divide", "power"),
    }
)


@dataclass(frozen=True, eq=False)
class Part:
    """Operations that are computed together.

    Attributes:
        nodes: the operations, each after its inputs.
        outputs: what is used outside.
        sliced: the operands that have the first axis of the shape: each block has its own piece of them.
        whole: the other arrays and numbers, which every block sees whole.
        totals: sums, and the largest and smallest elements, of what is computed, or of an operand.
    """

    nodes: tuple[Apply, ...]
    outputs: tuple[Expression, ...]
    sliced: tuple[Expression, ...]
    whole: tuple[Expression, ...]
    totals: tuple[Apply, ...] = ()

    @property
    def all(self) -> tuple[Apply, ...]:
        """The operations and the totals."""
        return (*self.nodes, *self.totals)

    @property
    def shape(self) -> tuple[Dimension, ...]:
        """The shape of all that is computed."""
        return self.nodes[0].output().dimensions if self.nodes else self.sliced[0].dimensions

    @property
    def large(self) -> int:
        """The number of elements from which on it is computed block by block."""
        return _VERY_LARGE if all(node.op.name in LIGHT for node in self.nodes) else _LARGE

    @property
    def flat(self) -> bool:
        """Whether each operand is a number or has the whole shape, so that axes do not matter."""
        alike = not self.nodes or all(_is_full(x, self.nodes[0]) for x in self.sliced)
        return alike and not any(x.ndim for x in self.whole)


def own_inputs(node: Apply) -> Sequence[Expression]:
    """What an operation is computed from."""
    return node.inputs


def parts(
    order: Sequence[Apply],
    outputs: Iterable[Expression],
    inputs: Callable[[Apply], Sequence[Expression]] = own_inputs,
) -> list[Part]:
    """The parts of a program, from its operations in order.

    Of one part are the operations over one shape with equally many others between them and the leaves: between two of
    them there is then never an operation that the part would have to wait for. What is computed from other ``inputs``
    than its own is of no part.
    """
    wanted = set(outputs)
    users: dict[Expression, list[Apply]] = {}
    for node in order:
        for x in inputs(node):
            users.setdefault(x, []).append(node)
    shapes = _shapes([node for node in order if inputs(node) is node.inputs])
    depth: dict[Apply, int] = {}
    for node in order:
        fused = node in shapes
        depth[node] = max(
            (
                depth[x.owner] + (fused and shapes.get(x.owner) != shapes[node])
                for x in inputs(node)
                if x.owner is not None and x.owner in depth
            ),
            default=0,
        )
    for node in reversed(order):  # what only a later part needs is computed there
        later = users.get(node.output(), ())
        if node in shapes and node.output() not in wanted and later:
            first = later[0]
            if all(shapes.get(one) == shapes[node] and depth[one] == depth[first] for one in later):
                depth[node] = depth[first]
    found: dict[tuple[tuple[Dimension, ...], int], list[Apply]] = {}
    for node in order:
        if node in shapes:
            found.setdefault((shapes[node], depth[node]), []).append(node)
    made = [_part(nodes, wanted, users) for nodes in found.values()]
    return _with_totals(made, [node for node in order if inputs(node) is node.inputs], wanted, users)


def _with_totals(
    made: Sequence[Part], order: Sequence[Apply], wanted: set[Expression], users: dict[Expression, list[Apply]]
) -> list[Part]:
    """The parts with the totals of what they compute, and one for each other array that has some."""
    of: dict[Expression, Part] = {node.output(): part for part in made for node in part.nodes}
    totals: dict[Part, list[Apply]] = {}
    others: dict[Expression, list[Apply]] = {}
    for node in order:
        if is_total(node):
            (x,) = node.inputs
            part = of.get(x)
            if part is None:
                others.setdefault(x, []).append(node)
            elif part.flat:
                totals.setdefault(part, []).append(node)
    found = [_part(part.nodes, wanted, users, totals[part]) if part in totals else part for part in made]
    return found + [Part((), (), (x,), (), tuple(nodes)) for x, nodes in others.items()]


def is_total(node: Apply) -> bool:
    """Whether an operation takes all elements of an array together, block by block as well as at once."""
    if not isinstance(node.op, Sum | Max | Min) or node.op.keepdims:
        return False
    (x,) = node.inputs
    return bool(x.ndim) and len(node.op.axis) == x.ndim and x.dtype == node.output().dtype and x.dtype.kind == "f"


def units(
    order: Sequence[Apply], found: Sequence[Part], inputs: Callable[[Apply], Sequence[Expression]]
) -> list[Apply | Part]:
    """Operations and parts, each after its inputs, otherwise in the order of the operations."""
    of: dict[Apply, Part] = {node: part for part in found for node in part.all}
    done: set[Apply] = set()
    result: list[Apply | Part] = []
    stack: list[Apply] = list(reversed(order))
    inside = set(order)
    while stack:
        node = stack[-1]
        if node in done:
            stack.pop()
            continue
        part = of.get(node)
        nodes = (node,) if part is None else part.all
        missing = [
            x.owner
            for one in nodes
            for x in inputs(one)
            if x.owner is not None and x.owner in inside and x.owner not in done and x.owner not in nodes
        ]
        if missing:
            stack.extend(missing)
            continue
        stack.pop()
        done.update(nodes)
        result.append(node if part is None else part)
    return result


def _is_fused(node: Apply) -> bool:
    return (
        isinstance(node.op, Elementwise | Switch)
        and len(node.types) == 1
        and bool(node.types[0].shape)
        and not node.op.functions()
    )


def _shapes(order: Sequence[Apply]) -> dict[Apply, tuple[Dimension, ...]]:
    """The shape of each elementwise operation: one and the same for sizes that are equal because arrays meet there."""
    equal: dict[Dimension, Dimension] = {}

    def find(size: Dimension) -> Dimension:
        while size in equal:
            size = equal[size]
        return size

    fused = [node for node in order if _is_fused(node)]
    for node in fused:
        for x in node.inputs:
            for a, b in zip(x.dimensions, node.types[0].shape, strict=True) if _is_full(x, node) else ():
                one, other = find(a), find(b)
                if one != other:
                    equal[one] = other
    return {node: tuple(map(find, node.types[0].shape)) for node in fused}


def _is_full(x: Expression, node: Apply) -> bool:
    """Whether an operand has the whole shape: sizes that are not equal by name are so by the checks of the call."""
    return x.ndim == len(node.types[0].shape) and x.type.broadcastable == node.types[0].broadcastable


def _is_sliced(x: Expression, node: Apply) -> bool:
    return x.ndim == len(node.types[0].shape) and x.type.broadcastable[0] == node.types[0].broadcastable[0]


def _part(
    nodes: Sequence[Apply],
    wanted: set[Expression],
    users: dict[Expression, list[Apply]],
    totals: Sequence[Apply] = (),
) -> Part:
    inside = {*nodes, *totals}
    operands = dict.fromkeys(
        x
        for node in nodes
        for x in node.inputs
        if x.owner not in inside and not (isinstance(x, Constant) and not x.ndim)
    )
    outputs = tuple(
        e for node in nodes for e in (node.output(),) if e in wanted or any(u not in inside for u in users.get(e, ()))
    )
    return Part(
        tuple(nodes),
        outputs,
        tuple(x for x in operands if _is_sliced(x, nodes[0])),
        tuple(x for x in operands if not _is_sliced(x, nodes[0])),
        tuple(totals),
    )
