import jax
import jax.numpy as jnp


def program(xs, target, W, U, b, dW):
    def last(W, U, b):
        def step(state, x):
            h, c = state
            i, f, o, g = jnp.split(x @ W + h @ U + b, 4)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

        zero = jnp.zeros_like(target)
        return jax.lax.scan(step, (zero, zero), xs)[0][0]

    def loss(W, U, b):
        return jnp.sum((last(W, U, b) - target) ** 2) / 2

    gW, gU, gb = jax.grad(loss, (0, 1, 2))(W, U, 1.0 * b)
    along = jax.jvp(lambda W: last(W, U, b), (W,), (dW,))[1]
    return {"loss": loss(W, U, b), "gW": gW, "gU": gU, "gb": gb, "along": along}
