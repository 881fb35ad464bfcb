"""From a tangent, which is linear in its seed, to the entries of the matrix that it is of the seed.

It is the forward sweep with index sets beside the coefficients (Griewank and Walther 2008, section 7.1): what only
picks, places, scales and adds elements keeps one coefficient for each element, and its column with it. A stencil is
then a few arrays, each computed at once, and nothing is computed that is zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.derive.entries.term import NotEmittedError, Term, merged, numbers
from explorer.core.graph import applies
from explorer.core.op import Elementwise, Linear
from explorer.core.ops.casting import Cast
from explorer.core.ops.choice import Switch
from explorer.core.ops.indexing import IncSubtensor, Subtensor, is_basic
from explorer.core.ops.linear_algebra import Diag
from explorer.core.ops.reductions import Mean, Sum
from explorer.core.ops.shape import Join
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.core.expr import Apply, Expression

    Terms = Mapping[Expression, list[Term]]

_SUMS = frozenset({"add", "subtract"})
_SCALINGS = frozenset({"multiply", "absorbing_multiply"})  # by their other operands
_QUOTIENTS = frozenset({"divide", "absorbing_divide"})


def emitted(tangent: Expression, seed: Expression) -> list[Term]:
    """The terms of a tangent; none where it is zero.

    Raises:
        NotEmittedError: where an operation makes each element of many, or of values unknown until it is computed.
    """
    known: dict[Expression, list[Term]] = {seed: [Term(T.constant(1, dtype=seed.dtype), numbers(seed) + 1)]}
    for node in applies([tangent], stop=known):
        connected = node.op.connected(len(node.inputs))
        moving = [x in known and through for x, through in zip(node.inputs, connected, strict=True)]
        if any(moving):
            if len(node.types) > 1:
                raise NotEmittedError
            known[node.output()] = merged(_through(node, moving, known))
    return known.get(tangent, [])


def _through(node: Apply, moving: list[bool], known: Terms) -> list[Term]:
    op = node.op
    if isinstance(op, Elementwise):
        return _elementwise(node, moving, known)
    for kind, through in _RULES.items():
        if isinstance(op, kind):
            return through(node, moving, known)
    if isinstance(op, Linear) and op.moves:
        return _moved(node, moving, known)
    raise NotEmittedError


def _elementwise(node: Apply, moving: list[bool], known: Terms) -> list[Term]:
    op, out = node.op, node.output()
    places = [place for place, moves in enumerate(moving) if moves]
    found = []
    if op.name in _SUMS:
        for place in places:
            for term in known[node.inputs[place]]:
                values = -term.values if op.name == "subtract" and place else term.values
                found.append(_spread(term, values, node.inputs[place], out))
        return found
    (place, *others) = places
    if others or not (op.name == "negative" or op.name in _SCALINGS or (op.name in _QUOTIENTS and place == 0)):
        raise NotEmittedError
    for term in known[node.inputs[place]]:
        beside = [term.values if i == place else _at(x, out, term) for i, x in enumerate(node.inputs)]
        found.append(_spread(term, op(*beside), node.inputs[place], out))
    return found


def _spread(term: Term, values: Expression, of: Expression, out: Expression) -> Term:
    """A term with other values, where an array becomes one of the shape of ``out``."""
    columns = term.columns
    if term.rows is not None:
        if not _alike(of, out):
            raise NotEmittedError
        return Term(values, columns, term.rows, term.apart)
    columns = columns if _alike(columns, out) else T.alloc(columns, *T.shape(out))
    return Term(values if not values.ndim or _alike(values, out) else T.fill(out, values), columns)


def _alike(x: Expression, out: Expression) -> bool:
    return x.ndim == out.ndim and x.type.broadcastable == out.type.broadcastable


def _at(x: Expression, out: Expression, term: Term) -> Expression:
    """An operand beside the values of a term."""
    if term.rows is None or not x.ndim:
        return x
    return T.take(T.ravel(x if _alike(x, out) else T.fill(out, x)), term.rows)


def _switch(node: Apply, moving: list[bool], known: Terms) -> list[Term]:
    condition, out = node.inputs[0], node.output()
    found = []
    for place in (1, 2):
        for term in known[node.inputs[place]] if moving[place] else ():
            here = _at(condition, out, term)
            values = T.switch(here, term.values, 0.0) if place == 1 else T.switch(here, 0.0, term.values)
            found.append(_spread(term, values, node.inputs[place], out))
    return found


def _cast(node: Apply, _: list[bool], known: Terms) -> list[Term]:
    return [Term(node.op(t.values), t.columns, t.rows, t.apart) for t in known[node.inputs[0]]]


def _sum(node: Apply, _: list[bool], known: Terms) -> list[Term]:
    (x,) = node.inputs
    out = node.output()
    assert isinstance(node.op, Sum | Mean)
    rows = T.alloc(node.op.spread(numbers(out)), *T.shape(x))
    terms = known[x]
    if isinstance(node.op, Mean):
        count = T.cast(T.size(x), x.dtype) / T.cast(T.size(out), x.dtype)
        terms = [Term(t.values / count, t.columns, t.rows, t.apart) for t in terms]
    return [term.landing(rows, apart=False) for term in terms]


def _placed(node: Apply, moving: list[bool], known: Terms) -> list[Term]:
    """What puts the elements of each operand to places of their own, beside others or zeros."""
    op, out = node.op, node.output()
    assert isinstance(op, Linear)
    found = []
    for place, x in enumerate(node.inputs):
        for term in known[x] if moving[place] else ():
            if term.uniform:
                found.append(_moved_one(node, place, term))
            else:
                found.append(term.landing(op.transpose(place, numbers(out), *node.inputs), apart=True))
    return found


def _put(node: Apply, moving: list[bool], known: Terms) -> list[Term]:
    """Elements put, or added, at an index."""
    op, (x, y, *operands) = node.op, node.inputs
    assert isinstance(op, IncSubtensor)
    found = []
    if moving[0]:
        found += [_moved_one(node, 0, term) if op.set else term for term in known[x]]
    if moving[1]:
        single = is_basic(op.index, operands)
        if op.set and not single:
            raise NotEmittedError  # of two at one place only the last counts
        rows = Subtensor(op.index)(numbers(node.output()), *operands)
        for term in known[y]:
            spread = _spread(term, term.values, y, rows)
            found.append(_moved_one(node, 1, term) if term.uniform and single else spread.landing(rows, apart=single))
    return found


def _moved(node: Apply, moving: list[bool], known: Terms) -> list[Term]:
    """What picks elements, or leaves zeros in the place of some."""
    return [
        _moved_one(node, place, term)
        for place, moves in enumerate(moving)
        if moves
        for term in known[node.inputs[place]]
    ]


def _moved_one(node: Apply, place: int, term: Term) -> Term:
    """What moves elements does so with the numbers of columns too."""
    op, here = node.op, term.settled(node.inputs[place])
    assert isinstance(op, Linear)
    linear = op.linear_in(len(node.inputs))

    def moved(part: Expression) -> Expression:
        operands = (
            part if i == place else T.zeros(T.shape(x), part.dtype) if linear[i] else x
            for i, x in enumerate(node.inputs)
        )
        return op(*operands)

    return Term(here.values if here.uniform else moved(here.values), moved(here.columns))


_RULES: dict[type[Linear], Callable[[Apply, list[bool], Terms], list[Term]]] = {
    Switch: _switch,
    Cast: _cast,
    Sum: _sum,
    Mean: _sum,
    Diag: _placed,
    Join: _placed,
    IncSubtensor: _put,
}
