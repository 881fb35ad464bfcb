import jax
import jax.numpy as jnp


def program(noisy, clean, knobs, dknobs):
    def spectrum(noisy, knobs):
        whole = jnp.fft.rfft(noisy)
        frequency = jnp.arange(len(whole)) / len(noisy)
        # 0 ** 0.3 has no derivative in JAX: its product with log 0 is told apart here
        share = jnp.where(frequency > 0, frequency, 1.0) / jnp.exp(knobs[0])
        return whole * jnp.where(frequency > 0, 1 / (1 + share ** jnp.exp(knobs[1])), 1.0)

    def smooth(noisy, knobs):
        return jnp.fft.irfft(spectrum(noisy, knobs), n=32)

    def loss(noisy, knobs):
        return jnp.mean((smooth(noisy, knobs) - clean) ** 2)

    def power(noisy):
        kept = spectrum(noisy, knobs)
        return jnp.sum(kept.real**2 + kept.imag**2)

    return {
        "smooth": smooth(noisy, knobs),
        "loss": loss(noisy, knobs),
        "power": power(noisy),
        "g": jax.grad(loss, 1)(noisy, knobs),
        "H": jax.hessian(loss, 1)(noisy, knobs),
        "by_signal": jax.grad(loss)(noisy, knobs),
        "by_power": jax.grad(power)(noisy),
        "answer": jax.jvp(lambda knobs: smooth(noisy, knobs), (knobs,), (dknobs,))[1],
    }
