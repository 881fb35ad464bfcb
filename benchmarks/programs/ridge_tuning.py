"""Ridge regression, tuned by the gradient of the validation error through the solution of the normal equations.

Source: Hoerl & Kennard, Technometrics 12, 1970; Bengio, Gradient-based optimization of hyperparameters, 2000.
"""

import numpy as np

import explorer.core as T

X = T.dmatrix("X")
y = T.dvector("y")
fresh_X = T.dmatrix("fresh_X")
fresh_y = T.dvector("fresh_y")
log_ridge = T.dvector("log_ridge")  # one for each coefficient

A = X.T @ X + T.diag(T.exp(log_ridge))
w = T.linalg.solve(A, X.T @ y)
error = T.mean((fresh_X @ w - fresh_y) ** 2)
freedom = T.trace(T.linalg.solve(A, X.T @ X))

g = T.grad(error, log_ridge)
H = T.hessian(error, log_ridge)
path = T.jacobian(w, log_ridge)
by_answers = T.grad(error, y)
g_freedom = T.grad(freedom, log_ridge)

f = T.function([X, y, fresh_X, fresh_y, log_ridge], [error, w, g, H, path, by_answers, freedom, g_freedom])

x = np.linspace(-1, 1, 10)
powers = np.stack([np.ones(10), x, x**2, x**3], axis=1)
between = np.linspace(-0.9, 0.9, 7)
fresh = np.stack([np.ones(7), between, between**2, between**3], axis=1)
noise = 0.2 * np.cos(40 * x)
for value in f(powers, np.sin(2 * x) + noise, fresh, np.sin(2 * between), [-4.0, -3.0, 0.0, -1.0]):
    print(value)
