"""Names in formulas: Greek letters, subscripts, words."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

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
_ACCENTED = re.compile("(?P<base>[^\\W\\d_]+)(?P<mark>[\u0307\u0304\u0305])(?P<rest>[\\d_\\[₀-₉].*)?")
_ACCENTS = {"\u0307": "dot", "\u0304": "bar", "\u0305": "bar"}
_SUBSCRIPT_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class Spelled(NamedTuple):
    """A name taken apart: ``x_1′`` is x with the subscript 1 and a prime, ``ẋ`` has a dot. Greek ones are letters."""

    base: str
    subscript: str
    primes: int
    accent: str = ""

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
    if match := _ACCENTED.fullmatch(normalize("NFD", bare)):
        plain = spell(match["base"] + (match["rest"] or ""))
        return plain._replace(primes=primes, accent=_ACCENTS[match["mark"]])
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


def accented(name: str, accent: str) -> str:
    """A name with a "dot" or a "bar" over its letter or word: what its tangent, or its cotangent, is called."""
    mark = next(mark for mark, what in _ACCENTS.items() if what == accent)
    letters = re.match(r"[^\W\d_]*", name)
    assert letters is not None
    return normalize("NFC", f"{letters[0]}{mark}{name[letters.end() :]}")


def endless(letters: Iterable[str]) -> Iterator[str]:
    """The letters, then with numbers: x, y, x1, y1, x2, … without end."""
    yield from letters
    for number in count(1):
        yield from (f"{letter}{number}" for letter in letters)
