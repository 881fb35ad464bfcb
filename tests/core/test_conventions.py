"""Every line of docs/manual/conventions.md, in a test of its name: in both modes, before and after optimisation."""

import itertools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import explorer.core as T
from explorer.core.expr import Expression

PAGE = Path(__file__).parents[2] / "docs" / "manual" / "conventions.md"

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


def points() -> list[str]:
    """The first cell of each line of the page's tables."""
    return re.findall(r"^\| (?!point \|)(.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def name_of(point: str) -> str:
    """The name of the test of a line."""
    return "test_" + "_".join(re.findall(r"\w+", point.lower()))


@pytest.mark.parametrize("point", points())
def test_every_line_of_the_page_has_a_test(point: str) -> None:
    assert callable(globals().get(name_of(point))), f"write {name_of(point)}"


def test_the_page_names_what_is_there() -> None:
    named = set(re.findall(r"`([a-z]\w+)`", PAGE.read_text(encoding="utf-8")))
    assert len(named) > 30
    assert {name for name in named if not hasattr(T, name)} == set()


# ----------------------------------------------------------------------------------------------------- kinks and poles


def test_abs_at_zero() -> None:
    check(T.abs, [0.0], 0.0)
    z, v = T.zscalars("z", "v")
    for mode in MODES:
        assert T.function([z], T.grad(T.abs(z), z), mode=mode)(0j) == 0
        assert T.function([z, v], T.Rop(T.abs(z), z, v), mode=mode)(0j, 1 + 2j) == 0


def test_sign_at_zero() -> None:
    check(T.sign, [0.0], 0.0)
    check(T.sign, [2.0], 0.0)


def test_relu_at_zero() -> None:
    check(T.relu, [np.array([-1.0, 0, 2])], np.diag([0, 0, 1]))


def test_clip_at_a_bound() -> None:
    x = np.array([-1.0, 0, 0.5, 1, 2])
    check(T.clip, [x, 0.0, 1.0], np.diag([0, 0, 1, 0, 0]))
    check(T.clip, [x, 0.0, 1.0], [1, 1, 0, 0, 0], wrt=1)
    check(T.clip, [x, 0.0, 1.0], [0, 0, 0, 1, 1], wrt=2)
    # NumPy gives the upper bound where the two are equal, or the wrong way round.
    check(T.clip, [x, 1.0, 1.0], [0, 0, 0, 0, 0], wrt=1)
    check(T.clip, [x, 1.0, 1.0], [1, 1, 1, 1, 1], wrt=2)
    check(T.clip, [x, 1.0, 0.0], [1, 1, 1, 1, 1], wrt=2)


def test_norm_at_zero() -> None:
    check(T.norm, [0.0], 0.0)
    for order in (None, 1, 2, 3, np.inf):
        check(lambda x, order=order: T.norm(x, order), [np.zeros(3)], np.zeros(3))
    check(lambda x: T.norm(x, axis=1), [np.zeros((2, 3))], np.zeros((2, 2, 3)))


def test_std_without_spread() -> None:
    check(T.std, [2.0], 0.0)
    check(T.std, [np.full(3, 2.0)], np.zeros(3))
    check(lambda x: T.std(x, axis=0, ddof=1), [np.full((3, 2), 2.0)], np.zeros((2, 3, 2)))


def test_hypot_at_the_origin() -> None:
    check(T.hypot, [0.0, 0.0], 0.0, wrt=0)
    check(T.hypot, [0.0, 0.0], 0.0, wrt=1)


def test_sqrt_at_zero() -> None:
    check(T.sqrt, [0.0], np.inf)
    check(lambda x: T.switch(T.gt(x, 0), T.sqrt(x), 0.0), [0.0], 0.0)
    check(lambda x: T.sqrt(x)[1:], [np.array([0.0, 4])], [[0, 0.25]])


def test_cbrt_at_zero() -> None:
    check(T.cbrt, [np.array([0.0, 8])], np.diag([np.inf, 1 / 12]))


def test_log_at_zero() -> None:
    check(T.log, [np.array([0.0, 4])], np.diag([np.inf, 0.25]))


def test_reciprocal_at_zero() -> None:
    check(T.reciprocal, [np.array([0.0, 2])], np.diag([-np.inf, -0.25]))


def test_arctan2_at_the_origin() -> None:
    check(T.arctan2, [0.0, 0.0], 0.0, wrt=0)
    check(T.arctan2, [0.0, 0.0], 0.0, wrt=1)


def test_sinc_at_zero() -> None:
    x = T.dscalar("x")
    for mode in MODES:
        found = T.function([x], T.taylor(T.sinc(x), x, 1.0, 4), mode=mode)(0.0)
        np.testing.assert_allclose(found, [1, 0, -(np.pi**2) / 3, 0, np.pi**4 / 5], atol=1e-12)
    check(T.sinc, [0.0], 0.0)


# ---------------------------------------------------------------------------------------------------------------- ties


def test_maximum_and_minimum_of_equal_operands() -> None:
    for f in (T.maximum, T.minimum):
        check(f, [2.0, 2.0], 0.5, wrt=0)
        check(f, [2.0, 2.0], 0.5, wrt=1)
        check(lambda x, f=f: f(x, x), [2.0], 1.0)
        first, second = np.diag([0, 0.5, 1]), np.array([1, 0.5, 0])
        wins, loses = (first, second) if f is T.maximum else (np.diag([1, 0.5, 0]), np.array([0, 0.5, 1]))
        check(f, [np.array([1.0, 2, 3]), 2.0], wins)
        check(f, [np.array([1.0, 2, 3]), 2.0], loses, wrt=1)


def test_max_and_min_with_ties() -> None:
    x = np.array([1.0, 3, 3, 0])
    check(T.max, [x], [0, 0.5, 0.5, 0])
    check(T.min, [-x], [0, 0.5, 0.5, 0])
    check(lambda x: T.max(x, axis=1), [np.array([[1.0, 1], [0, 2]])], [[[0.5, 0.5], [0, 0]], [[0, 0], [0, 1]]])


def test_norm_of_order_infinity_with_ties() -> None:
    check(lambda x: T.norm(x, np.inf), [np.array([1.0, -3, 3, 0])], [0, -0.5, 0.5, 0])


def test_sort_with_ties() -> None:
    at = np.array([1.0, 0, 1, 0])
    assert T.argsort(T.constant(at)).eval().tolist() == [1, 3, 0, 2]
    check(T.sort, [at], np.eye(4)[[1, 3, 0, 2]])


REPEATED = np.array([0, 2, 0])


def test_repeated_indices_in_inc_subtensor() -> None:
    check(lambda x: x[REPEATED], [np.arange(3.0)], [[1, 0, 0], [0, 0, 1], [1, 0, 0]])

    def add(x: Expression, y: Expression) -> Expression:
        return T.inc_subtensor(x[REPEATED], y)

    check(add, [np.arange(3.0), np.ones(3)], np.eye(3))
    check(add, [np.arange(3.0), np.ones(3)], [[1, 0, 1], [0, 0, 0], [0, 1, 0]], wrt=1)


def test_repeated_indices_in_set_subtensor() -> None:
    def put(x: Expression, y: Expression) -> Expression:
        return T.set_subtensor(x[REPEATED], y)

    check(put, [np.arange(3.0), np.ones(3)], np.diag([0, 1, 0]))
    check(put, [np.arange(3.0), np.ones(3)], [[0, 0, 1], [0, 0, 0], [0, 1, 0]], wrt=1)


# ------------------------------------------------------------------------------------------------- powers and products


def test_power_to_the_exponent_zero() -> None:
    for x in (0.0, 2.0, -2.0):
        check(lambda x: x**0, [x], 0.0)
        check(lambda x, y: x**y, [x, 0.0], 0.0)


def test_power_of_the_base_zero() -> None:
    for y in (0.5, 1.0, 2.0):
        check(lambda x, y: x**y, [0.0, y], 0.0, wrt=1)


def test_power_to_a_whole_number_at_zero() -> None:
    check(lambda x: x**2, [0.0], 0.0)
    check(lambda x: x**1, [0.0], 1.0)
    x = T.dscalar("x")
    for power in range(5):
        for y in (x**power, T.power(x, float(power))):
            derivatives = T.taylor(y, x, 1.0, 5)
            expected = [np.prod([1.0, *range(1, power + 1)]) if k == power else 0.0 for k in range(6)]
            for mode in MODES:
                assert T.function([x], derivatives, mode=mode, on_unused_input="ignore")(0.0) == expected


def polynomial(k: int) -> Array:
    """The mixed derivatives of order k of x0·x1·x2 at (2, 0, 0)."""
    x, out = np.array([2.0, 0, 0]), np.zeros((3,) * k)
    for place in np.ndindex(out.shape):
        if len(set(place)) == k:
            out[place] = np.prod([x[i] for i in range(3) if i not in place])
    return out


def assert_polynomial(product: Callable[[Expression], Expression]) -> None:
    x = T.tensor("x", shape=(3,))
    y = product(x)
    for order in (1, 2, 3):
        y = T.jacobian(y, x, disconnected_inputs="ignore")
        for mode in MODES:
            found = T.function([x], y, mode=mode, on_unused_input="ignore")([2.0, 0, 0])
            np.testing.assert_allclose(found, polynomial(order), atol=1e-15)


def test_prod_with_zeros() -> None:
    assert_polynomial(T.prod)
    check(T.prod, [np.array([2.0, 0, 0])], [0, 0, 0])
    check(T.prod, [np.array([2.0, 3, 0])], [0, 0, 6])


def test_cumprod_with_zeros() -> None:
    assert_polynomial(lambda x: T.cumprod(x)[-1])
    check(T.cumprod, [np.array([2.0, 0, 3])], [[1, 0, 0], [0, 2, 0], [0, 6, 0]])


def test_xlogy_at_zero() -> None:
    for y in (0.0, 2.0):
        check(T.xlogy, [0.0, y], 0.0, wrt=1)
    check(T.xlogy, [0.0, 2.0], np.log(2))
    check(T.xlogy, [0.0, 0.0], -np.inf)


# ----------------------------------------------------------------------------------------------- zeros that stay zero


def test_the_branch_that_switch_does_not_take() -> None:
    check(lambda x: T.switch(T.gt(x, 0), T.log(x), 0 * x), [np.array([0.0, 2])], np.diag([0, 0.5]))
    check(lambda x: T.switch(T.gt(x, 0), x / x * T.sqrt(x), -x), [np.array([0.0, 4])], np.diag([-1, 0.25]))
    check(lambda x: T.switch(T.neq(x, 0), T.sin(x) / x, 1.0), [np.array([0.0])], [[0.0]])


def test_a_zero_cotangent() -> None:
    # Each partial is infinite or NaN at 0; what multiplies it is exactly 0.
    x, u = T.dscalars("x", "u")
    for f in (T.sqrt, T.log, T.reciprocal, lambda x: x**-1, lambda x: 1 / x, lambda x: T.arccosh(1 + x)):
        check(lambda x, f=f: T.switch(T.gt(x, 1), f(x), 0.0), [0.0], 0.0)
        for mode in MODES:
            assert T.function([x, u], T.Lop(f(x), x, u), mode=mode)(0.0, 0.0) == 0
            assert T.function([x, u], T.Rop(f(x), x, u), mode=mode)(0.0, 0.0) == 0


def absorbed(seed: float, partial: float, *, both: bool = False) -> float:
    """A product in which a seed of 0 wins over all, and a partial of 0 over infinity, or over NaN too."""
    if seed == 0 or (partial == 0 and (np.isinf(seed) or (both and np.isnan(seed)))):
        return 0.0
    return seed * partial


def chain_rule(operation: Callable[..., Expression], expected: Callable[[float, float, float], list[float]]) -> None:
    """Of all kinds of numbers, also where each operand is a cotangent; optimised, variables count as finite."""
    s, p, u = T.dscalars("s", "p", "u")
    numbers = (0.0, -0.0, 1.0, -2.0, np.inf, -np.inf, np.nan)
    y = operation(s, p)
    f = T.function([s, p, u], [y, *T.Lop(y, [s, p], [u]), T.Rop(y, s, u), T.Rop(y, p, u)], mode="raw")
    for a, b, c in itertools.product(numbers, repeat=3):
        with np.errstate(all="ignore"):
            value, *shares = expected(a, b, c)
            np.testing.assert_array_equal(f(a, b, c), [value, *shares, *shares], err_msg=f"at {a, b, c}")


def test_products_of_the_chain_rule() -> None:
    chain_rule(T.absorbing_multiply, lambda a, b, c: [absorbed(a, b), absorbed(c, b), absorbed(a, c, both=True)])


def test_quotients_of_the_chain_rule() -> None:
    """Where the seed is 0 they are, and so are their derivatives; by a divisor of 0 too."""

    def over(seed: float, divisor: float) -> float:
        return 0.0 if seed == 0 else float(np.float64(seed) / divisor)

    chain_rule(
        T.absorbing_divide,
        lambda a, b, c: [over(a, b), over(c, b), absorbed(-over(over(a, b), b), c, both=True)],
    )


def test_counting_and_rounding() -> None:
    x = T.dvector("x")
    flat = (T.floor, T.ceil, T.trunc, T.round, T.argmax, T.argmin, T.argsort, lambda x: x > 0, lambda x: T.eq(x, 1.0))
    asks = (T.isnan, T.isinf, T.isfinite)
    for f in (*flat, T.logical_not, lambda x: T.logical_and(x, x > 0), T.any, T.all, *asks):
        y = T.sum(f(x) * 1.0)
        gradient = T.grad(y, x, disconnected_inputs="ignore")
        tangent = T.Rop(y, x, T.ones_like(x), disconnected_outputs="ignore")
        for mode in MODES:
            found = T.function([x], [gradient, tangent], mode=mode, on_unused_input="ignore")([0.5, 1.0])
            assert found[0].tolist() == [0, 0]
            assert found[1] == 0


def test_division_with_remainder() -> None:
    for wrt in (0, 1):
        check(T.floor_divide, [7.5, 2.0], 0.0, wrt=wrt)
        check(T.mod, [7.5, 2.0], [1.0, -3.0][wrt], wrt=wrt)


# --------------------------------------------------------------------------------------------------- dtypes and layout


def test_integer_and_boolean_operands() -> None:
    n = T.lvector("n")
    for mode in MODES:
        gradient = T.function([n], T.grad(T.sum(T.sin(n) * n**2), n), mode=mode)([1, 2])
        assert gradient.dtype == np.float64
        at = np.array([1.0, 2])
        np.testing.assert_allclose(gradient, np.cos(at) * at**2 + 2 * at * np.sin(at), rtol=1e-14)
        b = T.tensor("b", "bool", (3,))
        cost = T.sum(T.where(b, 1.0, 2.0) * b)
        assert T.function([b], T.grad(cost, b), mode=mode)([True, False, True]).tolist() == [1, 2, 1]
    check(lambda n: n * n, [np.array(3)], 6.0)


def test_a_real_cost_of_complex_operands() -> None:
    z = T.zvector("z")
    at = np.array([1 + 2j, -0.5j])
    v = np.array([0.3 - 1j, 2 + 0.7j])
    costs = {
        # d |z|² = Re(conj(2z) dz)
        T.sum(T.square(T.abs(z))): 2 * at,
        # d Re(z²) = Re(2z dz) = Re(conj(2 conj z) dz)
        T.sum(T.real(z * z)): 2 * at.conj(),
        T.sum(T.imag(z)): np.array([1j, 1j]),
    }
    for cost, expected in costs.items():
        derivatives = [T.grad(cost, z), T.Rop(cost, z, T.constant(v))]
        for mode in MODES:
            gradient, tangent = T.function([z], derivatives, mode=mode, on_unused_input="ignore")(at)
            np.testing.assert_allclose(gradient, expected)
            np.testing.assert_allclose(tangent, np.sum(np.conj(expected) * v).real)


def test_a_real_operand_of_a_complex_function() -> None:
    x, u = T.dscalar("x"), T.zscalar("u")
    y = x * T.constant(2 + 3j)
    for mode in MODES:
        back = T.function([x, u], T.Lop(y, x, u), mode=mode, on_unused_input="ignore")(1.0, 1 + 1j)
        assert back == ((2 - 3j) * (1 + 1j)).real
        assert back.dtype == np.float64
        tangent = T.function([x], T.Rop(y, x, T.constant(1.0)), mode=mode, on_unused_input="ignore")(1.0)
        assert tangent == 2 + 3j


def test_the_layout_of_a_jacobian() -> None:
    x = T.tensor("x", shape=(2, 3))
    w = T.constant(np.arange(12.0).reshape(3, 4))
    expected = np.einsum("ik,lj->ijkl", np.eye(2), w.value)
    for mode in MODES:
        jacobian = T.function([x], T.jacobian(T.dot(x, w), x), mode=mode, on_unused_input="ignore")(np.ones((2, 3)))
        assert jacobian.shape == (2, 4, 2, 3)
        np.testing.assert_allclose(jacobian, expected)
    check(lambda x: T.dot(x, w), [np.ones((2, 3))], expected)
