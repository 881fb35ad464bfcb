"""A portfolio between return and risk: the utility of an investor, marginal contributions to risk, costs of trading.

Source: Markowitz, Journal of Finance 7, 1952; Roncalli, Risk Parity and Budgeting, 2013, chapter 2.
"""

import numpy as np

import explorer.core as T

w = T.dvector("w")
held = T.dvector("held")
mu = T.dvector("mu")
Sigma = T.dmatrix("Sigma")
aversion = T.dscalar("aversion")

risk = T.sqrt(w @ Sigma @ w)
trading = T.sum(T.sqrt((w - held) ** 2 + 1e-4))
utility = w @ mu - aversion / 2 * risk**2 - 0.002 * trading

g = T.grad(utility, w)
H = T.hessian(utility, w)
marginal_risk = T.grad(risk, w)
contribution = w * marginal_risk / risk
by_covariance = T.grad(utility, Sigma)

f = T.function([w, held, mu, Sigma, aversion], [utility, g, H, marginal_risk, contribution, by_covariance])

volatility = np.array([0.05, 0.15, 0.20, 0.25])
correlation = np.array([[1, 0.1, 0.4, 0.5], [0.1, 1, 0.7, 0.4], [0.4, 0.7, 1, 0.6], [0.5, 0.4, 0.6, 1]])
covariance = correlation * np.outer(volatility, volatility)
for value in f([0.4, 0.3, 0.2, 0.1], [0.25, 0.25, 0.25, 0.25], [0.02, 0.06, 0.07, 0.09], covariance, 4.0):
    print(value)
