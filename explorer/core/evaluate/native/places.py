"""Values at their places: what a bound call of a function with sparse outputs does when the values are computed."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.evaluate.native.interpreter import DATA, SIZES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.native.text import Text
    from explorer.core.evaluate.placement import Run

_WORDS = 8  # of a row of a plan


def plan_of(data: np.ndarray, runs: Sequence[Run], arrays: Sequence[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
    """A plan that puts values into ``data``: a row for each run; and what must live as long as it.

    Args:
        data: of a sparse array, in C order.
        runs: what goes where.
        arrays: the values, in C order: one for all of a run, or several.
    """
    held = [data, np.zeros((), data.dtype), *arrays]
    rows = []
    for run in runs:
        values = held[1] if run.number is None else arrays[run.number]
        source = slice(0, None, 0) if run.source is None else run.source
        count = (
            len(range(run.target.start, run.target.stop, run.target.step or 1))
            if isinstance(run.target, slice)
            else run.target.size
        )
        row = [count, int(run.adds)]
        for one, array in ((run.target, data), (source, values)):
            if isinstance(one, slice):
                start, step = one.start or 0, 1 if one.step is None else one.step
                row += [array.ctypes.data + start * array.itemsize, 0, step]
            else:
                held.append(places := np.ascontiguousarray(one, np.int64))
                row += [array.ctypes.data, places.ctypes.data, 0]
        rows.append(row)
    return np.array(rows, np.int64).reshape(len(rows), _WORDS), held


def put(text: Text, plan: str, element: str) -> None:
    """Carry out a plan, an array of rows; ``element`` is the type of all values."""
    rows = text.emit(f"load ptr, ptr {text.emit(f'getelementptr i8, ptr {plan}, i64 {DATA}')}")
    sizes = text.emit(f"load ptr, ptr {text.emit(f'getelementptr i8, ptr {plan}, i64 {SIZES}')}")
    count = text.emit(f"load i64, ptr {sizes}")

    def run(i: str) -> None:
        _run(text, text.emit(f"getelementptr [{_WORDS} x i64], ptr {rows}, i64 {i}"), element)

    text.loop(0, count, 1, run)


def _run(text: Text, words: str, element: str) -> None:
    def word(place: int, kind: str = "i64") -> str:
        return text.emit(f"load {kind}, ptr {text.emit(f'getelementptr i64, ptr {words}, i64 {place}')}")

    count, adds = word(0), text.emit(f"icmp ne i64 {word(1)}, 0")
    data, targets, target_step = word(2, "ptr"), word(3, "ptr"), word(4)
    values, sources, source_step = word(5, "ptr"), word(6, "ptr"), word(7)
    sides = [text.emit(f"icmp ne ptr {places}, null") for places in (targets, sources)]

    def element_at(pointer: str, at: str) -> str:
        return text.emit(f"getelementptr {element}, ptr {pointer}, i64 {at}")

    def place(i: str, places: str, step: str, *, listed: bool) -> str:
        if listed:
            return text.emit(f"load i64, ptr {text.emit(f'getelementptr i64, ptr {places}, i64 {i}')}")
        return text.emit(f"mul i64 {i}, {step}")

    def loop(target: bool, source: bool, add: bool) -> None:
        def one(i: str) -> None:
            value = text.emit(
                f"load {element}, ptr {element_at(values, place(i, sources, source_step, listed=source))}"
            )
            there = element_at(data, place(i, targets, target_step, listed=target))
            if add:
                value = text.emit(f"fadd {element} {text.emit(f'load {element}, ptr {there}')}, {value}")
            text.line(f"store {element} {value}, ptr {there}")

        text.loop(0, count, 1, one)

    for target, source, add in product((False, True), repeat=3):
        wanted = [
            truth if holds else text.emit(f"xor i1 {truth}, true")
            for truth, holds in zip((*sides, adds), (target, source, add), strict=True)
        ]
        both = text.emit(f"and i1 {text.emit(f'and i1 {wanted[0]}, {wanted[1]}')}, {wanted[2]}")
        text.when(both, partial(loop, target, source, add))
