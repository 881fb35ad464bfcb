"""A recurrent network that reads a sequence: backpropagation through time, and what the first input still matters.

Source: Elman, Finding structure in time, Cognitive Science 14, 1990; Pascanu, Mikolov & Bengio, ICML 2013 (gradients).
"""

import numpy as np

import explorer.core as T

xs = T.dmatrix("xs")
ys = T.dmatrix("ys")
h0 = T.dvector("h0")
U = T.dmatrix("U")
W = T.dmatrix("W")
V = T.dmatrix("V")


def step(x, h, U, W):
    return T.tanh(x @ U + h @ W)


hs, _ = T.scan(step, sequences=xs, outputs_info=h0, non_sequences=[U, W])
loss = T.mean((hs @ V - ys) ** 2)

gU, gW, gV = T.grad(loss, [U, W, V])
memory = T.jacobian(hs[-1], h0)
attention_to_inputs = T.grad(loss, xs)

f = T.function([xs, ys, h0, U, W, V], [loss, gU, gW, gV, memory, attention_to_inputs])

time = np.arange(8)
inputs = np.stack([np.sin(time), np.cos(2 * time)], axis=1)
wanted = np.sin(time - 1)[:, None]
recurrent = np.array([[0.7, -0.3, 0.1], [0.2, 0.6, -0.4], [-0.1, 0.3, 0.5]])
for value in f(inputs, wanted, np.zeros(3), [[0.5, -0.2, 0.8], [0.1, 0.9, -0.3]], recurrent, [[0.6], [-0.4], [0.2]]):
    print(value)
