"""Expressions as text. (First form; the writers of each notation follow.)"""

from __future__ import annotations

from typing import Any

from explorer.core.expr import Constant, Expression


def _text(expression: Expression, constant: str) -> str:
    done: dict[Expression, str] = {}
    stack = [expression]
    while stack:
        e = stack[-1]
        if e in done:
            stack.pop()
            continue
        node = e.owner
        if node is None:
            done[e] = constant.format(e.value) if isinstance(e, Constant) else repr(e)
            continue
        missing = [x for x in node.inputs if x not in done]
        if missing:
            stack.extend(missing)
            continue
        parts = [done[x] for x in node.inputs]
        if node.op.infix:
            infix = node.op.infix if node.op.name != "dot" else "\\dot"
            done[e] = f"(-{parts[0]})" if len(parts) == 1 else "(" + f" {infix} ".join(parts) + ")"
        else:
            done[e] = f"{node.op.name}({', '.join(parts)})"
    return done[expression]


def pp(expression: Expression, style: str = "theano", stop_at_names: bool = False) -> str:
    """Theano's notation."""
    return _text(expression, "TensorConstant{{{}}}" if style == "theano" else "{}")


def read(expression: Expression) -> str:
    """The notation that people read."""
    return _text(expression, "{}")


def brief(expression: Expression, limit: int = 60) -> str:
    """A short text."""
    text = read(expression) if expression.owner is None else expression.name or f"{expression.owner.op.name}(…)"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def latex(expression: Expression, style: str = "plain") -> str:
    """LaTeX."""
    return read(expression)


def typst(expression: Expression, style: str = "plain") -> str:
    """Typst."""
    return read(expression)


def debugprint(expression: Any, file: Any = None) -> Any:
    """Theano's tree."""
    return read(expression)
