"""Formulas in LaTeX and Typst: the notation of the matrix literature."""

import re

import numpy as np
import pytest
import typst

import explorer.core as T
from explorer.core.notation.formula import formula, with_named_parts
from explorer.core.notation.latex import SIGNS as LATEX_SIGNS
from explorer.core.notation.latex import latex_of
from explorer.core.notation.letters import GREEK, accented, spell
from explorer.core.notation.typst import SIGNS as TYPST_SIGNS

x, y, i, z = T.dscalar("x"), T.dscalar("y"), T.lscalar("i"), T.zscalar("z")
alpha, loss, rate = T.dscalar("alpha"), T.dscalar("loss"), T.dscalar("learning_rate")
v, w = T.tensor("v", shape=("n",)), T.tensor("w", shape=("d",))
X, S, A = T.tensor("X", shape=("n", "d")), T.tensor("Sigma", shape=("d", "d")), T.dmatrix("A")
Z = T.zmatrix("Z")
NAMES = {name: value for name, value in globals().items() if isinstance(value, T.Expression)}

EXPECTED = {
    # scalars
    "2 * x": "2 x",
    "x * 2": "2 x",
    "x * y": "x y",
    "2 * 3.0 * x": r"6 x",
    "T.multiply(2.0, 3.0, x)": r"2 \cdot 3 x",
    "-2 * alpha * x": r"-2 \alpha x",
    "x + y - 1": "x + y - 1",
    "x - (y - 1)": r"x - \left(y - 1\right)",
    "x + (-2) * y": "x - 2 y",
    "-x + y": "y - x",
    "x * (-y)": "-x y",
    "(-x)**2": r"{\left(-x\right)}^{2}",
    "-x**2": "-x^{2}",
    "x / y": r"\frac{x}{y}",
    "-x / y": r"-\frac{x}{y}",
    "(x / y)**2": r"{\left(\frac{x}{y}\right)}^{2}",
    "x**0.5": r"\sqrt{x}",
    "x**-1": "x^{-1}",
    "(x**2)**3": r"{\left(x^{2}\right)}^{3}",
    "T.exp(-x)": "e^{-x}",
    "T.exp((x - y)**2 / alpha / 2)": r"\exp\left(\frac{\frac{{\left(x - y\right)}^{2}}{\alpha}}{2}\right)",
    "1 / (1 + T.exp(-x))": r"\frac{1}{1 + e^{-x}}",
    "T.sigmoid(x)": r"\sigma\left(x\right)",
    "T.sin(x)**2": r"\sin^{2}\left(x\right)",
    "T.sin(x)**-1": r"{\sin\left(x\right)}^{-1}",
    "T.log2(x)": r"\log_{2}\left(x\right)",
    "T.arcsinh(x)": r"\operatorname{arsinh}\left(x\right)",
    "abs(x - 1)": r"\left|x - 1\right|",
    "T.floor(x / 2)": r"\left\lfloor \frac{x}{2}\right\rfloor ",
    "x // 2": r"\left\lfloor \frac{x}{2}\right\rfloor ",
    "x % 2": r"x \bmod 2",
    "(x > 0) & (x <= 1)": r"x > 0 \wedge x \leq 1",
    "T.switch(x > 0, x, 0)": r"\begin{cases}x & \text{if } x > 0 \\ 0 & \text{otherwise}\end{cases}",
    "T.maximum(x, y)": r"\max\left(x, y\right)",
    "loss * rate": r"\mathrm{loss} \cdot \text{learning\_rate}",
    "loss * x": r"\mathrm{loss} \, x",
    "loss * (x + 1)": r"\mathrm{loss} \cdot \left(x + 1\right)",
    "1e-10 * x": r"10^{-10} x",
    "2.5e-10 * x": r"2.5 \cdot 10^{-10} x",
    "np.pi * x": r"\pi x",
    "np.log(2) * x": r"\log\left(2\right) x",
    "0.123456789123 * x": r"0.123457\ldots x",
    "np.inf * x": r"\infty x",
    "z * (1 + 2j)": r"z \left(1 + 2 \mathrm{i}\right)",
    "T.conj(z)": "z^{*}",
    "0.5 * y / T.sqrt(x)": r"\frac{y}{2 \sqrt{x}}",
    "-(0.5 / x)": r"-\frac{1}{2 x}",
    "y * T.cast(x > 0, float)": r"y \left[x > 0\right]",
    "T.cbrt(x)": r"\sqrt[3]{x}",
    "T.log1mexp(x)": r"\log\left(1 - e^{x}\right)",
    "T.logsumexp(v)": r"\log\left(\sum e^{v}\right)",
    "T.logsumexp(X, axis=1)": r"\log\left(\sum_{\text{axis 1}} e^{X}\right)",
    # functions of a family
    "T.j0(x) - T.j1(x)": r"J_{0}\left(x\right) - J_{1}\left(x\right)",
    "T.i1(x)": r"I_{1}\left(x\right)",
    "T.gamma(x) * T.digamma(x)": r"\Gamma\left(x\right) \psi\left(x\right)",
    "T.polygamma(2, x)": r"\psi^{\left(2\right)}\left(x\right)",
    "T.gammaln(x)": r"\log\left(\left|\Gamma\left(x\right)\right|\right)",
    "T.betainc(x, y, alpha)": r"\operatorname{I}_{\alpha}\left(x, y\right)",
    "2 / np.sqrt(np.pi) * x": r"\frac{2}{\sqrt{\pi}} x",
    "T.deg2rad(x) + np.pi / 180": r"\operatorname{deg2rad}\left(x\right) + \frac{\pi}{180}",
    "T.convolve(v, w + 1)": r"v * \left(w + 1\right)",
    "T.convolve(T.tensor('a', shape=(5,)), T.tensor('b', shape=(3,)), 'valid')":
        r"\operatorname{convolve}_{\operatorname{valid}}\left(a, b\right)",
    "T.fft.fft(v, norm='ortho')": r"\operatorname{fft}_{\operatorname{ortho}}\left(v\right)",
    "T.searchsorted(v, x, side='right')": r"\operatorname{searchsorted}_{\operatorname{right}}\left(v, x\right)",
    # matrices
    "v @ v": r"v^{\top} v",
    "X @ w": "X w",
    "v @ X": r"X^{\top} v",
    "w @ X.T": "X w",
    "w @ S @ w": r"w^{\top} \Sigma w",
    "X.T @ (X @ w - v)": r"X^{\top} \left(X w - v\right)",
    "2 * (X.T @ (X @ w - v))": r"2 X^{\top} \left(X w - v\right)",
    "X.T @ X": r"X^{\top} X",
    "(X @ S).T": r"{\left(X \Sigma\right)}^{\top}",
    "T.linalg.inv(S.T)": r"\Sigma^{-\top}",
    "T.linalg.inv(S).T @ w": r"\Sigma^{-\top} w",
    "T.linalg.solve(T.conj(Z).T, A)": r"Z^{-\mathsf{H}} A",
    "T.conj(Z.T)": r"Z^{\mathsf{H}}",
    "T.swapaxes(T.tensor('B', shape=(2, 3, 4)), 1, 2)": r"B^{\top}",
    "T.tril(S) + T.triu(S, 1)": r"\operatorname{tril}\left(\Sigma\right) + \operatorname{triu}_{1}\left(\Sigma\right)",
    "T.concatenate([T.concatenate([S, S], 1), T.concatenate([S, S], 1)])": (
        r"\begin{bmatrix}\Sigma & \Sigma \\ \Sigma & \Sigma\end{bmatrix}"
    ),
    "T.outer(v, w)": r"v w^{\top}",
    "v * (X @ w)": r"v \odot \left(X w\right)",
    "2 * v * v": r"2 v \odot v",
    "X @ (2 * w)": "2 X w",
    "v**2": "v^{2}",
    "X**2": r"X^{\circ 2}",
    "T.exp(v)": "e^{v}",
    "T.exp(A)": r"\exp\left(A\right)",
    "T.diag(v)": r"\operatorname{diag}\left(v\right)",
    "T.trace(X.T @ X)": r"\operatorname{tr}\left(X^{\top} X\right)",
    "T.eye(v.shape[0])": "I_{n}",
    "T.eye(A.shape[0])": "I",
    "T.sum(v**2)": r"\sum v^{2}",
    "T.sum(X, axis=0)": r"\sum_{\text{axis 0}} X",
    "T.sum(v + 1)": r"\sum \left(v + 1\right)",
    "T.sum(v) * x": r"\left(\sum v\right) x",
    "x * T.sum(v)": r"x \sum v",
    "T.norm(v)": r"\left\|v\right\|",
    "T.sum(v) + x": r"\sum v + x",
    "T.mean(v)": r"\frac{1}{n} \sum v",
    "T.mean(T.dvector('u'))": r"\operatorname{mean}\left(u\right)",
    "T.max(X, axis=1)": r"\max_{\text{axis 1}}\left(X\right)",
    "T.fill(X, 1.0)": r"\mathbf{1}_{n \times d}",
    "T.fill(X, x)": r"x \mathbf{1}_{n \times d}",
    "T.fill(x, 1.0)": "1",
    "T.zeros((3, 2))": r"\mathbf{0}_{3 \times 2}",
    "v.shape[0] * x": "n x",
    "T.arange(v.shape[0])": r"\left(0, \ldots, n - 1\right)",
    "v[i]": "v_{i}",
    "X[i, 1:3]": r"X_{i, 1 {:} 3}",
    "X[:, 0]": "X_{{:}, 0}",
    "v[i]**2": "{v_{i}}^{2}",
    "T.set_subtensor(T.zeros_like(v)[i], x)": r"x \mathbf{e}_{i}",
    "v * [1, 2, 3]": r"v \odot \left(1, 2, 3\right)",
    "A + np.eye(2)": r"A + \begin{bmatrix}1 & 0 \\ 0 & 1\end{bmatrix}",
    "A + np.zeros((20, 30))": r"A + \operatorname{array}_{20 \times 30}",
    "T.cast(x, 'float32') + 1": "x + 1",
}  # fmt: skip


