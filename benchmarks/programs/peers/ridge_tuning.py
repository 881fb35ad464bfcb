import jax
import jax.numpy as jnp


def program(X, y, fresh_X, fresh_y, log_ridge):
    def normal(log_ridge):
        return X.T @ X + jnp.diag(jnp.exp(log_ridge))

    def w(log_ridge, y):
        return jnp.linalg.solve(normal(log_ridge), X.T @ y)

    def error(log_ridge, y):
        return jnp.mean((fresh_X @ w(log_ridge, y) - fresh_y) ** 2)

    def freedom(log_ridge):
        return jnp.trace(jnp.linalg.inv(normal(log_ridge)) @ X.T @ X)

    return {
        "error": error(log_ridge, y),
        "w": w(log_ridge, y),
        "g": jax.grad(error)(log_ridge, y),
        "H": jax.hessian(error)(log_ridge, y),
        "path": jax.jacobian(w)(log_ridge, y),
        "by_answers": jax.grad(error, 1)(log_ridge, y),
        "freedom": freedom(log_ridge),
        "g_freedom": jax.grad(freedom)(log_ridge),
    }
