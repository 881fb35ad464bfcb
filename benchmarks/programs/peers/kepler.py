import jax
import jax.numpy as jnp


def program(M, e, a, dM):
    def anomaly(M, e):
        E = M
        for _ in range(12):
            E = E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
        return E

    def place(M, e, a):
        E = anomaly(M, e)
        return jnp.stack([a * (jnp.cos(E) - e), a * jnp.sqrt(1 - e**2) * jnp.sin(E)])

    def radius(M, e, a):
        return jnp.sqrt(jnp.sum(place(M, e, a) ** 2, axis=0))

    velocity = jax.jvp(lambda M: place(M, e, a), (M,), (dM,))[1]
    by_e, by_a = jax.grad(lambda e, a: jnp.max(radius(M, e, a)), (0, 1))(e, a)
    return {
        "E": anomaly(M, e),
        "radius": radius(M, e, a),
        "by_shape": jax.jacobian(radius, 1)(M, e, a),
        "velocity": velocity,
        "bend": jax.jacfwd(jax.jacfwd(anomaly, 1), 1)(M, e),
        "furthest": [by_a, by_e],
    }
