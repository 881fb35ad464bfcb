"""The public functions: which operation each is a name of, or which operations it is made of.

Each is called once, on operands that show what it does; the graph tells the rest.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import explorer.core as T
from explorer.core import fft, linalg
from explorer.core.expr import Expression
from explorer.core.graph import applies
from explorer.core.op import Op
from tools.pages.markdown import prose

PLACES = {"T": T, "T.linalg": linalg, "T.fft": fft}
# Where functions of expressions are defined, in the core; others there derive, print and compile.
_MODULES = ("ops", "loop", "implicit", "custom", "tracing")
_OPERANDS: dict[str, Any] = {
    "A": T.tensor("A", shape=("m", "n")),
    "B": T.tensor("B", shape=("n", "p")),
    "C": T.tensor("C", shape=("m", "n")),
    "S": T.tensor("S", shape=("n", "n")),
    "F": T.tensor("F", shape=(6, 4)),
    "K": T.tensor("K", shape=("k", "m", "n")),
    "L": T.tensor("L", shape=("k", "n", "p")),
    "u": T.tensor("u", shape=("m",)),
    "x": T.tensor("x", shape=("n",)),
    "y": T.tensor("y", shape=("n",)),
    "z": T.tensor("z", "complex128", ("n",)),
    "s": T.tensor("s"),
    "c": T.tensor("c", "bool", ("n",)),
    "i": T.tensor("i", "int64"),
    "n": T.tensor("n", "int64"),
    "k": T.tensor("k", "int64", ("n",)),
}
# How a function is called here, where not on a matrix `A` alone.
_CALLS = {
    "alloc": "alloc(s, n)",
    "angle": "angle(z)",
    "arange": "arange(n)",
    "argsort": "argsort(x)",
    "average": "average(A, axis=0)",
    "batched_dot": "batched_dot(K, L)",
    "block_diag": "block_diag(A, B)",
    "broadcast_to": "broadcast_to(s, (2, 3))",
    "cast": "cast(A, 'float32')",
    "cho_solve": "cho_solve((S, True), x)",
    "choose": "choose(k, [x, y])",
    "concatenate": "concatenate([x, y])",
    "conj": "conj(z)",
    "convolve": "convolve(x, u)",
    "cumprod": "cumprod(x)",
    "cumsum": "cumsum(x)",
    "custom_derivative": "custom_derivative(lambda x: x * x)(s)",
    "diag": "diag(x)",
    "diff": "diff(x)",
    "dimshuffle": "dimshuffle(x, 0, 'x')",
    "dot": "dot(A, B)",
    "einsum": "einsum('ij,jk->ik', A, B)",
    "expand_dims": "expand_dims(x, 0)",
    "eye": "eye(n)",
    "fft": "fft(z)",
    "foldl": "foldl(lambda x, h: h * x, x, s)",
    "foldr": "foldr(lambda x, h: h * x, x, s)",
    "full": "full((n,), s)",
    "full_like": "full_like(A, s)",
    "grad_clip": "grad_clip(s, -1, 1)",
    "grad_scale": "grad_scale(s, 3)",
    "hstack": "hstack([A, C])",
    "i0": "i0(s)",
    "i1": "i1(s)",
    "identity": "identity(n)",
    "ifelse": "ifelse(s > 0, x, y)",
    "ifft": "ifft(z)",
    "imag": "imag(z)",
    "inc_subtensor": "inc_subtensor(x[i], s)",
    "inner": "inner(x, y)",
    "interp": "interp(s, x, y)",
    "irfft": "irfft(z)",
    "j0": "j0(s)",
    "j1": "j1(s)",
    "join": "join(0, x, y)",
    "kron": "kron(A, B)",
    "linspace": "linspace(0.0, s, 5)",
    "lstsq": "lstsq(A, u)",
    "map": "map(lambda x: x * x, x)",
    "matmul": "matmul(K, L)",
    "matrix_power": "matrix_power(S, 3)",
    "meshgrid": "meshgrid(x, u)",
    "minimize": "minimize(lambda x: x**4 - x, s)",
    "moveaxis": "moveaxis(K, 0, 2)",
    "multi_dot": "multi_dot([A, B, T.transpose(B)])",
    "ones": "ones((n,))",
    "outer": "outer(x, u)",
    "pad": "pad(x, 1)",
    "polygamma": "polygamma(1, s)",
    "real": "real(z)",
    "reduce": "reduce(lambda x, h: h * x, x, s)",
    "repeat": "repeat(x, 2)",
    "reshape": "reshape(x, (2, 3))",
    "rfft": "rfft(x)",
    "roll": "roll(x, 1)",
    "root": "root(lambda x: x**3 + x - 1, s)",
    "scan": "scan(lambda x, h: h * x, x, s)",
    "searchsorted": "searchsorted(x, s)",
    "set_subtensor": "set_subtensor(x[i], s)",
    "size_of": "size_of(x, 0)",
    "softmax": "softmax(x)",
    "solve": "solve(S, x)",
    "solve_triangular": "solve_triangular(S, x)",
    "sort": "sort(x)",
    "split": "split(F, 2)",
    "squeeze": "squeeze(T.expand_dims(x, 0))",
    "stack": "stack([x, y])",
    "subtensor": "subtensor(x, i)",
    "swapaxes": "swapaxes(A, 0, 1)",
    "take": "take(x, k)",
    "take_along_axis": "take_along_axis(x, k)",
    "tensordot": "tensordot(K, L, ([0, 2], [0, 1]))",
    "tile": "tile(x, 2)",
    "trapezoid": "trapezoid(x)",
    "tri": "tri(3)",
    "vdot": "vdot(x, y)",
    "vstack": "vstack([x, y])",
    "zeros": "zeros((n,))",
}
# Operations that are reached by an argument, and how people write it.
_BY_ARGUMENT = {"T.linalg.svd(…, compute_uv=False)": "linalg.svd(A, compute_uv=False)"}
_OPERATORS = (
    *("x + y", "x - y", "x * y", "x / y", "x // y", "x % y", "x ** y", "A @ B", "K @ L", "-x", "abs(x)", "x[i]"),
    *("x < y", "x <= y", "x > y", "x >= y", "c & c", "c | c", "c ^ c", "~c"),
)
_DEFAULTS = ("{}(A)", "{}(S)", "{}(s)")


class Function(NamedTuple):
    """A public name.

    Attributes:
        name: ``T.linalg.solve``.
        call: how it is called here; empty for an operation.
        words: the first paragraph of its docstring.
        made_of: the classes of operations in the graph, each once, in the order of that graph.
        operation: the one that it is a name of, or None for a function that is made of several.
    """

    name: str
    call: str
    words: str
    made_of: tuple[type[Op], ...]
    operation: type[Op] | None


@cache
def functions() -> tuple[Function, ...]:
    """All public names of operations and functions of expressions, in the order of the alphabet."""
    return tuple(sorted(_found(), key=lambda one: (one.name.rpartition(".")[2].lower(), one.name)))


def names_of(kind: type[Op]) -> list[str]:
    """The public names of an operation."""
    return [one.name for one in functions() if one.operation is kind]


def operators_of(kind: type[Op]) -> list[str]:
    """How Python's operators write it, on arrays."""
    space = {"abs": abs, **_OPERANDS}
    return [text for text in _OPERATORS if type(eval(text, space).owner.op) is kind]


