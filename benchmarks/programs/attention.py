"""A head of scaled dot-product attention: the block that language models are stacked from.

Source: Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.2; here with the mask of a decoder.
"""

import numpy as np

import explorer.core as T

X = T.dmatrix("X")
Wq = T.dmatrix("Wq")
Wk = T.dmatrix("Wk")
Wv = T.dmatrix("Wv")
upstream = T.dmatrix("upstream")
dX = T.dmatrix("dX")

Q, K, V = X @ Wq, X @ Wk, X @ Wv
n = X.shape[0]
past = T.tri(n, n) > 0
scores = T.where(past, Q @ K.T / T.sqrt(Wq.shape[1]), -np.inf)
weights = T.softmax(scores, axis=1)
out = weights @ V

gX = T.Lop(out, X, upstream)
gWq, gWk, gWv = T.Lop(out, [Wq, Wk, Wv], upstream)
dout = T.Rop(out, X, dX)

f = T.function([X, Wq, Wk, Wv, upstream, dX], [out, gX, gWq, gWk, gWv, dout])

tokens = np.sin(np.arange(20) ** 2).reshape(5, 4)
query = np.cos(np.arange(12)).reshape(4, 3)
key = np.sin(1 + np.arange(12)).reshape(4, 3)
value = np.cos(2 * np.arange(12)).reshape(4, 3)
for result in f(tokens, query, key, value, np.ones((5, 3)), np.eye(5, 4)):
    print(result)
