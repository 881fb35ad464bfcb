"""Contractions by Einstein's labels as products of vectors and matrices, two operands at a time."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression


class _Labelled(NamedTuple):
    """An operand with a label for each axis."""

    x: Expression
    labels: str


def as_products(terms: Sequence[str], result: str, inputs: Sequence[Expression]) -> Expression | None:
    """The contraction as dot, outer and elementwise products; None where it has other parts."""
    operands = [_Labelled(x, labels) for x, labels in zip(inputs, terms, strict=True)]
    if any(len(one.labels) > 2 for one in operands) or len(result) > 2:
        return None
    while len(operands) > 2 or (len(operands) == 2 and _summed(operands, result)):
        pair = _next(operands, result)
        if pair is None:
            break
        i, j = pair
        joined = _dot(operands[i], operands[j])
        operands[i] = joined
        del operands[j]
    if len(operands) == 1:
        return _arranged(operands[0], result)
    return _last(operands[0], operands[1], result) if len(operands) == 2 else None


def _summed(operands: Sequence[_Labelled], result: str) -> set[str]:
    return {label for one in operands for label in one.labels} - set(result)


def _next(operands: Sequence[_Labelled], result: str) -> tuple[int, int] | None:
    """Two operands that share one label only, which nothing else has; products with vectors first."""
    pairs = sorted(
        combinations(range(len(operands)), 2), key=lambda p: len(operands[p[0]].labels) + len(operands[p[1]].labels)
    )
    for i, j in pairs:
        shared = set(operands[i].labels) & set(operands[j].labels)
        if len(shared) != 1:
            continue
        (label,) = shared
        others = (one.labels for place, one in enumerate(operands) if place not in (i, j))
        if label not in result and all(label not in labels for labels in others):
            return i, j
    return None


def _dot(a: _Labelled, b: _Labelled) -> _Labelled:
    """The product of two operands over the label that they share."""
    (label,) = set(a.labels) & set(b.labels)
    left = a.x.T if len(a.labels) == 2 and a.labels[0] == label else a.x
    right = b.x.T if len(b.labels) == 2 and b.labels[1] == label else b.x
    return _Labelled(T.dot(left, right), a.labels.replace(label, "") + b.labels.replace(label, ""))


def _arranged(one: _Labelled, result: str) -> Expression | None:
    if one.labels == result:
        return one.x
    return one.x.T if one.labels[::-1] == result else None


def _last(a: _Labelled, b: _Labelled, result: str) -> Expression | None:
    """Two operands without a common label, or with the same ones, or a matrix and a vector along one of its axes."""
    shared = set(a.labels) & set(b.labels)
    if not shared and not _summed((a, b), result):
        if len(a.labels) == len(b.labels) == 1:
            return T.outer(a.x, b.x) if a.labels + b.labels == result else T.outer(b.x, a.x)
        if not a.labels or not b.labels:
            return _arranged(_Labelled(a.x * b.x, a.labels + b.labels), result)
        return None
    if set(a.labels) == set(b.labels):
        product = a.x * (b.x if a.labels == b.labels else b.x.T)
        if set(result) == set(a.labels):
            return _arranged(_Labelled(product, a.labels), result)
        left = "".join(label for label in a.labels if label in result)
        axes = tuple(axis for axis, label in enumerate(a.labels) if label not in result)
        return _arranged(_Labelled(T.sum(product, axis=axes), left), result)
    if len(a.labels) < len(b.labels):
        a, b = b, a
    if len(a.labels) == 2 and len(b.labels) == 1 and set(result) == set(a.labels):
        vector = b.x if a.labels[1] == b.labels else T.expand_dims(b.x, 1)
        return _arranged(_Labelled(a.x * vector, a.labels), result)
    return None
