"""What a run leaves behind: names, places, targets, limits."""

import numpy as np
import pytest

from explorer.core.graph import applies
from explorer.core.origin import derivation_of
from explorer.script import Limits, Span, run


def names(text, **options):
    script = run(text, **options)
    assert script.error is None, script.error
    return list(script.names)


def test_names_come_in_the_order_in_which_they_were_given_last():
    assert names("x: real\na = x + 1\nb = x + 2\na = x + 3") == ["b", "a"]


def test_only_expressions_have_names():
    assert names("x: real\na = 3\nb = [x * 2, 1]\nc = lambda: x\nd = x\ne = x * 2\ne = 1\nk = constant(2.0)") == [
        "b[0]"
    ]


def test_lists_of_derivatives_have_a_name_each():
    script = run("x: real\ny: real\nz = x * y\ng = grad(z, [x, y])\na, b = grad(z, [x, y])")
    assert list(script.names) == ["z", "g[0]", "g[1]", "a", "b"]
    assert [binding.is_derivative for binding in script.names.values()] == [False, True, True, True, True]


def test_an_expression_on_a_line_of_its_own_is_called_by_its_text():
    assert names("x: real\nx ** 2\nx\ngrad(x ** 2,\n  x)") == ["x ** 2", "grad(x ** 2, x)"]
    assert names("x: real\n" + " + ".join(["x"] * 30)) == ["line 2"]


def test_what_functions_name_stays_inside():
    assert names("x: real\ndef f(a):\n    inside = a ** 2\n    return inside + 1\ny = f(x)") == ["y"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("", None),
        ("x: real", None),
        ("x: real\ny = x ** 2", "y"),
        ("x: real\ny = x ** 2\nz = x ** 3", "z"),
        ("x: real\ny = x ** 2\ng = grad(y, x)\nz = y + 1", "g"),
        ("x: real\ny = x ** 2\ng = grad(y, x)\nh = grad(g, x)\nf = function([x], g)", "g"),
        ("x: real\ny = x ** 2\ng = grad(y, x)\nf = function([x], y)", "g"),
        ("x: real\ny = x ** 2\ng = grad(y, x)\nf = function([x], [y, g])", "g"),
        ("x: real\ny = x ** 2\nf = function([x], grad(y, x))", "function([x], grad(y, x))"),
        (
            "x: real[n]\ny = x ** 2\nJ, u = scan(lambda i, y, x: grad(y[i], x), arange(n), non_sequences=[y, x])",
            "J",
        ),
        ("x: real[n]\nq, u = scan(lambda a: a ** 2, sequences=x)\nr = q + 1", "r"),
        ("x: real\ndef df(y):\n    return grad(y, x)\ng = df(x ** 2)\nz = x + 1", "g"),
    ],
)
def test_the_target(text, target):
    script = run(text, evaluate=False)
    assert script.error is None, script.error
    assert (script.target and script.target.name) == target


def test_every_operation_knows_its_place():
    script = run("x: real[n]\ny = sum(x ** 2 +\n  exp(x))\ng = grad(y, x)\n")
    g = script.names["g"].expression
    for node in applies([g]):
        for output in node.outputs:
            assert output in script.spans
            assert output.origin is not None
            assert output.origin.span == script.spans[output].as_tuple()
    y = script.names["y"].expression
    places = {script.source.segment(script.spans[node.output()]) for node in applies([y])}
    assert places == {"x ** 2", "exp(x)", "x ** 2 + exp(x)", "sum(x ** 2 + exp(x))"}
    assert script.spans[g] == Span(4, 4, 4, 14)
    assert derivation_of(g) is not None  # the place is added to what the core says, not put instead


def test_the_innermost_part_counts_in_functions_too():
    script = run("x: real\ndef f(a):\n    return a ** 2\ny = f(x)")
    assert script.spans[script.names["y"].expression] == Span(3, 11, 3, 17)


def test_the_place_of_a_name_is_where_it_was_given():
    script = run("x: real\na, b = x + 1, x + 2")
    assert script.names["b"].span == Span(2, 3, 2, 4)


def test_after_a_syntax_error_the_lines_before_it_count():
    text = "x: real\ny = x ** 2\nif 1:\n    z = (\nw = x + 1"
    script = run(text)
    assert script.error is not None
    assert list(script.names) == ["y"]
    script = run("x: real\ny = x ** 2\nz = y +")
    assert list(script.names) == ["y"]


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        (Limits(text=10), "x = 1 + 2 + 3"),
        (Limits(nesting=5), "x = [[[[[1]]]]]"),
        (Limits(nodes=5), "x = [1, 2, 3, 4]"),
        (Limits(depth=10), "f = lambda n: f(n - 1) if n else 0\nf(9)"),
        (Limits(steps=5), "for i in range(6): pass"),
        (Limits(steps=5), "x = [i for i in range(6)]"),
        (Limits(bits=8), "x = 2 ** 8"),
        (Limits(bits=8), "x = 256"),
        (Limits(bits=8), "x = 1 << 8"),
        (Limits(items=3), "x = [1, 2, 3, 4]"),
        (Limits(characters=3), "x = 'a' * 4"),
        (Limits(characters=3), "x = 'abcd'"),
        (Limits(characters=3), "print([1, 2])"),
        (Limits(elements=3), "x = np.zeros(4)"),
        (Limits(output=3), "print(1)\nprint(2)"),
        (Limits(graph=3), "x: real\ny = x + 1 + 2 + 3 + 4"),
        (Limits(ndim=2), "x: real[1, 2, 3]"),
        (Limits(seconds=0.05), "x = [i for i in range(90000)]"),
    ],
)
def test_each_limit_holds(limits, text):
    assert run(text).error is None
    error = run(text, limits=limits).error
    assert error is not None
    assert any(character.isdigit() for character in error.message) or "deep" in error.message


def test_random_numbers_are_the_same_each_time():
    text = "import numpy as np\nrng = np.random.RandomState(1)\nprint(np.random.randn(3), rng.uniform(size=2))\n"
    assert run(text).outputs == run(text).outputs


@pytest.mark.parametrize("generator", ["default_rng(5)", "RandomState(5)"])
@pytest.mark.parametrize("draw", ["normal(1, 2, 3)", "uniform(size=2)", "poisson([3, 4])", "exponential(2.0, 2)"])
def test_seeded_numbers_are_numpy_s(generator, draw):
    script = run(f"rng = np.random.{generator}\nprint(rng.{draw})")
    made = getattr(np.random, generator[:-3])(5)
    expected = {"normal": (1, 2, 3), "uniform": (0, 1, 2), "poisson": ([3, 4],), "exponential": (2.0, 2)}
    name = draw.partition("(")[0]
    assert script.outputs == f"{getattr(made, name)(*expected[name])}\n"


def test_a_script_may_train():
    script = run(
        "rng = np.random.RandomState(0)\n"
        "X = matrix('X')\ny = vector('y')\nw = T.shared(np.zeros(3), 'w')\n"
        "cost = mean((dot(X, w) - y) ** 2)\ng = grad(cost, w)\n"
        "train = function([X, y], cost, updates=[(w, w - 0.1 * g)])\n"
        "data = rng.randn(20, 3)\nwant = data @ np.array([1.0, -2.0, 0.5])\n"
        "for step in range(200):\n    c = train(data, want)\n"
        "print(w.get_value().round(3))\nassert c < 1e-3\n"
    )
    assert script.error is None, script.error
    assert script.outputs == "[ 1.  -2.   0.5]\n"
