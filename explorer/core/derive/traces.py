"""A derivative as books print it: an evaluation trace, then a line for each tangent, or for each cotangent.

Every operation has a letter; a line says what one letter becomes, in the letters of the lines before it (Griewank and
Walther 2008, tables 2.2 and 3.2; Baydin et al. 2018, tables 2 and 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Literal

from explorer.core.derive.forward import pushes
from explorer.core.derive.reverse import visits
from explorer.core.expr import Constant, Variable, apply
from explorer.core.graph import applies, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from explorer.core.derive.reverse import Visit
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent

Part = Literal["value", "tangent", "cotangent"]
_LETTER = "v"
_DOT, _BAR = "\u0307", "\u0304"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One assignment of a trace.

    Attributes:
        part: whether a value, a tangent or a cotangent is assigned to.
        of: whose.
        via: the operation by which it is made, ``None`` for a seed.
        operand: which operand of ``via`` a cotangent's share is for, else -1.
        rule: the right side in letters, as the operation's rule gives it.
        share: the right side as an expression of the variables.
        total: what the letter is after the line; for a first or only line the share.
        first: whether the letter is assigned for the first time; else the share is added to it.
    """

    part: Part
    of: Expression
    via: Apply | None
    operand: int
    rule: Expression
    share: Expression
    total: Expression
    first: bool = True


@dataclass(frozen=True, slots=True)
class Crossing:
    """An operation on a path: entered by an operand, left by a result."""

    node: Apply
    operand: int
    result: int

    def back(self, node: Apply, cotangent: Expression) -> Cotangent:
        """What a cotangent of the result is for the operand; ``node`` is the operation, or its twin in letters."""
        given = [cotangent if index == self.result else None for index in range(len(node.types))]
        return node.op.vjp(node, given, _at(self.operand, len(node.inputs)))[self.operand]


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One path from a variable to an output.

    Attributes:
        edges: the operations on it, from the output down to the variable.
        cotangents: what arrives along this path alone, at the output (the seed), ..., at the variable.
    """

    edges: tuple[Crossing, ...]
    cotangents: tuple[Expression, ...]


class Letters:
    """What the expressions of a trace are called: by their names, else ``v1``, ``v2``, … in the order of evaluation.

    Args:
        outputs: what is evaluated.
        names: the names that people know.
    """

    def __init__(self, outputs: Sequence[Expression], names: Mapping[Expression, str]) -> None:
        self._letters: dict[Expression, Variable] = {}
        self._dotted: dict[Expression, Variable] = {}
        self._barred: dict[Expression, Variable] = {}
        order = [e for node in applies(outputs) for e in (*node.inputs, *node.outputs)]
        taken = {*names.values(), *(e.name for e in order if e.name)}
        numbers = (name for number in count(1) if (name := f"{_LETTER}{number}") not in taken)
        for e in (*order, *outputs):
            if e not in self._letters and not isinstance(e, Constant):
                self._letters[e] = Variable(e.type, names.get(e) or e.name or next(numbers))

    def __getitem__(self, e: Expression) -> Expression:
        """The letter of an expression; constants stand for themselves."""
        return self._letters.get(e, e)

    def dotted(self, e: Expression, tangent: Expression) -> Variable:
        """The letter of a tangent."""
        return self._marked(self._dotted, e, tangent, _DOT)

    def barred(self, e: Expression, cotangent: Expression) -> Variable:
        """The letter of a cotangent."""
        return self._marked(self._barred, e, cotangent, _BAR)

    def _marked(self, known: dict[Expression, Variable], e: Expression, like: Expression, mark: str) -> Variable:
        if e not in known:
            name = self[e].name or _LETTER
            known[e] = Variable(like.type, name[0] + mark + name[1:])
        return known[e]

    def twin(self, node: Apply) -> Apply:
        """The operation on letters in place of its operands."""
        return apply(node.op, tuple([self[x] for x in node.inputs]))

    def local(self, node: Apply, twin: Apply, made: Expression) -> Expression:
        """What a rule made of a twin, with letters in place of the twin's results too."""
        (spelt,) = replace([made], dict(zip(twin.outputs, map(self.__getitem__, node.outputs), strict=True)))
        return spelt


def evaluation(outputs: Sequence[Expression], letters: Letters) -> Iterator[Line]:
    """The evaluation trace: a line for each result that is used, operands before their users."""
    order = applies(outputs)
    used = {x for node in order for x in node.inputs} | set(outputs)
    for node in order:
        twin = letters.twin(node)
        for e, spelt in zip(node.outputs, twin.outputs, strict=True):
            if e in used:
                yield Line("value", e, node, -1, spelt, e, e)


