"""Optimal transport by Sinkhorn's algorithm: what it costs to move one heap of sand to another, and its gradients.

Source: Cuturi, Sinkhorn distances: lightspeed computation of optimal transport, NeurIPS 2013.
"""

import numpy as np

import explorer.core as T

a = T.dvector("a")
b = T.dvector("b")
x = T.dvector("x")
y = T.dvector("y")
dx = T.dvector("dx")

blur = 0.2
cost = (x[:, None] - y) ** 2
log_K = -cost / blur


def balance(f, g):
    f = T.log(a) - T.logsumexp(log_K + g, axis=1)
    return [f, T.log(b) - T.logsumexp(log_K + f[:, None], axis=0)]


(fs, gs), _ = T.scan(balance, outputs_info=[T.zeros_like(a), T.zeros_like(b)], n_steps=40)
plan = T.exp(fs[-1][:, None] + log_K + gs[-1])
distance = T.sum(plan * cost)

pull = T.grad(distance, x)
price = T.grad(distance, a)
shift = T.Rop(plan, x, dx)

f = T.function([a, b, x, y, dx], [distance, plan, pull, price, shift])

heap = np.array([0.1, 0.4, 0.3, 0.2])
hole = np.array([0.5, 0.25, 0.25])
for value in f(heap, hole, [0.0, 0.3, 0.6, 1.0], [0.2, 0.8, 1.3], [0.0, 0.1, 0.2, -0.1]):
    print(value)
