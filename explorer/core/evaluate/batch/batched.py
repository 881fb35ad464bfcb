"""The functions of a batch: of all rows at once, the batch axis pushed through the graph, and of a row alone.

Both compute the same bytes whenever they are called (`Function.steadily`).
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.evaluate.function import Function
from explorer.core.evaluate.results import Form
from explorer.core.expr import Variable
from explorer.core.memory import uncollected
from explorer.core.pipeline import optimize_all
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unknown

if TYPE_CHECKING:
    from explorer.core.evaluate.native.target import Machine
    from explorer.core.expr import Expression

Stacked = tuple[bool, ...]
MAKING = RLock()  # executors may have threads, and expressions are made by one at a time
_alone: WeakKeyDictionary[Function, Function] = WeakKeyDictionary()
_made: WeakKeyDictionary[Function, dict[Stacked, Function | None]] = WeakKeyDictionary()


def steady(f: Function) -> Function:
    """``f`` as a function of a row alone, whose tier never changes, and which can be pickled."""
    machine = _machine(f)
    if f.machine == machine and f.computed == f.outputs:
        return f
    with MAKING:
        if f not in _alone:
            kept = (f.inputs, f.before, f.outputs, f.steps, (), f.form, f.downcast)
            _alone[f] = Function(*kept, off=f.off, machine=machine)
        return _alone[f]


def batched(f: Function, stacked: Stacked) -> Function | None:
    """``f`` for stacks of some of its inputs: a list of stacks; made once, and kept as long as ``f``.

    None where an operation has no form on stacks, or the sizes in it depend on values: rows are computed one by one.
    """
    with MAKING:
        known = _made.setdefault(f, {})
        if stacked not in known:
            known[stacked] = _batched(f, stacked)
        return known[stacked]


@uncollected()
def _batched(f: Function, stacked: Stacked) -> Function | None:
    if f.measures:
        return None
    rows = unknown("rows")
    stacks: dict[Expression, Variable] = {
        x: Variable(TensorType(x.dtype, (rows, *x.dimensions)), x.name)
        for x, is_stack in zip(f.inputs, stacked, strict=True)
        if is_stack
    }
    try:
        before = push_batch(f.outputs, stacks, T.shape(next(iter(stacks.values())))[0])
    except NotBatchableError:
        return None
    after = before if f.off is None else optimize_all(before, f.off)[0]
    inputs = [stacks.get(x, x) for x in f.inputs]
    return Function(inputs, before, after, form=Form(list(before)), off=f.off, machine=_machine(f))


def _machine(f: Function) -> Machine:
    """Machine code from the first chunk on, or never: if it came when it is ready, later ones would round otherwise."""
    return "never" if f.machine == "never" else "first"
