import jax
import jax.numpy as jnp


def project(camera, points):
    w = camera[:3]
    angle = jnp.sqrt(w @ w)
    x, y, z = w / angle
    K = jnp.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    R = jnp.eye(3) + jnp.sin(angle) * K + (1 - jnp.cos(angle)) * K @ K
    seen = points @ R.T + camera[3:6]
    flat = seen[:, :2] / seen[:, 2:]
    return camera[6] * flat * (1 + camera[7] * jnp.sum(flat**2, axis=1, keepdims=True))


def program(camera, points, pixels):
    def error(camera, points):
        return project(camera, points) - pixels

    def cost(camera, points):
        return jnp.sum(error(camera, points) ** 2) / 2

    by_camera, by_points = jax.jacobian(error, (0, 1))(camera, points)
    g_camera, g_points = jax.grad(cost, (0, 1))(camera, points)
    return {
        "cost": cost(camera, points),
        "by_camera": by_camera,
        "by_points": by_points,
        "g_camera": g_camera,
        "g_points": g_points,
        "normal": jnp.einsum("ijk,ijl->kl", by_camera, by_camera),
    }
