"""MathML: well-formed, and the same tokens in the same order as the LaTeX, read by parsers that are not ours."""

import xml.etree.ElementTree as ET
from itertools import chain

import pytest
from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexSpecialsNode,
    LatexWalker,
)

import explorer.core as T
from explorer.core.notation.letters import GREEK
from explorer.core.notation.mathml import NAMESPACE, SIGNS
from explorer.core.notation.typst import SIGNS as TYPST_SIGNS
from tests.core.catalogue import examples
from tests.core.notation.test_formula import HOSTILE

ALL = [example for example in examples() if "float32" not in str(example)]
x, y = T.dscalars("x", "y")
A, v = T.dmatrix("A"), T.dvector("v")
# MathML's children in the order in which LaTeX writes them.
ORDER = {"munderover": (0, 1, 2), "msubsup": (0, 1, 2), "mroot": (1, 0)}
COUNTS = {"mfrac": 2, "msup": 2, "msub": 2, "munder": 2, "mover": 2, "munderover": 3, "msubsup": 3, "mroot": 2}
LEAVES = {"mi", "mn", "mo", "mtext"}
INSIDE = {"mrow", "msqrt", "mtable", "mtr", "mtd", "math", "mspace", *COUNTS, *LEAVES}
# What the two call the same thing.
SAME = {
    "−": "-", "…": "...", "⋅": "·", "∑": "∑", "‖": "‖", "𝖧": "H", "𝟏": "1", "𝟎": "0", "𝐞": "e", "ϵ": "ε", "ϕ": "φ",
    "′": "'", "∗": "*", "∥": "‖", "⟨": "⟨", "‾": "¯", "̇": "˙", "̄": "¯",
}  # fmt: skip
MACROS = {
    "top": "⊤", "odot": "⊙", "circ": "∘", "ldots": "...", "cdot": "·", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈",
    "rceil": "⌉", "|": "‖", "left": "", "right": "", ",": "", "quad": "", " ": "", "bmod": "mod", "mapsto": "↦",
    "veebar": "⊻", "leftarrow": "←", "neg": "¬", "wedge": "∧", "vee": "∨", "infty": "∞", "nabla": "∇", "partial": "∂",
    "\\": "", "textless": "<", "textgreater": ">", "textbackslash": "\\", "textasciicircum": "^",
    "textasciitilde": "~", "sum": "∑", "prod": "∏", "times": "×", "in": "∈", "leq": "≤", "geq": "≥", "neq": "≠",
}  # fmt: skip
ACCENTS = {"dot": "˙", "bar": "¯", "overline": "¯"}
GROUPS = {"frac", "sqrt", "mathrm", "text", "operatorname", "mathsf", "mathbf", "mathrel"}


def plain(text):
    """Characters without space, each as both would write it."""
    return "".join(
        SAME.get(character, character) for character in text if not character.isspace() and character != "\u2061"
    )


def of_mathml(text):
    """The characters of a formula, in LaTeX's order; each element has as many children as it must."""
    root = ET.fromstring(text)
    assert root.tag == f"{{{NAMESPACE}}}math"

    def walk(element):
        name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        assert name in INSIDE
        assert name not in COUNTS or len(element) == COUNTS[name]
        assert (name in LEAVES) == bool(element.text), ET.tostring(element)
        yield element.text or ""
        children = list(element)
        for place in ORDER.get(name, range(len(children))):
            yield from walk(children[place])

    return plain("".join(walk(root)))


def of_latex(text):
    """The characters of LaTeX, as pylatexenc reads it."""
    nodes, _, _ = LatexWalker(text, tolerant_parsing=False).get_latex_nodes()
    return plain("".join(chain.from_iterable(map(read, nodes))))


def read(node):
    """The characters of a node of pylatexenc."""
    match node:
        case LatexCharsNode():
            yield "".join(character for character in node.chars if character not in "^_&")
        case LatexGroupNode():
            yield from chain.from_iterable(map(read, node.nodelist))
        case LatexEnvironmentNode():
            left, right = {"bmatrix": "[]", "cases": ("{", "")}.get(node.environmentname, ("", ""))
            inside = "".join(chain.from_iterable(map(read, node.nodelist)))
            yield f"{left}{inside.removeprefix('[t]') if node.environmentname == 'aligned' else inside}{right}"
        case LatexSpecialsNode():
            yield "" if node.specials_chars in "&~" else node.specials_chars
        case LatexMacroNode():
            yield from read_macro(node)
        case _:
            yield LatexNodes2Text().nodelist_to_text([node])


def read_macro(node):
    name = node.macroname
    given = node.nodeargd.argnlist if node.nodeargd is not None else []
    inside = list(chain.from_iterable(read(one) for one in given if one is not None))
    if name in ACCENTS:
        return [*inside, ACCENTS[name]]
    if name in MACROS:
        return [MACROS[name], *inside]
    if name in GROUPS:
        return inside
    return [GREEK.get(name, name)]  # a letter, a function's name, or an escaped sign


def agree(expression, style):
    ours, theirs = of_mathml(T.mathml(expression, style)), of_latex(T.latex(expression, style))
    assert ours == theirs, T.latex(expression, style)


@pytest.mark.parametrize("example", ALL, ids=str)
def test_every_operation_says_the_same_as_in_latex(example):
    for e in example.build(*example.variables(known=True)):
        for style in ("plain", "let"):
            agree(e, style)


def test_a_formula():
    text = T.mathml(T.sqrt(x + 1) / y)
    assert text == (
        f'<math xmlns="{NAMESPACE}" display="block"><mfrac><msqrt><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow></msqrt>'
        "<mi>y</mi></mfrac></math>"
    )


def test_sums_have_their_axes_below():
    assert "<munder><mo>∑</mo>" in T.mathml(T.sum(A, axis=0))


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_strangers_are_only_names(name):
    stranger = T.dscalar(name)
    ET.fromstring(T.mathml((stranger * x + stranger**2) / stranger))


def test_the_writers_know_the_same_signs():
    assert SIGNS.keys() == TYPST_SIGNS.keys()
