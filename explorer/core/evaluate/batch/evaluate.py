"""Many calls of a function at once: `evaluate_batch`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from explorer.core.errors import BatchCancelledError
from explorer.core.evaluate.batch.plan import Batch

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from explorer.core.evaluate.batch.work import Failure, OnError
    from explorer.core.evaluate.function import Function


def evaluate_batch(
    f: Function,
    inputs: Any,
    executor: Executor | None = None,
    chunk: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
    on_error: OnError = "raise",
) -> Any:
    """Many calls of a function at once: its graph with a batch axis in front, in chunks, here or in other processes.

    Chunks of the same rows give the same bytes wherever they are computed. Beside single calls they may differ by
    rounding. Where an operation has no form on stacks, rows are computed one by one.

    Args:
        f: made by `function`, without updates. Shared variables have the values that they have now. Where LLVM is
            installed (extra ``fast``), chunks run as machine code, or on NumPy with ``mode="numpy"``.
        inputs: a list or tuple of values in the order of the arguments, or a dict of them by name. An array with one
            axis more than its variable is a stack, with a row for each call along axis 0; one with as many axes as its
            variable is the same in all rows. Stacks have as many rows as each other, which may be none.
        executor: where chunks are computed: any of ``concurrent.futures``, `explorer.batch.Processes`, or a Dask
            client's ``get_executor()``. None computes them here. The chunk of a process that dies is tried once more.
        chunk: how many rows are computed together; None for as many as stay near the processor.
        progress: called with the rows that are done and all rows after each chunk; where it returns False, or raises,
            the rest is left.
        on_error: what becomes of a row that fails. "raise" raises; "nan" fills its floating and complex outputs with
            NaN and others with 0; "collect" does so too, and tells which rows and why.

    Returns:
        The outputs in the form of the function's, each with the rows along a new first axis and the dtype of a single
        call. With ``on_error="collect"`` a pair of these and a list of (row, message), in the order of the rows.

    Raises:
        BatchError: with ``on_error="raise"``, where a row fails; names the first one, and why.
        BatchCancelledError: where ``progress`` returned False.
        ShapeError: where stacks have different lengths, or a value neither the axes of its variable nor one more; where
            there is no stack, or rows of one have different shapes.
        DTypeError: where a value's dtype cannot be cast to the variable's.
        TypeError: where a value is missing, or one too many; where ``f`` is no function, or has updates or
            sparse outputs.
        ValueError: for another ``on_error``, or a chunk of no rows.
    """
    batch = Batch(f, inputs, chunk, on_error)
    outputs = [type.stack(batch.rows) for type in batch.types]
    failures: list[Failure] = []
    done = 0
    with closing(batch.parts(executor)) as parts:
        for part in parts:
            for output, values in zip(outputs, part.outputs, strict=True):
                output[part.start : part.stop] = values
            failures += part.failures
            done += part.stop - part.start
            if progress is not None and progress(done, batch.rows) is False:
                raise BatchCancelledError(f"cancelled after {done} of {batch.rows} rows")
    results = f.form.shaped(outputs)
    return (results, sorted(failures)) if on_error == "collect" else results
