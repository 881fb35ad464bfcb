"""What an operation is. Everything known about one stands in one class: its card.

Three kinds are enough. An :class:`Elementwise` states its partials; a :class:`Linear` its transpose; any other
:class:`Op` its `jvp` and its `vjp`. Static parameters (an axis, a dtype) are fields of a frozen dataclass, so two
operations are equal when class and fields are.
"""

from __future__ import annotations

import inspect
import re
from abc import ABC, abstractmethod
from dataclasses import Field, fields, is_dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self, final

import numpy as np

from explorer.core.batch import NotBatchableError, on_stacks
from explorer.core.broadcast import broadcast
from explorer.core.card import kernel
from explorer.core.chain import reduce_to, spread_to, times, to_dtype
from explorer.core.convert import as_expressions
from explorer.core.dependence import NOTHING, beside, dense, numbered, picked
from explorer.core.errors import DTypeError
from explorer.core.expr import Constant, Expression, Variable, apply
from explorer.core.origin import Origin, mark
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply
    from explorer.core.inner import InnerFunction

Cotangent = Expression | None  # None is the zero that was never computed
Tangent = Expression | None


class Op(ABC):
    """An operation. Instances are immutable and hashable; calling one on expressions gives its output.

    Class attributes, all shown to people:
        name: how it is called in the surface; the class name in lower case unless said otherwise.
        title: what people read in the window where that is not the name.
        family: the kind of card in the window.
        symbol: the glyph on the card.
        infix: the operator between operands (before the only one), in Theano's and in plain notation; empty for a
            function called by name.
        formula: what it looks like in mathematics, over the operands, in Python's syntax: ``"sqrt(x)"``, ``"1 / x"``,
            ``"max(x, y)"`` (`explorer.core.notation.template`); empty for its operator, or a function by its name.
        precedence: how tightly infix notation binds, as in Python: comparison 5, or 6, xor 7, and 8, sum 10,
            product 20, sign 25, power 30, call 100.
        code: template of NumPy code over the operands; see also :meth:`python`.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    family: ClassVar[str] = "elementwise"
    symbol: ClassVar[str] = ""
    infix: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    precedence: ClassVar[int] = 100
    code: ClassVar[str] = ""
    outputs: ClassVar[int] = 1
    _one: ClassVar[Any]
    __slots__ = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" not in cls.__dict__:
            cls.name = cls.__name__.lower()
        if "title" not in cls.__dict__:
            cls.title = cls.name

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """The one instance of a class without parameters: operations are compared again and again."""
        one: Self | None = cls.__dict__.get("_one")
        if one is None:
            one = super().__new__(cls)
            if not hasattr(cls, "__dataclass_fields__"):
                cls._one = one
        return one

    def __repr__(self) -> str:
        names = [f.name for f in _fields(self)]
        return (
            f"{self.name}{{{', '.join(f'{name}={getattr(self, name)!r}' for name in names)}}}" if names else self.name
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """By its parameters alone: what was found out about it stays behind."""
        return type(self), tuple([getattr(self, f.name) for f in _fields(self)])

    @cached_property
    def text(self) -> bytes:
        """What `repr` says, as bytes."""
        return repr(self).encode()

    @final
    def __call__(self, *operands: Any) -> Expression:
        """The (first) output of this operation on ``operands``: expressions, numbers or arrays."""
        for x in operands:
            if not isinstance(x, Expression):
                operands = as_expressions(operands)
                break
        return apply(self, operands).output()

    @final
    def all(self, *operands: Any) -> tuple[Expression, ...]:
        """All outputs of this operation on ``operands``."""
        return apply(self, as_expressions(operands)).outputs

    @abstractmethod
    def infer(self, *inputs: Expression) -> tuple[TensorType, ...]:
        """The types of the outputs. Raises ShapeError or DTypeError where the operands do not fit."""

    @classmethod
    @cache
    def parameters(cls) -> tuple[str, ...]:
        """The names of the operands; a name with a leading ``*`` takes any number."""
        return tuple(
            "*" + parameter.name if parameter.kind is parameter.VAR_POSITIONAL else parameter.name
            for parameter in list(inspect.signature(cls.infer).parameters.values())[1:]
        )

    def functions(self) -> tuple[InnerFunction, ...]:
        """The functions inside this operation: a program defines them before it calls :meth:`python`'s code."""
        return ()

    def with_functions(self, functions: tuple[InnerFunction, ...]) -> Op:
        """This operation with others, of the same parameters and values, in the place of `functions`."""
        message = f"{self.name} has no functions inside"
        raise TypeError(message)

    def python(self, *operands: str) -> str:
        """Python that computes the output from the operands' names (a tuple where there are several outputs).

        The names of the inner functions come first; a template has them by their own: ``$residual``.
        """
        functions, names = self.functions(), self.parameters()
        if functions:
            names = (*(function.name for function in functions), *names)
        return fill_template(self.code, names, operands)

    @abstractmethod
    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The tangents of the outputs, from those of the inputs (at least one is not None)."""

    @abstractmethod
    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """The cotangents of the inputs, from those of the outputs (at least one is not None).

        Only inputs that are ``wanted`` need one. The cotangent of an input has its shape; its dtype is the input's
        where that is inexact, else float64.
        """

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        """The outputs for stacks of operands, and whether these are stacks too.

        ``inputs`` are the operands; where ``batched``, with a new first axis of length ``count``.

        Raises:
            NotBatchableError: where there is no such form.
        """
        message = f"{self.name} has no form on stacks"
        raise NotBatchableError(message)

    def connected(self, count: int) -> tuple[bool, ...]:
        """Which of ``count`` inputs the outputs depend on by value, and not just by shape."""
        return (True,) * count

    def picked(self, index: int, count: int) -> tuple[str, ...]:
        """What tells people an output from the others of ``count``: its number, or words, one behind the other."""
        return (str(index),) if count > 1 else ()

    def by_shape(self, count: int) -> tuple[bool, ...]:
        """Of which of ``count`` inputs nothing but the shape matters, also to the value."""
        return (False,) * count

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Which elements of an output have a derivative by which elements of an operand that may be other than zero.

        All by all, unless said otherwise, where the forward rule passes a tangent on. It must not miss a pair; where
        an operation has more structure, its card says so here, as far as the structure goes for all values.
        """
        x, e = node.inputs[operand], node.outputs[output]
        return dense(facts.shape(x), facts.shape(e)) if self.passes(node, operand, output) else NOTHING

    @final
    def passes(self, node: Apply, operand: int, output: int = 0) -> bool:
        """Whether the forward rule passes a tangent on from an operand to an output."""
        x = node.inputs[operand]
        if not self.connected(len(node.inputs))[operand]:
            return False
        tangents: list[Tangent] = [None] * len(node.inputs)
        tangents[operand] = Variable(x.type.with_dtype(derivative_dtype(x.dtype)))
        return self.jvp(node, tangents)[output] is not None

    def support(self, node: Apply, facts: Facts, output: int = 0) -> np.ndarray | None:
        """Where an output may be other than zero, as far as zeros in the operands tell; None for everywhere."""
        return None

    @final
    def run(self, *arrays: Any) -> Any:
        """What the code gives for some values: a tuple where there are several outputs."""
        return kernel(self, len(arrays))(*arrays)


