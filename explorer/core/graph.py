"""Walks over graphs. Each is a loop with its own stack: a hundred thousand operations in a row are nothing special."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.labels import carry_origin

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

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


def replace(outputs: Sequence[Expression], replaced: Mapping[Expression, Expression]) -> list[Expression]:
    """``outputs`` with some expressions replaced by others, wherever they stand."""
    new = dict(replaced)
    for node in applies(outputs, stop=new):
        for x in node.inputs:
            if x in new:
                break
        else:
            continue  # of most nodes nothing changes
        inputs = tuple([new.get(x, x) for x in node.inputs])
        if inputs != node.inputs:
            for old, made in zip(node.outputs, node.op.all(*inputs), strict=True):
                carry_origin(old, made)
                if old not in new:
                    new[old] = made
    return [new.get(e, e) for e in outputs]
