"""JAX on the processor, in 64 bits, compiled; arrays stay where JAX keeps them."""

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

_STEPS = 20  # of Newton's method at most


class Jax(Engine):
    """``jit`` around the transform that fits the derivative."""

    name = "jax"
    columns = ("JAX",)
    package = "jax"

    def load(self) -> None:
        """Start the backend."""
        jax: Any = importlib.import_module("jax")
        jnp = jax.numpy
        jax.config.update("jax_enable_x64", True)
        jax.block_until_ready(jax.jit(lambda x: x + 1)(jnp.zeros(1)))
        self.jax = jax
        names = ["exp", "log", "sin", "cos", "tanh", "sqrt", "sum", "concatenate", "zeros", "ones"]
        self.space = SimpleNamespace(
            **{name: getattr(jnp, name) for name in names},
            logsumexp=jax.nn.logsumexp,
            softplus=jax.nn.softplus,
            sigmoid=jax.nn.sigmoid,
            scan=self._scan,
            root=self._root,
        )

    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """The compiled transform."""
        if is_sparse(workload):
            return self._entries(workload, inputs)
        way, derivative = self._derivative(workload)
        compiled = self.jax.jit(derivative)
        wait = self.jax.block_until_ready
        arrays = tuple(self.jax.numpy.asarray(a) for a in inputs)
        return Program(f"jit({way})", Call(lambda *values: wait(compiled(*values)), arrays))

    def _entries(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        jax = self.jax
        seeds = jax.numpy.asarray(directions(workload, inputs))

        def f(*arguments: Any) -> Any:
            return workload.of(self.space, *arguments)

        def products(x: Any, *rest: Any) -> Any:
            part = jax.grad(f) if workload.derivative == "sparse hessian" else f
            return jax.vmap(lambda v: jax.jvp(lambda one: part(one, *rest), (x,), (v,))[1])(seeds)

        compiled = jax.jit(products)
        arrays = tuple(jax.numpy.asarray(a) for a in inputs)
        call = Call(
            lambda *values: jax.block_until_ready(compiled(*values)), arrays, partial(entries, workload, inputs)
        )
        return Program("jit(vmap of jvp along colours)", call)

    def _derivative(self, workload: Workload) -> tuple[str, Callable[..., Any]]:
        jax = self.jax
        by: Any = workload.by if len(workload.by) > 1 else workload.by[0]

        def f(*arguments: Any) -> Any:
            return workload.of(self.space, *arguments)

        def hessian_times_vector(*arguments: Any) -> Any:
            part, at, vectors = split(workload, self.space, arguments)
            gradient = jax.grad(part, tuple(range(len(at))))
            product = jax.jvp(gradient, at, vectors)[1]
            return product if len(at) > 1 else product[0]

        def pushforward(*arguments: Any) -> Any:
            part, at, vectors = split(workload, self.space, arguments)
            return jax.jvp(part, at, vectors)[1]

        def pullback(*arguments: Any) -> Any:
            part, at, vectors = split(workload, self.space, arguments)
            return jax.vjp(part, *at)[1](vectors[0])[0]

        def rows(*arguments: Any) -> Any:
            part, at, _ = split(workload, self.space, arguments)
            back = jax.vjp(part, *at)[1]
            return jax.lax.map(lambda row: back(row)[0], jax.numpy.eye(len(at[0])))

        def value_and_gradient(*arguments: Any) -> Any:
            value, gradient = jax.value_and_grad(f, by)(*arguments)
            return value, *gradient

        return {
            "gradient": ("grad", jax.grad(f, by)),
            "value and gradient": ("value_and_grad", value_and_gradient),
            "hessian": ("hessian", jax.hessian(f, by)),
            "hessian times vector": ("jvp of grad", hessian_times_vector),
            "jacobian": ("jacfwd", jax.jacfwd(f, by)),
            "jacobian by scan": ("lax.map of vjp", rows),
            "pushforward": ("jvp", pushforward),
            "pullback": ("vjp", pullback),
            "batch of gradients": ("vmap of grad", jax.vmap(jax.grad(f))),
        }[workload.derivative]

    def _scan(self, step: Callable[..., Any], xs: Any, states: tuple[Any, ...], constants: tuple[Any, ...]) -> Any:
        return self.jax.lax.scan(lambda now, x: (step(x, now, constants), None), states, xs)[0]

    def _root(self, residual: Callable[..., Any], slope: Callable[..., Any], start: Any, *constants: Any) -> Any:
        jnp, lax = self.jax.numpy, self.jax.lax

        def solve(f: Callable[..., Any], guess: Any) -> Any:
            def far(state: Any) -> Any:
                _, step, count = state
                return (jnp.max(jnp.abs(step)) > 1e-10) & (count < _STEPS)

            def newton(state: Any) -> Any:
                x, _, count = state
                step = f(x) / slope(x, start, *constants)
                return x - step, step, count + 1

            return lax.while_loop(far, newton, (guess, jnp.full_like(guess, np.inf), 0))[0]

        def along(linear: Callable[..., Any], y: Any) -> Any:
            return y / linear(jnp.ones_like(y))  # each equation has its own unknown

        return lax.custom_root(lambda x: residual(x, start, *constants), start, solve, along)
