"""A pendulum in the leapfrog scheme: energy that stays, areas that stay, and a step of Hamiltonian Monte Carlo.

Source: Hairer, Lubich & Wanner, Geometric Numerical Integration, 2006, chapter I; Neal, MCMC, 2011.
"""

import explorer.core as T

q = T.dvector("q")
p = T.dvector("p")
h = T.dscalar("h")


def energy(q, p):
    return T.sum(p**2) / 2 - T.cos(q[0]) - 0.5 * T.cos(q[1] - q[0])


def leap(q, p):
    p = p - h / 2 * T.grad(energy(q, p), q)
    q = q + h * T.grad(energy(q, p), p)
    return [q, p - h / 2 * T.grad(energy(q, p), q)]


(qs, ps), _ = T.scan(leap, outputs_info=[q, p], n_steps=25)

flow_q, flow_p = T.grad(energy(q, p), [q, p])
at_end = qs[-1]
A, B = T.jacobian(at_end, [q, p])
C, D = T.jacobian(ps[-1], [q, p])
area = A.T @ D - C.T @ B  # of a map that keeps areas: the identity
drift = energy(at_end, ps[-1]) - energy(q, p)
by_step = T.grad(drift, h)

f = T.function([q, p, h], [at_end, flow_q, flow_p, A, B, area, drift, by_step])

for value in f([1.0, -0.5], [0.0, 0.8], 0.1):
    print(value)
