"""The page with two derivations."""

from collections.abc import Iterator

from explorer.document.derivation import derivation
from explorer.document.document import Document
from explorer.document.work import work_of
from explorer.drawing.derivation_markdown import derivation_markdown
from tools.pages.markdown import NOTE

_LOGISTIC = """x: real

s = 1 / (1 + exp(-x))
g = grad(s, x)
"""
_LEAST_SQUARES = """A: real[m, n]
x: real[n]
b: real[m]

loss = sum((A @ x - b) ** 2)
g = grad(loss, x)
"""
SCRIPTS = {
    "The derivative of the logistic function": _LOGISTIC,
    "The gradient of least squares": _LEAST_SQUARES,
}
_PREFACE = """Each step has the name of its [rule](../rules.md), what was known or assumed, the part that it
replaced, and the whole formula where that is short. Where mathematics writes two things alike that are not, as shapes,
they stand as people type them. This is what

    derivative-explorer export program.py --view steps --target g -o derivation.md

writes. With `-o derivation.tex` it is a document for LaTeX, and with `-o derivation.txt` plain text."""


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from ("# Two derivations", "", NOTE, "", _PREFACE)
    for heading, script in SCRIPTS.items():
        work = work_of(Document(script))
        assert work is not None
        yield from ("", f"## {heading}", "", "```python", *script.splitlines(), "```", "")
        yield from derivation_markdown(derivation(work), "###").splitlines()
