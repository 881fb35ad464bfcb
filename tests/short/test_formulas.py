"""Formulas as mathematicians type them: the script computes what the formula says, and mistakes are named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.graph import leaves as graph_leaves
from explorer.script import run
from explorer.short import ShortError, script_of
from explorer.short.convert import LONGEST
from explorer.short.functions import FUNCTIONS
from explorer.short.parse import parse
from explorer.short.tokens import tokens
from explorer.short.tree import Call, Name, Negative, Number, Pair, Transposed

M, N = 3, 4
DECLARED = (
    "a: scalar; c: scalar; x: vector[n]; z: vector[n]; u: vector[m]; A: matrix[m, n]; B: matrix[n, n]; C: matrix[n, n]"
)
KINDS = {"a": (1, 1), "c": (1, 1), "x": (N, 1), "z": (N, 1), "u": (M, 1), "A": (M, N), "B": (N, N), "C": (N, N)}


def values():
    """Columns, rows and matrices as two axes each, positive, so that logarithms and powers are real."""
    rng = np.random.default_rng(0)
    return {name: rng.uniform(0.2, 1.2, shape) for name, shape in KINDS.items()}


def by_hand(part, known):
    """The value of a formula with two axes everywhere, as MATLAB has it: another way to the same."""
    match part:
        case Number():
            return np.full((1, 1), float(part.text))
        case Name():
            return known[part.text]
        case Negative():
            return -by_hand(part.of, known)
        case Transposed():
            return by_hand(part.of, known).T
        case Pair(sign="*"):
            a, b = by_hand(part.left, known), by_hand(part.right, known)
            return a * b if 1 in (a.size, b.size) else a @ b
        case Pair(sign="^"):
            a, b = by_hand(part.left, known), by_hand(part.right, known).item()
            return a**b if a.size == 1 else np.linalg.matrix_power(a, int(b))
        case Pair():
            a, b = by_hand(part.left, known), by_hand(part.right, known)
            return {"+": np.add, "-": np.subtract, ".*": np.multiply, "./": np.divide, "/": np.divide, ".^": np.power}[
                part.sign
            ](a, b)
        case Call():
            x = by_hand(part.of[0], known)
            one = {"norm1": np.sum(np.abs(x)), "norm2": np.sqrt(np.sum(x**2)), "sum": np.sum(x)}
            if part.name in one:
                return one[part.name].reshape(1, 1)
            if part.name in ("tr", "det"):
                return {"tr": np.trace, "det": np.linalg.det}[part.name](x).reshape(1, 1)
            if part.name == "inv":
                return np.linalg.inv(x)
            return {"exp": np.exp, "sin": np.sin, "tanh": np.tanh, "abs": np.abs}[part.name](x)


def value_of(script):
    """The last expression of a script before its derivative, and the derivative, at the values."""
    read = run(script)
    assert read.error is None, (script, read.error)
    expressions = [binding.expression for binding in read.names.values()]
    inputs = {x.name: x for e in expressions for x in leaves(e)}
    known = values()
    arrays = []
    for name, x in inputs.items():
        arrays.append(known[name].reshape([size for size in KINDS[name] if size != 1]))
        assert arrays[-1].ndim == x.ndim, name
    return T.function(list(inputs.values()), expressions, mode="raw")(*arrays)


def leaves(e):
    return [x for x in graph_leaves([e]) if x.name]


@st.composite
def formulas(draw, rows=None, columns=None, depth=3):  # noqa: C901 - a case for each form
    """A formula of a shape: (m or n or 1, m or n or 1)."""
    if rows is None:
        rows, columns = draw(st.sampled_from([(1, 1), (N, 1), (1, N), (M, N), (N, N), (M, 1)]))
    plain = [name for name, shape in KINDS.items() if shape == (rows, columns)]
    turned = [f"{name}'" for name, shape in KINDS.items() if shape == (columns, rows) and shape != (1, 1)]
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        numbers = ["2", "0.5", "1e-1"] if rows == columns == 1 else []
        return draw(st.sampled_from(plain + turned + numbers or ["u*u'"]))

    def part(r, c):
        return draw(formulas(r, c, depth - 1))

    choices = ["sum", "product", "scaled", "elementwise", "function", "negative", "turned", "divided"]
    if rows == columns == 1:
        choices += ["norm", "power", "trace"]
    match draw(st.sampled_from(choices)):
        case "sum":
            return f"({part(rows, columns)} {draw(st.sampled_from('+-'))} {part(rows, columns)})"
        case "product":
            inner = draw(st.sampled_from([1, M, N]))
            return f"({part(rows, inner)}) * ({part(inner, columns)})"
        case "scaled":
            return f"{part(1, 1)} * ({part(rows, columns)})"
        case "elementwise":
            return f"({part(rows, columns)}) .* ({part(rows, columns)})"
        case "function":
            return f"{draw(st.sampled_from(['exp', 'sin', 'tanh', 'abs']))}({part(rows, columns)})"
        case "negative":
            return f"-({part(rows, columns)})"
        case "turned":
            return f"({part(columns, rows)})'"
        case "divided":
            return f"({part(rows, columns)}) / (2 + abs({part(1, 1)}))"
        case "norm":
            r, c = draw(st.sampled_from([(N, 1), (M, N), (1, M)]))
            return f"{draw(st.sampled_from(['norm1', 'norm2', 'sum']))}({part(r, c)})"
        case "trace":
            return f"{draw(st.sampled_from(['tr', 'det']))}({part(N, N)})"
    return f"abs({part(1, 1)})^2"


@settings(deadline=None, max_examples=150)
@given(formulas())
def test_scripts_compute_what_formulas_say(formula):
    parsed = parse(tokens(formula))
    with np.errstate(all="ignore"):
        expected = by_hand(parsed, values())
    written = script_of(f"{DECLARED}; ({formula}) + 0*a", by="x")  # more than a letter or a number
    with np.errstate(all="ignore"):
        found = value_of(written.script)[0]
    if np.isfinite(expected).all():
        np.testing.assert_allclose(np.reshape(found, expected.shape), expected, rtol=1e-9, atol=1e-9)


GIVEN = {
    "norm2(A*x - b)^2": ["A: real[m, n]", "x: real[n]", "b: real[m]", "f = norm(A @ x - b)**2", "g = grad(f, x)"],
    "sum(log(exp(-y.*(X*w)) + vector(1)))": ["y: real[n]", "X: real[n, m]", "w: real[m]", "g = grad(f, w)"],
    "x'*A*x": ["A: real[n, n]", "f = x @ A @ x"],
    "tr(A*X'*B)": ["f = trace(A @ X.T @ B)"],
    "x*y'": ["f = outer(x, y)", "J = jacobian(f, x)"],
    "vector(1)'*x": ["f = sum(x)"],
    "A*vector(2)": ["f = 2 * sum(A, axis=1)"],
    "(A + eye())*x": ["f = (A + eye(A.shape[0])) @ x"],
    "(A + matrix(1))*x": ["f = (A + 1) @ x"],
    "A^2*x": ["A: real[n, n]", "f = A @ A @ x"],
    "A^-1*x": ["f = linalg.inv(A) @ x"],
    "α*x'*x": ["alpha: real", "f = alpha * x @ x"],
    "λ*norm1(x)": ["lambda_: real"],
    "x.^2 ./ y": ["f = x**2 / y"],
    "½": None,
    "A·x − y": ["f = A @ x - y"],
    "xᵀ*y": ["f = x @ y"],
    "norm2(x)²": ["f = norm(x)**2"],
    "log(det(X))": ["X: real[n, n]"],
    "logdet(X)": ["f = linalg.slogdet(X)[1]"],
    "diag(x)*y": ["f = diag(x) @ y"],
    "diag(A)'*x": ["A: real[n, n]", "f = diag(A) @ x"],
    "x: scalar; x^3": ["x: real", "f = x**3"],
    "k: vector[p]\nk'*k": ["k: real[p]"],
    "A: matrix[5, 3]; A*x": ["A: real[5, 3]", "x: real[3]"],
    "r = A*x - y; r'*r": ["r = A @ x - y", "f = r @ r"],
    "n'*m": ["n: real[k]", "m: real[k]"],  # sizes have other names than variables
    "g*x": ["g: real", "J = jacobian(f, x)"],
    "f*g": ["f_ = f * g", "g_ = grad(f_, f)"],
    "dot(x, y)": ["f = x @ y"],
    "-x^2": None,
    "a^-2": ["f = a**-2"],
    "2^x": None,
    "a^b^c": ["f = (a**b)**c"],
}


@pytest.mark.parametrize("formula", GIVEN)
def test_formulas_become_these_lines(formula):
    if GIVEN[formula] is None:
        with pytest.raises(ShortError):
            script_of(formula)
        return
    written = script_of(formula)
    lines = written.script.splitlines()
    assert [line for line in GIVEN[formula] if line not in lines] == [], written.script
    assert run(written.script).error is None


MISTAKES = {
    "": (0, "no formula"),
    "x +": (3, "missing"),
    "x*y": (0, "a vector times a vector"),
    "A*x*y": (0, "a vector times a vector"),
    "x + y'": (0, "a vector \\+ a row"),
    "2x": (1, "does not belong"),
    "(x": (0, "not closed"),
    "x)": (1, "does not belong"),
    "f(x)": (0, "no function f"),
    "exp": (0, "is a function"),
    "exp(x, y)": (0, "one part"),
    "x ? y": (2, "means nothing"),
    "x/y": (0, "divisor is a vector"),
    "x^2": (0, "power of a vector"),
    "A^x": (0, "exponent is a vector"),
    "A^a": (0, "matrix to the power"),
    "tr(x)": (3, "square matrix"),
    "softmax(a)": (8, "function of a vector"),
    "vector(1)": (0, "no letter"),
    "x; vector(1)": (3, "constant"),
    "x; eye()": (3, "constant"),
    "vector(x)": (0, "one number"),
    "A: matrix[m, n]; B: matrix[p, q]; A*B": (34, "n columns"),
    "x: vector[m]; y: vector[n]; x + y": (28, "sizes differ"),
    "A: matrix[m, n]; det(A)": (21, "m rows, n columns"),
    "x: vector[1, 2]; x": (0, "declares nothing"),
    "diag(a)": (0, "diag"),
    "dot(A, x)": (4, "two vectors"),
    "inv(A)(x)": (6, "does not belong"),
    "(" * 200 + "x" + ")" * 200: (100, "too deeply"),
    "-" * 300 + "x": (100, "too many signs"),
    "x" * (LONGEST + 1): (LONGEST, "at most"),
    "norm2(A*x - b)^2; vector(1)*vector(1)'": (18, "constant|how large"),
}


@pytest.mark.parametrize("formula", MISTAKES)
def test_mistakes_are_named_where_they_are(formula):
    start, message = MISTAKES[formula]
    with pytest.raises(ShortError, match=message) as raised:
        script_of(formula)
    assert raised.value.start == start
    assert raised.value.stop > raised.value.start
    assert f"column {start + 1}" in str(raised.value)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_one_of_scripts(name):
    kind = {"square": "X", "vector": "x", "any": "x", "matrix": "X"}[FUNCTIONS[name].takes]
    written = script_of(f"{name}({kind})")
    assert run(written.script).error is None, written.script


def test_what_is_taken_for_granted_is_said():
    assert script_of("A*x - b").notes[0].startswith("b is taken to be a vector")
    assert not script_of("b: scalar; A*x - b").notes
    rows = script_of("-sum(Y .* log(softmax(X*W)))", "W")
    assert "log(softmax(X @ W, axis=1))" in rows.script
    assert rows.notes == ("softmax of a matrix is taken of each of its rows",)
    assert script_of("A*x - b").variables == ("A", "x", "b")
    assert script_of("A*x - b", by="b").by == "b"
    assert script_of("A*x - b", by="q").by == "x"


def check_any(text):
    try:
        written = script_of(text)
    except ShortError as error:
        found = (error.start, error.stop, error.message)
    else:
        wrong = run(written.script).error
        assert wrong is None or "division by zero" in str(wrong) or "too large" in str(wrong), (text, wrong)
        return
    assert 0 <= found[0] < found[1]
    assert found[2]


@given(st.text(max_size=60))
def test_any_text_is_a_script_or_a_mistake(text):
    check_any(text)


SIGNS = ["x", "A", "a", "'", "*", ".*", "+", "-", "^", "(", ")", "2", "/", "exp(", ";", "="]


@given(st.lists(st.sampled_from(SIGNS), max_size=14))
def test_any_row_of_signs_is_a_script_or_a_mistake(pieces):
    check_any("".join(pieces))
