"""A Gaussian graphical model: which genes speak to each other directly, by a sparse inverse of their covariance.

Source: Friedman, Hastie & Tibshirani, Sparse inverse covariance estimation with the graphical lasso, 2008.
"""

import numpy as np

import explorer.core as T

Theta = T.dmatrix("Theta")
S = T.dmatrix("S")
D = T.dmatrix("D")

sign, log_det = T.linalg.slogdet(Theta)
likelihood = log_det - T.sum(S * Theta)
penalty = 0.1 * T.sum(T.sqrt(Theta**2 + 0.01))
objective = likelihood - penalty

g = T.grad(objective, Theta)
Hd = T.hessian_vector_product(objective, Theta, D)
covariance = T.grad(log_det, Theta).T
turned = T.jacobian(T.linalg.inv(Theta)[0], Theta)

f = T.function([Theta, S, D], [objective, g, Hd, covariance, turned])

precision = np.array([[2.0, -0.6, 0.0, 0.1], [-0.6, 1.5, -0.4, 0.0], [0.0, -0.4, 1.8, -0.7], [0.1, 0.0, -0.7, 1.4]])
observed = np.array([[0.6, 0.25, 0.1, 0.0], [0.25, 0.9, 0.3, 0.15], [0.1, 0.3, 0.9, 0.4], [0.0, 0.15, 0.4, 1.0]])
for value in f(precision, observed, np.eye(4)):
    print(value)
