"""The sweeps through an expression: what each line of its traces computes, with the numbers, and the paths."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer import core as T
from explorer.core.derive.traces import Letters, cotangent_trace, evaluation, routes, tangent_trace
from explorer.core.expr import Constant, Variable
from explorer.core.graph import applies, leaves
from explorer.core.types import TensorType, derivative_dtype
from explorer.document.brief import brief
from explorer.document.graphs import as_view
from explorer.document.results import Program
from explorer.document.snapshot import Message, PathView, SweepView, TraceLine
from explorer.document.target import name_of, variables_of
from explorer.drawing.graph import graph_of
from explorer.drawing.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from explorer.core.derive.traces import Crossing, Line, Route
    from explorer.core.expr import Expression
    from explorer.document.snapshot import GraphView
    from explorer.document.work import Work

MOST_OPERATIONS = 300
MOST_PATHS = 24
LARGEST = 1 << 20  # bytes of an array of a line; a sweep holds many
LONGEST_FORMULA = 80
LAYOUT_SECONDS = 1.0
ROW_GAP = 50.0  # pixels: a derivative below a box, and a factor above the next one
ROOM_FOR_NUMBER, ROOM_FOR_ARRAY = "−0.12345", "−0.1234 … 0.1234"  # boxes are made so wide that a value fits in


class Refusal(Exception):  # noqa: N818  # it becomes a message in the place of the sweeps
    """There is nothing to sweep through, or too much."""


def sweep_view(work: Work, values: Mapping[str, np.ndarray]) -> SweepView | Message:
    """Both sweeps through what is differentiated, or through the expression as it stands where it is no derivative."""
    try:
        plan: Sweep = work.keep("sweep", Sweep)
    except Refusal as refusal:
        why, hint = refusal.args
        return Message("note", why, hint)
    numbers = plan.run(values)

    def lines(trace: Sequence[Line]) -> tuple[TraceLine, ...]:
        return tuple(_line(line, plan, numbers, work) for line in trace)

    interleaved = _interleaved(plan.values, plan.tangents)
    return SweepView(
        title=plan.title,
        graph=plan.graph,
        variable=work.numbers.of(plan.by),
        output=work.numbers.of(plan.of),
        given={id: value for id, e in plan.given.items() if (value := numbers(e)) is not None},
        reverse=lines([*plan.values, *plan.cotangents]),
        forward=lines(interleaved),
        paths=tuple(_path(route, plan, numbers, work) for route in plan.routes),
        path_count=plan.count,
        derivative=numbers(plan.derivative) if plan.derivative is not None else None,
        seed=plan.seed_words,
        direction=plan.direction_words,
    )


class Sweep:
    """Everything about the sweeps but the numbers: made once for what is looked at."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.of, self.by = _subject(work)
        _refuse_large(self.of)
        names = {binding.expression: name for name, binding in work.script.names.items()}
        self.letters = Letters([self.of], names)
        self.title = f"{name_of(self.of, work.script)} by {name_of(self.by, work.script)}"
        seed, self.seed_words = self._seed()
        direction, self.direction_words = self._direction()
        self.values = list(evaluation([self.of], self.letters))
        self.cotangents = list(cotangent_trace({self.of: seed}, [self.by], self.letters))
        self.tangents = list(tangent_trace([self.of], {self.by: direction}, self.letters))
        self.routes, count = routes({self.of: seed}, self.by, MOST_PATHS)
        self.count = count(self.of)
        arrived = [line.total for line in self.cotangents if line.of is self.by]
        self.derivative = arrived[-1] if arrived else None
        self.partials = {edge: self._partial(edge) for route in self.routes for edge in route.edges}
        self.given = {work.numbers.of(e): e for e in leaves([self.of])}
        self.graph = self._graph()
        self._formulas: dict[Expression, str] = {}
        self._expressions = list(dict.fromkeys(self._outputs()))
        self._program = Program(work, self._expressions)

    def _seed(self) -> tuple[Expression, str]:
        derivation = self.work.subject.derivation
        if derivation is not None and derivation.kind == "lop" and derivation.vector is not None:
            return derivation.vector, self.work.subject.vector_name
        return T.ones_like(self.of, derivative_dtype(self.of.dtype)), "1" if self.of.ndim == 0 else "ones"

    def _direction(self) -> tuple[Expression, str]:
        derivation = self.work.subject.derivation
        if derivation is not None and derivation.kind in ("rop", "hessian-vector") and derivation.vector is not None:
            return derivation.vector, self.work.subject.vector_name
        return T.ones_like(self.by, derivative_dtype(self.by.dtype)), "1" if self.by.ndim == 0 else "ones"

    def _partial(self, edge: Crossing) -> Partial:
        """What the chain rule does on an edge: as a formula of a cotangent "·", and between numbers as a number."""
        node, letters = edge.node, self.letters
        out, x = node.output(edge.result), node.inputs[edge.operand]
        twin = letters.twin(node)
        share = edge.back(twin, Variable(TensorType(derivative_dtype(out.dtype), out.dimensions), "·"))
        assert share is not None  # the edge lies on a path
        number = None
        if out.ndim == 0 and x.ndim == 0:
            number = edge.back(node, T.ones_like(out, derivative_dtype(out.dtype)))
        return Partial(letters.local(node, twin, share), number)

    def _outputs(self) -> Iterable[Expression]:
        for line in (*self.values, *self.cotangents, *self.tangents):
            yield from (line.share, line.total)
        for route in self.routes:
            yield from route.cotangents
        yield from (partial.number for partial in self.partials.values() if partial.number is not None)
        yield from self.given.values()

    def _graph(self) -> GraphView:
        letters = {e: name for e in _expressions(self.of) if (name := self.letters[e].name)}
        graph = graph_of([self.of], self.work.numbers, names=letters)
        for _, node in graph.nodes(data=True):
            node["detail"] = ROOM_FOR_NUMBER if node["expression"].ndim == 0 else ROOM_FOR_ARRAY
        picture = lay_out(graph, LAYOUT_SECONDS, row_gap=ROW_GAP)
        view = as_view(self.work, graph, picture, [[self.of]], picture.note)
        return replace(view, nodes=tuple(replace(node, detail="") for node in view.nodes))

    def formula(self, rule: Expression) -> str:
        """A rule in letters, simplified as a person would."""
        if rule not in self._formulas:
            self._formulas[rule] = brief(self.work.rewritten(rule), LONGEST_FORMULA)
        return self._formulas[rule]

    def run(self, values: Mapping[str, np.ndarray]) -> Callable[[Expression], np.ndarray | None]:
        """The number of each expression of the sweep, ``None`` where it is too large to be shown."""
        known = dict(zip(self._expressions, self._program(values), strict=True))

        def number(e: Expression) -> np.ndarray | None:
            value = known.get(e)
            return None if value is None or value.nbytes > LARGEST else np.asarray(value)

        return number


