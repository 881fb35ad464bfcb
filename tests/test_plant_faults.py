"""Faults are planted where rules are, and each is another program."""

import ast
from pathlib import Path

import pytest

from tools.plant_faults import EQUIVALENT, ROOT, chosen, concerned, faults, faults_of, near

ALL = faults()


def test_faults_are_many_and_the_choice_is_the_same_each_time():
    assert len(ALL) > 500
    assert chosen(ALL, 60) == chosen(faults(), 60)
    assert len({fault.path for fault in chosen(ALL, 60)}) > 10


def test_every_kind_of_fault_is_there():
    words = {word for fault in ALL for word in fault.what.split()}
    assert {"sign", "term", "factor", "transpose", "conj", "changed", "swapped", "edge", "divisor"} <= words


@pytest.mark.parametrize("path", sorted({fault.path for fault in ALL}))
def test_a_fault_is_a_program_and_another_one(path):
    source = (ROOT / path).read_text(encoding="utf-8")
    tree = ast.dump(ast.parse(source))
    for fault in [fault for fault in ALL if fault.path == path][::8]:
        assert ast.dump(ast.parse(fault.planted(source))) != tree, fault


def test_what_is_only_asserted_has_no_faults(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.plant_faults.ROOT", tmp_path)
    path = tmp_path / "made.py"
    path.write_text(
        "class A(Op):\n"
        "    def vjp(self, a, b):\n"
        "        assert len(a) == 2\n"
        "        return zip(a, b, strict=True), zip(a, b, strict=False), f(a, exact=True)\n",
        encoding="utf-8",
    )
    assert [fault.what for fault in faults_of(path)] == ["False turned round in False", "True turned round in True"]


def test_near_a_fault_are_all_tests_that_walk_the_operations():
    fault = next(fault for fault in ALL if fault.owner == "Qr.jvp")
    walking = next(arguments for arguments in near(fault, ROOT) if "tests/core/test_catalogue.py" in arguments)
    assert {"tests/core/test_matrix.py", "tests/core/test_typical.py", "tests/core/sparsity/test_operations.py"} < {
        *walking
    }
    assert "[Qr] or [Qr- or .Qr-" in walking


def test_a_rule_is_found_with_what_it_calls(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.plant_faults.ROOT", tmp_path)
    path = Path(tmp_path / "explorer" / "core" / "ops" / "made.py")
    path.parent.mkdir(parents=True)
    path.write_text(
        "class A(Elementwise):\n"
        "    def infer(self, x):\n        return 1 + x\n"
        "    def partials(self, x, *, out):\n        return (_slope(x), -T.gt(x, 0))\n"
        "class B(A):\n    pass\n"
        "def _slope(x):\n    return 0.5 * x\n"
        "def other(x):\n    return 3 * x\n",
        encoding="utf-8",
    )
    found = faults_of(path)
    assert [(fault.owner, fault.what) for fault in found] == [
        ("A.partials", "sign dropped in -T.gt(x, 0)"),
        ("A.partials", "gt became ge in T.gt(x, 0)"),
        ("A.partials", "0 changed in 0"),
        ("_slope", "0.5 changed in 0.5"),
        ("_slope", "factor doubled in 0.5 * x"),
        ("_slope", "factor dropped in 0.5 * x"),
    ]
    assert concerned(found[0], path.read_text(encoding="utf-8")) == ["A", "B"]


def test_what_changes_nothing_is_said_of_faults_that_can_be_planted():
    files = {file for file, _, _ in EQUIVALENT}
    every = {(fault.path, fault.owner, fault.what) for file in files for fault in faults_of(ROOT / file)}
    assert EQUIVALENT.keys() <= every
