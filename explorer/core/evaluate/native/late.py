"""Machine code that is compiled when it is used again, in a thread of its own."""

from __future__ import annotations

import ctypes
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from explorer.core.evaluate.native.jit import compiled
from explorer.core.evaluate.native.unwritten import UnwrittenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.evaluate.native.jit import Code

NUMBERS = {"float64": ctypes.c_double, "float32": ctypes.c_float}  # as ctypes passes them, by dtype
_AFTER = 2  # uses: what is computed again is worth some milliseconds of another core


class Late:
    """A function that is not there at once.

    Args:
        text: gives its module; may raise UnwrittenError.
        name: of the function in it.
        prototype: what ctypes makes a function of an address by.
        waits: whether the first use waits for the compiler.

    Attributes:
        function: it, or None.
        refused: whether it is not to be compiled, or cannot be.
    """

    def __init__(self, text: Callable[[], str], name: str, prototype: Callable[[int], Any], *, waits: bool) -> None:
        self.function: Callable[..., Any] | None = None
        self.refused = False
        self._text, self._name, self._prototype, self._waits = text, name, prototype, waits
        self._used = 0
        self._code: Code | None = None
        self._lock = Lock()

    def ready(self) -> Callable[..., Any] | None:
        """The function, where it is there; else one use more that it was wanted for."""
        if self.function is None and not self.refused:
            self._used += 1
            if self._waits:
                self.compile()
            elif self._used == _AFTER:
                Thread(target=self.compile, name="compile").start()
        return self.function

    def compile(self) -> None:
        """Compile it, unless it is, or cannot be."""
        with self._lock:
            if self.function is None and not self.refused:
                try:
                    self._code = compiled(self._text())
                except UnwrittenError:
                    self.refused = True
                else:
                    self.function = self._prototype(self._code.address(self._name))
