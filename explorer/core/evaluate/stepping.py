"""Loops of small steps as machine code: all steps in one call, where each step in Python takes ten times as long."""

from __future__ import annotations

import ctypes
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.native.late import Late
from explorer.core.evaluate.native.steps import NAME, is_uniform, steps_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.ops.scan import Scan

# Elements of a state, and of what stays the same: beyond, a step is long enough for NumPy, and its products for BLAS.
_STATE, _CAPTURED = 1 << 11, 1 << 14


class Steps:
    """A loop that runs as machine code, once that is compiled and where the arrays are small.

    Args:
        node: the loop.
        op: its operation.
        kept: the outputs that are wanted beside the finals.
        waits: whether the first use waits for the compiler.

    Attributes:
        code: all steps, as a function.
    """

    def __init__(self, node: Apply, op: Scan, kept: Sequence[Expression], *, waits: bool) -> None:
        _, sequences, _, captured = op.split(node.inputs)
        self._kept = tuple(kept)
        self._sequences = len(sequences)
        self._whole = [not is_uniform(x) for x in (*sequences, *captured)]
        arrays = len(self._whole) + len(op.body.states) + len(self._kept)
        prototype = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_int64, *[ctypes.py_object] * arrays)
        self.code = Late(partial(steps_text, node, op, self._kept), NAME, prototype, waits=waits)

    def __call__(
        self, count: Any, operands: Sequence[Any], first: Sequence[Any], shapes: Sequence[tuple[int, ...]]
    ) -> tuple[np.ndarray, ...] | None:
        """The finals, and after them what is kept; None where the steps have to be made one by one.

        Args:
            count: the number of steps.
            operands: the sequences, and what stays the same.
            first: the first value of each state.
            shapes: of one step of each result that is kept.
        """
        function = self.code.ready()
        if function is None or any(np.size(x) > _STATE for x in first):
            return None
        if any(np.size(x) > _CAPTURED for x in operands[self._sequences :]):
            return None
        steps = max(int(count), 0)
        given = [np.asarray(x, order="C") if whole else x for x, whole in zip(operands, self._whole, strict=True)]
        finals = [np.array(x, order="C") for x in first]
        kept = [np.empty((steps, *shape), e.dtype) for shape, e in zip(shapes, self._kept, strict=True)]
        if function(steps, *given, *finals, *kept):
            return None
        return *finals, *kept
