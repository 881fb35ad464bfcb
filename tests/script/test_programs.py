"""The seven programs of the tutorial run as they are, and say where a mistake is."""

from pathlib import Path

import pytest

from explorer.script import run

GALLERY = Path(__file__).parents[2] / "resources" / "gallery"
OUTPUTS = {
    "1_gradient": (
        "((fill((x ** TensorConstant{2}), TensorConstant{1.0}) * TensorConstant{2})"
        " * (x ** (TensorConstant{2} - TensorConstant{1})))\n8.0\n(TensorConstant{2.0} * x)\n"
    ),
    "2_logistic": "[[0.25       0.19661193]\n [0.19661193 0.10499359]]\n",
    "3_jacobian": "[[8. 0.]\n [0. 8.]]\n",
    "4_hessian": "[[2. 0.]\n [0. 2.]]\n",
    "5_rop": "[2. 2.]\n",
    "6_lop": "[[0. 0.]\n [2. 2.]]\n",
    "7_hessian_times_vector": "[4. 4.]\n",
}
TARGETS = {
    "1_gradient": "gy",
    "2_logistic": "gs",
    "3_jacobian": "J",
    "4_hessian": "H",
    "5_rop": "JV",
    "6_lop": "VJ",
    "7_hessian_times_vector": "Hv",
}


def text_of(name):
    return (GALLERY / f"{name}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_program_prints_what_it_should(name):
    script = run(text_of(name))
    assert script.error is None, script.error
    assert script.outputs == OUTPUTS[name]


@pytest.mark.parametrize("name", OUTPUTS)
def test_only_read_it_prints_the_same_once_it_is_finished(name):
    script = run(text_of(name), evaluate=False)
    assert script.error is None
    first = OUTPUTS[name].splitlines(keepends=True)[0] + "…\n" if name == "1_gradient" else ""
    assert script.outputs == first + "…\n"
    assert script.finish() is None
    assert script.outputs == OUTPUTS[name]


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("evaluate", [True, False])
def test_the_derivative_is_what_is_looked_at(name, evaluate):
    script = run(text_of(name), evaluate=evaluate)
    assert script.target is not None
    assert (script.target.name, script.target.is_derivative) == (TARGETS[name], True)
    assert len(script.functions) == 1
    assert script.functions[0].label in {"f", "dlogistic"}


def test_variables_stand_in_order_of_declaration():
    assert list(run(text_of("6_lop"), evaluate=False).variables) == ["W", "v", "x"]


def test_names_are_no_labels_of_the_expressions():
    script = run(text_of("1_gradient"), evaluate=False)
    assert script.names["y"].expression.name is None


MISTAKES = {
    # the mistake, and the column that it stands in
    "unknown name": (
        lambda line: (line.replace("= ", "= nonsense + ", 1), line.index("= ") + 3),
        "nonsense is not defined",
    ),
    "unclosed bracket": (lambda line: (f"{line} + (1", len(line) + 4), "never closed"),
    "forbidden": (lambda _: ("with open('x') as y: pass", 1), "no with"),
    "wrong type": (lambda line: (line.replace("= ", "= 'a' * 1.5 + ", 1), line.index("= ") + 3), "does not take"),
}


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_line_5_is_found_there(name, mistake):
    lines = text_of(name).splitlines()
    change, words = MISTAKES[mistake]
    lines[4], column = change(lines[4] if " = " in lines[4] else "q = 1")
    for evaluate in (True, False):
        script = run("\n".join(lines), evaluate=evaluate)
        assert script.error is not None
        assert (script.error.span.line, script.error.span.column + 1) == (5, column)
        assert words in script.error.message
        rendered = script.error.render(script.source, "FILE").splitlines()
        assert rendered[0] == f"FILE:5:{column}: {script.error.message}"
        assert rendered[1] == "    " + lines[4]
        assert rendered[2].index("^") == 4 + column - 1


def test_what_stands_before_a_mistake_is_kept():
    lines = text_of("7_hessian_times_vector").splitlines()
    assert lines[6].startswith("gy")
    for broken in ("gy = T.grad(y, ", "gy = T.grad(y, z)", "gy = T.grad(y x)", "class A: pass"):
        lines[6] = broken
        script = run("\n".join(lines), evaluate=False)
        assert script.error is not None
        assert script.error.span.line == 7
        assert list(script.names) == ["y"]
        assert list(script.variables) == ["x", "v"]


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*.py")), ids=lambda path: path.stem)
def test_the_gallery_runs(path):
    script = run(path.read_text(encoding="utf-8"))
    assert script.error is None, script.error
    assert script.target is not None
    assert script.target.is_derivative


@pytest.mark.parametrize("module", ["theano", "pytensor", "aesara"])
def test_the_modules_of_the_field_are_one(module):
    text = text_of("4_hessian").replace("theano", module)
    assert run(text).outputs == OUTPUTS["4_hessian"]


@pytest.mark.parametrize(
    "head",
    [
        "from explorer.core import *",
        "import explorer.core as T",
        "import theano\nfrom theano import tensor as T",
        "import numpy as np\nimport theano.tensor as T",
        "",
    ],
)
def test_usual_import_lines_and_none_at_all(head):
    script = run(f"{head}\nx = dscalar('x')\nf = function([x], grad(x ** 2, x))\nprint(f(4))")
    assert (script.error, script.outputs) == (None, "8.0\n")


@pytest.mark.parametrize(
    ("loop", "is_derivative"),
    [
        ("scan(lambda i: grad(x[i] ** 3, x), sequences=arange(x.shape[0]))", True),
        ("scan(lambda i: grad(sum(x ** 3), x)[i], sequences=arange(3))", False),
        ("scan(lambda u: u - force(u), outputs_info=v, n_steps=3)", False),
    ],
)
def test_a_loop_is_a_derivative_where_its_step_gives_one(loop, is_derivative):
    head = "x = dvector('x')\nv = dscalar('v')\ndef force(u):\n    return grad(u ** 2, u)\n"
    script = run(f"{head}s, _ = {loop}")
    assert script.names["s"].is_derivative is is_derivative


THEANO_LOOPS = """\
import theano
import theano.tensor as T
from theano.ifelse import ifelse
from theano.scan import until

x = T.dvector('x')
y = T.dscalar('y')
sums, updates = theano.scan(
    lambda e, p: (p + e, until(p + e > 3)), sequences=x, outputs_info=T.constant(0.0)
)
z = ifelse(T.gt(y, 0), T.sum(sums), y)
f = theano.function([x, y], [z, T.grad(z, x)])
print(f([1, 2, 3, 4], 1.0))
fibonacci, _ = theano.scan(
    lambda a, b: a + b, outputs_info=[dict(initial=x[:2], taps=[-1, -2])], n_steps=5, strict=True
)
print(theano.function([x], fibonacci)([1, 1]))
"""


def test_conditions_taps_and_choices_are_written_as_in_theano():
    script = run(THEANO_LOOPS)
    assert script.error is None, script.error
    assert script.outputs == "[array(10.), array([3., 2., 1., 0.])]\n[ 2.  3.  5.  8. 13.]\n"
