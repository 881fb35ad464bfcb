"""The handlers, one for each type of syntax node, collected in two tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.script.nodes import (
    assignments,
    blocks,
    calls,
    comprehensions,
    data,
    definitions,
    imports,
    operators,
    texts,
)

if TYPE_CHECKING:
    from explorer.script.nodes.tables import ExpressionTable, StatementTable

EXPRESSIONS: ExpressionTable = {
    **data.EXPRESSIONS,
    **operators.EXPRESSIONS,
    **texts.EXPRESSIONS,
    **calls.EXPRESSIONS,
    **definitions.EXPRESSIONS,
    **comprehensions.EXPRESSIONS,
}

STATEMENTS: StatementTable = {
    **assignments.STATEMENTS,
    **blocks.STATEMENTS,
    **definitions.STATEMENTS,
    **imports.STATEMENTS,
}
