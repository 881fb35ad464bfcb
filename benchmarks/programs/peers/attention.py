import jax
import jax.numpy as jnp


def program(X, Wq, Wk, Wv, upstream, dX):
    def out(X, Wq, Wk, Wv):
        scores = (X @ Wq) @ (X @ Wk).T / jnp.sqrt(Wq.shape[1])
        past = jnp.tri(len(X), dtype=bool)
        return jax.nn.softmax(jnp.where(past, scores, -jnp.inf), axis=1) @ (X @ Wv)

    at = (X, Wq, Wk, Wv)
    gX, gWq, gWk, gWv = jax.vjp(out, *at)[1](upstream)
    dout = jax.jvp(lambda X: out(X, Wq, Wk, Wv), (X,), (dX,))[1]
    return {"out": out(*at), "gX": gX, "gWq": gWq, "gWk": gWk, "gWv": gWv, "dout": dout}
