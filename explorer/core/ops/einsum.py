"""Einstein's summation convention: products of any number of arrays, summed over the labels that the result lacks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from explorer.core.broadcast import describe
from explorer.core.convert import as_expressions
from explorer.core.errors import ShapeError
from explorer.core.ops.contraction import Contraction
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.types import Dimension

LETTERS = ascii_lowercase[8:] + ascii_lowercase[:8] + ascii_uppercase  # i, j, k … first, as people count
Label: TypeAlias = str | int  # a letter; or, of an ellipsis, the number of the axis, counted from its end


@dataclass(frozen=True, repr=False)
class Einsum(Contraction):
    """The product of all operands, summed over the labels that the result lacks; ``np.einsum``.

    ``subscripts`` is in normal form: no term has a label twice, and each label is in two terms or more (the result is
    a term too). What else NumPy understands, `einsum` makes of diagonals and sums. So the transpose in an operand
    is a product of the same kind, in which the operand and the result have changed places.
    """

    subscripts: str
    family = "linear algebra"
    symbol = "Σ∏"

    @property
    def terms(self) -> tuple[list[str], str]:
        """The labels of each operand, and of the result."""
        operands, result = self.subscripts.split("->")
        return operands.split(","), result

    def labels(self, *inputs: Expression) -> tuple[list[str], str]:
        return self.terms

    def infer(self, *xs: Expression) -> tuple[TensorType, ...]:
        operands, result = self.terms
        if [len(term) for term in operands] != [x.ndim for x in xs]:
            message = f"{_described(xs)}: einsum {self.subscripts!r} needs {list(map(len, operands))} axes"
            raise ShapeError(message)
        sizes: dict[str, Dimension] = {}
        for term, x in zip(operands, xs, strict=True):
            for label, size in zip(term, x.dimensions, strict=True):
                sizes[label] = _together(sizes.get(label, size), size, self.subscripts, xs)
        return (TensorType(np.result_type(*(x.dtype for x in xs)), tuple(sizes[label] for label in result)),)

    def python(self, *operands: str) -> str:
        return f"einsum({self.subscripts!r}, {', '.join(operands)})"

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        operands, result = self.terms
        new = next(letter for letter in LETTERS if letter not in self.subscripts)
        terms = [new + term if has else term for term, has in zip(operands, batched, strict=True)]
        return contraction(terms, new + result).all(*inputs), True

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        terms, result = self.terms
        factors = [T.conj(x) for x in inputs]
        factors[index], terms[index], result = cotangent, result, terms[index]
        return contraction(terms, result)(*factors)


def contraction(terms: Sequence[Iterable[str]], result: Iterable[str]) -> Einsum:
    """The operation on operands with these labels."""
    return Einsum(f"{','.join(map(''.join, terms))}->{''.join(result)}")


def einsum(*operands: Any, optimize: Any = None) -> Expression:  # noqa: ARG001 - so that NumPy's calls work
    """Products summed by Einstein's convention; ``np.einsum`` in all its forms.

    ``einsum("ij,jk->ik", x, y)``, or with lists in place of letters ``einsum(x, [0, 1], y, [1, 2], [0, 2])``. Without
    ``->`` the result has the labels that occur once, in alphabetical order, after the axes of an ellipsis. A label
    twice in an operand takes its diagonal. An axis of size 1 fits every size. The dtype is that of the operands,
    promoted.

    Args:
        operands: subscripts and expressions.
        optimize: NumPy's; the order of the products is always chosen.

    Raises:
        ShapeError: for sizes that differ, and for labels that do not fit the axes.
        ValueError: for subscripts that cannot be read.
    """
    subscripts, values = _separated(operands)
    arrow = subscripts.find("->")
    head, tail = (subscripts, None) if arrow < 0 else (subscripts[:arrow], subscripts[arrow + 2 :])
    words = head.split(",")
    if len(words) != len(values):
        message = f"einsum {subscripts!r} has {len(words)} terms for {len(values)} operands"
        raise ValueError(message)
    xs = as_expressions(values)
    terms = [_labels(word, subscripts, x) for word, x in zip(words, xs, strict=True)]
    result = _result(tail, terms, subscripts)
    dtype = np.result_type(*(x.dtype for x in xs))
    squares = [_distinct(x, term) for x, term in zip(xs, terms, strict=True)]
    narrow = _without_broadcasting(squares, subscripts, xs)
    kept = _without_lone_labels(narrow, result, dtype)
    if len(kept) == 1:
        ((x, term),) = kept
        return T.cast(T.transpose(x, [term.index(label) for label in result]), dtype)
    letters = _letters([*(label for _, term in kept for label in term), *result])
    operation = contraction([[letters[one] for one in term] for _, term in kept], [letters[one] for one in result])
    return operation(*(x for x, _ in kept))


def _separated(operands: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """Subscripts without spaces, and what they are of."""
    if operands and isinstance(operands[0], str):
        subscripts, values = operands[0].replace(" ", ""), operands[1:]
    else:
        lists = [*operands[1::2], *(operands[-1:] if len(operands) % 2 else [])]
        words = ["".join(_word(label) for label in one) for one in lists]
        count = len(operands) // 2
        subscripts = ",".join(words[:count]) + ("->" + words[count] if len(words) > count else "")
        values = operands[: 2 * count : 2]
    if not values:
        message = "einsum needs operands"
        raise ValueError(message)
    if not re.fullmatch(r"[A-Za-z.,]*(->[A-Za-z.]*)?", subscripts) or "." in subscripts.replace("...", ""):
        message = f"einsum cannot read {subscripts!r}: letters, commas, '...' and one '->' are understood"
        raise ValueError(message)
    return subscripts, values


def _word(label: Any) -> str:
    """The letter of a label that was given as a number: A to Z, then a to z."""
    if label is Ellipsis:
        return "..."
    if not 0 <= label < len(LETTERS):
        message = f"einsum: the label {label} is not between 0 and {len(LETTERS) - 1}"
        raise ValueError(message)
    return (ascii_uppercase + ascii_lowercase)[label]


def _labels(word: str, subscripts: str, x: Expression) -> list[Label]:
    """A label for each axis of an operand."""
    before, dots, after = word.partition("...")
    open_axes = x.ndim - len(before) - len(after)
    if "..." in after or open_axes < 0 or (open_axes and not dots):
        message = f"{describe(x)}: einsum {subscripts!r} gives it the labels {word!r}"
        raise ShapeError(message)
    return [*before, *range(-open_axes, 0), *after]


def _result(word: str | None, terms: Sequence[Sequence[Label]], subscripts: str) -> list[Label]:
    """The labels of the result."""
    count = Counter(label for term in terms for label in term)
    open_axes: list[Label] = [*sorted({label for label in count if isinstance(label, int)})]
    if word is None:
        return [*open_axes, *sorted(label for label, n in count.items() if n == 1 and isinstance(label, str))]
    before, dots, after = word.partition("...")
    result = [*before, *(open_axes if dots else []), *after]
    if open_axes and not dots:
        message = f"einsum {subscripts!r}: the axes of '...' need their place in the result; write '...' there too"
        raise ShapeError(message)
    wrong = sorted({str(one) for one in result if result.count(one) > 1 or one not in count})
    if wrong:
        message = f"einsum {subscripts!r}: in the result a label stands once and is one of an operand; see {wrong}"
        raise ValueError(message)
    return result


def _distinct(x: Expression, term: Sequence[Label]) -> tuple[Expression, list[Label]]:
    """An operand with the diagonal taken where it has a label twice."""
    labels = list(term)
    while twice := [label for label, count in Counter(labels).items() if count > 1]:
        first = labels.index(twice[0])
        second = labels.index(twice[0], first + 1)
        a, b = x.dimensions[first], x.dimensions[second]
        size = unify(a, b)
        if size is None:
            message = f"{describe(x)}: einsum takes the diagonal along axes {first} and {second}, which needs {a} = {b}"
            raise ShapeError(message)
        if a != b:  # one of them is not known: the reshape says that they are equal, and the call checks it
            sizes = T.shape(x)
            x = T.reshape(x, [sizes[first] if axis == second else one for axis, one in enumerate(sizes)])
        x = T.diagonal(x, 0, first, second)
        del labels[second], labels[first]
        labels.append(twice[0])
    return x, labels


def _without_broadcasting(
    operands: Sequence[tuple[Expression, list[Label]]], subscripts: str, xs: Sequence[Expression]
) -> list[tuple[Expression, list[Label]]]:
    """The operands without the axes of size 1 that stand for every index."""
    sizes: dict[Label, Dimension] = {}
    for x, term in operands:
        for label, size in zip(term, x.dimensions, strict=True):
            known = sizes.get(label, 1)
            sizes[label] = size if known == 1 else known if size == 1 else _together(known, size, subscripts, xs)
    narrow = []
    for x, term in operands:
        drop = [axis for axis, label in enumerate(term) if x.dimensions[axis] == 1 and sizes[label] != 1]
        rest = [label for axis, label in enumerate(term) if axis not in drop]
        narrow.append((T.squeeze(x, tuple(drop)) if drop else x, rest))
    return narrow


def _without_lone_labels(
    operands: Sequence[tuple[Expression, list[Label]]], result: Sequence[Label], dtype: np.dtype
) -> list[tuple[Expression, list[Label]]]:
    """The operands summed over the labels that no other term has."""
    count = Counter([*(label for _, term in operands for label in term), *result])
    kept = []
    for x, term in operands:
        lone = [axis for axis, label in enumerate(term) if count[label] == 1]
        total = T.cast(T.sum(T.cast(x, dtype), tuple(lone)), dtype) if lone else x
        kept.append((total, [label for label in term if count[label] > 1]))
    return kept


def _letters(labels: Iterable[Label]) -> dict[Label, str]:
    """A letter for each label: its own, or for an axis of an ellipsis one that is free."""
    wanted = dict.fromkeys(labels)
    free = (letter for letter in ascii_uppercase + ascii_lowercase if letter not in wanted)
    return {label: label if isinstance(label, str) else next(free) for label in wanted}


def _together(a: Dimension, b: Dimension, subscripts: str, xs: Sequence[Expression]) -> Dimension:
    size = unify(a, b)
    if size is None:
        message = f"{_described(xs)}: einsum {subscripts!r} needs {a} = {b}"
        raise ShapeError(message)
    return size


def _described(xs: Sequence[Expression]) -> str:
    return " and ".join(describe(x) for x in xs)
