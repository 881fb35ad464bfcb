"""From a person's own NumPy function to expressions: it is called once, with variables for arrays."""

from __future__ import annotations

import inspect
import linecache
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.compiling import function
from explorer.core.convert import as_expression
from explorer.core.errors import DTypeError, ExplorerError, TraceError
from explorer.core.expr import Expression, Variable
from explorer.core.ops.linear_algebra import trace as matrix_trace
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from explorer.core.evaluate.function import Function


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """What a function does, as expressions.

    Attributes:
        inputs: a variable for each array among the examples, in order.
        outputs: what the function returned: an expression, a list or a dict of them.
    """

    inputs: tuple[Variable, ...]
    outputs: Any

    def function(self, **options: Any) -> Function:
        """It compiled: see `explorer.core.compiling` for the options."""
        return function(list(self.inputs), self.outputs, **{"on_unused_input": "ignore", **options})


def trace(x: Any, *args: Any, **named: Any) -> Any:
    """The sum of a diagonal, as ``np.trace(x, offset=0, axis1=0, axis2=1, dtype=None)``; or a function's expressions.

    ``trace(f, *examples)`` calls a function that was written for NumPy with variables, and finds out what it computes.
    Arrays and numbers among the examples, also in lists, tuples and dicts, stand for variables of their dtype and
    shape, and variables and expressions for themselves; everything else (texts, functions, None) is passed on as it is.
    Sizes are those of the examples: a variable with unknown ones (``dvector("x")``) makes the result general, as long
    as the function asks for no number of elements. What is chosen by comparing with ``==`` is chosen once: on
    expressions that is identity, use ``np.equal``.

    Returns:
        For a matrix an expression; for a function a `Traced` with ``inputs``, ``outputs`` and ``function()``.

    Raises:
        TraceError: at what cannot be traced (a branch on a value, writing into an array, ``float``, ``math.sin``), with
            the line of the function and what to write instead.
        ShapeError: for a matrix with less than two axes.
    """
    return _traced(x, args, named) if callable(x) else matrix_trace(x, *args, **named)


def _traced(fn: Callable[..., Any], examples: Sequence[Any], named: dict[str, Any]) -> Traced:
    inputs: list[Variable] = []
    args = [_stand_in(name, e, inputs) for name, e in zip(_names(fn, len(examples)), examples, strict=True)]
    options = {name: _stand_in(name, e, inputs) for name, e in named.items()}
    try:
        returned = fn(*args, **options)
    except (TypeError, AttributeError, ValueError) as error:
        place = _refused(error)
        if place is None:
            raise
        raise TraceError(f"{place}: {_reason(error)}") from error
    return Traced(tuple(dict.fromkeys(inputs)), _outputs(returned, fn))


def _names(fn: Callable[..., Any], count: int) -> list[str]:
    """What the function calls its arguments."""
    try:
        parameters = list(inspect.signature(fn).parameters.values())
    except (TypeError, ValueError):  # in C
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    stem = next((p.name for p in parameters if p.kind is p.VAR_POSITIONAL), "x")
    return [*names[:count], *(f"{stem}{number}" for number in range(len(names), count))]


def _stand_in(name: str, example: Any, inputs: list[Variable]) -> Any:
    """An example with variables for its arrays, which are added to the inputs."""
    if isinstance(example, Expression):
        inputs += [e for e in (example,) if isinstance(e, Variable)]
        return example
    if isinstance(example, dict):
        return {key: _stand_in(f"{name}_{key}", e, inputs) for key, e in example.items()}
    if isinstance(example, list | tuple) and not _is_array(example):
        return type(example)(_stand_in(f"{name}{number}", e, inputs) for number, e in enumerate(example))
    if not _is_array(example):
        return example
    array = np.asarray(example)
    variable = Variable(TensorType(array.dtype, array.shape), name)
    inputs.append(variable)
    return variable


def _is_array(example: Any) -> bool:
    """Whether an example stands for a variable: an array, a number, or nested lists of numbers."""
    if isinstance(example, list | tuple):
        return bool(example) and all(isinstance(e, int | float | complex | list) and _is_array(e) for e in example)
    return (
        isinstance(example, np.ndarray | np.generic | int | float | complex)
        and np.asarray(example).dtype.kind in "fciub"
    )


def _outputs(returned: Any, fn: Callable[..., Any]) -> Any:
    name = getattr(fn, "__name__", "the function")
    try:
        if isinstance(returned, dict):
            return {key: as_expression(e) for key, e in returned.items()}
        if isinstance(returned, list | tuple):
            return [as_expression(e) for e in returned]
        return as_expression(returned)
    except DTypeError as error:
        raise TraceError(
            f"{name} returned {returned!r:.60}; it must return arrays, a list or a dict of them"
        ) from error


def _refused(error: BaseException) -> str | None:
    """The line of the person's function at which an expression was asked for what it has not; None for other errors."""
    if isinstance(error, ExplorerError) or (
        isinstance(error, AttributeError) and not isinstance(error.obj, Expression)
    ):
        return None
    if not isinstance(error, AttributeError) and not any(_raised_here(cause) for cause in _causes(error)):
        return None
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not _is_ours(f) and not _is_numpys(f)]
    if not frames:
        return None
    line = linecache.getline(frames[-1].filename, frames[-1].lineno or 0).strip()
    return f"{frames[-1].filename}, line {frames[-1].lineno}{f': {line}' if line else ''}"


def _raised_here(error: BaseException) -> bool:
    """Whether an expression raised it, rather than the person's function or NumPy."""
    inner = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
    return bool(inner) and _is_ours(inner[-1])


def _causes(error: BaseException) -> Iterator[BaseException]:
    at: BaseException | None = error
    while at is not None:
        yield at
        at = at.__cause__ or at.__context__


_HERE = __file__.rsplit("tracing", 1)[0]
_NUMPY = np.__file__.rsplit("__init__", 1)[0]


def _is_ours(frame: traceback.FrameSummary) -> bool:
    return frame.filename.startswith(_HERE)


def _is_numpys(frame: traceback.FrameSummary) -> bool:
    return frame.filename.startswith(_NUMPY)


def _reason(error: BaseException) -> str:
    """What the innermost error says: NumPy wraps what an expression raises."""
    *_, first = _causes(error)
    text = str(first)
    return f"{text}; expressions have the operations of the surface" if isinstance(first, AttributeError) else text
