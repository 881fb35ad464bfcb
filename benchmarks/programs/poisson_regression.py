"""Counts by Poisson regression: goals in football, claims of insurance, photons; with Fisher's information.

Source: Agresti, Categorical Data Analysis, 2013, section 4.3; data: satellites of horseshoe crabs, by width.
"""

import numpy as np

import explorer.core as T

X = T.dmatrix("X")
count = T.lvector("count")
b = T.dvector("b")

rate = T.exp(X @ b)
likelihood = T.sum(count * T.log(rate) - rate - T.gammaln(count + 1))

score = T.grad(likelihood, b)
information = -T.hessian(likelihood, b)
leverage = T.jacobian(rate, b)

f = T.function([X, count, b], [likelihood, score, information, leverage])

width = np.array([28.3, 22.5, 26.0, 24.8, 26.0, 23.8, 26.5, 24.7, 23.7, 25.6, 24.3, 25.8, 28.2])
satellites = [8, 0, 9, 0, 4, 0, 0, 0, 0, 0, 0, 0, 11]
for value in f(np.stack([np.ones(13), width - 25], axis=1), satellites, [0.6, 0.4]):
    print(value)
