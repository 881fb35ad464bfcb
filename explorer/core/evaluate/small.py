"""Small arrays: the whole program as machine code, where a call of NumPy takes longer than what it computes.

A function that is called often enough gets it in a thread of its own. What it cannot take, arrays with gaps or an index
that is out of range, goes the way that there was before.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.native.jit import Code
from explorer.core.evaluate.native.program import NAME, program_text
from explorer.core.evaluate.native.target import installed
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.quick import Checks, assembled, checks
from explorer.core.expr import Expression
from explorer.core.graph import applies
from explorer.core.ops.linear_algebra import Dot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.evaluate.dimensions import Equality
    from explorer.core.evaluate.large import Large
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
    large: Large,
    form: str,
    before: tuple[Callable[..., Any], Callable[..., tuple[Any, ...]]],
) -> Small | None:
    """The ways to machine code; None where an operation cannot be written, or nothing would be gained.

    Args:
        inputs: the variables.
        outputs: what is computed.
        equalities: the sizes that must be equal.
        large: knows for which sizes another program is the better one.
        form: what is given, a template over the outputs.
        before: the short way and the bare program that there were.
    """
    results = [e for e in outputs if isinstance(e, Expression)]
    order = applies(results)
    if not installed() or not results or len(results) < len(outputs):
        return None
    if len(order) > _MOST:
        return None
    if all(not e.ndim for node in order for e in node.outputs) and len(order) < _FEWEST:
        return None
    try:
        code = Code(program_text(inputs, results), NAME)
    except UnwrittenError:
        return None
    parameters = [ctypes.py_object if x.ndim else ctypes.c_double for x in inputs]
    native = ctypes.PYFUNCTYPE(ctypes.c_int, *parameters, *[ctypes.py_object] * len(results))(code.address)
    products = [
        (*node.inputs[0].dimensions, *node.inputs[1].dimensions[1:]) for node in order if isinstance(node.op, Dot)
    ]
    writer = _Ways(inputs, results, products)
    probe = checks(inputs, equalities, large)
    needed = [size for shape in (*(e.dimensions for e in results), *products) for size in shape]
    if not probe.plain or not all(map(probe.is_known, needed)):
        return None
    names = {"native": native, "code": code, "empty": np.empty, "short": before[0], "bare": before[1]}
    short = writer.making(probe, "short({})", form, names)
    bare = writer.making(_bare(inputs, large), "bare({})", f"({'{}, ' * len(results)})", names)
    filling = None
    if len(results) == 1 and form == "{}":
        filling = writer.filling(checks(inputs, equalities, large), names)
    return Small(short, bare, filling)


def _bare(inputs: Sequence[Variable], large: Large) -> Checks:
    """The choice of a program alone."""
    writer = Checks(otherwise=f"return bare({', '.join(f'a{place}' for place in range(len(inputs)))})")
    for place, x in enumerate(inputs):
        writer.sizes(place, x)
    writer.choose(large)
    return writer


class _Ways:
    """Writes the ways as Python."""

    def __init__(
        self, inputs: Sequence[Variable], results: Sequence[Expression], products: Sequence[tuple[Dimension, ...]]
    ) -> None:
        self._results, self._products = results, products
        self._given = [f"a{place}" for place in range(len(inputs))]
        made = [f"r{place}" for place in range(len(results))]
        passed = [name if x.ndim else f"float({name})" for name, x in zip(self._given, inputs, strict=True)]
        self._made = made
        self._call = f"native({', '.join([*passed, *made])})"

    def making(self, writer: Checks, otherwise: str, form: str, names: dict[str, Any]) -> Callable[..., Any]:
        """The way that makes arrays; ``otherwise`` where a product is too large or the code gives up."""
        given = ", ".join(self._given)
        other = f"return {otherwise.format(given)}"
        self._limit(writer, other)
        for place, e in enumerate(self._results):
            writer.line(f"r{place} = empty({self._shape(writer, e)}, e{place})")
            names[f"e{place}"] = e.dtype
        writer.line(f"if {self._call}:", f"    {other}", f"return {form.format(*self._made)}")
        return assembled([f"def quick({given}):", *writer.lines], {**writer.names, **names})

    def filling(self, writer: Checks, names: dict[str, Any]) -> Callable[..., Any]:
        """The way that fills an array: one that fits, and, as the code sees, shares no memory with an argument."""
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
