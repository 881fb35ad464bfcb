import jax
import jax.numpy as jnp


def program(R, U, V, bias, dU):
    known = ~jnp.isnan(R)

    def loss(U, V, bias):
        error = jnp.where(known, U @ V.T + bias - jnp.where(known, R, 0), 0)
        return jnp.sum(error**2) / jnp.sum(known) + 0.02 * (jnp.mean(U**2) + jnp.mean(V**2))

    gU, gV, g_bias = jax.grad(loss, (0, 1, 2))(U, V, bias)
    HU, mixed = jax.jvp(lambda U: jax.grad(loss, (0, 1))(U, V, bias), (U,), (dU,))[1]
    return {"loss": loss(U, V, bias), "gU": gU, "gV": gV, "g_bias": g_bias, "HU": HU, "mixed": mixed}
