"""All engines, ours first."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from benchmarks.engines.by_hand import ByHand
from benchmarks.engines.jax import Jax
from benchmarks.engines.ours import Ours

if TYPE_CHECKING:
    from benchmarks.engines.engine import Engine

ENGINES: dict[str, Engine] = {engine.name: engine for engine in (Ours(), ByHand(), Jax())}


def installed(engine: Engine) -> bool:
    """Whether the package of an engine is here."""
    return engine.package is None or importlib.util.find_spec(engine.package) is not None
