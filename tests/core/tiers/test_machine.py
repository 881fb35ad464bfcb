"""Parts as machine code: what NumPy gives, to the last places, at every special number and for random programs."""

import itertools
import math
import subprocess
import sys
import threading

import numpy as np
import pytest

import explorer.core as T
from explorer.core.catalogue import operations
from explorer.core.evaluate.fusion import parts
from explorer.core.evaluate.large import Large
from explorer.core.evaluate.machine import Loop, loop_of
from explorer.core.evaluate.native import late
from explorer.core.evaluate.native import loop as loop_module
from explorer.core.evaluate.native.operations import LOGICAL, OPERATIONS
from explorer.core.evaluate.native.target import Target
from explorer.core.expr import Variable
from explorer.core.graph import applies, leaves
from tests.core.random.strategy import seeded

SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.3, -2.5, 40.0, 700.0, -800.0, 1e-300, 1e300, -1e300, math.inf, -math.inf, math.nan)
ULPS = 4
LARGE = 1 << 18
SEEDS = 40


def loops(large):
    return [one for one in large.compiled[0].namespace.values() if isinstance(one, Loop)]


def quick_operations(count, dtype):
    """The operations of so many operands that may stand in a loop, on vectors."""
    xs = [T.tensor(name, dtype, shape=(None,)) for name in ("a", "b")[:count]]
    for kind in operations():
        operands = 2 if kind.parameters()[0].startswith("*") else len(kind.parameters())
        if kind.name not in OPERATIONS or operands != count:
            continue
        if kind.name in LOGICAL:
            yield kind.name, kind()(*(x > 0 for x in xs))
        else:
            yield kind.name, kind()(*xs)
    for exponent in range(2, 9) if count == 1 else ():
        yield f"power {exponent}", xs[0] ** exponent
    if count == 2:
        yield "power", xs[0] ** xs[1]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("count", [1, 2])
def test_loops_give_what_numpy_gives(count, dtype):
    names, outputs = zip(*quick_operations(count, dtype), strict=True)
    assert len(names) > 8
    xs = [x for x in leaves(outputs) if isinstance(x, Variable)]
    large = Large(xs, outputs, "first")
    with np.errstate(over="ignore"):
        columns = zip(*itertools.product(SPECIAL, repeat=count), strict=True)
        arrays = [np.array(column).astype(dtype) for column in columns]
    with np.errstate(all="ignore"):
        found = large.compiled[1](*arrays)
        expected = T.function(xs, outputs, mode="raw")(*arrays)
    assert [loop.is_compiled for loop in loops(large)] == [True]
    for name, value, wanted in zip(names, found, expected, strict=True):
        for ours, theirs, *at in zip(value, wanted, *arrays, strict=True):
            if theirs.dtype == bool:
                assert ours == theirs, (name, at)
                continue
            np.testing.assert_array_max_ulp(ours, theirs, ULPS)
            if theirs == 0 and name not in {"maximum", "minimum"}:  # which zero, NumPy leaves open
                assert np.signbit(ours) == np.signbit(theirs), (name, at)


@pytest.mark.parametrize("part", range(2))
def test_random_programs_give_the_same(part):
    seen = 0
    for seed in range(part, SEEDS, 2):
        one = seeded(seed)
        wrt = [x for x in one.inputs if x.dtype == "float64"]
        outputs = [one.cost, *T.grad(one.cost, wrt, disconnected_inputs="ignore")]
        f = T.function(list(one.inputs), outputs, on_unused_input="ignore")
        order = applies(f.outputs)
        if not any(loop_of(part, waits=True) for part in parts(order, f.outputs)):
            continue
        large = Large(f.inputs, f.outputs, "first")
        with np.errstate(all="ignore"):
            found = large.compiled[1](*one.arrays)
        seen += any(loop.is_compiled for loop in loops(large))
        for value, expected in zip(found, f(*one.arrays), strict=True):
            size = np.max(np.abs(expected), initial=0.0, where=np.isfinite(expected))
            np.testing.assert_allclose(value, expected, rtol=1e-10, atol=1e-12 * size, err_msg=f"{seed}")
    assert seen > SEEDS / 2 / 20


