"""`function`: from expressions to a function of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.convert import as_expression
from explorer.core.derive.entries.outputs import placed
from explorer.core.evaluate.function import Function
from explorer.core.evaluate.native.target import installed
from explorer.core.evaluate.request import check_inputs, read_givens, read_inputs, read_updates
from explorer.core.evaluate.results import Form
from explorer.core.memory import uncollected
from explorer.core.origin import replace_and_remember
from explorer.core.pipeline import optimize_all, rules_off

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.evaluate.large import Machine
    from explorer.core.expr import Expression, Variable

MODES: dict[str | None, Machine] = {None: "background", "raw": "never", "numpy": "never", "fused": "first"}


@uncollected()
def function(
    inputs: Sequence[Variable],
    outputs: Any = None,
    updates: Any = None,
    givens: Mapping[Expression, Any] | Sequence[tuple[Expression, Any]] | None = None,
    on_unused_input: str = "raise",
    mode: str | None = None,
    allow_input_downcast: bool | None = None,
    rules: Any = None,
    sparse: bool = False,
) -> Function:
    """Compile expressions to a function of arrays.

    Args:
        inputs: a list of variables, in the order of the arguments.
        outputs: an expression, a list or a dict of them, or None.
        updates: new values of shared variables, as pairs or a dict. They are computed from the old values together with
            the outputs, and set after them.
        givens: expressions to be replaced by others first, all at once: pairs or a dict. Shared variables too.
        on_unused_input: "raise", "warn" or "ignore" an input on which no output depends.
        mode: "raw" for no rewriting, "numpy" for NumPy alone; "fused" for machine code of what is computed of large
            arrays element by element, which is compiled at the first call (extra ``fast``); None for the best that is
            installed, compiled in the background where it is called again and again.
        allow_input_downcast: True casts arguments whatever is lost; False only where nothing is lost; None too, but
            Python's floats round to the variable's floating dtype.
        rules: which rewrite rules are used, on the outputs and inside loops and other functions: a text or a collection
            of words. "safe" leaves out those that may change NaN, infinity or a sign of zero; a theme or the name of a
            rule with a minus in front, "-trigonometry" or "-cancel", leaves these out, and without it takes these
            alone: "algebra, shapes, -cancel". None takes all that `T.rulesets` lists.
        sparse: True gives Jacobians and Hessians as ``scipy.sparse.csr_array`` of shape (elements of what is
            differentiated, elements of what by), both in C order, in time and memory of their entries. Entries stand
            where `jacobian_sparsity` has them, whatever their values. Stencils are computed entry by entry; of
            others the products with few vectors, by a `colouring`.

    Returns:
        A `Function`. Its results are NumPy arrays of their own, in the form of ``outputs``.

    Raises:
        TypeError: where an input is no variable, or an update is not of a shared variable.
        MissingInputError: where an output depends on a variable that is no input.
        UnusedInputError: where an input is not used, unless ``on_unused_input`` says otherwise; or stands there twice.
        ShapeError, DTypeError: where an update or a given has another type than what it replaces.
        ValueError: for another mode, or where ``rules`` names one that there is not.
    """
    if mode not in MODES:
        message = f"mode is one of {', '.join(map(repr, MODES))}, not {mode!r}"
        raise ValueError(message)
    if mode == "fused" and not installed():
        raise ValueError("mode='fused' needs LLVM: pip install llvmlite, or the extra 'fast'")
    if mode == "raw" and rules is not None:
        raise ValueError("mode='raw' uses no rules; leave rules out")
    variables, form = read_inputs(inputs), Form(outputs)
    changes, replaced = read_updates(updates), read_givens(givens)
    expressions = [as_expression(e) for e in (*form.wanted, *changes.values())]
    if replaced:
        expressions = replace_and_remember(expressions, replaced)
    check_inputs(variables, expressions, on_unused_input)
    off = rules_off(rules) if mode != "raw" else None
    after, steps = optimize_all(expressions, off) if off is not None else (expressions, ())
    return Function(
        *(variables, expressions, after, steps, tuple(changes), form, allow_input_downcast),
        off=off,
        machine=MODES[mode],
        computed=placed(expressions, after, off, sparse=sparse),
    )
