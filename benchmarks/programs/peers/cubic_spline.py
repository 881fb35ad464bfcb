import jax
import jax.numpy as jnp


def program(knots, heights, where):
    def second(knots, heights):
        h = jnp.diff(knots)
        rows = [jnp.eye(len(knots))[0]]
        sides = [0.0]
        for k in range(1, len(knots) - 1):
            row = jnp.zeros(len(knots)).at[k - 1].set(h[k - 1]).at[k].set(2 * (h[k - 1] + h[k])).at[k + 1].set(h[k])
            rows.append(row)
            sides.append(6 * ((heights[k + 1] - heights[k]) / h[k] - (heights[k] - heights[k - 1]) / h[k - 1]))
        return jnp.linalg.solve(jnp.stack([*rows, jnp.eye(len(knots))[-1]]), jnp.stack([*sides, 0.0]))

    def curve(where, heights, knots):
        M, h = second(knots, heights), jnp.diff(knots)
        i = jnp.searchsorted(knots, where, side="right") - 1
        t = where - knots[i]
        slope = (heights[i + 1] - heights[i]) / h[i] - h[i] * (2 * M[i] + M[i + 1]) / 6
        return heights[i] + t * (slope + t * (M[i] / 2 + t * (M[i + 1] - M[i]) / (6 * h[i])))

    def energy(heights):
        M = second(knots, heights)
        return jnp.sum(jnp.diff(knots) * (M[:-1] ** 2 + M[:-1] * M[1:] + M[1:] ** 2)) / 3

    at = (where, heights, knots)
    return {
        "curve": curve(*at),
        "slope": jax.grad(lambda where: jnp.sum(curve(where, heights, knots)))(where),
        "influence": jax.jacobian(curve, 1)(*at),
        "by_knots": jax.jacobian(curve, 2)(*at),
        "energy": energy(heights),
        "stiffness": jax.hessian(energy)(heights),
    }
