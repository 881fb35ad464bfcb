"""The reverse sweep: cotangents from the outputs back to the inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.graph import applies
from explorer.core.memory import uncollected
from explorer.core.origin import Origin, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """An operation as the reverse sweep passes it, when all that its results are used for has been passed.

    Attributes:
        node: the operation.
        cotangents: of each of its results, ``None`` where no output depends on it.
        shares: for each operand what this use of it adds to its cotangent, ``None`` for nothing.
    """

    node: Apply
    cotangents: tuple[Cotangent, ...]
    shares: tuple[Cotangent, ...]


@uncollected()
def pull_back(
    cotangents: Mapping[Expression, Expression],
    wrt: Sequence[Expression],
    constants: Iterable[Expression] = (),
    *,
    label: bool = True,
) -> list[Cotangent]:
    """The cotangents of ``wrt``, from those of some outputs.

    Args:
        cotangents: of each output, an expression of the output's shape.
        wrt: what to differentiate by; may stand anywhere in the graph.
        constants: expressions that are not differentiated through; what arrives there goes no further.
        label: whether what is made says which operation's rule made it.

    Returns:
        For each of ``wrt`` its cotangent, or None where no output depends on its value.
    """
    total = dict(cotangents)
    for _ in visits(total, wrt, constants, label=label):
        pass
    return [total.get(x) for x in wrt]


def visits(
    total: dict[Expression, Expression],
    wrt: Sequence[Expression],
    constants: Iterable[Expression] = (),
    *,
    label: bool = True,
) -> Iterator[Visit]:
    """The reverse sweep itself, one operation at a time; see `pull_back`.

    ``total`` holds the cotangents of the outputs to begin with, and at the end those of ``wrt``: it is changed.
    """
    outputs = list(total)
    held = set(constants)
    active = _active(outputs, wrt, held)
    wanted = set(wrt)
    order = applies(outputs)
    known = {e for node in order for e in (*node.inputs, *node.outputs)} | set(outputs)
    for node in reversed(order):
        results = node.outputs
        seeds = tuple([None if e in held else total.get(e) for e in results])
        if all(seed is None for seed in seeds) or not any(e in active for e in results):
            continue
        wants = [x in active for x in node.inputs]
        if any(wants):
            yield Visit(node, seeds, _contribute(node, seeds, wants, total, known if label else None))
        for e in results:
            if e not in wanted:
                total.pop(e, None)  # its cotangent has been passed on whole


def reached(outputs: Iterable[Expression], constants: Iterable[Expression] = ()) -> set[Expression]:
    """The expressions whose values the outputs depend on, with the outputs; not beyond ``constants``."""
    held = set(constants)
    found: set[Expression] = set()
    stack = list(outputs)
    while stack:
        expression = stack.pop()
        if expression in found:
            continue
        found.add(expression)
        node = expression.owner
        if node is not None and expression not in held:
            passes = node.op.connected(len(node.inputs))
            stack.extend(x for x, through in zip(node.inputs, passes, strict=True) if through)
    return found


def _active(outputs: Sequence[Expression], wrt: Sequence[Expression], held: set[Expression]) -> set[Expression]:
    """The expressions through which a value of ``wrt`` reaches the outputs."""
    found = set(wrt)
    for node in applies(outputs):
        passes = node.op.connected(len(node.inputs))
        if any(x in found and through for x, through in zip(node.inputs, passes, strict=True)):
            found.update(e for e in node.outputs if e not in held)
    return found


def _contribute(
    node: Apply,
    seeds: Sequence[Cotangent],
    wants: Sequence[bool],
    total: dict[Expression, Expression],
    known: set[Expression] | None,
) -> tuple[Cotangent, ...]:
    """What a node adds to the cotangents of its operands, added."""
    shares = node.op.vjp(node, seeds, wants)
    if known is not None:
        mark((s for s in shares if s is not None), Origin("reverse", node.op.name, (node.output(),)), known)
    for x, want, share in zip(node.inputs, wants, shares, strict=True):
        if not want or share is None:
            continue
        previous = total.get(x)
        total[x] = share if previous is None else previous + share
        if previous is not None and known is not None:
            mark([total[x]], Origin("reverse", "sum of paths", (x,)), known)
    return tuple([share if want else None for share, want in zip(shares, wants, strict=True)])
