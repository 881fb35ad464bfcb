"""The values that a script itself gives to its variables: ``x: real[2] = [4, 4]``, and calls such as ``f([4, 4])``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.script.values import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.script import Script


def given_values(script: Script) -> Iterator[tuple[dict[str, Any], str]]:
    """Variables' values by name, and where they stand: declarations, then calls, the last first."""
    for name, declared in script.variables.items():
        if declared.value is not None:
            yield {name: declared.value}, f"line {declared.span.line}"
    names = {declared.variable: name for name, declared in script.variables.items()}
    calls = [call for function in script.functions for call in function.calls.items()]
    for span, arguments in sorted(calls, key=lambda call: call[0], reverse=True):
        values = {
            names[variable]: value
            for variable, value in arguments.items()
            if variable in names and all(isinstance(part, _NUMBERS) for part in walk(value))
        }
        if values:
            yield values, f"line {span.line}"


_NUMBERS = (bool, int, float, complex, np.generic, np.ndarray, list, tuple)