@pytest.mark.parametrize("written", EXPECTED)
def test_it_reads_as_in_the_literature(written):
    assert T.latex(eval(written, {"T": T, "np": np, **NAMES})) == EXPECTED[written]


def test_a_jacobian_by_scan_names_its_rows():
    J, _ = T.scan(lambda i, y, u: T.grad(y[i], u), sequences=T.arange(v.shape[0]), non_sequences=[v**2, v])
    assert T.latex(J) == (r"{\left(2 \mathbf{e}_{i} \odot v^{2 - 1}\right)}_{i \in \left(0, \ldots, n - 1\right)}")


def test_a_loop_with_a_state_says_where_it_starts():
    h, _ = T.scan(lambda a, h: T.tanh(a + x * h), sequences=v, outputs_info=T.constant(0.0))
    assert T.latex(h) == (r"{\left(h \leftarrow \tanh\left(v_{t} + x h\right)\right)}_{v_{t} \in v, h \leftarrow 0}")


def test_shared_parts_are_explained_below():
    u = T.exp(-x)
    assert T.latex(u / (1 + u), style="let") == (
        r"\begin{aligned}[t]& \frac{u}{1 + u} \\ & \text{where} \quad u = e^{-x}\end{aligned}"
    )
    assert T.typst(u / (1 + u), style="let") == ('& frac(u, 1 + u) \\\n & "where" quad u = attach(e, t: -x)')


