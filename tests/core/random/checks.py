"""What must hold of every program: its derivatives agree with each other, with its values, and with their optimised
forms.

Two numbers agree when they differ by less than `ALLOWED` roundings; a rounding is the dtype's epsilon times the size of
the number, or what rounding on the way may do to it (see `noise`), whichever is more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

import explorer.core as T
from explorer.core.evaluate.source import write_program
from explorer.core.expr import Expression, Variable
from explorer.core.graph import applies
from explorer.core.pipeline import optimize_all
from explorer.core.types import TensorType, derivative_dtype, unify
from tests.core.random.mp import OF_DIFFERENCES, Exact, UndecidedError, knows
from tests.core.random.noise import AS_ROUNDING, LOUDER, Noisy
from tests.core.random.strategy import Program
from tests.core.random.values import Array

ALLOWED = 100.0
CLOSE = 4.0  # differences below this need no noise to be judged
# When noise is listened to: from how many roundings on, how many runs, and how loud.
_LISTENING = ((CLOSE, range(2), LOUDER), (ALLOWED, range(2, 40), LOUDER), (ALLOWED, range(40, 80), AS_ROUNDING))
UNSAFE = frozenset(rule.name for one in T.rulesets() for rule in one.rules if rule.unsafe)
SECOND_ORDER = 4  # one program in so many, and only small ones
FIFTY_DIGITS = 12  # one program in so many
WHOLE_HESSIAN = 40  # one program in so many
_SMALL = 80

# Operations that NumPy computes on complex numbers by the formula that it has on reals.
HOLOMORPHIC = frozenset(
    {
        "add", "subtract", "multiply", "divide", "negative", "square", "sqrt", "reciprocal", "power", "maximum",
        "minimum", "relu", "clip", "switch", "fill", "exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "sigmoid",
        "softplus", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh",
        "arctanh", "sinc", "sum", "mean", "prod", "max", "min", "cumsum", "cumprod",
        "dimshuffle", "reshape", "join", "subtensor", "inc_subtensor", "alloc", "arange", "eye", "diag", "diagonal",
        "dot", "matmul", "outer", "size_of", "argsort", "argmax", "argmin", "gt", "ge", "lt", "le", "eq", "neq",
        "logical_and", "logical_or", "logical_not",
    }
)  # fmt: skip


class DiscrepancyError(AssertionError):
    """A check that does not hold.

    Attributes:
        check: which one.
        size: how many roundings the numbers differ by; infinite where one of them is none.
    """

    def __init__(self, check: str, size: float, found: Array, expected: Array) -> None:
        super().__init__(f"{check}: {found!r} and {expected!r} differ by {size:.3g} roundings")
        self.check = check
        self.size = size


@dataclass
class Report:
    """What was checked: for each check how often, and the largest difference in roundings."""

    counts: dict[str, int] = field(default_factory=dict)
    worst: dict[str, float] = field(default_factory=dict)

    def note(self, check: str, size: float) -> None:
        """One more comparison."""
        self.counts[check] = self.counts.get(check, 0) + 1
        self.worst[check] = max(self.worst.get(check, 0.0), size)


@dataclass
class _Subject:
    """A program with its derivatives in random directions.

    Attributes:
        program: the program.
        wrt: the inputs to differentiate by: floating and complex ones.
        directions, others: two variables for each of them.
        arrays: the values of all inputs and directions.
        labels: a name for each of the outputs …
        outputs: … which are compared.
    """

    program: Program
    wrt: list[Variable]
    directions: list[Variable]
    others: list[Variable]
    arrays: list[Array]
    outputs: dict[str, list[Expression]] = field(default_factory=dict)

    @property
    def inputs(self) -> list[Variable]:
        return [*self.program.inputs, *self.directions, *self.others]


def check(program: Program, number: int = 0, report: Report | None = None) -> Report:
    """Everything that is checked of the program of that number.

    Raises:
        DiscrepancyError: for the first check that does not hold.
    """
    report = Report() if report is None else report
    subject = _subject(program, number)
    small = program.operations <= _SMALL
    cost = program.cost
    gradients = list(T.grad(cost, subject.wrt, disconnected_inputs="ignore"))
    tangent = T.Rop(cost, subject.wrt, subject.directions, disconnected_outputs="ignore")
    along = _pairing(gradients, subject.directions)
    groups = {"value": [cost, *program.parts], "gradient": gradients, "tangent": [tangent]}
    if small and number % SECOND_ORDER == 0:
        groups["second"] = _second_order(subject, gradients, along)
    raw = [e for group in groups.values() for e in group]
    optimised, _ = optimize_all(raw, UNSAFE)
    comparison = Comparison(subject.inputs, [*raw, along, *optimised], subject.arrays, report)
    for i, (old, new) in enumerate(zip(raw, optimised, strict=True)):
        comparison.same(f"optimised {_group_of(groups, i)}", i, len(raw) + 1 + i, types=(old.type, new.type))
    place = dict(zip(groups, _starts(groups), strict=True))
    comparison.same("adjoint", len(raw), place["tangent"])
    if "second" in groups:
        _compare_second_order(comparison, place["second"], len(subject.wrt))
    if _is_holomorphic(subject):
        comparison.near("complex step", place["tangent"], _complex_step(subject))
    if small and number % FIFTY_DIGITS == 0 and not program.edges and knows([cost]):
        try:
            found = Exact(program.inputs, cost).along(
                program.arrays, subject.wrt, subject.arrays[len(program.inputs) :]
            )
        except UndecidedError:
            report.note("fifty digits: undecided", 0.0)
        else:
            _compare_with_fifty_digits(comparison, place, len(subject.wrt), found)
    if small and number % WHOLE_HESSIAN == 0:
        _whole_hessian(subject, gradients, report)
    return report


def _subject(program: Program, number: int) -> _Subject:
    rng = np.random.default_rng(number)
    wrt = [x for x in program.inputs if x.type.inexact]
    known = dict(zip(program.inputs, program.arrays, strict=True))
    pairs = [[_direction(x, known[x], rng) for x in wrt] for _ in range(2)]
    directions, others = ([Variable(x.type, f"{name}{x.name}") for x in wrt] for name in "vu")
    return _Subject(program, wrt, directions, others, [*program.arrays, *pairs[0], *pairs[1]])


def _direction(x: Variable, value: Array, rng: np.random.Generator) -> Array:
    direction = rng.uniform(-1, 1, value.shape)
    if x.dtype.kind == "c":
        direction = direction + 1j * rng.uniform(-1, 1, value.shape)
    return np.asarray(direction).astype(derivative_dtype(x.dtype))


def _pairing(gradients: Sequence[Expression], directions: Sequence[Expression]) -> Expression:
    """The real inner product, in the widest dtype."""
    total: Expression = T.constant(0.0)
    for g, v in zip(gradients, directions, strict=True):
        product = T.real(T.conj(g) * v) if g.dtype.kind == "c" else g * v
        total = total + T.cast(T.sum(product), "float64")
    return total


def _second_order(subject: _Subject, gradients: list[Expression], along: Expression) -> list[Expression]:
    """Hessian times direction, forward over reverse and reverse over reverse; then v·Hv, u·Hv and v·Hu."""
    forward = T.Rop(gradients, subject.wrt, subject.directions, disconnected_outputs="ignore")
    reverse = T.grad(along, subject.wrt, disconnected_inputs="ignore")
    turned = T.Rop(gradients, subject.wrt, subject.others, disconnected_outputs="ignore")
    return [
        *forward,
        *reverse,
        _pairing(forward, subject.directions),
        _pairing(forward, subject.others),
        _pairing(turned, subject.directions),
    ]


def _compare_second_order(comparison: "Comparison", start: int, count: int) -> None:
    for i in range(start, start + count):
        comparison.same("reverse over reverse", i, i + count)
    comparison.same("symmetric", start + 2 * count + 1, start + 2 * count + 2)


def _compare_with_fifty_digits(
    comparison: "Comparison", place: dict[str, int], count: int, found: Sequence[Array]
) -> None:
    value, slope, curvature = found
    comparison.near("fifty digits: value", 0, value)
    comparison.near("fifty digits: slope", place["tangent"], slope, OF_DIFFERENCES)
    if "second" in place:
        comparison.near("fifty digits: curvature", place["second"] + 2 * count, curvature, OF_DIFFERENCES)


def _whole_hessian(subject: _Subject, gradients: list[Expression], report: Report) -> None:
    """The Hessian by its rows, of one input: symmetric, and the same before and after optimisation."""
    x = next((x for x in subject.wrt if x.dtype.kind == "f" and x.ndim == 1), None)
    if x is None:
        return
    hessian = T.hessian(subject.program.cost, x, disconnected_inputs="ignore")
    (optimised,), _ = optimize_all([hessian], UNSAFE)
    comparison = Comparison(subject.inputs, [hessian, hessian.T, optimised], subject.arrays, report)
    comparison.same("symmetric Hessian", 0, 1)
    comparison.same("optimised Hessian", 0, 2, types=(hessian.type, optimised.type))


def _is_holomorphic(subject: _Subject) -> bool:
    program = subject.program
    return (
        not program.edges
        and all(x.dtype == np.float64 for x in program.inputs)
        and all(node.op.name in HOLOMORPHIC for node in applies([program.cost]))
    )


def _complex_step(subject: _Subject) -> Array:
    """The derivative along the directions, as the imaginary part of the cost a tiny imaginary step away."""
    program, step = subject.program, 1e-60
    count = len(program.inputs)
    moves = dict(zip(subject.wrt, subject.arrays[count : count + len(subject.wrt)], strict=True))
    arrays = [a + 1j * step * moves[x] for x, a in zip(program.inputs, program.arrays, strict=True)]
    (value,) = _run(program.inputs, [program.cost], arrays)
    return np.asarray(np.imag(value) / step)


def _run(inputs: Sequence[Variable], outputs: Sequence[Expression], arrays: Sequence[Array]) -> list[Array]:
    """The outputs of the program that people would run."""
    program = write_program(inputs, outputs).compile()
    with np.errstate(all="ignore"):
        return [np.asarray(a) for a in program(*arrays)]


def _group_of(groups: dict[str, list[Expression]], index: int) -> str:
    return [name for name, start in zip(groups, _starts(groups), strict=True) if start <= index][-1]


def _starts(groups: dict[str, list[Expression]]) -> Iterator[int]:
    start = 0
    for group in groups.values():
        yield start
        start += len(group)


class Comparison:
    """Compares outputs of a program with each other and with given numbers."""

    def __init__(
        self, inputs: Sequence[Variable], outputs: Sequence[Expression], arrays: Sequence[Array], report: Report
    ) -> None:
        self._inputs, self._outputs, self._arrays, self._report = inputs, outputs, arrays, report
        self._values = _run(inputs, outputs, arrays)
        self._noisy: Noisy | None = None
        self._spread: list[Array] = [np.zeros(())] * len(outputs)
        self._left = list(_LISTENING)

    def same(self, name: str, a: int, b: int, types: tuple[TensorType, TensorType] | None = None) -> None:
        """Two outputs agree; where their ``types`` are given, in these too."""
        if types is not None:
            old, new = types
            assert old.dtype == new.dtype, f"{name}: {old} became {new}"
            assert _knows(new, old), f"{name}: {old} became {new}"
            assert self._values[a].shape == self._values[b].shape, name
        self._compare(name, a, self._values[b], lambda: self._spread[a] + self._spread[b])

    def near(self, name: str, a: int, expected: Array, error: float = 0.0) -> None:
        """An output agrees with numbers from elsewhere, that have an ``error`` of their own."""
        self._compare(name, a, expected, lambda: self._spread[a] + error)

    def _compare(self, name: str, a: int, expected: Array, spread: Callable[[], Array]) -> None:
        found = self._values[a]
        size = roundings(found, expected, spread())
        while self._left and size >= self._left[0][0]:
            self._listen(*self._left.pop(0))
            size = roundings(found, expected, spread())
        self._report.note(name, size)
        if size >= ALLOWED:
            raise DiscrepancyError(name, size, found, np.asarray(expected))

    def _listen(self, size: float, runs: range, loudness: float) -> None:
        """Learn what rounding may do from some noisy runs."""
        noisy = self._noisy
        if noisy is None:
            noisy = self._noisy = Noisy(self._inputs, self._outputs, self._arrays)
        for moved in noisy.spread(runs, loudness):
            self._spread = [np.maximum(old, new) for old, new in zip(self._spread, moved, strict=True)]
        if size == CLOSE:
            for i, quiet in enumerate(noisy.quiet):
                self._compare("operation by operation", i, quiet, lambda i=i: 2 * self._spread[i])


def _knows(new: TensorType, old: TensorType) -> bool:
    """Whether sizes may be the same, and no 1 is forgotten. More may be known: where n must be 3, x[2:n] has size 1."""
    sizes = zip(new.shape, old.shape, strict=False)
    return new.ndim == old.ndim and all(unify(a, b) is not None and (b != 1 or a == 1) for a, b in sizes)


def roundings(found: Array, expected: Array, spread: Array) -> float:
    """How many roundings two arrays differ by at most; where the first is no finite number nothing is asked."""
    with np.errstate(all="ignore"):
        defined = np.isfinite(found)
        eps = max(float(np.finfo(a.dtype).eps) if a.dtype.kind in "fc" else 0.0 for a in (found, np.asarray(expected)))
        one = np.maximum(spread, eps * np.abs(found)) + np.finfo(float).tiny
        size = np.abs(found - expected) / one
        size = np.where(np.isnan(size), np.where(np.isinf(one), 0.0, np.inf), size)
        return float(np.max(size, where=np.broadcast_to(defined, size.shape), initial=0.0))
