import jax
import jax.numpy as jnp

STEPS, H = 4, 0.25


def rate(u, p):
    hares, lynxes = u
    return jnp.stack([p[0] * hares - p[1] * hares * lynxes, p[3] * hares * lynxes - p[2] * lynxes])


def program(start, p, seen, dp):
    def yearly(p, start):
        def step(u, _):
            k1 = rate(u, p)
            k2 = rate(u + H / 2 * k1, p)
            k3 = rate(u + H / 2 * k2, p)
            k4 = rate(u + H * k3, p)
            u = u + H / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
            return u, u

        return jax.lax.scan(step, start, length=STEPS * len(seen))[1][STEPS - 1 :: STEPS]

    def misfit(p, start):
        return jnp.mean((jnp.log(yearly(p, start)) - jnp.log(seen)) ** 2)

    sensitivity, by_start = jax.jacobian(lambda p, start: yearly(p, start)[-1], (0, 1))(p, start)
    g, g_start = jax.grad(misfit, (0, 1))(p, start)
    return {
        "misfit": misfit(p, start),
        "sensitivity": sensitivity,
        "by_start": by_start,
        "g": g,
        "g_start": g_start,
        "Hdp": jax.jvp(lambda p: jax.grad(misfit)(p, start), (p,), (dp,))[1],
    }
