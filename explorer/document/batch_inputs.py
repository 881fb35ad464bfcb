"""From what a person chose for a batch to the batch: which expressions, and the values of each row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.batch.inputs import read_inputs
from explorer.batch.ranges import Range, Spread, grid, latin_hypercube, random
from explorer.document.batch_choice import read_place
from explorer.document.batches import RequestError, looked_at, request
from explorer.document.reading import assignment
from explorer.document.scripts import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.core.evaluate.batch.plan import Batch
    from explorer.core.expr import Variable
    from explorer.document.batch_choice import Axis, BatchChoice
    from explorer.document.batches import Request
    from explorer.document.document import Document

Element = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A batch, and what varies in it.

    Attributes:
        batch: what is computed.
        names: of its outputs.
        stacks: the values of the inputs that vary, by name.
        varies: the elements of each that vary; none where all do.
    """

    batch: Batch
    names: tuple[str, ...]
    stacks: dict[str, np.ndarray]
    varies: dict[str, tuple[Element, ...]]


def prepare(document: Document) -> Prepared:
    """The batch that a document asks for; what does not vary has the value that the window shows.

    Raises:
        RequestError: where the choice does not fit the script.
        InputError: where a file holds no inputs for it.
        ShapeError, DTypeError: where a value does not fit its variable.
    """
    choice = document.batch
    if choice.mistake:
        raise RequestError(choice.mistake)
    wanted = request(document, choice.outputs or None, origin=True)
    script = read(document.text)
    values = assignment(document, script, None if choice.outputs else looked_at(document, script))
    needed = {x.name: x for x in wanted.function.inputs}
    stacks, varies = _stacks(choice, wanted, values.values)
    for name, error in values.errors.items():
        if name in needed and (
            name not in stacks or varies.get(name)
        ):  # of what varies as a whole nobody needs a value
            raise RequestError(f"{name}: {error}")
    if not stacks.keys() & needed.keys():
        raise RequestError(f"{', '.join(wanted.names)}: nothing of it depends on {', '.join(stacks)}")
    batch = wanted.batch({**values.values, **stacks}, choice.chunk or None, "collect")
    return Prepared(batch, wanted.names, stacks, varies)


def _stacks(
    choice: BatchChoice, wanted: Request, values: Mapping[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], dict[str, tuple[Element, ...]]]:
    if choice.design == "file":
        found = read_inputs(Path(choice.path), wanted.variables)
        stacks = {name: array for name, array in found.items() if array.ndim > wanted.variables[name].ndim}
        if not stacks:
            says = "every array in it has as many axes as its variable; rows need one more in front"
            raise RequestError(f"{Path(choice.path).name}: {says}")
        return found, dict.fromkeys(stacks, ())
    shapes = {axis.place: _shape(axis, wanted.variables, values) for axis in choice.axes}
    if choice.design == "grid":
        whole = next((place for place, shape in shapes.items() if shape), None)
        if whole is not None:
            index = ",".join("0" * len(shapes[whole]))
            raise RequestError(f"{whole} has many elements, and a grid goes along single ones: {whole}[{index}]")
        columns = grid({axis.place: Range(axis.first, axis.last, axis.count, axis.log) for axis in choice.axes})
    else:
        spreads = {a.place: Spread(a.distribution, a.first, a.last, shapes[a.place]) for a in choice.axes}
        draw = random if choice.design == "random" else latin_hypercube
        columns = draw(spreads, choice.rows, choice.seed)
    return _put_together(columns, wanted.variables, values, whole_numbers=choice.design != "grid")


def _shape(axis: Axis, variables: Mapping[str, Variable], values: Mapping[str, np.ndarray]) -> tuple[int, ...]:
    """The shape of what varies: of a number, or of a whole array; raises RequestError where it is not there."""
    place = read_place(axis.place)
    name, index = place if place is not None else (axis.place, ())
    if name not in variables:
        there = f"there are {', '.join(variables)}" if variables else "it has none"
        raise RequestError(f"{axis.place}: the script has no variable {name!r}; {there}")
    shape = values[name].shape
    if variables[name].dtype.kind == "b":
        raise RequestError(f"{name} is true or false; a file can say which, a range cannot")
    if not index:
        return shape
    if len(index) != len(shape):
        axes = f"{len(shape)} axes" if shape else "no elements, it is one number"
        raise RequestError(f"{axis.place}: {name} has {axes}")
    if any(at >= size for at, size in zip(index, shape, strict=True)):
        raise RequestError(f"{axis.place}: {name} is {' × '.join(map(str, shape))}, and its elements count from 0")
    return ()


def _put_together(
    columns: Mapping[str, np.ndarray],
    variables: Mapping[str, Variable],
    values: Mapping[str, np.ndarray],
    *,
    whole_numbers: bool,
) -> tuple[dict[str, np.ndarray], dict[str, tuple[Element, ...]]]:
    """Elements in stacks of their arrays, in which everything else stands still."""
    stacks: dict[str, np.ndarray] = {}
    varies: dict[str, tuple[Element, ...]] = {}
    for text, column in columns.items():
        name, index = read_place(text) or (text, ())
        dtype = variables[name].dtype
        if dtype.kind in "iu":
            column = np.rint(column) if whole_numbers else _whole(text, column)  # noqa: PLW2901  # as its dtype needs it
        if name not in stacks:
            stacks[name] = np.repeat(np.asarray(values[name], dtype)[np.newaxis], len(column), axis=0)
            varies[name] = ()
        elif not index or not varies[name]:
            raise RequestError(f"{name} varies as a whole already, and {text} is of it")
        if index:
            varies[name] = (*varies[name], index)
        at: tuple[Any, ...] = (slice(None), *index)
        stacks[name][at] = column
    return stacks, varies


def _whole(text: str, column: np.ndarray) -> np.ndarray:
    odd = column[column != np.rint(column)]
    if odd.size:
        raise RequestError(f"{text} is a whole number, and {odd[0]:g} is among the values of its range")
    return column
