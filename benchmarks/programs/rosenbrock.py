"""Rosenbrock's valley in many dimensions: what every optimiser is tried on, with its banded Hessian.

Source: Rosenbrock, An automatic method for finding the greatest or least value of a function, Computer Journal 3, 1960.
"""

import numpy as np

import explorer.core as T

x = T.dvector("x")
v = T.dvector("v")

f = T.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

g = T.grad(f, x)
H = T.hessian(f, x)
Hv = T.hessian_vector_product(f, x, v)
curvature = v @ Hv / (v @ v)
along = T.taylor(f, x, v, 4)

program = T.function([x, v], [f, g, H, Hv, curvature, *along])

for value in program(np.linspace(-1.2, 1.0, 6), np.ones(6)):
    print(value)
