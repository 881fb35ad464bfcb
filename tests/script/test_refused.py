"""Every kind of syntax node is either handled or refused with words."""

import ast

import pytest

from explorer.script import run
from explorer.script.nodes import EXPRESSIONS, STATEMENTS
from explorer.script.refused import REFUSED


def kinds(base: type[ast.AST]) -> list[type[ast.AST]]:
    # ast.Num and its kin are old names of Constant; ast.Index and ast.ExtSlice are never made any more
    old = {"Num", "Str", "Bytes", "NameConstant", "Ellipsis", "Index", "ExtSlice"}
    return [
        kind
        for kind in vars(ast).values()
        if isinstance(kind, type) and base in kind.__bases__ and kind.__name__ not in old
    ]


@pytest.mark.parametrize("kind", kinds(ast.expr), ids=lambda kind: kind.__name__)
def test_every_expression_is_handled_or_refused(kind):
    assert (kind in EXPRESSIONS) != (kind in REFUSED)


@pytest.mark.parametrize("kind", kinds(ast.stmt), ids=lambda kind: kind.__name__)
def test_every_statement_is_handled_or_refused(kind):
    assert (kind in STATEMENTS) != (kind in REFUSED)


EXAMPLES = {
    ast.ClassDef: "class A: pass",
    ast.AsyncFunctionDef: "async def f(): pass",
    ast.AsyncFor: "async def f():\n    async for a in b: pass",
    ast.AsyncWith: "async def f():\n    async with a: pass",
    ast.Await: "async def f():\n    await g()",
    ast.Yield: "def f():\n    yield 1",
    ast.YieldFrom: "def f():\n    yield from g()",
    ast.Delete: "x = 1\ndel x",
    ast.With: "with a as b: pass",
    ast.Raise: "raise ValueError",
    ast.Try: "try:\n    x = 1\nexcept ValueError:\n    pass",
    ast.Global: "def f():\n    global x",
    ast.Nonlocal: "def f():\n    nonlocal x",
    ast.Match: "match 1:\n    case 1: pass",
    ast.NamedExpr: "(x := 1)",
    ast.Set: "{1, 2}",
    ast.SetComp: "{a for a in [1]}",
}
if "TryStar" in vars(ast):
    EXAMPLES[vars(ast)["TryStar"]] = "try:\n    x = 1\nexcept* ValueError:\n    pass"


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_what_is_refused_says_so_and_says_what_to_do(kind):
    error = run(EXAMPLES[kind]).error
    assert error is not None
    outer = next(iter(ast.parse(EXAMPLES[kind]).body))
    assert error.message in {REFUSED.get(given, [""])[0] for given in (kind, type(outer))}
    assert error.hint


def test_refusals_stand_before_anything_of_their_statement_runs():
    script = run("x = 1\nfor i in range(3):\n    print(i)\n    with a: pass")
    assert script.outputs == ""
    assert script.error is not None
    assert script.error.span.line == 4


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("@f\ndef g(): pass", "decorator"),
        ("x = [a async for a in b]", "async"),
        ("x = b'a'", "bytes"),
        ("return 1", "return"),
        ("break", "break"),
        ("continue", "continue"),
        ("x = *a, b\n", "a is not defined"),
        ("import os", "os cannot be imported"),
        ("import os.path as p", "os.path cannot be imported"),
        ("from subprocess import run", "subprocess cannot be imported"),
        ("from . import x", "no files"),
        ("from numpy import load", "numpy has no load"),
        ("import numpy.ctypeslib", "cannot be imported"),
    ],
)
def test_smaller_things_are_refused_in_words(text, word):
    error = run(text).error
    assert error is not None
    assert word in error.message
