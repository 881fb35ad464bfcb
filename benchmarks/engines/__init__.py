"""All engines, ours first."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from benchmarks.engines.autograd import Autograd
from benchmarks.engines.by_hand import ByHand
from benchmarks.engines.casadi import CasADi
from benchmarks.engines.jax import Jax
from benchmarks.engines.ours import Ours
from benchmarks.engines.pytensor import PyTensor
from benchmarks.engines.sympy import SymPy
from benchmarks.engines.torch import Torch, TorchCompiled

if TYPE_CHECKING:
    from benchmarks.engines.engine import Engine

_ALL: tuple[Engine, ...] = (
    Ours(),
    ByHand(),
    Jax(),
    PyTensor(),
    CasADi(),
    Torch(),
    TorchCompiled(),
    Autograd(),
    SymPy(),
)
ENGINES = {engine.name: engine for engine in _ALL}


def installed(engine: Engine) -> bool:
    """Whether the package of an engine is here."""
    return engine.package is None or importlib.util.find_spec(engine.package) is not None
