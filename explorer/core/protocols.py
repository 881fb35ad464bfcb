"""What Python asks of numbers and sequences, of expressions: answered where sizes and constants say enough.

A condition, a length or a number that depends on values is not there before it is computed; the errors say what to
write instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.graph import leaves
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from explorer.core.expr import Expression


def known(x: Any, lacks: str, advice: str) -> np.ndarray:
    """The value of a scalar that is made of constants alone, such as a known size.

    Raises:
        TypeError: where it depends on a variable.
    """
    if x.ndim or not all(isinstance(leaf, T.Constant) for leaf in leaves([x])):
        raise TypeError(f"an expression has {lacks} before it is computed; {advice}")
    return T.evaluate_once(x)


def length(x: Any) -> int:
    """The size of the first axis.

    Raises:
        TypeError: where it is not known, or there is none.
    """
    if x.ndim == 0:
        raise TypeError("a scalar has no length")
    size = x.dimensions[0]
    if not isinstance(size, int):
        raise TypeError(f"the length of {T.brief(x)} is not known before it is computed; use x.shape[0]")
    return size


def each(x: Any) -> Iterator[Expression]:
    """The parts along the first axis.

    Raises:
        TypeError: where it is not known how many, or there is no axis.
    """
    if x.ndim == 0:
        raise TypeError("a scalar cannot be iterated over")
    size = x.dimensions[0]
    if not isinstance(size, int):
        says = f"{T.brief(x)} cannot be iterated over, since its length is not known before it is computed"
        raise TypeError(f"{says}; use array operations, or T.scan")
    return (x[place] for place in range(size))
