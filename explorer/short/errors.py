"""Mistakes in a formula: what is wrong, where, and what to write instead."""

from __future__ import annotations


class ShortError(Exception):
    """A mistake.

    Attributes:
        message: what is wrong.
        start, stop: where, in characters from the beginning.
        hint: what to do instead, or empty.
    """

    def __init__(self, message: str, start: int, stop: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.stop, self.hint = message, start, stop, hint

    def __str__(self) -> str:
        return f"column {self.start + 1}: {self.message}"
