import jax


def program(log_start, log_move, log_emit, seen):
    def evidence(log_start, log_move, emitted):
        def forward(alpha, emitted):
            return jax.nn.logsumexp(alpha[:, None] + log_move, axis=0) + emitted, None

        alpha, _ = jax.lax.scan(forward, log_start + emitted[0], emitted[1:])
        return jax.nn.logsumexp(alpha)

    at = (log_start, log_move, log_emit[:, seen].T)
    by_start, moves, posterior = jax.grad(evidence, (0, 1, 2))(*at)
    return {
        "evidence": evidence(*at),
        "posterior": posterior,
        "moves": moves,
        "by_start": by_start,
        "H": jax.hessian(evidence)(*at),
    }
