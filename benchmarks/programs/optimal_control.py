"""Swinging a pendulum up: the gradient of a cost by every push, and the curvature that a Newton method needs.

Source: Bryson & Ho, Applied Optimal Control, 1975, chapter 2; the cost's adjoint runs backwards through time.
"""

import numpy as np

import explorer.core as T

pushes = T.dvector("pushes")
start = T.dvector("start")  # angle and speed
change = T.dvector("change")
mass = T.dscalar("mass")

h = 0.1


def step(push, state):
    angle, speed = state[0], state[1]
    speed = speed + h * (push / mass - 9.81 * T.sin(angle) - 0.1 * speed)
    return T.stack([angle + h * speed, speed])


states, _ = T.scan(step, sequences=pushes, outputs_info=start)
cost = 10 * (T.cos(states[-1, 0]) + 1) + states[-1, 1] ** 2 + 0.01 * h * T.sum(pushes**2)

g = T.grad(cost, pushes)
adjoint = T.grad(cost, start)
Hc = T.hessian_vector_product(cost, pushes, change)
reach = T.jacobian(states[-1], pushes)
by_mass = T.grad(cost, mass)

f = T.function([pushes, start, change, mass], [cost, g, adjoint, Hc, reach, by_mass])

plan = 5 * np.sign(np.sin(np.arange(15) / 3))
for value in f(plan, [0.1, 0.0], np.ones(15), 1.0):
    print(value)
