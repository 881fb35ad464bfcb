"""Layer normalisation: what keeps deep networks trainable, and the backward pass that everybody derives once by hand.

Source: Ba, Kiros & Hinton, Layer normalization, arXiv 1607.06450, 2016.
"""

import numpy as np

import explorer.core as T

X = T.dmatrix("X")
gain = T.dvector("gain")
bias = T.dvector("bias")
upstream = T.dmatrix("upstream")

centred = X - X.mean(axis=1, keepdims=True)
normal = centred / T.sqrt(X.var(axis=1, keepdims=True) + 1e-5)
out = normal * gain + bias

gX, g_gain, g_bias = T.Lop(out, [X, gain, bias], upstream)
J = T.jacobian(out[0], X)[:, 0, :]

f = T.function([X, gain, bias, upstream], [out, gX, g_gain, g_bias, J])

rows = np.array([[1.0, 2.0, 4.0, 8.0], [0.5, -0.5, 1.5, -1.5], [3.0, 3.1, 2.9, 3.0]])
for value in f(rows, [1.0, 0.5, 2.0, 1.0], [0.0, 0.1, 0.0, -0.1], [[1, 0, 0, 0], [0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5]]):
    print(value)
