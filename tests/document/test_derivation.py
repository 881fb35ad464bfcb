"""Derivations as texts: LaTeX that parses, Markdown that GitHub sets, plain text; each step with its rule."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pylatexenc.latexwalker import LatexEnvironmentNode, LatexMacroNode, LatexWalker

from explorer.document.derivation import derivation
from explorer.document.document import Document
from explorer.document.export import render
from explorer.document.gallery import find, gallery
from explorer.document.work import work_of
from explorer.drawing.equations import is_short

ROOT = Path(__file__).parents[2]
LARGER = ("attention", "gaussian_process", "kalman_filter", "lstm")
PROGRAMS = {entry.name: entry.document for entry in gallery()}
PROGRAMS |= {name: Document((ROOT / f"benchmarks/programs/{name}.py").read_text(encoding="utf-8")) for name in LARGER}
REFUSED = re.compile(r"\\(operatorname|mbox|phantom|newcommand|def|ttfamily)\b")
PAPER = "x: real\ns = 1 / (1 + exp(-x))\ng = grad(s, x)\n"


def parsed(text):
    """All macros and environments of a document; raises where it is not well formed."""
    nodes, _, _ = LatexWalker(text, tolerant_parsing=False).get_latex_nodes()
    stack, macros, environments = list(nodes), [], []
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if isinstance(node, LatexMacroNode):
            macros.append(node.macroname)
        if isinstance(node, LatexEnvironmentNode):
            environments.append(node.environmentname)
        stack += getattr(node, "nodelist", None) or []
        arguments = getattr(node, "nodeargd", None)
        stack += (arguments.argnlist or []) if arguments is not None else []
    return macros, environments


def exported(document, format):
    return render(document, "steps", None, format).decode()


@pytest.mark.parametrize("name", PROGRAMS)
def test_latex_is_read_by_a_parser(name):
    text = exported(PROGRAMS[name], "tex")
    macros, environments = parsed(text)
    assert environments.count("document") == 1
    assert macros.count("step") == len(work_of(PROGRAMS[name]).steps) + 1  # and where it is defined
    assert "align*" in environments
    for display in re.findall(r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}", text, re.DOTALL):
        for row in display.split(" \\\\\n"):
            assert row.startswith("& "), row
            assert row.count(r"\left") - row.count(r"\leftarrow") - row.count(r"\leftrightarrow") == row.count(
                r"\right"
            ) - row.count(r"\rightarrow")


@pytest.mark.parametrize("name", PROGRAMS)
def test_markdown_is_set_by_github(name):
    text = exported(PROGRAMS[name], "md")
    assert text.startswith("# ")
    assert text.count("```") % 2 == 0
    for display in re.findall(r"```math\n(.*?)\n```", text, re.DOTALL):
        assert not REFUSED.search(display)
    assert text.count("\n**") == len(work_of(PROGRAMS[name]).steps)


@pytest.mark.parametrize("format", ["tex", "md", "txt"])
@pytest.mark.parametrize("name", ["2_logistic", "11_perceptron", "lstm"])
def test_each_step_is_told_with_its_rule(name, format):
    text = exported(PROGRAMS[name], format)
    place = 0
    for number, step in enumerate(work_of(PROGRAMS[name]).steps, 1):
        label = {"tex": rf"\step{{{number}}}{{", "md": f"**{number}. ", "txt": f"\n{number:>4}  "}[format]
        place = text.index(label + step.rule.name, place)
        assert not step.rule.unsafe or step.rule.unsafe in text[place : place + 200]


def test_plain_text_reads_from_top_to_bottom():
    lines = exported(Document(PAPER), "txt").splitlines()
    assert lines[0] == "∇ s by x"
    assert lines[2] == "      s = 1 / (1 + exp(-x))"
    assert lines[3].startswith("      as derived: ")
    assert lines[-1].startswith("      result: ")
    assert any(re.match(r"   1  [a-z ]+", line) for line in lines)


def test_a_part_is_left_out_where_it_is_all_and_all_where_it_is_long():
    told = derivation(work_of(Document(PAPER)))
    assert told.given is not None
    assert told.given[0].name == "s"
    assert not told.parts
    assert told.steps[-1].whole is told.result
    long = derivation(work_of(PROGRAMS["gaussian_process"]))
    assert not is_short(long.start)
    assert any(step.whole is None for step in long.steps)


def test_parts_of_long_formulas_have_the_names_of_the_script():
    told = derivation(work_of(find("perceptron").document))
    assert [name.name for name, _ in told.parts] == ["hidden", "predicted"]
    assert r"\mathrm{hidden} = " in exported(find("perceptron").document, "tex")


def test_without_steps_there_is_still_a_formula():
    text = exported(Document("x: real\ny = sin(x)\n"), "tex")
    parsed(text)
    assert "No rule applies" in text
    assert r"\sin\left(x\right)" in text


def test_names_are_no_commands():
    text = exported(Document("a_b: real\ninput_100 = exp(log(a_b)) * 1\n"), "tex")
    macros, _ = parsed(text)
    assert "input" not in macros
    assert text.count(r"\end{document}") == 1
    assert r"a_{b}" in text


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX")
@pytest.mark.parametrize("name", ["2_logistic", "12_least_squares", "gaussian_process"])
def test_latex_compiles(name, tmp_path):
    (tmp_path / "a.tex").write_text(exported(PROGRAMS[name], "tex"), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert not re.search(rb"Missing character|Undefined control", done.stdout)
