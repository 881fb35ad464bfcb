"""The graph of real expressions: what is a node, what it says, whose place it takes."""

import gc

import numpy as np
import pytest

import explorer.core as T
from explorer.core.op import Op
from explorer.drawing import Numbering, graph_of, graph_of_frames, graph_svg, lay_out
from explorer.drawing.colours import COLOURS
from explorer.drawing.graph import intervals
from tests.drawing.test_layout import check


def labels(graph):
    return [label for _, label in graph.nodes(data="label")]


def node(graph, label):
    """The id of the node with this label."""
    (found,) = [id for id, shown in graph.nodes(data="label") if shown == label]
    return found


def test_the_gradient_of_a_square():
    x = T.dscalar("x")
    y = x**2
    y.name = "y"
    graph = graph_of([T.grad(y, x)])
    assert labels(graph)[0] == "x"
    assert {"y = x²", "fill(y, 1)", "2 − 1"} <= set(labels(graph))
    square, seed = graph.nodes[node(graph, "y = x²")], graph.nodes[node(graph, "fill(y, 1)")]
    assert (square["sweep"], square["kind"], square["detail"]) == ("forward", "elementwise", "real")
    assert (seed["sweep"], seed["operation"]) == ("reverse", "fill")
    edge = graph.edges[node(graph, "y = x²"), node(graph, "fill(y, 1)"), 0]
    assert (edge["reused"], edge["sweep"]) == (True, "reverse")
    (output,) = [data for _, data in graph.nodes(data=True) if data["output"]]
    assert output["tag"] == "∇ y"


def test_labels():
    X, w, b = T.dmatrix("X"), T.dvector("w"), T.dscalar("b")
    cases = {
        X @ w: "X @ w",
        X.T: "Xᵀ",
        X.T @ (X @ w): "Xᵀ @ ·",
        w * (X @ w): "w ⊙ ·",
        3 * w: "3 × w",
        -w: "−w",
        T.exp(-w): "exp(−w)",
        1 + T.exp(w): "1 + exp(w)",
        1 + T.exp(w + b): "1 + ·",
        w**2: "w²",
        (w + 1) ** 3: "(w + 1)³",
        (w + X @ w) ** 3: "·³",
        w**b: "w ^ b",
        w - (w - b): "w − ·",
        w / -b: "w / (−b)",
        T.sum(w): "sum(w)",
        T.sum(X, axis=0): "sum(X, axis 0)",
        w[0]: "w[0]",
        w[1:]: "w[1:]",
        w[None, :]: "w[new, :]",
        T.lt(w, b): "w < b",
        w * 1e-12: "w × 1e−12",
        w + np.array([1.0, 2.0]): "w + [1, 2]",
    }
    for expression, expected in cases.items():
        graph = graph_of([expression])
        assert graph.nodes[list(graph)[-1]]["label"] == expected


def test_names_of_the_script():
    x = T.dvector("x")
    y = x * x
    g = T.grad(T.sum(y), x)
    graph = graph_of([T.exp(y), g], names={y: "y", g: "g"})
    assert {"y = x ⊙ x", "exp(y)"} <= set(labels(graph))
    assert [data["tag"] for _, data in graph.nodes(data=True) if data["output"]] == ["", "g"]
    assert y.name is None
    tagged = graph_of([y], tags=["squares"])
    assert [data["tag"] for _, data in tagged.nodes(data=True) if data["output"]] == ["squares"]


def test_constants_stand_in_labels_unless_they_are_large():
    x = T.dvector("x")
    assert labels(graph_of([2 * x])) == ["x", "2 × x"]
    large = T.constant(np.arange(100.0))
    graph = graph_of([x + large])
    assert [(data["kind"], data["label"]) for _, data in graph.nodes(data=True)] == [
        ("input", "x"),
        ("constant", "array"),
        ("elementwise", "x + ·"),
    ]
    alone = graph_of([T.constant(3.0)])
    assert labels(alone) == ["3"]
    check(lay_out(alone))


def test_details_say_shape_and_dtype():
    details = {
        T.tensor("x", shape=("n", 3)): "[n, 3]",
        T.ivector("i"): "int32[i₀]",
        T.dscalar("s"): "real",
        T.lscalar("k"): "int",
        T.zmatrix("z"): "complex[z₀, z₁]",
    }
    for expression, expected in details.items():
        (data,) = dict(graph_of([expression]).nodes(data=True)).values()
        assert data["detail"] == expected


