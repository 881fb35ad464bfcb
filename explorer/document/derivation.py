"""The derivation of what is looked at, for texts: short formulas whole, parts of long ones by names of the script."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from explorer.core.expr import Variable
from explorer.core.graph import applies, leaves, replace
from explorer.core.rewrite.engine import Replay
from explorer.document.notation import latex_left
from explorer.document.target import name_of
from explorer.drawing.derivation import Derivation, DerivationStep
from explorer.drawing.equations import is_short

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.document.work import Work

_SMALLEST = 2  # operations in a part, before it is called by its name


def derivation(work: Work) -> Derivation:
    """The derivation of a subject."""
    frames = [frame for (frame,) in work.frames] if work.whole else [work.before, *[None] * len(work.steps)]
    steps = [
        DerivationStep(number, step.rule, step.at, step.became, _if_short(after), step.at is not before)
        for number, (step, before, after) in enumerate(zip(work.steps, frames, frames[1:], strict=False), 1)
    ]
    of = work.subject.derivation.of if work.subject.derivation is not None else None
    given = None if of is None or of.owner is None or not is_short(of) else (_named(of, name_of(of, work.script)), of)
    left, title, taken = latex_left(work), work.subject.title, frozenset({*work.script.names, *work.variables})
    found = Derivation(title, left, title, given, work.before, tuple(steps), work.after, taken)
    return found if is_short(work.before) and is_short(work.after) else _with_names(found, work)


def _if_short(expression: Expression | None) -> Expression | None:
    return expression if expression is not None and is_short(expression) else None


def _named(expression: Expression, name: str) -> Variable:
    """What stands for an expression, typeset as it would be."""
    return Variable(expression.type, name)


def _with_names(found: Derivation, work: Work) -> Derivation:
    """Parts that the script has names for are called by them, also where they have been rewritten."""
    kept_whole = {found.start, found.result, found.given[1] if found.given is not None else None}
    names = {
        one.expression: _named(one.expression, name)
        for name, one in work.script.names.items()
        if one.expression not in kept_whole and len(applies([one.expression])) >= _SMALLEST
    }
    rewritten = Replay(move for step in work.steps for move in step.moves).run(list(names))
    named = {
        part: name
        for part, name in zip(rewritten, names.values(), strict=True)
        if part not in kept_whole and len(applies([part])) >= _SMALLEST
    } | names

    def called(e: Expression) -> Expression:
        return replace([e], {part: name for part, name in named.items() if part is not e})[0]

    steps = tuple(
        dataclasses.replace(
            step,
            before=called(step.before),
            after=called(step.after),
            whole=None if step.whole is None else called(step.whole),
        )
        for step in found.steps
    )
    start, result = called(found.start), called(found.result)
    shown = {*leaves([start, result, *(side for step in steps for side in (step.before, step.after))])}
    parts = tuple((name, called(part)) for part, name in names.items() if name in shown)
    return dataclasses.replace(found, start=start, steps=steps, result=result, parts=parts)
