"""Words for the editor: what to highlight, what to complete, and one line of help for each name."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from explorer.core.expr import Expression
from explorer.script import attributes
from explorer.script.declarations import TYPES
from explorer.script.interpreter import Interpreter
from explorer.script.limits import Limits
from explorer.script.names import core_names
from explorer.script.record import Record
from explorer.script.spans import Source
from explorer.script.values import Builtin, plain, signature_of
from explorer.script.vocabulary import CORE, DERIVATIVES, FFT, LINALG, LOOPS, SPECIAL, VARIABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYWORDS: tuple[str, ...] = (
    *("and", "as", "assert", "break", "continue", "def", "elif", "else", "for", "from", "if", "import", "in", "is"),
    *("lambda", "not", "or", "pass", "return", "while"),
)
CONSTANTS: tuple[str, ...] = ("True", "False", "None", "pi", "inf", "nan")
TYPE_NAMES: tuple[str, ...] = tuple(TYPES)
PYTHON_FUNCTIONS: tuple[str, ...] = (
    *("abs", "all", "any", "bool", "complex", "dict", "divmod", "enumerate", "float", "int", "len", "list", "map"),
    *("max", "min", "print", "range", "reversed", "round", "sorted", "str", "sum", "tuple", "zip"),
)
DERIVATIVE_FUNCTIONS: tuple[str, ...] = DERIVATIVES
LOOP_FUNCTIONS: tuple[str, ...] = LOOPS
VARIABLE_FUNCTIONS: tuple[str, ...] = VARIABLES
FUNCTIONS: tuple[str, ...] = tuple(dict.fromkeys((*CORE, *PYTHON_FUNCTIONS)))
MODULES: tuple[str, ...] = ("theano", "pytensor", "T", "tt", "pt", "np", "math", "linalg", "special", "fft")
ATTRIBUTES: tuple[str, ...] = tuple(attributes.ATTRIBUTES[Expression])
MEMBERS: Mapping[str, tuple[str, ...]] = {"linalg": LINALG, "special": SPECIAL, "fft": FFT}


@dataclass(frozen=True, slots=True)
class Help:
    """One line of help.

    Attributes:
        signature: ``grad(cost, wrt, consider_constant=None, …)``.
        summary: the first sentence of the documentation.
    """

    signature: str
    summary: str


@cache
def _python() -> Mapping[str, Builtin]:
    limits = Limits()
    idle = Interpreter(Source(""), limits, Record(limits), eager=False)
    return {name: idle.builtins[name] for name in PYTHON_FUNCTIONS}


@cache
def help_for(name: str) -> Help | None:
    """Help for a function, or ``None`` for a name that is none."""
    builtin = core_names().get(name) or _python().get(name)
    if builtin is None:
        return None
    signature = signature_of(builtin.function)
    function = builtin.function
    text = inspect.getdoc(function.func if isinstance(function, partial) else function) or ""
    return Help(
        name + (plain(signature) if signature is not None else "(…)"), " ".join(text.partition("\n\n")[0].split())
    )
