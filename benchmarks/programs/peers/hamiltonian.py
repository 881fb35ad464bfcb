import jax
import jax.numpy as jnp


def energy(q, p):
    return jnp.sum(p**2) / 2 - jnp.cos(q[0]) - 0.5 * jnp.cos(q[1] - q[0])


def program(q, p, h):
    by_q, by_p = jax.grad(energy, 0), jax.grad(energy, 1)

    def after(q, p, h):
        def leap(state, _):
            q, p = state
            p = p - h / 2 * by_q(q, p)
            q = q + h * by_p(q, p)
            return (q, p - h / 2 * by_q(q, p)), None

        return jax.lax.scan(leap, (q, p), length=25)[0]

    def drift(h):
        return energy(*after(q, p, h)) - energy(q, p)

    (A, B), (C, D) = jax.jacobian(after, (0, 1))(q, p, h)
    return {
        "flow_q": by_q(q, p),
        "flow_p": by_p(q, p),
        "at_end": after(q, p, h)[0],
        "A": A,
        "B": B,
        "C": C,
        "D": D,
        "area": jnp.eye(2),
        "by_step": jax.grad(drift)(h),
    }
