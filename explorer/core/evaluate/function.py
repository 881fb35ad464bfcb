"""What `function` gives: arrays in, arrays out, with checks that name what does not fit."""

from __future__ import annotations

from functools import cached_property
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any
from weakref import WeakMethod

from explorer.core.evaluate.arguments import bind, fitting, labels
from explorer.core.evaluate.calm import calmly
from explorer.core.evaluate.dimensions import Sizes
from explorer.core.evaluate.failures import explained
from explorer.core.evaluate.floats import are_floats
from explorer.core.evaluate.large import Large, Medium
from explorer.core.evaluate.lean import Lean
from explorer.core.evaluate.native.entrance import Task
from explorer.core.evaluate.native.target import installed
from explorer.core.evaluate.placement import Placement
from explorer.core.evaluate.quick import apart, choosing, guarded, quick_call, quick_filling, quick_floats
from explorer.core.evaluate.results import Form, own
from explorer.core.evaluate.small import counted, small
from explorer.core.evaluate.source import write_floats, write_program
from explorer.core.evaluate.travel import bare
from explorer.core.evaluate.ways import Ways
from explorer.core.expr import Expression, built
from explorer.core.flat import Flat, flat
from explorer.core.graph import leaves
from explorer.core.memory import uncollected
from explorer.core.variables import Shared

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from explorer.core.evaluate.native.target import Machine
    from explorer.core.evaluate.other import Other
    from explorer.core.evaluate.placement import Computed
    from explorer.core.evaluate.source import Program
    from explorer.core.evaluate.ways import Way
    from explorer.core.expr import Variable
    from explorer.core.rewrite.engine import Step
    from explorer.core.types import Symbol

_SECOND = 2


