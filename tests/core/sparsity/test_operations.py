"""The pattern of every operation, found by walking the catalogue: no entry is missed, and few are too many."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

import explorer.core as T
from explorer.core.expr import Expression, Variable
from tests.core.catalogue import STOPS, Example, examples, operations
from tests.core.sparsity.numeric import around, found

Array = np.ndarray

ALL = [e for e in examples() if e.kind not in STOPS]

# Operations whose patterns may have more entries than any of our points has, and why.
WIDER = {
    "Clip": "which of the three it is, only values tell: not every way is among the points",
    "Relu": "whether an operand is positive, only values tell",
    "Max": "which element is the largest, only values tell",
    "Min": "which element is the smallest, only values tell",
    "Interp": "between which places an element lies, only values tell",
    "Custom": "a person's own rules may say anything: all on all",
    "Cofactors": "dense within a matrix: that a cofactor leaves its own row and column out is not told",
    "Qr": "dense within a matrix, but for zeros of the factors",
    "Lu": "dense within a matrix, but for zeros of the factors",
    "Cholesky": "dense within a matrix, but for the triangles of both",
    "Svd": "dense within a matrix; the vector of one number does not turn",
    "Eigh": "dense within a matrix; the vector of one number does not turn",
    "Eig": "dense within a matrix; the vector of one number does not turn",
    "Irfft": "dense along the axis: the zeros of a sine are not told",
    "Minimize": "at the minimum a term of the example is zero",
}


def case(example: Example, *, known: bool, constants: bool) -> list[Expression]:
    """Operands: sizes known or not; what is not floating a constant or a variable too."""
    return [
        T.constant(a) if constants and a.dtype.kind not in "fc" else x
        for x, a in zip(example.variables(known=known), example.arrays, strict=True)
    ]


def sizes(xs: Sequence[Expression], arrays: Sequence[Array]) -> dict[Expression, object]:
    """What a person would give: the shapes of variables, and integers."""
    return {
        x: int(a) if a.ndim == 0 and a.dtype.kind in "iu" else a.shape
        for x, a in zip(xs, arrays, strict=True)
        if isinstance(x, Variable)
    }


def pairs(example: Example, xs: Sequence[Expression]) -> Iterator[tuple[Expression, Expression]]:
    """Outputs and operands between which there is a formula for the derivative."""
    for y in example.build(*xs):
        for x in xs:
            if isinstance(x, Variable) and x.type.inexact:
                try:
                    T.jacobian(T.sum(T.abs(y)), x, disconnected_inputs="ignore")
                except T.NullTypeGradError:
                    continue
                yield y, x


def numeric(example: Example, y: Expression, x: Expression, xs: Sequence[Expression], count: int) -> Array:
    inputs = [v for v in xs if isinstance(v, Variable)]
    points = [[a for a, v in zip(p, xs, strict=True) if isinstance(v, Variable)] for p in around(example, count)]
    return found(y, x, inputs, points)


@pytest.mark.parametrize("kind", [k for k in operations() if k not in STOPS], ids=lambda k: k.__name__)
def test_the_pattern_of_an_operation(kind: type) -> None:
    """Sound in every form of the operands; where all is known, no wider than the values at some points."""
    wider = False
    for example in (e for e in ALL if e.kind is kind):
        exact = case(example, known=True, constants=True)
        for y, x in pairs(example, exact):
            if any(not isinstance(size, int) for size in y.dimensions):
                continue  # of an arange of floating numbers: only values tell
            pattern = T.jacobian_sparsity(y, x).toarray()
            values = numeric(example, y, x, exact, 24)
            assert not (values & ~pattern).any(), f"{example}: an entry is missed"
            wider |= bool((pattern & ~values).any())
            if kind.__name__ not in WIDER:
                assert (pattern == values).all(), (
                    f"{example}: {pattern.sum()} entries, of which {values.sum()} are found"
                )
    assert wider == (kind.__name__ in WIDER)


def cases() -> Iterator[tuple[Example, bool, bool]]:
    """All but what `test_the_pattern_of_an_operation` has: sizes are unknown, or indices and conditions variables."""
    for example in ALL:
        yield example, False, True
        if any(a.dtype.kind not in "fc" for a in example.arrays):
            yield example, True, False
            yield example, False, False


@pytest.mark.parametrize(("example", "known", "constants"), [*cases()], ids=str)
def test_no_entry_is_missed_whatever_is_known(example: Example, known: bool, constants: bool) -> None:
    xs = case(example, known=known, constants=constants)
    for y, x in pairs(example, xs):
        try:
            pattern = T.jacobian_sparsity(y, x, sizes(xs, example.arrays))
        except T.ShapeError as error:
            assert "depend on values" in str(error)  # noqa: PT017 - a mask, an arange of floats, a condition of a loop
            assert example.kind.__name__ in {"Arange", "Scan", "Subtensor"}
            continue
        assert pattern.dtype == bool
        assert pattern.has_canonical_format
        assert pattern.data.all()
        values = numeric(example, y, x, xs, 3)
        assert pattern.shape == values.shape
        assert not (values & ~pattern.toarray()).any()


def test_the_reasons_are_of_operations() -> None:
    assert {kind.__name__ for kind in operations()} >= WIDER.keys()


@pytest.mark.parametrize(
    ("stop", "entries"),
    [
        (T.disconnected_grad, 0),
        (T.zero_grad, 0),
        (lambda x: T.grad_scale(x, 0.0), 0),
        (lambda x: T.grad_scale(x, 2.0), 3),
        (lambda x: T.grad_clip(x, -1, 1), 3),
    ],
)
def test_what_stops_a_derivative(stop, entries: int) -> None:
    x = T.tensor("x", shape=(3,))
    assert T.jacobian_sparsity(stop(x * x), x).nnz == entries


def test_an_undefined_derivative_is_an_error() -> None:
    x = T.tensor("x", shape=(3,))
    with pytest.raises(T.NullTypeGradError, match="not defined"):
        T.jacobian_sparsity(T.undefined_grad(x), x)
