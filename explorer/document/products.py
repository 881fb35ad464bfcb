"""Products with a Jacobian or a Hessian that is never made, and beside them the same products with it made."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from explorer.document.arrays import LONGEST_EXPRESSION
from explorer.document.brief import brief
from explorer.document.results import Program
from explorer.document.snapshot import ProductView
from explorer.document.target import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.core.origin import Derivation
    from explorer.document.work import Work

REPEAT = 5  # the quickest of so many runs is what the product costs


def product_view(work: Work, values: Mapping[str, np.ndarray]) -> ProductView | None:
    """The product that is looked at, and its check; ``None`` where something else is looked at."""
    subject = work.subject
    derivation = subject.derivation
    if derivation is None or derivation.kind not in PRODUCTS or derivation.vector is None:
        return None
    vector = _vector(work, derivation, values)
    product, product_time = _quickest(work.programs.result, values)
    _, program = work.programs.full
    jacobian, jacobian_time = _quickest(program, values)
    check = _multiply(derivation.kind, jacobian, vector, product.shape)
    difference = np.abs(product - check)
    in_script = any(declared.variable is derivation.vector for declared in work.script.variables.values())
    return ProductView(
        kind=cast("Literal['rop', 'lop', 'hessian-vector']", derivation.kind),
        title=subject.title,
        vector_name=subject.vector_name,
        vector=vector,
        vector_input=subject.vector_name if in_script else None,
        product=product,
        check=check,
        largest_difference=float(difference.max()) if difference.size else 0.0,
        product_milliseconds=product_time,
        jacobian_milliseconds=jacobian_time,
        expression=brief(work.after, LONGEST_EXPRESSION),
    )


def _vector(work: Work, derivation: Derivation, values: Mapping[str, np.ndarray]) -> np.ndarray:
    for name, variable in work.variables.items():
        if variable is derivation.vector:
            return values[name]
    vector: Any = derivation.vector  # an expression of the script, such as ones_like(x)
    (value,) = Program(work, [vector])(values)
    return value


def _multiply(kind: str, jacobian: np.ndarray, vector: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The matrix times the vector, or for the L-op the vector times the matrix, everything raveled."""
    flat = vector.reshape(-1)
    if kind == "lop":
        return np.asarray((flat @ jacobian.reshape(len(flat), -1)).reshape(shape))
    return np.asarray((jacobian.reshape(prod(shape), len(flat)) @ flat).reshape(shape))


def _quickest(program: Program, values: Mapping[str, np.ndarray]) -> tuple[np.ndarray, float]:
    runs = [program.timed(values) for _ in range(REPEAT)]
    (result,), _ = runs[0]
    return result, min(milliseconds for _, milliseconds in runs)
