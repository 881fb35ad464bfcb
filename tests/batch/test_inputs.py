"""Inputs from files and ranges: what is there is read, and what is wrong is told with its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.special import ndtr

import explorer.core as T
from explorer.batch.inputs import InputError, read_inputs
from explorer.batch.ranges import Range, Spread, grid, grid_rows, latin_hypercube, random

VARIABLES = {
    "x": T.dscalar("x"),
    "v": T.dvector("v"),
    "A": T.dmatrix("A"),
    "n": T.lscalar("n"),
    "b": T.tensor("b", "bool"),
    "z": T.zvector("z"),
}
same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)


def write_table(path, values):
    """As people write one: a column for each element."""
    heading = [
        name + (f"[{','.join(map(str, place))}]" if place else "")
        for name, array in values.items()
        for place in np.ndindex(array.shape[1:])
    ]
    rows = zip(
        *(array[(slice(None), *at)] for array in values.values() for at in np.ndindex(array.shape[1:])), strict=True
    )
    lines = [",".join(f'"{name}"' for name in heading), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


numbers = st.floats(allow_nan=False, width=64)


@same_folder
@given(st.data(), st.integers(0, 4))
def test_a_table_gives_back_what_was_written(tmp_path, data, rows):
    values = {
        "x": data.draw(arrays.arrays("float64", rows, elements=numbers)),
        "v": data.draw(arrays.arrays("float64", (rows, 3), elements=numbers)),
        "A": data.draw(arrays.arrays("float64", (rows, 2, 2), elements=numbers)),
        "n": data.draw(arrays.arrays("int64", rows)),
        "b": data.draw(arrays.arrays("bool", rows)),
        "z": data.draw(arrays.arrays("complex128", (rows, 1), elements=st.complex_numbers(allow_nan=False))),
    }
    write_table(tmp_path / "in.csv", values)
    found = read_inputs(tmp_path / "in.csv", VARIABLES)
    assert {name: array.tobytes() for name, array in found.items()} == {n: a.tobytes() for n, a in values.items()}
    assert {name: array.shape for name, array in found.items()} == {n: a.shape for n, a in values.items()}


def test_an_archive_gives_back_what_was_written(tmp_path):
    values = {"x": np.arange(3.0), "A": np.eye(2)}
    np.savez(tmp_path / "in.npz", **values)
    found = read_inputs(tmp_path / "in.npz", VARIABLES)
    assert {name: array.tolist() for name, array in found.items()} == {n: a.tolist() for n, a in values.items()}


def test_spaces_blank_lines_and_other_spellings(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text('\ufeff x , v[0],v[ 1 ],n,b\n\n 1.5,inf,nan,3.0,True\r\n"2", 1e3,-0,-4,0\n', encoding="utf-8")
    found = read_inputs(path, VARIABLES)
    assert found["x"].tolist() == [1.5, 2.0]
    assert str(found["v"].tolist()) == "[[inf, nan], [1000.0, -0.0]]"
    assert found["n"].tolist() == [3, -4]
    assert found["b"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "in.csv is empty"),
        ("y\n1\n", r"in.csv, line 1, column 1: the script has no variable 'y'; there are x, v, A"),
        ("x,v\n", r"in.csv, line 1, column 2: v has 1 axes, so that a column is v\[0\], not 'v'"),
        ("x[0]\n", r"line 1, column 1: x has 0 axes, so that a column is x, not 'x\[0\]'"),
        ("x,x\n", "line 1, column 2: 'x' stands there twice"),
        ("v[0],v[2]\n", r"in.csv, line 1: there is no column v\[1\], and real\[v₀\] needs it"),
        ("v[1]\n", r"there is no column v\[0\]"),
        ('"A[0,0]","A[1,1]"\n', r"there is no column A\[0,1\]"),
        ("v[a]\n", r"line 1, column 1: 'v\[a\]' is no name of a column"),
        ("v[1000000000000]\n", r"there is no column v\[0\]"),
        ("x,n\n1,2\n3\n", "in.csv, line 3: 1 entries, and 2 columns have a name"),
        ("x,n\n1,2\n\nfour,4\n", "in.csv, line 4, column x: 'four' is no float64"),
        ("x,n\n1,2\n3,4.5\n", "in.csv, line 3, column n: '4.5' is no int64"),
        ("n\n99999999999999999999\n", "line 2, column n: '99999999999999999999' is no int64"),
        ("b\nmaybe\n", "line 2, column b: 'maybe' is no bool"),
        ("z[0]\n1+\n", r"line 2, column z\[0\]: '1\+' is no complex128"),
        ('x\n"1\n', "in.csv, line 2: "),
    ],
)
def test_a_mistake_in_a_table_has_a_place(tmp_path, text, says):
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_inputs(tmp_path / "in.csv", VARIABLES)


def test_files_that_are_none(tmp_path):
    (tmp_path / "in.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "in.npz").write_bytes(b"PK\x03\x04nonsense")
    np.savez(tmp_path / "objects.npz", x=np.array([None]))
    np.savez(tmp_path / "other.npz", y=np.ones(2))
    for name, says in {
        "in.csv": "is not text in UTF-8",
        "in.npz": r"is no \.npz file",
        "objects.npz": "Python objects are not read",
        "other.npz": "other.npz: the script has no variable 'y'",
        "in.txt": r"inputs are read from \.npz and \.csv files",
        "missing.csv": "no such file",
    }.items():
        with pytest.raises(InputError, match=says):
            read_inputs(tmp_path / name, VARIABLES)


def test_a_grid_is_every_combination():
    ranges = {"x": Range(0, 1, 3), "y": Range(1, 100, 2, log=True)}
    found = grid(ranges)
    assert found["x"].tolist() == [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]
    assert found["y"].tolist() == [1.0, 100.0] * 3
    assert grid_rows(ranges) == 6


def test_random_values_depend_on_their_name_and_the_seed_alone():
    normal, uniform = Spread(shape=(2,)), Spread("uniform", 3.0, 4.0)
    found = random({"x": normal, "y": uniform}, 50, seed=1)
    assert found["x"].shape == (50, 2)
    assert (found["y"] >= 3).all()
    assert (found["y"] < 4).all()
    assert random({"y": uniform}, 50, seed=1)["y"].tobytes() == found["y"].tobytes()
    assert random({"y": uniform}, 50, seed=2)["y"].tobytes() != found["y"].tobytes()


def test_a_latin_hypercube_meets_each_interval_once():
    spreads = {"x": Spread("uniform", -1.0, 1.0), "w": Spread("normal", 3.0, 0.5, (2,))}
    found = latin_hypercube(spreads, 200, seed=1)
    assert np.sort(np.floor((found["x"] + 1) * 100)).tolist() == list(range(200))
    for element in found["w"].T:
        likely = ndtr((element - 3) / 0.5)
        assert np.sort(np.floor(likely * 200)).tolist() == list(range(200))
    assert np.abs(np.corrcoef(found["w"].T)[0, 1]) < 0.3
    assert latin_hypercube({"x": spreads["x"]}, 200, seed=1)["x"].tobytes() == found["x"].tobytes()
    assert latin_hypercube(spreads, 0)["w"].shape == (0, 2)
