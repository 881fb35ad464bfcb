"""Outputs that are made of their entries: machine code has the values, and layouts make arrays of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.native import interpreter
from explorer.core.evaluate.native.body import WORDS
from explorer.core.evaluate.native.entrance import bound, filling, giving
from explorer.core.evaluate.native.jit import compiled
from explorer.core.evaluate.native.places import plan_of
from explorer.core.evaluate.native.program import program_of
from explorer.core.evaluate.native.target import target
from explorer.core.evaluate.native.text import modules
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.placement import Placement
from explorer.core.evaluate.quick import assembled
from explorer.core.evaluate.ways import Way, Ways, nowhere
from explorer.core.expr import Constant, Expression
from explorer.core.sizes import dimension_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.native.entrance import Task
    from explorer.core.evaluate.native.jit import Code
    from explorer.core.evaluate.placement import Computed
    from explorer.core.types import Dimension


def placing(task: Task, outputs: Sequence[Computed], form: str, before: Ways) -> Ways:
    """The ways to code that has the entries of outputs, and from there to arrays.

    Args:
        task: what the program is there for; its results and outputs are found here.
        outputs: what is computed.
        form: of what is given: "one" output, or a "list".
        before: the ways that there were.

    Raises:
        UnwrittenError: where an operation cannot be written, or a layout has seeds.
    """
    return _Placing(task, outputs, form).ways(before)


class _Placing:
    """The ways while they are written."""

    def __init__(self, task: Task, outputs: Sequence[Computed], form: str) -> None:
        arrays = [one for one in outputs if isinstance(one, Expression)]
        if len({*arrays}) < len(arrays) or any(e.owner is None for e in arrays):
            raise UnwrittenError
        if any(isinstance(one, Placement) and one.seeds for one in outputs):
            raise UnwrittenError
        each = [e for one in outputs for e in ([one] if isinstance(one, Expression) else one.values)]
        self._results = [e for e in dict.fromkeys(each) if e.owner is not None]
        self._outputs, self._single = outputs, form == "one"
        self._names: dict[str, Any] = {}
        self._texts = {x: f"a{place}" for place, x in enumerate(task.inputs)}
        self._texts |= {e: f"r{place}" for place, e in enumerate(self._results)}
        self._sizes: list[Dimension] = []
        self._given = ", ".join(f"a{place}" for place in range(len(task.inputs)))
        self._made = [self._output(place, one) for place, one in enumerate(outputs)]
        self._task = replace(task, results=self._results, outputs=[*self._results, *self._sizes])
        self._code = self._compiled()
        self._values, self._alone = (
            interpreter.callable_of(self._code.address(name), name, (nowhere, self._code))
            for name in ("values", "alone")
        )

    def _output(self, place: int, one: Computed) -> str:
        """An output as Python: what the code made, or what a layout makes of it."""
        if isinstance(one, Expression):
            return self._texts[one]
        self._names[f"layout{place}"] = one.layout
        for e in one.values:
            if isinstance(e, Constant) and e not in self._texts:
                name = self._texts[e] = f"c{len(self._names)}"
                self._names[name] = e.value
        asked = []
        for size in one.sizes:
            asked.append(f"s{len(self._sizes)}")
            self._sizes.append(dimension_of(size))
        values = ", ".join(self._texts[e] for e in one.values)
        return f"layout{place}({', '.join(asked)}).{'sparse' if one.sparse else 'dense'}({values})"

    def _compiled(self) -> Code:
        # Bound calls place values as they are computed, and gain nothing from blocks: no other program is better.
        alone = replace(self._task, others=())
        written = [giving(self._task, "values", "tuple"), giving(alone, "alone", "tuple")]
        if self._results:  # else layouts have all that there is
            written.insert(0, program_of(self._task.inputs, self._results))
        if self._binds:
            (one,) = self._outputs
            assert isinstance(one, Placement)
            count = len(self._results) + len(self._task.inputs)
            element = WORDS[self._results[0].dtype.name]
            written += [filling(alone, "filling"), bound("bound", "filling", count, element)]
        return compiled(modules(written, target().bits))

    @property
    def _binds(self) -> bool:
        """Whether calls with the same arrays each time can put values into a sparse one."""
        one = self._outputs[0]
        if len(self._outputs) > 1 or not isinstance(one, Placement) or not one.sparse:
            return False
        return bool(self._results) and len({e.dtype for e in one.values}) == 1

    def ways(self, before: Ways) -> Ways:
        """All of them."""
        short = self._made[0] if self._single else f"[{', '.join(self._made)}]"
        fill = before.filling
        if self._single:
            (call,) = self._made
            into = call.replace(".dense(", ".fill(out, ").replace(".sparse(", ".fill(out, ")
            fill = self._way(f"out, {self._given}", f"return otherwise(out, {self._given})", into, before)
        return Ways(
            self._way(self._given, f"return short({self._given})", short, before),
            self._way(self._given, f"return bare({self._given})", f"({', '.join(self._made)},)", before),
            fill,
            self._binding if self._binds else None,
        )

    def _way(self, parameters: str, otherwise: str, result: str, before: Ways) -> Way:
        found = "".join(f"r{place}, " for place in range(len(self._results)))
        found += "".join(f"s{place}, " for place in range(len(self._sizes)))
        lines = [f"def quick({parameters}):", f"    found = values({self._given})", "    if found is None:"]
        lines += [f"        {otherwise}", *([f"    {found}= found"] if found else []), f"    return {result}"]
        names = {"values": self._values, "short": before.short, "bare": before.bare}
        names["otherwise"] = before.filling or nowhere
        return assembled(lines, self._names | names)

    def _binding(self, given: Sequence[Any], result: Any, instead: Way) -> Way:
        """A call that computes the values in arrays of its own, and puts them into the sparse one."""
        (one,), (out, *arguments) = self._outputs, given
        assert isinstance(one, Placement)
        found = self._alone(*arguments)
        if found is None:
            return instead
        made, sizes = found[: len(self._results)], found[len(self._results) :]
        runs = one.layout(*sizes).places(out)
        if runs is None:
            return instead
        known = dict(zip(self._results, made, strict=True)) | dict(zip(self._task.inputs, arguments, strict=True))
        arrays = [np.asarray(e.value if isinstance(e, Constant) else known[e]) for e in one.values]
        if any(x.dtype != out.dtype or not x.flags.c_contiguous for x in arrays):
            return instead
        plan, alive = plan_of(out.data, runs, arrays)
        held = (nowhere, *made, *arguments, result, instead, plan, alive, self._code)
        return interpreter.callable_of(self._code.address("bound"), "bound", held, arguments=False)
