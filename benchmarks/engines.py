"""The engines: for a workload, a function of arrays that computes it, the engine's own best way."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workloads import Workload

Program = "Callable[..., Any]"


def by_hand(workload: Workload) -> Callable[..., Any]:
    """NumPy as a person writes it."""
    return workload.by_hand


def explorer(workload: Workload) -> Callable[..., Any]:
    """This core, as people call it: arguments are checked."""
    import explorer.core as T

    variables = [T.tensor(name, shape=(None,) * a.ndim) for name, a in zip("xyz", workload.point, strict=False)]
    return T.function(variables, _explorer_expression(T, workload.name, variables), on_unused_input="ignore")


def explorer_unchecked(workload: Workload) -> Callable[..., Any]:
    """This core, the bare compiled function."""
    return explorer(workload).unchecked


def _explorer_expression(T: Any, name: str, variables: list[Any]) -> Any:
    x = variables[0]
    match name.split(",", maxsplit=1)[0]:
        case "gradient of x² at a number":
            return T.grad(x**2, x)
        case "logistic derivative":
            return T.grad(T.sum(1 / (1 + T.exp(-x))), x)
        case "Jacobian of x²":
            return T.jacobian(x**2, x)
        case "Hessian of Σ x²":
            return T.hessian(T.sum(x**2), x)
        case "Hessian · v of Σ x²":
            return T.hessian_vector_product(T.sum(x**2), x, variables[1])
        case "R-op of x W":
            return T.Rop(T.dot(x, variables[1]), variables[1], variables[2])
        case "L-op of x W":
            return T.Lop(T.dot(x, variables[1]), variables[1], variables[2])
    raise KeyError(name)


def autograd(workload: Workload) -> Callable[..., Any]:
    """HIPS autograd."""
    import autograd.numpy as anp
    from autograd import elementwise_grad, grad, hessian, jacobian, make_hvp, make_jvp, make_vjp

    def logistic(x: Any) -> Any:
        return 1 / (1 + anp.exp(-x))

    def sum_of_squares(x: Any) -> Any:
        return anp.sum(x**2)

    match workload.name.split(",")[0]:
        case "gradient of x² at a number":
            return grad(lambda x: x**2)
        case "logistic derivative":
            return elementwise_grad(logistic)
        case "Jacobian of x²":
            return jacobian(lambda x: x**2)
        case "Hessian of Σ x²":
            return hessian(sum_of_squares)
        case "Hessian · v of Σ x²":
            return lambda x, v: make_hvp(sum_of_squares)(x)[0](v)
        case "R-op of x W":
            return lambda x, w, v: make_jvp(lambda m: anp.dot(x, m))(w)(v)[1]
        case "L-op of x W":
            return lambda x, w, v: make_vjp(lambda m: anp.dot(x, m))(w)[0](v)
    raise KeyError(workload.name)


def jax(workload: Workload) -> Callable[..., Any]:
    """JAX on the CPU in 64 bits, compiled; arrays in, arrays out."""
    import jax as j
    import jax.numpy as jnp

    j.config.update("jax_enable_x64", True)

    def sum_of_squares(x: Any) -> Any:
        return jnp.sum(x**2)

    forms: dict[str, Callable[..., Any]] = {
        "gradient of x² at a number": j.grad(lambda x: x**2),
        "logistic derivative": j.grad(lambda x: jnp.sum(1 / (1 + jnp.exp(-x)))),
        "Jacobian of x²": j.jacrev(lambda x: x**2),
        "Hessian of Σ x²": j.hessian(sum_of_squares),
        "Hessian · v of Σ x²": lambda x, v: j.jvp(j.grad(sum_of_squares), (x,), (v,))[1],
        "R-op of x W": lambda x, w, v: j.jvp(lambda m: x @ m, (w,), (v,))[1],
        "L-op of x W": lambda x, w, v: j.vjp(lambda m: x @ m, w)[1](v)[0],
    }
    compiled = j.jit(forms[workload.name.split(",")[0]])
    return lambda *arrays: np.asarray(compiled(*arrays))


def engines() -> dict[str, Callable[[Workload], Callable[..., Any]]]:
    """The engines that are installed here."""
    peers = {name: engine for name, engine in PEERS.items() if importlib.util.find_spec(name) is not None}
    return {"by hand": by_hand, "explorer": explorer, "unchecked": explorer_unchecked, **peers}


PEERS = {"autograd": autograd, "jax": jax}
