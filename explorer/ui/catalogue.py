"""The panels there are, found by walking the package: nothing registers itself."""

from __future__ import annotations

import inspect
from importlib import import_module
from pkgutil import iter_modules

from explorer.ui import panels
from explorer.ui.panel import Panel


def panel_classes() -> list[type[Panel]]:
    """Every panel, by place and order."""
    found: list[type[Panel]] = []
    for module in iter_modules(panels.__path__):
        members = vars(import_module(f"{panels.__name__}.{module.name}"))
        found.extend(
            member
            for member in members.values()
            if inspect.isclass(member) and issubclass(member, Panel) and member.__module__.endswith(f".{module.name}")
        )
    return sorted(found, key=lambda panel: (panel.place, panel.order))
