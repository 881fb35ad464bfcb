"""Which dtypes an operation takes, and what comes out: found by asking it."""

import numpy as np

from explorer.core.errors import DTypeError
from explorer.core.expr import Variable
from explorer.core.op import Elementwise
from explorer.core.typical import Typical
from tools.pages.markdown import code

DTYPES = ("bool", "int64", "float32", "float64", "complex64", "complex128")


def dtypes(use: Typical) -> str:
    """A line for people: what is taken, and what comes of it."""
    if not _varied(use):
        return f"gives {_spelled(tuple(e.dtype.name for e in use.outputs()))}"
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in DTYPES:
        given = _outputs(use, name)
        if given is not None:
            groups.setdefault(("kept",) if set(given) == {name} else given, []).append(name)
    kept = groups.pop(("kept",), [])
    found = [f"{', '.join(map(code, names))} → {_spelled(given)}" for given, names in groups.items()]
    return "; ".join([*found, *([f"{', '.join(map(code, kept))} kept"] if kept else [])])


def _spelled(names: tuple[str, ...]) -> str:
    if len(set(names)) == 1:
        return code(names[0])
    return f"({', '.join(map(code, names))})"


def _varied(use: Typical) -> list[int]:
    """The operands whose dtype is the one asked for: numbers, or whatever an elementwise operation on bits takes."""
    numbers = [place for place, x in enumerate(use.operands) if x.type.inexact]
    return numbers or (list(range(len(use.operands))) if issubclass(use.kind, Elementwise) else [])


def _outputs(use: Typical, dtype: str) -> tuple[str, ...] | None:
    """The dtypes of the outputs where operands have a dtype; None where the operation refuses it."""
    varied = _varied(use)
    operands = [
        Variable(x.type.with_dtype(np.dtype(dtype)), x.name) if place in varied else x
        for place, x in enumerate(use.operands)
    ]
    try:
        return tuple(e.dtype.name for e in use.build(*operands))
    except DTypeError:
        return None
