"""Only read, a script compiles nothing and calls nothing, until a value is needed."""

import pytest

from explorer.script import names, run

HEAD = "x: real\ny = x ** 2\ng = grad(y, x)\nf = function([x], g)\n"


@pytest.fixture
def compiled(monkeypatch):
    """How often a function was compiled."""
    count = []
    original = names.core_names()["function"].function

    def counting(*args, **kwargs):
        count.append(args)
        return original(*args, **kwargs)

    table = dict(names.core_names())
    table["function"] = names.Builtin("function", counting)
    monkeypatch.setattr(names, "core_names", lambda: table)
    return count


CASES = [
    ("print(f(4))", "…\n", "8.0\n"),
    ("print('a', f(4), 1)", "a … 1\n", "a 8.0 1\n"),
    ("a = f(4) + 1\nprint(a, a * 2)", "… …\n", "9.0 18.0\n"),
    ("print(f'{f(4):.3f}|')", "…\n", "8.000|\n"),
    ("print([f(1), f(2)])", "…\n", "[array(2.), array(4.)]\n"),
    ("print(max([f(1), f(2)]), round(f(3)), float(f(4)), abs(f(-1)))", "… … … …\n", "4.0 6.0 8.0 2.0\n"),
    ("print(f(4) > 3, not f(4), -f(4))", "… … …\n", "True False -8.0\n"),
    ("print(np.sqrt(f(2)), np.allclose(f(2), 4), f(2).shape)", "… … …\n", "2.0 True ()\n"),
    ("h = function([x], [y, g])\na, b = h(3)\nprint(a, b)", "… …\n", "9.0 6.0\n"),
    ("h = function([x], {'y': y})\nprint(h(3)['y'])", "…\n", "9.0\n"),
    ("assert f(4) == 8\nprint('on')", "on\n", "on\n"),
    (
        "rows = []\nfor i in range(2):\n    rows.append(f(i))\nprint(rows, len(rows))",
        "… 2\n",
        "[array(0.), array(2.)] 2\n",
    ),
    ("w = 1.0\nfor i in range(3):\n    w = w - 0.25 * f(w)\nprint(w)", "…\n", "0.125\n"),
    ("print(pp(f.maker.fgraph.outputs[0]))", "…\n", "(TensorConstant{2.0} * x)\n"),
    ("print(y.eval({x: 3}))", "…\n", "9.0\n"),
    ("print(len(f.steps) > 0, 'def' in f.source)", "… …\n", "True True\n"),
    ("def k(a):\n    return f(a) + 1\nprint(k(1))", "…\n", "3.0\n"),
    ("print(pp(y))", "(x ** TensorConstant{2})\n", "(x ** TensorConstant{2})\n"),
]


@pytest.mark.parametrize(("text", "before", "after"), CASES, ids=[case[0][:30] for case in CASES])
def test_what_needs_values_waits_and_then_is_what_it_should_be(text, before, after, compiled):
    script = run(HEAD + text, evaluate=False)
    assert (script.error, script.outputs, compiled) == (None, before, [])
    assert script.finish() is None
    assert script.outputs == after
    assert run(HEAD + text).outputs == after


def test_a_condition_needs_its_value_now(compiled):
    script = run(HEAD + "if f(4) > 3:\n    print('large')", evaluate=False)
    assert (script.error, script.outputs) == (None, "large\n")
    assert len(compiled) == 1


def test_beside_an_expression_a_value_is_needed_now(compiled):
    script = run(HEAD + "z = y * f(4)", evaluate=False)
    assert script.error is None
    assert "z" in script.names
    assert len(compiled) == 1


def test_a_function_is_compiled_once(compiled):
    script = run(HEAD + "print(f(1), f(2))\nprint(f(3))", evaluate=False)
    script.finish()
    assert script.outputs == "2.0 4.0\n6.0\n"
    assert len(compiled) == 1


def test_a_failed_assertion_comes_with_its_line():
    script = run(HEAD + "assert f(4) == 9, 'no'\n", evaluate=False)
    assert script.error is None
    error = script.finish()
    assert error is not None
    assert (error.span.line, error.message) == (5, "the assertion does not hold: no")


def test_mistakes_in_the_call_of_function_come_when_it_is_compiled():
    text = "x: real\nz: real\nf = function([x], z)"
    error = run(text).error
    assert error is not None
    assert error.span.line == 3


def test_what_is_printed_is_passed_on_as_it_comes():
    pieces = []
    run("print(1)\nprint('a', 2)", stdout=pieces.append)
    assert "".join(pieces) == "1\na 2\n"


COUNTER = (
    "c = T.shared(0.0, 'c')\nstep = function([], c, updates=[(c, c + 1)])\nlook = function([], c * 10)\n"
    "a = step()\nprint(look())\nstep()\nstep()\nprint(look(), c.get_value())\nc.set_value(7.0)\n"
)


@pytest.mark.parametrize("more", ["", "if look() > 60:\n    print('large', look())\n", "assert look() == 70\nstep()"])
def test_calls_that_change_something_keep_their_order(more):
    text = COUNTER + more + "\nprint(a, look(), c.get_value())"
    script = run(text, evaluate=False)
    assert script.error is None
    assert script.finish() is None
    assert script.outputs == run(text).outputs


def test_calls_that_nobody_reads_are_made_too():
    script = run(COUNTER + "step()\nlook(3)", evaluate=False)
    assert script.error is None
    error = script.finish()
    assert error is not None
    assert error.span.line == COUNTER.count("\n") + 2


def test_the_value_of_a_shared_variable_is_known():
    script = run("c = T.shared([1.0, 2.0], 'c')")
    assert script.variables["c"].value.tolist() == [1, 2]


def test_inputs_and_outputs_are_known():
    script = run(HEAD, evaluate=False)
    (function,) = script.functions
    assert function.inputs == [script.variables["x"].variable]
    assert function.expressions == [script.names["g"].expression]
    assert (function.label, function.span.line) == ("f", 4)
