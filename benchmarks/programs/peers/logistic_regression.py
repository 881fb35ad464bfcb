import jax
import jax.numpy as jnp


def program(X, y, w, v):
    def loss(w):
        return jnp.sum(jnp.log1p(jnp.exp(-(2 * y - 1) * (X @ w)))) + 0.05 * jnp.sum(w**2)

    return {
        "loss": loss(w),
        "g": jax.grad(loss)(w),
        "H": jax.hessian(loss)(w),
        "Hv": jax.jvp(jax.grad(loss), (w,), (v,))[1],
    }
