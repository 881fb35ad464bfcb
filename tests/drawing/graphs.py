"""Graphs for tests of layouts and pictures, without expressions."""

from __future__ import annotations

import networkx as nx
import numpy as np


def add(graph, id, label, *, detail="[n]", symbol="", kind="elementwise", sweep="forward", inputs=(), **more):
    """Add a node as `graph_of` does, with edges from ``inputs``."""
    frames = more.pop("frames", ((0, graph.graph["frames"] - 1),))
    attributes = {
        "expression": None,
        "label": label,
        "detail": detail,
        "symbol": symbol,
        "kind": kind,
        "sweep": sweep,
        "operation": kind,
        "type": "real" + detail,
        "name": "",
        "tag": "",
        "frames": frames,
        "output": False,
        "slot": id,
        "lineage": id,
        "inner": None,
    }
    graph.add_node(id, **{**attributes, **more})
    for operand, source in enumerate(inputs):
        reverse = sweep == "reverse"
        reused = reverse and graph.nodes[source]["sweep"] == "forward"
        graph.add_edge(
            source, id, key=operand, operand=operand, sweep=sweep, reused=reused, frames=graph.nodes[id]["frames"]
        )


def empty(frames=1):
    return nx.MultiDiGraph(frames=frames)


def logistic():
    """The graph of the mock picture: the gradient of a logistic loss."""
    g = empty()
    add(g, 0, "w", detail="[d]", kind="input")
    add(g, 1, "X", detail="[n, d]", kind="input")
    add(g, 2, "y", kind="input")
    add(g, 3, "X @ w", symbol="@", kind="linear algebra", inputs=[1, 0])
    add(g, 4, "m = y ⊙ z", symbol="×", inputs=[2, 3])
    add(g, 5, "−m", symbol="−", inputs=[4])
    add(g, 6, "exp(−m)", symbol="eˣ", inputs=[5])
    add(g, 7, "1 + ·", symbol="+", inputs=[6])
    add(g, 8, "(1/n) / ·", symbol="÷", sweep="reverse", inputs=[7])
    add(g, 9, "· ⊙ ·", symbol="×", sweep="reverse", inputs=[8, 6])
    add(g, 10, "−(·)", symbol="−", sweep="reverse", inputs=[9])
    add(g, 11, "· ⊙ y", symbol="×", sweep="reverse", inputs=[10, 2])
    add(
        g,
        12,
        "Xᵀ @ ·",
        detail="[d]",
        symbol="@",
        kind="linear algebra",
        sweep="reverse",
        inputs=[1, 11],
        output=True,
        tag="∇ loss",
    )
    return g


def random_graph(size, seed=0, reach=None):
    """A random DAG with about as many reverse as forward nodes; operands come from the ``reach`` nodes before."""
    rng = np.random.default_rng(seed)
    g = empty()
    kinds = ["elementwise", "linear algebra", "reduction", "shape", "indexing"]
    for id in range(size):
        if id < max(1, size // 12):
            add(g, id, f"x{id}", kind="input")
            continue
        low = 0 if reach is None else max(0, id - reach)
        count = int(rng.integers(1, 4))
        inputs = [int(x) for x in rng.integers(low, id, size=count)]
        sweep = "reverse" if id > size // 2 else "forward"
        kind = kinds[int(rng.integers(len(kinds)))]
        label = "· ⊙ ·" + "a" * int(rng.integers(0, 12))
        add(g, id, label, symbol="×", kind=kind, sweep=sweep, inputs=inputs)
    return g


def network(layers):
    """A chain of layers with its gradient: each adjoint reads the adjoint above it and a value beside it."""
    g = empty()
    add(g, 0, "x", kind="input")
    last, id, values = 0, 1, []
    for layer in range(layers):
        add(g, id, f"W{layer}", kind="input", detail="[n, n]")
        add(g, id + 1, "W @ ·", symbol="@", kind="linear algebra", inputs=[id, last])
        add(g, id + 2, "tanh(·)", symbol="th", inputs=[id + 1])
        add(g, id + 3, "· + ·", symbol="+", inputs=[id + 2, last])
        values.append((id, last, id + 2))
        last, id = id + 3, id + 4
    add(g, id, "sum(·)", symbol="Σ", kind="reduction", inputs=[last], detail="real")
    adjoint, id = id, id + 1
    for weight, before, value in reversed(values):
        add(g, id, "1 − ·²", symbol="−", sweep="reverse", inputs=[value])
        add(g, id + 1, "· ⊙ ·", symbol="×", sweep="reverse", inputs=[adjoint, id])
        add(
            g, id + 2, "outer", symbol="@", kind="linear algebra", sweep="reverse", inputs=[id + 1, before], output=True
        )
        add(g, id + 3, "Wᵀ @ ·", symbol="@", kind="linear algebra", sweep="reverse", inputs=[weight, id + 1])
        add(g, id + 4, "· + ·", symbol="+", sweep="reverse", inputs=[id + 3, adjoint])
        adjoint, id = id + 4, id + 5
    return g
