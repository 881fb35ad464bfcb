"""``python -m benchmarks.layout``: seconds to lay out graphs, beside the estimate that chooses between the ways."""

from __future__ import annotations

import sys
import time

from explorer.drawing.layout.dot import cut, dot
from explorer.drawing.layout.effort import care, seconds
from explorer.drawing.layout.layered import layered
from explorer.drawing.layout.plan import plan_of
from explorer.drawing.layout.ranks import ranks
from tests.drawing.graphs import network, random_graph

_BUDGET = 3.0


def main() -> int:
    """Print the table; fails where `dot` took far longer than was estimated."""
    graphs = {
        "network of 60 layers": network(60),
        "random, 300 nodes, dense": random_graph(300, 4, 6),
        "random, 500 nodes": random_graph(500, 3),
        "random, 3000 nodes": random_graph(3000, 1),
    }
    slow = 0
    print(f"{'graph':<28}{'way':>12}{'seconds':>12}{'estimate':>12}")
    for name, graph in graphs.items():
        plan = plan_of(graph)
        row = ranks(plan)
        skipped = cut(plan, row)
        chosen = care(plan, row, skipped, _BUDGET)
        start = time.perf_counter()
        if chosen is None:
            layered(plan, row)
        else:
            dot(plan, skipped, hurried=chosen == "hurried")
        taken = time.perf_counter() - start
        estimate = seconds(plan, row, skipped, chosen) if chosen else 0.0
        slow += chosen is not None and taken > 3 * estimate + 0.3
        print(f"{name:<28}{chosen or 'layered':>12}{taken:>12.3f}{estimate:>12.3f}", flush=True)
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
