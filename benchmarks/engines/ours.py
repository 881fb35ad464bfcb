"""This core, called in its four ways."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines.engine import Call, Engine, Program
from benchmarks.sparse import is_sparse

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Workload


class _Space:
    """Our operations, and loops and roots in the form that workloads use."""

    def __init__(self, T: Any) -> None:
        self._T = T

    def __getattr__(self, name: str) -> Any:
        return getattr(self._T, name)

    def scan(self, step: Callable[..., Any], xs: Any, states: tuple[Any, ...], constants: tuple[Any, ...]) -> Any:
        count = len(states)

        def flat(x: Any, *rest: Any) -> list[Any]:
            return list(step(x, rest[:count], rest[count:]))

        found, _ = self._T.scan(flat, sequences=xs, outputs_info=list(states), non_sequences=list(constants))
        return tuple(history[-1] for history in (found if count > 1 else [found]))

    def root(self, residual: Callable[..., Any], slope: Callable[..., Any], start: Any, *constants: Any) -> Any:
        return self._T.root(lambda x: residual(x, start, *constants), start)


class Ours(Engine):
    """The functions that `T.function` makes."""

    name = "ours"
    columns = ("ours", "ours, unchecked", "ours, out=", "ours, bound")

    def load(self) -> None:
        """Import the core, and have its rules made."""
        import explorer.core

        T: Any = explorer.core
        self.T = T
        x = T.dscalar("x")
        T.function([x], T.grad(T.exp(x), x))

    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """Four ways to call: ``f(…)``, ``f.unchecked(…)``, ``f(…, out=…)``, and ``f.bound(…, out=…)`` called again."""
        T = self.T
        variables = [T.tensor(f"x{i}", dtype(a), shape=(None,) * np.ndim(a)) for i, a in enumerate(inputs)]
        sparse = is_sparse(workload)
        f = T.function(variables, self._derivative(workload, variables), on_unused_input="ignore", sparse=sparse)
        if sparse:
            return Program(
                f"T.function, {workload.derivative}",
                Call(f, inputs, lambda found: found.data),
                partial(_bare, f, inputs),
            )
        several = len(f.outputs) > 1

        def more(returned: Any) -> dict[str, Call]:
            _wait_for_compiler(f, inputs)
            out: Any = [np.empty_like(a) for a in returned] if several else np.empty_like(returned)
            return {
                "ours, unchecked": Call(f.unchecked, inputs, lambda results: results if several else results[0]),
                "ours, out=": Call(partial(f, out=out), inputs),
                "ours, bound": Call(f.bound(*inputs, out=out), ()),
            }

        return Program(f"T.function, {workload.derivative}", Call(f, inputs), more)

    def _derivative(self, workload: Workload, variables: list[Any]) -> Any:
        T = self.T
        count = workload.arguments
        given, more = variables[:count], variables[count:]
        wrt: Any = [given[i] for i in workload.by]
        wrt, vectors = (wrt[0], more[0] if more else None) if len(wrt) == 1 else (wrt, more)
        if workload.derivative == "batch of gradients":
            return T.vectorize(lambda a: T.grad(workload.of(T, a), a), "(n)->(n)")(variables[0])
        y = workload.of(_Space(T), *given)
        match workload.derivative:
            case "gradient":
                return T.grad(y, wrt)
            case "value and gradient":
                return [y, *T.grad(y, wrt)]
            case "hessian" | "sparse hessian":
                return T.hessian(y, wrt)
            case "hessian times vector":
                return T.hessian_vector_product(y, wrt, vectors)
            case "jacobian" | "sparse jacobian":
                return T.jacobian(y, wrt)
            case "jacobian by scan":
                rows = T.arange(y.shape[0])
                found, _ = T.scan(lambda i, y, x: T.grad(y[i], x), sequences=rows, non_sequences=[y, wrt])
                return found
            case "pushforward":
                return T.Rop(y, wrt, vectors)
            case "pullback":
                return T.Lop(y, wrt, vectors)


def _bare(f: Any, inputs: tuple[Any, ...], returned: Any) -> dict[str, Call]:
    """The other ways to call a function that gives a sparse array."""
    _wait_for_compiler(f, inputs)
    out = returned.copy()
    return {
        "ours, unchecked": Call(f.unchecked, inputs, lambda results: results[0].data),
        "ours, out=": Call(partial(f, out=out), inputs, lambda found: found.data),
        "ours, bound": Call(f.bound(*inputs, out=out), (), lambda found: found.data),
    }


def _wait_for_compiler(f: Any, inputs: tuple[Any, ...]) -> None:
    """Call a function until all of its tiers are there: what is timed after that is its steady state."""
    for _ in range(_CALLS):
        f(*inputs)
        for thread in threading.enumerate():
            if thread.name == "compile":
                thread.join()


_CALLS = 60  # more than anything is computed before it is compiled


def dtype(value: Any) -> str:
    """The name of the dtype of an argument."""
    return str(np.asarray(value).dtype)