def test_ids_are_stable():
    numbers = Numbering()
    x = T.dvector("x")
    y = T.exp(x)
    first = graph_of([y], numbers)
    second = graph_of([T.log(y)], numbers)
    assert set(first) < set(second)
    assert numbers.of(y) in first
    del first, second
    gc.collect()
    assert numbers.of(y) == numbers.of(T.exp(x))


def test_results_of_one_operation_share_a_node():
    x = T.dvector("x")
    loop = T.scan(lambda v, s: [s + v, s * v], sequences=x, outputs_info=[T.constant(0.0), None])[0]
    numbers = Numbering()
    assert numbers.of(loop[0]) == numbers.of(loop[1])
    graph = graph_of(loop, numbers)
    assert graph.nodes[numbers.of(loop[0])]["output"]


def test_a_loop_knows_its_body():
    x = T.dvector("x")
    y = x**2
    y.name = "y"
    J, _ = T.scan(lambda i, y, x: T.grad(y[i], x), sequences=T.arange(y.shape[0]), non_sequences=[y, x])
    graph = graph_of([J])
    (loop,) = [data for _, data in graph.nodes(data=True) if data["kind"] == "loop"]
    assert loop["label"] == "scan, x₀ steps"
    assert "y[·]" in labels(loop["inner"])
    assert "?" not in labels(loop["inner"])
    opened = lay_out(graph, loops="open")
    check(opened)
    assert "y[·]" in graph_svg(opened)


def test_frames():
    x = T.dvector("x")
    a = T.log(T.exp(x)) * 2
    b = x * 2
    numbers = Numbering()
    graph = graph_of_frames([[a], [b]], numbers, replaced=[(T.log(T.exp(x)), x)])
    assert graph.graph["frames"] == 2
    assert graph.nodes[numbers.of(x)]["frames"] == ((0, 1),)
    assert graph.nodes[numbers.of(a)]["frames"] == ((0, 0),)
    assert graph.nodes[numbers.of(b)]["frames"] == ((1, 1),)
    # The product was rebuilt on another operand: its place and lineage are kept.
    assert graph.nodes[numbers.of(b)]["slot"] == graph.nodes[numbers.of(a)]["slot"]
    assert graph.nodes[numbers.of(b)]["lineage"] == numbers.of(a)


def test_what_replaces_a_node_has_its_place():
    x = T.dvector("x")
    old, new = T.log(1 + T.exp(x)), T.softplus(x)
    before, after = 3 * old, 3 * new
    numbers = Numbering()
    graph = graph_of_frames([[before], [after]], numbers, replaced=[(old, new)])
    assert graph.nodes[numbers.of(new)]["slot"] == numbers.of(old)
    assert graph.nodes[numbers.of(new)]["lineage"] == numbers.of(new)
    picture = lay_out(graph)
    check(picture)
    places = {box.id: (box.x, box.y) for box in picture.boxes}
    assert places[numbers.of(new)] == places[numbers.of(old)]
    assert places[numbers.of(after)] == places[numbers.of(before)]


def logistic():
    X, y, w = T.tensor("X", shape=("n", "d")), T.tensor("y", shape=("n",)), T.tensor("w", shape=("d",))
    m = y * (X @ w)
    m.name = "m"
    loss = T.mean(T.log(1 + T.exp(-m)))
    loss.name = "loss"
    return T.grad(loss, w)


@pytest.mark.parametrize("engine", ["dot", "layered"])
def test_a_whole_derivation(engine):
    optimized = T.optimize(logistic())
    steps = [(step.at, step.became) for step in optimized.steps]
    graph = graph_of_frames(optimized.frames(), replaced=steps)
    picture = lay_out(graph, engine=engine)
    check(picture)
    assert picture.frames == len(steps) + 1
    used = {data["slot"] for _, data in graph.nodes(data=True)}
    largest = max(len(graph_of([*frame])) for frame in optimized.frames())
    assert len(used) < 2 * largest
    for frame in range(picture.frames):
        part = picture.frame(frame)
        assert len(part.boxes) == len(graph_of(optimized.frames()[frame]))
        assert len({(box.x, box.y) for box in part.boxes}) == len(part.boxes)


def test_every_family_has_a_colour():
    families = set()
    stack = [Op]
    while stack:
        card = stack.pop()
        stack += card.__subclasses__()
        families.add(card.family)
    for colours in COLOURS.values():
        assert families <= set(colours.kinds)


def test_deep_graphs():
    x = T.dscalar("x")
    y = x
    for _ in range(5000):
        y = T.sin(y)
    assert len(graph_of([y])) == 5001


def test_intervals():
    assert intervals([0, 1, 2, 5]) == ((0, 2), (5, 5))
    assert intervals([]) == ()
