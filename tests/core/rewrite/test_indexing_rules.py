"""Gradients of what is indexed: sums of parts, each added where it goes, and no array of zeros more than one."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.graph import applies

x, y = T.dvector("x"), T.dvector("y")
A = T.dmatrix("A")

FORMS = {
    "element of a stack": (T.stack([x[0], y[1], x[2]])[1], "y[1]"),
    "element from the end": (T.concatenate([x, T.stack([y[0], y[1]])])[-1], "y[1]"),
    "part of what was set": (T.set_subtensor(x[1:3], y[:2])[1:3], "y[:2]"),
    "part of what was added": (T.inc_subtensor(x[0], y[1])[0], "x[0] + y[1]"),
    "part of a part": (x[2:][1:][0], "x[3]"),
    "element of a function": (T.exp(x * y)[1], "exp(x[1] * y[1])"),
    "row of a product": ((A @ x)[2], "A[2] @ x"),
    "gradient by one element": (T.grad(T.sin(x)[1], x), "inc_subtensor(zeros_like(x)[1], cos(x[1]))"),
    "gradient by two": (T.grad(x[0] * x[2], x), "inc_subtensor(inc_subtensor(zeros_like(x)[2], x[0])[0], x[2])"),
}


@pytest.mark.parametrize("name", FORMS)
def test_it_reads_as_people_write_it(name):
    e, text = FORMS[name]
    assert T.read(T.optimize(e).after) == text
    values = np.array([0.3, -0.4, 0.5, 0.7, 0.2]), np.array([0.1, 0.9, -0.6, 0.4, 0.3]), np.ones((5, 5))
    raw, done = (T.function([x, y, A], e, mode=mode, on_unused_input="ignore")(*values) for mode in ("raw", None))
    np.testing.assert_allclose(raw, done, rtol=1e-14)


def test_the_gradient_of_a_chain_has_one_array_of_zeros():
    cost = T.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)
    after = T.optimize(T.grad(cost, x)).after
    names = [node.op.name for node in applies([after])]
    assert names.count("fill") == 1
    assert names.count("inc_subtensor") == 2
