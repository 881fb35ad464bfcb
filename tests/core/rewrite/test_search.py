"""The search for a shorter form: what it finds, how it tells of it, and that it is the same function."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.labels import age
from explorer.core.pipeline import shortened
from explorer.core.rewrite.search import LARGEST, Limits, length
from tests.core.random.strategy import seeded

x, y, z = T.dscalars("x", "y", "z")
u, v, w = (T.tensor(name, shape=("n",)) for name in "uvw")
A, B = (T.tensor(name, shape=("n", "n")) for name in "AB")

FORMS = [
    ((x + y) ** 2 - (x - y) ** 2, "4 * x * y"),
    (x * y + x * z - x * (y + z), "0"),
    (T.sin(x + y) * T.cos(y) - T.cos(x + y) * T.sin(y), "sin(x)"),
    ((1 + x) * (1 - x) + x**2, "1"),
    ((x + 1) ** 3 - x**3 - 3 * x**2 - 3 * x - 1, "0"),
    (T.cosh(x) + T.sinh(x), "exp(x)"),
    (T.cosh(x) - T.sinh(x), "exp(-x)"),
    ((x**2 - y**2) / (x - y), "x + y"),
    (x**2 + 2 * x * y + y**2, "(x + y)**2"),
    (x * y + y * z + z * x + x**2, "(x + z) * (x + y)"),
    (1 / (1 + x) - 1 / (1 - x), "-2 * x / (1 - x**2)"),
    (T.sum((A + B) * A) - T.sum(A**2), "sum(A * B)"),
    (T.sin(x) ** 2 - T.sin(x) ** 2 * T.cos(x) ** 2, "sin(x)**4"),
]


@pytest.mark.parametrize(("written", "form"), FORMS, ids=[form for _, form in FORMS])
def test_a_shorter_form_is_found(written, form):
    plain = T.optimize(written)
    (found,), steps = shortened([plain.after], frozenset(), Limits(2000))
    assert T.read(found) == form
    assert length([found]) < length([plain.after]), "rules alone find it by now: it is no example of a search"
    (step,) = steps
    assert (step.at, step.became, step.rule.name) == (plain.after, found, "shorter form")
    assert step.by
    if age((found,)) > age((plain.after,)):  # else it was there before
        assert (found.origin.rule, found.origin.of) == ("shorter form", (plain.after,))


def test_what_is_short_already_stays_and_has_no_step():
    assert shortened([y * T.sin(x)], frozenset(), Limits(2000)) == ([y * T.sin(x)], ())


def test_a_step_tells_how_it_was_found_and_what_that_assumes():
    (*_, step) = T.optimize((x**2 - y**2) / (x - y), search=2000).steps
    assert [one.rule.name for one in step.by] == ["difference of squares", "cancel"]
    for one in step.by:
        assert one.rule.unsafe in step.rule.unsafe
    assert "shorter form (assumes " in str(step)


def test_frames_end_with_the_shorter_form():
    optimized = T.optimize(T.grad((x + y) ** 2 - (x - y) ** 2, x), search=2000)
    assert optimized.frame(len(optimized.steps)) == (optimized.after,)


def test_several_outputs_are_short_together():
    s = T.sin(x + y)
    (first, second) = T.optimize([s, s * T.cos(y) - T.cos(x + y) * T.sin(y)], search=2000).after
    assert first is s
    assert T.read(second) == "sin(x)"


@pytest.mark.parametrize("off", ["-detours", "safe"])
def test_detours_are_rules_that_may_be_left_out(off):
    written = (1 + x) * (1 - x) + x**2
    assert T.optimize(written, rules=off, search=2000).after is T.optimize(written).after


def test_an_expression_of_many_operations_is_left_alone():
    total = x
    for number in range(LARGEST):
        total = T.sin(total) * T.dscalar(f"v{number}")
    assert shortened([total], frozenset(), Limits(2000)) == ([total], ())


@pytest.mark.parametrize("forms", [1, 10])
def test_it_looks_at_no_more_forms_than_it_may(forms):
    asked = []
    shortened(
        [T.sin(x) ** 2 - T.sin(x) ** 2 * T.cos(x) ** 2], frozenset(), Limits(forms, lambda: bool(asked.append(1)))
    )
    assert len(asked) <= 3 * forms  # some forms are met twice


def test_it_ends_when_it_is_told_to():
    answers = iter([False] * 5 + [True])
    shortened([T.sin(x) ** 2 - T.sin(x) ** 2 * T.cos(x) ** 2], frozenset(), Limits(2000, lambda: next(answers)))
    assert next(answers, None) is None


@pytest.mark.parametrize("seed", range(40))
def test_what_is_found_is_the_same_function(seed):
    """Of random programs: to what the terms that were multiplied out lose, of which there are not many."""
    program = seeded(20_000 + seed)
    plain = T.optimize(program.cost, rules="safe").after
    (found,), steps = shortened([plain], frozenset(), Limits(150))
    assert bool(steps) == (found is not plain) == (length([found]) < length([plain]))
    values = T.function(list(program.inputs), [plain, found], mode="raw", on_unused_input="ignore")(*program.arrays)
    one, other = (np.asarray(value) for value in values)
    assert one.dtype == other.dtype
    np.testing.assert_allclose(other, one, rtol=1e-6, atol=1e-9)
