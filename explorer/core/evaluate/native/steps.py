"""A loop over steps as one function: states stay in memory, and what is kept of a step goes where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.evaluate.native.objects import Objects
from explorer.core.evaluate.native.target import target
from explorer.core.evaluate.native.text import module
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.native.view import View
from explorer.core.evaluate.native.writing import Writing, spread
from explorer.core.graph import ancestors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.native.text import Int
    from explorer.core.expr import Apply, Expression
    from explorer.core.ops.scan import Scan

NAME = "steps"


def steps_text(node: Apply, op: Scan, kept: Sequence[Expression]) -> str:
    """A module with ``steps(count, operands…, finals…, kept…)``.

    The operands are those of the loop without its number of steps, all as the objects of their arrays; then come arrays
    for the last value of each state, which hold its first one, and one for each result that is kept of every step.

    Args:
        node: the loop.
        op: its operation.
        kept: the outputs of the loop, beside the finals, that are wanted.

    Raises:
        UnwrittenError: where a step cannot be written, or the loop ends by a condition.
    """
    if op.body.until is not None:
        raise UnwrittenError
    return _Steps(node, op, kept).module()


def is_uniform(e: Expression) -> bool:
    """Whether an operand is one number broadcast, and its array has nothing but that number."""
    value = spread(e)
    return bool(e.ndim) and value is not None and not value.ndim


class _Steps:
    """A loop while it is written."""

    def __init__(self, node: Apply, op: Scan, kept: Sequence[Expression]) -> None:
        self._node, self._op, self._kept = node, op, kept
        inside = ancestors(op.body.results)
        self._writing = Writing.of([*node.inputs[1:], *inside])
        self._objects = Objects(self._writing)
        self._text = self._writing.text

    def module(self) -> str:
        """The text of all."""
        op, body, text = self._op, self._op.body, self._text
        _, sequences, _, captured = op.split(self._node.inputs)
        parameters = ["i64 %count"]
        views = {}
        for place, x in enumerate((*sequences, *captured)):
            name = f"%a{place}"
            parameters.append(f"ptr {name}")
            views[x] = self._objects.uniform(x, name) if is_uniform(x) else self._objects.array(x, name)
        outcome = op.outcome(self._node.outputs)
        states: dict[Expression, View] = {}
        for place, (x, final) in enumerate(zip(body.states, outcome.finals, strict=True)):
            parameters.append(f"ptr %s{place}")
            states[x] = self._objects.filled(final, f"%s{place}")
        rows: dict[Expression, View] = {}
        for place, e in enumerate(self._kept):
            parameters.append(f"ptr %k{place}")
            rows[e] = self._objects.filled(e, f"%k{place}")
        for view in (*(views[x] for x in sequences), *rows.values()):
            text.give_up(text.emit(f"icmp slt i64 {view.sizes[0]}, %count"))
        following = {x: self._writing.memory(x.dtype, view.sizes) for x, view in states.items()}
        results: dict[Expression, Expression] = dict(zip(outcome.stacks + outcome.emitted, body.results, strict=True))
        inside = {x: views[e] for x, e in zip(body.captured, captured, strict=True)}

        def step(i: str) -> None:
            at = text.subtract(text.subtract("%count", 1), i) if op.backwards else i
            here = Writing(self._writing.dtype, text)
            for x, view in (inside | states).items():
                here.know(x, view)
            for x, e in zip(body.sequences, sequences, strict=True):
                here.know(x, _element(here, views[e], at))
            targets: dict[Expression, View] = {}
            copies: list[tuple[Expression, View]] = []
            wanted = [*((after, following[x]) for x, after in zip(body.states, body.next, strict=True))]
            wanted += [(results[e], _element(here, rows[e], at)) for e in self._kept]
            for e, view in wanted:
                if e in targets or e.owner is None:
                    copies.append((e, view))
                else:
                    targets[e] = view
            here.run(list(targets), targets)
            for e, view in copies:
                here.fill(view, e)
            for x, view in states.items():
                here.move(following[x], view)

        text.loop(0, "%count", 1, step)
        text.end()
        return module(text, f"i32 @{NAME}({', '.join(parameters)})", target().bits)


def _element(writing: Writing, view: View, at: Int) -> View:
    """What belongs to a step."""
    offset = writing.text.multiply(view.strides[0], at)
    pointer = writing.single.at(view.dtype, view.pointer, offset)
    return View(pointer, view.dtype, view.sizes[1:], view.strides[1:])
