"""What goes into the step of a `scan`, and what comes out of it, as people write it in Theano."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.broadcast import describe
from explorer.core.convert import as_expression
from explorer.core.errors import ShapeError
from explorer.core.expr import Expression, Variable
from explorer.core.tie import surface as T
from explorer.core.types import TensorType
from explorer.core.variables import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, eq=False)
class until:
    """What the step of a `scan` returns last to end the loop: with the step in which ``condition`` holds.

    Attributes:
        condition: a truth value without axes.
    """

    condition: Any


@dataclass(frozen=True, eq=False)
class Along:
    """What a loop goes along, and what stands for an element of it in the step."""

    sequence: Expression
    element: Variable

    @classmethod
    def of(cls, entry: Any, *, go_backwards: bool) -> Iterator[Along]:
        """The sequences of an entry of ``sequences``: one, or one for each of its taps.

        All taps of an entry have the length in which each of them, and the step's own element, is there.
        """
        described = isinstance(entry, dict)
        taps = _taps(entry, "sequences", "input", [0]) if described else (0,)
        x = as_expression(entry["input"] if described else entry)
        if not x.ndim:
            raise ShapeError(f"scan needs an axis to go along, and {describe(x)}")
        low, high = min(0, *taps), max(0, *taps)
        for tap in taps:
            part = x if low == high == 0 else x[tap - low : (tap - high) or None]
            if go_backwards:
                part = part[::-1]
            type = TensorType(part.dtype, part.dimensions[1:])
            yield cls(part, Variable(type, _at(x.name, tap)))


@dataclass(frozen=True, eq=False)
class State:
    """A result of the step that the next steps take.

    Attributes:
        taps: how many steps ago the values are that they take, as negative numbers.
        first: for each such distance, from the farthest to 1, the value before the first step.
        past: what stands for these values in the step.
    """

    taps: tuple[int, ...]
    first: dict[int, Expression]
    past: dict[int, Variable]

    @classmethod
    def of(cls, entry: Any) -> State | None:
        """The state that an entry of ``outputs_info`` describes, or None where it is none."""
        described = isinstance(entry, dict)
        initial = entry.get("initial") if described else entry
        if initial is None:
            return None
        taps = _taps(entry, "outputs_info", "initial", [-1]) if described else (-1,)
        x = as_expression(initial)
        if any(tap >= 0 for tap in taps):
            raise ValueError(f"scan: taps of outputs_info are steps before, as -1 and -2, not {list(taps)}")
        depth = -min(taps)
        if depth == 1:
            first = {1: x}
        else:
            if not x.ndim or (isinstance(x.dimensions[0], int) and x.dimensions[0] < depth):
                raise ShapeError(f"scan: taps {list(taps)} need {depth} first values along axis 0, and {describe(x)}")
            first = {lag: x[depth - lag] for lag in range(depth, 0, -1)}
        names = {lag: x.name if depth == 1 else _at(x.name, -lag) for lag in first}
        return cls(taps, first, {lag: Variable(e.type, names[lag]) for lag, e in first.items()})

    @property
    def dtype(self) -> np.dtype:
        """The dtype of all its values."""
        return self.past[1].dtype

    def widened(self, dtype: np.dtype) -> State:
        """The state in a dtype that takes its results too; itself where its own does."""
        wide = np.result_type(self.dtype, dtype)
        if wide == self.dtype:
            return self
        first = {lag: T.cast(e, wide) for lag, e in self.first.items()}
        past = {lag: Variable(x.type.with_dtype(wide), x.name) for lag, x in self.past.items()}
        return replace(self, first=first, past=past)


@dataclass(frozen=True, eq=False)
class Returned:
    """What a step returns: results, new values of shared variables, and when the loop ends."""

    results: list[Expression]
    updates: dict[Shared, Expression]
    until: Expression | None

    @classmethod
    def of(cls, returned: Any) -> Returned:
        """Read as Theano does: results, then updates, then `until`, each of which may be left out."""
        parts = list(returned) if isinstance(returned, tuple) else [returned]
        condition = as_expression(parts.pop().condition) if parts and isinstance(parts[-1], until) else None
        updates = parts.pop() if parts and isinstance(parts[-1], dict) else {}
        if len(parts) == 1 and isinstance(parts[0], list | tuple):
            parts = list(parts[0])
        new: dict[Shared, Expression] = {}
        for variable, value in updates.items():
            if not isinstance(variable, Shared):
                raise TypeError(f"scan: the step can give new values to shared variables, not to {variable!r}")
            new[variable] = T.cast(as_expression(value), variable.dtype)
        return cls([as_expression(part) for part in parts], new, condition)


def listed(value: Any) -> list[Any]:
    """One thing or several, as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _taps(entry: dict[str, Any], what: str, needed: str, default: list[int]) -> tuple[int, ...]:
    unknown = entry.keys() - {needed, "taps"}
    if unknown or needed not in entry:
        raise TypeError(f'scan: an entry of {what} has {needed!r} and "taps", not {", ".join(map(repr, entry))}')
    taps = entry.get("taps")
    listed_taps = default if taps is None else listed(taps)
    if not listed_taps or not all(isinstance(t, int | np.integer) and not isinstance(t, bool) for t in listed_taps):
        raise TypeError(f"scan: taps of {what} are integers, not {taps!r}")
    return tuple(int(t) for t in listed_taps)


def _at(name: str | None, tap: int) -> str | None:
    """What people call an element: ``x[t]``, ``x[t-1]``."""
    return f"{name}[t{tap:+d}]" if name and tap else f"{name}[t]" if name else None
