"""Theano's loops: `scan`, and `map`, `reduce`, `foldl`, `foldr` on top of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.convert import as_expression
from explorer.core.errors import ShapeError
from explorer.core.expr import Expression, Variable
from explorer.core.ops.creation import Arange
from explorer.core.ops.indexing import Subtensor
from explorer.core.ops.scan import Body, Scan, close
from explorer.core.origin import Derivation, derivation_of, remember
from explorer.core.tie import surface as T
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Callable


def scan(
    fn: Callable[..., Any],
    sequences: Any = None,
    outputs_info: Any = None,
    non_sequences: Any = None,
    n_steps: Any = None,
    go_backwards: bool = False,
) -> tuple[Any, dict[Any, Any]]:
    """Apply ``fn`` once for each step; stack what it returns.

    Args:
        fn: takes one element of each sequence, the previous value of each state, and the non-sequences; returns an
            expression or several: for each entry of ``outputs_info`` its value after the step.
        sequences: what to go along, on axis 0; the shortest says how many steps there are.
        outputs_info: for each result its first value, or None where it is no state.
        non_sequences: passed on to ``fn`` as they are.
        n_steps: the number of steps; needed where there are no sequences.
        go_backwards: go along the sequences from their ends.

    Returns:
        (outputs, updates): outputs is one expression of shape (steps, …) or a list of them; updates is empty.

    Raises:
        ShapeError: without sequences and n_steps, or where a state changes its number of axes.
    """
    along = [as_expression(s) for s in _listed(sequences)]
    if go_backwards:
        along = [s[::-1] for s in along]
    info = _listed(outputs_info)
    fixed = _listed(non_sequences)
    if n_steps is None:
        if not along:
            message = "scan needs sequences or n_steps to know how many steps there are"
            raise ShapeError(message)
        count = T.shape(along[0])[0]
        for other in along[1:]:
            if other.dimensions[0] != along[0].dimensions[0]:
                count = T.minimum(count, T.shape(other)[0])
    else:
        count = as_expression(n_steps)
        count = T.cast(count, "int64")
    elements = [Variable(TensorType(s.dtype, s.dimensions[1:]), _element_name(s)) for s in along]
    first = [as_expression(i["initial"] if isinstance(i, dict) else i) if i is not None else None for i in info]
    states = [Variable(f.type, f.name) for f in first if f is not None]
    returned = fn(*elements, *states, *fixed)
    updates: dict[Any, Any] = {}
    if isinstance(returned, tuple) and len(returned) == 2 and isinstance(returned[1], dict):
        returned, updates = returned
    single = not isinstance(returned, list | tuple)
    results = [as_expression(r) for r in _listed(returned)]
    if not info:
        first = [None] * len(results)
    if len(first) != len(results):
        message = f"scan: outputs_info has {len(first)} entries, the step returns {len(results)} results"
        raise ShapeError(message)
    after = [_as_state(r, f) for r, f in zip(results, first, strict=True) if f is not None]
    emitted = [r for r, f in zip(results, first, strict=True) if f is None]
    closed, inner, outer = close([*after, *emitted], [*elements, *states])
    body = Body(tuple(elements), tuple(states), tuple(inner), tuple(closed[: len(after)]), tuple(closed[len(after) :]))
    starts = [f for f in first if f is not None]
    stacked = Scan(body).all(count, *along, *starts, *outer)
    states_out, emitted_out = iter(stacked[: len(after)]), iter(stacked[len(after) :])
    outputs = [next(emitted_out) if f is None else next(states_out) for f in first]
    for result, output in zip(results, outputs, strict=True):
        _remember_rows(result, output, dict(zip(elements, along, strict=True)))
    return (outputs[0] if single else outputs), updates


def _as_state(result: Expression, first: Expression) -> Expression:
    """A state keeps the dtype that it starts with."""
    return T.cast(result, first.dtype)


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
        remember(rows, Derivation("hessian", first.of, gradient.wrt))
    else:
        remember(rows, Derivation("jacobian", y, gradient.wrt))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _element_name(sequence: Expression) -> str | None:
    return f"{sequence.name}[t]" if sequence.name else None


def map(fn: Callable[..., Any], sequences: Any, non_sequences: Any = None, go_backwards: bool = False) -> Any:
    """``fn`` of each element: `scan` without states."""
    return scan(fn, sequences, None, non_sequences, go_backwards=go_backwards)


def reduce(
    fn: Callable[..., Any], sequences: Any, outputs_info: Any, non_sequences: Any = None, go_backwards: bool = False
) -> Any:
    """The states after the last step of `scan`."""
    outputs, updates = scan(fn, sequences, outputs_info, non_sequences, go_backwards=go_backwards)
    if isinstance(outputs, list):
        return [o[-1] for o in outputs], updates
    return outputs[-1], updates


def foldl(fn: Callable[..., Any], sequences: Any, outputs_info: Any, non_sequences: Any = None) -> Any:
    """`reduce` from the first element on."""
    return reduce(fn, sequences, outputs_info, non_sequences)


def foldr(fn: Callable[..., Any], sequences: Any, outputs_info: Any, non_sequences: Any = None) -> Any:
    """`reduce` from the last element on."""
    return reduce(fn, sequences, outputs_info, non_sequences, go_backwards=True)


__all__ = ["foldl", "foldr", "map", "reduce", "scan"]
