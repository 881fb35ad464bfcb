"""``X: real[n, d]`` declares a variable."""

import numpy as np
import pytest

from explorer.script import run


@pytest.mark.parametrize(
    ("declaration", "type"),
    [
        ("x: real", "real"),
        ("x: real[n]", "real[n]"),
        ("x: real[n, 3]", "real[n, 3]"),
        ("x: real[n, n]", "real[n, n]"),
        ("x: real32[n]", "real32[n]"),
        ("x: int[2, 3, n]", "int[2, 3, n]"),
        ("x: int8", "int8"),
        ("x: bool[n]", "bool[n]"),
        ("x: complex[n]", "complex[n]"),
        ("x: complex64", "complex64"),
        ("x: float64[n]", "real[n]"),
        ("x: float", "real"),
        ("x: real['n']", "real[n]"),
        ("k = 4\nx: real[k, n]", "real[4, n]"),
    ],
)
def test_types_are_read_as_they_are_shown(declaration, type):
    script = run(declaration)
    assert script.error is None
    assert str(script.variables["x"].variable.type) == type
    assert script.variables["x"].variable.name == "x"


@pytest.mark.parametrize("unknown", [":", "_", "None"])
def test_an_unknown_dimension_is_its_own(unknown):
    script = run(f"x: real[{unknown}, 3]\ny: real[{unknown}, 3]")
    x, y = (script.variables[name].variable for name in "xy")
    assert x.ndim == 2
    assert x.dimensions[0] != y.dimensions[0]
    assert x.dimensions[1] == y.dimensions[1] == 3


def test_equal_names_are_one_dimension():
    script = run("X: real[n, d]\nw: real[k]\nz = X @ w")
    assert script.error is None or script.error.span.line == 3
    x, y = (run("x: real[n]\ny: real[n]").variables[name].variable for name in "xy")
    assert x.dimensions == y.dimensions


def test_a_value_is_the_default():
    script = run("w: real[3] = [1, 2, 3]\nk: int = 4\nX: real[n, 2] = [[1, 2], [3, 4]]\nv: real[n] = 2 * [1.5]")
    assert script.error is None
    values = {name: declared.value for name, declared in script.variables.items()}
    assert values["w"].dtype == np.float64
    assert values["w"].tolist() == [1, 2, 3]
    assert values["k"] == 4
    assert values["X"].shape == (2, 2)
    assert values["v"].tolist() == [1.5, 1.5]


def test_a_dimension_stands_for_its_size():
    script = run(
        "X: real[n, d]\nmean_square = sum(X ** 2) / (n * d)\nf = function([X], mean_square)\nprint(f([[1, 2, 3]]))"
    )
    assert script.error is None
    assert float(script.outputs) == pytest.approx(14 / 3)


def test_a_name_of_the_script_hides_a_dimension():
    script = run("X: real[n, d]\nn = 7\nprint(n)")
    assert script.outputs == "7\n"


def test_shared_variables_and_makers_are_variables_too():
    script = run(
        "x, y = dvectors('x', 'y')\nw = T.shared([1.0, 2.0], 'w')\nz = dscalar()\nq = tensor('t', shape=(3, None))"
    )
    assert script.error is None
    assert list(script.variables) == ["x", "y", "w", "z", "t"]


def test_variables_of_one_name_stay_apart():
    script = run("a = dvector('x')\nb = dvector('x')\ny = a + b")
    assert list(script.variables) == ["x", "b"]
    script = run("xs = [dvector('x') for i in range(3)]")
    assert list(script.variables) == ["x", "x_2", "x_3"]


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("x: reel[n]", 4, "reel is not a type", "real, real32"),
        ("x: 3", 4, "not a type", "x: real[n]"),
        ("x: real[n + 1]", 4, "not a dimension", "a number, a name"),
        ("x: real[1.5]", 4, "not a dimension", ""),
        ("x: real[True]", 4, "not a dimension", ""),
        ("x: real[-1]", 4, "not a dimension", ""),
        ("k = 'a'\nx: real[k]", 4, "k is a string", ""),
        ("x.y: real", 1, "only a name", "x: real[n]"),
        ("x, y: real", 1, "one variable", "one a line"),
        ("x: real[2] = [1, 2, 3]", 14, "3 entries", ""),
        ("x: real[2] = 1", 14, "0 dimensions", ""),
        ("x: int = 1.5", 10, "real", ""),
        ("x: real = 'a'", 11, "a string", ""),
        ("y: real\nx: real = y", 11, "not an expression", ""),
        ("x: real[2] = [[1], [1, 2]]", 14, "", ""),
        ("x: real[n] = zeros(10 ** 9)", 14, "", ""),
    ],
)
def test_mistakes_are_named(text, column, message, hint):
    error = run(text).error
    assert error is not None
    assert (error.span.line, error.span.column + 1) == (text.count("\n") + 1, column)
    assert message in error.message
    assert hint in error.hint


def test_a_declaration_takes_a_value_that_the_core_computes():
    script = run("x: real[4] = linspace(0, 3, 4)\nb: real[n] = zeros(2) + 1")
    assert script.error is None, script.error
    np.testing.assert_array_equal(script.variables["x"].value, [0, 1, 2, 3])
    np.testing.assert_array_equal(script.variables["b"].value, [1, 1])
