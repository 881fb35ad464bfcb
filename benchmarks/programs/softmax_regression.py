"""Softmax regression on flowers: many classes at once, the last layer of nearly every neural classifier.

Source: Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936 (two flowers a kind).
"""

import numpy as np

import explorer.core as T

X = T.dmatrix("X")
kind = T.lvector("kind")
W = T.dmatrix("W")
b = T.dvector("b")
V = T.dmatrix("V")

scores = X @ W + b
believed = T.exp(scores) / T.sum(T.exp(scores), axis=1, keepdims=True)
loss = -T.mean(T.log(believed[T.arange(kind.shape[0]), kind])) + 1e-3 * (W**2).sum()

gW, gb = T.grad(loss, [W, b])
HV = T.hessian_vector_product(loss, W, V)

f = T.function([X, kind, W, b, V], [loss, gW, gb, HV])

flowers = np.array(
    [
        [5.1, 3.5, 1.4, 0.2],
        [4.9, 3.0, 1.4, 0.2],
        [7.0, 3.2, 4.7, 1.4],
        [6.4, 3.2, 4.5, 1.5],
        [6.3, 3.3, 6.0, 2.5],
        [5.8, 2.7, 5.1, 1.9],
    ]
)
weights = np.array([[0.3, 0.1, -0.4], [0.8, -0.2, -0.6], [-1.1, 0.2, 0.9], [-0.5, -0.4, 0.9]])
for value in f(flowers, [0, 0, 1, 1, 2, 2], weights, [0.2, 0.3, -0.5], np.ones((4, 3)) * [1, 0, -1]):
    print(value)
