"""Derivatives as matrices: Jacobians and Hessians, and what else is looked at where it can be a picture."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.document.brief import brief
from explorer.document.snapshot import ArrayView
from explorer.document.structure import structure
from explorer.document.target import PRODUCTS, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.core.expr import Expression
    from explorer.core.origin import Derivation
    from explorer.document.work import Work

LARGEST = 30_000_000  # entries
LONGEST_EXPRESSION = 400


def array_view(work: Work, values: Mapping[str, np.ndarray], result: np.ndarray) -> ArrayView | None:
    """The matrix that belongs to what is looked at; ``None`` for a single number that is no derivative."""
    derivation = work.subject.derivation
    if derivation is None:
        return _own(work, result)
    of, wrt = name_of(derivation.of, work.script), name_of(derivation.wrt, work.script)
    target = work.subject.target
    if derivation.kind == "gradient":
        return _view(
            work.subject.title, "gradient", (f"∂ {of}", f"∂ {wrt}"), result, min(result.ndim - 1, 1), work.after
        )
    by_hand = derivation.kind in PRODUCTS
    second = derivation.kind in ("hessian", "hessian-vector")
    word = "hessian" if second else "jacobian"
    if by_hand:
        title = f"{word.capitalize()} of {of} by {wrt}"
        if _entries(derivation, values, work) > LARGEST:
            return None
        expression, program = work.programs.full
        (result,) = program(values)
    else:
        expression = work.after
        title = f"{target} = {word}({of}, {wrt})" if target != of else work.subject.title
    rows = derivation.wrt.ndim if second else derivation.of.ndim
    labels = (f"∂ {wrt}" if second else f"∂ {of}", f"∂ {wrt}")
    return _view(title, "hessian" if second else "jacobian", labels, result, rows, expression)


def _own(work: Work, result: np.ndarray) -> ArrayView | None:
    """A loop that stacks derivatives is a matrix of them; any other array is shown as it is."""
    if result.ndim == 0:
        return None
    name = work.subject.target
    binding = work.script.names.get(name)
    derived = binding is not None and binding.is_derivative
    labels = (f"rows of {name}", f"columns of {name}") if result.ndim > 1 else ("", f"entries of {name}")
    return _view(name, "jacobian" if derived else "value", labels, result, min(result.ndim - 1, 1), work.after)


def _view(
    title: str,
    kind: Literal["jacobian", "hessian", "gradient", "value"],
    labels: tuple[str, str],
    result: np.ndarray,
    rows: int,
    expression: Expression,
) -> ArrayView | None:
    """An array of which the first ``rows`` axes index the rows."""
    if result.size > LARGEST or result.dtype.kind not in "biufc":
        return None
    row_shape, column_shape = result.shape[: max(rows, 0)], result.shape[max(rows, 0) :]
    matrix = result.reshape(prod(row_shape), prod(column_shape))
    if matrix.dtype.kind in "bc":
        matrix = np.abs(matrix) if matrix.dtype.kind == "c" else matrix.astype(float)
    return ArrayView(
        title=title,
        kind=kind,
        row_label=labels[0],
        column_label=labels[1],
        row_shape=row_shape,
        column_shape=column_shape,
        matrix=matrix,
        structure=structure(matrix),
        expression=brief(expression, LONGEST_EXPRESSION),
    )


def _entries(derivation: Derivation, values: Mapping[str, np.ndarray], work: Work) -> int:
    """How large the whole Jacobian of a product would be, before it is made."""
    shapes = {id(variable): values[name].shape for name, variable in work.variables.items() if name in values}
    wrt = shapes.get(id(derivation.wrt))
    vector = shapes.get(id(derivation.vector))
    if wrt is None:
        return 0
    return prod(wrt) * (prod(vector) if vector is not None and derivation.kind == "lop" else prod(wrt))
