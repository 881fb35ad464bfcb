"""The flow of power in a grid: complex voltages, the Jacobian that Newton's method solves with, and the losses.

Source: Stott, Review of load-flow calculation methods, Proc. IEEE 62, 1974; three nodes in a ring.
"""

import numpy as np

import explorer.core as T

Y = T.zmatrix("Y")  # admittances between the nodes
angle = T.dvector("angle")
magnitude = T.dvector("magnitude")
V = T.zvector("V")
dV = T.zvector("dV")

voltage = magnitude * T.exp(1j * angle)
power = voltage * T.conj(Y @ voltage)
P, Q = T.real(power), T.imag(power)
losses = T.sum(T.real(V * T.conj(Y @ V)))

J = [T.jacobian(part, by) for part in (P, Q) for by in (angle, magnitude)]
by_voltage = T.grad(losses, V)
change = T.Rop(losses, V, dV)

f = T.function([Y, angle, magnitude, V, dV], [P, Q, *J, by_voltage, change])

line = np.array([1 / (0.02 + 0.06j), 1 / (0.08 + 0.24j), 1 / (0.06 + 0.18j)])
grid = -np.array([[0, line[0], line[1]], [line[0], 0, line[2]], [line[1], line[2], 0]])
grid = grid - np.diag(grid.sum(axis=1))
at = np.array([1.06, 1.02 - 0.05j, 0.98 - 0.1j])
for value in f(grid, [0.0, -0.05, -0.1], [1.06, 1.02, 0.98], at, [0.0, 0.01, 0.01j]):
    print(value)
