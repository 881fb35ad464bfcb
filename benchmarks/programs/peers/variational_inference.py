import jax
import jax.numpy as jnp
from jax.scipy.stats import norm


def program(X, y, mean, log_scale, eps):
    def log_likelihood(mean, log_scale):
        w = mean + jnp.exp(log_scale) * eps
        return jnp.sum(norm.logpdf(y, w @ X.T, 0.5), axis=1)

    def bound(mean, log_scale):
        divergence = 0.5 * jnp.sum(mean**2 + jnp.exp(2 * log_scale) - 1 - 2 * log_scale)
        return jnp.mean(log_likelihood(mean, log_scale)) - divergence

    g_mean, g_scale = jax.grad(bound, (0, 1))(mean, log_scale)
    return {
        "bound": bound(mean, log_scale),
        "g_mean": g_mean,
        "g_scale": g_scale,
        "each": jax.jacobian(log_likelihood)(mean, log_scale),
        "curvature": jax.hessian(bound)(mean, log_scale),
    }
