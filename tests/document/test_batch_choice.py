"""What a person chose for a batch: how many rows there are, and what is wrong with it."""

import numpy as np
import pytest

from explorer.document.batch_choice import NO_BATCH, Axis, BatchChoice, read_place
from explorer.document.batch_rows import rows_of_file


@pytest.mark.parametrize(
    ("choice", "rows"),
    [
        (NO_BATCH, 0),
        (BatchChoice(axes=(Axis("x", count=3), Axis("w[0]", count=5))), 15),
        (BatchChoice(design="random", axes=(Axis("x"),), rows=12), 12),
        (BatchChoice(design="latin hypercube", rows=12), 0),
        (BatchChoice(design="file"), 0),
        (BatchChoice(design="file", path="points.csv"), None),
    ],
)
def test_how_many_rows(choice, rows):
    assert choice.planned == rows


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (NO_BATCH, "Choose what varies"),
        (BatchChoice(design="file"), "Choose a file"),
        (BatchChoice(axes=(Axis("x"), Axis("x"))), "x stands there twice"),
        (BatchChoice(axes=(Axis("x["),)), "is no variable"),
        (BatchChoice(axes=(Axis("x", first=float("nan")),)), "finite"),
        (BatchChoice(axes=(Axis("x", 0, 1, log=True),)), "same sign"),
        (BatchChoice(design="random", axes=(Axis("x", 0, -1, distribution="normal"),)), "deviation"),
        (BatchChoice(axes=(Axis("x", count=10**5), Axis("y", count=10**5))), "more than a batch"),
    ],
)
def test_what_is_wrong_is_told(choice, words):
    assert words in choice.mistake


def test_nothing_is_wrong():
    assert not BatchChoice(axes=(Axis("x"), Axis("A[0,1]", 1, 100, log=True))).mistake
    assert not BatchChoice(design="random", axes=(Axis("x", 1, 0),)).mistake
    assert not BatchChoice(design="file", path="points.csv").mistake


def test_places():
    assert read_place("x") == ("x", ())
    assert read_place(" A[0, 12] ") == ("A", (0, 12))
    assert read_place("θ[3]") == ("θ", (3,))
    assert read_place("x[-1]") is None
    assert read_place("") is None


def test_how_many_rows_a_file_has(tmp_path):
    axes = {"x": 0, "w": 1}
    table, archive = tmp_path / "points.csv", tmp_path / "points.npz"
    table.write_text("x,w[0]\n1,2\n\n3,4\n")
    assert rows_of_file(str(table), axes) == 2
    table.write_text("x,w[0]\n1,2\n3,4\n5,6")
    assert rows_of_file(str(table), axes) == 3  # it is another one now
    np.savez(archive, w=np.zeros(4), x=np.zeros(7), other=np.zeros((9, 9)))
    assert rows_of_file(str(archive), axes) == 7
    np.savez(archive, w=np.zeros(4))
    assert rows_of_file(str(archive), axes) is None
    archive.write_bytes(b"PK nonsense")
    assert rows_of_file(str(archive), axes) is None
    assert rows_of_file(str(tmp_path / "none.csv"), axes) is None
