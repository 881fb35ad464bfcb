"""PyTensor, by its default linker: Numba."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines.engine import Call, Engine, Program, split
from benchmarks.sparse import directions, entries, is_sparse

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Workload


class PyTensor(Engine):
    """Functions that trust their inputs and lend their outputs, and below them what Numba compiled."""

    name = "pytensor"
    columns = ("PyTensor", "PyTensor, bare")
    package = "pytensor"

    def load(self) -> None:
        """Import it, and have a small function made: much is imported when the first one is."""
        self.pytensor: Any = importlib.import_module("pytensor")
        pt: Any = importlib.import_module("pytensor.tensor")
        self.pt = pt
        x = pt.dscalar()
        self.pytensor.function([x], x + 1)(1.0)
        names = ("exp", "log", "sin", "cos", "tanh", "sqrt", "sum", "sigmoid", "softplus", "concatenate", "logsumexp")
        self.space = SimpleNamespace(
            **{name: getattr(pt, name) for name in names},
            zeros=lambda n: pt.zeros((n,)),
            ones=lambda n: pt.ones((n,)),
            scan=self._scan,
            root=self._root,
        )

    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """The compiled function; as a second column what it calls, without any look at inputs and outputs."""
        arrays = tuple(np.asarray(a) for a in inputs)
        sparse = is_sparse(workload)
        self._directions = directions(workload, inputs) if sparse else None
        variables = [self.pt.tensor(f"x{i}", dtype=str(a.dtype), shape=(None,) * a.ndim) for i, a in enumerate(arrays)]
        way, outputs = self._derivative(workload, variables)
        several = isinstance(outputs, list)
        lent = (
            [self.pytensor.Out(o, borrow=True) for o in outputs] if several else self.pytensor.Out(outputs, borrow=True)
        )
        f = self.pytensor.function(variables, lent, trust_input=True, on_unused_input="ignore")

        def more(_: Any) -> dict[str, Call]:
            bare = getattr(f.vm, "jit_fn", None)
            if bare is None:
                return {}
            return {"PyTensor, bare": Call(bare, arrays, lambda returned: answer(returned if several else returned[0]))}

        def answer(returned: Any) -> Any:
            return entries(workload, inputs, returned) if sparse else returned

        return Program(way, Call(f, arrays, answer), more)

    def _derivative(self, workload: Workload, variables: list[Any]) -> tuple[str, Any]:
        pt = self.pt
        gradient: Any = importlib.import_module("pytensor.gradient")
        if workload.derivative == "batch of gradients":
            row = pt.dvector("row")
            by_row = gradient.grad(workload.of(self.space, row), row)
            graph: Any = importlib.import_module("pytensor.graph.replace")
            return "vectorize_graph of grad", graph.vectorize_graph(by_row, replace={row: variables[0]})
        part, at, vectors = split(workload, self.space, tuple(variables))
        y = part(*at)
        wrt = list(at) if len(at) > 1 else at[0]
        match workload.derivative:
            case "gradient":
                return "grad", gradient.grad(y, wrt)
            case "value and gradient":
                return "grad", [y, *gradient.grad(y, wrt)]
            case "hessian":
                slope = gradient.grad(y, wrt)
                return "vectorised jacobian of grad", gradient.jacobian(slope, wrt, vectorize=True)
            case "hessian times vector":
                slopes = gradient.grad(y, list(at))
                along = sum((pt.sum(g * v) for g, v in zip(slopes, vectors, strict=True)), start=pt.constant(0.0))
                return "grad of grad · v", gradient.grad(along, wrt, consider_constant=list(vectors))
            case "sparse jacobian" | "sparse hessian":
                slope = gradient.grad(y, wrt) if workload.derivative == "sparse hessian" else y
                return "vectorize_graph of pushforward along colours", self._along(gradient, slope, wrt)
            case "jacobian":
                return "vectorised jacobian", gradient.jacobian(y, wrt, vectorize=True)
            case "jacobian by scan":
                return "jacobian, which is a scan", gradient.jacobian(y, wrt)
            case "pushforward":
                return "pushforward", gradient.pushforward(y, wrt, vectors[0])
            case _:
                return "pullback", gradient.pullback(y, wrt, vectors[0])

    def _along(self, gradient: Any, y: Any, x: Any) -> Any:
        """The products with all directions, which are a variable until the function is compiled."""
        graph: Any = importlib.import_module("pytensor.graph.replace")
        one = self.pt.dvector("one")
        product = gradient.pushforward(y, x, one)
        return graph.vectorize_graph(product, replace={one: self.pt.constant(self._directions)})

    def _scan(self, step: Callable[..., Any], xs: Any, states: tuple[Any, ...], constants: tuple[Any, ...]) -> Any:
        count = len(states)

        def flat(x: Any, *rest: Any) -> list[Any]:
            return list(step(x, rest[:count], rest[count:]))

        found = self.pytensor.scan(
            flat, sequences=xs, outputs_info=list(states), non_sequences=list(constants), return_updates=False
        )
        return tuple(history[-1] for history in (found if count > 1 else [found]))

    def _root(self, residual: Callable[..., Any], slope: Callable[..., Any], start: Any, *constants: Any) -> Any:
        fixed = [importlib.import_module("pytensor.gradient").disconnected_grad(c) for c in (start, *constants)]
        x = fixed[0]
        for _ in range(6):  # unrolled: its own root takes one unknown, or all in one system
            x = x - residual(x, *fixed) / slope(x, *fixed)
        # A last step that is differentiated: its derivative is that of the implicit function.
        x = importlib.import_module("pytensor.gradient").disconnected_grad(x)
        return x - residual(x, start, *constants) / slope(x, start, *constants)
