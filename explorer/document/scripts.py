"""Scripts, read once for each text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.script import run

if TYPE_CHECKING:
    from explorer.script import Script


@lru_cache(maxsize=8)
def read(text: str) -> Script:
    """The script; its functions are not compiled yet. The same object for the same text."""
    return run(text, evaluate=False)