@pytest.mark.parametrize("number", [np.inf, -np.inf, np.nan])
def test_numbers_without_a_literal_are_in_loops_too(number):
    x = T.dvector("x")
    e = T.maximum(x, number) * x
    value = np.linspace(-1, 1, LARGE)
    for mode in ("fused", "numpy"):
        np.testing.assert_array_equal(
            T.function([x], e, mode=mode, rules="-algebra")(value), np.maximum(value, number) * value
        )


def compiling():
    return [thread for thread in threading.enumerate() if thread.name == "compile"]


def test_it_is_compiled_in_the_background_where_it_is_used_again():
    x = T.dvector("x")
    f = T.function([x], T.exp(-x) * T.sin(x) + x)
    value = np.linspace(-1, 1, LARGE)
    expected = np.exp(-value) * np.sin(value) + value
    for _ in range(late._AFTER):
        np.testing.assert_allclose(f(value), expected, rtol=1e-15)
    for thread in compiling():
        thread.join()
    (loop,) = loops(f._others[1])
    assert loop.is_compiled
    np.testing.assert_allclose(f(value), expected, rtol=1e-14)
    np.testing.assert_allclose(f(value[::-1]), expected[::-1], rtol=1e-14)  # it takes other strides in blocks


def test_modes():
    x = T.dvector("x")
    value = np.linspace(-1, 1, LARGE)
    e = T.exp(x) * x
    fused, numpy = T.function([x], e, mode="fused"), T.function([x], e, mode="numpy")
    np.testing.assert_allclose(fused(value), numpy(value), rtol=1e-15)
    assert loops(fused._others[1])[0].is_compiled
    assert not loops(numpy._others[1])


def test_without_llvm_there_is_no_such_mode(monkeypatch):
    monkeypatch.setattr("explorer.core.compiling.installed", lambda: False)
    x = T.dvector("x")
    with pytest.raises(ValueError, match="pip install llvmlite"):
        T.function([x], x * 2, mode="fused")


def test_functions_that_no_vector_library_has_stay_with_numpy(monkeypatch):
    x = T.dvector("x")
    f = T.function([x], T.exp(x) * x, mode="fused")
    light = T.function([x], x * x + 3 * x, mode="fused")
    monkeypatch.setattr(loop_module, "target", lambda: Target(256, "", frozenset()))
    value = np.linspace(-1, 1, LARGE)
    np.testing.assert_allclose(f(value), np.exp(value) * value, rtol=1e-15)
    np.testing.assert_allclose(light(value), value * value + 3 * value, rtol=1e-15)
    assert not any(loop.is_compiled for loop in loops(f._others[1]))
    assert loops(light._others[1])[0].is_compiled


def test_a_program_may_end_while_it_is_compiled():
    text = (
        "import numpy as np, explorer.core as T; x = T.dvector('x'); f = T.function([x], T.exp(x) * x);"
        "[f(np.ones(1 << 18)) for _ in range(4)]"
    )
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", text], check=False, capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("size", [(300, 900), (900, 301), (8, 70_000), (70_000, 8)])
def test_matrices_that_stand_column_by_column(size):
    """Products with rows, columns and numbers; outputs stand as the operands do, and are filled as well."""
    A, r, c, k = T.dmatrix("A"), T.dvector("r"), T.dvector("c"), T.dscalar("k")
    rng = np.random.default_rng(0)
    value, row, column = rng.standard_normal(size).T, rng.standard_normal(size[0]), rng.standard_normal(size[1])
    cases = [T.exp(A) * A, A.T * T.exp(A.T), T.exp(A * r) + k, A * c[:, None] * T.sin(r) - r, T.exp(A) * k]
    for e in cases:
        f = T.function([A, r, c, k], e, mode="fused", on_unused_input="ignore")
        f(value, row, column, 0.5)
        found = f(value, row, column, 0.5)
        expected = T.function([A, r, c, k], e, mode="raw", on_unused_input="ignore")(value, row, column, 0.5)
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)
        out = np.zeros(found.shape, order="F")
        f(value, row, column, 0.5, out=out)
        np.testing.assert_allclose(out, expected, rtol=1e-13, atol=1e-14)
