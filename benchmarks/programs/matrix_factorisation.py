"""Matrix factorisation with gaps: what people would think of films that they have not seen yet.

Source: Koren, Bell & Volinsky, Matrix factorization techniques for recommender systems, Computer 42, 2009.
"""

import numpy as np

import explorer.core as T

R = T.dmatrix("R")  # stars; NaN where nobody has seen it
U = T.dmatrix("U")
V = T.dmatrix("V")
bias = T.dvector("bias")
dU = T.dmatrix("dU")

known = ~T.isnan(R)
stars = T.where(known, R, 0.0)
error = T.where(known, U @ V.T + bias - stars, 0.0)
loss = (error**2).sum() / known.sum() + 0.02 * ((U**2).mean() + (V**2).mean())

gU, gV, g_bias = T.grad(loss, [U, V, bias])
HU = T.hessian_vector_product(loss, U, dU)
mixed = T.Rop(gV, U, dU)

f = T.function([R, U, V, bias, dU], [loss, gU, gV, g_bias, HU, mixed])

no = np.nan
ratings = np.array([[5, 4, no, 1, no], [4, no, 5, 1, 1], [no, 1, 2, 5, 4], [1, 2, no, 4, no]])
people = np.array([[0.8, 0.1], [0.9, -0.2], [-0.7, 0.3], [-0.9, 0.1]])
films = np.array([[1.2, 0.1], [0.8, -0.1], [1.0, 0.3], [-1.3, 0.2], [-1.0, -0.2]])
for value in f(ratings, people, films, [3.2, 2.5, 3.4, 2.8, 2.6], np.ones((4, 2))):
    print(value)
