"""A hidden Markov model: the forward algorithm in logarithms, whose gradients are the posterior of every state.

Source: Rabiner, A tutorial on hidden Markov models, Proc. IEEE 77, 1989; Eisner, Inside-outside is just backprop, 2016.
"""

import numpy as np

import explorer.core as T

log_start = T.dvector("log_start")
log_move = T.dmatrix("log_move")
log_emit = T.dmatrix("log_emit")
seen = T.lvector("seen")


def forward(emitted, alpha):
    return T.logsumexp(alpha[:, None] + log_move, axis=0) + emitted


emitted = log_emit[:, seen].T
alphas, _ = T.scan(forward, sequences=emitted[1:], outputs_info=log_start + emitted[0])
evidence = T.logsumexp(alphas[-1])

posterior = T.grad(evidence, emitted)
moves = T.grad(evidence, log_move)
by_start = T.grad(evidence, log_start)
H = T.hessian(evidence, log_start)

f = T.function([log_start, log_move, log_emit, seen], [evidence, posterior, moves, by_start, H])

move = np.array([[0.7, 0.3], [0.4, 0.6]])
emit = np.array([[0.5, 0.4, 0.1], [0.1, 0.3, 0.6]])
for value in f(np.log([0.6, 0.4]), np.log(move), np.log(emit), [0, 1, 2, 2, 0]):
    print(value)
