"""What is measured: a function, a derivative of it, the point, and the answer by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

Inputs: TypeAlias = "tuple[Any, ...]"  # arrays, and Python's floats for numbers

Derivative: TypeAlias = Literal[
    "gradient",  # of a scalar, by the arguments `by`
    "value and gradient",
    "hessian",  # of a scalar by one argument
    "hessian times vector",  # the vectors, one for each of `by`, are the last arguments
    "jacobian",  # of a vector by a vector
    "sparse hessian",  # the entries alone, row by row
    "sparse jacobian",
    "jacobian by scan",  # the same, a row of it in each step of a loop
    "pushforward",  # R-op; the tangents are the last arguments
    "pullback",  # L-op; the cotangent is the last argument
    "batch of gradients",  # of a scalar by a vector, for each row of a matrix
]

_LETTERS = {"10⁴": "1e4", "10⁵": "1e5", "10⁶": "1e6", "²": "2", "Σ": "sum ", " × ": "x", "'": ""}


@dataclass(frozen=True)
class Work:
    """The least that any program for a workload has to do, to be held against what the computer can do.

    Attributes:
        bytes: read from the inputs and written to the outputs, each once.
        exps: exponentials, or logarithms and hyperbolic tangents, which cost about the same.
        sines: sines and cosines.
        products: floating-point operations in products of matrices.
    """

    bytes: int = 0
    exps: int = 0
    sines: int = 0
    products: int = 0


@dataclass(frozen=True)
class Workload:
    """A derivative at a point.

    Attributes:
        topic: the function, by a word; engines that write it in a way of their own know it by this.
        title: what the table says.
        derivative: which derivative is wanted.
        of: the function: takes a space (see `benchmarks.engines.engine`) and the arguments.
        inputs: makes the arguments of the derivative from a random generator.
        by_hand: the answer in NumPy as a person writes it: an array, or a tuple of them.
        by: the positions of the arguments by which the derivative is taken.
        size: how large it is; engines that unroll refuse what is too large.
        tolerance: how far an answer may be from the one by hand, relative to the largest entry.
        work: the least that has to be done, for rows that are held against the computer's limits.
        quick: whether a quick run has this row.
        pattern: of a sparse derivative by the first argument, where its entries stand, as a ``scipy.sparse`` array.
    """

    topic: str
    title: str
    derivative: Derivative
    of: Callable[..., Any]
    inputs: Callable[[np.random.Generator], Inputs]
    by_hand: Callable[..., Any]
    by: tuple[int, ...] = (0,)
    size: int = 1
    tolerance: float = 1e-8
    work: Work | None = None
    quick: bool = False
    pattern: Callable[[Inputs], Any] | None = None

    @property
    def name(self) -> str:
        """The title in letters that a command line takes."""
        text = self.title
        for sign, letters in _LETTERS.items():
            text = text.replace(sign, letters)
        return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())

    @property
    def arguments(self) -> int:
        """How many arguments the function takes: those of the derivative, without vectors it is multiplied by."""
        return self.of.__code__.co_argcount - 1  # the space
