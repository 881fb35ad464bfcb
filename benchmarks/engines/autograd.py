"""HIPS autograd: NumPy's functions, traced at each call."""

from __future__ import annotations

import importlib
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines.engine import Call, Engine, Program, split
from benchmarks.sparse import directions, entries, is_sparse

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Workload


class Autograd(Engine):
    """Its own transforms, one for each derivative."""

    name = "autograd"
    columns = ("autograd",)
    package = "autograd"

    def load(self) -> None:
        """Import it."""
        self.autograd: Any = importlib.import_module("autograd")
        numpy: Any = importlib.import_module("autograd.numpy")
        special: Any = importlib.import_module("autograd.scipy.special")
        names = ("exp", "log", "sin", "cos", "tanh", "sqrt", "sum", "concatenate", "zeros", "ones")
        self.space = SimpleNamespace(
            **{name: getattr(numpy, name) for name in names},
            logsumexp=special.logsumexp,
            softplus=lambda x: numpy.logaddexp(0.0, x),
            sigmoid=lambda x: 1 / (1 + numpy.exp(-x)),
            scan=_scan,
            root=self._root,
        )

    def refuses(self, workload: Workload) -> str | None:
        """Loops of derivatives: its Jacobian is one."""
        if workload.derivative == "jacobian by scan":
            return "its Jacobian is a loop already: see the row without scan"
        return None

    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """Nothing is compiled."""
        if is_sparse(workload):
            return self._entries(workload, inputs)
        way, derivative = self._derivative(workload)
        return Program(way, Call(derivative, inputs))

    def _entries(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        autograd, seeds = self.autograd, directions(workload, inputs)

        def f(*arguments: Any) -> Any:
            return workload.of(self.space, *arguments)

        def products(*arguments: Any) -> Any:
            along = autograd.make_jvp(autograd.grad(f) if workload.derivative == "sparse hessian" else f)(*arguments)
            return np.stack([along(seed)[1] for seed in seeds])

        return Program("make_jvp along colours", Call(products, inputs, partial(entries, workload, inputs)))

    def _derivative(self, workload: Workload) -> tuple[str, Callable[..., Any]]:
        autograd = self.autograd
        by: Any = workload.by if len(workload.by) > 1 else workload.by[0]

        def f(*arguments: Any) -> Any:
            return workload.of(self.space, *arguments)

        def hessian_times_vector(*arguments: Any) -> Any:
            part, at, vectors = split(workload, self.space, arguments)
            if len(at) == 1:
                return autograd.make_hvp(part)(*at)[0](vectors[0])
            return autograd.make_hvp(part, tuple(range(len(at))))(*at)[0](vectors)

        def pushforward(*arguments: Any) -> Any:
            part, at, vectors = split(workload, self.space, arguments)
            return autograd.make_jvp(part)(*at)(vectors[0])[1]

        def pullback(*arguments: Any) -> Any:
            part, at, vectors = split(workload, self.space, arguments)
            return autograd.make_vjp(part)(*at)[0](vectors[0])

        def value_and_gradient(*arguments: Any) -> Any:
            value, gradient = autograd.value_and_grad(f, by)(*arguments)
            return value, *gradient

        return {
            "gradient": ("grad", autograd.grad(f, by)),
            "value and gradient": ("value_and_grad", value_and_gradient),
            "hessian": ("hessian", autograd.hessian(f, by)),
            "hessian times vector": ("make_hvp", hessian_times_vector),
            "jacobian": ("jacobian", autograd.jacobian(f, by)),
            "pushforward": ("make_jvp", pushforward),
            "pullback": ("make_vjp", pullback),
            # No axis to batch over: the function takes columns, and each row of the gradient is that of its own value.
            "batch of gradients": ("elementwise_grad of columns", autograd.elementwise_grad(lambda p: f(p.T))),
        }[workload.derivative]

    def _root(self, residual: Callable[..., Any], slope: Callable[..., Any], start: Any, *constants: Any) -> Any:
        value = importlib.import_module("autograd.tracer").getval
        plain = [value(c) for c in constants]
        x = newton(residual, slope, value(start), plain)
        # A last step that is traced: its derivative is that of the implicit function.
        return x - residual(x, start, *constants) / slope(x, start, *constants)


def newton(residual: Callable[..., Any], slope: Callable[..., Any], start: Any, constants: list[Any]) -> Any:
    """The root, without any trace of how it was found."""
    x = start
    for _ in range(20):
        step = residual(x, start, *constants) / slope(x, start, *constants)
        x = x - step
        if abs(step).max() < 1e-10:
            break
    return x


def _scan(step: Callable[..., Any], xs: Any, states: tuple[Any, ...], constants: tuple[Any, ...]) -> Any:
    for x in xs:
        states = step(x, states, constants)
    return states
