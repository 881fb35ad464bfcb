"""Snapshots made up for tests of the window: logistic regression as in the mock pictures, and larger ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.document.snapshot import (
    ArrayView,
    CardView,
    CheckLine,
    ChecksView,
    CodeView,
    Edge,
    EffectsView,
    FormulaPart,
    FormulaView,
    FrameStatistics,
    GraphView,
    Input,
    Message,
    Named,
    Node,
    ProductView,
    ProfileView,
    ScriptView,
    Snapshot,
    Span,
    StepView,
    ThemeEffect,
    ThemeView,
    Timings,
    ValuesView,
)

TEXT = """# Logistic regression

X: real[n, d]
y: real[n]
w: real[d]

m    = y * (X @ w)
loss = mean(log(1 + exp(-m)))

g = grad(loss, w)
H = hessian(loss, w)
"""
FORMULA = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="150" height="30" viewBox="0 0 150 30">'
    '<text x="2" y="20" font-size="15" fill="#000000">∇ loss = −1/n Xᵀ (y σ(−m))</text></svg>'
)
RULE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="20" viewBox="0 0 120 20">'
    '<text x="2" y="15" font-size="12" fill="#000000">eˣ/(1+eˣ) → σ(x)</text></svg>'
)
# ∇ loss, in it σ(−m), and in that m.
PARTS = (
    FormulaPart(8, -1, ((4.0, 4.0, 140.0, 22.0),)),
    FormulaPart(3, 0, ((60.0, 8.0, 12.0, 14.0),)),
    FormulaPart(13, 0, ((90.0, 6.0, 50.0, 18.0),)),
    FormulaPart(4, 2, ((115.0, 8.0, 14.0, 14.0),)),
)
EVER = ((0, 3),)
GONE = ((0, 1),)
NEW = ((2, 3),)


def node(number: int, label: str, x: float, y: float, **changes: Any) -> Node:
    """A node, 42 high."""
    fields: dict[str, Any] = {
        "detail": "[n]",
        "symbol": "⊙",
        "kind": "elementwise",
        "sweep": "forward",
        "width": 96.0,
        "height": 42.0,
        "frames": EVER,
        "operation": "multiply",
        "type": "real[n]",
        "expression": label,
        "card": "" if changes.get("kind") == "input" else str(changes.get("operation", "multiply")),
        "flops": "" if changes.get("kind") == "input" else "n",
    }
    return Node(number, label, x=x, y=y, **(fields | changes))


def edge(source: int, target: int, nodes: dict[int, Node], **changes: Any) -> Edge:
    """An arrow between two boxes, straight."""
    a, b = nodes[source], nodes[target]
    side = abs(a.y - b.y) < 30
    start = np.array([a.x + np.sign(b.x - a.x) * a.width / 2, a.y] if side else [a.x, a.y + np.sign(b.y - a.y) * 21])
    end = np.array([b.x - np.sign(b.x - a.x) * b.width / 2, b.y] if side else [b.x, b.y - np.sign(b.y - a.y) * 21])
    points = np.array([start + (end - start) * t for t in (0, 1 / 3, 2 / 3, 1)])
    first = max(a.frames[0][0], b.frames[0][0])
    last = min(a.frames[0][1], b.frames[0][1])
    fields: dict[str, Any] = {"sweep": "forward", "reused": False, "cut": False, "frames": ((first, last),)}
    return Edge(source, target, points, **(fields | changes))


def graph() -> GraphView:
    """Thirteen nodes before, nine after."""
    linear: dict[str, Any] = {"kind": "linear algebra", "symbol": "@", "operation": "dot"}
    given: dict[str, Any] = {"kind": "input", "symbol": "", "width": 84.0, "operation": ""}
    back: dict[str, Any] = {"sweep": "reverse"}
    rows = [
        node(0, "w", 110, 60, **given, name="w", span=Span(5, 0, 5, 1)),
        node(1, "X", 225, 60, **given, name="X", span=Span(3, 0, 3, 1)),
        node(2, "X @ w", 110, 128, **linear, span=Span(7, 12, 7, 17)),
        node(3, "y", 225, 128, **given, name="y", span=Span(4, 0, 4, 1)),
        node(4, "y ⊙ z", 150, 196, name="m", span=Span(7, 0, 7, 18)),
        node(5, "−m", 150, 264, symbol="−", frames=GONE, span=Span(8, 24, 8, 26)),
        node(6, "exp(−m)", 150, 332, symbol="e", width=112, frames=GONE, span=Span(8, 20, 8, 27)),
        node(7, "1 + eˣ", 150, 400, symbol="+", frames=GONE, span=Span(8, 16, 8, 27)),
        node(8, "Xᵀ @ ·", 340, 128, **(linear | back), output=True, name="∇ loss", detail="[d]"),
        node(9, "· ⊙ y", 340, 196, **back),
        node(10, "−(·)", 340, 264, symbol="−", frames=GONE, **back),
        node(11, "· ⊙ eˣ", 340, 332, frames=GONE, **back),
        node(12, "(1/n) / (1 + eˣ)", 340, 400, symbol="÷", width=146, frames=GONE, **back),
        node(
            13,
            "σ(−m)",
            150,
            264,
            symbol="σ",
            frames=NEW,
            origin=("gradient of log", "gradient of exp", "sigmoid_from_exp"),
        ),
        node(14, "· (−1/n)", 340, 264, symbol="×", width=104, frames=NEW, **back),
    ]
    nodes = {one.id: one for one in rows}
    forward = [(0, 2), (1, 2), (2, 4), (3, 4), (4, 5), (5, 6), (6, 7), (4, 13)]
    reverse = [(12, 11), (11, 10), (10, 9), (9, 8), (14, 9)]
    reused = [(1, 8), (3, 9), (6, 11), (7, 12), (13, 14)]
    edges = [edge(a, b, nodes) for a, b in forward]
    edges += [edge(a, b, nodes, sweep="reverse") for a, b in reverse]
    edges += [edge(a, b, nodes, reused=True) for a, b in reused]
    sizes = (
        FrameStatistics(13, 11, "8n + 4nd"),
        FrameStatistics(13, 11, "8n + 4nd"),
        FrameStatistics(9, 7, "4n + 4nd"),
        FrameStatistics(9, 7, "4n + 4nd"),
    )
    return GraphView(tuple(rows), tuple(edges), 460, 440, 4, sizes, "dot")


def steps() -> tuple[StepView, ...]:
    """Three rewrites, one of them unsafe."""
    rows = (
        ("division_of_product", "", 0, "a·b/c is a·(b/c)"),
        ("sigmoid_from_exp", "", 4, "exact for all real x"),
        ("scale_merge", "assumes n is not 0", 1, "constant factors meet"),
    )
    return tuple(
        StepView(
            at + 1,
            rule,
            "Logistic" if at == 1 else "Arithmetic",
            caption,
            unsafe,
            RULE,
            "exp(x)/(1 + exp(x))",
            "sigmoid(x)",
            11,
            13,
            fewer,
            seen=at != 2,
        )
        for at, (rule, unsafe, fewer, caption) in enumerate(rows)
    )


def cards() -> tuple[CardView, ...]:
    """Two operations: one with rules as pictures, one with rules as code."""
    return (
        CardView("multiply", "The product of all operands.", FORMULA, (RULE, RULE), (), "", "x*y"),
        CardView("dot", "NumPy's dot.\nOf matrices, their product.", FORMULA, (), ("z_dot = x_dot @ y",), "", "x @ y"),
    )


def effects(to_come: int = 0) -> EffectsView:
    """Four themes: one that matters, one that does not, one without which there is nothing, one without steps."""
    rows = (
        ThemeEffect("Logistic", 2, same=False, nodes=13, flops="8n + 4nd", picture=FORMULA, plain="x"),
        ThemeEffect("Shapes", 1, same=True),
        ThemeEffect("Loops", 0, same=False, failed="A loop that never ends."),
        ThemeEffect("Algebra", 0, same=False, nodes=8, flops="4n", picture=FORMULA, plain="y"),
    )
    return EffectsView(9, "4n + 4nd", FORMULA, "x", rows, to_come)


def formulas() -> tuple[FormulaView, ...]:
    """One for each frame."""
    return tuple(
        FormulaView(
            frame,
            FORMULA,
            FORMULA,
            150,
            30,
            "-1/n * X.T @ (y * sigmoid(-m))",
            "(fill(x) * y)",
            r"-\frac{1}{n} X^\top",
            "m = y",
            PARTS,
            PARTS,
            "<math><mi>x</mi></math>",
            "As computed: it has the shape of w, as in denominator layout.",
            layouts_differ=True,
        )
        for frame in range(4)
    )


def script() -> ScriptView:
    """Names, inputs, types."""
    rng = np.random.default_rng(7)
    return ScriptView(
        names=(
            Named("m", "real[n]", Span(7, 0, 7, 1), False, 1, ("X", "w", "y")),
            Named("loss", "real", Span(8, 0, 8, 4), False, 0, ("X", "w", "y")),
            Named("g", "real[d]", Span(10, 0, 10, 1), True, 1, ("X", "w", "y")),
        ),
        inputs=(
            Input("X", "real[n, d]", "float64", ("n", "d"), rng.normal(size=(200, 24)), "normal, seed 7"),
            Input("y", "real[n]", "float64", ("n",), rng.normal(size=200), "normal, seed 7"),
            Input("w", "real[d]", "float64", ("d",), rng.normal(size=24), "normal, seed 7"),
        ),
        types=((7, "real[n]"), (8, "real"), (10, "real[d]"), (11, "real[d, d]")),
        completions=("exp", "expm1", "grad", "hessian", "jacobian", "log", "log1p", "loss", "mean"),
        output="[0.19661193 0.25]\n",
        target="g",
        title="∇ loss by w",
    )


def matrix() -> ArrayView:
    """A banded Hessian with a NaN and an infinity."""
    rng = np.random.default_rng(1)
    full = rng.normal(size=(24, 24))
    full = (full + full.T) / 2 * (np.abs(np.subtract.outer(np.arange(24), np.arange(24))) < 9)
    full[3, 20], full[20, 3] = np.nan, np.inf
    return ArrayView(
        "H = hessian(loss, w)", "hessian", "∂ w", "∂ w", (24,), (24,), full, "symmetric", "X.T @ diag(s) @ X / n"
    )


def profile() -> ProfileView:
    """Two products cost most; node 12 was not measured, nodes 5 and 10 take no arithmetic."""
    sizes = {0: (24,), 1: (200, 24), 3: (200,), 2: (200,), 8: (24,)}
    shapes = {one: sizes.get(one, (200,)) for one in range(15)}
    operations = set(range(15)) - {0, 1, 3}
    flops = {one: 9600 if one in {2, 8} else 0 if one in {5, 10} else 200 for one in operations}
    return ProfileView(
        shapes=shapes,
        flops=flops,
        bytes={one: 8 * int(np.prod(shape)) for one, shape in shapes.items()},
        seconds={one: 1e-6 * (1 + one) for one in operations - {12}},
        ranges=dict.fromkeys(range(15), (-1.5, 2.25)),
        before=20800,
        after=20000,
    )


def product() -> ProductView:
    """A Hessian times a vector."""
    vector = np.array([2.0, 2.0, 0.5])
    return ProductView(
        "hessian-vector",
        "Hessian of loss by w times v",
        "v",
        vector,
        None,
        2 * vector,
        2 * vector,
        0.0,
        0.02,
        0.1,
        "2*v",
    )


def full() -> Snapshot:
    """Every view is there."""
    rng = np.random.default_rng(3)
    values = {0: rng.normal(size=24), 1: rng.normal(size=(200, 24)), 4: rng.normal(size=200), 13: rng.uniform(size=200)}
    return Snapshot(
        script=script(),
        graph=graph(),
        themes=(
            ThemeView("Algebra", frozenset({"cancel", "collect terms"}), frozenset({"cancel"})),
            ThemeView("Shapes", frozenset({"fill last"}), frozenset()),
        ),
        cards=cards(),
        steps=steps(),
        formulas=formulas(),
        effects=effects(),
        values=ValuesView(values, rng.normal(size=24), 0.8),
        profile=profile(),
        array=matrix(),
        product=product(),
        checks=ChecksView(
            (
                CheckLine(True, "∇ loss by w agrees with central differences", "largest relative error 3.1e-10"),
                CheckLine(False, "The tangent and the cotangent agree", "they differ by 0.2"),
            )
        ),
        code=CodeView(
            "def f(X, y, w):\n    z = X @ w\n    m = y * z\n    return m\n", (-1, 2, 4, -1), "def f():\n    pass\n"
        ),
        timings=Timings(0.8, 2, 6, 4, 1.2),
    )


def broken() -> Snapshot:
    """A script with a mistake in line 5."""
    wrong = Message("error", "W is (n, m) and x is (k,)", "dot needs n = k", Span(5, 3, 5, 7))
    return Snapshot(script=script(), messages=(wrong,))
