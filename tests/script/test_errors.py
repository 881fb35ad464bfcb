"""Each mistake is told with its place and with what to do."""

import pytest

from explorer.script import ScriptError, Source, Span, run

X = "x: real[n]\n"

CASES = [
    # text, place (line, column from 1), a part of the message, a part of the hint
    ("y = x + 1", (1, 5), "x is not defined", "x: real[n]"),
    ("prnit(3)", (1, 1), "prnit is not defined", "print"),
    ("lamda = 1\nprint(lambd)", (2, 7), "lambd is not defined", "lamda"),
    (X + "y = Exp(x)", (2, 5), "Exp is not defined", "exp"),
    ("X: real[rows, cols]\ny = rovs + 1", (2, 5), "rovs is not defined", "rows"),
    (X + "if x > 0:\n    y = 1", (2, 4), "is an expression", "switch"),
    (X + "y = 1 if x > 0 else 2", (2, 10), "is an expression", "switch"),
    (X + "while x > 0: pass", (2, 7), "is an expression", "switch"),
    (X + "y = x > 0 and x < 1", (2, 5), "and asks", "and_"),
    (X + "y = not x", (2, 5), "not asks", "logical_not"),
    (X + "y = 0 < x < 1", (2, 5), "chain", "and_(a < b"),
    (X + "y = x == 1", (2, 5), "one and the same", "eq(a, b)"),
    (X + "y = x != 1", (2, 5), "one and the same", "neq(a, b)"),
    (X + "y = x ^ 2", (2, 5), "not a power", "x**2"),
    (X + "x[0] = 1", (2, 1), "cannot be changed", "set_subtensor"),
    (X + "for a in x: pass", (2, 1), "unknown length", "scan"),
    (X + "a, b = x", (2, 1), "unknown length", "scan"),
    (X + "y = len(x)", (2, 5), "length", "shape[0]"),
    (X + "y = float(x)", (2, 5), "no value before", "cast"),
    (X + "y = range(x.shape[0])", (2, 5), "range needs", "arange"),
    (X + "y = max(x, x)", (2, 5), "several expressions", "maximum"),
    (X + "y = 2(x + 1)", (2, 5), "cannot be called", "a*(b + c)"),
    (X + "y = x(1)", (2, 5), "cannot be called", "a*(b + c)"),
    (X + "y = x.sun()", (2, 5), "no .sun", "sum"),
    (X + "y = x.t", (2, 5), "no .t", "x.T"),
    (X + "y = exp()", (2, 5), "exp", "exp(x)"),
    (X + "y = exp(x, x)", (2, 5), "exp", "exp(x)"),
    (X + "y = sum(x, axes=0)", (2, 5), "axes", "axis=None"),
    (X + "y = x + 'a'", (2, 5), "+ does not take an expression and a string", ""),
    (X + "y = -'a'", (2, 5), "- does not take a string", ""),
    (X + "y = x + print", (2, 5), "the function print", ""),
    (X + "f = function(x, x)", (2, 5), "a list of variables", "[x]"),
    (X + "f = function([x + 1], x)", (2, 5), "variables", "declare"),
    (X + "f = function([x], x)\nf(x)", (3, 1), "takes values", "clone_replace"),
    (X + "y = x.sum(axis=3)", (2, 5), "axis", ""),
    (X + "assert x > 0", (2, 1), "assert", "f([1, 2])"),
    ("assert 1 > 2, 'one is less'", (1, 1), "one is less", ""),
    ("a, b = 1, 2, 3", (1, 1), "2 names for 3 values", ""),
    ("a = [1]\na[3]", (2, 1), "out of range", ""),
    ("a = {1: 2}\na[3]", (2, 1), "no entry 3", ""),
    ("1 / 0", (1, 1), "division by zero", ""),
    ("10.0 ** 999", (1, 1), "too large", ""),
    ("def f(a, b=1): return a\nf(1, 2, 3)", (2, 1), "too many", "f(a, b=1)"),
    ("def f(a, b=1): return a\nf()", (2, 1), "'a'", "f(a, b=1)"),
    ("def f(a): return a + c\nf(1)", (1, 22), "c is not defined", ""),
    ("T.foo", (1, 1), "tensor has no foo", ""),
    ("T(3)", (1, 1), "the module tensor cannot be called", ""),
    ("import nump", (1, 1), "cannot be imported", "numpy"),
    ("from theano import functoin", (1, 1), "no functoin", "function"),
    ("'{}'.format(1)", (1, 1), "after a string", "f-string"),
    ("'%d' % 3", (1, 1), "a string", "f-string"),
    ("f'{[1]:.2f}'", (1, 1), "for numbers", ""),
    ("f'{1:zz}'", (1, 1), "not understood", ".3f"),
    # syntax
    ("y = (1 + 2", (1, 5), "( is never closed", "closes"),
    ("y = [1, (2]", (1, 11), "] cannot close (", ""),
    ("y = 1)", (1, 6), "closes nothing", ""),
    ("if y = 1: pass", (1, 4), "= inside an expression", "=="),
    ("y = = 1", (1, 5), "= inside an expression", ""),
    ("2 = y", (1, 1), "cannot give a value to literal", "name"),
    ("f(y) = 2", (1, 1), "cannot give a value to function call", "name"),
    ("y = 'abc", (1, 5), "never closed", "quote"),
    ("y = 2x", (1, 5), "number runs into a name", "2*x"),
    ("y = x²", (1, 6), "² has no meaning", "**2"),
    ("y = a − b", (1, 7), "− has no meaning", "minus"),
    ("y = “a”", (1, 5), "“ has no meaning", "quotes"),
    ("y = 1 +", (1, 8), "ends too early", "missing"),
    ("if 1\n    y = 2", (1, 5), ": is missing", "colon"),
    ("if 1:\ny = 2", (2, 1), "block after", "indent"),
    ("  y = 2", (1, 2), "indented", "remove"),
    ("f(x y)", (1, 3), "missing between", "comma"),
    ("print 3", (1, 1), "brackets", "print(…)"),
    ("x: real[?]", (1, 9), "? is not expected", "real[_, 3]"),
    ("y++", (1, 4), "ends too early", ""),
    ("else: 3", (1, 1), "else without", "if"),
]


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"), CASES, ids=[case[0].removeprefix(X)[:30] for case in CASES]
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(text, place, message, hint):
    error = run(text).error
    assert error is not None
    assert message in error.message
    assert hint in error.hint
    assert (error.span.line, error.span.column + 1) == place


