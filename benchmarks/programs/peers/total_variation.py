import jax
import jax.numpy as jnp


def program(u, noisy, weight, v):
    def variation(u):
        across = u[:-1, 1:] - u[:-1, :-1]
        down = u[1:, :-1] - u[:-1, :-1]
        return jnp.sum(jnp.sqrt(across**2 + down**2 + 1e-4))

    def objective(u):
        return jnp.sum((u - noisy) ** 2) / 2 + weight * variation(u)

    return {
        "objective": objective(u),
        "g": jax.grad(objective)(u),
        "Hv": jax.jvp(jax.grad(objective), (u,), (v,))[1],
        "curvature": jax.grad(variation)(u),
    }
