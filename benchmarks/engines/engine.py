"""What an engine is: something that makes a program of a workload, in its own best way.

The function of a workload is written once, on a *space*: an object that has the operations under their usual names.
Where an engine is better off with another way of writing, it has that way, by the topic of the workload.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.workload import Workload


@dataclass(frozen=True)
class Call:
    """A function that is timed, with its arguments.

    Attributes:
        function: what is called.
        arguments: NumPy arrays and Python's floats, or what the engine keeps them in without copying.
        answer: from what the call returned, the arrays in the form of the answer by hand.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    answer: Callable[[Any], Any] = lambda returned: returned


@dataclass(frozen=True)
class Program:
    """What an engine made of a workload.

    Attributes:
        way: how, in words for a footnote.
        call: what is timed. The first time it is made belongs to the cold time.
        more: from what the call returned, other ways to call the same program, by the column that they fill.
    """

    way: str
    call: Call
    more: Callable[[Any], Mapping[str, Call]] = lambda _: {}


class Engine(ABC):
    """A way to compute derivatives.

    Attributes:
        name: what it is called on the command line.
        columns: the columns of the table that it fills.
        package: what has to be installed, or None.
    """

    name: str
    columns: tuple[str, ...]
    package: str | None = None

    @abstractmethod
    def load(self) -> None:
        """Import what is needed, and start what starts once: this is not measured."""

    def refuses(self, workload: Workload) -> str | None:
        """Why the engine does not do a workload, or None where it does."""
        return None

    @abstractmethod
    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """Derive and compile."""


def split(workload: Workload, space: Any, arguments: tuple[Any, ...]) -> tuple[Callable[..., Any], Any, Any]:
    """The function of the arguments `by` which the derivative is taken, where these are, and the vectors."""
    count = workload.arguments
    given, vectors = arguments[:count], arguments[count:]

    def part(*some: Any) -> Any:
        whole = list(given)
        for i, value in zip(workload.by, some, strict=True):
            whole[i] = value
        return workload.of(space, *whole)

    return part, tuple(given[i] for i in workload.by), vectors
