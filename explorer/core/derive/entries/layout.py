"""Where the entries of a matrix stand, for certain sizes: found once, and values put there at every call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.filled import fits
from explorer.core.evaluate.placement import Run
from explorer.core.evaluate.threads import clear

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.dependence import Shape
    from explorer.core.evaluate.placement import Layout

_FEW = 1 << 31
_MANY = 64  # sizes whose layouts are kept


def by_sizes(make: Callable[..., Layout]) -> Callable[..., Layout]:
    """``make``, asked once for the same sizes."""
    known: dict[tuple[Any, ...], Layout] = {}

    def layout(*sizes: Any) -> Layout:
        try:
            return known[sizes]
        except (KeyError, TypeError):  # integers of the inputs may be arrays, which are no keys
            numbers = tuple(map(int, sizes))
        if numbers not in known:
            if len(known) >= _MANY:
                known.clear()
            known[numbers] = make(*numbers)
        return known[numbers]

    return layout


def like(pattern: Any, data: np.ndarray) -> Any:
    """A ``csr_array`` with the entries of another one, in arrays of its own: without the checks of making one."""
    found = pattern.__class__.__new__(pattern.__class__)
    found.__dict__.update(pattern.__dict__)
    found.data, found.indices, found.indptr = data, pattern.indices.copy(), pattern.indptr.copy()
    return found


def same_entries(one: Any, other: Any) -> bool:
    """Whether something is a ``csr_array`` like another one, with its entries in the same places."""
    if one.__class__ is not other.__class__ or one.shape != other.shape or one.dtype != other.dtype:
        return False
    pairs = ((one.indptr, other.indptr), (one.indices, other.indices))
    return all(a.dtype == b.dtype and np.array_equal(a, b) for a, b in pairs)


@dataclass(frozen=True, eq=False)
class _Run:
    """Values that are put at places.

    Attributes:
        source: which of the values, flat; None where there is one for all.
        target: the places; a slice where they are a row of equal steps.
        adds: whether something may stand there already.
    """

    source: slice | np.ndarray | None
    target: slice | np.ndarray
    adds: bool

    def put(self, flat: np.ndarray, values: Any) -> None:
        """Put them into an array."""
        if self.adds:
            flat[self.target] += self.of(values)
        else:
            flat[self.target] = self.of(values)

    def of(self, values: Any) -> Any:
        """Those of the values that count."""
        return values if self.source is None else values.reshape(-1)[self.source]


@dataclass(frozen=True, eq=False)
class _RepeatedRun(_Run):
    """Values some of which are added at one place."""

    target: np.ndarray

    def put(self, flat: np.ndarray, values: Any) -> None:
        """Add them to an array."""
        np.add.at(flat, self.target, self.of(values))


class Entries:
    """The layout of an array of ``rows + columns`` axes, given by the places of its entries.

    Args:
        rows: the shape of what is differentiated.
        columns: the shape of what it is differentiated by.
        dtype: of the entries.
        places: for each array of values the numbers of the rows and of the columns (from 1; 0 for no entry), flat.
        uniform: for each of them whether it is one number for all its places.
    """

    seeds: tuple[np.ndarray, ...] = ()

    def __init__(
        self,
        rows: Shape,
        columns: Shape,
        dtype: np.dtype,
        places: Sequence[tuple[np.ndarray, np.ndarray]],
        uniform: Sequence[bool],
    ) -> None:
        self._shape = (*rows, *columns)
        self._size = prod(rows), prod(columns)
        self._dtype = dtype
        self._uniform = uniform
        self._kept: list[np.ndarray | None] = []
        self._at: list[np.ndarray] = []
        for row, column in places:
            kept = column > 0
            self._kept.append(None if kept.all() else np.flatnonzero(kept))
            self._at.append((row * self._size[1] + column - 1)[kept])

    def dense(self, *values: Any) -> np.ndarray:
        """The array, of zeros where nothing stands."""
        found = np.zeros(self._shape, self._dtype)
        self._put(found.reshape(-1), self._in_dense, values)
        return found

    def sparse(self, *values: Any) -> Any:
        """The ``scipy.sparse.csr_array``, with indices of its own."""
        pattern, runs = self._in_sparse
        adds = any(run.adds for run in runs)
        data = np.zeros(pattern.nnz, self._dtype) if adds else np.empty(pattern.nnz, self._dtype)
        self._put(data, runs, values)
        return like(pattern, data)

    def fill(self, out: Any, *values: Any) -> Any:
        """The same in an array that is there, dense or sparse; None where it is none of this layout."""
        if out.__class__ is np.ndarray:
            if not fits(out, self._shape, self._dtype):
                return None
            clear(out)
            self._put(out.reshape(-1), self._in_dense, values)
            return out
        pattern, runs = self._in_sparse
        if not same_entries(out, pattern):
            return None
        if any(run.adds for run in runs):
            out.data.fill(0)
        self._put(out.data, runs, values)
        return out

    def places(self, out: Any) -> list[Run] | None:
        """How the values get into the data of a sparse array; None where it is none of this layout."""
        pattern, runs = self._in_sparse
        if not same_entries(out, pattern):
            return None
        seen = np.zeros(pattern.nnz, bool)
        found: list[Run] = []
        for number, run in enumerate(runs):
            target = _as_places(run.target)
            if isinstance(run, _RepeatedRun):
                found.append(Run(None, None, _steps(np.unique(target[~seen[target]])), adds=False))
                found.append(Run(number, run.source, run.target, adds=True))
            elif run.adds:  # only where something stands there already
                for adds in (False, True):
                    chosen = np.flatnonzero(seen[target] == adds)
                    source = None if run.source is None else _steps(_as_places(run.source, target.size)[chosen])
                    found.append(Run(number, source, _steps(target[chosen]), adds=adds))
            else:
                found.append(Run(number, run.source, run.target, adds=False))
            seen[target] = True
        return [run for run in found if _as_places(run.target).size]

    @staticmethod
    def _put(flat: np.ndarray, runs: Sequence[_Run], values: Sequence[Any]) -> None:
        for run, value in zip(runs, values, strict=True):
            run.put(flat, value)

    @cached_property
    def _in_dense(self) -> list[_Run]:
        return self._runs(self._at)

    @cached_property
    def _in_sparse(self) -> tuple[Any, list[_Run]]:
        """A pattern as ``scipy.sparse.csr_array``, and where the values stand in its data."""
        from scipy import sparse  # noqa: PLC0415 - the core starts without it

        rows, columns = self._size
        found, places = np.unique(np.concatenate([*self._at, np.zeros(0, np.int64)]), return_inverse=True)
        row, column = np.divmod(found, max(columns, 1))
        ends = np.zeros(rows + 1, np.int64)
        np.cumsum(np.bincount(row, minlength=rows), out=ends[1:])
        kind = np.int32 if max(found.size, columns) < _FEW else np.int64
        indices = column.astype(kind), ends.astype(kind)
        pattern = sparse.csr_array((np.zeros(found.size, self._dtype), *indices), shape=(rows, columns))
        pattern.has_sorted_indices = pattern.has_canonical_format = True
        ends_of_values = np.cumsum([at.size for at in self._at])[:-1]
        return pattern, self._runs(np.split(places.reshape(-1), ends_of_values) if self._at else [])

    def _runs(self, targets: Sequence[np.ndarray]) -> list[_Run]:
        whole = np.concatenate([*targets, np.zeros(0, np.int64)])
        meet = _repeats(whole)  # else none of them need be looked at
        runs: list[_Run] = []
        seen = np.zeros(0, np.int64)
        for target, kept, uniform in zip(targets, self._kept, self._uniform, strict=True):
            source = None if uniform else slice(None) if kept is None else _steps(kept)
            if meet and _repeats(target):
                runs.append(_RepeatedRun(source, target, adds=True))
            else:
                runs.append(_Run(source, _steps(target), adds=meet and bool(np.isin(target, seen).any())))
            seen = np.union1d(seen, target) if meet else seen
        return runs


def _repeats(places: np.ndarray) -> bool:
    """Whether a place occurs twice. ``np.unique`` loads masked arrays when it is first called: 18 ms."""
    ordered = np.sort(places)
    return bool((ordered[1:] == ordered[:-1]).any())


def _as_places(one: slice | np.ndarray, count: int = 0) -> np.ndarray:
    """Places as an array; of an open slice so many."""
    if not isinstance(one, slice):
        return one.astype(np.int64)
    return np.arange(count) if one.stop is None else np.arange(one.start, one.stop, one.step or 1)


def _steps(places: np.ndarray) -> slice | np.ndarray:
    """Places as a slice, where each is equally far from the one before."""
    if not places.size:
        return slice(0, 0)
    first, last = int(places[0]), int(places[-1])
    step = int(places[1]) - first if places.size > 1 else 1
    if step > 0 and last == first + step * (places.size - 1) and (np.diff(places) == step).all():
        return slice(first, last + 1, step)
    return places
