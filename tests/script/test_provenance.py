"""Every node of an optimised derivative knows where it comes from: rules, derivative, forward node, line and column."""

from pathlib import Path

import pytest

import explorer.core as T
from explorer.core.catalogue import operations
from explorer.core.graph import ancestors, applies
from explorer.core.lineage import lineage, origins
from explorer.core.origin import told
from explorer.document.gallery import gallery
from explorer.script import run

ROOT = Path(__file__).parents[2]
LARGER = (
    "attention",
    "black_scholes",
    "gaussian_process",
    "kalman_filter",
    "lstm",
    "optimal_transport",
    "softmax_regression",
)
PROGRAMS = {entry.name: entry.document.text for entry in gallery()}
PROGRAMS |= {name: (ROOT / f"benchmarks/programs/{name}.py").read_text(encoding="utf-8") for name in LARGER}
RULES = {rule.name for one in T.rulesets() for rule in one.rules}
DERIVATIVES = {kind.name for kind in operations()} | {
    *("seed", "sum of paths", "jacobian", "hessian", "rop", "lop", "hessian-vector"),
}


def parts(outputs):
    """The results of operations in the graph of outputs."""
    used = ancestors(outputs)
    return [e for node in applies(outputs) for e in node.outputs if e in used]


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_node_of_what_a_program_names(name):
    script = run(PROGRAMS[name])
    lines = PROGRAMS[name].splitlines()
    cut = 0
    seen = []
    for binding in script.names.values():
        found = parts([T.optimize(binding.expression).after])
        seen += found
        for e in found:
            story = lineage(e)
            assert set(story.rewrites) <= RULES, T.brief(e)
            assert not story.derivative or story.derivative in DERIVATIVES, story
            assert bool(story.derivative) == bool(story.forward)
            for span in (story.span, story.forward_span):
                assert span is not None, (T.brief(e), [(one.sweep, one.rule) for one in origins(e)])
                assert span[1] < len(lines[span[0] - 1]), span
            assert told(e)
            # It belongs to a derivative, and by which rule it came in is not known any more.
            cut += next(origins(e)).sweep in ("reverse", "forward") and not story.derivative
    assert cut <= 0.02 * len(seen), (cut, len(seen))


def test_a_node_tells_its_whole_story():
    text = "x: real[n]\ny = x ** 2\n\ng = grad(sum(y), x)\n"
    script = run(text)
    optimized = T.optimize(script.names["g"].expression)
    (made,) = (e for e in parts([optimized.after]) if e.owner.op.name == "multiply")
    story = lineage(made)
    assert story.rewrites
    assert set(story.rewrites) <= {step.rule.name for step in optimized.steps}
    assert story.derivative == story.forward[0].owner.op.name
    assert text.splitlines()[story.span[0] - 1][story.span[1] :].startswith("grad(sum(y), x)")
    assert story.forward_span[0] == 2
    assert told(made).endswith("line 4, column 5")


def test_where_nothing_is_known_nothing_is_said():
    x = T.dscalar("x")
    story = lineage(T.sin(x))
    assert (story.rewrites, story.derivative, story.forward, story.span) == ((), "", (), None)
    assert lineage(x).span is None
