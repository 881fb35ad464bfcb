import jax
import jax.numpy as jnp


def program(Theta, S, D):
    def objective(Theta):
        likelihood = jnp.linalg.slogdet(Theta)[1] - jnp.trace(S.T @ Theta)
        return likelihood - 0.1 * jnp.sum(jnp.sqrt(Theta**2 + 0.01))

    return {
        "objective": objective(Theta),
        "g": jax.grad(objective)(Theta),
        "Hd": jax.jvp(jax.grad(objective), (Theta,), (D,))[1],
        "covariance": jnp.linalg.inv(Theta),
        "turned": jax.jacobian(lambda Theta: jnp.linalg.inv(Theta)[0])(Theta),
    }
