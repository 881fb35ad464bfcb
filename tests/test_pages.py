"""The pages that follow from the program follow from this one, and name everything."""

import re

import pytest

import explorer.core as T
from explorer.core.catalogue import operations
from tests.core.surface import MISSING, OPERATIONS
from tools.pages.__main__ import PAGES
from tools.pages.conventions import conventions
from tools.pages.functions import functions
from tools.pages.markdown import ROOT, anchor, text

PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
# GitHub refuses these in formulas.
REFUSED = re.compile(r"\\(operatorname|mbox|phantom|newcommand|def|unicode|require)\b")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_program_gives(name):
    path, lines = PAGES[name]
    assert (ROOT / path).read_text(encoding="utf-8") == text(lines()), (
        f"{path} is out of date: `python -m tools.pages {name}` writes it again"
    )


def test_no_operation_is_missing():
    entries = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)
    assert sorted(entries) == sorted(kind.name for kind in operations())
    assert PAGE.count("```math\n") == len(entries)
    assert f"**{len(entries)} operations**" in PAGE


@pytest.mark.parametrize("name", [name for name in dict.fromkeys(OPERATIONS) if name not in MISSING])
def test_no_name_of_the_surface_is_missing(name):
    assert f"`T.{name}`" in PAGE


def test_every_function_is_made_of_operations_with_an_entry():
    kinds = set(operations())
    for one in functions():
        assert one.operation in kinds or set(one.made_of) <= kinds, one
        assert one.operation in kinds or one.words, one


def test_each_convention_that_names_an_operation_is_told_there():
    points = {re.sub(r"^.*?\): ", "", line) for line in PAGE.splitlines() if line.startswith("[At an edge]")}
    names = {kind.name for kind in operations()}
    for one in conventions():
        if names & set(re.findall(r"`(\w+)`", one.point)):
            assert any(point.startswith(one.point) for point in points), one


@pytest.mark.parametrize("formula", re.findall(r"```math\n(.*?)\n```", PAGE, re.DOTALL))
def test_a_formula_is_one_that_github_sets(formula):
    assert not REFUSED.search(formula)
    for left, right in ((r"\{", r"\}"), (r"\\left\b", r"\\right\b"), (r"\\begin\{", r"\\end\{")):
        assert len(re.findall(left, formula)) == len(re.findall(right, formula))
    assert "--" not in formula.replace(" ", "")
    assert not re.search(r"(?<![\d.])1 (\\cdot|\\,) ", formula), "a factor 1"
    rows = formula.split("\\\\\n")
    assert all("&=" in row for row in rows)


RULES_PAGE = (ROOT / "docs/rules.md").read_text(encoding="utf-8")


def test_no_rule_is_missing():
    rules = [rule for one in (*T.rulesets(), *T.detours()) for rule in one.rules]
    rows = {row[0]: row for row in (line.strip("| ").split(" | ") for line in RULES_PAGE.splitlines())}
    assert f"**{len(rules)} rules**" in RULES_PAGE
    for rule in rules:
        assert "$`" in rows[rule.name][1] or " → " in rows[rule.name][1], rule
        assert rule.unsafe in " ".join(rows[rule.name])
        assert str(rule.reference or "") in " ".join(rows[rule.name])
    for one in (*T.rulesets(), *T.detours()):
        assert f"| [{one.theme}](#{anchor(one.theme)}) | {len(one.rules)} |" in RULES_PAGE


def test_every_work_that_a_rule_refers_to_is_listed():
    for rule in (rule for one in T.rulesets() for rule in one.rules if rule.reference):
        assert f"- **{rule.reference.work.key}**: " in RULES_PAGE


@pytest.mark.parametrize("formula", re.findall(r"\$`(.*?)`\$", RULES_PAGE))
def test_a_picture_of_a_rule_is_one_that_github_sets(formula):
    assert not REFUSED.search(formula)
    assert "|" not in formula
    for left, right in ((r"\{", r"\}"), (r"\\left\b", r"\\right\b"), (r"\\begin\{", r"\\end\{")):
        assert len(re.findall(left, formula)) == len(re.findall(right, formula))
