"""The cards of the operations that occur: what each does, its formula and both of its rules, typeset."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING

from explorer.core.expr import Apply
from explorer.core.notation import boxes as b
from explorer.core.notation.plain import read
from explorer.core.notation.stated import stated
from explorer.core.notation.typst import typst_of
from explorer.core.typical import typical
from explorer.document.snapshot import CardView
from explorer.drawing.formula import formula_picture
from explorer.drawing.numbering import node_of

if TYPE_CHECKING:
    from explorer.core.notation.stated import Row
    from explorer.core.op import Op
    from explorer.document.work import Work

SIZE = 15.0
WIDTH = 264.0  # pixels: about what the inspector has; longer rules are broken at their operators


def card_views(work: Work) -> tuple[CardView, ...]:
    """A card for each operation of the graph, in the order of their names."""
    nodes = (node_of(expression) for _, expression in work.graph.nodes(data="expression"))
    kinds = {type(node.op) for node in nodes if isinstance(node, Apply)}
    return tuple(card_view(kind) for kind in sorted(kinds, key=lambda kind: kind.name))


@cache
def card_view(kind: type[Op]) -> CardView:
    """The card of a class of operations, on its typical operands."""
    use = typical(kind)
    known = stated(use)
    return CardView(
        name=kind.name,
        words=_words(kind),
        definition=_picture(known.definition),
        rules=tuple(map(_picture, (*known.rules, *known.parts))),
        code=known.code,
        said=known.words(),
        plain="; ".join(read(e) for e in use.outputs()),
    )


def _words(kind: type[Op]) -> str:
    """What the documentation says, without what the code calls its fields."""
    paragraphs = (" ".join(part.split()) for part in (inspect.getdoc(kind) or "").split("\n\n"))
    return "\n".join(
        part.replace("``", "").replace("`", "") for part in paragraphs if not part.startswith("Attributes:")
    )


def _picture(row: Row) -> str:
    label, box = row
    text = typst_of(b.row(label, b.sign("equal"), box, level=b.LOOSE))
    picture = formula_picture(text, SIZE)
    return picture.svg if picture.width <= WIDTH else formula_picture(text, SIZE, WIDTH).svg
