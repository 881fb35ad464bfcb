"""Derivatives of the Matrix Cookbook (Petersen and Pedersen, version of November 15, 2012), by their equations there.

Its X is n by n unless it is said to be another; where its B is symmetric, that is declared.
"""

import explorer.core as T
from tests.core.rewrite.closed_form import Form

a, c, s, x = (T.tensor(name, shape=("n",)) for name in "acsx")
b, d = (T.tensor(name, shape=("m",)) for name in "bd")
A, B = (T.tensor(name, shape=("m", "n")) for name in "AB")
C, D, E, X, Y = (T.tensor(name, shape=("n", "n")) for name in "CDEXY")
G = T.tensor("G", shape=("m", "m"))
Z = T.tensor("Z", shape=("n", "m"))
K = T.tensor("K", shape=("m", "n"))  # of full rank
S = T.assume(T.tensor("S", shape=("n", "n")), "symmetric")
W = T.assume(T.tensor("W", shape=("m", "m")), "symmetric")

det, inv, solve, trace, grad = T.linalg.det, T.linalg.inv, T.linalg.solve, T.trace, T.grad


def logdet(matrix):
    return T.linalg.slogdet(matrix).logabsdet


def identity():
    return T.eye(T.shape(X)[0])


def cofactors(matrix):
    return T.grad(det(matrix), matrix)


