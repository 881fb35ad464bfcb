"""Derivatives of models of every day, as books on statistics and machine learning print them."""

import explorer.core as T
from tests.core.rewrite.closed_form import Form

x, w, a, mu = (T.tensor(name, shape=("n",)) for name in ("x", "w", "a", "mu"))
X, A = (T.tensor(name, shape=("m", "n")) for name in "XA")
y, b = (T.tensor(name, shape=("m",)) for name in "yb")
lam, tau, sigma, t = T.dscalars("lambda_", "tau", "sigma", "t")
p = T.assume(T.tensor("p", shape=("n",)), "rows sum to one")
Q = T.assume(T.tensor("Q", shape=("m", "n")), "rows sum to one")
P = T.assume(T.tensor("P", shape=("n", "n")), "symmetric")
Sigma = T.assume(T.tensor("Sigma", shape=("n", "n")), "symmetric")
L = T.assume(T.tensor("L", shape=("n", "n")), "lower triangular")
U, V = T.tensor("U", shape=("m", "r")), T.tensor("V", shape=("n", "r"))
W = T.tensor("W", shape=("n", "r"))
J = T.tensor("J", shape=("m", "r"))
solve, inv = T.linalg.solve, T.linalg.inv
SOFTMAX = r"\operatorname{softmax}(x)"
COVARIANCE = rf"\operatorname{{diag}}({SOFTMAX}) - {SOFTMAX} \, {{{SOFTMAX}}}^{{T}}"


def logdet(matrix):
    return T.linalg.slogdet(matrix).logabsdet


def squares(e):
    return T.sum(e**2)


def softmax():
    return T.softmax(x)


def covariance_of_softmax():
    return T.diag(softmax()) - T.outer(softmax(), softmax())


def logistic():
    return T.sum(T.softplus(X @ w) - y * (X @ w))


def poisson():
    return T.sum(T.exp(X @ w) - y * (X @ w))


def gaussian():
    """The log-density by mean and precision, without the constant."""
    return 0.5 * logdet(P) - 0.5 * ((x - mu) @ P @ (x - mu))


def gaussian_by_covariance():
    return -0.5 * logdet(Sigma) - 0.5 * ((x - mu) @ solve(Sigma, x - mu))


def identity():
    return T.eye(T.shape(w)[0])


