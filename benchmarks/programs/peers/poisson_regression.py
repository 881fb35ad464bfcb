import jax
import jax.numpy as jnp


def program(X, count, b):
    def rate(b):
        return jnp.exp(X @ b)

    def likelihood(b):
        return jnp.sum(jax.scipy.stats.poisson.logpmf(count, rate(b)))

    return {
        "likelihood": likelihood(b),
        "score": jax.grad(likelihood)(b),
        "information": -jax.hessian(likelihood)(b),
        "leverage": jax.jacobian(rate)(b),
    }
