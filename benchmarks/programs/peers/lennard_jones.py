import jax
import jax.numpy as jnp


def program(x, scale, u):
    first, second = jnp.triu_indices(len(x), 1)

    def energy(x, scale):
        s6 = 1 / jnp.sum((scale * (x[first] - x[second])) ** 2, axis=1) ** 3
        return jnp.sum(4 * (s6**2 - s6))

    return {
        "energy": energy(x, scale),
        "force": -jax.grad(energy)(x, scale),
        "stiffness": jax.hessian(energy)(x, scale),
        "stiffness_u": jax.jvp(lambda x: jax.grad(energy)(x, scale), (x,), (u,))[1],
        "virial": -jax.grad(energy, 1)(x, scale),
        "bulk": jax.grad(jax.grad(energy, 1), 1)(x, scale),
    }
