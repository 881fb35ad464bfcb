import jax
import jax.numpy as jnp

STEP = 0.5


def program(seen, log_noise, first):
    A = jnp.array([[1.0, STEP], [0.0, 1.0]])
    shape = jnp.array([[STEP**3 / 3, STEP**2 / 2], [STEP**2 / 2, STEP]])
    C = jnp.array([[1.0, 0.0]])

    def run(seen, log_noise):
        def step(state, z):
            m, P = state
            m, P = A @ m, A @ P @ A.T + jnp.exp(log_noise[0]) * shape
            S = C @ P @ C.T + jnp.exp(log_noise[1])
            K = P @ C.T @ jnp.linalg.inv(S)
            term = jax.scipy.stats.norm.logpdf(z, m[0], jnp.sqrt(S[0, 0]))
            return (m + K[:, 0] * (z - m[0]), P - K @ S @ K.T), term

        (m, _), terms = jax.lax.scan(step, (first, jnp.eye(2)), seen)
        return jnp.sum(terms), m

    def likelihood(seen, log_noise):
        return run(seen, log_noise)[0]

    return {
        "likelihood": likelihood(seen, log_noise),
        "score": jax.grad(likelihood, 1)(seen, log_noise),
        "information": -jax.hessian(likelihood, 1)(seen, log_noise),
        "weights": jax.jacobian(lambda seen: run(seen, log_noise)[1])(seen),
        "smoothing": jax.grad(likelihood)(seen, log_noise),
    }
