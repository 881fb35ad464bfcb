"""What every operation is tested at, and why a cell of that table may stay unrun.

A cell is an operation at a dtype, in a form of its operands, with a derivative, before or after optimisation. It is run
or it has a `Reason`, and a reason is given only where it has been checked (`refusal`).
"""

import functools
import itertools
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

import explorer.core as T
from explorer.core.expr import Expression, Variable
from explorer.core.kernels import NAMESPACE
from explorer.core.op import Elementwise, Op
from explorer.core.types import TensorType, derivative_dtype
from tests.core.catalogue import Example, examples, values

Array = np.ndarray

DTYPES = ("float64", "float32", "complex128", "int64", "bool")
DERIVATIVES = ("forward", "reverse", "forward of reverse", "reverse of reverse", "differences")
LAYOUTS = ("C order", "Fortran order", "strided")
SHAPES = ("0-d", "empty", "size-1")
FORMS = (*LAYOUTS, *SHAPES)
TIERS = ("raw", "optimised")


class Reason(Enum):
    """Why a cell is not run."""

    DTYPE = "NumPy's code refuses the dtype too"
    SHAPE = "NumPy's code refuses the shape too"
    NARROW = "what NumPy would take here, the surface turns into something else first"
    INSIDE = "it has several parts, or a function inside, which decide on shapes and dtypes"
    NEIGHBOURS = "integers have no neighbours; the derivative is compared with that by reals"
    COUNTS = "it counts: no operand is a number that could change a little"
    PURPOSE = "its derivative is another one than that of its values, on purpose; see test_stops"


# What a card refuses although its code would take it, at a dtype or in a form, and what the surface does about it.
# A test fails for one that is missing here, and for one that is not needed.
NARROW = {
    ("Logsumexp", "complex128"): "of reals alone: complex numbers have no largest one",
    ("Softmax", "complex128"): "of reals alone: complex numbers have no largest one",
    ("Assume", "0-d"): "assume() is about matrices and vectors",
    ("Sign", "complex128"): "sign() is x / |x| there",
    ("Gamma", "complex128"): "of reals alone, where its derivatives have a formula in digamma",
    ("Digamma", "complex128"): "of reals alone, as polygamma is in SciPy",
    **{
        (name, "complex128"): "of reals alone, where its derivatives neither cancel nor overflow"
        for name in ("RepeatedErfcx", "Logerfc", "ErfcHazard", "ErfcHazardExcess")
    },
    ("Outer", "0-d"): "outer() ravels",
    ("Convolve", "0-d"): "convolve() makes vectors of numbers",
    ("Expm", "0-d"): "expm() takes matrices: SciPy makes them of numbers",
    ("SolveTriangular", "0-d"): "solve_triangular() takes matrices: SciPy makes them of numbers",
    ("Cumsum", "0-d"): "cumsum() ravels: NumPy gives one element",
    ("Cumprod", "0-d"): "cumprod() ravels: NumPy gives one element",
    ("Argsort", "0-d"): "argsort() needs an axis: NumPy gives one element",
}


# --------------------------------------------------------------------------------------------------------------- forms


def varied(example: Example) -> list[int]:
    """The operands whose dtype is the one of the cell: real numbers, or whatever an operation on bits takes."""
    real = [i for i, a in enumerate(example.arrays) if a.dtype.kind in "fc"]
    return real or (list(range(len(example.arrays))) if issubclass(example.kind, Elementwise) else [])


def has_form(example: Example, form: str) -> bool:
    """Whether an example shows a form of operands as it is."""
    arrays = [example.arrays[i] for i in varied(example)]
    match form:
        case "0-d":
            return any(a.ndim == 0 for a in arrays)
        case "empty":
            return any(a.size == 0 for a in arrays)
        case "size-1":
            return any(1 in a.shape for a in arrays)
    return all(a.size for a in arrays)


