"""Likelihoods: logistic regression, and a mixture of Gaussians."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit, logsumexp, softmax

from benchmarks.workload import Work, Workload

if TYPE_CHECKING:
    from benchmarks.workload import Inputs

_OBSERVATIONS, _FEATURES = 10_000, 100
_POINTS, _AXES, _CLUSTERS = 1000, 4, 8


def logistic_regression(space: Any, X: Any, y: Any, w: Any) -> Any:
    """The negative log-likelihood of labels y in {0, 1} where the log odds are X w."""
    odds = X @ w
    return space.sum(space.softplus(odds) - y * odds)


def mixture(space: Any, x: Any, alpha: Any, mu: Any, log_sigma: Any) -> Any:
    """The log-likelihood of points x (N, d) up to a constant: weights softmax(alpha), diagonal Gaussians."""
    z = (x[:, None, :] - mu[None, :, :]) * space.exp(-log_sigma)[None, :, :]
    weights = alpha - space.logsumexp(alpha) - space.sum(log_sigma, 1)
    return space.sum(space.logsumexp(weights[None, :] - space.sum(z**2, 2) / 2, 1))


def _regression_inputs(rng: np.random.Generator) -> Inputs:
    X = rng.standard_normal((_OBSERVATIONS, _FEATURES))
    w = rng.standard_normal(_FEATURES) / 10
    return X, (rng.random(_OBSERVATIONS) < expit(X @ w)).astype(float), w[::-1].copy()


def _mixture_inputs(rng: np.random.Generator) -> Inputs:
    return (
        rng.standard_normal((_POINTS, _AXES)),
        rng.standard_normal(_CLUSTERS),
        rng.standard_normal((_CLUSTERS, _AXES)),
        rng.standard_normal((_CLUSTERS, _AXES)) / 4,
    )


def _regression_gradient(X: Any, y: Any, w: Any) -> Any:
    return X.T @ (expit(X @ w) - y)


def _regression_hessian(X: Any, _: Any, w: Any) -> Any:
    p = expit(X @ w)
    return (X * (p * (1 - p))[:, None]).T @ X


def _mixture_gradient(x: Any, alpha: Any, mu: Any, log_sigma: Any) -> Any:
    precision = np.exp(-log_sigma)
    z = (x[:, None, :] - mu) * precision
    terms = alpha - logsumexp(alpha) - log_sigma.sum(1) - (z * z).sum(2) / 2
    share = softmax(terms, axis=1)
    total = share.sum(0)
    by_mu = np.einsum("nk,nkd->kd", share, z) * precision
    by_log_sigma = np.einsum("nk,nkd->kd", share, z * z) - total[:, None]
    return total - len(x) * softmax(alpha), by_mu, by_log_sigma


_SIZE = _OBSERVATIONS * _FEATURES

STATISTICS = (
    Workload(
        *("logistic regression", "logistic regression gradient, 10⁴ × 100", "gradient", logistic_regression),
        *(_regression_inputs, _regression_gradient, (2,)),
        size=_SIZE,
        work=Work(bytes=8 * _SIZE, exps=_OBSERVATIONS),
        quick=True,
    ),
    Workload(
        *("logistic regression", "logistic regression Hessian, 10⁴ × 100", "hessian", logistic_regression),
        *(_regression_inputs, _regression_hessian, (2,)),
        size=_SIZE,
        work=Work(bytes=8 * _SIZE, exps=_OBSERVATIONS, products=2 * _SIZE * _FEATURES),
    ),
    Workload(
        *("mixture", "Gaussian mixture gradient, 1000 points in 4 dimensions, 8 clusters", "gradient", mixture),
        *(_mixture_inputs, _mixture_gradient, (1, 2, 3)),
        size=_POINTS * _AXES * _CLUSTERS,
    ),
)