class Function:
    """A compiled function; made by `explorer.core.compiling.function`.

    Attributes:
        inputs: the variables, in the order of the arguments.
        outputs: the optimised expressions, updates last.
        before: the expressions as they were given.
        steps: the rewrite steps between.
        program: the Python that runs, and which line computes what.
        floats: of numbers alone, the program over Python's floats that runs in its place; else None.
        trust_input: True leaves out the checks of arguments.
        off: the names of the rewrite rules that were left out; None where none was used.
        machine: when parts become machine code: "never", in the "background", or "first" of all.
        downcast: how arguments are cast, see `function`.
        form: the form in which results are given.
        updates: the shared variables that a call gives new values.
        computed: what the program computes: the outputs, or entries of them.

    A pickle of it has all but the steps, the derivatives that functions inside were given (`custom_derivative`), and
    how outputs are made of entries; so that there is none of a function with ``scipy.sparse`` outputs.
    """

    def __init__(
        self,
        inputs: Sequence[Variable],
        before: Sequence[Expression],
        outputs: Sequence[Expression],
        steps: Sequence[Step] = (),
        updates: Sequence[Shared] = (),
        form: Form | None = None,
        downcast: bool | None = None,
        *,
        off: frozenset[str] | None = None,
        machine: Machine = "never",
        computed: Sequence[Computed] | None = None,
    ) -> None:
        self.inputs = tuple(inputs)
        self.before = tuple(before)
        self.outputs = tuple(outputs)
        self.steps = tuple(steps)
        self.computed: tuple[Computed, ...] = self.outputs if computed is None else tuple(computed)
        self.trust_input = False
        self._shared = tuple(x for x in leaves([*outputs, *before]) if isinstance(x, Shared))
        self.off, self.machine = off, machine
        self.updates = tuple(updates)
        self.form = form if form is not None else Form(list(before))
        self.downcast = downcast
        self._labels = labels(self.inputs)
        variables = (*self.inputs, *self._shared)
        self._sizes = Sizes(variables, labels(variables), before, list(outputs))
        self._others: list[Other] = [Large(variables, self.computed, machine)]
        if off is not None:
            self._others.insert(0, Lean(variables, before, outputs, off))
        self.program = write_program(variables, self.computed, machine if installed() else "never")
        self._arrays = self.program.compile()
        # Made at the second call: whoever calls once need not wait for it.
        self._compiling = Lock()
        self._short: Way | None = None
        self._bare: Way | None = None
        self._filling: Way | None = None
        self._native: Ways | None = None
        self._calls = 0
        self._count = len(self.inputs)

    @cached_property
    def floats(self) -> Program | None:
        variables = (*self.inputs, *self._shared)
        outputs = [e for e in self.computed if isinstance(e, Expression)]
        of_floats = len(outputs) == len(self.computed) and are_floats(variables, outputs)
        return write_floats(variables, outputs) if of_floats else None

    @property
    def unchecked(self) -> Callable[..., tuple[Any, ...]]:
        """The bare program: takes arrays of the right dtypes and shapes, shared variables' last; gives a tuple."""
        if self._bare is None:
            self._bare = self._unchecked()
        return self._bare

    def _unchecked(self) -> Callable[..., tuple[Any, ...]]:
        if self.floats is None:
            return choosing((*self.inputs, *self._shared), self._arrays, self._others) or self._arrays
        return guarded(len(self.inputs) + len(self._shared), self.floats.compile(), self._arrays)

    def _short_way(self) -> Way | None:
        """The short way of a call, which may let machine code take its place; None where there is none."""
        ways = self._python_ways()
        if ways is None:
            return None
        self._filling = ways.filling
        if self.machine == "never" or not installed():
            return ways.short
        if self.machine == "first":
            self._compile(ways)
            return self._short
        compiling = WeakMethod(self._compile)  # a function that held itself would outlive its last use

        def start() -> None:
            compile = compiling()
            if compile is not None:
                Thread(target=compile, args=(ways,), name="compile").start()

        return counted(ways.short, start)

    def _python_ways(self) -> Ways | None:
        template = self.form.template
        if template is None or self._shared or self.updates or self._sizes.measures:
            return None
        short: Way | None
        if self.floats is not None:
            short = quick_floats(len(self.inputs), len(self.outputs), self.floats.compile(), template)
        else:
            equalities = self._sizes.equalities
            short = quick_call(self.inputs, self.computed, self._arrays, template, equalities, self._others)
        return None if short is None else Ways(short, self._unchecked(), self._quick_filling())

    def _quick_filling(self) -> Way | None:
        """The short way into arrays that are there, of the form of the outputs, where they are large."""
        others = [one for one in self._others if isinstance(one, Large)]
        quick = quick_filling(self.inputs, self.computed, self._sizes.equalities, others)
        if quick is None or self.form.template != "{}":
            return quick

        def single(out: Any, *values: Any) -> Any:
            return None if quick((out,), *values) is None else out

        return single

    def _compile(self, ways: Ways) -> None:
        """Let machine code take the place of these ways, where there is such."""
        with self._compiling:
            if self._native is not None:
                return
            medium = Medium((*self.inputs, *self._shared), self.computed, self.machine)
            if medium.parts:
                medium.compile()
                self._others = [*self._others, medium]
                ways = self._python_ways() or ways
            large = [one for one in self._others if one is not medium]  # a whole program wins over loops in Python
            task = Task(self.inputs, (), (), self._sizes.equalities, large)
            form = "one" if self.form.template == "{}" else "list"
            found = small(task, self.computed, self.outputs, form, ways, floats=self.floats is not None)
            self._native = ways if found is None else found
            self._short, self._bare, self._filling = self._native.short, self._native.bare, self._native.filling

    def bound(self, *values: Any, out: Any = None, **named: Any) -> Callable[[], Any]:
        """A call whose arrays stay the same ones: it reads what is in them then, fills ``out``, and gives it.

        The quickest way to call a function again and again: of small arrays it takes little more than what is computed.
        It compiles the function, where it is not yet (``pip install llvmlite``). Numbers stay what they are; without
        ``out``, arrays are made once.

        Raises:
            TypeError, DTypeError, ShapeError, EvaluationError: as a call does, of these values.
        """
        given = bind(self.inputs, values, named)
        result = self(*given, out=out)
        if self._native is None and self.machine != "never" and installed():
            ways = self._python_ways()
            if ways is not None:
                self._compile(ways)

        def again() -> Any:
            self(*given, out=result)
            return result

        if self._native is None or self._native.binding is None:
            return again
        return self._native.binding([*self.form.targets(result), *given], result, again)

    @property
    def source(self) -> str:
        """The Python that runs."""
        return self.program.source

    @property
    def maker(self) -> _Maker:
        """Theano's way to the optimised outputs: ``f.maker.fgraph.outputs``."""
        return _Maker(self)

    def __call__(self, *values: Any, out: Any = None, **named: Any) -> Any:
        """The outputs for some values: arrays, lists or numbers, in order or by the names of the variables.

        ``out`` gives the arrays to fill, in the form of the outputs.

        Raises:
            TypeError: where a value is missing, or one too many.
            DTypeError: where a value's dtype cannot be cast to the variable's (`function`'s ``allow_input_downcast``).
            ShapeError: where axes or sizes do not fit; names the variables and sizes.
            EvaluationError: where an operation fails on these values; names it.
        """
        if out is None:
            short = self._short
            if short is not None and not named and len(values) == self._count and not self.trust_input:
                found = short(*values)
                if found is not None:
                    return found
        elif self._filling is not None and not named and len(values) == self._count and not self.trust_input:
            found = self._filling(out, *values)
            if found is not None:
                return found
        self._calls += 1
        if self._calls == _SECOND:
            self._short = self._short_way()
        given = bind(self.inputs, values, named) if named or len(values) != len(self.inputs) else values
        targets = [] if out is None or self.updates else self.form.targets(out)
        kept = [x.get_value(borrow=True) for x in self._shared]
        results: Sequence[Any]
        if self.trust_input:
            arrays = [*given, *kept]
            results = _run(self.program, self._arrays, arrays)
        else:
            arrays = [*self._fitting(given), *kept]
            results = self._checked(arrays, targets)
            if results is targets:
                return self.form.given(out, targets)
        fresh = own(results, arrays)
        count = len(fresh) - len(self.updates)
        for variable, value in zip(self.updates, fresh[count:], strict=True):
            variable.set_value(value, borrow=True)
        return self.form.shaped(fresh[:count]) if out is None else self.form.filled(out, fresh[:count])

    def _fitting(self, values: Sequence[Any]) -> list[np.ndarray]:
        each = zip(self.inputs, values, self._labels, strict=True)
        return [fitting(x, value, label, downcast=self.downcast) for x, value, label in each]

    def _checked(self, arrays: Sequence[np.ndarray], targets: Sequence[Any] = ()) -> Sequence[Any]:
        """The outputs; ``targets`` where they are filled with them."""
        sizes = {} if self._sizes.trivial else self._sizes.check(arrays)
        if not self._sizes.measures:
            for other in self._others:
                if other.wanted(sizes, arrays):
                    if isinstance(other, Large) and len(targets) == len(self.computed) and apart(targets, arrays):
                        _run(*other.filling, [*arrays, *targets])
                        return targets
                    return _run(*other.compiled, arrays)
            return _run(self.program, self._arrays, arrays)
        results = _run(*self._measuring, arrays)
        count = len(self.outputs)
        self._sizes.check_measured(sizes, results[count:])
        return results[:count]

    @cached_property
    def _measuring(self) -> tuple[Program, Callable[..., tuple[Any, ...]]]:
        """The program, and beside its results the sizes that only it can tell."""
        program = write_program((*self.inputs, *self._shared), (*self.computed, *self._sizes.measures))
        return program, program.compile()

    def check_sizes(self, arrays: Sequence[Any]) -> dict[Symbol, int]:
        """The unknown sizes, from values of the inputs; raises ShapeError where two of them differ that must not."""
        return self._sizes.check([*arrays, *(x.get_value(borrow=True) for x in self._shared)])

    @property
    def measures(self) -> bool:
        """Whether there are sizes that only the program can tell: how many a mask selects."""
        return bool(self._sizes.measures)

    @property
    def sparse(self) -> bool:
        """Whether an output is a ``scipy.sparse`` array."""
        return any(isinstance(one, Placement) and one.sparse for one in self.computed)

    def steadily(self, *values: Any) -> list[np.ndarray]:
        """The outputs as a list, updates left out, computed as the first call computes them.

        Of equal values the same bytes, however often it was called: no tier takes over. The parts of large arrays are
        machine code from the first call on with ``machine="first"``; they become it some time with "background".
        """
        arrays = [*self._fitting(values), *(x.get_value(borrow=True) for x in self._shared)]
        return own(self._checked(arrays), arrays)[: len(self.outputs) - len(self.updates)]

    def __reduce__(self) -> tuple[Any, ...]:
        if self.sparse:
            raise TypeError("a function with sparse outputs cannot be pickled; make it without sparse=True")
        graph = flat([*bare(self.before), *bare(self.outputs)])
        settings = (self.updates, self.form, self.downcast, self.off, self.machine, self.trust_input)
        return _arrived, (self.inputs, graph, len(self.before), *settings)

    def __repr__(self) -> str:
        return f"<function of {', '.join(map(repr, self.inputs))}>"


def _arrived(
    inputs: Sequence[Variable],
    graph: Flat,
    count: int,
    updates: Sequence[Shared],
    form: Form,
    downcast: bool | None,
    off: frozenset[str] | None,
    machine: Machine,
    trusts: bool,
) -> Function:
    with uncollected():
        expressions = built(graph)
        before, outputs = expressions[:count], expressions[count:]
        made = Function(inputs, before, outputs, (), updates, form, downcast, off=off, machine=machine)
    made.trust_input = trusts
    return made


class _Maker:
    """``f.maker.fgraph``, whose ``outputs`` and ``inputs`` are the function's own."""

    def __init__(self, function: Function) -> None:
        self.fgraph = function


def _run(program: Program, compiled: Callable[..., tuple[Any, ...]], arrays: Sequence[Any]) -> tuple[Any, ...]:
    try:
        return calmly(compiled, *arrays)
    except Exception as error:
        told = explained(error, program)
        if told is error:
            raise
        raise told from error
