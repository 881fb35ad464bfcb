"""Names in formulas: Greek letters, subscripts, words."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# In both LaTeX and Typst, under these names.
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω",
}  # fmt: skip
_DIGITS = re.compile(r"(?P<base>[^\W\d_]+)_?(?P<below>\d+)")
_TAGGED = re.compile(r"(?P<base>[^\W\d_]+)_?(?:(?P<below>(?<=_)\w+)|(?P<digits>\d*)\[(?P<index>\w+)\])")
_SUBSCRIPT_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class Spelled(NamedTuple):
    """A name taken apart: ``x_1′`` is x with the subscript 1 and a prime. Greek letters are letters."""

    base: str
    subscript: str
    primes: int

    @property
    def is_word(self) -> bool:
        """Whether it is set as a word, upright, and must not touch another."""
        return len(self.base) > 1


def spell(name: str) -> Spelled:
    """A name as a letter or word, its subscript, and primes. ``x_1``, ``x1``, ``x₁`` and ``x[1]`` are the same.

    Words have numbers for subscripts, but no words: ``learning_rate`` is one word.
    """
    bare = name.rstrip("'′")
    primes = len(name) - len(bare)
    bare = (bare.removesuffix("_") or bare).translate(_SUBSCRIPT_DIGITS)  # lambda_, which Python needs
    if match := _DIGITS.fullmatch(bare):
        return Spelled(_letter(match["base"]), match["below"], primes)
    match = _TAGGED.fullmatch(bare)
    if match and (len(_letter(match["base"])) == 1 or match["index"]):
        index = ",".join(filter(None, (match["digits"], match["index"])))
        return Spelled(_letter(match["base"]), _letter(match["below"] or index), primes)
    return Spelled(_letter(bare), "", primes)


def _letter(text: str) -> str:
    return GREEK.get(text, text)


def endless(letters: Iterable[str]) -> Iterator[str]:
    """The letters, then with numbers: x, y, x1, y1, x2, … without end."""
    yield from letters
    for number in count(1):
        yield from (f"{letter}{number}" for letter in letters)
