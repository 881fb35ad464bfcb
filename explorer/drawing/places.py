"""Which nodes of a derivation share a place, so that the picture stands still while its frames pass.

From one frame to the next a rewrite replaces one node, and everything that depends on it is rebuilt: the same
operation on new operands. What is rebuilt keeps its place and its *lineage*; what replaces a node inherits its place;
what else appears takes the place of what else went.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from explorer.drawing.numbering import node_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from explorer.core.expr import Expression
    from explorer.drawing.numbering import Numbering
    from explorer.drawing.picture import Frames


class Places:
    """The place (``slot``) and the lineage of each node of a row of frames, named after the first node that had it.

    Args:
        frames: the expressions of each frame.
        replaced: what was replaced from frame k to k + 1, and what replaced it, where that is known.
        present: the frames of each node id.
        operation: the name of each operation's node, by id; inputs are not in it and never share a place.
        numbers: the node ids.
    """

    def __init__(
        self,
        frames: Sequence[Sequence[Expression]],
        replaced: Iterable[tuple[Expression, Expression]],
        present: Mapping[int, Frames],
        operation: Mapping[int, str],
        numbers: Numbering,
    ) -> None:
        self.slot = {id: id for id in present}
        self.lineage = dict(self.slot)
        self._present, self._operation, self._numbers = present, operation, numbers
        self._holders: dict[int, list[int]] = {id: [id] for id in present}
        began, ended = _changes(present, len(frames), operation)
        steps = [*replaced][: len(frames) - 1]
        known = dict(enumerate(steps))
        for frame in range(1, len(frames)):
            if frames[frame - 1] != frames[frame]:
                step = known.get(frame - 1)
                self._pass_on(frames[frame - 1], frames[frame], step, ended[frame - 1], began[frame])

    def _pass_on(
        self,
        before: Sequence[Expression],
        after: Sequence[Expression],
        step: tuple[Expression, Expression] | None,
        ended: list[int],
        began: list[int],
    ) -> None:
        """The places of one frame's nodes to those of the next."""
        heirs = set(began)
        free = set(ended)

        def inherit(old: int, new: int, *, same: bool) -> None:
            if old in free and new in heirs and self._share(old, new):
                free.remove(old)
                heirs.remove(new)
                if same:
                    self.lineage[new] = self.lineage[old]

        for was, became, rebuilt in _pairs(before, after, step):
            inherit(self._numbers.of(was), self._numbers.of(became), same=rebuilt)
        if not heirs or not free:
            return
        # In the part that was replaced: the same operation first, then anything, each in the order of computation.
        for kind in (self._operation.__getitem__, _any):
            left: dict[str, deque[int]] = defaultdict(deque)
            for old in ended:
                if old in free:
                    left[kind(old)].append(old)
            for new in [id for id in began if id in heirs]:
                fitting = left[kind(new)]
                if fitting:
                    inherit(fitting[0], new, same=False)
                    if fitting[0] not in free:
                        fitting.popleft()

    def _share(self, old: int, new: int) -> bool:
        """Give ``new`` the place of ``old``, unless it has one already or is ever seen with a holder."""
        place = self.slot.get(old)
        if place is None or self.slot.get(new) != new or len(self._holders.get(new, [])) != 1 or place == new:
            return False
        if any(_meet(self._present[new], self._present[other]) for other in self._holders[place]):
            return False
        self.slot[new] = place
        self._holders[place].append(new)
        return True


def _any(_: int) -> str:
    """Operations are all alike."""
    return ""


def _changes(
    present: Mapping[int, Frames], count: int, operation: Mapping[int, str]
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """The operations that appear first in each frame, and those that are in it for the last time."""
    began: dict[int, list[int]] = defaultdict(list)
    ended: dict[int, list[int]] = defaultdict(list)
    for id, frames in present.items():
        if id in operation:
            began[frames[0][0]].append(id)
            if frames[-1][1] < count - 1:
                ended[frames[-1][1]].append(id)
    return began, ended


def _pairs(
    before: Sequence[Expression], after: Sequence[Expression], step: tuple[Expression, Expression] | None
) -> Iterator[tuple[Expression, Expression, bool]]:
    """Old and new expressions that correspond, and whether the new one is the old one rebuilt.

    Only what changed is walked: where a part is the same object, nothing below it differs.
    """
    stack = list(zip(before, after, strict=False))
    seen: set[Expression] = set()
    while stack:
        old, new = stack.pop()
        if old is new or old in seen:
            continue
        seen.add(old)
        a, b = old.owner, new.owner
        if node_of(old) is node_of(new) or a is None or b is None:
            continue
        rebuilt = (step is None or old is not step[0]) and a.op == b.op and len(a.inputs) == len(b.inputs)
        yield old, new, rebuilt
        if rebuilt:
            stack += zip(a.inputs, b.inputs, strict=True)


def _meet(a: Frames, b: Frames) -> bool:
    return any(first <= last_b and first_b <= last for first, last in a for first_b, last_b in b)
