"""Special functions, in SciPy's names: ``T.special.erf`` is ``T.erf``."""

from __future__ import annotations

from explorer.core.ops.exponential import expit
from explorer.core.ops.reductions import logsumexp
from explorer.core.ops.softmax import log_softmax, softmax
from explorer.core.ops.special import (
    beta,
    betainc,
    betaln,
    digamma,
    entr,
    erf,
    erfc,
    erfcinv,
    erfcx,
    erfinv,
    gamma,
    gammainc,
    gammaincc,
    gammaln,
    i0,
    i1,
    j0,
    j1,
    logerfc,
    logit,
    polygamma,
    xlog1py,
    xlogy,
)

__all__ = [
    "beta",
    "betainc",
    "betaln",
    "digamma",
    "entr",
    "erf",
    "erfc",
    "erfcinv",
    "erfcx",
    "erfinv",
    "expit",
    "gamma",
    "gammainc",
    "gammaincc",
    "gammaln",
    "i0",
    "i1",
    "j0",
    "j1",
    "log_softmax",
    "logerfc",
    "logit",
    "logsumexp",
    "polygamma",
    "softmax",
    "xlog1py",
    "xlogy",
]
