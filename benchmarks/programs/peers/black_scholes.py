import jax
import jax.numpy as jnp
from jax.scipy.stats import norm


def program(S, K, r, s, t):
    def price(S, r, s, t):
        d1 = (jnp.log(S / K) + (r + s**2 / 2) * t) / (s * jnp.sqrt(t))
        return S * norm.cdf(d1) - K * jnp.exp(-r * t) * norm.cdf(d1 - s * jnp.sqrt(t))

    at = (S, r, s, t)
    by_S = jax.grad(price)
    return {
        "price": price(*at),
        "delta": by_S(*at),
        "rho": jax.grad(price, 1)(*at),
        "vega": jax.grad(price, 2)(*at),
        "decay": jax.grad(price, 3)(*at),
        "gamma": jax.grad(by_S)(*at),
        "vanna": jax.grad(by_S, 2)(*at),
        "charm": jax.grad(by_S, 3)(*at),
        "volga": jax.grad(jax.grad(price, 2), 2)(*at),
        "speed": jax.grad(jax.grad(by_S))(*at),
    }
