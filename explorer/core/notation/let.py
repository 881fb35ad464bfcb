"""Let style: what is used more than once gets a name and a line of its own, so the text is as long as the graph."""

from __future__ import annotations

from collections import Counter
from itertools import count
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from explorer.core.graph import applies, leaves
from explorer.core.inner import told
from explorer.core.notation.functions import parameter_names
from explorer.core.notation.loops import inner_names
from explorer.core.notation.plain import expander, results
from explorer.core.notation.stream import Scope, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from explorer.core.expr import Apply, Expression
    from explorer.core.inner import InnerFunction
    from explorer.core.notation.plain import Inside, Outer
    from explorer.core.notation.stream import Part

_LONGEST = 40  # operations in a line
_CONFUSING = set("deijloITO")  # a differential, a number, an index, a one, a zero, the identity, a transpose
_SHORT = {"negative", "dimshuffle", "size_of", "cast", "subtensor", "fill", "arange"}
# What people call the result of an operation.
_USUAL = {
    "sigmoid": "s", "softmax": "p", "direction": "h", "tanh": "t", "dot": "z", "matmul": "z", "subtract": "r",
    "exp": "u", "log": "w", "sum": "c", "mean": "m", "sqrt": "q", "cos": "c", "sin": "s",
}  # fmt: skip


def let_text(expression: Expression) -> str:
    """One line for each shared part, in dependency order; the expression itself is the last line."""
    return "\n".join(let_lines([expression]))


def let_lines(expressions: Sequence[Expression], taken: AbstractSet[str] = frozenset()) -> list[str]:
    """A line for each part that the expressions share, by a name that is not ``taken``, then one for each of them."""
    parts = list(named_parts(expressions, taken=taken))
    known: dict[Expression, str] = {}
    expand = expander(known, inside=_braces({name for _, name in parts}))
    lines = []
    for part, name in parts:
        lines.append(f"{name} = {''.join(stream([(part, 0)], expand))}")
        known[part] = name
    return [*lines, *("".join(stream([(e, 0)], expand)) for e in expressions)]


def _braces(taken: AbstractSet[str]) -> Inside:
    """What a function inside an operation gives, after its own shared parts: ``{a = exp(h); a * (1 + a)}``."""

    def inside(outputs: Sequence[Expression], names: Mapping[Expression, str], outer: Outer) -> Sequence[Part]:
        named = list(named_parts(outputs, taken={*taken, *names.values()}))
        deeper = _braces({*taken, *names.values(), *(name for _, name in named)})
        known = dict(names)
        parts: list[Part] = []
        for part, name in named:
            parts += [f"{name} = ", Scope(expander(dict(known), outer, deeper), [(part, 0)]), "; "]
            known[part] = name
        last = Scope(expander(known, outer, deeper), results(outputs))
        return ["{", *parts, last, "}"] if parts else [last]

    return inside


def named_parts(
    outputs: Sequence[Expression],
    is_large: Callable[[Expression], bool] | None = None,
    taken: AbstractSet[str] = frozenset(),
    *,
    capitals: bool = False,
) -> Iterator[tuple[Expression, str]]:
    """The parts that get a line, each after those it is made of, with names for them that are not ``taken``.

    These are the results that are used more than once, and others where a line would get too long, or too large
    according to ``is_large``. A name is the part's own, or what people call such a thing, or the next letter; of a
    matrix, with ``capitals``, the next capital one.
    """
    order = applies(outputs)
    uses: Counter[Expression] = Counter(x for node in order for x in node.inputs)
    for node in order:  # what a function inside captures stands in it as often as it is used there
        uses.update(node.inputs[place] for function in _told(node) for _, place in function.captured)
    taken = {*taken, *(leaf.name for leaf in leaves(outputs) if leaf.name), *_parameters(outputs)}
    letters = {False: _letters(ascii_lowercase), True: _letters(ascii_uppercase)}
    operations: dict[Expression, int] = {}
    for node in order:
        size = 1 + sum(operations.get(x, 0) for x in node.inputs)
        # Better where it stands than behind a name: -x, x.T, x.shape[0], x[0].
        short = node.op.name in _SHORT and size <= 1 + sum(x.owner is not None for x in node.inputs)
        for e in node.outputs:
            operations[e] = size
            if e in outputs or not uses[e]:
                continue
            if (uses[e] > 1 and not short) or size > _LONGEST or (is_large is not None and is_large(e)):
                wishes = [e.name] if e.name and e.name.isidentifier() else []
                capital = capitals and e.ndim > 1
                wishes += [_USUAL[node.op.name]] if node.op.name in _USUAL and not capital else []
                name = next((wish for wish in wishes if wish not in taken), "")
                while not name or name in taken:
                    name = next(letters[capital])
                taken.add(name)
                operations[e] = 0
                yield e, name


def _parameters(outputs: Sequence[Expression]) -> Iterator[str]:
    """What the parameters of the functions inside are called."""
    for node in applies(outputs):
        if functions := _told(node):
            yield from (inner_names(node) if node.op.name == "scan" else parameter_names(node)).values()
            yield from _parameters([e for function in functions for e in function.outputs])


def _told(node: Apply) -> list[InnerFunction]:
    return told(node.op.functions(), 0)[0]


def _letters(alphabet: str) -> Iterator[str]:
    """First a, b, c, f, …, then a1, b1, … without end."""
    usable = [letter for letter in alphabet if letter not in _CONFUSING]
    yield from usable
    for number in count(1):
        yield from (f"{letter}{number}" for letter in usable)
