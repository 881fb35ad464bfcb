"""The whole story of an expression: the rewrites that made it, the derivative rule, what was differentiated, where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.core.expr import Expression
    from explorer.core.origin import Origin


@dataclass(frozen=True, slots=True, eq=False)
class Lineage:
    """Where an expression comes from, all the way back.

    Attributes:
        rewrites: the names of the rules that made it, one of what another had made; the newest first.
        derivative: the operation (or "seed", "sum of paths") whose derivative rule made what was rewritten, or "".
        forward: what that rule is the derivative of.
        span: the place in the script of the text that made it: a call of ``grad`` for what is in its derivative.
        forward_span: the place of what was differentiated, or of the expression itself where nothing was.
    """

    rewrites: tuple[str, ...]
    derivative: str
    forward: tuple[Expression, ...]
    span: tuple[int, int, int, int] | None
    forward_span: tuple[int, int, int, int] | None


def origins(expression: Expression) -> Iterator[Origin]:
    """The origin of an expression, that of what it was made from, and so on; the newest first."""
    seen: set[Expression] = set()
    at: Expression | None = expression
    while at is not None and at not in seen and at.origin is not None:
        seen.add(at)
        yield at.origin
        at = at.origin.of[0] if at.origin.of else None


def lineage(expression: Expression) -> Lineage:
    """Where an expression comes from; the fields are empty where nobody knows."""
    rewrites: list[str] = []
    derivative: Origin | None = None
    span = forward_span = None
    for origin in origins(expression):
        if derivative is None:
            span = span or origin.span
            if origin.rewritten:
                rewrites.append(origin.rule)
            elif origin.sweep in ("reverse", "forward"):
                derivative = origin
        elif origin.sweep == "written":
            forward_span = origin.span
            break
    of = derivative.of if derivative is not None else ()
    return Lineage(tuple(rewrites), derivative.rule if derivative else "", of, span, forward_span or span)
