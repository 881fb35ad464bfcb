"""Small arrays: the whole program as machine code, where a call of NumPy takes longer than what it computes.

A function that is called often enough gets it in a thread of its own. What it cannot take, arrays with gaps or an index
that is out of range, goes the way that there was before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explorer.core.evaluate.lowering import lowered
from explorer.core.evaluate.native import interpreter
from explorer.core.evaluate.native.entrance import Task, bound, filling, giving
from explorer.core.evaluate.native.jit import compiled
from explorer.core.evaluate.native.program import program_of
from explorer.core.evaluate.native.target import installed, target
from explorer.core.evaluate.native.text import modules
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.placement import Placement
from explorer.core.evaluate.placing import placing
from explorer.core.evaluate.ways import Way, Ways, nowhere
from explorer.core.expr import Expression
from explorer.core.graph import applies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.evaluate.placement import Computed

_CALLS = 20  # that are worth the time of a compiler
_MOST = 4000  # operations: a compiler takes a second for them
_DENSE = 256  # elements of all of an array that are as quick as its entries, and putting them in their places


def counted(short: Way, start: Callable[[], None]) -> Way:
    """A short way that calls ``start`` when it has been gone often enough."""
    left = _CALLS

    def counting(*values: Any) -> Any:
        nonlocal left
        left -= 1
        if not left:
            start()
        return short(*values)

    return counting


def small(
    task: Task, outputs: Sequence[Computed], whole: Sequence[Expression], form: str, before: Ways, *, floats: bool
) -> Ways | None:
    """The ways to machine code; None where an operation cannot be written.

    Args:
        task: what the program is there for; its results and outputs are found here.
        outputs: what is computed.
        whole: the outputs as arrays, where they are not what is computed.
        form: of what is given: "one" output, or a "list".
        before: the ways that there were.
        floats: whether ``bare`` takes and gives Python's floats.
    """
    if not installed() or not interpreter.fits():
        return None
    try:
        if all(isinstance(one, Expression) for one in outputs):
            return _to_code(task, whole, form, before, floats=floats)
        ways = placing(task, outputs, form, before)
    except UnwrittenError:
        return None
    if any(isinstance(one, Placement) and one.sparse for one in outputs):
        return ways
    try:
        return _to_code(replace(task, most=_DENSE), whole, form, ways, floats=False)
    except UnwrittenError:
        return ways


def _to_code(task: Task, outputs: Sequence[Expression], form: str, before: Ways, *, floats: bool) -> Ways:
    """The ways to code that has all of the outputs."""
    outputs = lowered(outputs)
    results = list(dict.fromkeys(outputs))
    if not outputs or len(results) < len(outputs):  # the same twice would have to be two arrays
        raise UnwrittenError
    task = replace(task, results=results, outputs=outputs)
    count = len(task.inputs) + len(results)
    texts = [
        program_of(task.inputs, _small(results)),
        giving(task, "short", form),
        giving(task, "bare", "numbers" if floats else "tuple"),
        filling(task, "filling"),
        bound("bound", "filling", count),
    ]
    code = compiled(modules(texts, target().bits))

    def binding(given: Sequence[Any], result: Any, instead: Way) -> Way:
        held = (nowhere, *given, result, instead, code)
        return interpreter.callable_of(code.address("bound"), "bound", held, arguments=False)

    def way(name: str, *held: Any) -> Way:
        return interpreter.callable_of(code.address(name), name, (*held, code))

    one = form == "one"
    fill = way("filling", before.filling or nowhere) if one else _listed(way("filling", nowhere), before.filling)
    return Ways(way("short", before.short), way("bare", before.bare), fill, binding)


def _listed(fill: Way, otherwise: Way | None) -> Way:
    """The same for several arrays in a list."""

    def filling(out: Sequence[Any], *values: Any) -> Any:
        targets = list(out)
        if fill(*targets, *values) is not None:
            return targets
        return None if otherwise is None else otherwise(targets, *values)

    return filling


def _small(results: Sequence[Expression]) -> Sequence[Expression]:
    """What is written, where it is not more than a compiler takes a second for."""
    if len(applies(results)) > _MOST:
        raise UnwrittenError
    return results
