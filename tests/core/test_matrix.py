"""The matrix: every operation, in every dtype, form and derivative, before and after optimisation; no cell is blank.

Forward and reverse are held against each other and forward against differences, for a wrong partial fools the first and
a wrong transpose the second; both second derivatives against differences of the first. Other dtypes are held against
float64, other layouts in memory against C order, optimised programs against raw ones.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from explorer.core.op import Op
from explorer.core.types import derivative_dtype
from tests.core.catalogue import STOPS, Example, operations
from tests.core.matrix import (
    DERIVATIVES,
    DTYPES,
    LAYOUTS,
    NARROW,
    TIERS,
    Array,
    Derivatives,
    Reason,
    at_dtype,
    derivatives,
    differences,
    forms_of,
    pairing,
    refusal,
    varied,
)

# What is asked of derivatives of a dtype: its own precision, and a margin for what is lost on the way.
TOLERANCE = {"float64": 1e-9, "complex128": 1e-9, "float32": 2e-3, "int64": 1e-6, "bool": 1e-6}
GROUPS = {"plain": LAYOUTS, "0-d": ("0-d",), "empty": ("empty",), "size-1": ("size-1",)}

Results = dict[str, list[Array]]
BLANK = object()  # what no cell may be in the end


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("kind", operations(), ids=lambda kind: kind.__name__)
def test_matrix(kind: type[Op], group: str, record_property: Callable[[str, object], None]) -> None:
    cells = dict.fromkeys(itertools.product(DTYPES, GROUPS[group], DERIVATIVES, TIERS), BLANK)
    for dtype in DTYPES:
        examples, reason = row(kind, group, dtype)
        for number, example in enumerate(examples):
            check(example, dtype, GROUPS[group], optimised=number == 0)
        for form, name, tier in itertools.product(GROUPS[group], DERIVATIVES, TIERS):
            beside = Reason.NEIGHBOURS if name == "differences" and dtype in ("int64", "bool") else None
            cells[dtype, form, name, tier] = reason or beside
    blank = [cell for cell, reason in cells.items() if reason is BLANK]
    assert not blank, f"{kind.__name__} was not tried at {blank}"
    # The summary at the end of the run is made of these (tests/conftest.py).
    record_property("matrix", [(kind.__name__, *cell, why.value if why else "") for cell, why in cells.items()])


def row(kind: type[Op], group: str, dtype: str) -> tuple[list[Example], Reason | None]:
    """The examples of an operation at a dtype in the forms of a group, or why there is none."""
    found, reason = forms_of(kind, GROUPS[group][0])
    if reason is None and kind in STOPS:
        reason = Reason.PURPOSE
    if reason is not None:
        return [], reason
    narrow = [example for example in (at_dtype(one, dtype) for one in found) if example is not None]
    refusals = {example: refusal(example) for example in narrow}
    taken = [example for example in narrow if refusals[example] is None]
    return taken, None if taken else next(iter(refusals.values()), Reason.COUNTS)


def test_what_a_card_refuses_the_surface_turns_into_something_else() -> None:
    found = set()
    for kind, group, dtype in itertools.product(operations(), GROUPS, DTYPES):
        if row(kind, group, dtype)[1] is Reason.NARROW:
            found.add((kind.__name__, group if forms_of(kind, GROUPS[group][0])[1] else dtype))
    assert found == NARROW.keys(), "these are refused though NumPy's code takes them: mend it, or say why in NARROW"


def check(example: Example, dtype: str, forms: Sequence[str], *, optimised: bool) -> None:
    """All derivatives of an example, in each form and tier."""
    made = derivatives(example)
    program = made.compiled("raw")
    raw = made.run(program)
    tolerance = max(
        [TOLERANCE[dtype], *(8 * float(np.finfo(a.dtype).eps) for a in raw["value"] if a.dtype.kind in "fc")]
    )
    check_types(made, raw)
    if dtype in ("float64", "complex128"):
        check_against_differences(made, raw, differences(made, program))
        for name in ("forward", "reverse") if made.wrt else ():
            close(raw[f"{name}, one by one"], raw[name], tolerance, f"{name}, one by one")
    else:
        check_against_reals(example, dtype, made, raw, tolerance)
    for layout in set(forms) & {"Fortran order", "strided"}:
        assert_same(raw, made.run(program, layout), tolerance, layout)
    if optimised:
        assert_same(raw, made.run(made.compiled("optimised")), tolerance, "optimised")


def check_types(made: Derivatives, found: Results) -> None:
    """Each result has the dtype and the shape that were promised, a derivative those of what it is of or by."""
    for name, listed in made.outputs.items():
        for e, value in zip(listed, found[name], strict=True):
            assert value.dtype == e.dtype, name
            assert e.ndim == value.ndim, name
            for size, length in zip(e.dimensions, value.shape, strict=True):
                assert size == length or not isinstance(size, int), name
    by = [made.arrays[i] for i in made.wrt]
    for name, originals in (("forward", found["value"]), *((name, by) for name in DERIVATIVES[1:4])):
        for original, value in zip(originals, found.get(name, originals), strict=True):
            assert value.shape == original.shape, name
            assert value.dtype in (original.dtype, derivative_dtype(original.dtype)), name


def check_against_differences(made: Derivatives, found: Results, expected: Results) -> None:
    """Forward against differences, reverse against forward, the second derivatives against differences of the first."""
    if not made.wrt:
        return
    widths = [1e4 * float(np.finfo(a.dtype).eps) for a in found["value"] if a.dtype.kind in "fc"]
    one, two = max([1e-6, *widths]), max([1e-5, *widths])
    close(found["forward"], expected["value"], one, "forward")
    back = pairing(found["reverse"], list(made.directions.values()))
    assert pairing(made.cotangents, found["forward"]) == pytest.approx(back, rel=one / 1e3, abs=one / 1e3)
    close(found["forward of reverse"], expected["reverse"], two, "forward of reverse")
    if all(a.dtype.kind != "c" for a in made.arrays):
        close(found["reverse of reverse"], expected["reverse"], two, "reverse of reverse")


def check_against_reals(example: Example, dtype: str, made: Derivatives, found: Results, tolerance: float) -> None:
    """All results against those of the same operands in float64."""
    places = varied(example)
    arrays = tuple(a.astype(float) if i in places else a for i, a in enumerate(example.arrays))
    wide = replace(example, arrays=arrays)
    if refusal(wide) is not None:  # it works on bits
        assert not any(np.any(value) for name in DERIVATIVES[:4] for value in found.get(name, ()))
        return
    real = derivatives(wide, cotangents=made.cotangents)
    expected = real.run(real.compiled("raw"))
    if not real.outputs["value"][0].type.inexact and made.outputs["value"][0].type.inexact:
        return
    for name, listed in found.items():
        if name != "value" or dtype == "float32":  # whole numbers have arithmetic of their own
            close(listed, expected[name], tolerance, name)


def assert_same(expected: Results, found: Results, tolerance: float, what: str) -> None:
    """Equal dtypes, shapes, and numbers where they are finite, and first derivatives too: rules may assume that."""
    for name, listed in expected.items():
        for number, (a, b) in enumerate(zip(listed, found[name], strict=True)):
            assert a.dtype == b.dtype, (name, what)
            assert a.shape == b.shape, (name, what)
            finite = np.isfinite(a)
            if name in DERIVATIVES[2:4]:
                finite = finite & np.isfinite(expected["reverse"][number])
            close([b[finite]], [a[finite]], tolerance, f"{name}, {what}")


def close(found: Sequence[Array], expected: Sequence[Array], tolerance: float, what: str) -> None:
    """Equal within a tolerance, relative and absolute."""
    for a, b in zip(found, expected, strict=True):
        assert a.shape == b.shape, what
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance, err_msg=what)
