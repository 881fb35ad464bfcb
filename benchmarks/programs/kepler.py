"""Kepler's equation: where a planet stands at a given time, and how that depends on the shape of its orbit.

Source: Danby, Fundamentals of Celestial Mechanics, 1992, chapter 6; the orbit of Mercury, eight times in a turn.
"""

import numpy as np

import explorer.core as T

M = T.dvector("M")  # the mean anomaly, which grows with time
e = T.dscalar("e")  # the eccentricity
a = T.dscalar("a")  # half the longer axis
dM = T.dvector("dM")

E = T.root(lambda E: E - e * T.sin(E) - M, M)
x = a * (T.cos(E) - e)
y = a * T.sqrt(1 - e**2) * T.sin(E)
radius = T.sqrt(x**2 + y**2)

by_shape = T.jacobian(radius, e)
velocity = T.stack([T.Rop(x, M, dM), T.Rop(y, M, dM)])
bend = T.jacobian(T.jacobian(E, e), e)
furthest = T.grad(T.max(radius), [a, e])

f = T.function([M, e, a, dM], [E, radius, by_shape, velocity, bend, *furthest])

for value in f(np.linspace(0.1, 6.0, 8), 0.2056, 0.3871, np.ones(8)):
    print(value)
