"""Robust regression: Huber's, Tukey's and the log-cosh loss, where a few measurements are gross errors.

Source: Huber & Ronchetti, Robust Statistics, 2009, chapter 7; data: Rousseeuw & Leroy's telephone calls in Belgium.
"""

import numpy as np

import explorer.core as T

x = T.dvector("x")
y = T.dvector("y")
line = T.dvector("line")
along = T.dvector("along")

r = (y - line[0] - line[1] * x) / 2.0  # residuals in units of their scale


def huber(r, k=1.345):
    return T.where(T.abs(r) <= k, r**2 / 2, k * T.abs(r) - k**2 / 2)


def tukey(r, c=4.685):
    inside = c**2 / 6 * (1 - (1 - (r / c) ** 2) ** 3)
    return T.where(T.abs(r) <= c, inside, c**2 / 6)


def log_cosh(r):
    return T.log(T.cosh(r))


losses = [T.sum(rho(r)) for rho in (huber, tukey, log_cosh)]
gradients = [T.grad(loss, line) for loss in losses]
hessians = [T.hessian(loss, line) for loss in losses]
psi = T.grad(losses[1], r)
curvature = T.hessian_vector_product(losses[2], line, along)

f = T.function([x, y, line, along], [*losses, *gradients, *hessians, psi, curvature])

decade = np.arange(-10, 14) / 10  # from 1960 on
before = [4.4, 4.7, 4.7, 5.9, 6.6, 7.3, 8.1, 8.8, 10.6, 12, 13.5, 14.9, 16.1, 21.2]
calls = np.array([*before, 119, 124, 142, 159, 182, 212, 43, 24, 27, 29])  # for six years, minutes were counted instead
for value in f(decade, calls, [12.0, 11.0], [1.0, 0.1]):
    print(value)
