import jax
import jax.numpy as jnp


def program(places, distances, v):
    first, second = jnp.triu_indices(len(places), 1)

    def stress(places, distances):
        length = jnp.linalg.norm(places[first] - places[second], axis=1)
        return jnp.sum((length - distances[first, second]) ** 2)

    def g(places, distances):
        return jax.grad(stress)(places, distances)

    turned = places @ jnp.array([[0.0, 1.0], [-1.0, 0.0]])
    return {
        "stress": stress(places, distances),
        "g": g(places, distances),
        "H": jax.hessian(stress)(places, distances),
        "Hv": jax.jvp(lambda x: g(x, distances), (places,), (v,))[1],
        "by_distances": jax.jacobian(g, 1)(places, distances)[0, 0],
        "turn": jax.jvp(lambda x: stress(x, distances), (places,), (turned,))[1],
    }
