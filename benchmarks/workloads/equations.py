"""Jacobians of discretised differential equations, and the derivative of the solution of an equation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.workload import Workload

if TYPE_CHECKING:
    from benchmarks.workload import Inputs

_NODES = 500  # of the rod
_CELLS = 200  # of the reactor
_ANOMALIES = 100


def heat(_: Any, u: Any, conductivity: Any) -> Any:
    """How fast the inner temperatures of a rod change; they are held at both ends."""
    return conductivity * (u[2:] - 2 * u[1:-1] + u[:-2])


def brusselator(space: Any, y: Any, a: Any, b: Any, diffusion: Any) -> Any:
    """How fast two substances react and spread along a tube, with fixed concentrations at both ends.

    ``y`` holds all of the first one, then all of the second.
    """
    u, v = y[:_CELLS], y[_CELLS:]
    u_wide = space.concatenate([space.ones(1), u, space.ones(1)])
    v_wide = space.concatenate([3 * space.ones(1), v, 3 * space.ones(1)])
    reacting = u**2 * v
    du = a + reacting - (b + 1) * u + diffusion * (u_wide[2:] - 2 * u + u_wide[:-2])
    dv = b * u - reacting + diffusion * (v_wide[2:] - 2 * v + v_wide[:-2])
    return space.concatenate([du, dv])


def kepler(space: Any, M: Any, e: Any) -> Any:
    """Half the sum of the squares of the E that solve E - e sin E = M."""
    E = space.root(lambda E, M, e: E - e * space.sin(E) - M, lambda E, _, e: 1 - e * space.cos(E), M, e)
    return space.sum(E**2) / 2


def _rod(rng: np.random.Generator) -> Inputs:
    return rng.standard_normal(_NODES), 0.7


def _tube(rng: np.random.Generator) -> Inputs:
    return 1 + rng.random(2 * _CELLS), 1.0, 3.0, 0.02 * (_CELLS + 1) ** 2


def _orbit(rng: np.random.Generator) -> Inputs:
    return rng.uniform(0.0, 2 * np.pi, _ANOMALIES), 0.2056


def _heat_by_hand(u: np.ndarray, conductivity: float) -> Any:
    n = len(u)
    jacobian = np.zeros((n - 2, n))
    index = np.arange(n - 2)
    jacobian[index, index] = jacobian[index, index + 2] = conductivity
    jacobian[index, index + 1] = -2 * conductivity
    return jacobian


def _brusselator_by_hand(y: np.ndarray, _: float, b: float, diffusion: float) -> Any:
    n = len(y) // 2
    u, v = y[:n], y[n:]
    jacobian = np.zeros((2 * n, 2 * n))
    index = np.arange(n)
    jacobian[index, index] = 2 * u * v - (b + 1) - 2 * diffusion
    jacobian[index, index + n] = u * u
    jacobian[index + n, index] = b - 2 * u * v
    jacobian[index + n, index + n] = -u * u - 2 * diffusion
    for start in (0, n):
        low, high = start + index[:-1], start + index[1:]
        jacobian[low, high] = jacobian[high, low] = diffusion
    return jacobian


def _kepler_by_hand(M: np.ndarray, e: float) -> tuple[Any, ...]:
    E = M.copy()
    while True:
        step = (E - e * np.sin(E) - M) / (1 - e * np.cos(E))
        E -= step
        if np.abs(step).max() < 1e-10:
            break
    by_M = E / (1 - e * np.cos(E))
    return by_M, np.sum(by_M * np.sin(E))


def _heat_entries(u: np.ndarray, conductivity: float) -> Any:
    return np.tile([conductivity, -2 * conductivity, conductivity], len(u) - 2)


def _heat_pattern(inputs: Inputs) -> Any:
    from scipy import sparse

    n = len(inputs[0])
    ones = np.ones(n - 2)
    return sparse.csr_array(sparse.diags_array([ones] * 3, offsets=[0, 1, 2], shape=(n - 2, n)))


def _brusselator_pattern(inputs: Inputs) -> Any:
    from scipy import sparse

    n = len(inputs[0]) // 2
    ones = np.ones(n)
    line = sparse.diags_array([ones[1:], ones, ones[1:]], offsets=[-1, 0, 1])
    return sparse.csr_array(sparse.block_array([[line, sparse.eye_array(n)], [sparse.eye_array(n), line]]))


def _brusselator_entries(y: np.ndarray, a: float, b: float, diffusion: float) -> Any:
    return _brusselator_by_hand(y, a, b, diffusion)[_brusselator_pattern((y,)).nonzero()]


EQUATIONS = (
    Workload(
        *("heat", "heat equation Jacobian, dense, n = 500", "jacobian", heat, _rod, _heat_by_hand),
        size=_NODES,
    ),
    Workload(
        *("brusselator", "Brusselator Jacobian, dense, 2 × 200", "jacobian", brusselator, _tube, _brusselator_by_hand),
        size=2 * _CELLS,
    ),
    Workload(
        *("heat", "heat equation Jacobian, sparse, n = 500", "sparse jacobian", heat, _rod, _heat_entries),
        size=_NODES,
        pattern=_heat_pattern,
    ),
    Workload(
        *("brusselator", "Brusselator Jacobian, sparse, 2 × 200", "sparse jacobian", brusselator, _tube),
        by_hand=_brusselator_entries,
        size=2 * _CELLS,
        pattern=_brusselator_pattern,
    ),
    Workload(
        *("kepler", "Kepler's equation, gradient of 100 solutions", "gradient", kepler, _orbit, _kepler_by_hand),
        by=(0, 1),
        size=_ANOMALIES,
    ),
)
