"""Where an expression comes from: a label that the explorer reads, never part of what the expression is."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.core.graph import ancestors, replace
from explorer.core.labels import age, carry
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from explorer.core.expr import Expression

Sweep = Literal["written", "reverse", "forward", "rewrite"]
_FARTHEST = 3  # an expression from a rewrite from a derivative from a script: farther back nobody reads


@dataclass(frozen=True, slots=True, eq=False)
class Derivation:
    """What a derivative is the derivative of. Kept by the expressions that `grad` and its kin return.

    Attributes:
        kind: "gradient", "jacobian", "hessian", "rop", "lop" or "hessian-vector".
        of: the expression that was differentiated.
        wrt: what it was differentiated by.
        vector: the eval point of a product, else ``None``.
        held: what was not differentiated through.
        complete: whether that says all; a gradient with ``known_grads`` is made of those too.
    """

    kind: str
    of: Expression
    wrt: Expression
    vector: Expression | None = None
    held: tuple[Expression, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where an expression comes from.

    Attributes:
        sweep: "written" by a person, made by the "reverse" or "forward" sweep of a derivative, or by a "rewrite".
        rule: the name of the operation whose derivative rule, or of the rewrite rule, made it.
        of: the expressions that it was made from (the forward node; what a rewrite replaced).
        derivation: set on the result of a derivative.
        span: (line, column, end line, end column) in a script; lines from 1, columns from 0.
        rewritten: whether a rewrite rule made it, of something of this sweep.
    """

    sweep: Sweep
    rule: str = ""
    of: tuple[Expression, ...] = ()
    derivation: Derivation | None = None
    span: tuple[int, int, int, int] | None = None
    rewritten: bool = False


def mark(expressions: Iterable[Expression], origin: Origin, known: Container[Expression] = ()) -> None:
    """Give an origin to every expression that has none, from these down to the first that has one or is ``known``.

    What is older than what it would come from was there before, and does not come from it. (Else expressions would
    hold each other in a circle, and none of them would ever be forgotten.)
    """
    since = age(origin.of)
    stack = list(expressions)
    while stack:
        expression = stack.pop()
        owner = expression.owner
        if owner is None or owner.serial < since or expression.origin is not None or expression in known:
            continue
        expression.origin = origin
        stack.extend(owner.inputs)


def inherit(old: Expression, new: Expression) -> None:
    """Give the name of an expression to what is the same written otherwise, and its origin to all that is new in it."""
    if old.origin is not None:
        mark([new], old.origin)
    carry(old, new)


def descend(rule: str, old: Expression, new: Expression) -> None:
    """Let what a rewrite rule made, and all that is new in it, come from what it replaced.

    In a script everything comes from somewhere. What a loop gave knows where it comes from in the loop: it stands in
    the script where the loop did. What is older and comes from nowhere was tried and left when something else was done;
    it gets the rule and the place, but not what it would come from, see `mark`.
    """
    before = old.origin
    sweep: Sweep = "rewrite" if before is None else before.sweep
    span = None if before is None else before.span
    origin = Origin(sweep, rule, (old,), span=span, rewritten=True)
    older = dataclasses.replace(origin, of=())
    known = {old, *(old.owner.inputs if old.owner is not None else ())}
    since = age((old,))
    stack = [new]
    while stack:
        expression = stack.pop()
        owner, found = expression.owner, expression.origin
        if owner is None or expression in known:
            continue
        known.add(expression)
        young = owner.serial >= since
        if found is None and (young or span is not None or expression is new):
            expression.origin = origin if young else older
        elif found is not None and found.span is None and span is not None:
            expression.origin = dataclasses.replace(found, span=span)
        elif not young:
            continue
        stack.extend(owner.inputs)


def locate(new: Expression, old: Expression) -> None:
    """Let what was made in the place of a derivative stand in the script where that did."""
    span = old.origin.span if old.origin is not None else None
    for e in ancestors([new]) if span is not None else ():
        if e.origin is not None and e.origin.span is None and e.origin.sweep != "written":
            e.origin = dataclasses.replace(e.origin, span=span)


def derivation_of(expression: Expression) -> Derivation | None:
    """What ``expression`` is the derivative of, or ``None``."""
    return expression.origin.derivation if expression.origin is not None else None


def remember(expression: Expression, derivation: Derivation) -> None:
    """Let a derivative remember what it is the derivative of."""
    origin = expression.origin
    if expression.owner is None or (origin is not None and origin.derivation is not None):
        return
    if expression.owner.serial < age([derivation.of]) and expression in ancestors([derivation.of]):
        return  # zeros, say, that were there before
    if origin is None:
        expression.origin = Origin("reverse", derivation.kind, (derivation.of,), derivation)
    else:
        expression.origin = dataclasses.replace(origin, derivation=derivation)


def replace_and_remember(outputs: Sequence[Expression], replaced: Mapping[Expression, Expression]) -> list[Expression]:
    """`graph.replace`, after which derivatives remember what they are the derivatives of now.

    One does not where other variables become what it is the derivative by: of x · y, with x for y, that is not x.
    """
    known = [(e, d) for e in ancestors(outputs) if (d := derivation_of(e)) is not None and e not in replaced]
    parts = [(e, d.of, d.wrt, *d.held, *(() if d.vector is None else (d.vector,))) for e, d in known]
    new = iter(replace([*outputs, *(part for row in parts for part in row)], replaced))
    results = [next(new) for _ in outputs]
    for (_, d), row in zip(known, parts, strict=True):
        e, of, wrt, *rest = [next(new) for _ in row]
        others = [value for key, value in replaced.items() if key is not d.wrt]
        if wrt is not d.wrt:
            others.append(d.of)
        same = (of.dtype, wrt.dtype) == (d.of.dtype, d.wrt.dtype)
        if same and wrt.owner is None and wrt not in ancestors(others):
            held = tuple(rest[: len(d.held)])
            vector = None if d.vector is None else rest[-1]
            remember(e, Derivation(d.kind, of, wrt, vector, held, d.complete))
    return results


_SWEPT = {"reverse": "the derivative of", "forward": "the derivative along a direction of", "rewrite": "rewritten from"}


def told(expression: Expression) -> str:
    """Where an expression comes from, in words: by which sweep from what, and at which line of a script."""
    words: list[str] = []
    at: Expression | None = expression
    for _ in range(_FARTHEST):
        origin = at.origin if at is not None else None
        if origin is None:
            break
        sweep = "rewrite" if origin.rewritten else origin.sweep
        if sweep in _SWEPT and origin.of:
            words.append(f"{_SWEPT[sweep]} {T.brief(origin.of[0])}")
        if origin.span is not None:
            words.append(f"line {origin.span[0]}, column {origin.span[1] + 1}")
            break
        at = origin.of[0] if origin.of else None
    return ", ".join(dict.fromkeys(words))
