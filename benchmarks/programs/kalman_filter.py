"""A Kalman filter for a train seen by radar: the likelihood of its noise, and how each measurement moves the estimate.

Source: Särkkä, Bayesian Filtering and Smoothing, 2013, chapters 4 and 12.
"""

import numpy as np

import explorer.core as T

seen = T.dvector("seen")
log_noise = T.dvector("log_noise")  # of the acceleration, and of the radar
first = T.dvector("first")

h = 0.5
A = np.array([[1.0, h], [0.0, 1.0]])
shape = np.array([[h**3 / 3, h**2 / 2], [h**2 / 2, h]])
Q = T.exp(log_noise[0]) * shape
R = T.exp(log_noise[1])


def step(z, m, P):
    m, P = A @ m, A @ P @ A.T + Q
    innovation, S = z - m[0], P[0, 0] + R
    gain = P[:, 0] / S
    log_density = -0.5 * (innovation**2 / S + T.log(2 * np.pi * S))
    return [m + gain * innovation, P - T.outer(gain, gain) * S, log_density]


(ms, Ps, terms), _ = T.scan(step, sequences=seen, outputs_info=[first, T.eye(2), None])
likelihood = T.sum(terms)

score = T.grad(likelihood, log_noise)
information = -T.hessian(likelihood, log_noise)
weights = T.jacobian(ms[-1], seen)
smoothing = T.grad(likelihood, seen)

f = T.function([seen, log_noise, first], [likelihood, score, information, weights, smoothing, Ps[-1]])

radar = np.array([0.1, 0.7, 0.9, 1.8, 2.1, 2.4, 3.3, 3.4, 4.2, 4.3])
for value in f(radar, [-2.0, -3.0], [0.0, 1.0]):
    print(value)
