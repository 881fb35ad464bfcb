"""How much rounding can matter: a program is run again with a little noise on each result that is rounded.

What the noise does to the outputs, divided by how much larger than rounding it is, is what rounding may do to them
(Monte Carlo arithmetic, Parker 1997). Near a kink or a pole that is much, and then nothing can be asked.
"""

import re
from collections.abc import Sequence

import numpy as np

from explorer.core.evaluate.source import Program, write_program
from explorer.core.expr import Expression
from tests.core.random.values import Array

LOUDER = 1000.0  # than the rounding of the dtype
_RUNS = 2
_TABLE = 1 << 12
# Operations that round nothing: they move, choose or negate.
_EXACT = frozenset(
    {
        "abs", "alloc", "arange", "clip", "conj", "diag", "diagonal", "dimshuffle", "disconnected_grad", "eye", "fill",
        "imag", "inc_subtensor", "join", "max", "maximum", "min", "minimum", "negative", "real", "relu", "reshape",
        "sign", "size_of", "subtensor", "switch", "zero_grad", "floor", "ceil", "trunc", "round",
    }
)  # fmt: skip
_ASSIGNMENT = re.compile(r"(\s*)([A-Za-z_][\w, ]*) = ")


class _Noise:
    """Multiplies by 1 plus a random multiple of the dtype's rounding; the same one on the same run and call."""

    def __init__(self) -> None:
        self._table = np.random.default_rng(0).uniform(-1, 1, 2 * _TABLE)
        self._loud: dict[np.dtype, Array] = {}
        self._at = -1

    def start(self, run: int) -> None:
        """The run of that number follows: -1 is the quiet one."""
        self._at = -1 if run < 0 else (run * 997) % _TABLE

    def __call__(self, x: Array) -> Array:
        if self._at < 0:
            return x
        x = np.asarray(x)
        loud = self._loud.get(x.dtype)
        if loud is None:
            factor = 1 + LOUDER * np.finfo(x.dtype).eps * self._table
            if x.dtype.kind == "c":
                factor = factor + 1j * LOUDER * np.finfo(x.dtype).eps * self._table[::-1]
            loud = self._loud[x.dtype] = factor.astype(x.dtype)
        self._at = (self._at + x.size + 1) % _TABLE
        return x * loud[self._at : self._at + x.size].reshape(x.shape)


class Noisy:
    """A compiled program of expressions, which can be run with noise.

    Args:
        inputs: variables.
        outputs: expressions of them.
    """

    def __init__(self, inputs: Sequence[Expression], outputs: Sequence[Expression]) -> None:
        program = write_program(tuple(inputs), tuple(outputs))
        self._noise = _Noise()
        lines: list[str] = []
        for text, node in zip(program.source.splitlines(), program.nodes, strict=True):
            lines.append(text)
            assignment = _ASSIGNMENT.match(text)
            if node is not None and assignment and _rounds(node):
                space, names = assignment.groups()
                lines += [f"{space}{name} = noise({name})" for name in names.split(", ")]
        constants = {**program.constants, "noise": self._noise}
        self._run = Program("\n".join(lines) + "\n", [], constants, program.filename).compile()

    def __call__(self, arrays: Sequence[Array], run: int = -1) -> list[Array]:
        """The outputs; of a run with noise where ``run`` is not negative."""
        self._noise.start(run)
        with np.errstate(all="ignore"):
            return [np.asarray(a) for a in self._run(*arrays)]

    def spread(self, arrays: Sequence[Array], quiet: Sequence[Array], runs: range = range(_RUNS)) -> list[Array]:
        """How far each element moves by rounding alone, as far as some noisy runs show."""
        found = [np.zeros(q.shape) for q in quiet]
        for run in runs:
            with np.errstate(all="ignore"):
                for i, (q, noisy) in enumerate(zip(quiet, self(arrays, run), strict=True)):
                    moved = np.abs(np.subtract(noisy, q, dtype=np.result_type(q.dtype, float)))
                    found[i] = np.maximum(found[i], np.where(np.isnan(moved), np.inf, moved))
        return [moved / LOUDER for moved in found]


def _rounds(e: Expression) -> bool:
    return e.type.inexact and e.owner is not None and e.owner.op.name not in _EXACT
