"""A Gaussian process: the marginal likelihood that chooses its length scale, and what it foretells.

Source: Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, section 5.4; carbon dioxide, from a trend.
"""

import numpy as np

import explorer.core as T

x = T.dvector("x")
y = T.dvector("y")
theta = T.dvector("theta")  # logarithms: length, amplitude, noise
where = T.dvector("where")


def kernel(a, b):
    return T.exp(2 * theta[1] - ((a[:, None] - b) ** 2) / (2 * T.exp(2 * theta[0])))


n = x.shape[0]
K = kernel(x, x) + T.exp(2 * theta[2]) * T.eye(n)
L = T.linalg.cholesky(K)
whitened = T.linalg.solve_triangular(L, y, lower=True)
evidence = -0.5 * (whitened @ whitened) - T.sum(T.log(T.diag(L))) - 0.5 * n * np.log(2 * np.pi)
foretold = kernel(where, x) @ T.linalg.cho_solve((L, True), y)

g = T.grad(evidence, theta)
H = T.hessian(evidence, theta)
by_data = T.grad(evidence, y)
slope = T.grad(T.sum(foretold), where)
weights = T.jacobian(foretold, y)

f = T.function([x, y, theta, where], [evidence, g, H, by_data, foretold, slope, weights])

year = np.linspace(0, 5, 9)
trend = 0.4 * year + 0.8 * np.sin(2 * year) - 1.0
for value in f(year, trend, [0.0, 0.2, -2.0], [1.3, 3.9, 5.5]):
    print(value)
