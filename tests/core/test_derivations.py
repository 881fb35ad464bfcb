"""A derivative remembers what it is the derivative of: the window's titles and checks are made of that."""

import explorer.core as T
from explorer.core.origin import derivation_of

x, y, u, v = T.dvector("x"), T.dvector("y"), T.dvector("u"), T.dvector("v")
cost = T.sum(T.sin(x) * y**2)


def told(expression):
    found = derivation_of(expression)
    return None if found is None else (found.kind, found.of, found.wrt, found.vector)


def test_each_kind():
    assert told(T.grad(cost, x)) == ("gradient", cost, x, None)
    assert told(T.jacobian(T.sin(x), x)) == ("jacobian", T.sin(x), x, None)
    assert told(T.hessian(cost, x)) == ("hessian", cost, x, None)
    assert told(T.Rop(T.sin(x), x, u)) == ("rop", T.sin(x), x, u)
    assert told(T.Lop(T.sin(x), x, u)) == ("lop", T.sin(x), x, u)
    assert told(T.hessian_vector_product(cost, x, u)) == ("hessian-vector", cost, x, u)


def test_mixed_blocks_of_a_hessian_are_jacobians_of_gradients():
    by_x, by_y = T.grad(cost, [x, y])
    [[xx, xy], [yx, yy]] = T.hessian(cost, [x, y])
    assert told(xx) == ("hessian", cost, x, None)
    assert told(yy) == ("hessian", cost, y, None)
    assert told(xy) == ("jacobian", by_x, y, None)
    assert told(yx) == ("jacobian", by_y, x, None)


def test_products_by_several_variables_claim_to_be_none_by_one():
    assert told(T.Rop(x * y, [x, y], [u, v])) is None
    assert [told(e) for e in T.hessian_vector_product(cost, [x, y], [u, v])] == [None, None]
    assert told(T.Lop([x * y, T.sin(x)], [x], [u, v])[0]) is None


def test_each_derivative_of_an_expansion_is_that_of_the_one_before():
    f = T.sum(T.exp(x))
    first, second, third = T.taylor(f, x, u, 2)
    assert first is f
    assert told(second) == ("rop", f, x, u)
    assert told(third) == ("rop", second, x, u)
