"""The short way of a call: arguments that fit as they are go to the program at once.

It is Python written for the one function, with the checks of its arguments and nothing else, and takes a tenth of the
time of the long way. Whatever it does not take, lists and other dtypes and sizes that do not fit and operations that
fail, goes the long way, which tells what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.calm import CALM, calmly
from explorer.core.evaluate.compiled import compiled
from explorer.core.evaluate.floats import RAISES
from explorer.core.expr import Expression
from explorer.core.types import of_wholes, roots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.core.evaluate.dimensions import Equality
    from explorer.core.evaluate.other import Filling, Other
    from explorer.core.evaluate.placement import Computed
    from explorer.core.expr import Variable
    from explorer.core.types import Dimension, Symbol

_NATIVE = frozenset(np.dtype(name) for name in ("float64", "float32", "complex128", "int64", "bool"))
_BUILTINS = {"float": float, "Exception": Exception, "len": len, "range": range, "slice": slice}


def quick_call(
    inputs: Sequence[Variable],
    outputs: Sequence[Computed],
    program: Callable[..., tuple[Any, ...]],
    form: str,
    equalities: Sequence[Equality],
    others: Sequence[Other],
) -> Callable[..., Any] | None:
    """A function of arguments that gives the outputs, as arrays of their own; None where the long way has to be gone.

    None where there is no such function: it would have to do more than compare dtypes and sizes.

    Args:
        inputs: the variables.
        outputs: what the program computes, in order.
        program: the compiled program.
        form: what is given, a template over the outputs: ``"{}"`` for one, ``"[{}, {}]"`` for two in a list.
        equalities: the sizes that must be equal.
        others: know for which sizes another program is the better one; the first that says so is taken.
    """
    if not outputs or any(isinstance(e, Expression) and e.owner is None for e in outputs):
        return None
    writer = checks(inputs, equalities)
    if not writer.plain:
        return None
    writer.select(others)
    names = [f"a{place}" for place in range(len(inputs))]
    results = [f"r{place}" for place in range(len(outputs))]
    lines = [
        f"def quick({', '.join(names)}):",
        *writer.lines,
        "    try:",
        f"        {''.join(f'{name}, ' for name in results)}= calm().run(program, {', '.join(names)})",
        "    except Exception:",
        "        return None",
        *(line for place, e in enumerate(outputs) if isinstance(e, Expression) for line in _own(place, names)),
        f"    return {form.format(*results)}",
    ]
    return assembled(lines, {**writer.names, **_programs(program, others), "calm": CALM.copy})


def quick_filling(
    inputs: Sequence[Variable], outputs: Sequence[Computed], equalities: Sequence[Equality], others: Sequence[Filling]
) -> Callable[..., Any] | None:
    """A function of arrays to fill, in a list, and arguments, which gives the list; None where it cannot.

    It does where the sizes are for a program that fills arrays where they are. None where there is no such function.

    Args:
        inputs: the variables.
        outputs: what the programs compute, in order.
        equalities: the sizes that must be equal.
        others: the programs; the first that is for the sizes is taken.
    """
    writer = checks(inputs, equalities)
    if not writer.plain or not any(writer.conditions(other) for other in others):
        return None
    writer.line("program = None")
    for number, other in reversed([*enumerate(others)]):
        conditions = writer.conditions(other)
        if conditions:
            writer.line(f"if {' or '.join(conditions)}:", f"    program = other{number}.filling[1]")
    given = ", ".join(f"a{place}" for place in range(len(inputs)))
    lines = [
        f"def quick(out, {given}):",
        *writer.lines,
        f"    if program is None or len(out) != {len(outputs)} or not apart(out, [{given}]):",
        "        return None",
        "    try:",
        f"        calm().run(program, {given}, *out)",
        "    except Exception:",
        "        return None",
        "    return out",
    ]
    programs = {f"other{number}": other for number, other in enumerate(others)}
    return assembled(lines, {**writer.names, **programs, "calm": CALM.copy, "apart": apart})


def apart(targets: Sequence[Any], arrays: Sequence[np.ndarray]) -> bool:
    """Whether arrays that are to be filled, at least one of them, share no memory with each other or with arguments."""
    dense = [one for one in targets if isinstance(one, np.ndarray)]
    others = [*arrays, *dense]
    return bool(targets) and not any(
        one is not other and np.may_share_memory(one, other) for one in dense for other in others
    )


def _programs(program: Callable[..., tuple[Any, ...]], others: Sequence[Other]) -> dict[str, Any]:
    return {"usual": program, **{f"other{number}": other for number, other in enumerate(others)}}


def checks(inputs: Sequence[Variable], equalities: Sequence[Equality]) -> Checks:
    """The lines that let arguments through which fit as they are."""
    writer = Checks()
    for place, x in enumerate(inputs):
        writer.argument(place, x)
    for _, a, b in equalities:
        writer.equal(a, b)
    return writer


def quick_floats(count: int, outputs: int, program: Callable[..., tuple[Any, ...]], form: str) -> Callable[..., Any]:
    """The same for a program over floats, of so many arguments and outputs."""
    names = [f"a{place}" for place in range(count)]
    results = [f"r{place}" for place in range(outputs)]
    lines = [f"def quick({', '.join(names)}):"]
    for name in names:
        lines += [
            f"    if {name}.__class__ is not float:",
            f"        if not ({name}.__class__ is float64 or ({name}.__class__ is ndarray and {name}.dtype is d0",
            f"                and {name}.ndim == 0)):",
            "            return None",
            f"        {name} = {name}.item()",
        ]
    lines += [
        "    try:",
        f"        {''.join(f'{name}, ' for name in results)}= program({', '.join(names)})",
        "    except RAISES:",
        "        return None",
        f"    return {form.format(*(f'array({name})' for name in results))}",
    ]
    names_of_types = {"d0": np.dtype("float64"), "float64": np.float64, "ndarray": np.ndarray, "array": np.array}
    return assembled(lines, {**names_of_types, "program": program, "RAISES": RAISES})


def choosing(
    inputs: Sequence[Expression], program: Callable[..., tuple[Any, ...]], others: Sequence[Other]
) -> Callable[..., tuple[Any, ...]] | None:
    """The program, and another one for the sizes for which there is a better one; None where there is no choice."""
    writer = Checks()
    for place, x in enumerate(inputs):
        writer.sizes(place, x)
    if not any(writer.conditions(other) for other in others):
        return None
    writer.select(others)
    names = ", ".join(f"a{place}" for place in range(len(inputs)))
    lines = [f"def quick({names}):", *writer.lines, f"    return program({names})"]
    return assembled(lines, _programs(program, others))


def guarded(
    count: int, program: Callable[..., tuple[Any, ...]], arrays: Callable[..., tuple[Any, ...]]
) -> Callable[..., tuple[Any, ...]]:
    """A program over floats of so many arguments; where it raises, the one over arrays."""
    names = ", ".join(f"a{place}" for place in range(count))
    lines = [
        f"def quick({names}):",
        "    try:",
        f"        return program({names})",
        "    except RAISES:",
        f"        return calmly(arrays, {', '.join(f'float64(a{place})' for place in range(count))})",
    ]
    names_seen = {"program": program, "arrays": arrays, "calmly": calmly, "RAISES": RAISES, "float64": np.float64}
    return assembled(lines, names_seen)


class Checks:
    """The lines that compare arguments, and the names in them.

    Attributes:
        plain: whether comparing is all that there is to do.
    """

    def __init__(self) -> None:
        self._lines: list[tuple[str, list[str]]] = []  # and the sizes that a line gives names to
        self._compared: set[str] = set()
        self.names: dict[str, Any] = {"ndarray": np.ndarray, "asarray": np.asarray, "float64": np.float64}
        self.plain = True
        self._arrays: list[str] = []
        self._sizes: dict[Symbol, str] = {}

    def argument(self, place: int, x: Variable) -> None:
        """That an argument has the dtype, the axes and the sizes of its variable."""
        name, dtype = f"a{place}", f"d{place}"
        self.names[dtype] = x.dtype
        self.plain &= x.dtype in _NATIVE
        fits = f"{name}.__class__ is ndarray and {name}.dtype is {dtype} and {name}.ndim == {x.ndim}"
        if x.ndim == 0:
            self.plain &= x.dtype == np.float64
            self.line(f"if {name}.__class__ is float:", f"    {name} = float64({name})")
            self.line(f"elif not ({fits} or {name}.__class__ is float64):", "    return None")
            return
        self.line(f"if not ({fits}):", "    return None")
        for size, found in self.sizes(place, x):
            self.equal(size, found)

    def sizes(self, place: int, x: Expression) -> list[tuple[Dimension, str]]:
        """Give names to the sizes of an argument; gives those that must be what is known already."""
        names = [f"s{place}_{axis}" for axis in range(x.ndim)]
        if names:
            self._arrays.append(f"a{place}")
            self._lines.append((f"    {''.join(f'{name}, ' for name in names)}= a{place}.shape", names))
        known = []
        for size, name in zip(x.dimensions, names, strict=True):
            if isinstance(size, int) or size.symbol in self._sizes:
                known.append((size, name))
            elif size.symbol is not None:
                self._sizes[size.symbol] = name
        return known

    def select(self, others: Sequence[Other]) -> None:
        """Give the name ``program`` to the right one."""
        self.line("program = usual")
        for number, other in reversed([*enumerate(others)]):
            conditions = self.conditions(other)
            if conditions:
                self.line(f"if {' or '.join(conditions)}:", f"    program = other{number}.compiled[1]")

    def conditions(self, other: Other) -> list[str]:
        """Under which something in a program is large; what only the program can tell is so with the inputs."""
        found = []
        for shape, least in other.needs:
            if all(self.is_known(size) for size in shape):
                found.append(f"{' * '.join(f'({self.text(of_wholes(size))})' for size in shape)} >= {least}")
            else:
                found += [f"{name}.size >= {least}" for name in self._arrays]
        return list(dict.fromkeys(found))

    @property
    def lines(self) -> list[str]:
        """The text, without sizes that nothing is compared with."""
        return [text for text, sizes in self._lines if not sizes or not self._compared.isdisjoint(sizes)]

    def equal(self, a: Dimension, b: Dimension | str) -> None:
        """That two sizes are one."""
        other = b if isinstance(b, str) else self.text(b)
        self._compared.add(other)
        self.line(f"if {self.text(a)} != {other}:", "    return None")

    def text(self, size: Dimension) -> str:
        """A size as Python, from the names of the known ones."""
        if isinstance(size, int):
            return str(size)
        self.plain &= self.is_known(size)
        return " + ".join(" * ".join([str(factor), *map(self._symbol, symbols)]) for symbols, factor in size.terms)

    def _symbol(self, symbol: Symbol) -> str:
        name = self._sizes.get(symbol)
        if name is not None:
            self._compared.add(name)
            return name
        if symbol.part is None:
            return "None"  # nobody knows it; see `plain`
        whole, bounds = symbol.part
        return f"len(range(*slice{bounds}.indices({self.text(whole)})))"

    def is_known(self, size: Dimension) -> bool:
        """Whether a size follows from those of the arguments."""
        return roots(size) <= self._sizes.keys()

    def line(self, *texts: str) -> None:
        """Some lines more."""
        self._lines.extend((f"    {text}", []) for text in texts)


def _own(place: int, inputs: Sequence[str]) -> list[str]:
    """An output as an array of its own: no view, and none that is an input or another output."""
    name = f"r{place}"
    others = [*inputs, *(f"r{before}" for before in range(place))]
    shared = " or ".join([f"{name}.base is not None", *(f"{name} is {other}" for other in others)])
    return [
        f"    if {name}.__class__ is not ndarray:",
        f"        {name} = asarray({name})",
        f"    elif {shared}:",
        f"        {name} = {name}.copy()",
    ]


def assembled(lines: Sequence[str], names: Mapping[str, Any]) -> Callable[..., Any]:
    """The function called ``quick`` of these lines."""
    return compiled("\n".join(lines), "quick", {**names, "__builtins__": _BUILTINS}, "<short way>")
