"""Which rules are used: in the same words wherever it can be said, and obeyed inside operations too."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core import kernels
from explorer.core.graph import applies
from explorer.core.pipeline import rules_off
from explorer.script import run

RULES = [rule for one in (*T.rulesets(), *T.detours()) for rule in one.rules]
ALL = {rule.name for rule in RULES}
UNSAFE = {rule.name for rule in RULES if rule.unsafe}
ALGEBRA = {rule.name for one in T.rulesets() if one.theme == "Algebra" for rule in one.rules}
x, y = T.dscalars("x", "y")
v = T.tensor("v", shape=("n",))


@pytest.mark.parametrize(
    ("rules", "off"),
    [
        (None, set()),
        ("all", set()),
        ("", set()),
        ((), set()),
        ("safe", UNSAFE),
        ({"safe"}, UNSAFE),
        (["safe", "-pythagoras"], UNSAFE | {"pythagoras"}),
        ("safe, -algebra", UNSAFE | ALGEBRA),
        ("-Algebra", ALGEBRA),
        ("algebra", ALL - ALGEBRA),
        ("algebra, safe", (ALL - ALGEBRA) | UNSAFE),
        ("algebra, -cancel", (ALL - ALGEBRA) | {"cancel"}),
        ("log_of_exp", ALL - {"log of exp"}),
        ("- log of exp", {"log of exp"}),
        ("-safe", ALL - UNSAFE),
        ("-all", ALL),
    ],
)
def test_words(rules, off):
    assert rules_off(rules) == off


@pytest.mark.parametrize(
    ("rules", "error", "message"),
    [
        ("trigonometri", ValueError, r"no rules 'trigonometri'; near it are 'trigonometry'"),
        ({"-cancell"}, ValueError, r"no rules '-cancell'; near it are '-cancel'"),
        ("log of exq", ValueError, "'log of exp'"),
        ("zzzz", ValueError, "near it are 'all', 'safe'"),
        (3, TypeError, "rules is a text such as 'safe, -trigonometry'"),
        ([None], TypeError, "not \\[None\\]"),
    ],
)
def test_words_that_name_no_rules(rules, error, message):
    for use in (lambda: T.optimize(x, rules), lambda: T.function([x], x, rules=rules)):
        with pytest.raises(error, match=message):
            use()


def test_names_cannot_be_mistaken_for_each_other():
    names = [
        *(rule.name for rule in RULES),
        *(one.theme.lower() for one in (*T.rulesets(), *T.detours())),
        "all",
        "safe",
    ]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "," in name or name.startswith("-")]


def test_optimize_and_function_leave_the_same_out():
    e = T.log(T.exp(x))
    assert T.optimize(e).after is x
    assert T.function([x], e).outputs == (x,)
    for rules in ("-log of exp", {"-exponentials and logarithms"}, "algebra"):
        assert T.optimize(e, rules).after is e
        assert T.function([x], e, rules=rules).outputs == (e,)


def test_safe_rules_change_no_nan():
    e = x * y / x
    assert T.function([x, y], e, on_unused_input="ignore")(0, 2) == 2
    assert np.isnan(T.function([x, y], e, rules="safe")(0, 2))


def test_without_rewriting_there_are_no_rules_to_choose():
    with pytest.raises(ValueError, match="uses no rules"):
        T.function([x], x, mode="raw", rules="safe")


def operations_inside(e):
    return {node.op.name for outer in applies([e]) for f in outer.op.functions() for node in applies(list(f.outputs))}


@pytest.mark.parametrize(
    "outer",
    [
        lambda: T.root(lambda z: T.log(T.exp(z)) - T.sin(x), T.constant(0.0)),
        lambda: T.scan(lambda a, h: T.log(T.exp(h)) * a, v, x)[0][-1],
        lambda: T.scan(lambda a, h: T.root(lambda z: T.log(T.exp(z)) - h, a), v, x)[0][-1],
    ],
    ids=["root", "loop", "root in a loop"],
)
def test_functions_inside_operations_obey(outer):
    def deep(e):
        found = operations_inside(e)
        for node in applies([e]):
            for f in node.op.functions():
                found |= {name for output in f.outputs for name in deep(output)}
        return found

    e = outer()
    assert "log" in deep(e)
    assert "log" not in deep(T.optimize(e).after)
    assert "log" in deep(T.optimize(e, "-log of exp").after)


def test_the_program_that_keeps_few_states_obeys(monkeypatch):
    loop, _ = T.scan(lambda a, h: T.sin(h) * a, v, x)
    e = T.sum(T.log(T.exp(loop)))
    f = T.function([v, x], e, rules="-log of exp")
    quick = f(np.ones(5), 0.5)
    monkeypatch.setattr(kernels, "KEPT", 0)
    assert np.allclose(f(np.ones(5), 0.5), quick)
    program, _ = f._others[0].compiled
    assert "log" in program.source


def test_scripts_say_it_too():
    text = "x: real\nf = function([x], log(exp(x)), rules={})\nprint(pp(f.outputs[0], style='plain'))\n"
    for rules, printed in (('"safe"', "x\n"), ('"-log of exp"', "log(exp(x))\n"), ('["-log of exp"]', "log(exp(x))\n")):
        script = run(text.replace("{}", rules))
        assert script.error is None, script.error
        assert script.outputs == printed
    script = run(text.replace("{}", '"log of exq"'))
    assert script.error is not None
    assert "near it are" in str(script.error)