def _found() -> Iterator[Function]:
    for name, call in _BY_ARGUMENT.items():
        (node,) = applies(list(_expressions(eval(call, {**vars(T), **_OPERANDS}))))
        yield Function(name, call, "", (type(node.op),), type(node.op))
    for place, module in PLACES.items():
        for name, value in vars(module).items():
            if isinstance(value, Op):
                yield Function(f"{place}.{name}", "", "", (type(value),), type(value))
            elif not name.startswith("_") and inspect.isfunction(value) and _is_of_expressions(value):
                yield _called(place, name, value)


def _is_of_expressions(function: Callable[..., Any]) -> bool:
    core, _, rest = function.__module__.partition("explorer.core.")
    return not core and rest.split(".")[0] in _MODULES


def _called(place: str, name: str, function: Callable[..., Any]) -> Function:
    calls = [_CALLS[name]] if name in _CALLS else [one.format(name) for one in _DEFAULTS]
    space = {**vars(PLACES[place]), "T": T, **_OPERANDS}
    for call in calls:
        try:
            result = eval(call, space)
        except (T.ExplorerError, TypeError, ValueError):
            continue
        kinds = [type(node.op) for node in applies(list(_expressions(result)))]
        its_own = next((kind for kind in kinds if kind.name == name), None)
        operation = its_own or (kinds[0] if len(kinds) == 1 else None)
        words = prose(inspect.getdoc(function) or "")[0]
        return Function(f"{place}.{name}", call, words, tuple(dict.fromkeys(kinds)), operation)
    raise TypeError(f"{place}.{name} needs a call, in {__file__}")


def _expressions(result: Any) -> Iterator[Expression]:
    """The expressions that a function returned: one, or several."""
    if isinstance(result, Expression):
        yield result
    elif isinstance(result, list | tuple):
        for one in result:
            yield from _expressions(one)
