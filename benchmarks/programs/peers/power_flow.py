import jax
import jax.numpy as jnp


def program(Y, angle, magnitude, V, dV):
    def power(angle, magnitude):
        voltage = magnitude * jnp.exp(1j * angle)
        return voltage * jnp.conj(Y @ voltage)

    def P(angle, magnitude):
        return power(angle, magnitude).real

    def Q(angle, magnitude):
        return power(angle, magnitude).imag

    def losses(V):
        return jnp.sum((V * jnp.conj(Y @ V)).real)

    return {
        "P": P(angle, magnitude),
        "Q": Q(angle, magnitude),
        "J": [jax.jacobian(part, by)(angle, magnitude) for part in (P, Q) for by in (0, 1)],
        "by_voltage": jnp.conj(jax.grad(losses)(V)),  # JAX gives the conjugate of the gradient
        "change": jax.jvp(losses, (V,), (dV,))[1],
    }
