import jax
import jax.numpy as jnp


def program(X, dX):
    def covariance(X):
        return jnp.cov(X, rowvar=False)

    def explained(X):
        spread = jnp.linalg.eigvalsh(covariance(X))
        return spread[-1] / jnp.sum(spread)

    def projector(X):
        axes = jnp.linalg.eigh(covariance(X))[1]
        return jnp.outer(axes[:, -1], axes[:, -1])

    # numpy.linalg.eigh reads the lower triangle: above it the derivative is 0, and below it both are counted.
    axes = jnp.linalg.eigh(covariance(X))[1]
    both = jnp.einsum("ik,jk->kij", axes, axes)
    by_covariance = jnp.tril(2 * both, -1) + jnp.tril(jnp.triu(both))
    return {
        "spread": jnp.linalg.eigvalsh(covariance(X)),
        "explained": explained(X),
        "influence": jax.grad(explained)(X),
        "by_covariance": by_covariance,
        "turning": jax.jvp(projector, (X,), (dX,))[1],
        "bend": jax.jvp(jax.grad(explained), (X,), (dX,))[1],
    }
