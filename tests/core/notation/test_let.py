"""Let style: shared parts named once."""

import re

import pytest

import explorer.core as T
from explorer.core.errors import ExplorerError
from explorer.document.brief import exceeds
from tests.work import calls

x, y, v = T.dscalar("x"), T.dscalar("y"), T.dvector("v")


def test_a_shared_part_has_a_line():
    u = T.exp(-x)
    assert T.pp(u / (1 + u), style="let") == "u = exp(-x)\nu / (1 + u)"


def test_what_is_used_once_has_none():
    assert T.pp(T.exp(-x) + 1, style="let") == "exp(-x) + 1"


def test_a_leaf_alone_is_itself():
    assert T.pp(x, style="let") == "x"


def test_parts_keep_the_names_that_they_have():
    part = T.exp(x) + 1
    part.name = "total"
    assert T.pp(part * T.sin(part), style="let") == "total = exp(x) + 1\ntotal * sin(total)"


def test_names_avoid_those_of_variables_and_of_each_other():
    u, a = T.dscalar("u"), T.dscalar("a")
    first, second = T.exp(u) + a, T.exp(a)
    second.name = "u"
    text = T.pp(first * first * second * second, style="let")
    names = [line.split(" = ")[0] for line in text.split("\n")[:-1]]
    assert len(set(names)) == len(names)
    assert not {"u", "a"} & set(names)


def test_short_parts_stand_where_they_are():
    assert T.pp(-x * T.exp(-x), style="let") == "-x * exp(-x)"
    assert T.pp(v[0] * T.exp(v[0]), style="let") == "v[0] * exp(v[0])"


def test_each_line_uses_only_lines_above():
    e = x
    for _ in range(30):
        e = T.sin(e) + e * e
    lines = T.pp(e, style="let").split("\n")
    assert lines[0].startswith("a = ")
    assert 20 < len(lines) < 65


def test_a_hundred_thousand_operations_in_a_row_are_written_in_linear_time():
    def work(count):
        e = x
        for number in range(count):
            e = e * x if number % 2 else T.sin(e)
        lines = T.pp(e, style="let").split("\n")
        assert max(map(len, lines)) < 1000  # nobody reads an endless line
        return calls(lambda: T.pp(e, style="let"))

    assert work(100_000) < 11 * work(10_000)


def test_an_endless_expression_is_as_long_as_its_graph():
    e = x
    for _ in range(1000):
        e = e * e
    assert T.pp(e, style="let").count("\n") == 999


def doublings(x, count):
    for _ in range(count):
        x = T.exp(x) * x
    return x


def test_a_loop_is_as_long_as_its_body():
    h = T.dvector("h")
    around = T.sin(h)
    states, _ = T.scan(lambda s: doublings(s + around * T.cos(around), 50), outputs_info=h, n_steps=3)
    text = T.pp(states[-1], style="let")
    assert text.count("exp(") == 50
    assert text.count("sin(h)") == 1
    assert "{" in text
    assert text.count("\n") == 2
    with pytest.raises(ExplorerError, match="written out"):
        T.read(states)
    assert exceeds(states, 10_000)


def test_names_in_a_loop_are_none_that_stand_around_it():
    a = T.dvector("a")
    states, _ = T.scan(lambda s: doublings(s, 3), outputs_info=a, n_steps=3)
    text = T.pp(states + T.sum(states), style="let")
    (outer,) = re.findall(r"^(\w+) = scan", text, re.MULTILINE)
    inner = re.findall(r"(\w+) = [^=]", text.partition("{")[2].partition("}")[0])
    assert len({outer, "a", *inner}) == 2 + len(inner) == 4
