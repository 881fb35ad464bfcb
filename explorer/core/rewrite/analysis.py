"""What is found out about each expression once and kept with it: from the leaves up, a loop and no recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Apply, Expression

Fact = TypeVar("Fact")


def analyse(
    expression: Expression,
    slot: Literal["order", "range", "structure"],
    leaf: Callable[[Expression], Fact],
    operation: Callable[[Expression, Apply], Fact],
) -> Fact:
    """The fact about ``expression``, after those about all that it is made of.

    Args:
        expression: what is asked about.
        slot: the attribute that keeps it.
        leaf: the fact about a variable or constant.
        operation: the fact about an output of an operation, whose inputs have theirs.
    """
    node = expression.owner
    if node is None:
        fact = leaf(expression)
        setattr(expression, slot, fact)
        return fact
    if all(getattr(x, slot) is not None for x in node.inputs):  # so it mostly is
        fact = operation(expression, node)
        setattr(expression, slot, fact)
        return fact
    stack = [expression]
    while stack:
        one = stack[-1]
        node = one.owner
        missing = [] if node is None else [x for x in node.inputs if getattr(x, slot) is None]
        if missing:
            stack.extend(missing)
            continue
        fact = leaf(one) if node is None else operation(one, node)
        setattr(one, slot, fact)
        stack.pop()
    return fact
