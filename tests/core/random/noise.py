"""How much rounding can matter: operation by operation, with a little noise on each result that is rounded.

What the noise does to the outputs, divided by how much larger than rounding it is, is what rounding may do to them
(Monte Carlo arithmetic, Parker 1997). Near a kink or a pole that is much, and then nothing can be asked. Over a jump
(a branch cut, the next whole number) it is not larger than what rounding does: there the noise is rounding itself,
and the sign of a zero, which no rule promises to keep.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from explorer.core.card import kernel
from explorer.core.evaluate.source import Program, write_program
from explorer.core.expr import Apply, Constant, Expression
from explorer.core.graph import applies
from tests.core.random.values import Array

LOUDER = 1000.0  # than the rounding of the dtype
AS_ROUNDING = 1.0
_TABLE = 1 << 12
# Operations that round nothing: they move, choose or negate.
_EXACT = frozenset(
    {
        "abs", "alloc", "arange", "clip", "conj", "diag", "diagonal", "dimshuffle", "disconnected_grad", "eye", "fill",
        "imag", "inc_subtensor", "join", "max", "maximum", "min", "minimum", "negative", "real", "relu", "reshape",
        "assume", "sign", "size_of", "subtensor", "switch", "zero_grad", "floor", "ceil", "trunc", "round",
    }
)  # fmt: skip
_ASSIGNMENT = re.compile(r"(\s*)([A-Za-z_][\w, ]*) = ")


class _Noise:
    """Multiplies by 1 plus a random multiple of the dtype's rounding; the same one on the same run and call."""

    def __init__(self) -> None:
        self._table = np.random.default_rng(0).uniform(-1, 1, _TABLE)
        self._loud: dict[tuple[np.dtype, float], Array] = {}
        self._loudness = 0.0
        self._at = 0

    def start(self, run: int, loudness: float) -> None:
        """The run of that number follows, with noise so many times as large as rounding."""
        self._loudness = loudness
        self._at = (run * 997) % _TABLE

    def __call__(self, x: Array) -> Array:
        if not self._loudness:
            return x
        x = np.asarray(x)
        loud = self._loud.get((x.dtype, self._loudness))
        if loud is None:
            moves = self._loudness * np.finfo(x.dtype).eps * self._table
            factor = 1 + (moves + 1j * moves[::-1] if x.dtype.kind == "c" else moves)
            loud = self._loud[x.dtype, self._loudness] = factor.astype(x.dtype)
        begin = self._at
        self._at = (begin + x.size + 1) % _TABLE
        around = begin + x.size > _TABLE
        factor = np.resize(np.roll(loud, -begin), x.shape) if around else loud[begin : begin + x.size].reshape(x.shape)
        moved = np.asarray(x * factor)
        if self._loudness == AS_ROUNDING:
            move = factor - 1
            if x.dtype.kind == "c":
                moved.real = np.where(x.real == 0, np.copysign(x.real, move.real), moved.real)
                moved.imag = np.where(x.imag == 0, np.copysign(x.imag, move.imag), moved.imag)
            else:
                moved = np.where(x == 0, np.copysign(x, move), moved)
        return moved


class Noisy:
    """Expressions evaluated by their operations one by one, each with a little noise where it rounds.

    Args:
        inputs: variables.
        outputs: expressions of them.
        arrays: the values of the variables.
    """

    def __init__(self, inputs: Sequence[Expression], outputs: Sequence[Expression], arrays: Sequence[Array]) -> None:
        self._noise = _Noise()
        places: dict[Expression, int] = {}
        self._values: list[Any] = []  # of the inputs and constants; what is computed comes after them
        nodes = applies(outputs)
        constants = {x: x.value for x in (*outputs, *(x for n in nodes for x in n.inputs)) if isinstance(x, Constant)}
        for x, value in (*zip(inputs, arrays, strict=True), *constants.items()):
            places[x] = len(self._values)
            self._values.append(value)
        self._steps: list[tuple[Callable[..., Any], list[int], int, bool]] = []
        for node in nodes:
            run, rounds = self._kernel(node), _rounds(node.output()) and not node.op.functions()
            self._steps.append((run, [places[x] for x in node.inputs], len(node.types), rounds))
            for e in node.outputs:
                places[e] = len(places)
        self._outputs = [places[e] for e in outputs]
        self.quiet = self._run(0, 0.0)

    def spread(self, runs: range, loudness: float) -> Iterator[list[Array]]:
        """How far each element moves by rounding alone, as far as each of some noisy runs shows."""
        for number in runs:
            with np.errstate(all="ignore"):
                noisy = self._run(number, loudness)
                yield [_moved(a, b) / loudness for a, b in zip(self.quiet, noisy, strict=True)]

    def _run(self, number: int, loudness: float) -> list[Array]:
        noise = self._noise
        noise.start(number, loudness)
        values = list(self._values)
        with np.errstate(all="ignore"):
            for run, places, count, rounds in self._steps:
                result = run(*[values[place] for place in places])
                if count > 1:
                    values += map(noise, result) if rounds else result
                else:
                    values.append(noise(result) if rounds else result)
        return [np.asarray(values[place]) for place in self._outputs]

    def _kernel(self, node: Apply) -> Callable[..., Any]:
        if not node.op.functions():
            return kernel(node.op, len(node.inputs))
        given = {x: i for i, x in enumerate(node.inputs) if not isinstance(x, Constant)}
        compiled = self._with_noise(write_program(tuple(given), node.outputs))

        def run(*arrays: Array) -> Any:
            results = compiled(*(arrays[i] for i in given.values()))
            return results if len(node.types) > 1 else results[0]

        return run

    def _with_noise(self, program: Program) -> Callable[..., tuple[Any, ...]]:
        """A program with functions inside, and noise on each line that rounds."""
        lines: list[str] = []
        for text, node in zip(program.source.splitlines(), program.nodes, strict=True):
            lines.append(text)
            assignment = _ASSIGNMENT.match(text)
            if node is not None and assignment and _rounds(node):
                space, names = assignment.groups()
                lines += [f"{space}{name} = noise({name})" for name in names.split(", ")]
        constants = {**program.constants, "noise": self._noise}
        return Program("\n".join(lines) + "\n", [], constants, program.filename, program.namespace).compile()


def _moved(quiet: Array, noisy: Array) -> Array:
    moved = np.abs(np.subtract(noisy, quiet, dtype=np.result_type(quiet.dtype, float)))
    return np.where(np.isnan(moved), np.inf, moved)


def _rounds(e: Expression) -> bool:
    return e.type.inexact and e.owner is not None and e.owner.op.name not in _EXACT
