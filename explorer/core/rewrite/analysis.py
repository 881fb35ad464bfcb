"""What is found out about each expression once and remembered: from the leaves up, a loop and no recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from explorer.core.expr import Apply, Expression

Fact = TypeVar("Fact")


def analyse(
    expression: Expression,
    known: MutableMapping[Expression, Fact],
    leaf: Callable[[Expression], Fact],
    operation: Callable[[Expression, Apply], Fact],
) -> Fact:
    """The fact about ``expression``, after those about all that it is made of.

    Args:
        expression: what is asked about.
        known: the facts found so far; new ones are added.
        leaf: the fact about a variable or constant.
        operation: the fact about an output of an operation, whose inputs' facts are ``known``.
    """
    stack = [expression]
    while stack:
        one = stack[-1]
        node = one.owner
        missing = [] if node is None else [x for x in node.inputs if x not in known]
        if missing:
            stack.extend(missing)
            continue
        known[one] = leaf(one) if node is None else operation(one, node)
        stack.pop()
    return known[expression]
