"""From the tokens of a formula to its parts: precedence climbing (Richards and Whitby-Strevens 1979).

As in the formulas of MATLAB: transposes and powers bind closest, then a sign before, then products, then sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from explorer.short.errors import ShortError
from explorer.short.tree import Call, Name, Negative, Number, Pair, Transposed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.short.tokens import Token
    from explorer.short.tree import Part

_DEEPEST = 100
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, ".*": 2, "./": 2}
_SIGN, _POWER = 3, 4
_POWERS = ("^", ".^")


def parse(tokens: Sequence[Token]) -> Part:
    """The parts of a formula.

    Raises:
        ShortError: where it is none.
    """
    return _Parser(tokens).whole()


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def whole(self) -> Part:
        part = self._part(0)
        if self._next.sort != "end":
            self._refuse(f"{self._next.text} does not belong here", "between two parts there is a sign: A*x")
        return part

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _is(self, *signs: str) -> bool:
        return self._next.sort == "sign" and self._next.text in signs

    def _part(self, least: int) -> Part:
        """A part of signs that bind at least so closely."""
        self._depth += 1
        if self._depth > _DEEPEST:
            self._refuse("this is nested too deeply", "give a part of it a name: r = A*x - y; norm2(r)")
        left = self._signed()
        while self._next.sort == "sign" and _BINDS.get(self._next.text, 0) > least:
            sign = self._take().text
            right = self._part(_BINDS[sign])
            left = Pair(sign, left, right, left.start, right.stop)
        self._depth -= 1
        return left

    def _signed(self) -> Part:
        """A part with the signs before it: of a power they are the sign of the whole."""
        if not self._is("-", "+"):
            return self._power()
        sign = self._take()
        self._depth += 1
        if self._depth > _DEEPEST:
            self._refuse("there are too many signs in a row")
        part = self._signed()
        self._depth -= 1
        return part if sign.text == "+" else Negative(part, sign.start, part.stop)

    def _power(self) -> Part:
        left = self._transposed()
        while self._is(*_POWERS):
            sign = self._take().text
            right = self._signed() if self._is("-", "+") else self._transposed()
            left = Pair(sign, left, right, left.start, right.stop)
            left = self._primes(left)
        return left

    def _transposed(self) -> Part:
        return self._primes(self._atom())

    def _primes(self, part: Part) -> Part:
        while self._is("'"):
            part = Transposed(part, part.start, self._take().stop)
        return part

    def _atom(self) -> Part:
        token = self._next
        if token.sort == "number":
            self._take()
            return Number(token.text, token.start, token.stop)
        if token.sort == "name":
            self._take()
            if self._is("("):
                return self._call(token)
            return Name(token.text, token.start, token.stop)
        if self._is("("):
            self._take()
            part = self._part(0)
            self._close(token)
            return part
        missing = "something is missing at the end" if self._at else "there is no formula yet"
        if token.sort == "end":
            raise self._mistake(missing, "norm2(A*x - y)^2")
        raise self._mistake(f"{token.text} cannot stand here", "before it there is a letter, a number or a parenthesis")

    def _call(self, name: Token) -> Call:
        opening = self._take()
        parts: list[Part] = []
        while not self._is(")"):
            parts.append(self._part(0))
            if not self._is(","):
                break
            self._take()
        closing = self._close(opening)
        return Call(name.text, tuple(parts), name.start, closing.stop)

    def _close(self, opening: Token) -> Token:
        if not self._is(")"):
            message = "this parenthesis is not closed"
            raise ShortError(message, opening.start, opening.stop, "write ) where it ends")
        return self._take()

    def _refuse(self, message: str, hint: str = "") -> NoReturn:
        raise self._mistake(message, hint)

    def _mistake(self, message: str, hint: str = "") -> ShortError:
        """What is wrong with the next token."""
        return ShortError(message, self._next.start, max(self._next.stop, self._next.start + 1), hint)