MODELS = {
    "least squares": Form(lambda: T.grad(squares(A @ x - b), x), lambda: 2 * (A.T @ (A @ x - b)), r"2 A^{T} (A x - b)"),
    "least squares as a product": Form(
        lambda: T.grad((A @ x - b) @ (A @ x - b), x), lambda: 2 * (A.T @ (A @ x - b)), r"2 A^{T} (A x - b)"
    ),
    "least squares as a norm": Form(
        lambda: T.grad(T.norm(A @ x - b) ** 2, x), lambda: 2 * (A.T @ (A @ x - b)), r"2 A^{T} (A x - b)"
    ),
    "least squares, Hessian": Form(lambda: T.hessian(squares(A @ x - b), x), lambda: 2 * (A.T @ A), r"2 A^{T} A"),
    "least squares as a product, Hessian": Form(
        lambda: T.hessian((A @ x - b) @ (A @ x - b), x), lambda: 2 * (A.T @ A), r"2 A^{T} A"
    ),
    "least squares, Gauss-Newton times a vector": Form(
        lambda: T.hessian_vector_product(squares(A @ x - b), x, a), lambda: 2 * (A.T @ (A @ a)), r"2 A^{T} A a"
    ),
    "weighted least squares": Form(
        lambda: T.grad(T.sum(y * (A @ x - b) ** 2), x),
        lambda: 2 * (A.T @ (y * (A @ x - b))),
        r"2 A^{T} (y \odot (A x - b))",
    ),
    "weighted least squares, Hessian": Form(
        lambda: T.hessian(T.sum(y * (A @ x - b) ** 2), x),
        lambda: 2 * (A.T * y) @ A,
        r"2 A^{T} \, \operatorname{diag}(y) A",
    ),
    "ridge regression": Form(
        lambda: T.grad(squares(X @ w - y) + lam * squares(w), w),
        lambda: 2 * (X.T @ (X @ w - y) + lam * w),
        r"2 (\lambda w + X^{T} (X w - y))",
    ),
    "ridge regression, Hessian": Form(
        lambda: T.hessian(squares(X @ w - y) + lam * squares(w), w),
        lambda: 2 * (X.T @ X + lam * identity()),
        r"2 (X^{T} X + \lambda I_{n})",
    ),
    "normal equations": Form(
        lambda: inv(X.T @ X) @ X.T @ y, lambda: solve(X.T @ X, X.T @ y), r"{(X^{T} X)}^{-1} X^{T} y"
    ),
    "linear regression with many outputs": Form(
        lambda: T.grad(squares(X @ W - J), W), lambda: 2 * (X.T @ (X @ W - J)), r"2 X^{T} (X W - J)"
    ),
    "logistic regression": Form(
        lambda: T.grad(logistic(), w), lambda: X.T @ (T.sigmoid(X @ w) - y), r"X^{T} (\sigma(X w) - y)"
    ),
    "logistic regression, Hessian": Form(
        lambda: T.hessian(logistic(), w),
        lambda: (X.T * (T.sigmoid(X @ w) * T.sigmoid(-(X @ w)))) @ X,
        r"X^{T} \, \operatorname{diag}(\sigma(X w) \odot \sigma(-X w)) X",
    ),
    "Poisson regression": Form(lambda: T.grad(poisson(), w), lambda: X.T @ (T.exp(X @ w) - y), r"X^{T} (e^{X w} - y)"),
    "Poisson regression, Hessian": Form(
        lambda: T.hessian(poisson(), w), lambda: (X.T * T.exp(X @ w)) @ X, r"X^{T} \, \operatorname{diag}(e^{X w}) X"
    ),
    "log-sum-exp": Form(lambda: T.grad(T.logsumexp(x), x), softmax, r"\operatorname{softmax}(x)"),
    "log-sum-exp, Hessian": Form(
        lambda: T.hessian(T.logsumexp(x), x),
        covariance_of_softmax,
        COVARIANCE,
    ),
    "softmax, Jacobian": Form(
        lambda: T.jacobian(softmax(), x),
        covariance_of_softmax,
        COVARIANCE,
    ),
    "cross-entropy": Form(
        lambda: T.grad(-T.sum(p * T.log_softmax(x)), x), lambda: softmax() - p, r"\operatorname{softmax}(x) - p"
    ),
    "cross-entropy of rows": Form(
        lambda: T.grad(-T.sum(Q * T.log_softmax(X, axis=1)), X),
        lambda: T.softmax(X, axis=1) - Q,
        r"\operatorname{softmax}_{\text{axis 1}}(X) - Q",
    ),
    "softmax regression": Form(
        lambda: T.grad(-T.sum(_rows() * T.log_softmax(X @ W, axis=1)), W),
        lambda: X.T @ (T.softmax(X @ W, axis=1) - _rows()),
        r"X^{T} (\operatorname{softmax}_{\text{axis 1}}(X W) - J)",
    ),
    "Gaussian by its mean": Form(lambda: T.grad(gaussian(), mu), lambda: P @ (x - mu), r"P (x - \mu)"),
    "Gaussian by its precision": Form(
        lambda: T.grad(gaussian(), P),
        lambda: 0.5 * (inv(P) - T.outer(x - mu, x - mu)),
        r"\frac{1}{2} (P^{-1} - (x - \mu) {(x - \mu)}^{T})",
    ),
    "Gaussian by the mean, Hessian": Form(lambda: T.hessian(gaussian(), mu), lambda: -P, r"-P"),
    "Gaussian by its covariance": Form(
        lambda: T.grad(gaussian_by_covariance(), Sigma),
        lambda: 0.5 * (T.outer(solve(Sigma, x - mu), solve(Sigma, x - mu)) - inv(Sigma)),
        r"\frac{1}{2} (\Sigma^{-1} (x - \mu) {(x - \mu)}^{T} \Sigma^{-1} - \Sigma^{-1})",
    ),
    "Gaussian by its mean, of a covariance": Form(
        lambda: T.grad(gaussian_by_covariance(), mu), lambda: solve(Sigma, x - mu), r"\Sigma^{-1} (x - \mu)"
    ),
    "Gaussian by its scale": Form(
        lambda: T.grad(-T.log(sigma) - 0.5 * ((t - tau) / sigma) ** 2, sigma),
        lambda: (t - tau) ** 2 / sigma**3 - 1 / sigma,
        r"\frac{{(t - \tau)}^{2}}{\sigma^{3}} - \frac{1}{\sigma}",
    ),
    "Gaussian by its triangular factor": Form(
        lambda: solve(L, x - mu), lambda: T.linalg.solve_triangular(L, x - mu, lower=True), r"L^{-1} (x - \mu)"
    ),
    "Mahalanobis distance": Form(
        lambda: T.grad(T.sqrt((x - mu) @ P @ (x - mu)), x),
        lambda: P @ (x - mu) / T.sqrt((x - mu) @ P @ (x - mu)),
        r"\frac{P (x - \mu)}{\sqrt{{(x - \mu)}^{T} P (x - \mu)}}",
    ),
    "factors of a matrix": Form(
        lambda: T.grad(squares(X - U @ V.T), U), lambda: -2 * ((X - U @ V.T) @ V), r"-2 (X - U V^{T}) V"
    ),
    "other factor of a matrix": Form(
        lambda: T.grad(squares(X - U @ V.T), V), lambda: -2 * ((X - U @ V.T).T @ U), r"-2 {(X - U V^{T})}^{T} U"
    ),
    "quadratic form in a matrix": Form(lambda: T.grad(T.trace(W.T @ P @ W), W), lambda: 2 * (P @ W), r"2 P W"),
    "principal component": Form(
        lambda: T.grad(x @ P @ x - lam * (x @ x - 1), x), lambda: 2 * (P @ x) - 2 * lam * x, r"2 (P x - \lambda x)"
    ),
    "Rayleigh quotient": Form(
        lambda: T.grad((x @ P @ x) / (x @ x), x),
        lambda: 2 * (P @ x) / (x @ x) - 2 * (x @ P @ x) * x / (x @ x) ** 2,
        r"2 (\frac{P x}{x^{T} x} - \frac{(x^{T} P x) x}{{(x^{T} x)}^{2}})",
    ),
    "linear autoencoder": Form(
        lambda: T.grad(squares(A.T @ (A @ x) - x), A),
        lambda: 2 * (T.outer(A @ x, A.T @ (A @ x) - x) + T.outer(A @ (A.T @ (A @ x) - x), x)),
        r"2 (A (A^{T} A x - x) x^{T} + A x {(A^{T} A x - x)}^{T})",
    ),
    "layer of tanh, by its weights": Form(
        lambda: T.grad(T.sum(T.tanh(A @ x)), A),
        lambda: T.outer(1 - T.tanh(A @ x) ** 2, x),
        r"\operatorname{sech}^{2}(A x) x^{T}",
    ),
    "layer of tanh, Jacobian": Form(
        lambda: T.jacobian(T.tanh(A @ x), x),
        lambda: A * (1 - T.tanh(A @ x) ** 2)[:, None],
        r"\operatorname{diag}(\operatorname{sech}^{2}(A x)) A",
    ),
    "log-barrier": Form(
        lambda: T.grad(-T.sum(T.log(b - A @ x)), x), lambda: A.T @ (1 / (b - A @ x)), r"A^{T} \frac{1}{b - A x}"
    ),
    "log-barrier, Hessian": Form(
        lambda: T.hessian(-T.sum(T.log(b - A @ x)), x),
        lambda: (A.T / (b - A @ x) ** 2) @ A,
        r"A^{T} \, {\operatorname{diag}({(b - A x)}^{2})}^{-1} A",
    ),
}


def _rows():
    return T.assume(J, "rows sum to one")
