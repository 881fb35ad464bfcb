"""`jacobian_sparsity`: which entries of a Jacobian may be other than zero."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from explorer.core.convert import as_expression
from explorer.core.derive.operands import like, variables
from explorer.core.derive.sparsity.facts import GraphFacts
from explorer.core.derive.sparsity.matrices import empty, identity
from explorer.core.derive.sparsity.propagate import propagate
from explorer.core.derive.sparsity.sizes import read_sizes
from explorer.core.memory import uncollected

if TYPE_CHECKING:
    from collections.abc import Mapping


@uncollected()
def jacobian_sparsity(y: Any, x: Any, sizes: Mapping[Any, Any] | None = None) -> Any:
    """Which entries of the Jacobian of ``y`` by ``x`` may be other than zero, whatever the values of the variables.

    It is found from the structure of the operations, by propagating index sets from ``x`` on to ``y`` (Griewank and
    Walther 2008, chapter 7), and never by trying numbers. Only constants, and what follows from sizes, count by their
    values: a mask, a stencil, an index. No entry is missed, where factors are finite (0 · ∞ is no entry). One too many
    comes of a cancellation (x - x), or of an operation that is taken to be dense.

    Of a gradient it is the pattern of the Hessian: ``jacobian_sparsity(grad(cost, x), x)``. It is what colouring starts
    from (Gebremedhin, Manne and Pothen 2005).

    Args:
        y: an expression of any number of axes.
        x: an expression, variable or not, or a list of them.
        sizes: where dimensions are unknown, their sizes: ``{"n": 5}`` by their names, ``{x: (5, 3)}`` by the shape of
            a variable, ``{k: 5}`` for an integer scalar that is a size. What must be equal follows; shared variables
            have the sizes of their values.

    Returns:
        A ``scipy.sparse.csr_array`` of booleans, of shape (number of elements of ``y``, number of elements of ``x``),
        both in C order; for a list, a list of them. All entries that are stored are true, by rows and columns in order.

    Raises:
        TypeError: where ``x`` is no expression, or a constant; or ``sizes`` is no dict of names and variables.
        ShapeError: where a size is missing (says which, and how to give it) or contradicts another one.
        NullTypeGradError: where a derivative is not defined.
    """
    output, targets = as_expression(y), variables(x, "jacobian_sparsity")
    given = read_sizes([output, *targets], sizes)
    results = []
    for target in targets:
        facts = GraphFacts(given, [target])
        columns = prod(facts.shape(target))
        (pattern,) = propagate([output], {target: identity(columns)}, facts)
        rows = prod(facts.shape(output))
        if pattern is None:
            pattern = empty(rows, columns)
        pattern.sum_duplicates()
        results.append(pattern)
    return like(x, results)
