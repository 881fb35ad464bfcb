"""The Sun and its giants: the energy of gravity, the pull on each body, and the tides, from one formula.

Source: Murray & Dermott, Solar System Dynamics, 1999; the Sun and four planets in 1981.
"""

import numpy as np

import explorer.core as T

G = 0.0376942  # in astronomical units, years and masses of Jupiter

x = T.dmatrix("x")
m = T.dvector("m")
u = T.dmatrix("u")

apart = x[:, None, :] - x[None, :, :]
square = T.sum(apart**2, axis=2)
pairs = T.triu(T.outer(m, m), 1)
one = T.eye(m.shape[0])  # keeps the distance of a body to itself away from 0
energy = -G * T.sum(pairs / T.sqrt(square + one))

force = -T.grad(energy, x)
acceleration = force / m[:, None]
tides = T.Rop(force, x, u)
by_mass = T.grad(energy, m)

f = T.function([x, m, u], [energy, force, acceleration, tides, by_mass])

places = np.array(
    [
        [0.0, 0.0, 0.0],
        [4.84143144, -1.16032004, -0.10362204],
        [8.34336672, 4.1247986, -0.40352342],
        [12.89436956, -15.1111514, -0.22330758],
        [15.37969711, -25.91931461, 0.17925877],
    ]
)
masses = np.array([1047.35, 1.0, 0.29943, 0.04573, 0.05395])
moved = np.zeros((5, 3))
moved[1] = [0.01, 0.0, 0.0]
for value in f(places, masses, moved):
    print(value)
