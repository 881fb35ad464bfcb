"""Functions that people call: arrays in, arrays out, with checks that name what does not fit."""

from __future__ import annotations

import numbers
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.broadcast import describe
from explorer.core.convert import as_expression
from explorer.core.errors import DTypeError, MissingInputError, ShapeError, UnusedInputError
from explorer.core.evaluate.source import write_program
from explorer.core.expr import Constant, Expression, Variable
from explorer.core.graph import ancestors, applies, leaves, replace
from explorer.core.memory import uncollected
from explorer.core.origin import derivation_of
from explorer.core.pipeline import optimize_all
from explorer.core.types import assumptions, evaluate
from explorer.core.variables import Shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.rewrite.engine import Step
    from explorer.core.types import Dim, Dimension, Symbol


class Function:
    """A compiled function; made by :func:`function`.

    Attributes:
        inputs: the variables, in the order of the arguments.
        outputs: the optimised expressions.
        before: the expressions as they were given.
        steps: the rewrite steps between.
        source: the Python that runs.
        trust_input: True leaves out the checks of arguments.
    """

    def __init__(
        self,
        inputs: Sequence[Variable],
        before: Sequence[Expression],
        outputs: Sequence[Expression],
        steps: Sequence[Step],
        updates: Sequence[Shared] = (),
        single: bool = False,
        keys: Sequence[Any] | None = None,
        downcast: bool | None = None,
    ) -> None:
        self.inputs = tuple(inputs)
        self.before = tuple(before)
        self.outputs = tuple(outputs)
        self.steps = tuple(steps)
        self.trust_input = False
        self._shared = tuple(x for x in leaves([*outputs, *before]) if isinstance(x, Shared) and x not in self.inputs)
        self._updates = tuple(updates)
        self._single = single
        self._keys = keys
        self._downcast = downcast
        self._equalities = _equalities(before)
        self._symbolic = any(not isinstance(size, int) for x in self.inputs for size in x.dimensions)
        self.program = write_program((*self.inputs, *self._shared), self.outputs)
        self.unchecked = self.program.compile()

    @property
    def source(self) -> str:
        """The Python that runs."""
        return self.program.source

    @property
    def maker(self) -> _Maker:
        """Theano's way to the optimised outputs: ``f.maker.fgraph.outputs``."""
        return _Maker(self)

    @property
    def fgraph(self) -> Function:
        """Theano's way to the optimised outputs: ``f.maker.fgraph.outputs``."""
        return self

    def __call__(self, *values: Any, out: Any = None) -> Any:
        """The outputs for some values: arrays, lists or numbers.

        Raises:
            TypeError: for a wrong number of arguments.
            DTypeError: where a value's dtype cannot be cast safely to the variable's.
            ShapeError: where axes or sizes do not fit; names the variables and sizes.
        """
        arrays = values if self.trust_input else self._checked(values)
        kept = [x.get_value(borrow=True) for x in self._shared]
        with np.errstate(all="ignore"):
            results = self.unchecked(*arrays, *kept)
        fresh = _fresh(results, [*arrays, *kept])
        count = len(self.outputs) - len(self._updates)
        for variable, value in zip(self._updates, fresh[count:], strict=True):
            variable.set_value(value)
        return self._shaped(_into(out, fresh[:count]))

    def _shaped(self, results: list[np.ndarray]) -> Any:
        if self._keys is not None:
            return dict(zip(self._keys, results, strict=True))
        if self._single:
            return results[0]
        return results

    def _checked(self, values: tuple[Any, ...]) -> list[np.ndarray]:
        if len(values) != len(self.inputs):
            names = ", ".join(x.name or f"<{x.type}>" for x in self.inputs)
            message = f"the function takes {len(self.inputs)} values ({names}), not {len(values)}"
            raise TypeError(message)
        arrays = [as_input(x, value, downcast=self._downcast) for x, value in zip(self.inputs, values, strict=True)]
        if self._symbolic or self._equalities:
            self._check_sizes(arrays)
        return arrays

    def _check_sizes(self, arrays: list[np.ndarray]) -> None:
        sizes: dict[Symbol, int] = {}
        seen: dict[Symbol, Variable] = {}
        pending: list[tuple[Variable, np.ndarray]] = [
            *zip(self.inputs, arrays, strict=True), *((x, x.get_value(borrow=True)) for x in self._shared)
        ]  # fmt: skip
        for x, array in pending:
            for axis, (wanted, size) in enumerate(zip(x.dimensions, array.shape, strict=True)):
                symbol = None if isinstance(wanted, int) else wanted.symbol
                if symbol is None:
                    continue
                if sizes.setdefault(symbol, size) != size:
                    message = (
                        f"{x.name or 'an input'} has {size} along axis {axis}, but {symbol} is {sizes[symbol]} "
                        f"in {seen[symbol].name or 'another input'}"
                    )
                    raise ShapeError(message)
                seen.setdefault(symbol, x)
        for node, a, b in self._equalities:
            left, right = evaluate(a, sizes), evaluate(b, sizes)
            if left is not None and right is not None and left != right:
                raise ShapeError(_unequal(node, a, b, left, right))

    def __repr__(self) -> str:
        return f"<function of {', '.join(map(repr, self.inputs))}>"


