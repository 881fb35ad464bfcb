"""Small arrays: the whole program as machine code, where a call of NumPy takes longer than what it computes.

A function that is called often enough gets it in a thread of its own. What it cannot take, arrays with gaps or an index
that is out of range, goes the way that there was before.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.native.jit import compiled
from explorer.core.evaluate.native.program import NAME, program_text
from explorer.core.evaluate.native.target import installed
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.placement import Placement
from explorer.core.evaluate.quick import Checks, assembled, checks
from explorer.core.expr import Constant, Expression
from explorer.core.graph import applies
from explorer.core.ops.linear_algebra import Dot
from explorer.core.sizes import dimension_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.evaluate.dimensions import Equality
    from explorer.core.evaluate.other import Other
    from explorer.core.evaluate.placement import Computed
    from explorer.core.expr import Variable
    from explorer.core.types import Dimension

_CALLS = 20  # that are worth the time of a compiler
_FEWEST = 24  # operations on numbers alone: fewer are as quick on Python's floats
_MOST = 4000  # operations: a compiler takes a second for them
_PRODUCT = 4096  # multiplications of a product of matrices: for more, BLAS is called


def counted(short: Callable[..., Any], start: Callable[[], None]) -> Callable[..., Any]:
    """A short way that calls ``start`` when it has been gone often enough."""
    left = _CALLS

    def counting(*values: Any) -> Any:
        nonlocal left
        left -= 1
        if not left:
            start()
        return short(*values)

    return counting


@dataclass(frozen=True, eq=False)
class Small:
    """The ways of a call that lead to machine code.

    Attributes:
        short: takes values, gives the outputs in their form; None where the arguments do not fit as they are.
        bare: takes arrays that fit, gives a tuple.
        filling: takes arrays to fill and values, and gives the first; None where they do not fit. Of one output alone.
    """

    short: Callable[..., Any]
    bare: Callable[..., tuple[Any, ...]]
    filling: Callable[..., Any] | None


def small(
    inputs: Sequence[Variable],
    outputs: Sequence[Computed],
    equalities: Sequence[Equality],
    others: Sequence[Other],
    form: str,
    before: tuple[Callable[..., Any], Callable[..., tuple[Any, ...]]],
) -> Small | None:
    """The ways to machine code; None where an operation cannot be written, or nothing would be gained.

    Args:
        inputs: the variables.
        outputs: what is computed.
        equalities: the sizes that must be equal.
        others: know for which sizes another program is the better one.
        form: what is given, a template over the outputs.
        before: the short way and the bare program that there were.
    """
    if any(isinstance(one, Placement) and one.seeds for one in outputs):
        return None
    results = [e for e in dict.fromkeys(_values(outputs)) if e.owner is not None]
    order = applies(results)
    plain = [one for one in outputs if isinstance(one, Expression)]
    if not outputs or not installed() or len(order) > _MOST or any(e.owner is None for e in plain):
        return None
    if results and all(not e.ndim for node in order for e in node.outputs) and len(order) < _FEWEST:
        return None
    names: dict[str, Any] = {"empty": np.empty, "short": before[0], "bare": before[1]}
    if results:  # else layouts have all that there is
        try:
            code = compiled(program_text(inputs, results), NAME)
        except UnwrittenError:
            return None
        parameters = [ctypes.py_object if x.ndim else ctypes.c_double for x in inputs]
        prototype = ctypes.PYFUNCTYPE(ctypes.c_int, *parameters, *[ctypes.py_object] * len(results))
        names |= {"native": prototype(code.address), "code": code}
    writer = _Ways(inputs, results, outputs)
    probe = checks(inputs, equalities)
    if not probe.plain or not all(map(probe.is_known, writer.needed)):
        return None
    short = writer.making(probe, others, "short({})", form, names)
    sizes = Checks()
    for place, x in enumerate(inputs):
        sizes.sizes(place, x)
    bare = writer.making(sizes, others, "bare({})", f"({'{}, ' * len(outputs)})", names)
    filling = None
    if len(plain) == len(outputs) == 1 and form == "{}":
        filling = writer.filling(checks(inputs, equalities), others, names)
    return Small(short, bare, filling)


def _values(outputs: Sequence[Computed]) -> list[Expression]:
    return [e for one in outputs for e in ([one] if isinstance(one, Expression) else one.values)]


class _Ways:
    """Writes the ways as Python."""

    def __init__(self, inputs: Sequence[Variable], results: Sequence[Expression], outputs: Sequence[Computed]) -> None:
        self._results, self._outputs = results, outputs
        self._products = [
            (*node.inputs[0].dimensions, *node.inputs[1].dimensions[1:])
            for node in applies(results)
            if isinstance(node.op, Dot)
        ]
        self._given = [f"a{place}" for place in range(len(inputs))]
        made = [f"r{place}" for place in range(len(results))]
        self._texts: dict[Expression, str] = dict(zip((*inputs, *results), (*self._given, *made), strict=True))
        passed = [name if x.ndim else f"float({name})" for name, x in zip(self._given, inputs, strict=True)]
        self._call = f"native({', '.join([*passed, *made])})"

    @property
    def needed(self) -> list[Dimension]:
        """The sizes that have to be known."""
        sizes = [dimension_of(size) for one in self._outputs if isinstance(one, Placement) for size in one.sizes]
        return [
            *(size for shape in (*(e.dimensions for e in self._results), *self._products) for size in shape),
            *sizes,
        ]

    def _output(self, place: int, writer: Checks, names: dict[str, Any]) -> str:
        """An output as Python: what the code made, or what a layout makes of it."""
        one = self._outputs[place]
        if isinstance(one, Expression):
            return self._texts[one]
        names[f"layout{place}"] = one.layout
        values = []
        for number, e in enumerate(one.values):
            if isinstance(e, Constant):
                names[f"c{place}_{number}"] = e.value
            values.append(self._texts.get(e, f"c{place}_{number}"))
        sizes = ", ".join(writer.text(dimension_of(size)) for size in one.sizes)
        return f"layout{place}({sizes}).{'sparse' if one.sparse else 'dense'}({', '.join(values)})"

    def making(
        self, writer: Checks, others: Sequence[Other], otherwise: str, form: str, names: dict[str, Any]
    ) -> Callable[..., Any]:
        """The way that makes arrays; ``otherwise`` where a product is too large or the code gives up."""
        given = ", ".join(self._given)
        other = f"return {otherwise.format(given)}"
        writer.leave(others, other)
        self._limit(writer, other)
        for place, e in enumerate(self._results):
            writer.line(f"r{place} = empty({self._shape(writer, e)}, e{place})")
            names[f"e{place}"] = e.dtype
        made = [self._output(place, writer, names) for place in range(len(self._outputs))]
        if self._results:
            writer.line(f"if {self._call}:", f"    {other}")
        writer.line(f"return {form.format(*made)}")
        return assembled([f"def quick({given}):", *writer.lines], {**writer.names, **names})

    def filling(self, writer: Checks, others: Sequence[Other], names: dict[str, Any]) -> Callable[..., Any]:
        """The way that fills an array: one that fits, and, as the code sees, shares no memory with an argument."""
        writer.leave(others, "return None")
        self._limit(writer, "return None")
        (e,) = self._results
        fits = f"r0.__class__ is ndarray and r0.dtype is e0 and r0.shape == {self._shape(writer, e)}"
        writer.line(f"if not ({fits}) or {self._call}:", "    return None", "return r0")
        return assembled([f"def quick(r0, {', '.join(self._given)}):", *writer.lines], {**writer.names, **names})

    def _limit(self, writer: Checks, otherwise: str) -> None:
        for sizes in self._products:
            count = " * ".join(f"({writer.text(size)})" for size in sizes)
            writer.line(f"if {count} > {_PRODUCT}:", f"    {otherwise}")

    @staticmethod
    def _shape(writer: Checks, e: Expression) -> str:
        return f"({''.join(f'{writer.text(size)}, ' for size in e.dimensions)})"
