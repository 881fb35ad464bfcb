"""Functions inside operations in notation: names for their parameters, and the box of an operation that has some."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from explorer.core.graph import leaves
from explorer.core.inner import told
from explorer.core.notation import boxes as b
from explorer.core.notation.letters import endless

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.notation.place import Place


def parameter_names(node: Apply) -> dict[Expression, str]:
    """Names for the parameters of an operation's functions; none that anything else in them, or around them, has.

    A parameter keeps its own name where that is free. Others are x, y, z.
    """
    functions, _ = told(node.op.functions(), 0)
    parameters = list(dict.fromkeys(x for function in functions for x in function.parameters))
    around = leaves([*node.inputs, *(e for function in functions for e in function.outputs)])
    taken = {leaf.name for leaf in around if leaf.name and leaf not in parameters}
    names: dict[Expression, str] = {}
    for parameter in parameters:
        wishes = [parameter.name] if parameter.name else []
        name = next(name for name in chain(wishes, endless("xyz")) if name not in taken)
        taken.add(name)
        names[parameter] = name
    return names


def own_operands(node: Apply) -> list[Expression]:
    """The operands without those that are only captured."""
    _, places = told(node.op.functions(), len(node.inputs))
    return [node.inputs[place] for place in places]


def called(at: Place) -> Box:
    """A function by the name that its author gave it."""
    (function,) = at.op.functions()
    return b.call(b.word(function.name), *(at.box(x) for x in own_operands(at.node)))


def with_functions(at: Place) -> Box:
    """An operation with functions inside: its name, called with x ↦ what each gives, and with its own operands."""
    names = parameter_names(at.node)
    known = {parameter: b.name(name) for parameter, name in names.items()}
    functions, _ = told(at.op.functions(), 0)
    parts = []
    for function in functions:
        results = at.scope.inner(known | function.closed_over(at.parts), function.outputs)
        result = results[0] if len(results) == 1 else b.fence(b.listed(*results))
        if function.parameters:
            arguments = [known[x] for x in function.parameters]
            left = arguments[0] if len(arguments) == 1 else b.fence(b.listed(*arguments))
            result = b.row(left, b.sign("maps to"), result, level=b.LOOSE)
        parts.append(result)
    name = b.word(at.op.name.removesuffix("_").replace("_", " "))
    return b.call(name, *parts, *(at.box(x) for x in own_operands(at.node)))
