"""Is the derivative right? Central differences, the adjoint identity and Taylor's remainder, at the given values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer import core as T
from explorer.core.check import adjoint, along, compare, remainder, tolerance
from explorer.core.errors import ExplorerError
from explorer.core.expr import Expression, Variable
from explorer.core.graph import leaves, replace
from explorer.core.origin import derivation_of
from explorer.core.types import TensorType, derivative_dtype
from explorer.document.document import Derivative, Random
from explorer.document.reading import assignment
from explorer.document.results import Program
from explorer.document.scripts import read
from explorer.document.snapshot import CheckLine, ChecksView
from explorer.document.target import name_of, subject_of
from explorer.document.values import draw
from explorer.document.work import Rules, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from explorer.core.origin import Derivation
    from explorer.document.document import Document
    from explorer.document.reports import Stage

    Values = Mapping[str, np.ndarray]

DIRECTIONS = 3
LEAST = 1e-3  # derivatives below it are compared with it
SECOND_ORDER = ("hessian", "hessian-vector")
OTHER_POINT = "at uniform random values, since it is not finite at the given ones"


def checks_view(work: Work, values: Values) -> ChecksView | None:
    """The checks of what is looked at; ``None`` where that is no derivative."""
    derivation = work.subject.derivation
    if derivation is None:
        return None
    return ChecksView(tuple(check(work, derivation, values)))


def check_all(document: Document, stage: Callable[[Stage], None] = lambda _: None) -> Iterator[CheckLine]:
    """The checks of every derivative in a script, each line with its name."""
    script = read(document.text)
    for name, expression in _derivatives(document):
        stage("derive")
        work = Work(script, subject_of(script, name, expression), Rules(document.rules_off))
        values = assignment(document.edit(derivative=Derivative()), script, work.subject)
        if work.subject.derivation is None:
            detail = "it is by several variables at once, or a loop made it in a way that is not recognised"
            yield CheckLine(True, f"{name} is not checked", detail)
            continue
        stage("run")
        for line in check(work, work.subject.derivation, values.values):
            yield CheckLine(line.passed, f"{name}: {line.text}", line.detail)


def _derivatives(document: Document) -> Iterator[tuple[str, Expression]]:
    """Every derivative in the script once, with its name or its text."""
    script = read(document.text)
    variables = {declared.variable for declared in script.variables.values()}
    named = {binding.expression: name for name, binding in script.names.items() if binding.is_derivative}
    for expression, span in script.spans.items():
        inside = all(leaf in variables for leaf in leaves([expression]) if isinstance(leaf, Variable))
        if inside and expression not in named and derivation_of(expression) is not None:
            named[expression] = script.source.segment(span)
    for expression, name in named.items():
        yield name, expression


@dataclass(frozen=True, slots=True)
class _Function:
    """A function of one array, and what its derivative is said to do to a direction."""

    name: str
    at: np.ndarray
    value: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    directions: list[np.ndarray]

    def along(self, direction: np.ndarray) -> Callable[[float], np.ndarray]:
        """The function on the line through the point."""
        return lambda step: self.value(self.at + np.asarray(step * direction, self.at.dtype))


def check(work: Work, derivation: Derivation, values: Values) -> Iterator[CheckLine]:
    """A line for each check."""
    what = work.subject.title
    if derivation.wrt.dtype.kind not in "fc":
        wrt = name_of(derivation.wrt, work.script)
        yield CheckLine(
            True, f"{what} is not checked", f"{wrt} is {derivation.wrt.dtype}, and differences need small steps"
        )
        return
    try:
        problem = _Problem(work, derivation)
        function, where = problem.function(values), ""
        if not _finite(function):
            function, where = problem.function(_uniform(values)), OTHER_POINT
        if not _finite(function):
            yield CheckLine(False, f"{what} cannot be checked", f"{function.name} is not finite at these values")
            return
        yield _differences(what, function, where)
        yield _taylor(what, function, where)
        yield problem.adjoint(values if not where else _uniform(values))
    except ExplorerError as error:
        yield CheckLine(False, f"{what} cannot be checked", str(error))


class _Problem:
    """A derivative, taken apart: the function, its point, and the programs that are compared."""

    def __init__(self, work: Work, derivation: Derivation) -> None:
        self._work = work
        self._derivation = derivation
        self._random = np.random.default_rng(0)
        of, wrt = derivation.of, derivation.wrt
        self._point: Program | None = None
        if isinstance(wrt, Variable):
            self._variable = wrt
        else:  # by an expression inside: cut the graph there
            self._variable = Variable(wrt.type, "x")
            self._point = Program(work, [wrt])
            (of,) = replace([of], {wrt: self._variable})
        self._of: Expression = T.grad(of, self._variable) if derivation.kind in SECOND_ORDER else of

    def _run(self, expression: Expression, extra: list[Variable]) -> Callable[..., np.ndarray]:
        """A compiled function of the point, some extra variables, and whatever else the script has."""
        others = {
            name: variable
            for name, variable in self._work.variables.items()
            if variable is not self._variable and variable not in extra
        }
        inputs = [self._variable, *extra, *others.values()]
        function = T.function(inputs, expression, on_unused_input="ignore")

        def run(values: Values, *arrays: np.ndarray) -> np.ndarray:
            return np.asarray(function(*arrays, *(values[name] for name in others)))

        return run

    def function(self, values: Values) -> _Function:
        """The function that is differentiated, at the point that the values give."""
        kind = self._derivation.kind
        at = self._at(values)
        run = self._run(self._of, [])
        (derivative,) = self._work.programs.result(values)
        directions = [self._like(at) for _ in range(DIRECTIONS)]

        def value(x: np.ndarray) -> np.ndarray:
            return run(values, x)

        slope: Callable[[np.ndarray], np.ndarray]
        match kind:
            case "gradient":
                slope = lambda u: np.asarray(np.vdot(derivative, u).real)  # noqa: E731  # each case is one formula
            case "rop" | "hessian-vector":
                directions = [self._vector(values)]
                slope = lambda _: derivative  # noqa: E731
            case "lop":
                weights = self._vector(values)
                plain = value
                value = lambda x: np.asarray(np.sum(weights * plain(x)))  # noqa: E731
                slope = lambda u: np.asarray(np.sum(derivative * u))  # noqa: E731
            case _:
                slope = lambda u: np.tensordot(derivative, u, axes=u.ndim)  # noqa: E731
        gradient = "∇ " if kind in SECOND_ORDER else ""
        name = gradient + name_of(self._derivation.of, self._work.script)
        return _Function(name, at, value, slope, directions)

    def adjoint(self, values: Values) -> CheckLine:
        """⟨w, J u⟩ = ⟨Jᵀ w, u⟩: the forward and the reverse mode agree."""
        x, y = self._variable, self._of
        u, w = (Variable(TensorType(derivative_dtype(e.dtype), e.dimensions), "u") for e in (x, y))
        at = self._at(values)
        forward = self._run(T.Rop(y, x, u), [u])
        reverse = self._run(T.Lop(y, x, w), [w])
        direction = self._like(at)
        pushed = forward(values, at, direction)
        weights = self._like(pushed)
        pulled = reverse(values, at, weights)
        figures = adjoint([weights], [pushed], [pulled], [direction])
        name = ("∇ " if self._derivation.kind in SECOND_ORDER else "") + name_of(self._derivation.of, self._work.script)
        return CheckLine(figures.passed, f"forward and reverse mode of {name} agree", str(figures))

    def _at(self, values: Values) -> np.ndarray:
        if self._point is not None:
            (at,) = self._point(values)
            return at
        return next(values[name] for name, variable in self._work.variables.items() if variable is self._variable)

    def _vector(self, values: Values) -> np.ndarray:
        vector: Any = self._derivation.vector
        (value,) = Program(self._work, [vector])(values)
        return np.asarray(value)

    def _like(self, array: np.ndarray) -> np.ndarray:
        """A random direction."""
        direction = self._random.standard_normal(array.shape)
        if array.dtype.kind == "c":
            direction = direction + 1j * self._random.standard_normal(array.shape)
        return np.asarray(direction).astype(derivative_dtype(array.dtype))


def _differences(what: str, function: _Function, where: str) -> CheckLine:
    worst = max(_error(function, direction) for direction in function.directions)
    passed = worst <= tolerance(function.at.dtype)
    verb = "agrees" if passed else "does not agree"
    detail = f"largest relative error {worst:.1e}" + (f", {where}" if where else "")
    return CheckLine(passed, f"{what} {verb} with central differences", detail)


def _error(function: _Function, direction: np.ndarray) -> float:
    """By how much the derivative along a direction differs from what is measured, relative to the larger of the two."""
    length = float(np.abs(direction).max(initial=0)) or 1.0
    size = 1 + float(np.abs(function.at).max(initial=0))
    eps = float(np.finfo(function.at.dtype).eps)
    claimed, measured = function.slope(direction), along(function.along(direction), size / length, eps).value
    if not np.isfinite(measured).all():
        return np.inf
    figures = compare("differences", [claimed], [measured], abs_tol=np.inf, rel_tol=0.0)
    # Where both are tiny the error is what counts: differences of a constant function are rounding.
    return min(figures.relative, figures.absolute / LEAST)


def _taylor(what: str, function: _Function, where: str) -> CheckLine:
    """The remainder of the first-order expansion shrinks as the square of the step."""
    direction = function.directions[0]
    length = float(np.linalg.norm(direction.reshape(-1))) or 1.0
    terms = [function.value(function.at), function.slope(direction)]
    found = remainder(function.along(direction), terms, length, float(np.finfo(function.at.dtype).eps))
    text = f"{what}: the remainder of its expansion is of second order"
    if found.order is None:
        return CheckLine(True, text, "the function is linear along the direction, there is no remainder")
    return CheckLine(found.passed, text, f"slope {found.order:.2f}" + (f", {where}" if where else ""))


def _finite(function: _Function) -> bool:
    slopes = [function.slope(direction) for direction in function.directions]
    return all(bool(np.isfinite(array).all()) for array in (function.value(function.at), *slopes))


def _uniform(values: Values) -> dict[str, np.ndarray]:
    """Values between 0 and 1 of the same shapes: inside the domain of logarithms, roots and quotients."""
    how = Random(0, "uniform")
    return {
        name: draw(name, value.dtype, value.shape, how) * value.dtype.type(0.8) + value.dtype.type(0.1)
        if value.dtype.kind in "fc"
        else value
        for name, value in values.items()
    }
