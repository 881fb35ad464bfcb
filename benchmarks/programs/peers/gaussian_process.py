import jax
import jax.numpy as jnp
from jax.scipy.stats import multivariate_normal


def program(x, y, theta, where):
    def kernel(a, b, theta):
        return jnp.exp(2 * theta[1] - (a[:, None] - b) ** 2 / (2 * jnp.exp(2 * theta[0])))

    def covariance(theta):
        return kernel(x, x, theta) + jnp.exp(2 * theta[2]) * jnp.eye(len(x))

    def evidence(theta, y):
        return multivariate_normal.logpdf(y, jnp.zeros_like(y), covariance(theta))

    def foretold(where, y):
        return kernel(where, x, theta) @ jnp.linalg.solve(covariance(theta), y)

    return {
        "evidence": evidence(theta, y),
        "foretold": foretold(where, y),
        "g": jax.grad(evidence)(theta, y),
        "H": jax.hessian(evidence)(theta, y),
        "by_data": jax.grad(evidence, 1)(theta, y),
        "slope": jax.grad(lambda where: jnp.sum(foretold(where, y)))(where),
        "weights": jax.jacobian(foretold, 1)(where, y),
    }