COOKBOOK = {
    # 1.1 and 1.2: traces and determinants
    "13": Form(lambda: trace(X.T), lambda: trace(X), r"\operatorname{tr}(X)"),
    "14": Form(lambda: trace(A @ Z) - trace(Z @ A), lambda: T.constant(0.0), r"0"),
    "20": Form(lambda: det(X.T), lambda: det(X), r"\det(X)"),
    "21": Form(lambda: det(X @ Y), lambda: det(X) * det(Y), r"\det(X) \, \det(Y)"),
    "22": Form(lambda: det(inv(X)), lambda: 1 / det(X), r"\frac{1}{\det(X)}"),
    "3": Form(lambda: inv(X.T), lambda: inv(X).T, r"X^{-T}"),
    # 2: differentials, as products with a direction Y
    "37": Form(lambda: T.Rop(X @ C @ X, X, Y), lambda: Y @ C @ X + X @ C @ Y, r"X C Y + Y C X"),
    "38": Form(lambda: T.Rop(X * X, X, Y), lambda: 2 * X * Y, r"2 X \odot Y"),
    "40": Form(lambda: T.Rop(inv(X), X, Y), lambda: -(inv(X) @ Y @ inv(X)), r"-X^{-1} Y X^{-1}"),
    "43": Form(lambda: T.Rop(logdet(X), X, Y), lambda: T.sum(inv(X).T * Y), r"\operatorname{tr}(Y X^{-1})"),
    "44": Form(lambda: T.Rop(X.T, X, Y), lambda: Y.T, r"Y^{T}"),
    # 2.1: determinants
    "49": Form(lambda: grad(det(X), X), lambda: det(X) * inv(X).T, r"\operatorname{cof}(X)"),
    "51": Form(
        lambda: grad(det(C @ X @ D), X),
        lambda: det(C @ X @ D) * inv(X).T,
        r"\det(C) \, \det(D) \, \operatorname{cof}(X)",
    ),
    "49 of a product": Form(
        lambda: grad(det(A @ Z), Z),
        lambda: A.T @ cofactors(A @ Z),
        r"A^{T} \, \operatorname{cof}(A Z)",
    ),
    "53": Form(
        lambda: grad(det(K.T @ W @ K), K),
        lambda: 2 * det(K.T @ W @ K) * (W @ K @ inv(K.T @ W @ K)),
        r"2 W K \, \operatorname{cof}(K^{T} W K)",
    ),
    "55": Form(lambda: grad(logdet(K.T @ K), K), lambda: 2 * (K @ inv(K.T @ K)), r"2 K {(K^{T} K)}^{-1}"),
    "57": Form(lambda: grad(logdet(X), X), lambda: inv(X).T, r"X^{-T}"),
    "57 by its logarithm": Form(lambda: grad(T.log(det(X)), X), lambda: inv(X).T, r"X^{-T}"),
    "57 by its absolute value": Form(lambda: grad(T.log(T.abs(det(X))), X), lambda: inv(X).T, r"X^{-T}"),
    # 2.2: inverses
    "61": Form(
        lambda: grad(a @ inv(X) @ c, X), lambda: -(inv(X).T @ T.outer(a, c) @ inv(X).T), r"-X^{-T} a c^{T} X^{-T}"
    ),
    "61 by a solution": Form(
        lambda: grad(a @ solve(X, c), X), lambda: -(inv(X).T @ T.outer(a, c) @ inv(X).T), r"-X^{-T} a c^{T} X^{-T}"
    ),
    "62": Form(lambda: grad(det(inv(X)), X), lambda: -det(inv(X)) * inv(X).T, r"-\frac{X^{-T}}{\det(X)}"),
    "63": Form(
        lambda: grad(trace(C @ inv(X) @ D), X), lambda: -(inv(X) @ D @ C @ inv(X)).T, r"-{(X^{-1} D C X^{-1})}^{T}"
    ),
    "64": Form(
        lambda: grad(trace(inv(X + C)), X),
        lambda: -(inv(X + C) @ inv(X + C)).T,
        r"-{({(C + X)}^{-1} {(C + X)}^{-1})}^{T}",
    ),
    # 2.4: vectors and matrices
    "69": Form(lambda: grad(x @ a, x), lambda: a, r"a"),
    "70": Form(lambda: grad(a @ Z @ b, Z), lambda: T.outer(a, b), r"a b^{T}"),
    "71": Form(lambda: grad(b @ Z.T @ a, Z), lambda: T.outer(a, b), r"a b^{T}"),
    "72": Form(lambda: grad(a @ X @ a, X), lambda: T.outer(a, a), r"a a^{T}"),
    "76": Form(
        lambda: grad(T.sum(X) ** 2, X), lambda: T.full_like(X, 2 * T.sum(X)), r"(2 \sum X) \mathbf{1}_{n \times n}"
    ),
    "77": Form(
        lambda: grad(a @ X.T @ X @ c, X), lambda: T.outer(X @ a, c) + T.outer(X @ c, a), r"X a c^{T} + X c a^{T}"
    ),
    "78": Form(
        lambda: grad((A @ x + b) @ G @ (B @ x + d), x),
        lambda: A.T @ G @ (B @ x + d) + B.T @ G.T @ (A @ x + b),
        r"A^{T} G (d + B x) + B^{T} G^{T} (b + A x)",
    ),
    "81": Form(lambda: grad(x @ C @ x, x), lambda: (C + C.T) @ x, r"C x + C^{T} x"),
    "81 symmetric": Form(lambda: grad(x @ S @ x, x), lambda: 2 * (S @ x), r"2 S x"),
    "81 symmetric, halved": Form(lambda: grad(0.5 * (x @ S @ x), x), lambda: S @ x, r"S x"),
    "82": Form(
        lambda: grad(a @ X.T @ D @ X @ c, X),
        lambda: D.T @ X @ T.outer(a, c) + D @ X @ T.outer(c, a),
        r"D X c a^{T} + D^{T} X a c^{T}",
    ),
    "83": Form(
        lambda: grad((X @ a + c) @ D @ (X @ a + c), X),
        lambda: T.outer((D + D.T) @ (X @ a + c), a),
        r"(D (c + X a) + D^{T} (c + X a)) a^{T}",
    ),
    "84": Form(
        lambda: grad((b - A @ s) @ W @ (b - A @ s), s), lambda: -2 * (A.T @ W @ (b - A @ s)), r"-2 A^{T} W (b - A s)"
    ),
    "85": Form(lambda: grad((x - s) @ S @ (x - s), x), lambda: 2 * (S @ (x - s)), r"2 S (x - s)"),
    "86": Form(lambda: grad((x - s) @ S @ (x - s), s), lambda: -2 * (S @ (x - s)), r"-2 S (x - s)"),
    "87": Form(lambda: grad((b - A @ s) @ W @ (b - A @ s), b), lambda: 2 * (W @ (b - A @ s)), r"2 W (b - A s)"),
    "88": Form(
        lambda: grad((b - A @ s) @ W @ (b - A @ s), A),
        lambda: -2 * T.outer(W @ (b - A @ s), s),
        r"-2 W (b - A s) s^{T}",
    ),
    "97": Form(lambda: grad(x @ C @ x + a @ x, x), lambda: (C + C.T) @ x + a, r"a + C x + C^{T} x"),
    "98": Form(lambda: T.hessian(x @ C @ x + a @ x, x), lambda: C + C.T, r"C + C^{T}"),
    "98 symmetric": Form(lambda: T.hessian(x @ S @ x + a @ x, x), lambda: 2 * S, r"2 S"),
    # 2.5: traces
    "99": Form(lambda: grad(trace(X), X), identity, r"I_{n}"),
    "100": Form(lambda: grad(trace(Z @ A), Z), lambda: A.T, r"A^{T}"),
    "101": Form(lambda: grad(trace(C @ X @ D), X), lambda: C.T @ D.T, r"{(D C)}^{T}"),
    "102": Form(lambda: grad(trace(C @ X.T @ D), X), lambda: D @ C, r"D C"),
    "103": Form(lambda: grad(trace(X.T @ C), X), lambda: C, r"C"),
    "104": Form(lambda: grad(trace(C @ X.T), X), lambda: C, r"C"),
    "106": Form(lambda: grad(trace(X @ X), X), lambda: 2 * X.T, r"2 X^{T}"),
    "107": Form(lambda: grad(trace(X @ X @ C), X), lambda: (X @ C + C @ X).T, r"{(C X + X C)}^{T}"),
    "108": Form(lambda: grad(trace(X.T @ C @ X), X), lambda: C @ X + C.T @ X, r"(C + C^{T}) X"),
    "108 symmetric": Form(lambda: grad(trace(X.T @ S @ X), X), lambda: 2 * (S @ X), r"2 S X"),
    "109": Form(lambda: grad(trace(C @ X @ X.T), X), lambda: C @ X + C.T @ X, r"(C + C^{T}) X"),
    "110": Form(lambda: grad(trace(X @ X.T @ C), X), lambda: C @ X + C.T @ X, r"(C + C^{T}) X"),
    "111": Form(lambda: grad(trace(X @ C @ X.T), X), lambda: X @ C.T + X @ C, r"X (C + C^{T})"),
    "112": Form(lambda: grad(trace(C @ X.T @ X), X), lambda: X @ C.T + X @ C, r"X (C + C^{T})"),
    "113": Form(lambda: grad(trace(X.T @ X @ C), X), lambda: X @ C.T + X @ C, r"X (C + C^{T})"),
    "114": Form(
        lambda: grad(trace(C @ X @ D @ X), X), lambda: C.T @ X.T @ D.T + D.T @ X.T @ C.T, r"{(C X D + D X C)}^{T}"
    ),
    "115": Form(lambda: grad(trace(X.T @ X), X), lambda: 2 * X, r"2 X"),
    "115 turned round": Form(lambda: grad(trace(X @ X.T), X), lambda: 2 * X, r"2 X"),
    "116": Form(
        lambda: grad(trace(D.T @ X.T @ C @ X @ D), X),
        lambda: C.T @ X @ D @ D.T + C @ X @ D @ D.T,
        r"(C + C^{T}) X D D^{T}",
    ),
    "117": Form(lambda: grad(trace(X.T @ C @ X @ D), X), lambda: C @ X @ D + C.T @ X @ D.T, r"C X D + C^{T} X D^{T}"),
    "118": Form(
        lambda: grad(trace(C @ X @ D @ X.T @ E), X),
        lambda: C.T @ E.T @ X @ D.T + E @ C @ X @ D,
        r"E C X D + {(E C)}^{T} X D^{T}",
    ),
    "119": Form(
        lambda: grad(trace((C @ X @ D + E) @ (C @ X @ D + E).T), X),
        lambda: 2 * (C.T @ (C @ X @ D + E) @ D.T),
        r"2 C^{T} (E + C X D) D^{T}",
    ),
    "121": Form(lambda: grad(trace(X @ X @ X), X), lambda: 3 * (X @ X).T, r"3 {(X X)}^{T}"),
    "124": Form(
        lambda: grad(trace(C @ inv(X) @ D), X), lambda: -(inv(X) @ D @ C @ inv(X)).T, r"-{(X^{-1} D C X^{-1})}^{T}"
    ),
    "125": Form(
        lambda: grad(trace(inv(K.T @ W @ K) @ S), K),
        lambda: -2 * (W @ K @ inv(K.T @ W @ K) @ S @ inv(K.T @ W @ K)),
        r"-2 W K {(K^{T} W K)}^{-1} S {(K^{T} W K)}^{-1}",
    ),
    # 2.6 and 2.7: norms
    "129": Form(lambda: grad(T.norm(x - a), x), lambda: (x - a) / T.norm(x - a), r"\frac{x - a}{\|x - a\|}"),
    "131": Form(lambda: grad(T.norm(x) ** 2, x), lambda: 2 * x, r"2 x"),
    "132": Form(lambda: grad(T.norm(X) ** 2, X), lambda: 2 * X, r"2 X"),
}
