"""Negative binomial regression: counts that vary more than Poisson's, as genes in cells and days of absence do.

Source: Venables & Ripley, Modern Applied Statistics with S, 2002, section 7.4; days of absence from a school.
"""

import numpy as np

import explorer.core as T

X = T.dmatrix("X")
days = T.lvector("days")
b = T.dvector("b")
log_theta = T.dscalar("log_theta")

theta = T.exp(log_theta)
mu = T.exp(X @ b)
likelihood = T.sum(
    T.gammaln(days + theta)
    - T.gammaln(theta)
    - T.gammaln(days + 1)
    + theta * T.log(theta / (theta + mu))
    + days * T.log(mu / (theta + mu))
)

g_b, g_theta = T.grad(likelihood, [b, log_theta])
[[H_bb, H_bt], [H_tb, H_tt]] = T.hessian(likelihood, [b, log_theta])

f = T.function([X, days, b, log_theta], [likelihood, g_b, g_theta, H_bb, H_bt, H_tt])

absent = [2, 11, 14, 5, 5, 13, 20, 22, 6, 6, 15, 7, 14, 0, 32, 53]
group = np.repeat([0.0, 1.0], 8)
for value in f(np.stack([np.ones(16), group], axis=1), absent, [2.4, 0.3], 0.2):
    print(value)
