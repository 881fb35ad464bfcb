"""The operators and array methods of expressions: NumPy's names, each one line onto the operation."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from explorer.core.numpy_calls import call_function, call_ufunc
from explorer.core.protocols import each, known, length
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.core.expr import Expression


class ArrayMethods:
    """What can be written with a dot or an operator on an expression."""

    __slots__ = ()

    # arithmetic
    def __add__(self, other: Any) -> Expression:
        return T.add(self, other)

    def __radd__(self, other: Any) -> Expression:
        return T.add(other, self)

    def __sub__(self, other: Any) -> Expression:
        return T.subtract(self, other)

    def __rsub__(self, other: Any) -> Expression:
        return T.subtract(other, self)

    def __mul__(self, other: Any) -> Expression:
        return T.multiply(self, other)

    def __rmul__(self, other: Any) -> Expression:
        return T.multiply(other, self)

    def __truediv__(self, other: Any) -> Expression:
        return T.divide(self, other)

    def __rtruediv__(self, other: Any) -> Expression:
        return T.divide(other, self)

    def __floordiv__(self, other: Any) -> Expression:
        return T.floor_divide(self, other)

    def __rfloordiv__(self, other: Any) -> Expression:
        return T.floor_divide(other, self)

    def __mod__(self, other: Any) -> Expression:
        return T.mod(self, other)

    def __rmod__(self, other: Any) -> Expression:
        return T.mod(other, self)

    def __pow__(self, other: Any) -> Expression:
        return T.power(self, other)

    def __rpow__(self, other: Any) -> Expression:
        return T.power(other, self)

    def __matmul__(self, other: Any) -> Expression:
        return T.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Expression:
        return T.matmul(other, self)

    def __neg__(self) -> Expression:
        return T.negative(self)

    def __pos__(self) -> Expression:
        return self  # type: ignore[return-value]  # the mixin's only subclass is Expression

    def __abs__(self) -> Expression:
        return T.abs(self)

    # comparisons; ``==`` stays identity
    def __lt__(self, other: Any) -> Expression:
        return T.lt(self, other)

    def __le__(self, other: Any) -> Expression:
        return T.le(self, other)

    def __gt__(self, other: Any) -> Expression:
        return T.gt(self, other)

    def __ge__(self, other: Any) -> Expression:
        return T.ge(self, other)

    def __and__(self, other: Any) -> Expression:
        return T.and_(self, other)

    def __rand__(self, other: Any) -> Expression:
        return T.and_(other, self)

    def __or__(self, other: Any) -> Expression:
        return T.or_(self, other)

    def __ror__(self, other: Any) -> Expression:
        return T.or_(other, self)

    def __xor__(self, other: Any) -> Expression:
        return T.xor(self, other)

    def __rxor__(self, other: Any) -> Expression:
        return T.xor(other, self)

    def __invert__(self) -> Expression:
        return T.invert(self)

    # Python's protocols: see `explorer.core.protocols`
    def __bool__(self) -> bool:
        advice = "use T.switch(condition, a, b), which is T.where, or T.ifelse; for a loop T.scan"
        return bool(known(self, "no truth value", advice))

    def __int__(self) -> int:
        return int(known(self, "no whole number", "use T.cast(x, 'int64')"))

    def __index__(self) -> int:
        return int(operator.index(known(self, "no whole number", "use T.zeros, T.arange, … for such sizes")[()]))

    def __float__(self) -> float:
        advice = "use np.sin for math.sin, T.cast for float(x), T.set_subtensor to write into an array"
        return float(known(self, "no number", advice))

    def __complex__(self) -> complex:
        return complex(known(self, "no number", "use T.cast(x, 'complex128')"))

    def __len__(self) -> int:
        return length(self)

    def __iter__(self) -> Iterator[Expression]:
        return each(self)

    def __contains__(self, value: object) -> bool:
        raise TypeError("an expression has no values to look for before it is computed; use T.any(T.eq(x, value))")

    def __setitem__(self, index: Any, value: Any) -> None:
        raise TypeError(
            "an expression cannot be written into; use x = T.set_subtensor(x[index], value), T.where, T.stack"
        )

    def __round__(self, decimals: int | None = None) -> Expression:
        return T.round(self) if decimals is None else T.round(self, decimals)

    def __divmod__(self, other: Any) -> tuple[Expression, Expression]:
        return T.floor_divide(self, other), T.mod(self, other)

    def __rdivmod__(self, other: Any) -> tuple[Expression, Expression]:
        return T.floor_divide(other, self), T.mod(other, self)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        says = "an expression is not an array; call a compiled function, or x.eval({...}) for values"
        raise TypeError(
            f"{says}, and use T.stack instead of np.array([x, y]), or T.set_subtensor to write into an array"
        )

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
        """NEP 13: NumPy's ufuncs on expressions are the operations of the same name."""
        return call_ufunc(ufunc, method, inputs, named)

    def __array_function__(self, function: Any, types: Any, args: Any, named: Any) -> Any:
        """NEP 18: NumPy's functions on expressions are the operations of the same name."""
        return call_function(function, args, named)

    # indexing and shape
    def __getitem__(self, index: Any) -> Expression:
        return T.subtensor(self, index)

    @property
    def shape(self) -> Any:
        """The symbolic shape: a tuple of integer scalar expressions, constants where a size is known."""
        return T.shape(self)

    @property
    def size(self) -> Expression:
        """The number of elements, an integer scalar expression."""
        return T.size(self)

    @property
    def T(self) -> Expression:
        """All axes reversed."""
        return T.transpose(self)

    @property
    def real(self) -> Expression:
        """The real part."""
        return T.real(self)

    @property
    def imag(self) -> Expression:
        """The imaginary part."""
        return T.imag(self)

    def sum(self, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Expression:
        """See `explorer.core.sum`."""
        return T.sum(self, axis=axis, dtype=dtype, keepdims=keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Expression:
        """See `explorer.core.mean`."""
        return T.mean(self, axis=axis, keepdims=keepdims)

    def prod(self, axis: Any = None, keepdims: bool = False) -> Expression:
        """See `explorer.core.prod`."""
        return T.prod(self, axis=axis, keepdims=keepdims)

    def max(self, axis: Any = None, keepdims: bool = False) -> Expression:
        """See `explorer.core.max`."""
        return T.max(self, axis=axis, keepdims=keepdims)

    def min(self, axis: Any = None, keepdims: bool = False) -> Expression:
        """See `explorer.core.min`."""
        return T.min(self, axis=axis, keepdims=keepdims)

    def var(self, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Expression:
        """See `explorer.core.var`."""
        return T.var(self, axis=axis, ddof=ddof, keepdims=keepdims)

    def std(self, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Expression:
        """See `explorer.core.std`."""
        return T.std(self, axis=axis, ddof=ddof, keepdims=keepdims)

    def argmax(self, axis: Any = None, keepdims: bool = False) -> Expression:
        """See `explorer.core.argmax`."""
        return T.argmax(self, axis=axis, keepdims=keepdims)

    def argmin(self, axis: Any = None, keepdims: bool = False) -> Expression:
        """See `explorer.core.argmin`."""
        return T.argmin(self, axis=axis, keepdims=keepdims)

    def all(self, axis: Any = None, keepdims: bool = False) -> Expression:
        """See `explorer.core.all`."""
        return T.all(self, axis=axis, keepdims=keepdims)

    def any(self, axis: Any = None, keepdims: bool = False) -> Expression:
        """See `explorer.core.any`."""
        return T.any(self, axis=axis, keepdims=keepdims)

    def cumsum(self, axis: int | None = None) -> Expression:
        """See `explorer.core.cumsum`."""
        return T.cumsum(self, axis)

    def cumprod(self, axis: int | None = None) -> Expression:
        """See `explorer.core.cumprod`."""
        return T.cumprod(self, axis)

    def take(self, indices: Any, axis: int | None = None) -> Expression:
        """See `explorer.core.take`."""
        return T.take(self, indices, axis)

    def repeat(self, repeats: Any, axis: int | None = None) -> Expression:
        """See `explorer.core.repeat`."""
        return T.repeat(self, repeats, axis)

    def dot(self, other: Any) -> Expression:
        """See `explorer.core.dot`."""
        return T.dot(self, other)

    def reshape(self, *shape: Any) -> Expression:
        """See `explorer.core.reshape`."""
        return T.reshape(self, shape[0] if len(shape) == 1 else shape)

    def ravel(self) -> Expression:
        """One axis, in C order."""
        return T.ravel(self)

    def flatten(self) -> Expression:
        """One axis, in C order."""
        return T.ravel(self)

    def transpose(self, *axes: Any) -> Expression:
        """See `explorer.core.transpose`."""
        if len(axes) == 1 and not isinstance(axes[0], int):
            (axes,) = axes
        return T.transpose(self, axes or None)

    def dimshuffle(self, *pattern: Any) -> Expression:
        """See `explorer.core.dimshuffle`."""
        return T.dimshuffle(self, *pattern)

    def swapaxes(self, a: int, b: int) -> Expression:
        """See `explorer.core.swapaxes`."""
        return T.swapaxes(self, a, b)

    def squeeze(self, axis: Any = None) -> Expression:
        """See `explorer.core.squeeze`."""
        return T.squeeze(self, axis)

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Expression:
        """See `explorer.core.diagonal`."""
        return T.diagonal(self, offset, axis1, axis2)

    def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None) -> Expression:
        """See `explorer.core.trace`."""
        return T.trace(self, offset, axis1, axis2, dtype)

    def astype(self, dtype: Any) -> Expression:
        """See `explorer.core.cast`."""
        return T.cast(self, dtype)

    def copy(self) -> Expression:
        """The expression itself: it cannot change."""
        return self  # type: ignore[return-value]  # the mixin's only subclass is Expression

    def clip(self, lo: Any, hi: Any) -> Expression:
        """See `explorer.core.clip`."""
        return T.clip(self, lo, hi)

    def round(self, decimals: int = 0) -> Expression:
        """See `explorer.core.round`."""
        return T.round(self, decimals)

    def conj(self) -> Expression:
        """See `explorer.core.conj`."""
        return T.conj(self)

    def eval(self, values: dict[Any, Any] | None = None) -> Any:
        """The value, with the variables' values given: ``x.eval({x: 3.0})``."""
        inputs = list(values or {})
        return T.function(inputs, self)(*(values[x] for x in inputs) if values else ())
