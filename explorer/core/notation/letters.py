"""Names in formulas: Greek letters, subscripts, words."""

from __future__ import annotations

import re
from typing import NamedTuple

# In both LaTeX and Typst, under these names.
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω",
}  # fmt: skip
_BY_LETTER = {letter: word for word, letter in GREEK.items()}
_SUBSCRIPTED = re.compile(r"(?P<base>[^\W\d_]+)(?:_?(?P<digits>\d+)|_(?P<rest>\w+)|\[(?P<index>\w+)\])")
_SUBSCRIPT_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class Spelled(NamedTuple):
    """A name taken apart: ``x_1′`` is x with the subscript 1 and a prime."""

    base: str
    subscript: str
    primes: int

    @property
    def is_word(self) -> bool:
        """Whether it is set as a word, upright, and must not touch another."""
        return len(self.base) > 1 and self.base not in GREEK


def spell(name: str) -> Spelled:
    """A name as a letter or word, its subscript, and primes. ``x_1``, ``x1``, ``x₁`` and ``x[1]`` are the same."""
    bare = name.rstrip("'′")
    primes = len(name) - len(bare)
    bare = bare.removesuffix("_") or bare  # lambda_, which Python needs
    match = _SUBSCRIPTED.fullmatch(bare.translate(_SUBSCRIPT_DIGITS))
    if match is None:
        return Spelled(_BY_LETTER.get(bare, bare), "", primes)
    subscript = match["digits"] or match["rest"] or match["index"]
    base = match["base"]
    return Spelled(_BY_LETTER.get(base, base), _BY_LETTER.get(subscript, subscript), primes)
