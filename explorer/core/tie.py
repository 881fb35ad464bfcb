"""The one honest circle: ``x + y`` needs the addition operation, and that needs expressions.

Expressions, and the chain rule in `explorer.core.chain`, reach the operations through :data:`surface`, which
`explorer.core` fills with its public names once all of them exist. Nothing else goes this way.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

surface: Any = SimpleNamespace()


def tie(names: dict[str, Any]) -> None:
    """Fill the surface. Called once, at the end of `explorer.core`."""
    vars(surface).update(names)
