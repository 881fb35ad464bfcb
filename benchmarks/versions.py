"""``python -m benchmarks.versions``: of Python, NumPy, SciPy and the peers that are installed, as JSON."""

from __future__ import annotations

import json
import platform
from importlib import metadata

_PACKAGES = ("numpy", "scipy", "llvmlite", "jax", "pytensor", "casadi", "torch", "autograd", "sympy")


def versions() -> dict[str, str]:
    """By the name of the package; those that are missing are left out."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


if __name__ == "__main__":
    print(json.dumps(versions()))
