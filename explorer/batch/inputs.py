"""Inputs from files: ``.npz`` with an array for each variable, ``.csv`` with a row for each call."""

from __future__ import annotations

import csv
import re
import zipfile
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from explorer.core.expr import Variable

_COLUMN = re.compile(r"\s*(?P<name>[^\[\]]+?)\s*(?:\[(?P<places>\s*\d+\s*(?:,\s*\d+\s*)*)\])?\s*")
_TRUTH = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}


class InputError(Exception):
    """A file that holds no inputs for a script; names the file, and the line and the column where there are such."""


def read_inputs(path: Path, variables: Mapping[str, Variable]) -> dict[str, np.ndarray]:
    """The values that a file gives to variables.

    Args:
        path: a ``.npz`` file with an array for each variable, of its axes or one more in front; or a ``.csv`` file with
            a heading of columns ``x``, ``v[0]``, ``A[0,1]``, and a row for each call.
        variables: all that the file may give values to, by name.

    Raises:
        InputError: for a file that cannot be read, or names something else.
    """
    try:
        match path.suffix.lower():
            case ".npz":
                found = _archive(path)
            case ".csv":
                found = _table(path, variables)
            case _:
                raise InputError(f"{path.name}: inputs are read from .npz and .csv files")
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    for name in found:
        _known(path, name, variables)
    return found


def _known(path: Path, name: str, variables: Mapping[str, Variable], where: str = "") -> None:
    if name not in variables:
        there = f"there are {', '.join(variables)}" if variables else "it has none"
        raise InputError(f"{path.name}{where}: the script has no variable {name!r}; {there}")


def _archive(path: Path) -> dict[str, np.ndarray]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except (ValueError, EOFError, zipfile.BadZipFile, AttributeError, TypeError) as error:
        if "pickle" in str(error).lower():
            raise InputError(f"{path.name} holds something else than numbers (Python objects are not read)") from error
        raise InputError(f"{path.name} is no .npz file: {error}") from error


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table, and the element of a variable that stands in it."""

    number: int
    name: str
    place: tuple[int, ...]


def _table(path: Path, variables: Mapping[str, Variable]) -> dict[str, np.ndarray]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            heading = next(reader, None)
            if not heading:
                raise InputError(f"{path.name} is empty; its first line names the columns: x, v[0], v[1], A[0,1]")
            columns = _columns(path, heading, variables)
            lines, rows = [], []
            for row in reader:
                if not row:
                    continue  # a blank line
                if len(row) != len(heading):
                    says = f"{len(row)} entries, and {len(heading)} columns have a name"
                    raise InputError(f"{path.name}, line {reader.line_num}: {says}")
                lines.append(reader.line_num)
                rows.append(row)
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not text in UTF-8") from error
    except csv.Error as error:
        raise InputError(f"{path.name}, line {reader.line_num}: {error}") from error
    words = list(zip(*rows, strict=True)) if rows else [()] * len(heading)
    found = {}
    for name in dict.fromkeys(column.name for column in columns):
        mine = [column for column in columns if column.name == name]
        array = np.empty((len(rows), *_shape(path, mine, variables[name])), variables[name].dtype)
        for column in mine:
            at: tuple[Any, ...] = (slice(None), *column.place)
            array[at] = _numbers(path, heading[column.number], words[column.number], lines, array.dtype)
        found[name] = array
    return found


def _columns(path: Path, heading: Sequence[str], variables: Mapping[str, Variable]) -> list[_Column]:
    found: list[_Column] = []
    for number, text in enumerate(heading):
        where = f", line 1, column {number + 1}"
        match = _COLUMN.fullmatch(text)
        if match is None:
            raise InputError(f"{path.name}{where}: {text!r} is no name of a column; they are x, v[0], A[0,1]")
        name = match["name"]
        _known(path, name, variables, where)
        place = tuple(map(int, (match["places"] or "").split(","))) if match["places"] else ()
        axes = variables[name].ndim
        if len(place) != axes:
            wanted = f"{name}[{', '.join('0' * axes)}]" if axes else name
            raise InputError(f"{path.name}{where}: {name} has {axes} axes, so that a column is {wanted}, not {text!r}")
        if any(other.name == name and other.place == place for other in found):
            raise InputError(f"{path.name}{where}: {text!r} stands there twice")
        found.append(_Column(number, name, place))
    return found


def _shape(path: Path, columns: Sequence[_Column], variable: Variable) -> tuple[int, ...]:
    """The shape of a variable of which these elements are there: all of them have to be."""
    places = {column.place for column in columns}
    shape = tuple(max(axis) + 1 for axis in zip(*places, strict=True))
    if len(places) < prod(shape):  # then one of as many, and one more, is not there
        first = (tuple(map(int, np.unravel_index(n, shape))) for n in range(len(places) + 1))
        missing = next(place for place in first if place not in places)
        name = f"{columns[0].name}[{','.join(map(str, missing))}]"
        raise InputError(f"{path.name}, line 1: there is no column {name}, and {variable.type} needs it")
    return shape


def _numbers(path: Path, column: str, words: Sequence[str], lines: Sequence[int], dtype: np.dtype) -> np.ndarray:
    try:
        if dtype.kind != "b":
            return np.array(words, dtype=str).astype(dtype) if words else np.empty(0, dtype)
    except (ValueError, OverflowError):
        pass  # one of them is no such number, or written otherwise: each by itself tells which
    array = np.empty(len(words), dtype)
    for row, word in enumerate(words):
        try:
            array[row] = _number(word, dtype)
        except (ValueError, OverflowError, KeyError):
            where = f"{path.name}, line {lines[row]}, column {column.strip()}"
            raise InputError(f"{where}: {word.strip()!r} is no {dtype}") from None
    return array


def _number(word: str, dtype: np.dtype) -> Any:
    if dtype.kind == "b":
        return _TRUTH[word.strip().lower()]
    if dtype.kind in "iu":
        number = float(word)
        if not number.is_integer():
            raise ValueError
        return int(word) if word.strip().lstrip("+-").isdigit() else int(number)
    return complex(word.replace(" ", "")) if dtype.kind == "c" else float(word)
