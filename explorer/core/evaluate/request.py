"""What `function` is asked for: inputs, updates and givens, checked, and said by name where they do not fit."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.broadcast import describe, same_shape
from explorer.core.convert import as_expression
from explorer.core.errors import DTypeError, MissingInputError, ShapeError, UnusedInputError
from explorer.core.expr import Expression, Variable
from explorer.core.graph import ancestors, applies, leaves
from explorer.core.origin import derivation_of
from explorer.core.tie import surface as T
from explorer.core.variables import Shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def read_inputs(inputs: Any) -> list[Variable]:
    """The inputs as a list of variables.

    Raises:
        TypeError: where it is no list, or holds something else.
        UnusedInputError: where a variable stands there twice.
    """
    if isinstance(inputs, Expression) or not isinstance(inputs, list | tuple):
        message = f"the inputs of a function are a list of variables: function([x], …), not {_called(inputs)}"
        raise TypeError(message)
    seen: set[Variable] = set()
    for x in inputs:
        if isinstance(x, Shared):
            message = f"{x!r} is a shared variable, which has a value already; replace it by a variable with givens"
            raise TypeError(message)
        if not isinstance(x, Variable):
            message = f"an input of a function is a variable, not {_called(x)}"
            raise TypeError(message)
        if x in seen:
            message = f"{x!r} stands twice among the inputs"
            raise UnusedInputError(message)
        seen.add(x)
    return list(inputs)


def read_updates(updates: Any) -> dict[Shared, Expression]:
    """The new value of each shared variable that has one.

    Raises:
        TypeError: where something else than a shared variable is updated.
        ValueError: where one is updated twice.
        DTypeError, ShapeError: where the new value may not stand for the old one.
    """
    found: dict[Shared, Expression] = {}
    for old, new in _pairs(updates, "updates"):
        if not isinstance(old, Shared):
            message = f"only shared variables can be updated, not {_called(old)}"
            raise TypeError(message)
        if old in found:
            message = f"{old!r} is updated twice"
            raise ValueError(message)
        found[old] = _standing_for(old, new, "its update")
    return found


def read_givens(givens: Any) -> dict[Expression, Expression]:
    """What is to be replaced, and by what.

    Raises:
        TypeError: where something else than an expression is to be replaced.
        ValueError: where one is replaced twice.
        DTypeError, ShapeError: where what is given may not stand for it.
    """
    found: dict[Expression, Expression] = {}
    for old, new in _pairs(givens, "givens"):
        if not isinstance(old, Expression):
            message = f"givens replace expressions, not {_called(old)}"
            raise TypeError(message)
        if old in found:
            message = f"{T.brief(old)} is given twice"
            raise ValueError(message)
        found[old] = _standing_for(old, new, "what is given for it")
    return found


def _pairs(given: Any, what: str) -> list[tuple[Any, Any]]:
    pairs = list(given.items() if isinstance(given, Mapping) else given or ())
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            message = f"{what} are pairs (old, new) or a dict, and not {_called(pair)}"
            raise TypeError(message)
    return pairs


def _standing_for(old: Expression, value: Any, what: str) -> Expression:
    new = as_expression(value, old.dtype)
    if not same_shape(old, new) or old.type.broadcastable != new.type.broadcastable:
        message = f"{describe(old)} and {what} {describe(new)}: they need the same shape"
        raise ShapeError(message)
    if new.dtype == old.dtype:
        return new
    if not np.can_cast(new.dtype, old.dtype, "safe"):
        message = f"{T.brief(old)} is {old.dtype} and {what} is {new.dtype}; cast it with T.cast(…, {str(old.dtype)!r})"
        raise DTypeError(message)
    return T.cast(new, old.dtype)


def check_inputs(inputs: Sequence[Variable], outputs: Sequence[Expression], on_unused: str) -> None:
    """Whether the outputs can be computed from the inputs, and need them.

    Raises:
        MissingInputError: where an output depends on a variable that is no input.
        UnusedInputError: where an input is not used, unless ``on_unused`` is "warn" or "ignore".
    """
    if on_unused not in ("raise", "warn", "ignore"):
        message = f"on_unused_input is 'raise', 'warn' or 'ignore', not {on_unused!r}"
        raise ValueError(message)
    given = set(inputs)
    for leaf in leaves(outputs):
        if isinstance(leaf, Variable) and not isinstance(leaf, Shared) and leaf not in given:
            message = (
                f"{_user(leaf, outputs)} depends on {leaf!r}, which is no input of the function and has no value; "
                f"add it to the inputs, or give it a value with givens"
            )
            raise MissingInputError(message)
    used = _used(outputs)
    unused = [x for x in inputs if x not in used]
    if unused and on_unused != "ignore":
        message = f"no output depends on {', '.join(map(repr, unused))}; leave it out, or pass on_unused_input='ignore'"
        if on_unused == "raise":
            raise UnusedInputError(message)
        warnings.warn(message, stacklevel=4)  # over `function` and its decorator


def _user(leaf: Variable, outputs: Sequence[Expression]) -> str:
    """The first expression that needs a variable, for messages."""
    node = next((node for node in applies(outputs) if leaf in node.inputs), None)
    return "an output" if node is None else T.brief(node.output())


def _used(outputs: Sequence[Expression]) -> set[Expression]:
    """What the outputs are made of, and what derivatives among it are derivatives of.

    The product of a linear function's Jacobian does not contain the variable it is taken by, and people pass that all
    the same.
    """
    used = ancestors(outputs)
    behind = [d for e in used if (d := derivation_of(e)) is not None]
    return used | ancestors(_both(behind))


def _both(derivations: Iterable[Any]) -> list[Expression]:
    return [e for d in derivations for e in (d.of, d.wrt)]


def _called(value: object) -> str:
    """Something that a person passed, for messages."""
    return f"the expression {T.brief(value)}" if isinstance(value, Expression) else f"{value!r:.60}"
