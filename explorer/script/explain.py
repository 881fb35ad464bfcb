"""What to say about an error that was not made for people: message and hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.errors import DisconnectedInputError, ExplorerError, MissingInputError, UnusedInputError
from explorer.script.errors import Complaint, ScriptError

if TYPE_CHECKING:
    from collections.abc import Callable

Words = tuple[str, str]


def _text(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _core(error: Exception) -> Words:
    return _text(error), ""


def _disconnected(error: Exception) -> Words:
    text = _text(error)
    hint = 'should the derivative be zero there, say grad(…, disconnected_inputs="ignore").'
    return text, "" if "disconnected_inputs" in text else hint


def _unused(error: Exception) -> Words:
    text = _text(error)
    return (
        text,
        "" if "on_unused_input" in text else 'leave the input out, or say function(…, on_unused_input="ignore").',
    )


def _missing(error: Exception) -> Words:
    return _text(error), "add the variable to the list of inputs: function([x, …], …)."


def _key(error: Exception) -> Words:
    return f"there is no entry {_text(error)}", ""


_TABLE: tuple[tuple[type[Exception], Callable[[Exception], Words]], ...] = (
    (DisconnectedInputError, _disconnected),
    (UnusedInputError, _unused),
    (MissingInputError, _missing),
    (ExplorerError, _core),
    (ZeroDivisionError, lambda _: ("division by zero", "")),
    (OverflowError, lambda error: (f"the number is too large: {_text(error)}", "")),
    (RecursionError, lambda _: ("this calls or nests too deep", "does a function call itself without an end?")),
    (MemoryError, lambda _: ("there is not enough memory for this", "use smaller arrays.")),
    (KeyError, _key),
    (np.linalg.LinAlgError, _core),
    (NotImplementedError, lambda error: (f"this is not there yet: {_text(error)}", "")),
    (TypeError, _core),
    (ValueError, _core),
    (IndexError, _core),
    (ArithmeticError, _core),
)


def explain(error: Exception) -> Words:
    """Message and hint for an error."""
    if isinstance(error, Complaint):
        return error.message, error.hint
    for kind, words in _TABLE:
        if isinstance(error, kind):
            return words(error)
    return f"this went wrong inside: {type(error).__name__}: {_text(error)}", "this is our mistake; please report it."


def within(error: BaseException) -> ScriptError | None:
    """The script's own error inside one that the core wrapped around it."""
    seen: set[int] = set()
    inner: BaseException | None = error
    while inner is not None and id(inner) not in seen:
        if isinstance(inner, ScriptError):
            return inner
        seen.add(id(inner))
        inner = inner.__cause__ or inner.__context__
    return None
