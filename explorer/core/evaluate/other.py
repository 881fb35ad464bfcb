"""What a function runs in the place of its program, where the sizes of a call are such that another one is better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.core.evaluate.source import Program
    from explorer.core.types import Dimension, Symbol


class Other(Protocol):
    """Another program for the same outputs. It is made when it is first asked for."""

    @property
    def needs(self) -> list[tuple[tuple[Dimension, ...], int]]:
        """Products of sizes, each with the number from which on this is the better program."""

    def wanted(self, sizes: Mapping[Symbol, int], arrays: Sequence[Any]) -> bool:
        """Whether it is, for inputs of these sizes."""

    @property
    def compiled(self) -> tuple[Program, Callable[..., tuple[Any, ...]]]:
        """The program, and what runs it."""


class Filling(Other, Protocol):
    """One of which there is a program, too, that fills arrays which are there."""

    @property
    def filling(self) -> tuple[Program, Callable[..., tuple[Any, ...]]]:
        """That program, of the inputs and then of the arrays, and what runs it."""
