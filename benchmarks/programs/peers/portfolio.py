import jax
import jax.numpy as jnp


def program(w, held, mu, Sigma, aversion):
    def risk(w):
        return jnp.sqrt(w @ Sigma @ w)

    def utility(w, Sigma):
        trading = jnp.sum(jnp.sqrt((w - held) ** 2 + 1e-4))
        return w @ mu - aversion / 2 * (w @ Sigma @ w) - 0.002 * trading

    return {
        "utility": utility(w, Sigma),
        "g": jax.grad(utility)(w, Sigma),
        "H": jax.hessian(utility)(w, Sigma),
        "marginal_risk": jax.grad(risk)(w),
        "contribution": w * jax.grad(risk)(w) / risk(w),
        "by_covariance": jax.grad(utility, 1)(w, Sigma),
    }
