"""Each operation in each notation. Operations are found by walking the code."""

import pytest
import typst

import explorer.core as T
from tests.core.catalogue import examples
from tests.core.notation.test_formula import balanced

ALL = [example for example in examples() if "float32" not in str(example)]


def closed(text):
    """Whether brackets are closed in order."""
    stack = []
    for character in text:
        if character in "([{":
            stack.append({"(": ")", "[": "]", "{": "}"}[character])
        elif character in ")]}" and (not stack or stack.pop() != character):
            return False
    return not stack


def everything(known):
    for example in ALL:
        yield from example.build(*example.variables(known=known))


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("style", ["theano", "plain", "let"])
def test_each_operation_has_a_text(style, known):
    for e in everything(known):
        text = T.pp(e, style=style)
        assert text
        assert closed(text), text


@pytest.mark.parametrize("known", [True, False])
def test_each_operation_can_be_read(known):
    for e in everything(known):
        assert closed(T.read(e)), T.read(e)
        assert len(T.brief(e)) <= 60
        assert T.debugprint(e, file="str").count("\n") >= 1


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("style", ["plain", "let"])
def test_each_operation_has_a_formula(style, known):
    formulas = []
    for e in everything(known):
        assert balanced(T.latex(e, style)), T.latex(e, style)
        formulas.append(T.typst(e, style))
    source = "#set page(width: auto, height: auto)\n" + "\n\n".join(f"$ {text} $" for text in formulas)
    typst.compile(source.encode(), format="svg")
