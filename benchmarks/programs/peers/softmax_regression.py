import jax
import jax.numpy as jnp


def program(X, kind, W, b, V):
    def loss(W, b):
        logs = jax.nn.log_softmax(X @ W + b, axis=1)
        return -jnp.mean(logs[jnp.arange(len(kind)), kind]) + 1e-3 * jnp.sum(W**2)

    gW, gb = jax.grad(loss, argnums=(0, 1))(W, b)
    HV = jax.jvp(lambda W: jax.grad(loss)(W, b), (W,), (V,))[1]
    return {"loss": loss(W, b), "gW": gW, "gb": gb, "HV": HV}
