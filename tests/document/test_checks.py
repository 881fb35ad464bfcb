"""Checks pass for what is right, and fail for what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from explorer import core as T
from explorer.core.origin import Derivation
from explorer.document.checks import check, check_all
from explorer.document.document import Document
from explorer.document.gallery import Entry, gallery
from explorer.document.reading import assignment
from explorer.document.scripts import read
from explorer.document.target import Subject
from explorer.document.work import Rules, Work


@pytest.mark.parametrize("entry", gallery(), ids=lambda entry: entry.name)
def test_the_gallery_passes(entry: Entry) -> None:
    lines = list(check_all(entry.document))
    assert lines
    assert [line for line in lines if not line.passed] == []
    assert not any("not checked" in line.text for line in lines)


SCRIPT = "A: real[m, n]\nx: real[n]\nv: real[n]\ny = tanh(A @ x)\nloss = sum(exp(x) ** 2)\n"


def wrong(kind: str) -> list[str]:
    """The texts of the failed checks of a derivative that is half as large again as it should be."""
    script = read(SCRIPT)
    y, loss = script.names["y"].expression, script.names["loss"].expression
    x, v = script.variables["x"].variable, script.variables["v"].variable
    cases: dict[str, tuple[Any, Derivation]] = {
        "gradient": (T.grad(loss, x), Derivation("gradient", loss, x)),
        "jacobian": (T.jacobian(y, x), Derivation("jacobian", y, x)),
        "hessian": (T.hessian(loss, x), Derivation("hessian", loss, x)),
        "rop": (T.Rop(y, x, v), Derivation("rop", y, x, v)),
        "lop": (T.Lop(y, x, y), Derivation("lop", y, x, y)),
        "hessian-vector": (T.hessian_vector_product(loss, x, v), Derivation("hessian-vector", loss, x, v)),
    }
    expression, derivation = cases[kind]
    for factor in (1.0, 1.5):
        subject = Subject("d", "the derivative", factor * expression, derivation, None, "v")
        values = assignment(Document(SCRIPT), script, subject).values
        lines = list(check(Work(script, subject, Rules()), derivation, values))
        failed = [line.text for line in lines if not line.passed]
        if factor == 1.0:
            assert failed == []
    return failed


@pytest.mark.parametrize("kind", ["gradient", "jacobian", "hessian", "rop", "lop", "hessian-vector"])
def test_a_wrong_derivative_fails(kind: str) -> None:
    failed = wrong(kind)
    assert "the derivative does not agree with central differences" in failed
    assert "the derivative: the remainder of its expansion is of second order" in failed


def test_a_function_that_is_not_finite_is_tried_elsewhere() -> None:
    lines = list(check_all(Document("x: real[n]\ny = sum(log(x))\ng = grad(y, x)\n")))
    assert all(line.passed for line in lines)
    assert any("uniform random values" in line.detail for line in lines)


def test_a_function_that_is_finite_nowhere_says_so() -> None:
    (line,) = check_all(Document("x: real[n]\ny = sum(log(-exp(x)))\ng = grad(y, x)\n"))
    assert not line.passed
    assert "not finite" in line.detail


def test_whole_numbers_are_not_checked() -> None:
    (line,) = check_all(Document("k: int[n]\ny = sum(k ** 2)\ng = grad(y, k)\n"))
    assert line.passed
    assert "k is int64" in line.detail


@pytest.mark.parametrize("dtype", ["real32", "complex", "complex64"])
def test_other_dtypes(dtype: str) -> None:
    lines = list(check_all(Document(f"x: {dtype}[n]\ny = sum(abs(x) ** 2)\ng = grad(y, x)\n")))
    assert lines
    assert all(line.passed for line in lines), lines


def test_derivatives_without_a_name_are_checked_too() -> None:
    lines = list(check_all(Document("x = dvector('x')\nf = function([x], grad(sum(x ** 3), x))\n")))
    assert lines
    assert lines[0].text.startswith("grad(sum(x ** 3), x)")


def test_entries_that_are_zero_for_certain_are_no_trouble() -> None:
    script = "x: real[3] = [1, 2, 3]\nv: real[3] = [1, 0, 0]\nHv = hessian_vector_product(sum(x**4), x, v)\n"
    lines = list(check_all(Document(script)))
    assert len(lines) == 3
    assert [line for line in lines if not line.passed] == []
