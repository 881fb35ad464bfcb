"""Typed, random and loaded values, their dtypes, and the sizes that follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from explorer.core.types import Dim, named, unknown
from explorer.document.document import Loaded, Random, Typed
from explorer.document.typed import TypedError, read_array, write_array
from explorer.document.values import Declared, assign

if TYPE_CHECKING:
    from pathlib import Path

n, d = named("n"), named("d")
FLOAT = np.dtype("float64")
REGRESSION = [Declared("X", FLOAT, (n, d)), Declared("y", FLOAT, (n,)), Declared("w", FLOAT, (d,))]


@given(
    hnp.arrays(
        st.sampled_from([np.int64, np.float64, np.complex128, np.bool_]), hnp.array_shapes(min_dims=0, max_dims=3)
    )
)
def test_what_is_written_is_read_back_bit_for_bit(array: np.ndarray) -> None:
    back = read_array(write_array(array))
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)
    assert array.dtype.kind not in "fc" or np.array_equal(
        np.signbit(back.real), np.signbit(array.real) & ~np.isnan(back.real)
    )


@given(st.text(st.sampled_from("0123456789.,;[]() \n+-/eEjinfapt_x"), max_size=20))
def test_any_text_is_an_array_or_a_message_with_a_place(text: str) -> None:
    found: object = None
    try:
        found = read_array(text).dtype.kind
    except TypedError as error:
        found = error
    assert found in ("b", "i", "f", "c") or 0 <= found.offset <= len(text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4", 4),
        (" [4, 4] ", [4, 4]),
        ("[[0, 1], [-1, -2]]", [[0, 1], [-1, -2]]),
        ("[[0.25 0.5]\n [0.5  0.1]]", [[0.25, 0.5], [0.5, 0.1]]),  # as NumPy prints
        ("1 2 3", [1, 2, 3]),
        ("1, 2; 3, 4", [[1, 2], [3, 4]]),
        ("1 2\n3 4", [[1, 2], [3, 4]]),
        ("1;2", [[1], [2]]),
        ("(1, 2)", [1, 2]),
        ("4,", [4]),
        ("1/4 -1/2", [0.25, -0.5]),
        ("−1 2e3 .5 5.", [-1, 2000, 0.5, 5]),
        ("1+2j -j".replace("-j", "-1j"), [1 + 2j, -1j]),
        ("inf -inf pi", [np.inf, -np.inf, np.pi]),
        ("[True, false]", [True, False]),
        ("[]", []),
    ],
)
def test_ways_to_type(text: str, expected: object) -> None:
    np.testing.assert_array_equal(read_array(text), np.array(expected))


@pytest.mark.parametrize(
    ("text", "words", "offset"),
    [
        ("", "nothing is typed", 0),
        ("[1, 2", "'[' is never closed", 0),
        ("1 2]", "']' closes nothing", 3),
        ("[1, two]", "'two' is not a number", 4),
        ("[1,, 2]", "missing between two commas", 3),
        ("[1, 2)", "'[' is closed by ')'", 5),
        ("[[1, 2], [3]]", "entry 2 is 1 long, entry 1 is 2 long", 0),
        ("__import__('os')", "'__import__' is not a number", 0),
        ("[" * 100, "more than 32 brackets", 32),
        ("9" * 30, "too large", 0),
        ("9" * 5000, "too large", 0),
    ],
)
def test_mistakes_have_a_place(text: str, words: str, offset: int) -> None:
    with pytest.raises(TypedError, match=r".*") as caught:
        read_array(text)
    assert words in str(caught.value)
    assert caught.value.offset == offset


def test_usual_sizes_fit_together() -> None:
    result = assign(REGRESSION, {}, {})
    assert {name: value.shape for name, value in result.values.items()} == {"X": (3, 4), "y": (3,), "w": (4,)}
    assert result.sources == dict.fromkeys("Xyw", "normal, seed 7")
    assert result.dimensions == {"n": 3, "d": 4}


def test_sizes_follow_from_values_and_from_the_person() -> None:
    result = assign(REGRESSION, {"X": Typed("1 2; 3 4")}, {})
    assert result.values["y"].shape == (2,)
    result = assign(REGRESSION, {}, {"n": 200, "d": 24})
    assert result.values["X"].shape == (200, 24)
    result = assign(REGRESSION, {"w": Random(1, shape=(9,))}, {})
    assert result.values["X"].shape == (3, 9)


def test_conflicts_name_both() -> None:
    result = assign(REGRESSION, {"X": Typed("1 2; 3 4"), "y": Typed("1 2 3")}, {})
    assert result.errors == {"y": "y is 3 numbers, but n = 2 in X"}
    assert result.values["y"].shape == (2,)  # something that can be shown all the same
    result = assign(REGRESSION, {"y": Typed("1 2 3")}, {"n": 2})
    assert result.errors == {"y": "y is 3 numbers, but n = 2 in the dimensions"}
    result = assign(REGRESSION, {"X": Typed("1 2; 3 4"), "w": Random(1, shape=(3,))}, {})
    assert "w cannot be 3 numbers: d = 2 in X" in result.errors["w"]


def test_sizes_that_the_script_joins() -> None:
    a, b, c = unknown("x₀"), unknown("W₀"), unknown("W₁")
    declared = [Declared("x", FLOAT, (a,)), Declared("W", FLOAT, (b, c))]
    result = assign(declared, {"x": Typed("1 2 3 4 5")}, {}, equal=[(a, b)])
    assert result.values["W"].shape == (5, 3)
    result = assign(declared, {"x": Typed("1 2"), "W": Typed("1 2 3")}, {}, equal=[(a, b)])
    assert "W is a matrix [W₀, W₁], and this is 3 numbers" in result.errors["W"]


def test_polynomial_sizes() -> None:
    plus, double = n + 1, n * 2
    assert isinstance(double, Dim)
    assert isinstance(plus, Dim)
    declared = [Declared("a", FLOAT, (plus,)), Declared("b", FLOAT, (n,)), Declared("c", FLOAT, (double,))]
    result = assign(declared, {"a": Typed("1 2 3")}, {})
    assert {name: value.shape for name, value in result.values.items()} == {"a": (3,), "b": (2,), "c": (4,)}
    assert "n·2 cannot be 3" in assign(declared, {"c": Typed("1 2 3")}, {}).errors["c"].replace("2·n", "n·2")


def test_the_script_s_own_calls_are_the_first_values() -> None:
    declared = [Declared("x", FLOAT, (unknown("x₀"),)), Declared("v", FLOAT, (unknown("v₀"),))]
    calls = [({"x": [4, 4], "v": [2, 2]}, "from line 9")]
    result = assign(declared, {}, {}, suggested=calls)
    np.testing.assert_array_equal(result.values["x"], [4.0, 4.0])
    assert result.sources["v"] == "from line 9"
    result = assign(declared, {"x": Typed("1 2 3")}, {}, suggested=calls)
    np.testing.assert_array_equal(result.values["x"], [1.0, 2.0, 3.0])
    np.testing.assert_array_equal(result.values["v"], [2.0, 2.0])
    joined = [(declared[0].shape[0], declared[1].shape[0])]
    result = assign(declared, {"x": Typed("1 2 3")}, {}, suggested=calls, equal=joined)
    assert result.values["v"].shape == (3,)  # a call that does not fit is no mistake of the person's
    assert result.errors == {}


@given(st.integers(0, 100), st.permutations(["a", "b", "c", "d"]), st.integers(1, 4))
def test_each_variable_has_a_stream_of_its_own(seed: int, names: list[str], count: int) -> None:
    declared = [Declared(name, FLOAT, (n,)) for name in names]
    chosen = {name: Random(seed) for name in names}
    alone = assign(declared[:count], chosen, {}).values
    together = assign(declared, chosen, {}).values
    for name, value in alone.items():
        np.testing.assert_array_equal(value, together[name])


@pytest.mark.parametrize("dtype", ["bool", "int8", "int64", "uint8", "float32", "float64", "complex64", "complex128"])
@pytest.mark.parametrize("distribution", ["normal", "uniform"])
def test_random_values_of_every_dtype(dtype: str, distribution: str) -> None:
    how = Random(1, distribution)  # type: ignore[arg-type]
    value = assign([Declared("x", np.dtype(dtype), (n, d))], {"x": how}, {"n": 40}).values["x"]
    assert value.dtype == dtype
    assert value.shape == (40, 4)
    if value.dtype.kind in "iu":
        assert value.min() >= 1
    if value.dtype.kind == "c":
        assert np.all(value.imag != 0)
    if distribution == "uniform":
        assert value.real.min() >= 0


@pytest.mark.parametrize(
    ("dtype", "text", "words"),
    [
        ("int64", "1.5", "not all of these are whole numbers"),
        ("int8", "300", "int8, which holds -128 to 127"),
        ("float64", "1+2j", "there are complex numbers"),
        ("bool", "2", "true or false"),
        ("float64", "[1", "never closed (character 1)"),
        ("float64", "1 2", "x is a single number, and this is 2 numbers"),
        ("int64", "nan", "whole numbers"),
    ],
)
def test_values_of_the_wrong_dtype(dtype: str, text: str, words: str) -> None:
    result = assign([Declared("x", np.dtype(dtype), ())], {"x": Typed(text)}, {})
    assert words in result.errors["x"]
    assert result.values["x"].dtype == dtype


def test_values_that_convert() -> None:
    for dtype, text, value in [
        ("int64", "4.0", 4),
        ("float32", "1/4", 0.25),
        ("bool", "1", True),
        ("complex64", "2", 2),
    ]:
        found = assign([Declared("x", np.dtype(dtype), ())], {"x": Typed(text)}, {})
        assert found.errors == {}
        assert found.values["x"] == value
        assert found.values["x"].dtype == dtype


def test_loaded_values(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.ones((5, 2)))
    (tmp_path / "y.csv").write_text("value\n1\n2\n3\n4\n5\n")
    chosen = {"X": Loaded(str(tmp_path / "x.npy")), "y": Loaded(str(tmp_path / "y.csv"))}
    result = assign(REGRESSION, chosen, {})
    assert result.errors == {}
    assert result.values["y"].shape == (5,)  # a table of one column is a vector
    assert result.values["w"].shape == (2,)
    assert result.sources["X"] == "from x.npy"
    result = assign(REGRESSION, {"w": Loaded(str(tmp_path / "x.npy"))}, {})
    assert result.errors["w"] == "w is a vector [d], and this is 5 × 2"
    result = assign(REGRESSION, {"w": Loaded(str(tmp_path / "gone.npy"))}, {})
    assert result.errors["w"].startswith("gone.npy is not there any more")