def test_a_shared_part_that_gets_an_axis_is_explained_too():
    c = T.sum(T.exp(v))
    assert T.latex(T.concatenate([T.expand_dims(c, 0), v * c]), style="let") == (
        r"\begin{aligned}[t]& \left[c, c v\right] \\ & \text{where} \quad c = \sum e^{v}\end{aligned}"
    )


def test_a_shared_part_is_not_called_as_a_size_is():
    u = T.tensor("u", shape=("a", "b"))
    part = T.arctan(u)
    assert r"\text{where} \quad c = \arctan\left(u\right)" in T.latex(part / (1 + part) + T.zeros_like(u), style="let")


def test_parts_that_are_matrices_get_capitals_where_that_is_wished():
    part = T.arctan(X)
    (box,), ((label, _),) = with_named_parts([part / (1 + part)], {"A"}, capitals=True)
    assert (latex_of(box), latex_of(label)) == (r"\frac{B}{1 + B}", "B")


def test_another_style_is_refused():
    with pytest.raises(ValueError, match="'plain' or 'let', not 'theano'"):
        T.latex(x, style="theano")


# ------------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "base", "subscript", "primes"),
    [
        ("x", "x", "", 0), ("x1", "x", "1", 0), ("x_1", "x", "1", 0), ("x₁₂", "x", "12", 0), ("w_ij", "w", "ij", 0),
        ("alpha", "α", "", 0), ("alpha_0", "α", "0", 0), ("x_mu", "x", "μ", 0), ("lambda_", "λ", "", 0),
        ("loss", "loss", "", 0), ("loss_1", "loss", "1", 0), ("learning_rate", "learning_rate", "", 0),
        ("v[t]", "v", "t", 0), ("x_1[t]", "x", "1,t", 0), ("θ'", "θ", "", 1), ("x′′", "x", "", 2), ("_", "_",
    "", 0), ("x_", "x", "", 0),
        ("(dcost/dx)", "(dcost/dx)", "", 0), ("", "", "", 0),
    ],
)  # fmt: skip
def test_names_are_taken_apart(name, base, subscript, primes):
    assert spell(name) == (base, subscript, primes, "")


