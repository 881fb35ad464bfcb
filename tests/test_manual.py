"""What the manual shows works, and what it points at is there."""

import re
from pathlib import Path

import pytest

from explorer.cli import COMMANDS
from explorer.document.export import FORMATS
from explorer.script import run

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^( *)```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def scripts(page: str) -> list[str]:
    """The scripts that a page shows."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in BLOCK.findall(text)]


@pytest.mark.parametrize("text", [*scripts("docs/manual/script.md"), scripts("README.md")[0]])
def test_a_script_runs(text):
    script = run(text)
    assert script.error is None, script.error


def test_what_the_page_of_programs_shows_runs(capsys):
    exec("\n".join(scripts("docs/manual/speed.md")), {})
    assert capsys.readouterr().out == "columns 3\n"


def test_the_script_page_shows_a_mistake_as_it_is_shown():
    page = (ROOT / "docs/manual/script.md").read_text(encoding="utf-8")
    shown = re.search(r"    (a\.py:(\d+):.*\n(?:    .*\n)*)", page)
    assert shown
    text = "\n" * (int(shown[2]) - 4) + "X: real[n, 3]\ny: real[n]\nv: real[4]\nm = y * (X @ v)\n"
    script = run(text)
    assert script.error is not None
    said = re.sub("^", "    ", script.error.render(script.source, "a.py"), flags=re.MULTILINE)
    assert [line.strip() for line in said.splitlines()][:3] == [line.strip() for line in shown[0].splitlines()][:3]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_at_is_there(page):
    text = page.read_text(encoding="utf-8")
    anchors = {}
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, heading = target.partition("#")
        path = page.parent / name if name else page
        assert path.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            anchors[target] = {re.sub(r"[^\w\- ]", "", words).lower().replace(" ", "-") for words in headings}
            assert heading in anchors[target], target


@pytest.mark.parametrize("page", ["README.md", "docs/manual/command-line.md"])
def test_the_commands_are_those_of_the_program(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"^    derivative-explorer ([a-z]+)", text, re.MULTILINE))
    assert named
    assert named <= COMMANDS.keys()
    if page != "README.md":
        assert named == COMMANDS.keys()


def test_the_views_and_formats_are_those_of_the_program():
    text = (ROOT / "docs/manual/command-line.md").read_text(encoding="utf-8")
    listed = {}
    for names, formats in re.findall(r"^\| (`.*`) \|.*\| ([a-z ]+) \|$", text, re.MULTILINE):
        listed.update(dict.fromkeys(re.findall(r"`([a-z-]+)`", names), tuple(formats.split())))
    assert listed == FORMATS
