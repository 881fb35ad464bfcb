"""Walks over graphs. Each is a loop with its own stack: a hundred thousand operations in a row are nothing special."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.labels import carry_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from explorer.core.expr import Apply, Expression


def applies(outputs: Iterable[Expression], stop: Container[Expression] = ()) -> list[Apply]:
    """The operations that ``outputs`` are made of, each after its inputs; not beyond ``stop``."""
    order: list[Apply] = []
    done: set[Apply] = set()
    stack: list[Apply | None] = [e.owner for e in reversed(list(outputs)) if e.owner is not None and e not in stop]
    entered: list[Apply] = []  # those whose inputs are above the None that stands for them on the stack
    while stack:
        node = stack.pop()
        if node is None:
            order.append(entered.pop())
            continue
        if node in done:
            continue
        done.add(node)
        entered.append(node)
        stack.append(None)
        for x in node.inputs[::-1]:
            owner = x.owner
            if owner is not None and owner not in done and x not in stop:
                stack.append(owner)
    return order


def ancestors(outputs: Iterable[Expression]) -> set[Expression]:
    """All expressions that ``outputs`` are made of, with themselves."""
    found: set[Expression] = set()
    stack = list(outputs)
    while stack:
        expression = stack.pop()
        if expression in found:
            continue
        found.add(expression)
        if expression.owner is not None:
            stack.extend(expression.owner.inputs)
    return found


def leaves(outputs: Iterable[Expression]) -> list[Expression]:
    """Variables and constants, in the order in which a reader meets them."""
    found: dict[Expression, None] = {}
    seen: set[Expression] = set()
    stack = list(reversed(list(outputs)))
    while stack:
        expression = stack.pop()
        if expression in seen:
            continue
        seen.add(expression)
        if expression.owner is None:
            found[expression] = None
        else:
            stack.extend(reversed(expression.owner.inputs))
    return list(found)


def rebuild(
    outputs: Sequence[Expression],
    make: Callable[[Apply, tuple[Expression, ...]], Sequence[Expression]],
    replaced: Mapping[Expression, Expression] | None = None,
) -> list[Expression]:
    """``outputs`` with each operation made anew from its new inputs by ``make``, from the leaves up.

    ``replaced`` gives expressions that are swapped first; what they were made of is not walked.
    """
    new: dict[Expression, Expression] = dict(replaced or {})
    for node in applies(outputs, stop=new):
        inputs = tuple(new.get(x, x) for x in node.inputs)
        for old, made in zip(node.outputs, make(node, inputs), strict=True):
            if old not in new:
                new[old] = made
    return [new.get(e, e) for e in outputs]


def _same_operation(node: Apply, inputs: tuple[Expression, ...]) -> Sequence[Expression]:
    if inputs == node.inputs:
        return node.outputs
    made = node.op.all(*inputs)
    for old, new in zip(node.outputs, made, strict=True):
        carry_origin(old, new)
    return made


def replace(outputs: Sequence[Expression], replaced: Mapping[Expression, Expression]) -> list[Expression]:
    """``outputs`` with some expressions replaced by others, wherever they stand."""
    return rebuild(outputs, _same_operation, replaced)
