"""The text of a program whose parts are computed block by block: a function for each part, before the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from explorer.core.evaluate.fusion import Part, units
from explorer.core.evaluate.uses import Uses
from explorer.core.evaluate.windows import around, inputs_of
from explorer.core.evaluate.writer import Writer
from explorer.core.graph import applies
from explorer.core.op import Elementwise
from explorer.core.ops.reductions import Max, Min, Reduction, Sum
from explorer.core.ops.scan import Before, Scan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.evaluate.machine import Loop
    from explorer.core.evaluate.sliding import Sliding
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Op

_TOTALS: dict[type[Op], str] = {Sum: "np.sum", Max: "np.max", Min: "np.min"}


@dataclass
class BlockWriter(Writer):
    """Writes parts as functions of a block.

    Attributes:
        parts: what is computed together, each part with the loop that computes it once that is compiled.
        windows: by their results, with what computes them then.
    """

    parts: Mapping[Part, Loop | None] = field(default_factory=dict)
    windows: Mapping[Expression, Sliding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Programs call `in_blocks` by its name."""
        self._taken.add("in_blocks")

    def block(self, outputs: Sequence[Expression], indent: int, uses: Uses | None = None) -> None:
        """Statements for all that ``outputs`` need; of the program itself, with its parts."""
        if uses is not None or indent != 1:
            super().block(outputs, indent, uses)
            return
        found = {e: sliding.window for e, sliding in self.windows.items()}
        order = around(outputs, found, self.names)
        uses = Uses(applies(outputs, stop=self.names), outputs)  # also those of the operations within windows
        inside = set(order)  # of a part some of which is known already, the rest is written by itself
        rows = units(
            order, [part for part in self.parts if inside.issuperset(part.all)], partial(inputs_of, found=found)
        )
        released = self._released(rows, outputs)
        spent = {
            unit: [e for e in released.get(unit, ()) if self._is_own(e, order)]
            for unit in rows
            if isinstance(unit, Part)
        }
        for part in reversed(spent):
            self._share_targets(part, spent[part])
        for unit in rows:
            if isinstance(unit, Part):
                self._part(unit, spent[unit])
            elif unit.output() in self.windows:
                self._window(unit, uses)
            else:
                self.write(unit, uses, indent)
            names = [self.names.pop(e) for e in released.get(unit, ()) if e in self.names]
            if names:
                self.line(f"del {', '.join(names)}", None, indent)

    def _used(self, node: Apply) -> Sequence[Expression]:
        """What an operation is computed from; a window also where it is computed one by one."""
        sliding = self.windows.get(node.output())
        return node.inputs if sliding is None else [x for one in sliding.window.nodes for x in one.inputs]

    def _window(self, node: Apply, uses: Uses) -> None:
        """A call of the loop; the operations of the window where there is none."""
        e = node.output()
        sliding = self.windows[e]
        name, result = self.fresh(None, "window"), self.fresh(e.name, "t")
        self.called[name] = sliding
        leaves = ", ".join(self.operand(x) for x in sliding.window.leaves)
        into = f", {self.targets[e]}" if e in self.targets else ""
        self.line(f"{result} = {name}([{leaves}]{into})", e)
        self.line(f"if {result} is None:", None)
        around = self.enter()
        super().block([e], 2, uses)
        self.line(f"{result} = {self.names[e]}", e, 2)
        self.leave(around)
        self.names[e] = result

    def _into(self, part: Part, spent: Sequence[Expression]) -> list[str]:
        """For each output of a part the name of an array that it may be put into, as far as it fits; or None."""
        totals = {x for node in part.totals for x in node.inputs}
        free = [x for x in part.sliced if x in spent and x not in totals] if part.flat else []
        found = []
        for e in part.outputs:
            name = self.targets.get(e, "None")
            if name == "None":
                x = next((x for x in free if x.dtype == e.dtype), None)
                if x is not None:
                    free.remove(x)
                    name = self.names[x]
            found.append(name)
        return found

    def _share_targets(self, part: Part, spent: Sequence[Expression]) -> None:
        """Let what a part has for the last time stand where its output is to stand."""
        totals = {x for node in part.totals for x in node.inputs}
        for e in part.outputs if part.flat else ():
            target = self.targets.get(e)
            fitting = (x for x in part.sliced if x in spent and x not in totals and x not in self.targets)
            x = next((x for x in fitting if (x.dtype, x.dimensions) == (e.dtype, e.dimensions)), None)
            if target is not None and x is not None:
                self.targets[x] = target

    def _is_own(self, e: Expression, order: Sequence[Apply]) -> bool:
        """Whether the memory of an array is nobody else's: a part made it, and there are no views of it."""
        if not any(e in part.outputs for part in self.parts):
            return False
        return all(isinstance(node.op, Elementwise | Reduction) for node in order if e in node.inputs)

    def _part(self, part: Part, spent: Sequence[Expression]) -> None:
        """A function before the program, and its call; ``spent`` are arrays that nothing needs after it."""
        name = self.fresh(None, "part")
        start, stop = self.fresh("start", "start"), self.fresh("stop", "stop")
        sliced = [self.operand(x) for x in part.sliced]
        whole = [self.operand(x) for x in part.whole]
        targets = [self.fresh(None, "out") for _ in part.outputs]
        totals = [self.fresh(None, "total") for _ in part.totals]
        counted = [*totals, *([self.fresh("size", "size")] if totals else [])]  # one for each block of that size
        program, self.lines = self.lines, []
        nodes, self.nodes = self.nodes, []
        self.line(f"def {name}({', '.join([start, stop, *sliced, *whole, *targets, *counted])}):", indent=0)
        for one in sliced:
            self.line(f"{one} = {one}[{start}:{stop}]")
        around = self.enter()
        for node in part.nodes:
            self.statement(node, 1)
        results = [self.names[e] for e in part.outputs]
        for target, result, e in zip(targets, results, part.outputs, strict=True):
            self.line(f"{target}[{start}:{stop}] = {result}", e)
        for total, node in zip(totals, part.totals, strict=True):
            value = self.operand(node.inputs[0])
            self.line(f"{total}[{start} // {counted[-1]}] = {_TOTALS[type(node.op)]}({value})", node.output())
        self.leave(around)
        results += [self.fresh(node.output().name, "t") for node in part.totals]
        made = [*part.outputs, *(node.output() for node in part.totals)]
        self.names.update(zip(made, results, strict=True))
        self.lines, self.nodes = [*self.lines, *program], [*self.nodes, *nodes]
        dtypes = ", ".join(f"np.{e.dtype.name}" for e in made)
        given = f"[{', '.join(sliced)}], [{', '.join(whole)}], [{dtypes}], {part.flat}"
        loop = self.parts[part]
        if loop is not None:
            name_of_loop = self.fresh(None, "loop")
            self.called[name_of_loop] = loop
            given += f", {name_of_loop}"
        into = self._into(part, spent)
        if set(into) - {"None"}:
            given += f", into=[{', '.join(into)}]"
        if totals:
            given += f", totals=[{', '.join(_TOTALS[type(node.op)] for node in part.totals)}]"
        left = f"{', '.join(results)}{',' if len(results) == 1 else ''}"
        self.line(f"{left} = in_blocks({name}, {given})", made[-1])

    def _released(
        self, rows: Sequence[Apply | Part], outputs: Sequence[Expression]
    ) -> dict[Apply | Part, list[Expression]]:
        """For each row of a program the arrays that were computed in it and that nothing after it uses."""
        last: dict[Expression, Apply | Part] = {}
        kept = set(outputs)
        for unit in rows:
            nodes = unit.all if isinstance(unit, Part) else (unit,)
            inside = {node.output() for node in nodes} if isinstance(unit, Part) else set()
            if not isinstance(unit, Part) and isinstance(unit.op, Scan | Before):
                kept.update(unit.inputs)  # a loop back may compute the loop forth once more, piece by piece
            for e in (x for node in nodes for x in self._used(node)):
                if e.owner is not None and e.ndim and e not in inside:
                    last[e] = unit
        found: dict[Apply | Part, list[Expression]] = {}
        for e, unit in last.items():
            if e not in kept:
                found.setdefault(unit, []).append(e)
        return found
