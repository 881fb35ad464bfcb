"""The values of the script's variables: typed, random or loaded, of the right dtype and shape, or a message why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from explorer.document.document import Loaded, Random, Typed
from explorer.document.loading import LoadingError, called, load
from explorer.document.sizes import SizeError, Sizes
from explorer.document.typed import TypedError, read_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from explorer.core.types import Dimension
    from explorer.document.document import Value

USUAL = Random()


@dataclass(frozen=True, slots=True)
class Declared:
    """A variable of the script, as far as its values are concerned."""

    name: str
    dtype: np.dtype
    shape: tuple[Dimension, ...]


@dataclass(slots=True)
class Assignment:
    """A value for each variable, where it comes from, and what is wrong with what a person gave.

    A variable whose value cannot be used has an error and a random value, so that everything else can still be shown.
    """

    values: dict[str, np.ndarray] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, int] = field(default_factory=dict)


class ValueProblem(Exception):  # noqa: N818  # it becomes the error of one field
    """A value cannot be used for a variable."""


def assign(
    declared: Sequence[Declared],
    chosen: Mapping[str, Value],
    dimensions: Mapping[str, int],
    *,
    equal: Iterable[tuple[Dimension, Dimension]] = (),
    suggested: Sequence[tuple[Mapping[str, object], str]] = (),
) -> Assignment:
    """Give every variable a value.

    Args:
        declared: the variables.
        chosen: what the person chose; variables without a choice are random.
        dimensions: sizes that the person set, by name.
        equal: dimensions that the script needs to be equal.
        suggested: values that stand in the script (the arguments of a call), and where; used for variables without a
            choice, when all of them fit.

    """
    result = Assignment()
    sizes = Sizes(equal)
    sizes.set(dimensions)
    for variable in declared:
        value = chosen.get(variable.name)
        if isinstance(value, Typed | Loaded):
            try:
                result.values[variable.name] = _fit(variable, given(value), sizes)
                result.sources[variable.name] = source(value)
            except ValueProblem as problem:
                result.errors[variable.name] = str(problem)
    for arguments, where in suggested:
        free = [variable for variable in declared if variable.name not in {**chosen, **result.values}]
        values = _suggestion(free, arguments, sizes)
        for variable in free:
            if variable.name in values:
                result.values[variable.name] = _fit(variable, values[variable.name], sizes)
                result.sources[variable.name] = where
    for variable in declared:
        value = chosen.get(variable.name)
        if isinstance(value, Random) and value.shape is not None:
            _shape_hint(result, variable, value.shape, sizes)
    for variable in declared:
        if variable.name not in result.values:
            value = chosen.get(variable.name)
            how = value if isinstance(value, Random) else USUAL
            shape = tuple(sizes.choose(dimension) for dimension in variable.shape)
            result.values[variable.name] = draw(variable.name, variable.dtype, shape, how)
            result.sources[variable.name] = source(how)
    result.dimensions = sizes.known_names()
    return result


def given(value: Typed | Loaded) -> np.ndarray:
    """The array that a person gave; raises :class:`ValueProblem`."""
    try:
        return read_array(value.text) if isinstance(value, Typed) else load(value)
    except TypedError as error:
        raise ValueProblem(f"{error.message} (character {error.offset + 1})") from error
    except LoadingError as error:
        raise ValueProblem(str(error)) from error


def draw(name: str, dtype: np.dtype, shape: tuple[int, ...], how: Random) -> np.ndarray:
    """Random numbers; each name has a stream of its own, so that another variable changes nothing here.

    Whole numbers are 1 to 9: they are counts and factors more often than anything else, and 0 is where things break.
    """
    stream = np.random.default_rng([how.seed, crc32(name.encode())])
    if dtype.kind == "b":
        return np.asarray(stream.integers(0, 2, shape).astype(bool))
    if dtype.kind in "iu":
        return np.asarray(stream.integers(1, 10, shape).astype(dtype))
    some = stream.standard_normal if how.distribution == "normal" else stream.random
    array = np.asarray(some(shape))
    if dtype.kind == "c":
        array = array + 1j * np.asarray(some(shape))
    return np.asarray(array, dtype)


def source(value: Value) -> str:
    """Where a value comes from, in words."""
    match value:
        case Typed():
            return "typed"
        case Random(seed, distribution):
            return f"{distribution}, seed {seed}"
        case Loaded():
            return f"from {called(value)}"


def _fit(variable: Declared, array: np.ndarray, sizes: Sizes) -> np.ndarray:
    """The array with the variable's dtype and number of axes; its sizes are learned."""
    array = _axes(variable, array)
    trial = sizes.copy()
    for dimension, size in zip(variable.shape, array.shape, strict=True):
        try:
            trial.learn(dimension, size, variable.name)
        except SizeError as error:
            raise ValueProblem(f"{variable.name} is {_words(array.shape)}, but {error}") from error
    array = _cast(variable, array)
    for dimension, size in zip(variable.shape, array.shape, strict=True):
        sizes.learn(dimension, size, variable.name)
    return array