def shrunk(example: Example, form: str) -> Iterator[Example]:
    """The example with operands cut down to a form: an axis of all of them, or of one, or one operand whole."""

    def with_arrays(changed: dict[int, Array]) -> Example:
        arrays = tuple(changed.get(i, a) for i, a in enumerate(example.arrays))
        return replace(example, arrays=arrays, label=f"{example.label}-{form}")

    places = varied(example)
    if form == "0-d":
        firsts = {i: example.arrays[i].reshape(-1)[0].reshape(()) for i in places if example.arrays[i].size}
        yield with_arrays(firsts)
        yield from (with_arrays({i: first}) for i, first in firsts.items())
        return
    count = 0 if form == "empty" else 1
    for size in sorted({n for i in places for n in example.arrays[i].shape if n > count}):
        cuts = {
            i: example.arrays[i][tuple(slice(count) if n == size else slice(None) for n in example.arrays[i].shape)]
            for i in places
        }
        yield with_arrays(cuts)
        for i in places:
            for axis, n in enumerate(example.arrays[i].shape):
                if n == size:
                    index = (slice(None),) * axis + (slice(count),)
                    yield with_arrays({i: example.arrays[i][index]})


@functools.cache
def forms_of(kind: type[Op], form: str) -> tuple[tuple[Example, ...], Reason | None]:
    """The examples of an operation that show a form, or why there is none.

    Where no example of the family shows it, others are cut down to it. The reason is `Reason.SHAPE` only if NumPy
    refuses every one of them too.
    """
    known = [e for e in examples() if e.kind is kind]
    found = tuple(e for e in known if has_form(e, form))
    if found or not any(varied(e) for e in known):
        return found, None if found else Reason.COUNTS
    taken: dict[object, Example] = {}  # the first of each operation
    reason = Reason.SHAPE
    for other in itertools.chain.from_iterable(shrunk(e, form) for e in known):
        op = getattr(other.build, "__self__", None)
        if op in taken or not has_form(other, form):
            continue
        refused = refusal(other)
        if refused is None:
            taken[op] = other
        elif refused in (Reason.NARROW, Reason.INSIDE):
            reason = refused
    return tuple(taken.values()), None if taken else reason


def refusal(example: Example) -> Reason | None:
    """Why an operation does not take some operands: None where it does.

    A mistake of ours shows up as `Reason.NARROW`: our side refuses what NumPy's code would compute.
    """
    xs = example.variables()
    try:
        outputs = example.build(*xs)
    except (T.ShapeError, IndexError):  # the surface counts axes before a card does
        return judged(example, Reason.SHAPE)
    except T.DTypeError:
        return judged(example, Reason.DTYPE)
    try:
        found = T.function(list(xs), list(outputs), mode="raw", on_unused_input="ignore")(*example.arrays)
    except (ValueError, IndexError, TypeError, np.linalg.LinAlgError):
        return Reason.SHAPE
    return None if all(a.ndim == e.ndim for a, e in zip(found, outputs, strict=True)) else Reason.NARROW


def judged(example: Example, reason: Reason) -> Reason:
    """A reason why operands are refused, if the operation's code fails on them too, without our rules before it."""
    op = getattr(example.build, "__self__", None)
    if not isinstance(op, Op) or op.functions():
        return Reason.INSIDE
    names = [f"x{i}" for i in range(len(example.arrays))]
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("error")
            eval(op.python(*names), dict(NAMESPACE), dict(zip(names, example.arrays, strict=True)))
    except (ValueError, TypeError, IndexError, np.linalg.LinAlgError, Warning):
        return reason
    return Reason.NARROW


# -------------------------------------------------------------------------------------------------------------- dtypes


def at_dtype(example: Example, dtype: str) -> Example | None:
    """The example with its real operands in a dtype; None for one that is there for complex numbers alone."""
    wanted = np.dtype(dtype)
    places = varied(example)
    if any(example.arrays[i].dtype.kind == "c" for i in places):
        return example if dtype == "complex128" else None
    arrays = tuple(in_dtype(a, wanted) if i in places else a for i, a in enumerate(example.arrays))
    return replace(example, arrays=arrays, label=f"{example.label}-{dtype}")


