"""What CONTRIBUTING.md and README.md say is done to a copy of the program, and the program's own tests judge it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(
    r"# (?P<file>explorer/[\w/]+\.py)(?:, (?P<where>at the end|below the imports|in (?P<ruleset>\w+)))?\n"
)


def section(heading: str) -> list[str]:
    """The code blocks below a heading of CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return BLOCK.findall(text.split(f"## {heading}\n")[1].split("\n## ")[0])


def add(block: str, copy: Path) -> None:
    """Put a block where its first line says."""
    place = PLACE.match(block)
    assert place, f"the first line must say where this goes:\n{block}"
    path, code = copy / place["file"], block[place.end() :]
    if place["where"] is None:
        assert not path.exists(), f"{path} is there already: choose another example"
        path.write_text(code, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    if place["where"] == "at the end":
        text = f"{text}\n\n{code}"
    elif place["where"] == "below the imports":
        last = list(re.finditer(r"^from [\w.]+ import (?:\w.*|\([^)]*\).*)\n", text, re.MULTILINE))[-1]
        text = text[: last.end()] + code + text[last.end() :]
    else:
        opening = re.search(rf"^{place['ruleset']} = ruleset\(\n.*\n", text, re.MULTILINE)
        assert opening, f"there is no ruleset {place['ruleset']} in {path}"
        text = text[: opening.end()] + code + text[opening.end() :]
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def copy(tmp_path):
    """The program and its tests, without what a test makes."""
    for folder in ("explorer", "resources", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def judge(copy: Path, tests: str, chosen: str) -> tuple[int, str]:
    """How many of the chosen tests passed in the copy, and what was said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests, "-k", chosen]
    run = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    said = run.stdout + run.stderr
    passed = re.search(r"(\d+) passed", said)
    return int(passed[1]) if passed and run.returncode == 0 else 0, said


def test_an_operation_is_added_as_it_says(copy):
    for block in section("Add an operation"):
        add(block, copy)
    passed, said = judge(copy, "tests/core/test_catalogue.py", "Haversine")
    assert passed > 10, said


def test_an_operation_with_a_wrong_partial_is_found(copy):
    for block in section("Add an operation"):
        add(block.replace("0.5 * T.sin(x)", "0.4 * T.sin(x)"), copy)
    passed, said = judge(copy, "tests/core/test_matrix.py", "Haversine")
    assert not passed
    assert re.search(r"FAILED .*test_matrix\[Haversine-plain\]", said), said


def test_a_rule_is_added_as_it_says(copy):
    for block in section("Add a rule"):
        add(block, copy)
    passed, said = judge(copy, "tests/core/rewrite/test_rules.py", "double and angle")
    assert passed > 2, said


def test_a_wrong_rule_is_found(copy):
    for block in section("Add a rule"):
        add(block.replace("sin(2 * x) / 2", "sin(2 * x)"), copy)
    passed, said = judge(copy, "tests/core/rewrite/test_rules.py", "double and angle")
    assert not passed
    assert re.search(r"FAILED .*double angle", said), said


def test_a_panel_is_added_as_it_says(copy):
    for block in section("Add a panel"):
        add(block, copy)
    passed, said = judge(copy, "tests/ui/test_panels.py", "Growth")
    assert passed > 2, said


def test_what_is_added_keeps_the_plan_of_the_house(copy):
    for heading in ("Add an operation", "Add a rule", "Add a panel"):
        for block in section(heading):
            add(block, copy)
    passed, said = judge(copy, "tests/test_architecture.py", "built_to_plan")
    assert passed == 1, said


def test_the_readmes_program_prints_what_it_says(capsys):
    programs = [block for block in BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8")) if "import" in block]
    assert len(programs) == 1
    exec(compile(programs[0], "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    said = re.findall(r"^print\(.*?\)  # (.*)$", programs[0], re.MULTILINE)
    assert said[:-1] == printed[: len(said) - 1]
    assert any(line.startswith("def ") for line in printed), "the source that runs"
