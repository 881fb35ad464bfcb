"""A function of expressions, lifted over leading dimensions: `vectorize`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.broadcast import describe
from explorer.core.convert import as_expression, as_expressions
from explorer.core.errors import ShapeError
from explorer.core.expr import Variable
from explorer.core.graph import replace
from explorer.core.step import listed
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unify

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.core.expr import Expression
    from explorer.core.types import Dimension

Core: TypeAlias = tuple[str, ...]  # the names of the dimensions that the function itself takes or gives

_TERM = r"\((?:\w+(?:,\w+)*,?)?\)"
_SIGNATURE = re.compile(rf"{_TERM}(?:,{_TERM})*->{_TERM}(?:,{_TERM})*")


def vectorize(f: Callable[..., Any], signature: str | None = None) -> Callable[..., Any]:
    """``f`` for each element of its arguments' leading dimensions, which broadcast; ``np.vectorize``.

    The result is made of array operations, without a loop, where all operations of ``f`` have a form on stacks.

    Args:
        f: takes expressions, gives one or several (a tuple or a list).
        signature: the dimensions that ``f`` takes and gives, by name: ``"(n,m),(m)->(n)"``. Without one it takes and
            gives scalars.

    Returns:
        A function of as many expressions.

    Raises:
        ValueError: for a signature that cannot be read.
    """
    cores = None if signature is None else _read(signature)

    def vectorized(*arguments: Any) -> Any:
        xs = as_expressions(arguments)
        taken = tuple(() for _ in xs) if cores is None else cores[0]
        if len(taken) != len(xs):
            message = f"vectorize: {signature} takes {len(taken)} arguments, not {len(xs)}"
            raise TypeError(message)
        sizes: dict[str, Dimension] = {}
        for x, core in zip(xs, taken, strict=True):
            _fit(x, core, sizes, "argument", signature)
        types = (x.type.with_shape(x.dimensions[x.ndim - len(core) :]) for x, core in zip(xs, taken, strict=True))
        element = [Variable(one) for one in types]
        returned = f(*element)
        several = isinstance(returned, list | tuple)
        outputs = [as_expression(one) for one in (returned if several else [returned])]
        given = tuple(() for _ in outputs) if cores is None else cores[1]
        if len(given) != len(outputs):
            message = f"vectorize: {signature} gives {len(given)} results, the function returned {len(outputs)}"
            raise ShapeError(message)
        for output, core in zip(outputs, given, strict=True):
            if output.ndim != len(core):
                message = f"{describe(output)}: vectorize by {signature} needs a result of {_written(core)}"
                raise ShapeError(message)
            _fit(output, core, sizes, "result", signature)
        results = _lifted(outputs, element, xs)
        return type(returned)(results) if several else results[0]

    return vectorized


def _read(signature: str) -> tuple[tuple[Core, ...], tuple[Core, ...]]:
    text = re.sub(r"\s", "", signature)
    if not _SIGNATURE.fullmatch(text):
        message = f"vectorize cannot read the signature {signature!r}; write it like '(n,m),(m)->(n)'"
        raise ValueError(message)
    taken, given = ([tuple(re.findall(r"\w+", term)) for term in re.findall(_TERM, side)] for side in text.split("->"))
    return tuple(taken), tuple(given)


def _written(core: Core) -> str:
    return f"({','.join(core)})"


def _fit(x: Expression, core: Core, sizes: dict[str, Dimension], role: str, signature: str | None) -> None:
    """The last dimensions of ``x`` are those of the core: equal names, equal sizes."""
    if x.ndim < len(core):
        message = f"{describe(x)}: vectorize needs an {role} of {_written(core)} at least"
        raise ShapeError(message)
    for name, size in zip(core, x.dimensions[x.ndim - len(core) :], strict=True):
        known = sizes.get(name, size)
        together = unify(known, size)
        if together is None:
            message = f"{describe(x)}: vectorize by {signature} needs {name} = {known}, not {size}"
            raise ShapeError(message)
        sizes[name] = together


def _lifted(outputs: list[Expression], element: Sequence[Variable], xs: Sequence[Expression]) -> list[Expression]:
    """The outputs with the leading axes of the arguments in front, made one axis after the other, from the last one."""
    leads = [x.dimensions[: x.ndim - variable.ndim] for x, variable in zip(xs, element, strict=True)]
    now: list[Expression] = list(element)
    for axis in range(1, max(map(len, leads), default=0) + 1):  # counted from the last
        sizes = {i: lead[-axis] for i, lead in enumerate(leads) if len(lead) >= axis}
        along = [i for i, size in sizes.items() if size != 1]
        if not along:
            outputs = [T.expand_dims(output, 0) for output in outputs]
            continue
        together = sizes[along[0]]
        for i in along[1:]:
            size = unify(together, sizes[i])
            if size is None:
                message = f"{' and '.join(map(describe, xs))}: vectorize needs {together} = {sizes[i]} to go along both"
                raise ShapeError(message)
            together = size
        stacks = {now[i]: Variable(TensorType(now[i].dtype, (sizes[i], *now[i].dimensions))) for i in along}
        count = T.shape(xs[along[0]])[len(leads[along[0]]) - axis]
        outputs = _stacked(outputs, stacks, count)
        now = [stacks.get(one, one) for one in now]
    values = []
    for x, lead in zip(xs, leads, strict=True):
        ones = tuple(axis for axis, size in enumerate(lead) if size == 1)
        values.append(T.squeeze(x, ones) if ones else x)
    return replace(outputs, dict(zip(now, values, strict=True)))


def _stacked(outputs: list[Expression], stacks: Mapping[Expression, Expression], count: Expression) -> list[Expression]:
    """The outputs for each element of the stacks: as array operations, or where one has no such form, by a loop."""
    try:
        return push_batch(outputs, stacks, count)
    except NotBatchableError:

        def step(*elements: Expression) -> list[Expression]:
            return replace(outputs, dict(zip(stacks, elements, strict=True)))

        rows, _ = T.scan(step, sequences=list(stacks.values()), n_steps=count)
        return listed(rows)