def in_dtype(array: Array, dtype: np.dtype) -> Array:
    """Values in a dtype: turned into the plane where it is complex, whole where it counts."""
    if array.dtype == dtype:
        return array
    if dtype.kind == "c":
        return np.asarray(array * (1 + 0.3j)).astype(dtype)
    if dtype.kind in "iub" and array.dtype.kind == "f":
        return np.asarray(np.round(array)).astype(dtype)
    return array.astype(dtype)


# --------------------------------------------------------------------------------------------------------- derivatives


@dataclass(frozen=True)
class Derivatives:
    """An example with all of its derivatives, as expressions, and the arrays of every input.

    Attributes:
        inputs: the operands, then a cotangent of each output, then a direction for each operand differentiated by.
        arrays: a value for each.
        outputs: by name, "value" and the derivatives.
        wrt: which operands are differentiated by.
    """

    inputs: tuple[Variable, ...]
    arrays: tuple[Array, ...]
    outputs: dict[str, list[Expression]]
    wrt: tuple[int, ...]

    @property
    def directions(self) -> dict[int, Array]:
        """The direction of each operand that is moved."""
        return dict(zip(self.wrt, self.arrays[len(self.arrays) - len(self.wrt) :], strict=True))

    @property
    def cotangents(self) -> tuple[Array, ...]:
        """The cotangent of each output."""
        first = len(self.arrays) - len(self.wrt) - len(self.outputs["value"])
        return self.arrays[first : first + len(self.outputs["value"])]

    def compiled(self, tier: str) -> T.Function:
        """One program for all."""
        flat = [e for listed in self.outputs.values() for e in listed]
        mode = "raw" if tier == "raw" else None
        return T.function(list(self.inputs), flat, mode=mode, on_unused_input="ignore")

    def run(self, program: T.Function, layout: str = "C order") -> dict[str, list[Array]]:
        """What the program gives, by name, for arrays that lie in memory in some way."""
        return self.named(program(*(laid_out(a, layout) for a in self.arrays)))

    def named(self, flat: Sequence[Array]) -> dict[str, list[Array]]:
        """Results by name."""
        rest = iter(flat)
        return {name: list(itertools.islice(rest, len(listed))) for name, listed in self.outputs.items()}


def derivatives(example: Example, cotangents: Sequence[Array] | None = None) -> Derivatives:
    """Every derivative of an example, along directions and cotangents that are inputs too."""
    xs = example.variables()
    outputs = list(example.build(*xs))
    at = T.function(list(xs), outputs, mode="raw", on_unused_input="ignore")(*example.arrays)
    wrt = tuple(smooth(example, xs, outputs))
    us = [like(value, 11 + i) for i, value in enumerate(at)] if cotangents is None else list(cotangents)
    vs = [like(example.arrays[i], 7 + i) for i in wrt]
    u = [Variable(TensorType(a.dtype, a.shape), f"u{i}") for i, a in enumerate(us)]
    v = [Variable(TensorType(a.dtype, a.shape), f"v{i}") for i, a in enumerate(vs)]
    by = [xs[i] for i in wrt]
    found = {"value": outputs}
    if wrt:
        found["forward"] = T.Rop(outputs, by, v, disconnected_outputs="ignore")
        found["reverse"] = gradient = T.Lop(outputs, by, u, disconnected_inputs="ignore")
        found["forward of reverse"] = T.Rop(gradient, by, v, disconnected_outputs="ignore")
        along = [T.sum(T.real(T.conj(g) * d)) for g, d in zip(gradient, v, strict=True)]
        found["reverse of reverse"] = T.grad(_sum(along), by, disconnected_inputs="ignore")
        # Operands of which only one moves, or is wanted, take other ways through a rule.
        alone = [T.Rop(outputs, x, d, disconnected_outputs="ignore") for x, d in zip(by, v, strict=True)]
        found["forward, one by one"] = [_sum(tangents) for tangents in zip(*alone, strict=True)]
        found["reverse, one by one"] = [T.Lop(outputs, x, u, disconnected_inputs="ignore") for x in by]
    return Derivatives((*xs, *u, *v), (*example.arrays, *us, *vs), found, wrt)


