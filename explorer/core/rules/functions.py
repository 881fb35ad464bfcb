"""What is inside an operation: its functions are rewritten by the same rules as everything else."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from explorer.core.custom import custom_derivative
from explorer.core.expr import constant
from explorer.core.implicit import root
from explorer.core.ops.custom import Custom
from explorer.core.pipeline import optimize_all
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.rule import code, inside, ruleset
from explorer.core.rules.wilds import x
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.core.op import Op
    from explorer.core.rewrite.engine import Step


def _optimize_inside(e: Expression, off: frozenset[str]) -> Expression | None:
    node = e.owner
    if node is None:
        return None
    better, _ = _better(node.op, off)
    return None if better is node.op else better.all(*node.inputs)[getattr(e, "index", 0)]


@lru_cache(maxsize=256)
def _better(op: Op, off: frozenset[str] = frozenset()) -> tuple[Op, tuple[Step, ...]]:
    """The operation with its functions optimised, and the steps; itself where they are already."""
    functions = op.functions()
    outputs = [result for function in functions for result in function.outputs]
    after, steps = optimize_all(outputs, off)
    if after == outputs:
        return op, ()
    results = iter(after)
    better = op.with_functions(tuple(replace(f, outputs=tuple(islice(results, len(f.outputs)))) for f in functions))
    return better, steps


def themes_of(step: Step) -> set[str]:
    """The themes of the rules that made a step: of those inside the functions of an operation too."""
    themes = {step.rule.theme}
    if step.rule.name == "optimize inside" and step.at.owner is not None:
        for inner in _better(step.at.owner.op)[1]:
            themes |= themes_of(inner)
    return themes


def _inline(e: Expression) -> Expression | None:
    node = e.owner
    if node is None or not isinstance(node.op, Custom):
        return None
    return fit(node.op.inlined(node.inputs), e)


def _example() -> tuple[Expression, Expression]:
    left = root(lambda z: z * 1.0 - T.sin(x) / 2, constant(0.0))
    right = root(lambda z: z - T.sin(x) * 0.5, constant(0.0))
    return left, right


FUNCTIONS = ruleset(
    "Functions inside",
    inline_what_had_its_own_derivatives=code(
        "A function with derivatives of its own, once differentiated, is what it does.",
        "custom",
        lambda: (custom_derivative(lambda z: T.sin(z) * z)(x), T.sin(x) * x),
        _inline,
    ),
    optimize_inside=inside(
        "The functions inside an operation are rewritten by these same rules.",
        "root minimize scan",
        _example,
        _optimize_inside,
    ),
)
