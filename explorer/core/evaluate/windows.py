"""Parts of a program in which neighbours meet: slices of a vector, and what is added to slices of another one.

Each element of such a result is a formula of some elements of the operands, the same one for nearly all of them: the
first and the last few have less. So there are few intervals, and in each a formula that needs no array between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.evaluate.fusion import LIGHT
from explorer.core.evaluate.native.writing import spread
from explorer.core.expr import Constant
from explorer.core.op import Elementwise
from explorer.core.ops.choice import Switch
from explorer.core.ops.indexing import IncSubtensor, Range, Subtensor
from explorer.core.ops.shape import Join
from explorer.core.types import of_wholes

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.types import Dimension, Symbol

LEAST = 4096  # elements: there the bounds are in order, and loops win
_FAR = 1000  # elements by which a bound may stand apart from the beginning or the end
_INTERVALS = 12
_PLACES = 4  # at which one operand may be computed again


@dataclass(frozen=True, order=True)
class Place:
    """``n · size + offset``: a place in a vector, where n is 0 or 1 and the size that of all."""

    ends: int
    offset: int

    def __add__(self, other: Place) -> Place:
        return Place(self.ends + other.ends, self.offset + other.offset)

    def __sub__(self, other: Place) -> Place:
        return Place(self.ends - other.ends, self.offset - other.offset)


ORIGIN = Place(0, 0)


class NoWindowError(Exception):
    """It is not of the form that is looked for here."""


@dataclass(frozen=True)
class Piece:
    """What an expression is within an interval: an operand, or nothing, where it stands there and where not.

    Attributes:
        start, stop: the interval, in places of the expression.
        e: the operand.
        at: the operand's place of the expression's first one.
        adds: whether it is added to what stands there, or stands in its place.
    """

    start: Place
    stop: Place
    e: Expression
    at: Place
    adds: bool


class Sizes:
    """The sizes of vectors, all from that of one."""

    def __init__(self) -> None:
        self._same: dict[Symbol, Symbol] = {}
        self.symbol: Symbol | None = None

    def place(self, dimension: Dimension) -> Place:
        """A size.

        Raises:
            NoWindowError: where it is not the one size, more or less something.
        """
        whole = of_wholes(dimension)
        if isinstance(whole, int):
            return Place(0, whole)
        terms = dict(whole.terms)
        offset = terms.pop((), 0)
        if len(terms) != 1:
            raise NoWindowError
        ((monomial, factor),) = terms.items()
        if len(monomial) != 1 or factor != 1 or abs(offset) > _FAR:
            raise NoWindowError
        symbol = self._find(monomial[0])
        self.symbol = self.symbol or symbol
        if symbol is not self._find(self.symbol):
            raise NoWindowError
        return Place(1, offset)

    def unite(self, a: Dimension, b: Dimension) -> None:
        """Take two sizes that are equal by the checks of a call to be of one symbol.

        Raises:
            NoWindowError: where they are of another form: a call will say that they differ, or that one is a number.
        """
        left, right = of_wholes(a), of_wholes(b)
        if left == right:
            return
        if isinstance(left, int) or isinstance(right, int):
            raise NoWindowError
        first, second = dict(left.terms), dict(right.terms)
        if first.pop((), 0) != second.pop((), 0) or any(
            len(terms) != 1 or len(*terms) != 1 for terms in (first, second)
        ):
            raise NoWindowError
        (s,), (t,) = *first, *second
        s, t = self._find(s), self._find(t)
        if s is not t:
            self._same[s] = t

    def _find(self, symbol: Symbol) -> Symbol:
        while symbol in self._same:
            symbol = self._same[symbol]
        return symbol


class Window:
    """A result whose elements are formulas of neighbours.

    Attributes:
        root: the result.
        leaves: the vectors and numbers that it is made of, computed before.
        sizes: the sizes of the vectors among them, and of the result, which is last.
        bounds: of the intervals, from 0 to the size of the result.

    Raises:
        NoWindowError: where it is none.
    """

    def __init__(self, root: Expression) -> None:
        self.root = root
        self._known = Sizes()
        self._order: dict[Expression, None] = {}
        inside = _inside(root)
        for node in inside:
            for x in node.inputs:
                if isinstance(node.op, Elementwise | Switch) and x.ndim:
                    self._known.unite(x.dimensions[0], node.output().dimensions[0])
        self._inside: dict[Expression, Apply] = {node.output(): node for node in inside}
        self._pieces: dict[Expression, list[Piece]] = {
            e: list(self._windowed(node)) for e, node in self._inside.items() if is_window(node)
        }
        if not any(isinstance(node.op, IncSubtensor | Join) for node in inside):
            raise NoWindowError
        self._bounds: set[Place] = set()
        self._seen: dict[Expression, set[Place]] = {}
        self._walk(root, ORIGIN)
        self.leaves = tuple(self._order)
        size = self._known.place(root.dimensions[0])
        self.sizes = [self._known.place(x.dimensions[0]) for x in self.leaves if x.ndim] + [size]
        if size.ends != 1:
            raise NoWindowError
        self.bounds = [ORIGIN, *sorted(one for one in self._bounds if ORIGIN < one < size), size]
        if (
            any(one.ends not in (0, 1) or abs(one.offset) > _FAR for one in self.bounds)
            or len(self.bounds) > _INTERVALS
        ):
            raise NoWindowError

    def _walk(self, e: Expression, at: Place) -> None:
        """Find the bounds of an expression, the places of which are those of the result plus ``at``."""
        if isinstance(e, Constant) and not e.ndim:
            return
        node = self._inside.get(e)
        if node is None or not e.ndim:
            self._order.setdefault(e)
            return
        places = self._seen.setdefault(e, set())
        if at in places:
            return
        places.add(at)
        if len(places) > _PLACES:
            raise NoWindowError
        if e in self._pieces:
            for piece in self._pieces[e]:
                self._bounds |= {piece.start - at, piece.stop - at}
                self._walk(piece.e, at + piece.at)
            return
        value = spread(e)
        for x in node.inputs if value is None else [value]:
            self._walk(x, at)

    def _windowed(self, node: Apply) -> Iterator[Piece]:
        """The pieces that a result is put together of."""
        op, e = node.op, node.output()
        size = self._known.place(e.dimensions[0])
        if isinstance(op, Subtensor):
            start, _ = self._interval(op.index[0], node.inputs[0])
            yield Piece(ORIGIN, size, node.inputs[0], start, False)
        elif isinstance(op, IncSubtensor):
            x, y = node.inputs
            start, stop = self._interval(op.index[0], x)
            if self._known.place(y.dimensions[0]) != stop - start:
                raise NoWindowError
            yield Piece(ORIGIN, size, x, ORIGIN, False)
            yield Piece(start, stop, y, ORIGIN - start, not op.set)
        else:
            start = ORIGIN
            for x in node.inputs:
                stop = start + self._known.place(x.dimensions[0])
                yield Piece(start, stop, x, ORIGIN - start, False)
                start = stop

    def _interval(self, entry: object, x: Expression) -> tuple[Place, Place]:
        """Where a slice begins, and where it ends."""
        assert isinstance(entry, Range)
        size = self._known.place(x.dimensions[0])

        def bound(value: object, otherwise: Place) -> Place:
            if value is None:
                return otherwise
            if not isinstance(value, int):
                raise NoWindowError
            return Place(0, value) if value >= 0 else size + Place(0, value)

        return bound(entry.start, ORIGIN), bound(entry.stop, size)

    @property
    def nodes(self) -> list[Apply]:
        """The operations that are computed here."""
        return list(self._inside.values())

    def node(self, e: Expression) -> Apply | None:
        """The operation of an expression that is computed here."""
        return self._inside.get(e)

    def pieces(self, e: Expression) -> Sequence[Piece] | None:
        """The pieces that an expression is put together of; None where it is computed element by element."""
        return self._pieces.get(e)


def is_window(node: Apply) -> bool:
    """Whether an operation takes vectors apart, or puts them together, by slices without a step."""
    op, e = node.op, node.output()
    if e.ndim != 1:
        return False
    if isinstance(op, Join):
        return all(x.dtype == e.dtype for x in node.inputs)
    if not isinstance(op, Subtensor | IncSubtensor) or len(op.index) != 1:
        return False
    (entry,) = op.index
    plain = isinstance(entry, Range) and entry.step in (None, 1) and not any(map(_is_slot, (entry.start, entry.stop)))
    return plain and all(x.ndim == 1 and x.dtype == e.dtype for x in node.inputs)


def _is_slot(bound: object) -> bool:
    return bound is not None and not isinstance(bound, int)


def _is_light(node: Apply) -> bool:
    """Whether computing it at two places costs little."""
    e = node.output()
    if spread(e) is not None:
        return e.ndim == 1 and not spread(e).ndim  # type: ignore[union-attr]
    fits = isinstance(node.op, Elementwise | Switch) and node.op.name in LIGHT and len(node.types) == 1
    return fits and e.ndim == 1 and all(x.type.broadcastable in ((), (False,)) for x in node.inputs)


def _inside(root: Expression) -> list[Apply]:
    """The operations that a window would compute, each after its inputs."""
    found: dict[Apply, None] = {}
    stack = [(root, False)]
    while stack:
        e, done = stack.pop()
        node = e.owner
        if node is None or node in found or not (is_window(node) or _is_light(node)):
            continue
        if done:
            found[node] = None
            continue
        stack.append((e, True))
        value = spread(e)
        stack.extend((x, False) for x in (node.inputs if value is None else ()))
    return list(found)


def windows(order: Sequence[Apply], outputs: Iterable[Expression]) -> list[Window]:
    """The largest windows of a program: what they compute is of use to others only as a whole."""
    users: dict[Expression, list[Apply]] = {}
    for node in order:
        for x in node.inputs:
            users.setdefault(x, []).append(node)
    wanted = set(outputs)
    found = []
    for node in order:
        e = node.output()
        if len(node.types) > 1 or not (is_window(node) or _is_light(node)):
            continue
        if e not in wanted and all(is_window(one) or _is_light(one) for one in users.get(e, ())):
            continue
        if isinstance(node.op, Subtensor):
            continue  # a view costs nothing
        try:
            found.append(Window(e))
        except NoWindowError:
            continue
    return found


def inputs_of(node: Apply, found: Mapping[Expression, Window]) -> Sequence[Expression]:
    """What an operation is computed from: the last one of a window from its leaves."""
    window = found.get(node.output())
    return node.inputs if window is None else window.leaves


def around(
    outputs: Iterable[Expression], found: Mapping[Expression, Window], stop: Container[Expression]
) -> list[Apply]:
    """The operations that outputs need beside what windows compute: of each window the last one, after its leaves."""
    order: dict[Apply, None] = {}
    stack = [(e, False) for e in outputs]
    while stack:
        e, done = stack.pop()
        node = e.owner
        if node is None or node in order or e in stop:
            continue
        if done:
            order[node] = None
            continue
        stack.append((e, True))
        stack.extend((x, False) for x in reversed(inputs_of(node, found)))
    return list(order)