class _Maker:
    """Theano's way to the optimised outputs: ``f.maker.fgraph.outputs``."""

    def __init__(self, function: Function) -> None:
        self.fgraph = function


def _equalities(outputs: Sequence[Expression]) -> list[tuple[Any, Dimension, Dimension]]:
    """The sizes that the operations take to be equal, without those that are equal by name."""
    found: dict[tuple[Dimension, Dimension], Any] = {}
    for node in applies(outputs):
        if all(isinstance(size, int) for x in node.inputs for size in x.dimensions):
            continue
        with assumptions() as assumed:
            node.op.infer(*node.inputs)
        for a, b in assumed:
            found.setdefault((a, b), node)
    return [(node, a, b) for (a, b), node in found.items()]


def _unequal(node: Any, a: Dim | int, b: Dim | int, left: int, right: int) -> str:
    shapes = " and ".join(describe(x) for x in node.inputs if x.ndim)
    return f"{shapes}: {node.op.name} needs {a} = {b}, but {a} is {left} and {b} is {right}"


def as_input(x: Variable, value: Any, *, downcast: bool | None = None) -> np.ndarray:
    """``value`` as an array that may stand for ``x``.

    Raises:
        DTypeError: where the dtype cannot be cast safely (Python's numbers and lists: of the same kind).
        ShapeError: where the number of axes or a known size differs.
    """
    if isinstance(value, Expression):
        message = f"{x.name or 'an input'} needs a value, not an expression"
        raise DTypeError(message)
    try:
        array = np.asarray(value)
    except ValueError as error:
        message = f"{x.name or 'an input'}: {error}"
        raise ShapeError(message) from error
    if array.dtype != x.dtype:
        weak = isinstance(value, numbers.Number | list | tuple)
        casting: Any = "unsafe" if downcast else "same_kind" if weak and downcast is not False else "safe"
        if array.dtype.kind not in "fciub" or not np.can_cast(array.dtype, x.dtype, casting):
            message = (
                f"{x.name or 'an input'} is {x.dtype} and the value is {array.dtype}; "
                f"cast it with .astype({str(x.dtype)!r}), or pass allow_input_downcast=True to function"
            )
            raise DTypeError(message)
        array = array.astype(x.dtype)
    if array.ndim != x.ndim:
        message = f"{x.name or 'an input'} has {x.ndim} axes, {x.type}, and the value has {array.ndim}: {array.shape}"
        raise ShapeError(message)
    for axis, (wanted, size) in enumerate(zip(x.dimensions, array.shape, strict=True)):
        if isinstance(wanted, int) and wanted != size:
            message = f"{x.name or 'an input'} has size {wanted} along axis {axis}, the value has {size}"
            raise ShapeError(message)
    return array


def _fresh(results: Sequence[Any], inputs: Sequence[Any]) -> list[np.ndarray]:
    """Outputs as arrays of their own: no views, and none that is an input, a constant or another output."""
    seen = {id(x) for x in inputs}
    fresh = []
    for result in results:
        array = np.asarray(result)
        if array.base is not None or not array.flags.writeable or id(array) in seen:
            array = array.copy()
        seen.add(id(array))
        fresh.append(array)
    return fresh