@pytest.mark.parametrize(
    ("name", "accent", "called", "latex"),
    [
        ("x", "dot", "ẋ", r"\dot{x}"), ("x", "bar", "x̄", r"\bar{x}"), ("x_0", "dot", "ẋ_0", r"\dot{x}_{0}"),
        ("lo", "dot", "lȯ", r"\dot{\mathrm{lo}}"), ("lo", "bar", "lō", r"\overline{\mathrm{lo}}"),
        ("lambda", "bar", "lambdā", r"\bar{\lambda}"), ("x'", "dot", "ẋ'", r"\dot{x}'"),
    ],
)  # fmt: skip
def test_a_tangent_has_a_dot_and_a_cotangent_a_bar(name, accent, called, latex):
    assert accented(name, accent) == called
    assert T.latex(T.dscalar(called)) == latex
    compiled(T.typst(T.dscalar(called)))


@pytest.mark.parametrize("name", ["życie", "été", "ō̂", "x̂"])
def test_other_marks_are_letters_of_a_word(name):
    assert spell(name) == (name, "", 0, "")


def compiled(text):
    """A picture of a formula. Raises where Typst does not take it."""
    source = f"#set page(width: auto, height: auto)\n$ {text} $"
    return typst.compile(source.encode(), format="svg")


def balanced(text):
    """Whether the groups of LaTeX are closed in order, and left has its right."""
    bare = re.sub(r"\\[{}\\]", "", text.replace(r"\textbackslash{}", ""))
    depth = 0
    for brace in re.findall("[{}]", bare):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    environments = [re.findall(rf"\\{side}{{(\w+)}}", text) for side in ("begin", "end")]
    return (
        depth == 0
        and len(re.findall(r"\\left\b", text)) == len(re.findall(r"\\right\b", text))
        and sorted(environments[0]) == sorted(environments[1])
    )


HOSTILE = [
    '#panic("no")', '"', "\\", '\\"', "$", "$ $", "_", "^", "{", "}", "%", "&", "~", "<a>", "//", "/*", "#", "x#y",
    "a b", "\\input{/etc/passwd}", "\x00\x07", "\n", "日本", "🙂", "x̂", "ß", "ª", "٣", "²", "(", ")", "[", "]",
    ",", ";", ":", "'",
    "''", "′", "e", "i", "mod", "frac", "attach", "sum", "x.y", "@ref", "*", "`",
    "((dcost/dx)/dy)", "名前_1", "x_名前", "x0[t]",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_strangers_are_only_names(name):
    stranger, sequence = T.dscalar(name), T.tensor(name, shape=(name,))
    e = (stranger * x + stranger**2) / stranger + T.sum(sequence * sequence[i])
    for style in ("plain", "let"):
        assert balanced(T.latex(e, style))
        compiled(T.typst(e, style))


@pytest.mark.parametrize("name", sorted(GREEK))
def test_greek_letters_are_known_to_typst(name):
    compiled(T.typst(T.dscalar(name) * T.dscalar(f"x_{name}")))


def test_the_writers_know_the_same_signs():
    assert LATEX_SIGNS.keys() == TYPST_SIGNS.keys()


# --------------------------------------------------------------------------------------------------- boxes and limits


def test_every_box_knows_its_expression():
    cost = T.sum((X @ w - v) ** 2)
    found, stack = set(), [formula(cost)]
    while stack:
        box = stack.pop()
        stack.extend(box.parts)
        found.add(box.of)
    assert {cost, X, w, v, X @ w, X @ w - v, (X @ w - v) ** 2} <= found


def test_a_deep_expression_ends_in_dots():
    e = x
    for _ in range(1000):
        e = T.sin(e)
    assert r"\ldots" in T.latex(e)
    compiled(T.typst(e))


def test_an_endless_expression_ends_in_dots():
    e = x + y
    for _ in range(200):
        e = e / (1 + e)
    assert len(T.latex(e)) < 200_000
    assert balanced(T.latex(e))
    assert balanced(T.latex(e, "let"))
    compiled(T.typst(e, "let"))