@dataclass(frozen=True, slots=True)
class Partial:
    """The rule of one edge: what a cotangent "·" becomes on it, and between numbers the local partial derivative."""

    formula: Expression
    number: Expression | None


def _subject(work: Work) -> tuple[Expression, Expression]:
    """What is swept through, and by which variable."""
    subject = work.subject
    if subject.derivation is not None:
        return subject.derivation.of, subject.derivation.wrt
    of = subject.expression
    names = variables_of(of, work.script)
    if not names or of.owner is None:
        raise Refusal(
            f"{subject.target} depends on no variable, so there is nothing to sweep through",
            "choose an expression that is computed from a variable",
        )
    wanted = [name for name in names if work.script.variables[name].variable.dtype.kind in "fc"] or list(names)
    return of, work.script.variables[wanted[0]].variable


def _refuse_large(of: Expression) -> None:
    count = len(applies([of]))
    if count > MOST_OPERATIONS:
        raise Refusal(
            f"{count:,} operations are too many to be swept through line by line (at most {MOST_OPERATIONS})",
            "look at a part of it that has a name of its own in the script",
        )


def _expressions(of: Expression) -> list[Expression]:
    return [e for node in applies([of]) for e in (*node.inputs, *node.outputs) if not isinstance(e, Constant)]


def _interleaved(values: Sequence[Line], tangents: Sequence[Line]) -> list[Line]:
    """Each value and right after it its tangent: the forward mode needs one pass."""
    by = {id(line.of): line for line in tangents if line.via is not None}
    seeds = [line for line in tangents if line.via is None]
    pairs = ([line, by[id(line.of)]] if id(line.of) in by else [line] for line in values)
    return [*seeds, *(line for pair in pairs for line in pair)]


def _line(line: Line, plan: Sweep, numbers: Callable[[Expression], np.ndarray | None], work: Work) -> TraceLine:
    letters = plan.letters
    letter: Any = letters[line.of]
    if line.part == "tangent":
        letter = letters.dotted(line.of, line.total)
    elif line.part == "cotangent":
        letter = letters.barred(line.of, line.total)
    spelt = brief(line.rule, LONGEST_FORMULA) if line.part == "value" else plan.formula(line.rule)
    return TraceLine(
        part=line.part,
        node=work.numbers.of(line.of),
        via=-1 if line.via is None else work.numbers.of_node(line.via),
        operand=line.operand,
        letter=str(letter.name),
        formula=spelt,
        first=line.first,
        share=numbers(line.share),
        value=numbers(line.total),
    )


def _path(route: Route, plan: Sweep, numbers: Callable[[Expression], np.ndarray | None], work: Work) -> PathView:
    way = [*(edge.node.output(edge.result) for edge in route.edges), plan.by][::-1]
    rules = [plan.partials[edge] for edge in reversed(route.edges)]
    return PathView(
        nodes=tuple(work.numbers.of(e) for e in way),
        operands=tuple(edge.operand for edge in reversed(route.edges)),
        letters=tuple(str(plan.letters[e].name) for e in way),
        factors=tuple(plan.formula(rule.formula) for rule in rules),
        cotangents=tuple(numbers(c) for c in reversed(route.cotangents)),
        partials=tuple(None if rule.number is None else numbers(rule.number) for rule in rules),
    )
