"""What of a function's expressions goes along to another process: what they compute."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from explorer.core.graph import applies, replace
from explorer.core.ops.custom import Custom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression
    from explorer.core.op import Op


def bare(outputs: Sequence[Expression]) -> list[Expression]:
    """Some expressions with functions as what they do: the derivatives that people gave them may be any Python."""
    known: dict[Expression, Expression] = {}
    for node in applies(outputs):
        op = _bare(node.op)
        if op is node.op and not any(x in known for x in node.inputs):
            continue
        inputs = [known.get(x, x) for x in node.inputs]
        made = (op.inlined(inputs),) if isinstance(op, Custom) else op.all(*inputs)
        known.update(zip(node.outputs, made, strict=True))
    return replace(list(outputs), known)


def _bare(op: Op) -> Op:
    functions = op.functions()
    inside = [bare(function.outputs) for function in functions]
    changed = any(tuple(new) != function.outputs for new, function in zip(inside, functions, strict=True))
    if isinstance(op, Custom):
        (body,) = functions
        return Custom(dataclasses.replace(body, outputs=tuple(inside[0])), None, None)
    if not changed:
        return op
    pairs = zip(functions, inside, strict=True)
    return op.with_functions(tuple(dataclasses.replace(old, outputs=tuple(new)) for old, new in pairs))
