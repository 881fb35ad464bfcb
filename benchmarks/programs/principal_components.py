"""Principal components: which observations move the axes of a cloud of points, by the derivatives of eigenvalues.

Source: Jolliffe, Principal Component Analysis, 2002, section 10.2; Magnus, On differentiating eigenvalues, 1985.
"""

import numpy as np

import explorer.core as T

X = T.dmatrix("X")
dX = T.dmatrix("dX")

centred = X - X.mean(axis=0)
C = centred.T @ centred / (X.shape[0] - 1)
spread, axes = T.linalg.eigh(C)
explained = spread[-1] / T.sum(spread)
projector = T.outer(axes[:, -1], axes[:, -1])  # an axis has two directions, its projector only one

influence = T.grad(explained, X)
by_covariance = T.jacobian(spread, C)
turning = T.Rop(projector, X, dX)
bend = T.hessian_vector_product(explained, X, dX)

f = T.function([X, dX], [spread, explained, influence, by_covariance, turning, bend])

heights = np.array([150.0, 155.0, 163.0, 168.0, 171.0, 176.0, 181.0, 188.0])
weights = np.array([52.0, 50.0, 61.0, 60.0, 75.0, 71.0, 80.0, 95.0])
ages = np.array([21.0, 34.0, 45.0, 23.0, 56.0, 31.0, 40.0, 48.0])
cloud = np.stack([heights / 10, weights / 10, ages / 10], axis=1)
change = np.zeros((8, 3))
change[7] = [0.0, 1.0, 0.0]
for value in f(cloud, change):
    print(value.round(9))