def tangent_trace(
    outputs: Sequence[Expression], tangents: Mapping[Expression, Expression], letters: Letters
) -> Iterator[Line]:
    """The forward sweep: a line for each expression that moves with those whose tangents are given."""
    total = dict(tangents)
    for e, tangent in tangents.items():
        yield Line("tangent", e, None, -1, tangent, tangent, tangent)
    for push in pushes(outputs, total):
        node = push.node
        twin = letters.twin(node)
        seeds = [None if t is None else letters.dotted(x, t) for x, t in zip(node.inputs, push.tangents, strict=True)]
        rules = node.op.jvp(twin, seeds)
        for e, moved, rule in zip(node.outputs, push.results, rules, strict=True):
            if moved is not None and rule is not None:
                yield Line("tangent", e, node, -1, letters.local(node, twin, rule), moved, moved)


def cotangent_trace(
    seeds: Mapping[Expression, Expression], wrt: Sequence[Expression], letters: Letters
) -> Iterator[Line]:
    """The reverse sweep: a line for each use of each expression that leads from ``wrt`` to the outputs."""
    running = dict(seeds)
    for e, seed in seeds.items():
        yield Line("cotangent", e, None, -1, seed, seed, seed)
    for visit in visits(dict(seeds), wrt):
        node = visit.node
        twin = letters.twin(node)
        given = [None if c is None else letters.barred(e, c) for e, c in _results(visit)]
        for operand, (x, share) in enumerate(zip(node.inputs, visit.shares, strict=True)):
            if share is None:
                continue
            rule = _only(node.op.vjp(twin, given, _at(operand, len(node.inputs))), operand)
            before = running.get(x)
            total = running[x] = share if before is None else before + share
            spelt = letters.local(node, twin, rule)
            yield Line("cotangent", x, node, operand, spelt, share, total, before is None)


def routes(
    seeds: Mapping[Expression, Expression], x: Expression, most: int
) -> tuple[list[Route], Callable[[Expression], int]]:
    """The paths along which a cotangent travels from an output to ``x``, and how many there are.

    Args:
        seeds: the cotangents of the outputs.
        x: where they end.
        most: at most so many paths are made; their number may grow exponentially with the size of the graph.

    Returns:
        The first paths; and the number of paths from an expression's cotangent down to ``x``, to be asked of the
        outputs, exact however large.
    """
    below: dict[Expression, list[Crossing]] = {}
    for visit in visits(dict(seeds), [x]):
        operands = [operand for operand, share in enumerate(visit.shares) if share is not None]
        for index, (e, cotangent) in enumerate(_results(visit)):
            if cotangent is not None:
                crossings = [Crossing(visit.node, operand, index) for operand in operands]
                alone = len(visit.node.types) == 1  # of several results, one may not depend on an operand
                below[e] = [one for one in crossings if alone or one.back(visit.node, cotangent) is not None]
    counts: dict[Expression, int] = {x: 1}
    for e in sorted(below, key=_serial):
        counts[e] = counts.get(e, 0) + sum(counts.get(one.node.inputs[one.operand], 0) for one in below[e])
    found: list[Route] = []
    stack = [Route((), (seed,)) for seed in list(seeds.values())[::-1]]
    ends = list(seeds)[::-1]
    while stack and len(found) < most:
        route, end = stack.pop(), ends.pop()
        if end is x:
            found.append(route)
        for one in reversed(below.get(end, ())):
            below_it = one.node.inputs[one.operand]
            if counts.get(below_it, 0):
                share = one.back(one.node, route.cotangents[-1])
                assert share is not None  # as for the cotangent that came along all paths
                stack.append(Route((*route.edges, one), (*route.cotangents, share)))
                ends.append(below_it)
    return found, lambda e: counts.get(e, 0)


def _results(visit: Visit) -> Iterator[tuple[Expression, Cotangent]]:
    return zip(visit.node.outputs, visit.cotangents, strict=True)


def _at(operand: int, count: int) -> list[bool]:
    return [place == operand for place in range(count)]


def _only(shares: Sequence[Cotangent], operand: int) -> Expression:
    share = shares[operand]
    assert share is not None  # the sweep has just seen that there is one
    return share


def _serial(e: Expression) -> int:
    return e.owner.serial if e.owner is not None else 0
