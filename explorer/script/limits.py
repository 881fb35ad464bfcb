"""How much a script may do. Scripts come from strangers, and from people who mistype."""

from __future__ import annotations

import time
from dataclasses import dataclass

from explorer.script.errors import Complaint


@dataclass(frozen=True, slots=True)
class Limits:
    """What a script may use. The defaults are far above what a script for people needs.

    Attributes:
        text: bytes of the script.
        nesting: depth of the syntax tree.
        nodes: size of the syntax tree.
        depth: expressions, statements and calls that are open at once while the script runs.
        steps: turns of all loops and calls of functions of the script.
        seconds: wall time, or ``None``.
        bits: size of an integer.
        items: length of a list, with all lists inside it.
        characters: length of a string.
        elements: size of an array.
        output: characters of printed text.
        graph: operations in the expressions that the script makes.
        ndim: axes of an expression.
    """

    text: int = 64 * 1024
    nesting: int = 100
    nodes: int = 10_000
    depth: int = 150
    steps: int = 100_000
    seconds: float | None = 10.0
    bits: int = 4096
    items: int = 100_000
    characters: int = 1_000_000
    elements: int = 10_000_000
    output: int = 1_000_000
    graph: int = 100_000
    ndim: int = 32


_CLOCK_EVERY = 64  # reading the clock at each node would be most of the work


class Meter:
    """Counts what a script has used."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.depth = 0
        self.steps = 0
        self._ticks = 0
        self._deadline = self._until()

    def _until(self) -> float | None:
        return None if self.limits.seconds is None else time.monotonic() + self.limits.seconds

    def restart(self) -> None:
        """Give the time anew: for a second, separate stretch of work."""
        self._deadline = self._until()

    def enter(self) -> None:
        """One level deeper. Pair with `leave`."""
        self.depth += 1
        if self.depth > self.limits.depth:
            message = "this calls or nests too deep"
            raise Complaint(message, "does a function call itself without an end? Use scan, or a for loop.")
        self._ticks += 1
        if self._ticks % _CLOCK_EVERY == 0:
            self.check_time()

    def leave(self) -> None:
        """One level back."""
        self.depth -= 1

    def step(self) -> None:
        """One turn of a loop, or one call."""
        self.steps += 1
        if self.steps > self.limits.steps:
            message = f"more than {self.limits.steps:,} loop steps and calls"
            raise Complaint(message, "use operations on whole arrays, or scan, instead of long loops in the script.")

    def check_time(self) -> None:
        """Complain once the time is over."""
        if self._deadline is not None and time.monotonic() > self._deadline:
            message = f"the script took longer than {self.limits.seconds:g} seconds"
            raise Complaint(message, "use operations on whole arrays, or scan, instead of long loops in the script.")
