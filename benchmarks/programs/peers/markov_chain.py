import jax
import jax.numpy as jnp

RING = jnp.array([[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]])


def program(counts, share, log_time, kappa):
    def P(share, log_time, kappa):
        rates = (1 - jnp.eye(4) + (kappa - 1) * RING) * share
        Q = rates - jnp.diag(jnp.sum(rates, axis=1))
        return jax.scipy.linalg.expm(jnp.exp(log_time) * Q)

    def likelihood(share, log_time, kappa):
        return jnp.sum(counts * jnp.log(share[:, None] * P(share, log_time, kappa)))

    at = (share, log_time, kappa)
    by_share, by_time, by_kappa = jax.grad(likelihood, (0, 1, 2))(*at)
    return {
        "likelihood": likelihood(*at),
        "by_share": by_share,
        "by_time": by_time,
        "by_kappa": by_kappa,
        "curvature": jax.grad(jax.grad(likelihood, 1), 1)(*at),
        "flow": jax.jacobian(P, 2)(*at)[0],
    }
