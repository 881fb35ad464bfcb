"""The mistakes that a person can make. Each message names the expression and says what to do."""

from __future__ import annotations


class ExplorerError(Exception):
    """The root of all errors of the core."""


class ShapeError(ExplorerError, ValueError):
    """Dimensions that do not fit, found while building or at the call."""


class DTypeError(ExplorerError, TypeError):
    """A dtype that an operation or a call does not take."""


class DisconnectedInputError(ExplorerError, ValueError):
    """A derivative by something that the expression does not depend on."""


class NullTypeGradError(ExplorerError, TypeError):
    """A derivative that is not defined was used."""


class GradientError(ExplorerError, AssertionError):
    """A derivative that differences do not confirm; carries the worst entry in its message."""


class MissingInputError(ExplorerError, ValueError):
    """A variable of an expression that is no input of the function."""


class UnusedInputError(ExplorerError, ValueError):
    """An input of a function that no output depends on."""


class ConvergenceError(ExplorerError, RuntimeError):
    """An iteration that did not arrive; says how far it came."""


class EvaluationError(ExplorerError):
    """An operation that failed on the values of a call; it is an instance of what NumPy raised, too."""

    def __init__(self, message: str) -> None:
        # Kinds of exceptions that NumPy raises take other arguments, and tell them their own way.
        Exception.__init__(self, message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class BatchError(EvaluationError):
    """Rows of a batch that could not be computed.

    Attributes:
        failures: (row, message), in the order of the rows.
    """

    def __init__(self, failures: list[tuple[int, str]]) -> None:
        rows = [row for row, _ in failures]
        more = f" to {rows[-1]}" if len(rows) > 1 else ""
        super().__init__(f"row{'s' if more else ''} {rows[0]}{more}: {failures[0][1]}")
        self.failures = failures


class BatchCancelledError(ExplorerError):
    """A batch that was left before all its rows were computed, because its progress said so."""


class TraceError(ExplorerError, TypeError):
    """Something in a person's own function that cannot be traced; says at which line, and what to write instead."""
