"""Theano's loops: `scan`, and `map`, `reduce`, `foldl`, `foldr` on top of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.broadcast import describe
from explorer.core.capture import close
from explorer.core.convert import as_expression
from explorer.core.errors import MissingInputError, ShapeError
from explorer.core.expr import Constant, Expression, Variable
from explorer.core.graph import ancestors, leaves, replace
from explorer.core.ops.creation import Arange
from explorer.core.ops.indexing import Subtensor
from explorer.core.ops.scan import LoopMaker
from explorer.core.origin import Derivation, derivation_of, remember
from explorer.core.step import Along, Returned, State, listed, until
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def scan(
    fn: Callable[..., Any],
    sequences: Any = None,
    outputs_info: Any = None,
    non_sequences: Any = None,
    n_steps: Any = None,
    truncate_gradient: int = -1,
    go_backwards: bool = False,
    strict: bool = False,
) -> tuple[Any, dict[Any, Any]]:
    """Apply ``fn`` once for each step; stack what it returns.

    Args:
        fn: takes the elements of the sequences, the earlier values of the states, and the non-sequences; returns an
            expression or several: for each entry of ``outputs_info`` its value after the step. After these it may
            return new values of shared variables, as a dict, and `until` of a condition, with which the loop ends.
        sequences: what to go along, on axis 0; the shortest says how many steps there are. An entry may be
            ``{"input": x, "taps": [-1, 0, 2]}``: then ``fn`` takes that many elements of x, those so far from the
            step's own.
        outputs_info: for each result its first value, or None where it is no state. An entry may be
            ``{"initial": x, "taps": [-1, -3]}``: then ``fn`` takes the values 1 and 3 steps ago, and x has the values
            before the first step along axis 0, the last one last. With ``taps=[-1]`` it is the value itself.
        non_sequences: passed on to ``fn`` as they are.
        n_steps: the number of steps; needed where there are no sequences. With `until`, the most.
        truncate_gradient: how many of the last steps are differentiated through, the states before them being taken
            as constants (truncated backpropagation through time, Williams and Peng 1990); -1 for all.
        go_backwards: go along the sequences from their ends.
        strict: ``fn`` may use what it takes, and no variable from around it.

    Returns:
        (outputs, updates). Outputs is one expression of shape (steps, …) or a list of them; the first values are not
        among these. Updates are the last values of the shared variables that ``fn`` gives new ones.

    Raises:
        ShapeError: without sequences and n_steps; where the results are not as many as the entries of
            ``outputs_info``; where a state changes its shape.
        TypeError: for another entry than those above.
        MissingInputError: with ``strict``, where ``fn`` uses a variable from around it.
    """
    along = [part for entry in listed(sequences) for part in Along.of(entry, go_backwards=go_backwards)]
    states, fixed = [State.of(entry) for entry in listed(outputs_info)], listed(non_sequences)
    elements = [part.element for part in along]
    while True:
        taken = [state.past[-tap] for state in states if state is not None for tap in state.taps]
        returned = Returned.of(fn(*elements, *taken, *fixed))
        info = states or [None] * len(returned.results)
        if len(info) != len(returned.results):
            message = f"scan: outputs_info has {len(info)} entries, the step returns {len(returned.results)} results"
            raise ShapeError(message)
        wider = [s and s.widened(r.dtype) for s, r in zip(info, returned.results, strict=True)]
        if wider == info:
            break
        states = wider
    results = [T.cast(r, s.dtype) if s is not None else r for s, r in zip(info, returned.results, strict=True)]
    carried: dict[Expression, Variable] = {
        shared: Variable(new.type, shared.name) for shared, new in returned.updates.items()
    }
    inner = [*elements, *(x for state in info if state is not None for x in state.past.values()), *carried.values()]
    until_ = [] if returned.until is None else [returned.until]
    closed, captured, outer = close(replace([*results, *returned.updates.values(), *until_], carried), inner)
    if strict:
        _refuse_others(outer, fixed)
    made = LoopMaker(_count(along, n_steps), truncate=truncate_gradient)
    for part in along:
        made.sequence(part.element, part.sequence)
    for x, e in zip(captured, outer, strict=True):
        made.captured(x, e)
    newest: dict[int, int] = {}  # where the stack of a result is among those of all states
    for number, (state, result) in enumerate(zip(info, closed, strict=False)):
        if state is None:
            made.emit(result)
            continue
        for lag, first in state.first.items():
            newest[number] = made.state(state.past[lag], first, result if lag == 1 else state.past[lag - 1])
    for (shared, stand_in), new in zip(carried.items(), closed[len(info) :], strict=False):
        made.state(stand_in, shared, new)
    outcome = made.run(closed[-1] if until_ else None)
    emitted = iter(outcome.emitted)
    rows = [outcome.stacks[newest[number]] if number in newest else next(emitted) for number in range(len(info))]
    whole = {part.element: part.sequence for part in along}
    for result, row in zip(returned.results, rows, strict=True):
        _remember_rows(result, row, whole)
    updates = dict(zip(carried, outcome.finals[len(outcome.finals) - len(carried) :], strict=True))
    return (rows[0] if len(rows) == 1 else rows), updates


def _count(along: Sequence[Along], n_steps: Any) -> Expression:
    """The number of steps: as it is given, or the length of the shortest sequence."""
    if n_steps is not None:
        given = as_expression(n_steps)
        if given.dtype.kind not in "iu" or given.ndim:
            raise ShapeError(f"scan needs an integer number of steps, and {describe(given)} of {given.dtype}")
        return T.cast(given, "int64")
    if not along:
        message = "scan needs sequences or n_steps to know how many steps there are"
        raise ShapeError(message)
    first, *others = (part.sequence for part in along)
    count: Expression = T.shape(first)[0]
    for other in others:
        if other.dimensions[0] != first.dimensions[0]:
            count = T.minimum(count, T.shape(other)[0])
    return count


def _refuse_others(captured: Iterable[Expression], passed: Sequence[Any]) -> None:
    """What a strict step uses from around it must be made of what is passed on to it."""
    allowed = {e for e in passed if isinstance(e, Expression)}
    for e in captured:
        seen = ancestors([replace([e], {a: Variable(a.type) for a in allowed})[0]]) & set(leaves([e]))
        other = next((x for x in seen if not isinstance(x, Constant)), None)
        if other is not None:
            message = f"scan is strict, and the step uses {other!r} from around it; pass it on in non_sequences"
            raise MissingInputError(message)


def _remember_rows(row: Expression, rows: Expression, along: dict[Variable, Expression]) -> None:
    """Gradients of y[0], y[1], … of all y are the Jacobian of y; where y is a gradient itself, a Hessian."""
    gradient = derivation_of(row)
    element = gradient.of.owner if gradient is not None and gradient.kind == "gradient" else None
    if gradient is None or element is None or not isinstance(element.op, Subtensor) or len(element.inputs) != 2:
        return
    y, index = element.inputs
    counted = along.get(index) if isinstance(index, Variable) else None
    if counted is None or counted.owner is None or not isinstance(counted.owner.op, Arange):
        return
    if y.ndim != 1 or counted.dimensions[0] != y.dimensions[0]:
        return
    first = derivation_of(y)
    if first is not None and first.kind == "gradient" and first.wrt is gradient.wrt:
        held = (*first.held, *gradient.held)
        complete = first.complete and gradient.complete and first.held == gradient.held
        remember(rows, Derivation("hessian", first.of, gradient.wrt, held=held, complete=complete))
    else:
        remember(rows, Derivation("jacobian", y, gradient.wrt, held=gradient.held, complete=gradient.complete))


def map(fn: Callable[..., Any], sequences: Any, non_sequences: Any = None, go_backwards: bool = False) -> Any:
    """``fn`` of each element: `scan` without states."""
    return scan(fn, sequences, None, non_sequences, go_backwards=go_backwards)


def reduce(
    fn: Callable[..., Any], sequences: Any, outputs_info: Any, non_sequences: Any = None, go_backwards: bool = False
) -> Any:
    """What `scan` gives for the last step."""
    outputs, updates = scan(fn, sequences, outputs_info, non_sequences, go_backwards=go_backwards)
    return ([o[-1] for o in outputs] if isinstance(outputs, list) else outputs[-1]), updates


def foldl(fn: Callable[..., Any], sequences: Any, outputs_info: Any, non_sequences: Any = None) -> Any:
    """`reduce` from the first element on."""
    return reduce(fn, sequences, outputs_info, non_sequences)


def foldr(fn: Callable[..., Any], sequences: Any, outputs_info: Any, non_sequences: Any = None) -> Any:
    """`reduce` from the last element on."""
    return reduce(fn, sequences, outputs_info, non_sequences, go_backwards=True)


__all__ = ["foldl", "foldr", "map", "reduce", "scan", "until"]
