"""Graphs as flat lists, in which they travel to other processes: a pickle of nested nodes would nest as deep as they.

A list holds each leaf and each operation once, operations after what they are made of. Equal expressions are one object
where they arrive too, and a variable is one variable within one pickle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.graph import applies, leaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression
    from explorer.core.op import Op
    from explorer.core.types import Symbol

Place = tuple[int, int]  # of an operation in the list, and of one of its outputs; of a leaf -1 and its number


@dataclass(frozen=True, slots=True)
class Flat:
    """Some expressions, without what is known about them beside what they are and how they are called.

    Attributes:
        symbols: the unknown sizes of the variables, the oldest first: where they arrive, their ages compare as here.
        leaves: variables and constants.
        nodes: each operation with the places of its operands.
        names: what people call results.
        outputs: where the expressions are.
    """

    symbols: tuple[Symbol, ...]
    leaves: tuple[Expression, ...]
    nodes: tuple[tuple[Op, tuple[Place, ...]], ...]
    names: tuple[tuple[Place, str], ...]
    outputs: tuple[Place, ...]


def flat(outputs: Sequence[Expression]) -> Flat:
    """Some expressions as a list; `explorer.core.expr.built` makes them of it again."""
    places: dict[Expression, Place] = {}
    found = leaves(outputs)
    places.update((leaf, (-1, number)) for number, leaf in enumerate(found))
    order = applies(outputs)
    nodes, names = [], []
    for number, node in enumerate(order):
        nodes.append((node.op, tuple([places[x] for x in node.inputs])))
        for index, e in enumerate(node.outputs):
            places[e] = (number, index)
            if e.name is not None:
                names.append(((number, index), e.name))
    symbols = {
        symbol for leaf in found for size in leaf.dimensions if not isinstance(size, int) for symbol in size.symbols
    }
    oldest_first = sorted(symbols, key=lambda symbol: symbol.serial)
    return Flat(tuple(oldest_first), tuple(found), tuple(nodes), tuple(names), tuple([places[e] for e in outputs]))
