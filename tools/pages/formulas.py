"""The formula of an operation and both of its rules, as lines of LaTeX."""

from collections.abc import Sequence

from explorer.core.derive.stated import StatedRules, stated_rules
from explorer.core.expr import Expression, Variable
from explorer.core.graph import leaves
from explorer.core.notation import boxes as b
from explorer.core.notation.formula import applied, formula, with_named_parts
from explorer.core.notation.latex import latex_of
from explorer.core.notation.let import let_lines
from explorer.core.op import Op
from explorer.core.ops.cumulative import Cumprod
from explorer.core.ops.fourier import Irfft, Rfft
from explorer.core.ops.interpolation import Interp
from explorer.core.ops.reductions import Prod
from explorer.core.ops.scan import Scan
from explorer.core.ops.spectral import Eig
from explorer.core.typical import Typical
from tools.pages.markdown import code, mathematics

_WIDEST = 60  # letters of a line, about, before its parts get names
_DEEPEST = 4  # groups in each other
# Their rules hold positions and elements against each other, in rows and in columns, or step by step. Formulas do not
# tell these apart; code does.
_AS_CODE: tuple[type[Op], ...] = (Cumprod, Eig, Interp, Irfft, Prod, Rfft, Scan)

Rule = tuple[Variable, Expression | None]


def formulas(use: Typical) -> list[str]:
    """What an operation is and its rules: mathematics, or where that says too little, code."""
    rules = stated_rules(use)
    listed = [] if rules.zero else _listed(rules)
    if use.kind in _AS_CODE:
        shown = [*mathematics([_definition(use)]), "", *_code(listed)]
    else:
        shown = mathematics([_definition(use), *_rows(use, rules, listed)])
    said = _in_words(use, rules)
    return [*shown, *(["", said] if said else [])]


def _listed(rules: StatedRules) -> list[Rule]:
    """What each derivative is called, and what it is."""
    forward = [(rules.tangents[y], rule) for y, rule in rules.forward.items()]
    return [*forward, *((rules.cotangents[x], rule) for x, rule in rules.reverse.items())]


def _in_words(use: Typical, rules: StatedRules) -> str:
    """What no formula says: that a derivative is zero, is not known, or has no meaning."""
    if rules.zero:
        return "The derivative is zero."
    if not rules.reverse and not rules.unknown:
        assert all(x.dtype.kind in "bi" for x in use.operands), use.kind
        return "There is no derivative: it works on whole numbers and bits."
    return " ".join(f"By {code(str(x.name))}: {reason}." for x, reason in rules.unknown.items())


def _definition(use: Typical) -> str:
    """The outputs by their names, and what they are."""
    outputs = use.outputs()
    if len(outputs) == 1:
        return _row(b.name(use.results[0]), formula(outputs[0]))
    node = outputs[0].owner
    assert node is not None
    return _row(b.fence(b.listed(*map(b.name, use.results))), applied(node))


def _row(label: b.Box, box: b.Box, before: str = "") -> str:
    """An equation. What is true or false stands in Iverson's brackets there."""
    truth = b.LOOSE < box.level <= b.RELATION and box.of is not None and box.of.dtype.kind == "b"
    return f"{before}{latex_of(label)} &= {latex_of(b.fence(box, '[]') if truth else box)}"


def _rows(use: Typical, rules: StatedRules, listed: Sequence[Rule]) -> list[str]:
    """The rules; where one is long, what is shared or large has a name."""
    written = [rule for _, rule in listed if rule is not None]
    boxes = [formula(rule) for rule in written]
    parts: list[tuple[b.Box, b.Box]] = []
    if any(box.weight > _WIDEST or box.depth > _DEEPEST for box in boxes):
        taken = {str(x.name) for x in (*use.operands, *rules.results, *leaves(written))}
        boxes, parts = with_named_parts(written, taken, capitals=True, widest=_WIDEST)
    rest = iter(boxes)
    rows = [_row(formula(x), b.number("0") if rule is None else next(rest)) for x, rule in listed]
    before = r"\text{where } "
    return [*rows, *(_row(label, box, "" if place else before) for place, (label, box) in enumerate(parts))]


def _code(listed: Sequence[Rule]) -> list[str]:
    """Rules in the notation that people write, after the parts that they share."""
    written = [rule for _, rule in listed if rule is not None]
    lines = let_lines(written, {str(leaf.name) for leaf in leaves(written)})
    parts, results = lines[: len(lines) - len(written)], iter(lines[len(lines) - len(written) :])
    return ["```text", *parts, *(f"{x.name} = {'0' if rule is None else next(results)}" for x, rule in listed), "```"]
