"""Determinants, their logarithms and cofactors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.expr import Result
from explorer.core.ops.arithmetic import abs as absolute
from explorer.core.ops.arithmetic import sign
from explorer.core.ops.determinants import Cofactors, Det, det, slogdet
from explorer.core.ops.exponential import log
from explorer.core.ops.inverses import Inv, inv
from explorer.core.ops.linear_algebra import Diag, Dot, diag
from explorer.core.ops.reductions import prod
from explorer.core.rewrite.fit import fit, one_like
from explorer.core.rewrite.product import PRODUCTS, Product, is_product, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.structure import LOWER, POSITIVE_DEFINITE, UPPER, is_square, mirrored, structure_of
from explorer.core.rules.wilds import A, B, u
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression

_REGULAR = "assumes A has an inverse"
_cofactors = Cofactors()


def _output(e: Expression) -> int:
    """Which output it is: of slogdet 0 the sign, 1 the logarithm."""
    return e.index if isinstance(e, Result) else 0


def _of_product(e: Expression) -> Expression | None:
    """Of square matrices, det A B is det A det B."""
    node = e.owner
    assert node is not None
    inner = node.inputs[0].owner
    if inner is None or not isinstance(inner.op, Dot) or not all(is_square(x) for x in inner.inputs):
        return None
    a, b = inner.inputs
    if isinstance(node.op, Det):
        return fit(T.linalg.det(a) * T.linalg.det(b), e)
    if mirrored(a) is b or mirrored(b) is a:
        return None  # Aᵀ A has a sign and a logarithm of its own, of which there are rules
    (one, size), (other, also) = T.linalg.slogdet(a), T.linalg.slogdet(b)
    return fit(size + also, e) if _output(e) else fit(one * other, e)


def _of_triangle(e: Expression) -> Expression | None:
    """The determinant of a triangular matrix is the product of its diagonal."""
    node = e.owner
    assert node is not None
    (x,) = node.inputs
    if x.ndim != 2 or not structure_of(x) & (LOWER | UPPER):
        return None
    inner = x.owner
    entries = inner.inputs[0] if inner is not None and isinstance(inner.op, Diag) else T.diagonal(x)
    if isinstance(node.op, Det):
        return fit(T.prod(entries), e)
    if _output(e):
        return fit(T.sum(T.log(T.abs(entries))), e)
    return None


def _simpler_operand(e: Expression) -> Expression | None:
    """Of a transpose the sign and logarithm are the same; of an inverse the logarithm has the other sign."""
    node = e.owner
    assert node is not None
    (x,) = node.inputs
    inside = mirrored(x)
    if inside is not None:
        return node.op.all(inside)[_output(e)]
    if x.owner is not None and isinstance(x.owner.op, Inv) and _output(e):
        return -node.op.all(x.owner.inputs[0])[1]
    return None


def _positive_sign(e: Expression) -> Expression | None:
    """The determinant of a positive definite matrix is positive."""
    node = e.owner
    assert node is not None
    known = POSITIVE_DEFINITE in structure_of(node.inputs[0]) and _output(e) == 0
    return one_like(e) if known else None


def _logarithm(e: Expression) -> Expression | None:
    """Log det A and log |det A| are computed without the determinant, which overflows."""
    node = e.owner
    assert node is not None
    inner = node.inputs[0].owner
    if inner is not None and inner.op.name == "abs":
        inner = inner.inputs[0].owner
        return _logarithm_of(inner.inputs[0], e) if inner is not None and isinstance(inner.op, Det) else None
    return None


def _logarithm_assumed(e: Expression) -> Expression | None:
    node = e.owner
    assert node is not None
    inner = node.inputs[0].owner
    real = e.dtype.kind != "c"
    return _logarithm_of(inner.inputs[0], e) if real and inner is not None and isinstance(inner.op, Det) else None


def _logarithm_of(a: Expression, e: Expression) -> Expression:
    return fit(T.linalg.slogdet(a).logabsdet, e)


def _cofactors_over_absolute(e: Expression) -> Expression | None:
    """The derivative of log |det A|: sign(det A) C(A) / |det A|."""
    if not is_product(e):
        return None
    view = product_of(e)
    for base, power in view.powers.items():
        if power != 1 or base.owner is None or not isinstance(base.owner.op, Cofactors):
            continue
        a, *directions = base.owner.inputs
        size = T.linalg.det(a)
        gone = {T.sign(size): 1, T.abs(size): -1} if e.dtype.kind != "c" else {}
        if directions or not gone or any(view.powers.get(b) != p for b, p in gone.items()):
            continue
        rest = Product(view.coefficient, {b: p for b, p in view.powers.items() if b is not base and b not in gone})
        rest.times(T.linalg.inv(a).T, 1)
        return write_product(rest, e)
    return None


def _cofactors_of_product(e: Expression) -> Expression | None:
    """Aᵀ C(A B) is det(A) C(B), and C(A B) Bᵀ is det(B) C(A)."""
    node = e.owner
    assert node is not None
    for place in (0, 1):
        minors, turned = node.inputs[place].owner, mirrored(node.inputs[1 - place])
        if minors is None or turned is None or not isinstance(minors.op, Cofactors) or len(minors.inputs) > 1:
            continue
        product = minors.inputs[0].owner
        if product is None or not isinstance(product.op, Dot) or not all(is_square(x) for x in product.inputs):
            continue
        if product.inputs[1 - place] is turned:
            return fit(T.linalg.det(turned) * minors.op(product.inputs[place]), e)
    return None


DETERMINANTS = ruleset(
    "Determinants",
    determinant_of_transpose=(det(A.T), det(A)),
    determinant_of_inverse=(det(inv(A)), 1 / det(A)),
    determinant_of_product=code(
        "The determinant of a product of square matrices is the product of theirs.",
        "det slogdet",
        lambda: (det(T.dot(A, B)), det(A) * det(B)),
        _of_product,
        needs="dot",
    ),
    determinant_of_diagonal=(det(diag(u)), prod(u)),
    determinant_of_triangle=code(
        "The determinant of a triangular matrix is the product of its diagonal.",
        "det slogdet",
        lambda: (det(T.tril(A)), T.prod(T.diagonal(T.tril(A)))),
        _of_triangle,
    ),
    logarithm_of_absolute_determinant=code(
        "The logarithm of a determinant is computed without the determinant, which may overflow.",
        "log",
        lambda: (log(absolute(det(A))), slogdet(A).logabsdet),
        _logarithm,
        needs="abs",
    ),
    logarithm_of_determinant=code(
        "The logarithm of a positive determinant is computed without the determinant.",
        "log",
        lambda: (log(det(A)), slogdet(A).logabsdet),
        _logarithm_assumed,
        unsafe="assumes det A > 0",
        needs="det",
    ),
    logarithm_of_simpler_determinant=code(
        "A transpose has the same determinant, an inverse the reciprocal.",
        "slogdet",
        lambda: (slogdet(A.T).logabsdet, slogdet(A).logabsdet),
        _simpler_operand,
    ),
    sign_of_positive_determinant=code(
        "The determinant of a positive definite matrix is positive.",
        "slogdet",
        lambda: (slogdet(_positive()).sign, T.constant(1.0)),
        _positive_sign,
    ),
    cofactors_of_transpose=(_cofactors(A.T), _cofactors(A).T),
    cofactors_over_determinant=(_cofactors(A) / det(A), inv(A).T, _REGULAR),
    cofactors_over_absolute_determinant=code(
        "The cofactors over the absolute determinant, with its sign, are the inverse, transposed.",
        " ".join(sorted(PRODUCTS)),
        lambda: (_over_absolute(T.abs(A)), inv(T.abs(A)).T),
        _cofactors_over_absolute,
        unsafe=_REGULAR,
        needs="cofactors",
    ),
    cofactors_of_product=code(
        "The cofactors of a product, times the transpose of one square factor, are those of the other.",
        "dot",
        lambda: (T.dot((A / 8).T, _cofactors(T.dot(A / 8, B / 8))), det(A / 8) * _cofactors(B / 8)),
        _cofactors_of_product,
        needs="cofactors",
    ),
    cofactors_of_inverse=(_cofactors(inv(A)), A.T / det(A)),
    determinant_times_inverse=(det(A) * inv(A).T, _cofactors(A)),
)


def _over_absolute(a: Expression) -> Expression:
    return sign(det(a)) * _cofactors(a) / absolute(det(a))


def _positive() -> Expression:
    return T.assume(T.dot(T.abs(A), T.abs(A).T), "positive definite")
