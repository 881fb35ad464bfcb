"""NumPy as a person writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.engines.engine import Call, Engine, Program

if TYPE_CHECKING:
    from benchmarks.workload import Workload


class ByHand(Engine):
    """The answers that all others have to agree with."""

    name = "hand"
    columns = ("by hand",)

    def load(self) -> None:
        """NumPy is there already."""

    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """Nothing is derived."""
        return Program("NumPy and SciPy, by hand", Call(workload.by_hand, inputs))
