"""Logistic regression with a small ridge: the first classifier of every statistics package, fitted by Newton's method.

Source: Dalal, Fowlkes & Hoadley, Risk analysis of the space shuttle, JASA 84, 1989: O-rings failed, by temperature.
"""

import numpy as np

import explorer.core as T

X = T.dmatrix("X")
y = T.dvector("y")
w = T.dvector("w")
v = T.dvector("v")

margin = (2 * y - 1) * T.dot(X, w)
loss = T.sum(T.log(1 + T.exp(-margin))) + 0.05 * T.sum(w**2)

g = T.grad(loss, w)
H = T.hessian(loss, w)
Hv = T.hessian_vector_product(loss, w, v)

f = T.function([X, y, w, v], [loss, g, H, Hv])

temperature = np.array([66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58])
failed = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1])
design = np.stack([np.ones(23), (temperature - 70) / 10], axis=1)
for value in f(design, failed, [-1.0, -2.0], [1.0, 0.5]):
    print(value)
