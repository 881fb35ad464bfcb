"""The formula of an operation and both of its rules, as boxes; or as code, where formulas say too little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from explorer.core.derive.stated import stated_rules
from explorer.core.graph import leaves
from explorer.core.notation import boxes as b
from explorer.core.notation.formula import applied, formula, with_named_parts
from explorer.core.notation.let import let_lines
from explorer.core.ops.cumulative import Cumprod
from explorer.core.ops.fourier import Irfft, Rfft
from explorer.core.ops.interpolation import Interp
from explorer.core.ops.reductions import Prod
from explorer.core.ops.scan import Scan
from explorer.core.ops.spectral import Eig

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.derive.stated import StatedRules
    from explorer.core.expr import Expression, Variable
    from explorer.core.notation.boxes import Box
    from explorer.core.op import Op
    from explorer.core.typical import Typical

Row: TypeAlias = "tuple[Box, Box]"  # both sides of an equation

_WIDEST = 60  # letters of a line, about, before its parts get names
_DEEPEST = 4  # groups in each other
# Their rules hold positions and elements against each other, in rows and in columns, or step by step. Formulas do not
# tell these apart; code does.
_AS_CODE: tuple[type[Op], ...] = (Cumprod, Eig, Interp, Irfft, Prod, Rfft, Scan)


@dataclass(frozen=True, eq=False)
class Stated:
    """What an operation is and its rules.

    Attributes:
        definition: the outputs by their names, and what they are.
        rules: what the tangent of each result and the cotangent of each operand is.
        parts: what names in the rules stand for.
        code: the rules in the notation that people type, a line each, in the place of formulas.
        unknown: operands by which no derivative is known, and why.
        silent: that the derivative is zero, or that there is none; empty where there are rules.
    """

    definition: Row
    rules: tuple[Row, ...]
    parts: tuple[Row, ...]
    code: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...]
    silent: str

    def words(self, quote: Callable[[str], str] = str) -> str:
        """What no formula says; names as ``quote`` writes them."""
        return self.silent or " ".join(f"By {quote(name)}: {reason}." for name, reason in self.unknown)


def stated(use: Typical) -> Stated:
    """An operation and its rules, on operands with names."""
    rules = stated_rules(use)
    listed = [] if rules.zero else _listed(rules)
    as_code = use.kind in _AS_CODE
    rows, parts = ([], []) if as_code else _rows(use, rules, listed)
    return Stated(
        _definition(use),
        tuple(rows),
        tuple(parts),
        tuple(_code(listed)) if as_code else (),
        tuple((str(x.name), reason) for x, reason in rules.unknown.items()),
        _silent(use, rules),
    )


def _listed(rules: StatedRules) -> list[tuple[Variable, Expression | None]]:
    """What each derivative is called, and what it is."""
    forward = [(rules.tangents[y], rule) for y, rule in rules.forward.items()]
    return [*forward, *((rules.cotangents[x], rule) for x, rule in rules.reverse.items())]


def _silent(use: Typical, rules: StatedRules) -> str:
    if rules.zero:
        return "The derivative is zero."
    if not rules.reverse and not rules.unknown:
        assert all(x.dtype.kind in "bi" for x in use.operands), use.kind
        return "There is no derivative: it works on whole numbers and bits."
    return ""


def _definition(use: Typical) -> Row:
    outputs = use.outputs()
    if len(outputs) == 1:
        return b.name(use.results[0]), _shown(formula(outputs[0]))
    node = outputs[0].owner
    assert node is not None
    return b.fence(b.listed(*map(b.name, use.results))), applied(node)


def _shown(box: Box) -> Box:
    """The right side of an equation. What is true or false stands in Iverson's brackets there."""
    truth = b.LOOSE < box.level <= b.RELATION and box.of is not None and box.of.dtype.kind == "b"
    return b.fence(box, "[]") if truth else box


def _rows(
    use: Typical, rules: StatedRules, listed: Sequence[tuple[Variable, Expression | None]]
) -> tuple[list[Row], list[Row]]:
    """The rules; where one is long, what is shared or large has a name."""
    written = [rule for _, rule in listed if rule is not None]
    boxes = [formula(rule) for rule in written]
    parts: list[Row] = []
    if any(box.weight > _WIDEST or box.depth > _DEEPEST for box in boxes):
        taken = {str(x.name) for x in (*use.operands, *rules.results, *leaves(written))}
        boxes, parts = with_named_parts(written, taken, capitals=True, widest=_WIDEST)
    rest = iter(boxes)
    rows = [(formula(x), b.number("0") if rule is None else _shown(next(rest))) for x, rule in listed]
    return rows, [(label, _shown(box)) for label, box in parts]


def _code(listed: Sequence[tuple[Variable, Expression | None]]) -> list[str]:
    """Rules in the notation that people write, after the parts that they share."""
    written = [rule for _, rule in listed if rule is not None]
    lines = let_lines(written, {str(leaf.name) for leaf in leaves(written)})
    parts, results = lines[: len(lines) - len(written)], iter(lines[len(lines) - len(written) :])
    return [*parts, *(f"{x.name} = {'0' if rule is None else next(results)}" for x, rule in listed)]
