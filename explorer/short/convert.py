"""A formula, or several lines of them, as a script: with the declarations that its letters stand for.

Letters say what they are (the convention of www.matrixcalculus.org): a to g are scalars, h to z vectors, capital ones
matrices; Greek names are scalars. A line ``x: vector[n]`` before says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from explorer.short.errors import ShortError
from explorer.short.functions import FILLED, FUNCTIONS, PAIRS, UNIT
from explorer.short.greek import NAMES, SCALARS
from explorer.short.kinds import SCALAR, Kind, Size
from explorer.short.parse import parse
from explorer.short.tokens import NAME, tokens
from explorer.short.tree import Call, Name, Negative, Pair, Transposed
from explorer.short.write import TakenError, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.short.tree import Part

LONGEST = 4000  # characters
_SIZES = ("n", "m", "k", "p", "q", "r", "s", "t", "d", "h", "l")
_SCALARS, _VECTORS = "abcdefg", "hijklmnopqrstuvwxyz"
_DECLARATION = re.compile(rf"\s*({NAME})\s*:\s*(scalar|vector|matrix|real)?\s*(?:\[([^\]]*)\])?\s*$")
_ASSIGNMENT = re.compile(rf"\s*({NAME})\s*=(?!=)")
_AXES = {"scalar": 0, "vector": 1, "matrix": 2}


@dataclass(frozen=True)
class Written:
    """A formula as a script.

    Attributes:
        script: the text.
        variables: what a derivative may be taken by, in the order in which they are declared.
        by: what it is taken by.
        notes: what was taken for granted, in words.
    """

    script: str
    variables: tuple[str, ...]
    by: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Line:
    """A formula with the name that it is given."""

    name: str
    part: Part
    text: str


def script_of(text: str, by: str | None = None) -> Written:
    """The script of a formula and its derivative.

    Args:
        text: lines, or parts between ``;``: declarations, ``r = A*x - y``, and formulas, the last of which is
            differentiated.
        by: the variable; else x where there is one, or the first vector or matrix.

    Raises:
        ShortError: where something is wrong; says where.
    """
    if len(text) > LONGEST:
        raise ShortError(f"a formula has at most {LONGEST} characters", LONGEST, LONGEST + 1)
    declared, lines = _read(text)
    if not lines:
        raise ShortError("there is no formula yet", 0, max(1, len(text)), "norm2(A*x - y)^2")
    return _Formula(declared, lines).written(by)


def _read(text: str) -> tuple[dict[str, Kind], list[_Line]]:
    """The declarations, and the formulas."""
    declared: dict[str, Kind] = {}
    sizes: dict[str, Size] = {}
    lines: list[_Line] = []
    for start, line in _pieces(text):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _DECLARATION.match(line)
        if found is not None and ":" in line:
            name = NAMES.get(found[1], found[1])
            declared[name] = _declared(found, sizes, start, line)
            continue
        named = _ASSIGNMENT.match(line)
        name = "" if named is None else NAMES.get(named[1], named[1])
        offset = 0 if named is None else named.end()
        lines.append(_Line(name, parse(tokens(line[offset:], start + offset)), line[offset:].strip()))
    return declared, lines


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for piece in re.split(r"([;\n])", text):
        if piece not in (";", "\n"):
            yield start, piece
        start += len(piece)


def _declared(found: re.Match[str], sizes: dict[str, Size], start: int, line: str) -> Kind:
    names = [one.strip() for one in (found[3] or "").split(",") if one.strip()]
    count = _AXES.get(found[2] or "", len(names))
    wrong = next((one for one in names if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*|[1-9][0-9]*", one)), None)
    if wrong is not None or count > 2 or (names and len(names) != count):
        message = f"{line.strip()} declares nothing"
        raise ShortError(message, start, start + len(line), "x: vector[n], A: matrix[m, n], c: scalar")
    own = [sizes.setdefault(one, Size(one)) for one in names] or [Size() for _ in range(count)]
    return Kind(*own)


class _Formula:
    """The lines of a formula, and the kinds of its letters."""

    def __init__(self, declared: dict[str, Kind], lines: Sequence[_Line]) -> None:
        self._declared, self._lines = declared, lines
        self._taken: dict[str, str] = {}
        given = {line.name for line in lines if line.name}
        used = dict.fromkeys(chain.from_iterable(_names(line.part) for line in lines))
        self._letters = [name for name in used if name not in given]
        if not self._letters:
            last = lines[-1].part
            raise ShortError("there is no letter in it", last.start, last.stop, "x'*x")
        self._given = given

    def written(self, by: str | None) -> Written:
        """The script."""
        while True:
            kinds = {name: self._kind(name) for name in self._letters}
            try:
                texts = self._texts(kinds)
            except TakenError as taken:
                self._taken[taken.name] = taken.kind.word.removeprefix("a ")
                continue
            break
        shown = _named_sizes(kinds, {*self._letters, *self._given})
        last, _, kind = texts[-1]
        by = by if by in kinds else _first(kinds)
        rows = [f"{name}: real{_shape(one, shown)}" for name, one in kinds.items()]
        rows += ["", *(f"{name} = {text}" for name, text, _ in texts)]
        if by:
            derivative = "grad" if kind.is_scalar else "jacobian"
            rows.append(
                f"{_unused('g' if kind.is_scalar else 'J', {*kinds, *self._given, last})} = {derivative}({last}, {by})"
            )
        comment = "; ".join(line.text for line in self._lines).replace("\n", " ")
        notes = tuple(
            f"{name} is taken to be a {word}, which it is added to; declare {name}: scalar for a number"
            for name, word in self._taken.items()
        )
        notes += tuple(
            f"{name} of a matrix is taken of each of its rows"
            for name, function in FUNCTIONS.items()
            if function.by_rows and any(function.by_rows.partition("$")[2] in text for _, text, _ in texts)
        )
        return Written(f"# {comment}\n" + "\n".join(rows) + "\n", tuple(kinds), by, notes)

    def _kind(self, name: str) -> Kind:
        if name in self._declared:
            return self._declared[name]
        word = self._taken.get(name) or _by_convention(name)
        return Kind(*(Size() for _ in range(_AXES[word]))) if word != "row" else Kind(None, Size())

    def _texts(self, kinds: dict[str, Kind]) -> list[tuple[str, str, Kind]]:
        """The name, the text and the kind of each line."""
        known = dict(kinds)
        free = frozenset(self._letters) - {*self._declared, *self._taken}
        found = []
        for place, line in enumerate(self._lines):
            text = Writer(known, free).write(line.part)
            if text.filled or text.unit:
                raise ShortError("this is a constant", line.part.start, line.part.stop, "write it beside a variable")
            name = line.name or _unused("f" if place == len(self._lines) - 1 else "r", {*known})
            known[name] = text.kind
            found.append((name, text.text, text.kind))
        return found


def _names(part: Part) -> Iterator[str]:
    """The letters of a formula, in order."""
    match part:
        case Name():
            if part.text in FUNCTIONS or part.text in FILLED or part.text in PAIRS or part.text in UNIT:
                hint = f"{part.text}(…)"
                raise ShortError(f"{part.text} is a function", part.start, part.stop, hint)
            yield part.text
        case Negative() | Transposed():
            yield from _names(part.of)
        case Pair():
            yield from _names(part.left)
            yield from _names(part.right)
        case Call():
            for one in part.of:
                yield from _names(one)


def _by_convention(name: str) -> str:
    """What a letter stands for."""
    if name in SCALARS or name[0] in _SCALARS:
        return "scalar"
    return "vector" if name[0] in _VECTORS else "matrix" if name[0].isupper() else "scalar"


def _first(kinds: dict[str, Kind]) -> str:
    """What is differentiated by, where nobody says."""
    for wish in ("x", "w", "X", "W"):
        if wish in kinds:
            return wish
    arrays = [name for name, kind in kinds.items() if not kind.is_scalar]
    return next(iter([*arrays, *kinds]), "")


def _named_sizes(kinds: dict[str, Kind], taken: set[str]) -> dict[Size, str]:
    """A name for each size: of vectors the first ones, of what only matrices have the others."""
    found: dict[Size, str] = {}
    ordered = sorted(kinds.values(), key=lambda kind: kind.is_matrix)
    named = {size.name for kind in kinds.values() for size in kind.sizes if size.name}
    free = (name for name in _SIZES if name not in taken and name not in named)
    for size in (size.root for kind in ordered for size in reversed(kind.sizes)):
        if size not in found:
            found[size] = size.name or next(free, f"n{len(found)}")
    return found


def _shape(kind: Kind, names: dict[Size, str]) -> str:
    if kind is SCALAR or kind.is_scalar:
        return ""
    return f"[{', '.join(names[size.root] for size in kind.sizes)}]"


def _unused(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
