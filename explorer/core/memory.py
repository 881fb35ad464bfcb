"""Python's collector of cycles, kept from walking large graphs again and again."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection of cycles meanwhile.

    Expressions hold no cycles, so there is nothing to find; and whoever makes many is asked for a collection after
    every few hundred, each of which walks all of them.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
