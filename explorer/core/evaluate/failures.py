"""What fails while a program runs, told as a mistake at an expression."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.errors import EvaluationError, ExplorerError
from explorer.core.origin import told
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from types import FrameType

    from explorer.core.evaluate.source import Program


def explained(error: Exception, program: Program) -> Exception:
    """The error with the expression that failed, its operands and where it came from; itself where that is unknown.

    It stays what it was, too: a `LinAlgError` is caught as a `LinAlgError`.
    """
    place = _place(error, program)
    if place is None or isinstance(error, ExplorerError):
        return error
    frame, line = place
    expression = program.nodes[line - 1]
    text = program.source.splitlines()[line - 1].strip()
    what = f"{T.brief(expression)}: " if expression is not None else ""
    operands = ", ".join(f"{name} is {_described(value)}" for name, value in _operands(text, frame))
    message = f"{what}{_said(error)} (line {line} of the program: {text}{f'; {operands}' if operands else ''})"
    origin = told(expression) if expression is not None else ""
    kind: Any = type(error)
    return _kind(kind)(f"{message}; {origin}" if origin else message)


def _place(error: Exception, program: Program) -> tuple[FrameType, int] | None:
    """The innermost line of the program that was running."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == program.filename:
            found = (trace.tb_frame, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _operands(text: str, frame: FrameType) -> list[tuple[str, Any]]:
    """The names in a line that hold values, in order."""
    try:
        tree = ast.parse(text)
    except SyntaxError:  # the head of a loop: its lines are shown by themselves
        return []
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    values = {**frame.f_globals, **frame.f_locals}
    return [
        (name, values[name]) for name in dict.fromkeys(names) if isinstance(values.get(name), np.ndarray | np.generic)
    ]


def _described(value: np.ndarray | np.generic) -> str:
    return f"{value.dtype} {value.shape}" if value.ndim else f"{value.dtype} {value}"


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@cache
def _kind(kind: type) -> type[EvaluationError]:
    return type(EvaluationError.__name__, (EvaluationError, kind), {})
