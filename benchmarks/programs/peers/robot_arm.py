import jax
import jax.numpy as jnp


def program(angles, links, turning, force):
    def hand(angles):
        heading = jnp.cumsum(angles)
        return jnp.stack([links @ jnp.cos(heading), links @ jnp.sin(heading)])

    def velocity(angles):
        return jax.jvp(hand, (angles,), (turning,))[1]

    def manipulability(angles):
        J = jax.jacobian(hand)(angles)
        return jnp.linalg.det(J @ J.T)

    return {
        "hand": hand(angles),
        "J": jax.jacobian(hand)(angles),
        "velocity": velocity(angles),
        "torque": jax.vjp(hand, angles)[1](force)[0],
        "acceleration": jax.jvp(velocity, (angles,), (turning,))[1],
        "manipulability": manipulability(angles),
        "away_from_singular": jax.grad(manipulability)(angles),
    }
