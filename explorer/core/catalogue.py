"""All operations, found by walking the package: nothing registers itself, and no class is left out unnoticed."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache

from explorer.core import ops
from explorer.core.op import Op


@cache
def operations() -> tuple[type[Op], ...]:
    """Every class of operation that can be instantiated, in the order of its file and line."""
    for module in pkgutil.walk_packages(ops.__path__, f"{ops.__name__}."):
        importlib.import_module(module.name)
    found: set[type[Op]] = set()
    stack: list[type[Op]] = Op.__subclasses__()
    while stack:
        kind = stack.pop()
        stack.extend(kind.__subclasses__())
        if kind.__module__.startswith(f"{ops.__name__}.") and not inspect.isabstract(kind):
            found.add(kind)
    return tuple(sorted(found, key=lambda kind: (kind.__module__, inspect.getsourcelines(kind)[1])))
