import jax
import jax.numpy as jnp

G = 0.0376942


def program(x, m, u):
    first, second = jnp.triu_indices(len(m), 1)

    def energy(x, m):
        distance = jnp.linalg.norm(x[first] - x[second], axis=1)
        return -G * jnp.sum(m[first] * m[second] / distance)

    def force(x):
        return -jax.grad(energy)(x, m)

    return {
        "energy": energy(x, m),
        "force": force(x),
        "acceleration": force(x) / m[:, None],
        "tides": jax.jvp(force, (x,), (u,))[1],
        "by_mass": jax.grad(energy, 1)(x, m),
    }