def _axes(variable: Declared, array: np.ndarray) -> np.ndarray:
    want = len(variable.shape)
    if array.ndim != want:
        squeezed = array.squeeze()  # a table of one row or one column is a vector too
        if array.ndim < want or squeezed.ndim > want or want != 1:
            wanted = {0: "a single number", 1: "a vector", 2: "a matrix"}.get(want, f"an array of {want} axes")
            shape = ", ".join(map(str, variable.shape))
            needs = f"{variable.name} is {wanted}" + (f" [{shape}]" if shape else "")
            raise ValueProblem(f"{needs}, and this is {_words(array.shape)}")
        array = squeezed.reshape(-1)
    return array


def _cast(variable: Declared, array: np.ndarray) -> np.ndarray:
    dtype, name = variable.dtype, variable.name
    if array.dtype.kind == "c" and dtype.kind != "c":
        if np.any(array.imag):
            raise ValueProblem(f"{name} is {dtype}, and there are complex numbers here")
        array = array.real
    if dtype.kind == "b" and not np.all((array == 0) | (array == 1)):
        raise ValueProblem(f"{name} is true or false in each entry, and there are other numbers here")
    if dtype.kind in "iu":
        if array.dtype.kind == "f" and not np.all(np.isfinite(array) & (array == np.round(array))):
            raise ValueProblem(f"{name} is {dtype}, and not all of these are whole numbers")
        limits = np.iinfo(dtype)
        if array.size and not (limits.min <= array.min() and array.max() <= limits.max):
            raise ValueProblem(f"{name} is {dtype}, which holds {limits.min} to {limits.max}")
    with np.errstate(over="ignore"):  # 1e300 as float32 is inf, as everywhere
        cast = array.astype(dtype)
    return np.ascontiguousarray(cast).reshape(cast.shape)


def _suggestion(free: Sequence[Declared], arguments: Mapping[str, object], sizes: Sizes) -> dict[str, np.ndarray]:
    """The values of a call in the script, all or none: half a call means nothing."""
    trial = sizes.copy()
    try:
        return {
            variable.name: _fit(variable, np.asarray(arguments[variable.name]), trial)
            for variable in free
            if variable.name in arguments
        }
    except (ValueProblem, TypeError, ValueError):
        return {}


def _shape_hint(result: Assignment, variable: Declared, shape: tuple[int, ...], sizes: Sizes) -> None:
    """A shape that a person chose for random numbers; where the script says otherwise, they hear of it."""
    if len(shape) != len(variable.shape):
        result.errors[variable.name] = f"{variable.name} has {len(variable.shape)} axes, not {len(shape)}"
        return
    for dimension, size in zip(variable.shape, shape, strict=True):
        try:
            sizes.learn(dimension, size, variable.name)
        except SizeError as error:
            result.errors[variable.name] = f"{variable.name} cannot be {_words(shape)}: {error}"


def _words(shape: tuple[int, ...]) -> str:
    if not shape:
        return "one number"
    return f"{shape[0]} numbers" if len(shape) == 1 else " × ".join(map(str, shape))
