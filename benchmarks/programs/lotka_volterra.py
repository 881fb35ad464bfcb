"""Hares and lynxes: how sensitive the future is to the parameters of an ordinary differential equation, and the fit.

Source: Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, 1993, section I.14; data: Hudson's Bay.
"""

import numpy as np

import explorer.core as T

start = T.dvector("start")
p = T.dvector("p")
seen = T.dmatrix("seen")
dp = T.dvector("dp")

steps, h = 4, 0.25  # a year each


def rate(u, p):
    hares, lynxes = u[0], u[1]
    return T.stack([p[0] * hares - p[1] * hares * lynxes, p[3] * hares * lynxes - p[2] * lynxes])


def runge_kutta(u, p):
    k1 = rate(u, p)
    k2 = rate(u + h / 2 * k1, p)
    k3 = rate(u + h / 2 * k2, p)
    k4 = rate(u + h * k3, p)
    return u + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


path, _ = T.scan(runge_kutta, outputs_info=start, non_sequences=p, n_steps=steps * seen.shape[0])
yearly = path[steps - 1 :: steps]
misfit = T.mean((T.log(yearly) - T.log(seen)) ** 2)

sensitivity = T.jacobian(yearly[-1], p)
by_start = T.jacobian(yearly[-1], start)
g, g_start = T.grad(misfit, [p, start])
Hdp = T.hessian_vector_product(misfit, p, dp)

f = T.function([start, p, seen, dp], [misfit, sensitivity, by_start, g, g_start, Hdp])

pelts = np.array([[47.2, 6.1], [70.2, 9.8], [77.4, 35.2], [36.3, 59.4], [20.6, 41.7], [18.1, 19.0], [21.4, 13.0]])
for value in f([30.0, 4.0], [0.55, 0.028, 0.84, 0.026], pelts, [0.0, 0.0, 0.01, 0.0]):
    print(value)
