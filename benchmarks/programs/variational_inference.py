"""Variational inference: a Bayesian regression's posterior, by the evidence's lower bound and reparametrised samples.

Source: Kingma & Welling, Auto-encoding variational Bayes, ICLR 2014; Kucukelbir et al., JMLR 18, 2017.
"""

import numpy as np

import explorer.core as T

X = T.dmatrix("X")
y = T.dvector("y")
mean = T.dvector("mean")
log_scale = T.dvector("log_scale")
eps = T.dmatrix("eps")  # standard normal, a row for each sample

w = mean + T.exp(log_scale) * eps
residual = y - w @ X.T
log_likelihood = -0.5 * T.sum(residual**2, axis=1) / 0.25 - 0.5 * y.shape[0] * np.log(2 * np.pi * 0.25)
divergence = 0.5 * T.sum(mean**2 + T.exp(2 * log_scale) - 1 - 2 * log_scale)
bound = T.mean(log_likelihood) - divergence

g_mean, g_scale = T.grad(bound, [mean, log_scale])
each = T.jacobian(log_likelihood, mean)
curvature = T.hessian(bound, mean)

f = T.function([X, y, mean, log_scale, eps], [bound, g_mean, g_scale, each, curvature])

x = np.linspace(-1, 1, 9)
samples = np.random.default_rng(3).normal(size=(4, 2))
line = 0.5 + 1.5 * x + 0.3 * np.cos(7 * x)
for value in f(np.stack([np.ones(9), x], axis=1), line, [0.3, 1.0], [-1.0, -0.5], samples):
    print(value)
