"""Greek letters, and the names that scripts have for them."""

from __future__ import annotations

_LOWER = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "omicron", "pi", "rho", "", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
_RESERVED = {"lambda": "lambda_"}  # a word of Python's; pictures show λ

# What stands in a formula, and what it is called in a script.
NAMES = {
    **{chr(0x3B1 + place): _RESERVED.get(name, name) for place, name in enumerate(_LOWER) if name},
    **{chr(0x391 + place): name.capitalize() for place, name in enumerate(_LOWER) if name},
    **_RESERVED,
}
SCALARS = {*(_RESERVED.get(name, name) for name in _LOWER if name)}
