import jax
import jax.numpy as jnp

H = 0.1


def program(pushes, start, change, mass):
    def last(pushes, start, mass):
        def step(state, push):
            angle, speed = state
            speed = speed + H * (push / mass - 9.81 * jnp.sin(angle) - 0.1 * speed)
            return jnp.stack([angle + H * speed, speed]), None

        return jax.lax.scan(step, start, pushes)[0]

    def cost(pushes, start, mass):
        angle, speed = last(pushes, start, mass)
        return 10 * (jnp.cos(angle) + 1) + speed**2 + 0.01 * H * jnp.sum(pushes**2)

    at = (pushes, start, mass)
    g, adjoint, by_mass = jax.grad(cost, (0, 1, 2))(*at)
    return {
        "cost": cost(*at),
        "g": g,
        "adjoint": adjoint,
        "Hc": jax.jvp(lambda u: jax.grad(cost)(u, start, mass), (pushes,), (change,))[1],
        "reach": jax.jacobian(last)(*at),
        "by_mass": by_mass,
    }
