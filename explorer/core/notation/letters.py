"""Names in formulas: Greek letters, subscripts, words."""

from __future__ import annotations

import re

GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)
_SUBSCRIPTED = re.compile(r"([A-Za-z]+)_?(\d+)|([A-Za-z]+)_([A-Za-z0-9]+)")
_SUBSCRIPT_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def split_name(name: str) -> tuple[str, str]:
    """A name as a letter or word and its subscript: ``x_1`` and ``x1`` are x with 1, ``x₁`` too."""
    plain = name.translate(_SUBSCRIPT_DIGITS)
    match = _SUBSCRIPTED.fullmatch(plain)
    if match is None:
        return plain, ""
    return match[1] or match[3], match[2] or match[4]
