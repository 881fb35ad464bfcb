import jax
import jax.numpy as jnp
from jax.scipy.special import gammaln


def program(X, days, b, log_theta):
    def likelihood(b, log_theta):
        theta, mu = jnp.exp(log_theta), jnp.exp(X @ b)
        constant = gammaln(days + theta) - gammaln(theta) - gammaln(days + 1.0)
        return jnp.sum(constant + theta * jnp.log(theta / (theta + mu)) + days * jnp.log(mu / (theta + mu)))

    g_b, g_theta = jax.grad(likelihood, (0, 1))(b, log_theta)
    (H_bb, H_bt), (H_tb, H_tt) = jax.hessian(likelihood, (0, 1))(b, log_theta)
    return {
        "likelihood": likelihood(b, log_theta),
        "g_b": g_b,
        "g_theta": g_theta,
        "H_bb": H_bb,
        "H_bt": H_bt,
        "H_tb": H_tb,
        "H_tt": H_tt,
    }
