"""Total variation: taking noise out of a picture and leaving its edges, by the gradient that shrinks every slope.

Source: Rudin, Osher & Fatemi, Nonlinear total variation based noise removal algorithms, Physica D 60, 1992.
"""

import numpy as np

import explorer.core as T

u = T.dmatrix("u")
noisy = T.dmatrix("noisy")
weight = T.dscalar("weight")
v = T.dmatrix("v")

across = T.diff(u, axis=1)[:-1]
down = T.diff(u, axis=0)[:, :-1]
variation = T.sum(T.sqrt(across**2 + down**2 + 1e-4))
objective = T.sum((u - noisy) ** 2) / 2 + weight * variation

g = T.grad(objective, u)
Hv = T.hessian_vector_product(objective, u, v)
curvature = T.grad(variation, u)

f = T.function([u, noisy, weight, v], [objective, g, Hv, curvature])

picture = np.zeros((6, 6))
picture[1:4, 2:5] = 1.0
noise = 0.1 * np.sin(np.arange(36) ** 2).reshape(6, 6)
for value in f(picture + noise, picture + 2 * noise, 0.3, np.eye(6)):
    print(value)
