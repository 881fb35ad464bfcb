"""Compiled functions as a script has them: ``f(...)``, ``f.outputs``, ``f.maker.fgraph.outputs[0]``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, TypeAlias

from explorer.script.values import Builtin, Later, flat, force

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression, Variable
    from explorer.script.spans import Span


PutOff: TypeAlias = "Callable[[Callable[[], Any]], Later]"


class Compiled:
    """A function made by ``function(inputs, outputs)``. It is compiled when it is first needed.

    Attributes:
        inputs: the variables.
        outputs_raw: the outputs as the script gave them: an expression, a list, a dict or ``None``.
        span: where the script made it.
        label: the name that the script gave it, or empty.
        calls: the arguments of its calls, the first at each place; some may not be computed yet.

    A window that only reads the script puts compiling and calling off: the two functions of ``put_off`` make such
    values, the first those of calls, which keep their order. Without them everything is done at once.
    """

    def __init__(
        self,
        build: Callable[[], Any],
        inputs: list[Variable],
        outputs: Any,
        span: Span,
        put_off: tuple[PutOff, PutOff] | None = None,
    ) -> None:
        self._build = build
        self._function: Any = None
        self.inputs = inputs
        self.outputs_raw = outputs
        self.span = span
        self.label = ""
        self.calls: dict[Span, dict[Variable, Any]] = {}
        self._put_off = put_off
        self._trust = False
        if put_off is None:
            self.function()

    def function(self) -> Any:
        """The function of the core."""
        if self._function is None:
            self._function = self._build()
            if self._trust:
                self._function.trust_input = True
        return self._function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The values of the outputs."""
        if self._put_off is None:
            return self.function()(*args, **kwargs)
        effect, _ = self._put_off
        values = effect(lambda: self.function()(*force(args), **force(kwargs)))
        if isinstance(self.outputs_raw, list | tuple):
            return [_part(values, index) for index in range(len(self.outputs_raw))]
        if isinstance(self.outputs_raw, dict):
            return {key: _part(values, key) for key in self.outputs_raw}
        return values

    def called(self, span: Span, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """The script calls it there with these arguments."""
        given = dict(zip(self.inputs, args, strict=False))
        given |= {variable: kwargs[variable.name] for variable in self.inputs if variable.name in kwargs}
        self.calls.setdefault(span, given)

    def __repr__(self) -> str:
        return f"<function of {', '.join(map(repr, self.inputs))}>"

    @property
    def expressions(self) -> list[Expression]:
        """The outputs before optimisation, in order."""
        return flat(self.outputs_raw)

    @property
    def outputs(self) -> Any:
        """The outputs after optimisation."""
        return self._later(lambda: list(self.function().outputs))

    @property
    def source(self) -> Any:
        """The Python that runs."""
        return self._later(lambda: self.function().source)

    @property
    def steps(self) -> Any:
        """The rewrite steps, as texts."""
        return self._later(lambda: [str(step) for step in self.function().steps])

    @property
    def trust_input(self) -> bool:
        """Whether the arguments of calls are taken as they are."""
        return self._trust

    @trust_input.setter
    def trust_input(self, trust: bool) -> None:
        self._trust = trust
        if self._function is not None:
            self._function.trust_input = trust

    @property
    def maker(self) -> Maker:
        """For people who come from Theano."""
        return Maker(self)

    def _later(self, compute: Callable[[], Any]) -> Any:
        if self._put_off is None:
            return compute()
        _, later = self._put_off
        return later(compute)


def _part(values: Later, key: Any) -> Later:
    return Later(lambda: values.force()[key])


@dataclass(frozen=True, slots=True)
class Maker:
    """``f.maker``, as in Theano."""

    function: Compiled

    @property
    def fgraph(self) -> Graph:
        """The optimised graph."""
        return Graph(self.function)


@dataclass(frozen=True, slots=True)
class Graph:
    """``f.maker.fgraph``, as in Theano."""

    function: Compiled

    @property
    def outputs(self) -> Any:
        """The outputs after optimisation."""
        return self.function.outputs

    @property
    def inputs(self) -> Any:
        """The variables."""
        return self.function.inputs


def adopt(value: Any, name: str) -> Any:
    """What the core gave, as a script may have it: plain functions become named ones with nothing behind the dot."""
    return Builtin(name, value) if isinstance(value, FunctionType | MethodType | partial) else value
