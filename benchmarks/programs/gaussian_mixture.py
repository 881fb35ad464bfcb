"""The likelihood of a Gaussian mixture: clusters, fitted by gradients where the EM algorithm is too slow.

Source: Bishop, Pattern Recognition and Machine Learning, 2006, section 9.2; data: Old Faithful, in minutes.
"""

import numpy as np

import explorer.core as T

x = T.dvector("x")
logits = T.dvector("logits")
means = T.dvector("means")
log_scales = T.dvector("log_scales")

z = (x[:, None] - means) / T.exp(log_scales)
log_density = -0.5 * z**2 - log_scales - 0.5 * np.log(2 * np.pi)
log_weight = logits - T.logsumexp(logits)
likelihood = T.sum(T.logsumexp(log_weight + log_density, axis=1))

g_logits, g_means, g_scales = T.grad(likelihood, [logits, means, log_scales])
information = -T.hessian(likelihood, means)

f = T.function([x, logits, means, log_scales], [likelihood, g_logits, g_means, g_scales, information])

minutes = np.array([3.6, 1.8, 3.333, 2.283, 4.533, 2.883, 4.7, 3.6, 1.95, 4.35, 1.833, 3.917, 4.2, 1.75, 4.7, 2.167])
for value in f(minutes, [-0.6, 0.0], [2.0, 4.2], [-1.2, -0.8]):
    print(value)
