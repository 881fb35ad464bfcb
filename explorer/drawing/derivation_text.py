"""A derivation as plain text: numbered lines, each with the rule's name, and below it what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.drawing.derivation import changes, conditions, read_briefly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.drawing.derivation import Derivation


def derivation_text(derivation: Derivation) -> str:
    """The text."""
    return "\n".join([*_lines(derivation), ""])


def _lines(derivation: Derivation) -> Iterator[str]:
    yield from (derivation.plain, "")
    if derivation.given is not None:
        name, of = derivation.given
        yield f"      {name.name} = {read_briefly(of)}"
    yield f"      as derived: {read_briefly(derivation.start)}"
    yield from (f"      where {name.name} = {read_briefly(part)}" for name, part in derivation.parts)
    for step, shows_part, shows_all in changes(derivation):
        said = conditions(step.rule)
        yield from ("", f"{step.number:>4}  {step.rule.name}{f' ({said})' if said else ''}")
        if shows_part:
            yield f"      {read_briefly(step.before)}  →  {read_briefly(step.after)}"
        if shows_all and step.whole is not None:
            yield f"      all of it: {read_briefly(step.whole)}"
    yield from ("", f"      result: {read_briefly(derivation.result)}")
