"""The script of a formula: which product each ``*`` is, from the kinds of what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from explorer.short.errors import ShortError
from explorer.short.functions import FILLED, FUNCTIONS, PAIRS, UNIT
from explorer.short.kinds import SCALAR, Kind, Size
from explorer.short.tree import Call, Name, Negative, Number, Pair, Part, Transposed

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUM, _PRODUCT, _SIGN, _POWER, _WHOLE = 1, 2, 3, 4, 5  # how closely a text binds
_ELEMENTWISE = {"+": "+", "-": "-", ".*": "*", "./": "/", ".^": "**"}
_LARGEST = 6  # power of a matrix that is written as a product


@dataclass(frozen=True)
class Text:
    """A part as a script writes it.

    Attributes:
        text: the text.
        binds: how closely it binds.
        kind: what it is.
        filled: a number that all elements are; then ``text`` is that number.
        unit: whether it is a unit matrix; then ``text`` says nothing.
    """

    text: str
    binds: int
    kind: Kind
    filled: bool = False
    unit: bool = False

    def within(self, binds: int) -> str:
        """With parentheses, where something that binds closer stands beside it."""
        return self.text if self.binds >= binds else f"({self.text})"


class TakenError(Exception):
    """A letter has to be of another kind than its convention says."""

    def __init__(self, name: str, kind: Kind) -> None:
        super().__init__(name)
        self.name, self.kind = name, kind


@dataclass
class Writer:
    """Writes parts.

    Attributes:
        kinds: those of the variables.
        free: variables that may be of another kind, where that is the only one that fits.
    """

    kinds: Mapping[str, Kind]
    free: frozenset[str] = frozenset()

    def write(self, part: Part) -> Text:
        """The text of a part.

        Raises:
            ShortError: where kinds or sizes do not fit.
            TakenError: where they would, were a variable of another kind.
        """
        match part:
            case Number():
                return Text(part.text, _WHOLE, SCALAR)
            case Name():
                return Text(part.text, _WHOLE, self.kinds[part.text])
            case Negative():
                of = self.write(part.of)
                return Text(f"-{of.within(_SIGN)}", _SIGN, of.kind, filled=of.filled)
            case Transposed():
                return self._transposed(self.write(part.of))
            case Call():
                return self._call(part)
            case Pair(sign="*"):
                return self._product(part, self.write(part.left), self.write(part.right))
            case Pair(sign="^"):
                return self._power(part)
            case Pair(sign="/"):
                left, right = self.write(part.left), self.write(part.right)
                if not right.kind.is_scalar:
                    self._refuse(part, f"the divisor is {right.kind.word}", "./ divides element by element")
                return Text(f"{left.within(_PRODUCT)} / {right.within(_SIGN)}", _PRODUCT, left.kind)
            case Pair():
                return self._elementwise(part, self.write(part.left), self.write(part.right))

    def _transposed(self, of: Text) -> Text:
        if of.kind.is_matrix and not of.filled and not of.unit:
            return Text(f"{of.within(_WHOLE)}.T", _WHOLE, of.kind.transposed)
        return Text(of.text, of.binds, of.kind.transposed, of.filled, of.unit)

    def _elementwise(self, part: Pair, left: Text, right: Text) -> Text:
        if not left.kind.like(right.kind) and not (left.kind.is_scalar or right.kind.is_scalar):
            other = (
                "x' and x differ: one is a row" if {left.kind.word, right.kind.word} == {"a row", "a vector"} else ""
            )
            self._refuse(part, f"{left.kind.word} {part.sign} {right.kind.word}", other or "both must be of one kind")
        for side, text, beside in ((part.left, left, right), (part.right, right, left)):
            if part.sign in "+-" and text.kind.is_scalar and not beside.kind.is_scalar:
                self._take(side, beside.kind)
        if left.kind.like(right.kind) and not left.kind.meet(right.kind):
            self._differ(part, left.kind, right.kind)
        if left.unit or right.unit:
            left, right = self._made(part, left), self._made(part, right)
        sign = _ELEMENTWISE[part.sign]
        binds = _SUM if sign in "+-" else _PRODUCT if sign in "*/" else _POWER
        after = right.within(binds + 1)
        before = left.within(_WHOLE if sign == "**" else binds)
        kind = right.kind if left.kind.is_scalar else left.kind
        return Text(f"{before} {sign} {after}" if sign != "**" else f"{before}**{after}", binds, kind)

    def _take(self, part: Part, kind: Kind) -> None:
        """A letter alone, in a sum with a vector or matrix, is taken to be one too."""
        while isinstance(part, Negative):
            part = part.of
        if isinstance(part, Name) and part.text in self.free:
            raise TakenError(part.text, kind)

    def _product(self, part: Pair, left: Text, right: Text) -> Text:
        a, b = left.kind, right.kind
        if a.is_scalar or b.is_scalar:
            filled, unit = left.filled or right.filled, left.unit or right.unit
            if unit:
                left, right = self._made(part, left), self._made(part, right)
            kind = b if a.is_scalar else a
            return Text(f"{left.within(_PRODUCT)} * {right.within(_SIGN)}", _PRODUCT, kind, filled=filled and not unit)
        if (a.columns is None) != (b.rows is None):
            self._no_product(part, a, b)
        if a.columns is not None and b.rows is not None and not a.columns.meet(b.rows):
            message = f"the left side has {a.columns.name} columns, and the right side {b.rows.name} rows"
            self._refuse(part, message)
        kind = Kind(a.rows, b.columns)
        if left.unit or right.unit:
            other = right if left.unit else left
            return Text(other.text, other.binds, kind, other.filled, other.unit)
        if left.filled and right.filled:
            left = self._made(part, left)
        if left.filled or right.filled:
            found = self._with_filled(left, right, kind)
            if found is not None:
                return found
            left, right = self._made(part, left), self._made(part, right)
        if a.columns is None:
            return Text(f"outer({left.text}, {right.text})", _WHOLE, kind)
        return Text(f"{left.within(_PRODUCT)} @ {right.within(_SIGN)}", _PRODUCT, kind)

    def _no_product(self, part: Pair, a: Kind, b: Kind) -> NoReturn:
        hints = {
            ("a vector", "a vector"): "x'*y is their inner product, x*y' the matrix of all products, x.*y a vector",
            ("a row", "a row"): "x'*y is their inner product, x.*y goes element by element",
            ("a vector", "a matrix"): "x'*A is a row",
            ("a matrix", "a row"): "A*x is a vector",
        }
        self._refuse(part, f"{a.word} times {b.word}", hints.get((a.word, b.word), ""))

    def _with_filled(self, left: Text, right: Text, kind: Kind) -> Text | None:
        """A product with a row or column of one number: a sum."""
        filled, other = (left, right) if left.filled else (right, left)
        if (
            filled.kind.is_matrix
            or (left.filled and left.kind.columns is None)
            or (right.filled and right.kind.rows is None)
        ):
            return None
        if not other.kind.is_matrix:
            summed = f"sum({other.text})"
        else:
            summed = f"sum({other.text}, axis={0 if left.filled else 1})"
        if filled.text == "1":
            return Text(summed, _WHOLE, kind)
        return Text(f"{filled.within(_PRODUCT)} * {summed}", _PRODUCT, kind)

    def _made(self, part: Part, text: Text) -> Text:
        """A constant as an array, where it has to be one."""
        if not (text.filled or text.unit) or text.kind.is_scalar:
            return text
        sizes = [self._number(part, size) for size in text.kind.sizes]
        if text.unit:
            return Text(f"eye({sizes[0]})", _WHOLE, text.kind)
        ones = f"ones({sizes[0]})" if len(sizes) == 1 else f"ones(({', '.join(sizes)}))"
        return Text(ones if text.text == "1" else f"{text.within(_PRODUCT)} * {ones}", _PRODUCT, text.kind)

    def _number(self, part: Part, size: Size) -> str:
        for name, kind in self.kinds.items():
            for axis, own in enumerate(kind.sizes):
                if own.root is size.root:
                    return f"{name}.shape[{axis}]"
        hint = "write it beside a variable of the same size"
        raise ShortError("nothing tells how large this is", part.start, part.stop, hint)

    def _power(self, part: Pair) -> Text:
        base, exponent = self.write(part.left), self.write(part.right)
        if not exponent.kind.is_scalar:
            self._refuse(part, f"the exponent is {exponent.kind.word}", ".^ goes element by element")
        if base.kind.is_scalar:
            return Text(f"{base.within(_WHOLE)}**{exponent.within(_SIGN)}", _POWER, SCALAR)
        if not base.kind.is_matrix:
            self._refuse(part, f"a power of {base.kind.word}", "x.^2 goes element by element, x'*x is a scalar")
        self._square(part.left, base.kind)
        power = exponent.text
        if power == "-1":
            return Text(f"linalg.inv({base.text})", _WHOLE, base.kind)
        if not power.isdigit() or not 1 <= int(power) <= _LARGEST:
            self._refuse(part, f"a matrix to the power {power}", "small whole numbers, and -1 for the inverse; or .^")
        factor = base.within(_SIGN)
        return Text(" @ ".join([base.within(_PRODUCT), *[factor] * (int(power) - 1)]), _PRODUCT, base.kind)

    def _call(self, part: Call) -> Text:
        if part.name in PAIRS:
            return self._of_two(part)
        if part.name in FILLED or part.name in UNIT:
            return self._constant(part)
        function = FUNCTIONS.get(part.name)
        if function is None:
            close = ", ".join(sorted(FUNCTIONS)[:60])
            self._refuse(part, f"there is no function {part.name}", f"there are {close}")
        if len(part.of) != 1:
            self._refuse(part, f"{part.name} is a function of one part, and has {len(part.of)} here")
        of = self.write(part.of[0])
        if function.takes == "square":
            of = self._made(part, of)
            self._square(part.of[0], of.kind)
        elif of.kind.is_matrix and function.by_rows:
            return Text(function.by_rows.replace("$", of.text), _WHOLE, of.kind)
        elif function.takes == "vector" and (of.kind.is_scalar or of.kind.is_matrix):
            self._refuse(part.of[0], f"{part.name} is a function of a vector, and this is {of.kind.word}")
        if function.gives == "scalar" and not of.kind.is_scalar:
            of = self._made(part, of)
        text = function.code.replace("$", of.text)
        if part.name == "diag":
            return Text(text, _WHOLE, self._diagonal(part, of.kind))
        kind = SCALAR if function.gives == "scalar" else of.kind
        return Text(text, _WHOLE, kind, filled=of.filled and function.gives == "same")

    def _diagonal(self, part: Call, kind: Kind) -> Kind:
        if kind.is_scalar:
            self._refuse(part, "diag is a function of a vector or a matrix, and this is a scalar")
        if kind.is_matrix:
            self._square(part.of[0], kind)
            return Kind(kind.rows)
        (size,) = kind.sizes
        return Kind(size, size)

    def _of_two(self, part: Call) -> Text:
        if len(part.of) != len("xy"):
            self._refuse(part, f"{part.name} is a function of two vectors")
        x, y = (self.write(one) for one in part.of)
        for one, text in zip(part.of, (x, y), strict=True):
            if text.kind.is_scalar or text.kind.is_matrix:
                self._refuse(one, f"{part.name} is a function of two vectors, and this is {text.kind.word}")
        (m,), (n,) = x.kind.sizes, y.kind.sizes
        if PAIRS[part.name] == "outer":
            return Text(f"outer({x.text}, {y.text})", _WHOLE, Kind(m, n))
        if not m.meet(n):
            self._differ(part, x.kind, y.kind)
        return Text(f"{x.within(_PRODUCT)} @ {y.within(_SIGN)}", _PRODUCT, SCALAR)

    def _constant(self, part: Call) -> Text:
        if part.name in UNIT:
            if part.of:
                self._refuse(part, f"{part.name}() takes its size from what it stands beside", f"{part.name}()")
            size = Size()
            return Text("", _WHOLE, Kind(size, size), unit=True)
        if len(part.of) != 1 or not (number := self.write(part.of[0])).kind.is_scalar:
            self._refuse(part, f"{part.name}(1) is {FILLED[part.name]} of one number", f"{part.name}(1)")
        kind = Kind(Size()) if part.name == "vector" else Kind(Size(), Size())
        return Text(number.text, number.binds, kind, filled=True)

    def _square(self, part: Part, kind: Kind) -> None:
        if kind.rows is None or kind.columns is None:
            self._refuse(part, f"this takes a square matrix, and it is {kind.word}")
        if not kind.rows.meet(kind.columns):
            self._refuse(
                part, f"this takes a square matrix, and it has {kind.rows.name} rows, {kind.columns.name} columns"
            )

    def _differ(self, part: Part, a: Kind, b: Kind) -> NoReturn:
        shapes = " and ".join(", ".join(size.name or "?" for size in kind.sizes) for kind in (a, b))
        self._refuse(part, f"the sizes differ: {shapes}")

    @staticmethod
    def _refuse(part: Part, message: str, hint: str = "") -> NoReturn:
        raise ShortError(message, part.start, part.stop, hint)
