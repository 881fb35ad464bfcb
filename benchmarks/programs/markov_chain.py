"""Evolution as a chain in continuous time: how likely two strands of DNA are, by a matrix exponential of the rates.

Source: Felsenstein, Evolutionary trees from DNA sequences, J. Molecular Evolution 17, 1981; Hasegawa's rates, 1985.
"""

import numpy as np

import explorer.core as T

counts = T.dmatrix("counts")  # how often A, C, G, T became A, C, G, T
share = T.dvector("share")
log_time = T.dscalar("log_time")
kappa = T.dscalar("kappa")  # how much likelier A-G and C-T are

ring = np.array([[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]])
rates = (1 - np.eye(4) + (kappa - 1) * ring) * share
Q = rates - T.diag(T.sum(rates, axis=1))
P = T.linalg.expm(T.exp(log_time) * Q)
likelihood = T.sum(counts * T.log(share[:, None] * P))

by_time, by_kappa = T.grad(likelihood, [log_time, kappa])
by_share = T.grad(likelihood, share)
curvature = T.grad(by_time, log_time)
flow = T.jacobian(P[0], kappa)

f = T.function([counts, share, log_time, kappa], [likelihood, by_time, by_kappa, by_share, curvature, flow])

seen = np.array([[93.0, 3, 11, 2], [4, 96, 3, 14], [9, 2, 80, 3], [3, 12, 2, 91]])
for value in f(seen, [0.26, 0.27, 0.22, 0.25], -1.5, 3.0):
    print(value)
