"""A whole program as machine code, called with arrays to fill: whatever its sizes."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from explorer.core.evaluate.lowering import lowered
from explorer.core.evaluate.native.entrance import Task, filling
from explorer.core.evaluate.native.interpreter import callable_of
from explorer.core.evaluate.native.jit import Code
from explorer.core.evaluate.native.program import program_of
from explorer.core.evaluate.native.target import target
from explorer.core.evaluate.native.text import modules
from explorer.core.evaluate.small import _CALLS
from explorer.core.expr import Expression, Variable
from explorer.core.types import evaluate


def whole(inputs: Sequence[Variable], outputs: Sequence[Expression]) -> Callable[..., list[np.ndarray] | None]:
    """A function that makes arrays for the outputs; it gives None where the code gives up.

    Raises:
        UnwrittenError: where an operation is not written.
    """
    results = lowered(outputs)
    texts = [program_of(inputs, results), filling(Task(inputs, results, results, (), ()), "filling")]
    code = Code(modules(texts, target().bits))
    native = callable_of(code.address("filling"), "filling", (lambda *_: None, code))

    def run(*arrays: Any) -> list[np.ndarray] | None:
        sizes = {
            dimension.symbol: size
            for x, a in zip(inputs, arrays, strict=True)
            for dimension, size in zip(x.dimensions, np.shape(a), strict=True)
            if not isinstance(dimension, int) and dimension.symbol is not None
        }
        made = []
        for e in outputs:
            shape = [evaluate(dimension, sizes) for dimension in e.dimensions]
            assert None not in shape
            made.append(np.full(shape, 77, e.dtype))
        return None if native(*made, *arrays) is None else made

    return run


def compiled(f, *values):
    """Called until the code is there."""
    for _ in range(_CALLS + 3):
        f(*values)
    for thread in threading.enumerate():
        if thread.name == "compile":
            thread.join()
    return f
