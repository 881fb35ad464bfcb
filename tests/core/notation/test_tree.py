"""Theano's debugprint."""

import io

import pytest

import explorer.core as T

x, v = T.dscalar("x"), T.dvector("v")


def test_a_tree_is_a_node_a_line():
    u = T.exp(x)
    u.name = "u"
    assert T.debugprint(u / (1 + u), file="str").splitlines() == [
        "divide [id A]",
        " ├─ exp [id B] 'u'",
        " │  └─ x [id C]",
        " └─ add [id D]",
        "    ├─ 1 [id E]",
        "    └─ exp [id B] 'u'",
        "       └─ ···",
    ]


def test_the_bodies_of_loops_follow():
    h, _ = T.scan(lambda a: a * 2, sequences=v)
    lines = T.debugprint(h, file="str").splitlines()
    at = lines.index("Inner graphs:")
    assert lines[at + 2] == "scan [id A]"
    assert lines[at + 3].startswith("multiply [id ")


def test_it_is_printed_or_written(capsys):
    assert T.debugprint(x) is None
    assert capsys.readouterr().out == "x [id A]\n"
    file = io.StringIO()
    T.debugprint([x, v], file=file)
    assert file.getvalue() == "x [id A]\nv [id B]\n"


def test_a_compiled_function_shows_what_runs():
    f = T.function([x], x**2 * x**-1)
    assert "x [id " in T.debugprint(f, file="str")


def test_what_is_no_graph_is_refused():
    with pytest.raises(TypeError, match="expressions and compiled functions"):
        T.debugprint("x")


def test_a_shared_graph_is_as_long_as_its_nodes():
    e = x
    for _ in range(500):
        e = e * e
    text = T.debugprint(e, file="str")
    assert len(text) < 500 * 500


def test_a_deep_graph_goes_on_below():
    e = x
    for _ in range(1000):
        e = T.sin(e)
    lines = T.debugprint(e, file="str").splitlines()
    assert max(map(len, lines)) < 200
    assert sum(line.lstrip(" └─").startswith("sin") for line in lines) >= 1000
    assert any("x [id" in line for line in lines)
