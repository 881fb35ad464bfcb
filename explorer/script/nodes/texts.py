"""f-strings: values put into a text, with widths and precisions only."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from explorer.script.guards import check_characters
from explorer.script.show import formatted, show

if TYPE_CHECKING:
    from explorer.script.interpreter import Interpreter
    from explorer.script.nodes.tables import ExpressionTable


def _joined(interpreter: Interpreter, node: ast.JoinedStr) -> Any:
    pieces = [interpreter.evaluate(part) for part in node.values]

    def join(*texts: str) -> str:
        check_characters(sum(map(len, texts)), interpreter.limits)
        return "".join(texts)

    return interpreter.operate(join, *pieces)


_QUOTED = {ord("r"), ord("a")}


def _formatted(interpreter: Interpreter, node: ast.FormattedValue) -> Any:
    value = interpreter.evaluate(node.value)
    spec = interpreter.evaluate(node.format_spec) if node.format_spec is not None else ""

    def text(item: Any, form: str) -> str:
        if node.conversion in _QUOTED:
            item = show(item, interpreter.limits, quoted=True)
        return formatted(item, form, interpreter.limits)

    # a text about an expression is concrete: it may still wait for the numbers beside it
    return interpreter.put_off(text, value, spec)


EXPRESSIONS: ExpressionTable = {ast.JoinedStr: _joined, ast.FormattedValue: _formatted}
