"""PyTorch: the transforms of ``torch.func``, run as they are or compiled to C++."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines.engine import Call, Engine, Program, split
from benchmarks.environment import THREADS
from benchmarks.sparse import directions, entries, is_sparse

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Workload

_UNROLLED = {
    "recurrent": "compiles the unrolled loop, which takes minutes",
    "memory cell": "compiles the unrolled loop, which takes minutes",
    "long expression": "compiles for minutes",
    "kepler": "compiles the unrolled steps of Newton's method, which takes minutes",
}


class Torch(Engine):
    """Tensors that share their memory with NumPy's arrays."""

    name = "torch"
    columns = ("torch",)
    package = "torch"

    def load(self) -> None:
        """Import it, and set the threads."""
        torch: Any = importlib.import_module("torch")
        torch.set_num_threads(THREADS)
        self.torch, self.func = torch, importlib.import_module("torch.func")
        # The first transform of each kind imports much more.
        one = torch.ones(1)
        self.func.hessian(lambda x: torch.sum(x * x))(one)
        self.func.vmap(self.func.grad(torch.sum))(one[None])
        double = torch.float64
        self.space = SimpleNamespace(
            **{name: getattr(torch, name) for name in ("exp", "log", "sin", "cos", "tanh", "sqrt", "sum", "sigmoid")},
            concatenate=torch.cat,
            zeros=lambda n: torch.zeros(n, dtype=double),
            ones=lambda n: torch.ones(n, dtype=double),
            logsumexp=lambda x, axis=0: torch.logsumexp(x, axis),
            softplus=lambda x: torch.logaddexp(torch.zeros((), dtype=double), x),
            scan=_scan,
            root=self._root,
        )

    def refuses(self, workload: Workload) -> str | None:
        """Loops of derivatives, which it runs one by one."""
        if workload.derivative == "jacobian by scan":
            return "has no loop over derivatives: its jacrev maps them, see the row without scan"
        return None

    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """The transform."""
        if is_sparse(workload):
            return self._entries(workload, inputs)
        way, derivative = self._derivative(workload)
        return Program(way, Call(derivative, self._tensors(inputs), _numpy))

    def _entries(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        func = self.func
        seeds = self.torch.from_numpy(directions(workload, inputs))

        def f(*arguments: Any) -> Any:
            return workload.of(self.space, *arguments)

        def products(x: Any, *rest: Any) -> Any:
            part = func.grad(f) if workload.derivative == "sparse hessian" else f
            return func.vmap(lambda v: func.jvp(lambda one: part(one, *rest), (x,), (v,))[1])(seeds)

        answer = lambda found: entries(workload, inputs, _numpy(found))  # noqa: E731
        return Program("func.vmap of jvp along colours", Call(products, self._tensors(inputs), answer))

    def _tensors(self, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(self.torch.from_numpy(np.asarray(a)) for a in inputs)

    def _derivative(self, workload: Workload) -> tuple[str, Callable[..., Any]]:
        func = self.func
        by: Any = workload.by if len(workload.by) > 1 else workload.by[0]

        def f(*arguments: Any) -> Any:
            return workload.of(self.space, *arguments)

        def hessian_times_vector(*arguments: Any) -> Any:
            part, at, vectors = split(workload, self.space, arguments)
            product = func.jvp(func.grad(part, tuple(range(len(at)))), at, vectors)[1]
            return product if len(at) > 1 else product[0]

        def pushforward(*arguments: Any) -> Any:
            part, at, vectors = split(workload, self.space, arguments)
            return func.jvp(part, at, vectors)[1]

        def pullback(*arguments: Any) -> Any:
            part, at, vectors = split(workload, self.space, arguments)
            return func.vjp(part, *at)[1](vectors[0])[0]

        def value_and_gradient(*arguments: Any) -> Any:
            gradient, value = func.grad_and_value(f, by)(*arguments)
            return value, *gradient

        return {
            "gradient": ("func.grad", func.grad(f, by)),
            "value and gradient": ("func.grad_and_value", value_and_gradient),
            "hessian": ("func.hessian", func.hessian(f, by)),
            "hessian times vector": ("func.jvp of grad", hessian_times_vector),
            "jacobian": ("func.jacrev", func.jacrev(f, by)),
            "pushforward": ("func.jvp", pushforward),
            "pullback": ("func.vjp", pullback),
            "batch of gradients": ("func.vmap of grad", func.vmap(func.grad(f))),
        }[workload.derivative]

    def _root(self, residual: Callable[..., Any], slope: Callable[..., Any], start: Any, *constants: Any) -> Any:
        fixed = [c.detach() if isinstance(c, self.torch.Tensor) else c for c in (start, *constants)]
        x = fixed[0]
        for _ in range(6):  # enough for every orbit that is not a comet's; to look would cost more than a step
            x = x - residual(x, *fixed) / slope(x, *fixed)
        x = x.detach()
        # A last step that is traced: its derivative is that of the implicit function.
        return x - residual(x, start, *constants) / slope(x, start, *constants)


class TorchCompiled(Torch):
    """The same, by ``torch.compile``: needs a C++ compiler."""

    name = "torch-compiled"
    columns = ("torch, compiled",)

    def load(self) -> None:
        """Compile something: headers are compiled for all that follows."""
        super().load()
        self.torch.compile(lambda x: x + 1)(self.torch.ones(2))

    def refuses(self, workload: Workload) -> str | None:
        """What is unrolled besides."""
        uncompiled = "is measured uncompiled" if is_sparse(workload) else None
        return super().refuses(workload) or _UNROLLED.get(workload.topic) or uncompiled

    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """The transform, traced and compiled at the first call."""
        way, derivative = self._derivative(workload)
        compiled = self.torch.compile(derivative, fullgraph=True, dynamic=False)
        return Program(f"compile({way})", Call(compiled, self._tensors(inputs), _numpy))


def _numpy(returned: Any) -> Any:
    if isinstance(returned, tuple):
        return tuple(one.detach().numpy() for one in returned)
    return returned.detach().numpy()


def _scan(step: Callable[..., Any], xs: Any, states: tuple[Any, ...], constants: tuple[Any, ...]) -> Any:
    for x in xs:
        states = step(x, states, constants)
    return states
