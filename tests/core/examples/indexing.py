"""Indexing, in all its kinds."""

from typing import Any

import numpy as np

import explorer.core as T
from explorer.core.op import Op
from explorer.core.ops.indexing import ALL, IncSubtensor, Range, Slot, Subtensor
from tests.core.examples.example import S3, Array, M, Table, V, values

_MASK = np.array([True, False, True])
_PLACES = np.array([2, 0, 2, -1])
_Where = Range(0, 2)
_INDICES: list[tuple[Any, Array, tuple[Array, ...]]] = [
    ((1,), V, ()),
    ((ALL, 1), M, ()),
    ((_Where, None, Range(None, None, -1)), M, ()),
    ((Range(None, None, -2),), values((5,)), ()),
    ((Range(4, 0, -2),), values((5,)), ()),
    ((Slot(0),), V, (np.array(2),)),
    ((ALL, Slot(0)), M, (np.array(-1),)),
    ((Slot(0),), V, (_PLACES,)),
    ((Slot(0), ALL), M, (np.array([[0, 1], [1, 1]]),)),
    ((ALL, Slot(0), Slot(1)), S3, (np.array([0, 2]), np.array([3, 3]))),
    ((Slot(0), ALL, Slot(1)), S3, (np.array([0, 1, 1]), np.array([3, 3, 0]))),
    ((Slot(0), ALL, 2), S3, (np.array([0, 1, 1]),)),
    ((ALL, Slot(0), Slot(1)), S3, (np.array([[0], [1]]), np.array([3, 2, 3]))),
    ((None, Slot(0), None, Slot(1), ALL), S3, (np.array(1), np.array([2, 0]))),
    ((ALL, 1, Slot(0)), S3, (np.array(2),)),
    ((Slot(0),), V, (_MASK,)),
    ((ALL, Slot(0)), M, (_MASK,)),
    ((Slot(0),), M, (M > 0,)),
    ((Range(Slot(0), Slot(1)),), V, (np.array(1), np.array(3))),
]


def _subtensors() -> list[tuple[Op, tuple[Array, ...]]]:
    return [(Subtensor(index), (x, *rest)) for index, x, rest in _INDICES]


def _inc_subtensors() -> list[tuple[Op, tuple[Array, ...]]]:
    cases: list[tuple[Op, tuple[Array, ...]]] = []
    for index, x, rest in _INDICES:
        inner = T.evaluate_once(Subtensor(index)(*map(T.constant, (x, *rest)))).shape
        for replace in (False, True):
            op = IncSubtensor(index, replace)
            cases.extend([(op, (x, values(inner, seed=5), *rest)), (op, (x, values((), seed=5), *rest))])
    cases.append((IncSubtensor((ALL, 1)), (M, values((1,), seed=5))))
    return cases


TABLE: Table = {
    Subtensor: _subtensors,
    IncSubtensor: _inc_subtensors,
}
