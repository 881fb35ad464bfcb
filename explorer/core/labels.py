"""Labels that move from an expression to what stands in its place: its name, and where it comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.core.expr import Expression
    from explorer.core.origin import Origin


def carry(old: Expression, new: Expression) -> None:
    """Give the name and the origin of an expression to what stands in its place, where that has none."""
    if new.name is None:
        new.name = old.name
    origin = old.origin
    if new.origin is None and new.owner is not None and origin is not None:
        # What is older was there when nobody had said why: it has the place, but does not come from what came later.
        new.origin = origin if _may_have(new, origin) else replace(origin, of=(), derivation=None)


def carry_origin(old: Expression, new: Expression) -> None:
    """The origin alone, for another expression of the same form: it is not the derivative that the old one is."""
    if _may_have(new, old.origin):
        assert old.origin is not None
        new.origin = old.origin if old.origin.derivation is None else replace(old.origin, derivation=None)


def _may_have(new: Expression, origin: Origin | None) -> bool:
    """Whether it has none, and would not be older than what it comes from."""
    return new.origin is None and origin is not None and age((new,)) > age(origin.of)


def age(expressions: Iterable[Expression]) -> int:
    """The serial of the youngest of them; 0 where none is made of others."""
    youngest = 0
    for e in expressions:
        if e.owner is not None and e.owner.serial > youngest:
            youngest = e.owner.serial
    return youngest