def _fields(op: Any) -> tuple[Field[Any], ...]:
    """The static parameters of an operation: the fields of its class where it is a dataclass."""
    return fields(op) if is_dataclass(op) else ()


_PLACE = re.compile(r"\$(\w+)")


def fill_template(template: str, names: Sequence[str], operands: Sequence[str]) -> str:
    """A template with ``$x`` replaced by the operand called ``x``, and ``$xs`` by all of a starred one."""
    places = dict(zip(names, operands, strict=False))
    if names and names[-1].startswith("*"):
        places[names[-1][1:]] = ", ".join(operands[len(names) - 1 :])
    parts = _parts(template)
    return "".join([places[part] if index % 2 else part for index, part in enumerate(parts)])


@cache
def _parts(template: str) -> tuple[str, ...]:
    """What stands between the places, and at every other index the name of a place."""
    return tuple(_PLACE.split(template))


class Elementwise(Op):
    """An operation on each element, with NumPy's broadcasting. It states its partial derivatives.

    The forward and the reverse rule follow: a tangent is the sum of ``tangent * partial``, a cotangent is
    ``cotangent * partial`` summed over the axes that were broadcast.
    """

    __slots__ = ()

    @abstractmethod
    def partials(self, *operands: Expression, out: Expression) -> tuple[Expression | float, ...]:
        """The derivative of the output by each operand: an expression of the operands and of ``out``, or a number.

        0 says that the operand has no influence, 1 that it passes through. Of a real function of a complex operand it
        is the ``p`` with d out = Re(p · dx), the conjugate of the gradient.
        """

    @classmethod
    @cache
    def parameters(cls) -> tuple[str, ...]:
        """The names of the operands, read off the signature of `partials`."""
        names = []
        for parameter in inspect.signature(cls.partials).parameters.values():
            if parameter.kind is parameter.VAR_POSITIONAL:
                names.append("*" + parameter.name)
            elif parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.name != "self":
                names.append(parameter.name)
        return tuple(names)

    def dtype(self, *dtypes: np.dtype) -> np.dtype:
        """The output's dtype: what the code gives on arrays of these dtypes, so NumPy itself decides."""
        return _probe(self, dtypes)

    def infer(self, *inputs: Expression) -> tuple[TensorType, ...]:
        """The operands' dimensions broadcast, and the dtype that NumPy's code gives."""
        dtype, shape = self.dtype(*[x.type.dtype for x in inputs]), broadcast(self.name, inputs)
        first = inputs[0].type
        return (first if dtype is first.dtype and shape is first.shape else TensorType(dtype, shape),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        """Itself, with the axes of the operands aligned."""
        return on_stacks(self, node, inputs, batched)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The sum of tangent times partial over the operands."""
        out = node.output()
        total: Tangent = None
        partials = self._partials(node, [t is not None for t in tangents])
        for index, (tangent, partial) in enumerate(zip(tangents, partials, strict=True)):
            if tangent is None or _is_zero(partial):
                continue
            term = self.term(index, tangent, partial, node.inputs)
            total = term if total is None else total + term
        return (None if total is None else spread_to(total, out),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """The cotangent times each partial, summed to the operand's shape."""
        (cotangent,) = cotangents
        assert cotangent is not None
        return tuple(
            None
            if not want or _is_zero(partial)
            else reduce_to(self.term(index, cotangent, _conjugate(partial), node.inputs), x)
            for index, (x, want, partial) in enumerate(
                zip(node.inputs, wanted, self._partials(node, wanted), strict=True)
            )
        )

    def term(
        self, index: int, seed: Expression, partial: Expression | float, whole: Collection[Expression]
    ) -> Expression:
        """A tangent or cotangent times the partial of operand ``index``; see `times`."""
        return times(seed, partial, whole)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Each element on the one beside it, where the partial may be other than zero."""
        x, out = node.inputs[operand], node.output()
        real = self._on_reals(node, [place == operand for place in range(len(node.inputs))])
        partial = self.partials(*real.inputs, out=real.output())[operand]
        if _is_zero(partial):
            return NOTHING
        mask = None
        if isinstance(partial, Expression) and (
            isinstance(partial, Constant)
            or any(facts.support(e) is not None or facts.value(e) is not None for e in node.inputs)
        ):
            mask = facts.support(partial)
        return beside(facts.shape(x), facts.shape(out), mask)

    def support(self, node: Apply, facts: Facts, output: int = 0) -> np.ndarray | None:
        """Where `nonzero` says; of the operands of which something is known."""
        supports = [facts.support(x) for x in node.inputs]
        if all(mask is None for mask in supports):
            return None
        full = [np.ones((), bool) if mask is None else mask for mask in supports]
        mask = self.nonzero(*full, dtypes=tuple(x.dtype for x in node.inputs))
        return None if mask is None else np.broadcast_to(mask, facts.shape(node.output()))

    def nonzero(self, *supports: np.ndarray, dtypes: tuple[np.dtype, ...]) -> np.ndarray | None:
        """Where the output may be other than zero, from where the operands may; None for everywhere.

        Unless said otherwise, where one of them may, if the output of zeros is zero.
        """
        if not _of_zeros_is_zero(self, dtypes):
            return None
        total = supports[0]
        for mask in supports[1:]:
            total = total | mask
        return total

    def _partials(self, node: Apply, wanted: Sequence[bool]) -> tuple[Expression | float, ...]:
        real = self._on_reals(node, wanted)
        out = real.output()
        partials = self.partials(*real.inputs, out=out)
        origin = Origin("reverse", self.name, (node.output(),))
        mark((p for p in partials if isinstance(p, Expression)), origin, known={out, *real.inputs})
        return partials

    def _on_reals(self, node: Apply, wanted: Sequence[bool]) -> Apply:
        """The derivative by an integer operand is that of the same formula on reals, where it has a meaning there.

        Booleans have an arithmetic of their own (no sign, 1 + 1 = 1): they become numbers in every formula.
        """
        inputs = tuple(
            to_dtype(x, np.dtype("float64")) if x.dtype.kind == "b" or (want and not x.type.inexact) else x
            for x, want in zip(node.inputs, wanted, strict=True)
        )
        try:
            return node if inputs == node.inputs else apply(self, inputs)
        except DTypeError:  # and, or, not: of bits alone
            return node


def _conjugate(partial: Expression | float) -> Expression | float:
    # The adjoint of multiplication by a complex number is multiplication by its conjugate.
    if isinstance(partial, Expression) and partial.dtype.kind == "c":
        return T.conj(partial)
    return partial


def _is_zero(partial: Expression | float) -> bool:
    return not isinstance(partial, Expression) and partial == 0


@cache
def _probe(op: Elementwise, dtypes: tuple[np.dtype, ...]) -> np.dtype:
    arrays = [np.ones(1, dtype) for dtype in dtypes]
    try:
        with np.errstate(all="ignore"):
            value = kernel(op, len(arrays))(*arrays)
    except TypeError as error:
        message = f"{op.name} does not take {', '.join(map(str, dtypes))}: {error}"
        raise DTypeError(message) from error
    return np.asarray(value).dtype


@cache
def _of_zeros_is_zero(op: Elementwise, dtypes: tuple[np.dtype, ...]) -> bool:
    with np.errstate(all="ignore"):
        return not np.any(op.run(*(np.zeros(1, dtype) for dtype in dtypes)))


class Linear(Op):
    """An operation that is linear in some operands together. It states its transpose.

    The forward rule is the operation itself on the tangents, with zero for a linear operand that has none.

    Class attributes:
        moves: whether each element of the output is one of an operand, or zero: which, its code on numbers tells.
        leaves_zeros: whether the output has zeros where no operand has.
    """

    moves: ClassVar[bool] = False
    leaves_zeros: ClassVar[bool] = False
    __slots__ = ()

    def linear_in(self, count: int) -> tuple[bool, ...]:
        """Which of ``count`` operands it is linear in: the first, unless said otherwise."""
        return (True,) + (False,) * (count - 1)

    @abstractmethod
    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        """The adjoint, in operand ``index``, of the operation with the other operands fixed.

        Of an operand that is broadcast, that of the operation on what it becomes: `vjp` sums over these axes.
        """

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Of a linear operand; as the code moves its elements, or all on all."""
        if not self.linear_in(len(node.inputs))[operand]:
            return NOTHING
        shape = facts.shape(node.inputs[operand])
        if self.moves:
            numbers = self.moved(node, operand, facts, 1 + numbered(shape))
            if numbers is not None:
                return (picked(numbers - 1, numbered(shape).size),)
        return dense(shape, facts.shape(node.output()))

    def moved(self, node: Apply, operand: int, facts: Facts, numbers: np.ndarray) -> np.ndarray | None:
        """The operation with ``numbers`` for one operand, zero for other linear ones; None where a value is missing."""
        operands: list[np.ndarray] = []
        for place, (x, linear) in enumerate(zip(node.inputs, self.linear_in(len(node.inputs)), strict=True)):
            value = np.broadcast_to(0, facts.shape(x)) if linear else facts.value(x)
            if value is None:
                return None
            operands.append(numbers if place == operand else value)
        return np.asarray(self.run(*operands))

    def support(self, node: Apply, facts: Facts, output: int = 0) -> np.ndarray | None:
        """What depends on an element of a linear operand that may be other than zero."""
        linear = self.linear_in(len(node.inputs))
        supports = [facts.support(x) for x in node.inputs]
        if not self.leaves_zeros and all(mask is None for mask in supports):
            return None
        shape = facts.shape(node.output())
        total = np.zeros(shape, bool)
        for place, (x, mask) in enumerate(zip(node.inputs, supports, strict=True)):
            if linear[place]:
                full = np.ones(facts.shape(x), bool) if mask is None else mask
                total |= facts.spread(self.dependence(node, place, facts), full, shape)
        return total

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The operation on the tangents."""
        linear = self.linear_in(len(node.inputs))
        if all(tangent is None for tangent, is_linear in zip(tangents, linear, strict=True) if is_linear):
            return (None,)
        return (
            self(
                *(
                    x if not is_linear else T.zeros_like(x) if tangent is None else tangent
                    for x, tangent, is_linear in zip(node.inputs, tangents, linear, strict=True)
                )
            ),
        )

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """The transpose in each linear operand that is wanted, of its type; the others have the derivative zero."""
        (cotangent,) = cotangents
        assert cotangent is not None
        linear = self.linear_in(len(node.inputs))
        return tuple(
            reduce_to(self.transpose(index, cotangent, *node.inputs), x) if want and linear[index] else None
            for index, (x, want) in enumerate(zip(node.inputs, wanted, strict=True))
        )


class Multilinear(Linear):
    """A :class:`Linear` operation that is linear in each of its operands by itself: a product.

    The forward rule is the product rule: the sum over the operands, each replaced by its tangent in turn.
    """

    __slots__ = ()

    def linear_in(self, count: int) -> tuple[bool, ...]:
        """All operands, unless said otherwise."""
        return (True,) * count

    def support(self, node: Apply, facts: Facts, output: int = 0) -> np.ndarray | None:
        """What depends on an element of the first operand that may be other than zero, the others being as they are."""
        if all(facts.support(x) is None for x in node.inputs):
            return None
        x = node.inputs[0]
        mask = facts.support(x)
        full = np.ones(facts.shape(x), bool) if mask is None else mask
        return facts.spread(self.dependence(node, 0, facts), full, facts.shape(node.output()))

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The product rule."""
        total: Tangent = None
        for index, linear in enumerate(self.linear_in(len(node.inputs))):
            tangent = tangents[index]
            if tangent is not None and linear:
                term = self(*node.inputs[:index], tangent, *node.inputs[index + 1 :])
                total = term if total is None else total + term
        return (total,)
