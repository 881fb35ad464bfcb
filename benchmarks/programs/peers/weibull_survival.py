import jax
import jax.numpy as jnp


def program(weeks, relapsed, p):
    def likelihood(p):
        shape, z = jnp.exp(p[0]), weeks / jnp.exp(p[1])
        return jnp.sum(relapsed * (p[0] - p[1] + (shape - 1) * jnp.log(z)) - z**shape)

    def median(p):
        return jnp.exp(p[1]) * jnp.log(2.0) ** jnp.exp(-p[0])

    information = -jax.hessian(likelihood)(p)
    return {
        "likelihood": likelihood(p),
        "score": jax.grad(likelihood)(p),
        "information": information,
        "errors": jnp.sqrt(jnp.diag(jnp.linalg.inv(information))),
        "median": median(p),
        "by_delta": jax.grad(median)(p),
    }