def _into(out: Any, results: list[np.ndarray]) -> list[np.ndarray]:
    if out is None:
        return results
    given = list(out) if isinstance(out, list | tuple) else [out]
    if len(given) != len(results):
        message = f"out has {len(given)} arrays, the function has {len(results)} outputs"
        raise TypeError(message)
    for target, result in zip(given, results, strict=True):
        if target.shape != result.shape:
            message = f"out has shape {target.shape}, the output has {result.shape}"
            raise ShapeError(message)
        np.copyto(target, result, casting="same_kind")
    return given


@uncollected()
def function(
    inputs: Sequence[Variable],
    outputs: Any = None,
    updates: Any = None,
    givens: Mapping[Expression, Any] | Sequence[tuple[Expression, Any]] | None = None,
    on_unused_input: str = "raise",
    mode: str | None = None,
    allow_input_downcast: bool | None = None,
) -> Function:
    """Compile expressions to a function of arrays.

    Args:
        inputs: variables, in the order of the arguments.
        outputs: an expression, a list or a dict of them, or None.
        updates: new values of shared variables, after each call: pairs or a dict.
        givens: expressions to be replaced by others first: pairs or a dict.
        on_unused_input: "raise", "warn" or "ignore" an input on which no output depends.
        mode: "raw" for no rewriting, "numpy" or None for the best that is installed.
        allow_input_downcast: True casts arguments whatever is lost; False not even Python's floats.

    Raises:
        MissingInputError: where an output depends on a variable that is no input.
        UnusedInputError: where an input is not used, unless ``on_unused_input`` says otherwise.
    """
    keys = list(outputs) if isinstance(outputs, dict) else None
    if isinstance(outputs, dict):
        wanted = list(outputs.values())
    elif outputs is None:
        wanted = []
    else:
        wanted = list(outputs) if isinstance(outputs, list | tuple) else [outputs]
    single = outputs is not None and not isinstance(outputs, list | tuple | dict)
    changes: list[tuple[Any, Any]] = list(updates.items() if isinstance(updates, dict) else updates or ())
    expressions = [as_expression(e) for e in (*wanted, *(new for _, new in changes))]
    pairs: list[tuple[Any, Any]] = list(givens.items() if isinstance(givens, Mapping) else givens or ())
    if pairs:
        expressions = replace(expressions, {old: as_expression(new) for old, new in pairs})
    _check_inputs(inputs, expressions, on_unused_input)
    after, steps = (expressions, ()) if mode == "raw" else optimize_all(expressions)
    return Function(inputs, expressions, after, steps, [old for old, _ in changes], single, keys, allow_input_downcast)


def _check_inputs(inputs: Sequence[Variable], outputs: Sequence[Expression], on_unused: str) -> None:
    for x in inputs:
        given: object = x  # whatever a person passed
        if not isinstance(given, Variable):
            message = f"an input of a function is a variable, not {x!r}"
            raise TypeError(message)
    if len(set(inputs)) < len(inputs):
        message = "a variable stands twice among the inputs"
        raise UnusedInputError(message)
    used = _used(outputs)
    for leaf in leaves(outputs):
        if isinstance(leaf, Variable) and not isinstance(leaf, Shared) and leaf not in inputs:
            message = f"the output depends on {leaf!r}, which is no input of the function and has no value"
            raise MissingInputError(message)
    unused = [x for x in inputs if x not in used]
    if unused and on_unused != "ignore":
        message = f"no output depends on {', '.join(map(repr, unused))}; leave it out, or pass on_unused_input='ignore'"
        if on_unused == "warn":
            warnings.warn(message, stacklevel=3)
        else:
            raise UnusedInputError(message)


def _used(outputs: Sequence[Expression]) -> set[Expression]:
    """What the outputs are made of, and what derivatives among it are derivatives of.

    The product of a linear function's Jacobian does not contain the variable it is taken by, and people pass that all
    the same.
    """
    used = ancestors(outputs)
    behind = [d for e in used if (d := derivation_of(e)) is not None]
    return used | ancestors([e for d in behind for e in (d.of, d.wrt)])


def evaluate_once(expression: Expression) -> np.ndarray:
    """The value of an expression of constants, as it stands."""
    if isinstance(expression, Constant):
        return expression.value
    program = write_program((), (expression,))
    with np.errstate(all="ignore"):
        return np.asarray(program.compile()()[0])
