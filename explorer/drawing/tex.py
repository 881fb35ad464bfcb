r"""A formula as a small LaTeX file of its own."""

from __future__ import annotations

import re

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "≠": r"$\neq$",
    "−": r"$-$",
    "→": r"$\to$",
    "…": r"\ldots{}",
    "·": r"$\cdot$",
    "×": r"$\times$",
    "²": r"$^2$",
    "ᵀ": r"$^{\top}$",
    "∞": r"$\infty$",
    "±": r"$\pm$",
    "√": r"$\surd$",
    "σ": r"$\sigma$",
    "π": r"$\pi$",
}
_PREAMBLE = r"""\documentclass[border=6pt, varwidth=30cm]{standalone}
\usepackage{iftex}
\iftutex\usepackage{unicode-math}\else\usepackage[utf8]{inputenc}\usepackage{amssymb}\fi
\usepackage{amsmath}
"""
_LINE = re.compile(r"[\r\n\x00-\x1f\x7f\u2028\u2029]+")


def tex_text(text: str) -> str:
    """Any text as LaTeX shows it letter by letter, in text mode: nothing in it is a command."""
    return "".join(_SPECIAL.get(character, character) for character in _LINE.sub(" ", text))


def tex_comment(text: str) -> str:
    """A line that LaTeX does not read."""
    return f"% {_LINE.sub(' ', text)}\n"


def tex_document(latex: str, title: str = "") -> str:
    """A standalone document that sets one formula, or one on each line of ``latex`` that ends in two backslashes.

    Args:
        latex: mathematics in LaTeX, names in it escaped already (see `tex_text`).
        title: stands as a comment in the first line.
    """
    comment = tex_comment(title) if title else ""
    body = f"\\begin{{aligned}}\n{latex}\n\\end{{aligned}}" if "\\\\" in latex else latex
    return f"{comment}{_PREAMBLE}\\begin{{document}}\n$\\displaystyle\n{body}\n$\n\\end{{document}}\n"
