"""A long short-term memory, the cell behind a decade of speech and translation: its state is carried beside the output.

Source: Hochreiter & Schmidhuber, Neural Computation 9, 1997; with the forget gate of Gers et al., 2000.
"""

import numpy as np

import explorer.core as T

xs = T.dmatrix("xs")
target = T.dvector("target")
W = T.dmatrix("W")
U = T.dmatrix("U")
b = T.dvector("b")
dW = T.dmatrix("dW")

k = target.shape[0]


def step(x, h, c, W, U, b):
    z = x @ W + h @ U + b
    i, f, o = T.sigmoid(z[:k]), T.sigmoid(z[k : 2 * k]), T.sigmoid(z[2 * k : 3 * k])
    c = f * c + i * T.tanh(z[3 * k :])
    return [o * T.tanh(c), c]


zero = T.zeros_like(target)
(hs, cs), _ = T.scan(step, sequences=xs, outputs_info=[zero, zero], non_sequences=[W, U, b])
loss = T.sum((hs[-1] - target) ** 2) / 2

gW, gU, gb = T.grad(loss, [W, U, b])
along = T.Rop(hs[-1], W, dW)

f = T.function([xs, target, W, U, b, dW], [loss, gW, gU, gb, along])

inputs = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0], [-1.0, 0.5]])
weights = np.sin(np.arange(16)).reshape(2, 8)
recurrent = np.cos(np.arange(16)).reshape(2, 8) / 2
bias = np.array([0, 0, 1, 1, 0, 0, 0, 0])
for value in f(inputs, [0.5, -0.5], weights, recurrent, bias, np.ones((2, 8)) / 4):
    print(value)
