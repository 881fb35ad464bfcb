"""Survival times with a Weibull distribution, some patients lost from sight: the fit and its standard errors.

Source: Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2002; data: Freireich's leukaemia, 6-MP.
"""

import numpy as np

import explorer.core as T

weeks = T.dvector("weeks")
relapsed = T.dvector("relapsed")
p = T.dvector("p")  # logarithms of shape and scale

shape, scale = T.exp(p[0]), T.exp(p[1])
z = weeks / scale
log_hazard = p[0] - p[1] + (shape - 1) * T.log(z)
likelihood = T.sum(relapsed * log_hazard - z**shape)

score = T.grad(likelihood, p)
information = -T.hessian(likelihood, p)
a, b, c = information[0, 0], information[0, 1], information[1, 1]
errors = T.sqrt(T.stack([c, a]) / (a * c - b**2))
median = scale * np.log(2) ** (1 / shape)
by_delta = T.grad(median, p)

f = T.function([weeks, relapsed, p], [likelihood, score, information, errors, median, by_delta])

remission = np.array([6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35.0])
seen = np.array([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0])
for value in f(remission, seen, [0.3, 3.5]):
    print(value)
