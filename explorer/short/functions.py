"""The functions of formulas: what they take, what they give, and what scripts call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Takes = Literal["any", "vector", "square", "matrix"]
Gives = Literal["same", "scalar", "matrix"]


@dataclass(frozen=True)
class Function:
    """A function of one part.

    Attributes:
        code: what a script writes, with ``$`` for the part.
        takes: what it may be a function of: element by element anything.
        gives: the kind of the result; "matrix" where it is one of the kind of a square matrix.
        by_rows: what a script writes where a function of a vector is taken of each row of a matrix.
    """

    code: str
    takes: Takes = "any"
    gives: Gives = "same"
    by_rows: str = ""


def _elementwise(*names: str, **others: str) -> dict[str, Function]:
    return {
        **{name: Function(f"{name}($)") for name in names},
        **{name: Function(f"{called}($)") for name, called in others.items()},
    }


FUNCTIONS: dict[str, Function] = {
    **_elementwise(
        *("exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "tanh", "relu", "sigmoid"),
        *("softplus", "arcsin", "arccos", "arctan", "log1p", "expm1", "erf", "square"),
        asin="arcsin",
        acos="arccos",
        atan="arctan",
        ln="log",
        logistic="sigmoid",
    ),
    "sum": Function("sum($)", gives="scalar"),
    "mean": Function("mean($)", gives="scalar"),
    "max": Function("max($)", gives="scalar"),
    "min": Function("min($)", gives="scalar"),
    "norm1": Function("sum(abs($))", gives="scalar"),
    "norm2": Function("norm($)", gives="scalar"),
    "norm": Function("norm($)", gives="scalar"),
    "normF": Function("norm($)", gives="scalar"),
    "logsumexp": Function("logsumexp($)", gives="scalar"),
    "softmax": Function("softmax($)", "vector", by_rows="softmax($, axis=1)"),
    "tr": Function("trace($)", "square", "scalar"),
    "trace": Function("trace($)", "square", "scalar"),
    "det": Function("linalg.det($)", "square", "scalar"),
    "logdet": Function("linalg.slogdet($)[1]", "square", "scalar"),
    "inv": Function("linalg.inv($)", "square", "matrix"),
    "diag": Function("diag($)"),
}

# Constants of one number, whose size is that of what they stand beside.
FILLED = {"vector": "a vector", "matrix": "a matrix"}
UNIT = ("eye", "identity")
PAIRS = {"dot": "inner", "inner": "inner", "outer": "outer"}