def _sum(terms: Sequence[Expression]) -> Expression:
    return functools.reduce(T.add, terms)


def smooth(example: Example, xs: Sequence[Expression], outputs: list[Expression]) -> list[int]:
    """The operands to differentiate by: those of the cell, without one by which no formula is known."""
    found = []
    for i in varied(example):
        try:
            T.Lop(outputs, xs[i], outputs, disconnected_inputs="ignore")
        except T.NullTypeGradError as error:
            assert "has no formula here" in str(error)  # noqa: PT017 - it says so, and where
            continue
        found.append(i)
    return found


def like(array: Array, seed: int) -> Array:
    """A direction: of the shape and the derivative's dtype of an array."""
    dtype = derivative_dtype(array.dtype)
    direction = values(array.shape, -1, 1, seed)
    if dtype.kind == "c":
        direction = direction + 1j * values(array.shape, -1, 1, seed + 1)
    return np.asarray(direction).astype(dtype)


def laid_out(array: Array, layout: str) -> Array:
    """An equal array that lies in memory in another way: by columns, or backwards with gaps."""
    if layout == "Fortran order":
        return np.array(array, order="F")
    if layout == "strided" and array.ndim:
        wide = np.zeros([2 * n for n in array.shape], array.dtype)
        view = wide[(slice(None, None, -2),) * array.ndim]
        view[...] = array
        return view
    return array


def differences(made: Derivatives, program: T.Function) -> dict[str, list[Array]]:
    """How all results change along the directions, by five points: exact to the fourth order of the step."""
    step = 1e-3

    def at(t: float) -> list[Array]:
        moved = [a + t * made.directions[i] if i in made.directions else a for i, a in enumerate(made.arrays)]
        return [a if a.dtype.kind in "fc" else a.astype(float) for a in program(*moved)]

    def gap(a: Array, b: Array) -> Array:
        return np.subtract(a, b, where=a != b, out=np.zeros_like(a))  # of two equal infinities, none

    points = (at(step), at(-step), at(2 * step), at(-2 * step))
    return made.named([(8 * gap(a, b) - gap(c, d)) / (12 * step) for a, b, c, d in zip(*points, strict=True)])


def pairing(a: Sequence[Array], b: Sequence[Array]) -> float:
    """The real inner product."""
    return float(sum(np.sum(np.conj(x) * y).real for x, y in zip(a, b, strict=True)))


# -------------------------------------------------------------------------------------------------------------- counts

Cell = tuple[str, str, str, str, str]  # operation, dtype, form, derivative, tier


def summary(cells: dict[Cell, str]) -> Iterator[str]:
    """Lines for people: how many cells were run, and every one that was not, by its reason."""
    run = sum(not reason for reason in cells.values())
    yield f"{len(cells)} cells of {len({cell[0] for cell in cells})} operations: {run} run, {len(cells) - run} not:"
    for reason, count in Counter(filter(None, cells.values())).most_common():
        yield f"{count:6} because {reason}"
        if reason == Reason.NEIGHBOURS.value:
            continue  # it is so for every operation
        places: dict[str, dict[str, set[str]]] = {}  # operation, dtype: forms
        for (operation, dtype, form, *_), why in cells.items():
            if why == reason:
                places.setdefault(operation, {}).setdefault(dtype, set()).add(form)
        alike: dict[str, list[str]] = {}
        for operation, dtypes in places.items():
            words = {d: "" if forms >= set(FORMS) else f" ({', '.join(sorted(forms))})" for d, forms in dtypes.items()}
            same = len(dtypes) == len(DTYPES) and len(set(words.values())) == 1
            where = f"all dtypes{words[DTYPES[0]]}" if same else "; ".join(f"{d}{text}" for d, text in words.items())
            alike.setdefault(where, []).append(operation)
        for where, names in alike.items():
            yield f"       {where}: {', '.join(names)}"
