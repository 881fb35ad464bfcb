"""Values at their places: what a bound call of a function with sparse outputs does when the values are computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.evaluate.native.interpreter import DATA, SIZES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.native.text import Text
    from explorer.core.evaluate.placement import Run

_WORDS = 5  # of a row of a plan
_SEVERAL, _ADDS = 1, 2  # bits of the last one, beside the number of places


def plan_of(data: np.ndarray, runs: Sequence[Run], arrays: Sequence[np.ndarray]) -> np.ndarray:
    """A plan that puts values into ``data``: a row for each array of them, one for all or several in C order.

    All that is given must live as long as the plan.
    """
    rows = []
    for (source, places, adds), values in zip(runs, arrays, strict=True):
        at = 0 if source is None else source.ctypes.data
        flags = (_ADDS if adds else 0) | (_SEVERAL if values.ndim else 0)
        rows.append([data.ctypes.data, values.ctypes.data, at, places.ctypes.data, places.size << 2 | flags])
    return np.array(rows, np.int64).reshape(len(rows), _WORDS)


def put(text: Text, plan: str, element: str) -> None:
    """Carry out a plan, an array of rows; ``element`` is the type of all values."""
    rows = text.emit(f"load ptr, ptr {text.emit(f'getelementptr i8, ptr {plan}, i64 {DATA}')}")
    sizes = text.emit(f"load ptr, ptr {text.emit(f'getelementptr i8, ptr {plan}, i64 {SIZES}')}")
    count = text.emit(f"load i64, ptr {sizes}")

    def run(i: str) -> None:
        _run(text, text.emit(f"getelementptr [{_WORDS} x i64], ptr {rows}, i64 {i}"), element)

    text.loop(0, count, 1, run)


def _run(text: Text, words: str, element: str) -> None:
    data, values, source, target = (
        text.emit(f"load ptr, ptr {text.emit(f'getelementptr i64, ptr {words}, i64 {place}')}") for place in range(4)
    )
    last = text.emit(f"load i64, ptr {text.emit(f'getelementptr i64, ptr {words}, i64 4')}")
    count, step = text.emit(f"lshr i64 {last}, 2"), text.emit(f"and i64 {last}, {_SEVERAL}")
    adds = text.emit(f"icmp ne i64 {text.emit(f'and i64 {last}, {_ADDS}')}, 0")
    without = text.emit(f"icmp eq ptr {source}, null")

    def put_one(i: str, at: str) -> None:
        value = text.emit(f"load {element}, ptr {text.emit(f'getelementptr {element}, ptr {values}, i64 {at}')}")
        place = text.emit(f"load i64, ptr {text.emit(f'getelementptr i64, ptr {target}, i64 {i}')}")
        there = text.emit(f"getelementptr {element}, ptr {data}, i64 {place}")
        added = text.emit(f"fadd {element} {text.emit(f'load {element}, ptr {there}')}, {value}")
        text.line(
            f"store {element} {text.emit(f'select i1 {adds}, {element} {added}, {element} {value}')}, ptr {there}"
        )

    def in_order(i: str) -> None:
        put_one(i, text.emit(f"mul i64 {i}, {step}"))

    def chosen(i: str) -> None:
        put_one(i, text.emit(f"load i64, ptr {text.emit(f'getelementptr i64, ptr {source}, i64 {i}')}"))

    text.when(without, lambda: text.loop(0, count, 1, in_order))
    text.when(text.emit(f"xor i1 {without}, true"), lambda: text.loop(0, count, 1, chosen))
