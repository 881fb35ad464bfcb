"""Errors as messages: those of a person's document in the core's words, those of ours as what they are."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.core.errors import ExplorerError
from explorer.document.snapshot import Message

if TYPE_CHECKING:
    from explorer.document.snapshot import Span


def message_for(error: Exception, span: Span | None = None) -> Message:
    """The message for an error that came up while a document was resolved: what is no error of the core is ours."""
    if isinstance(error, ExplorerError):
        return Message("error", str(error), "", span)
    if isinstance(error, MemoryError):
        hint = "Make the dimensions smaller, or look at a product instead of the whole matrix."
        return Message("error", "There is not enough memory for this.", hint, span)
    return internal(error)


def internal(error: Exception) -> Message:
    """The message for a mistake in the program itself; the traceback goes to standard error."""
    traceback.print_exception(error, file=sys.stderr)
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return Message(
        "error",
        f"Derivative Explorer made a mistake ({type(error).__name__}: {error}, at {where}).",
        "Your document is safe. Please report this with the script that shows it.",
    )
