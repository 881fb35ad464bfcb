"""Black and Scholes' price of an option and its Greeks: what a trading desk hedges by, to the third order.

Source: Hull, Options, Futures, and Other Derivatives, 2021, chapters 15 and 19; a call on a share, a quarter ahead.
"""

import explorer.core as T

S = T.dscalar("S")  # the share
K = T.dscalar("K")  # the strike
r = T.dscalar("r")  # the rate without risk
s = T.dscalar("s")  # the volatility
t = T.dscalar("t")  # years to go


def normal(x):
    return (1 + T.erf(x / 2**0.5)) / 2


d1 = (T.log(S / K) + (r + s**2 / 2) * t) / (s * T.sqrt(t))
d2 = d1 - s * T.sqrt(t)
price = S * normal(d1) - K * T.exp(-r * t) * normal(d2)

delta, vega, decay, rho = T.grad(price, [S, s, t, r])
gamma, vanna, charm = T.grad(delta, [S, s, t])
volga = T.grad(vega, s)
speed = T.grad(gamma, S)

f = T.function([S, K, r, s, t], [price, delta, vega, -decay, rho, gamma, vanna, charm, volga, speed])

names = ["price", "delta", "vega", "theta", "rho", "gamma", "vanna", "charm", "volga", "speed"]
for name, value in zip(names, f(49.0, 50.0, 0.05, 0.2, 0.3846)):
    print(f"{name:6}{value:12.6f}")
