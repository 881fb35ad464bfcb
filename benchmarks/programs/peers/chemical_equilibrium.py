import jax
import jax.numpy as jnp


def program(pressure, kelvin, feed):
    def share(pressure, kelvin, feed):
        log_K = 2 * (5522.6 / kelvin - 12.58)

        def imbalance(r):
            nitrogen, hydrogen, ammonia = feed[0] - r, feed[1] - 3 * r, feed[2] + 2 * r
            mole = nitrogen * hydrogen**3 / (nitrogen + hydrogen + ammonia) ** 2
            return jnp.log(ammonia**2 / mole) - 2 * jnp.log(pressure) - log_K

        def newton(r, _=None):
            value, slope = jax.jvp(imbalance, (r,), (jnp.ones_like(r),))
            return r - value / slope, None

        found, _ = jax.lax.scan(newton, jnp.full_like(pressure, 0.25), length=30)
        r = jax.lax.stop_gradient(found)
        for _ in range(2):  # each step from the root makes one more derivative right
            r, _ = newton(r)
        return (feed[2] + 2 * r) / (jnp.sum(feed) - 2 * r)

    def warmer(kelvin):
        return jax.jvp(lambda t: share(pressure, t, feed), (kelvin,), (jnp.ones_like(kelvin),))[1]

    return {
        "share": share(pressure, kelvin, feed),
        "by_pressure": jax.jacfwd(share)(pressure, kelvin, feed),
        "by_kelvin": warmer(kelvin),
        "by_feed": jax.jacfwd(share, 2)(pressure, kelvin, feed),
        "bend": jax.jvp(warmer, (kelvin,), (jnp.ones_like(kelvin),))[1],
    }
