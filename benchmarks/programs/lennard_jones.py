"""Atoms of argon: energy, forces, vibrations and pressure from one formula, as molecular dynamics needs them.

Source: Allen & Tildesley, Computer Simulation of Liquids, 2017, section 1.3; in units of the potential's own.
"""

import numpy as np

import explorer.core as T

x = T.dmatrix("x")
scale = T.dscalar("scale")  # of the box; 1 as it is
u = T.dmatrix("u")

n = x.shape[0]
apart = scale * (x[:, None] - x[None])
square = T.sum(apart**2, axis=-1) + T.eye(n)
s6 = 1 / square**3
energy = T.sum(T.triu(4 * (s6**2 - s6), 1))

force = -T.grad(energy, x)
stiffness = T.hessian(energy, x)
stiffness_u = T.hessian_vector_product(energy, x, u)
virial = -T.grad(energy, scale)
bulk = T.grad(T.grad(energy, scale), scale)

f = T.function([x, scale, u], [energy, force, stiffness_u, stiffness.reshape((3 * n, 3 * n)), virial, bulk])

atoms = np.array([[0.0, 0.0, 0.0], [1.12, 0.0, 0.1], [0.56, 0.95, -0.1], [0.5, 0.35, 0.95]])
for value in f(atoms, 1.0, np.eye(4, 3)):
    print(value.round(6))
