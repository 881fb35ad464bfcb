"""What may stand after a dot: everything in the tables is there, and nothing else."""

import numpy as np
import pytest

from explorer.core.expr import Expression
from explorer.script import Limits, run
from explorer.script.attributes import ATTRIBUTES, SETTABLE, nearest, read
from explorer.script.compiled import Compiled, Graph, Maker
from explorer.script.errors import Complaint
from explorer.script.growing import METHODS
from explorer.script.seeded import Generator, RandomState

LIMITS = Limits()
SCRIPT = run("X: real[n, n]\nw = T.shared([[1.0]])\nf = function([X], X.T)\ny = X ** 2")
EXAMPLES = {
    Expression: SCRIPT.names["y"].expression,
    np.ndarray: np.eye(2),
    np.generic: np.float64(1.5),
    complex: 1j,
    float: 1.5,
    int: 3,
    Compiled: SCRIPT.functions[0],
    Maker: SCRIPT.functions[0].maker,
    Graph: SCRIPT.functions[0].maker.fgraph,
    Generator: Generator(LIMITS),
    RandomState: RandomState(LIMITS),
    list: [1],
    tuple: (1,),
    dict: {1: 2},
}
ONLY_SHARED = {"get_value", "set_value"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for table in (ATTRIBUTES, METHODS) for kind, names in table.items() for name in names],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_allowed_attribute_is_there(kind, name):
    example = next(iter(SCRIPT.variables.values())).variable if name not in ONLY_SHARED else EXAMPLES[kind]
    if kind is not Expression:
        example = EXAMPLES[kind]
    if name in ONLY_SHARED:
        with pytest.raises(Complaint):
            read(example, name, LIMITS)
        example = SCRIPT.variables["w"].variable
    read(example, name, LIMITS)


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_nothing_else_is_there(kind):
    allowed = {*ATTRIBUTES.get(kind, ()), *METHODS.get(kind, ())}
    for name in dir(EXAMPLES[kind]):
        if name not in allowed:
            with pytest.raises(Complaint):
                read(EXAMPLES[kind], name, LIMITS)


def test_no_allowed_name_is_private():
    for table in (*ATTRIBUTES.values(), *METHODS.values(), *SETTABLE.values()):
        assert not [name for name in table if name.startswith("_")]


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("x.name = 'q'\nprint(x.name)", "q\n"),
        ("f = function([x], x)\nf.trust_input = True\nprint(f.trust_input)", "True\n"),
        ("print(x.ndim, x.dtype, x.T.ndim)", "2 float64 2\n"),
        ("print(x.type)", "real[n, d]\n"),
        ("w = T.shared([1.0])\nw.set_value([2.0])\nprint(w.get_value())", "[2.]\n"),
    ],
)
def test_attributes_do_what_they_say(text, output):
    script = run(f"x: real[n, d]\n{text}")
    assert (script.error, script.outputs) == (None, output)


def test_near_names_are_suggested():
    assert nearest("sun", ["sum", "max"]) == "did you mean sum?"
    assert nearest("DVECTOR", ["dvector"]) == "did you mean dvector?"
    assert nearest("qqq", ["sum"]) == ""
