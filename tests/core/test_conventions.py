"""Every line of the conventions, by its name, in both modes and before and after optimisation."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

import explorer.core as T
from explorer.core.expr import Expression

Array = np.ndarray
MODES = ("raw", None)


def derivatives(f: Callable[..., Expression], points: Sequence[Any], wrt: int = 0) -> list[Array]:
    """The Jacobian of f by one argument: by rows (reverse) and by columns (forward), raw and optimised."""
    arrays = [np.asarray(p) for p in points]
    xs = [T.tensor(f"x{i}", a.dtype, a.shape) for i, a in enumerate(arrays)]
    y, x, size = f(*xs), xs[wrt], arrays[wrt].size
    shape = T.function(xs, y, mode="raw", on_unused_input="ignore")(*arrays).shape
    dtype = arrays[wrt].dtype if arrays[wrt].dtype.kind == "f" else np.dtype(float)
    rows = [
        T.Lop(y, x, T.constant(u.reshape(shape)), disconnected_inputs="ignore")
        for u in np.eye(int(np.prod(shape)), dtype=float)
    ]
    columns = [
        T.Rop(y, x, T.constant(v.reshape(arrays[wrt].shape)), disconnected_outputs="ignore")
        for v in np.eye(size, dtype=dtype)
    ]
    found = []
    for mode in MODES:
        values = T.function(xs, rows + columns, mode=mode, on_unused_input="ignore")(*arrays)
        found.append(np.stack(values[: len(rows)]).reshape(shape + arrays[wrt].shape))
        found.append(np.stack(values[len(rows) :], axis=-1).reshape(shape + arrays[wrt].shape))
    return found


def check(f: Callable[..., Expression], points: Sequence[Any], expected: Any, wrt: int = 0) -> None:
    for found in derivatives(f, points, wrt):
        np.testing.assert_allclose(found, np.asarray(expected, float), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("f", [T.abs, T.sign, T.relu, T.norm, T.std], ids=["abs", "sign", "relu", "norm", "std"])
def test_at_zero_the_derivative_is_zero(f: Any) -> None:
    check(f, [0.0], 0.0)


def test_abs_and_sign_of_complex_zero() -> None:
    z = T.zscalar("z")
    for cost in (T.abs(z), T.real(T.sign(z))):
        for mode in MODES:
            gradient = T.function([z], T.grad(cost, z, disconnected_inputs="ignore"), mode=mode)(0j)
            assert gradient == 0 or cost is not T.abs(z)
    v = T.zscalar("v")
    for mode in MODES:
        assert T.function([z, v], T.Rop(T.abs(z), z, v), mode=mode)(0j, 1 + 2j) == 0


def test_maximum_of_equal_operands_gives_each_a_half() -> None:
    for f in (T.maximum, T.minimum):
        check(f, [2.0, 2.0], 0.5, wrt=0)
        check(f, [2.0, 2.0], 0.5, wrt=1)
        check(lambda x, f=f: f(x, x), [2.0], 1.0)
        check(f, [np.array([1.0, 2, 3]), 2.0], np.diag([0, 0.5, 1] if f is T.maximum else [1, 0.5, 0]))


def test_tied_elements_share_equally() -> None:
    x = [np.array([1.0, 3, 3, 0])]
    check(T.max, x, [0, 0.5, 0.5, 0])
    check(T.min, [-x[0]], [0, 0.5, 0.5, 0])
    check(lambda x: T.norm(x, np.inf), [np.array([1.0, -3, 3, 0])], [0, -0.5, 0.5, 0])
    check(lambda x: T.max(x, axis=1), [np.array([[1.0, 1], [0, 2]])], [[[0.5, 0.5], [0, 0]], [[0, 0], [0, 1]]])


def test_clip_at_a_bound_is_zero() -> None:
    x = np.array([-1.0, 0, 0.5, 1, 2])
    check(lambda x: T.clip(x, 0.0, 1.0), [x], np.diag([0, 0, 1, 0, 0]))


def test_norm_and_std_without_spread_are_zero() -> None:
    check(T.norm, [np.zeros(3)], np.zeros(3))
    check(lambda x: T.norm(x, 3), [np.zeros(3)], np.zeros(3))
    check(T.std, [np.full(3, 2.0)], np.zeros(3))
    check(lambda x: T.std(x, axis=0, ddof=1), [np.full((3, 2), 2.0)], np.zeros((2, 3, 2)))


def test_sqrt_at_zero_is_infinite_but_not_times_zero() -> None:
    check(T.sqrt, [0.0], np.inf)
    check(lambda x: T.switch(T.gt(x, 0), T.sqrt(x), 0.0), [0.0], 0.0)
    check(lambda x: T.sqrt(x)[1:], [np.array([0.0, 4])], [[0, 0.25]])


def test_power_zero_has_derivative_zero() -> None:
    for x in (0.0, 2.0, -2.0):
        check(lambda x: x**0, [x], 0.0)
        check(lambda x, y: x**y, [x, 0.0], 0.0)
    for y in (0.5, 1.0, 2.0):
        check(lambda x, y: x**y, [0.0, y], 0.0, wrt=1)
    check(lambda x: x**2, [0.0], 0.0)
    check(lambda x: x**1, [0.0], 1.0)


def test_powers_at_zero_to_every_order() -> None:
    x = T.dscalar("x")
    for power in range(5):
        for y in (x**power, T.power(x, float(power))):
            derivatives = T.taylor(y, x, 1.0, 5)
            expected = [np.prod([1.0, *range(1, power + 1)]) if k == power else 0.0 for k in range(6)]
            for mode in MODES:
                assert T.function([x], derivatives, mode=mode, on_unused_input="ignore")(0.0) == expected


def test_switch_branch_not_taken_contributes_zero() -> None:
    check(lambda x: T.switch(T.gt(x, 0), T.log(x), 0 * x), [np.array([0.0, 2])], np.diag([0, 0.5]))
    check(lambda x: T.switch(T.gt(x, 0), x / x * T.sqrt(x), -x), [np.array([0.0, 4])], np.diag([-1, 0.25]))
    check(lambda x: T.switch(T.neq(x, 0), T.sin(x) / x, 1.0), [np.array([0.0])], [[0.0]])


def polynomial(k: int) -> Array:
    """The mixed derivatives of order k of x0·x1·x2 at (2, 0, 0)."""
    x, out = np.array([2.0, 0, 0]), np.zeros((3,) * k)
    for place in np.ndindex(out.shape):
        if len(set(place)) == k:
            out[place] = np.prod([x[i] for i in range(3) if i not in place])
    return out


def test_prod_with_zeros_is_the_polynomial_to_every_order() -> None:
    x = T.tensor("x", shape=(3,))
    for order in (1, 2, 3):
        y: Expression = T.prod(x)
        for _ in range(order):
            y = T.jacobian(y, x, disconnected_inputs="ignore")
        for mode in MODES:
            found = T.function([x], y, mode=mode, on_unused_input="ignore")([2.0, 0, 0])
            np.testing.assert_allclose(found, polynomial(order), atol=1e-15)
    check(T.prod, [np.array([2.0, 0, 0])], [0, 0, 0])
    check(T.prod, [np.array([2.0, 3, 0])], [0, 0, 6])


def test_cumprod_with_zeros_is_the_polynomial_to_every_order() -> None:
    check(T.cumprod, [np.array([2.0, 0, 3])], [[1, 0, 0], [0, 2, 0], [0, 6, 0]])
    x = T.tensor("x", shape=(3,))
    for order in (1, 2, 3):
        y: Expression = T.cumprod(x)[-1]
        for _ in range(order):
            y = T.jacobian(y, x, disconnected_inputs="ignore")
        for mode in MODES:
            found = T.function([x], y, mode=mode, on_unused_input="ignore")([2.0, 0, 0])
            np.testing.assert_allclose(found, polynomial(order), atol=1e-15)


def test_sorting_with_ties_is_numpys_stable_order() -> None:
    at = np.array([1.0, 0, 1, 0])
    assert T.argsort(T.constant(at)).eval().tolist() == [1, 3, 0, 2]
    check(T.sort, [at], np.eye(4)[[1, 3, 0, 2]])


def test_hypot_at_the_origin_has_derivative_zero() -> None:
    check(T.hypot, [0.0, 0.0], 0.0, wrt=0)
    check(T.hypot, [0.0, 0.0], 0.0, wrt=1)


def test_sinc_at_zero_is_smooth() -> None:
    x = T.dscalar("x")
    for mode in MODES:
        found = T.function([x], T.taylor(T.sinc(x), x, 1.0, 4), mode=mode)(0.0)
        np.testing.assert_allclose(found, [1, 0, -(np.pi**2) / 3, 0, np.pi**4 / 5], atol=1e-12)


def test_zero_cotangent_stays_zero() -> None:
    # Each partial is infinite or NaN at 0; what multiplies it is exactly 0.
    for f in (T.sqrt, T.log, T.reciprocal, lambda x: x**-1, lambda x: 1 / x, lambda x: T.arccosh(1 + x)):
        check(lambda x, f=f: T.switch(T.gt(x, 1), f(x), 0.0), [0.0], 0.0)
        x, u = T.dscalars("x", "u")
        for mode in MODES:
            assert T.function([x, u], T.Lop(f(x), x, u), mode=mode)(0.0, 0.0) == 0
            assert T.function([x, u], T.Rop(f(x), x, u), mode=mode)(0.0, 0.0) == 0


def test_integer_operands_have_the_derivative_of_the_formula_on_reals() -> None:
    n = T.lvector("n")
    for mode in MODES:
        gradient = T.function([n], T.grad(T.sum(T.sin(n) * n**2), n), mode=mode)([1, 2])
        assert gradient.dtype == np.float64
        at = np.array([1.0, 2])
        np.testing.assert_allclose(gradient, np.cos(at) * at**2 + 2 * at * np.sin(at), rtol=1e-14)
    b = T.tensor("b", "bool", (3,))
    assert T.function([b], T.grad(T.sum(T.where(b, 1.0, 2.0) * b), b))([True, False, True]).tolist() == [1, 2, 1]
    check(lambda n: n * n, [np.array(3)], 6.0)


def test_counting_and_rounding_have_derivative_zero() -> None:
    x = T.dvector("x")
    for f in (T.floor, T.ceil, T.trunc, T.round, lambda x: x > 0, T.argmax, T.argmin, lambda x: T.eq(x, 1.0)):
        y = T.sum(f(x) * 1.0)
        gradient = T.grad(y, x, disconnected_inputs="ignore")
        for mode in MODES:
            assert T.function([x], gradient, mode=mode, on_unused_input="ignore")([0.5, 1.0]).tolist() == [0, 0]
            tangent = T.Rop(y, x, T.ones_like(x), disconnected_outputs="ignore")
            assert T.function([x], tangent, mode=mode, on_unused_input="ignore")([0.5, 1.0]) == 0


def test_repeated_indices_add_up_or_the_last_one_wins() -> None:
    index = np.array([0, 2, 0])
    check(lambda x: x[index], [np.arange(3.0)], [[1, 0, 0], [0, 0, 1], [1, 0, 0]])
    check(
        lambda x, y: T.inc_subtensor(x[index], y),
        [np.arange(3.0), np.ones(3)],
        [[1, 0, 1], [0, 0, 0], [0, 1, 0]],
        wrt=1,
    )
    check(
        lambda x, y: T.set_subtensor(x[index], y),
        [np.arange(3.0), np.ones(3)],
        [[0, 0, 1], [0, 0, 0], [0, 1, 0]],
        wrt=1,
    )
    check(
        lambda x, y: T.set_subtensor(x[index], y),
        [np.arange(3.0), np.ones(3)],
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        wrt=0,
    )


def test_gradient_by_a_complex_variable_is_that_of_pytorch() -> None:
    z = T.zvector("z")
    at = np.array([1 + 2j, -0.5j])
    for mode in MODES:
        # d |z|² = Re(conj(2z) dz)
        np.testing.assert_allclose(T.function([z], T.grad(T.sum(T.square(T.abs(z))), z), mode=mode)(at), 2 * at)
        # d Re(z²) = Re(2z dz) = Re(conj(2 conj z) dz)
        np.testing.assert_allclose(T.function([z], T.grad(T.sum(T.real(z * z)), z), mode=mode)(at), 2 * at.conj())
        np.testing.assert_allclose(
            T.function([z], T.grad(T.sum(T.imag(z)), z), mode=mode, on_unused_input="ignore")(at), [1j, 1j]
        )


def test_layout_is_the_numerators() -> None:
    x = T.tensor("x", shape=(2, 3))
    w = T.constant(np.arange(12.0).reshape(3, 4))
    for mode in MODES:
        jacobian = T.function([x], T.jacobian(T.dot(x, w), x), mode=mode, on_unused_input="ignore")(np.ones((2, 3)))
        assert jacobian.shape == (2, 4, 2, 3)
        np.testing.assert_allclose(jacobian, np.einsum("ik,lj->ijkl", np.eye(2), w.value))