def test_the_place_counts_characters_and_not_bytes():
    error = run("θ = 1\nσ = θ + ψ").error
    assert error is not None
    assert error.span == Span(2, 8, 2, 9)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_count(end):
    error = run(end.join(["x = 1", "y = 2", "z = q"])).error
    assert error is not None
    assert error.span.line == 3


def test_an_error_in_a_function_names_who_called_it():
    script = run("def f(a):\n    return a + missing\n\ny = [f(1)]\n")
    assert script.error is not None
    text = script.error.render(script.source, "a.py")
    assert text == (
        "a.py:2:16: missing is not defined\n"
        "        return a + missing\n"
        "                   ^~~~~~~\n"
        "  called from line 4: f(1)\n"
        '  hint: a variable is declared as missing: real[n], or missing = dvector("missing").'
    )


def test_tabs_stay_under_tabs():
    error = ScriptError("wrong", Span(1, 1, 1, 2))
    assert error.render(Source("\tx"), "f").splitlines()[2] == "    \t^"


def test_errors_of_the_core_get_the_place():
    script = run("X: real[3, 4]\nw: real[5]\nz = 1 + dot(X, w)")
    assert script.error is not None
    assert script.error.span == Span(3, 8, 3, 17)
    script = run("x: real\ny: real\nz = x ** 2\ng = 3 * grad(z, y)")
    assert script.error is not None
    assert script.error.span == Span(4, 8, 4, 18)


def test_an_error_inside_a_loop_of_the_core_has_the_place_in_the_lambda():
    script = run("x: real[n]\ny, u = scan(lambda a: a + q, sequences=x)")
    assert script.error is not None
    assert script.error.span == Span(2, 26, 2, 27)


def test_an_error_at_the_call_has_the_place_of_the_call():
    text = "x: real[n]\ny: real[n]\nf = function([x, y], x + y)\nprint(1)\nprint(f([1, 2], [1, 2, 3]))"
    script = run(text)
    assert script.error is not None
    assert script.error.span == Span(5, 6, 5, 26)
    script = run(text, evaluate=False)
    assert script.error is None
    error = script.finish()
    assert error is not None
    assert error.span == Span(5, 6, 5, 26)
    assert script.outputs == "1\n…\n"
