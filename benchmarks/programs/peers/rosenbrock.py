import jax
import jax.numpy as jnp


def program(x, v):
    def f(x):
        return jnp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    along = [lambda t: f(x + t * v)]
    for _ in range(4):
        along.append(jax.grad(along[-1]))
    Hv = jax.jvp(jax.grad(f), (x,), (v,))[1]
    return {
        "f": f(x),
        "g": jax.grad(f)(x),
        "H": jax.hessian(f)(x),
        "Hv": Hv,
        "curvature": v @ Hv / (v @ v),
        "along": [derivative(0.0) for derivative in along],
    }
