"""Markdown as GitHub reads it."""

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTE = "<!-- Made by `make docs` from the program; edit that instead. -->"


def text(lines: Iterable[str]) -> str:
    """A page of its lines."""
    return "\n".join(lines).rstrip() + "\n"


def cell(words: str) -> str:
    """Text for a cell of a table."""
    return words.replace("|", r"\|").replace("\n", " ")


def code(words: str) -> str:
    """Text in the typewriter's letters."""
    return f"`{words}`"


def prose(docstring: str) -> list[str]:
    """The paragraphs of a docstring, each in one line."""
    return [" ".join(part.split()).replace("``", "`") for part in docstring.split("\n\n")]


def anchor(heading: str) -> str:
    """Where a link to a heading goes."""
    return re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-")


def inline(latex: str) -> str:
    """Mathematics in a line, or in a cell of a table, where a bar would end the cell."""
    without_bars = _spelled(latex).replace(r"\|", r"\Vert ").replace("|", r"\vert ")
    return f"$`{without_bars.strip()}`$"


def mathematics(rows: Iterable[str]) -> list[str]:
    """Lines of LaTeX, aligned at their ``&``. In a block of its own Markdown reads nothing in them."""
    body = _spelled(" \\\\\n".join(rows))
    return ["```math", r"\begin{aligned}", *body.split("\n"), r"\end{aligned}", "```"]


def _spelled(latex: str) -> str:
    """GitHub refuses ``operatorname``; this is what it does."""
    spelled = re.sub(r"\\operatorname\{(\w+)\}", r"\\mathop{\\mathrm{\1}}", latex)
    return re.sub(r"(\\mathop\{\\mathrm\{\w+\}\})_", r"\1\\nolimits_", spelled)
