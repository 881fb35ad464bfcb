"""The types of the tables of handlers."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeAlias

from explorer.script.nodes.outcome import Outcome

# A handler takes the interpreter and a node of its type.
ExpressionTable: TypeAlias = dict[type[ast.expr], Callable[[Any, Any], Any]]
StatementTable: TypeAlias = dict[type[ast.stmt], Callable[[Any, Any], Outcome | None]]
