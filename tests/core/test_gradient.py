"""`grad` and its options."""

import warnings

import numpy as np
import pytest

import explorer.core as T
from explorer.core.graph import applies


@pytest.fixture
def xs():
    return T.dvectors("x", "y", "z")


def value(expression, at):
    return T.function(list(at), expression, on_unused_input="ignore", mode="raw")(*at.values()).tolist()


def test_forms_of_wrt(xs):
    x, y, _ = xs
    cost = T.sum(x * y)
    assert isinstance(T.grad(cost, x), T.Expression)
    assert isinstance(T.grad(cost, [x, y]), list)
    assert isinstance(T.grad(cost, (x,)), tuple)
    u = T.sin(x)
    assert value(T.grad(T.sum(u * u), u), {x: [0.5]}) == [2 * np.sin(0.5)]  # by what stands inside the graph
    assert value(T.grad(T.sum(x), x), {x: [7.0]}) == [1]


def test_gradients_are_named_after_cost_and_variable(xs):
    x, y, _ = xs
    cost = T.sum(x * y)
    cost.name = "cost"
    assert T.grad(cost, x).name == "(dcost/dx)"


def test_a_cost_must_be_a_real_scalar(xs):
    with pytest.raises(T.ShapeError, match=r"scalar; this one is \(x₀,\)"):
        T.grad(xs[0], xs[0])
    z = T.zscalar("z")
    with pytest.raises(T.DTypeError, match="real"):
        T.grad(z, z)
    with pytest.raises(ValueError, match="cost or known_grads"):
        T.grad(None, xs[0])


def test_disconnected_inputs(xs):
    x, y, _ = xs
    cost = T.sum(x)
    with pytest.raises(T.DisconnectedInputError, match="does not depend on y"):
        T.grad(cost, y)
    with pytest.warns(UserWarning, match="does not depend on y"):
        T.grad(cost, y, disconnected_inputs="warn")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert value(T.grad(cost, y, disconnected_inputs="ignore"), {y: [1.0, 2]}) == [0, 0]
    for cut in (T.disconnected_grad(x), T.zeros(x.shape[0])):
        with pytest.raises(T.DisconnectedInputError):
            T.grad(T.sum(cut), x)


def test_what_cuts_off_is_named_with_the_path_to_it(xs):
    x, *_ = xs
    with pytest.raises(T.DisconnectedInputError, match="disconnected_grad passes no derivative on: sum ← exp ← disc"):
        T.grad(T.sum(T.exp(T.disconnected_grad(T.sin(x)))), x)
    long = x
    for _ in range(20):
        long = T.sin(long)
    with pytest.raises(T.DisconnectedInputError, match=r"size_of passes .* ← … ← sin ← sin ← sin ← sin ← x"):
        T.grad(T.cast(long.shape[0], "float64"), x)


def test_return_disconnected(xs):
    x, y, _ = xs
    cost = T.sum(x)
    first, second = T.grad(cost, [x, y], disconnected_inputs="ignore", return_disconnected="none")
    assert isinstance(first, T.Expression)
    assert second is None
    gone = T.grad(cost, y, disconnected_inputs="ignore", return_disconnected="disconnected")
    assert not isinstance(gone, T.Expression)
    # What comes back may be handed on.
    g = T.grad(None, x, known_grads={T.sin(x): T.ones_like(x), T.cos(x): gone, T.tan(x): None})
    assert value(g, {x: [0.5]}) == [np.cos(0.5)]


def test_a_derivative_of_zero_is_not_disconnected(xs):
    x, *_ = xs
    assert value(T.grad(T.sum(T.floor(x)), x), {x: [0.5]}) == [0]
    assert value(T.grad(T.sum(T.zero_grad(x)), x), {x: [0.5]}) == [0]


def test_consider_constant(xs):
    x, *_ = xs
    u = x * x
    cost = T.sum(u * x)
    assert value(T.grad(cost, x), {x: [3.0]}) == [27]
    assert value(T.grad(cost, x, consider_constant=[u]), {x: [3.0]}) == [9]
    assert value(T.grad(cost, x, consider_constant=u), {x: [3.0]}) == [9]
    with pytest.raises(T.DisconnectedInputError, match=r"x \* x is held constant: sum ← multiply ← x"):
        T.grad(T.sum(u), x, consider_constant=[u])
    assert value(T.grad(cost, u, consider_constant=[u]), {x: [3.0]}) == [3]  # what arrives there


def test_known_grads(xs):
    x, y, _ = xs
    u, v = x * x, x * y
    g = T.grad(None, x, known_grads={u: y, v: T.ones_like(v)})
    assert value(g, {x: [3.0], y: [5.0]}) == [2 * 3 * 5 + 5]
    both = T.grad(T.sum(u), x, known_grads={v: 2.0})
    assert value(both, {x: [3.0], y: [5.0]}) == [6 + 10]
    # The chain in two pieces is the chain.
    cost = T.sum(T.sin(u))
    outer = T.grad(cost, u)
    assert value(T.grad(None, x, known_grads={u: outer}), {x: [0.3]}) == value(T.grad(cost, x), {x: [0.3]})


def test_a_known_grad_has_the_shape_of_its_expression(xs):
    x, *_ = xs
    with pytest.raises(T.ShapeError, match="known_grads"):
        T.grad(None, x, known_grads={x * x: T.dmatrix("m")})


def test_what_is_not_defined_is_named_with_the_path_to_it(xs):
    x, y, _ = xs
    cost = T.sum(T.sin(T.undefined_grad(T.exp(x)) * y))
    with pytest.raises(T.NullTypeGradError, match=r"not defined: sum ← sin ← multiply ← undefined_grad ← exp ← x"):
        T.grad(cost, [y, x])
    with pytest.raises(T.NullTypeGradError, match=r"by its order.*: sum ← gammainc ← x"):
        T.grad(T.sum(T.gammainc(x, y)), x)
    for product in (lambda: T.Rop(cost, x, x), lambda: T.Lop(cost, x, 1.0)):
        with pytest.raises(T.NullTypeGradError, match="undefined_grad ← exp ← x"):
            product()


def test_null_gradients(xs):
    x, y, _ = xs
    cost = T.sum(T.undefined_grad(x) * y)
    with pytest.raises(T.NullTypeGradError, match="undefined_grad"):
        T.grad(cost, x)
    assert value(T.grad(cost, y), {x: [3.0], y: [1.0]}) == [3]
    null, good = T.grad(cost, [x, y], null_gradients="return")
    assert value(good, {x: [3.0], y: [1.0]}) == [3]
    with pytest.raises(T.NullTypeGradError, match="undefined_grad"):
        T.function([x, y], null)
    onward = T.grad(None, y, known_grads={x * y: null}, null_gradients="return")
    with pytest.raises(T.NullTypeGradError, match="undefined_grad"):
        T.function([x, y], onward)
    with pytest.raises(T.NullTypeGradError, match="undefined_grad"):
        T.grad(None, y, known_grads={x * y: null})


def test_dtypes_of_gradients():
    for dtype in ("float32", "float64", "complex64", "complex128"):
        x = T.tensor("x", dtype, (2,))
        assert T.grad(T.sum(T.abs(x) ** 2), x).dtype == dtype
    x, w = T.fvector("x"), T.dvector("w")
    assert T.grad(T.sum(x * w), x).dtype == np.float32
    assert T.grad(T.sum(T.lvector("n") * w), w).dtype == np.float64


def test_a_cost_of_integers_is_differentiated_as_of_reals():
    n = T.lscalar("n")
    assert T.function([n], T.grad(n * n, n))(3) == 6.0


def test_by_the_same_variable_twice_and_by_the_cost(xs):
    x, y, _ = xs
    cost = T.sum(x * y)
    own, first, second = T.grad(cost, [cost, x, x])
    at = {x: [3.0], y: [5.0]}
    assert [value(g, at) for g in (own, first, second)] == [1, [5], [5]]


def test_known_grads_as_pairs_and_beside_the_cost(xs):
    x, y, _ = xs
    u, v = x * x, x * y
    pairs = [(u, y), (v, None), (v, 1.0), (v, 1)]
    assert value(T.grad(None, x, known_grads=pairs), {x: [3.0], y: [5.0]}) == [2 * 3 * 5 + 2 * 5]
    cost = T.sum(u)
    cost.name = "cost"
    assert value(T.grad(cost, x, known_grads={cost: 2.0}), {x: [3.0], y: [5.0]}) == [12]
    with pytest.raises(T.DTypeError, match="take its real part"):
        T.grad(None, x, known_grads={u: 1j})
    narrow = T.fvector("narrow")
    assert T.grad(None, narrow, known_grads={T.sin(narrow): np.ones(3)}).dtype == np.float32


def test_options_as_theano_writes_them(xs):
    x, y, _ = xs
    assert T.grad(T.sum(x), y, disconnected_inputs="ignore", return_disconnected="None") is None
    gone = T.grad(T.sum(x), y, disconnected_inputs="ignore", return_disconnected="Disconnected")
    assert repr(gone) == "disconnected"


def test_a_warning_points_at_the_call(xs):
    x, y, _ = xs
    for call in (
        lambda: T.grad(T.sum(x), y, disconnected_inputs="warn"),
        lambda: T.Rop(x, y, y, disconnected_outputs="warn"),
        lambda: T.Lop(x, y, x, disconnected_inputs="warn"),
    ):
        with pytest.warns(UserWarning, match="depend") as caught:
            assert isinstance(call(), T.Expression)
        assert caught[0].filename == __file__


def test_zero_and_disconnected_are_kept_apart_in_every_product(xs):
    x, y, _ = xs
    at = {x: [0.5], y: [2.0]}
    for zero in (T.floor(x), T.zero_grad(x), T.consider_constant(x)):
        assert value(T.grad(T.sum(zero), x), at) == [0]
        assert value(T.Lop(zero, x, x), at) == [0]
        assert value(T.Rop(zero, x, x), at) == [0]
    for gone in (y, T.disconnected_grad(x), T.ones_like(x)):
        for product in (lambda e: T.grad(T.sum(e), x), lambda e: T.Lop(e, x, x), lambda e: T.Rop(e, x, x)):
            with pytest.raises(T.DisconnectedInputError):
                product(gone)


DTYPES = ["bool", "int8", "int64", "uint16", "float32", "float64", "complex64", "complex128"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("other", ["float32", "float64", "int64"])
def test_dtypes_of_all_derivatives(dtype, other):
    x, w = T.tensor("x", dtype, (3,)), T.tensor("w", other, (3,))
    cost = T.sum(T.real(x * w * 1.5))
    wanted = np.dtype(dtype) if np.dtype(dtype).kind in "fc" else np.dtype("float64")
    weight = np.dtype(other) if np.dtype(other).kind == "f" else np.dtype("float64")
    assert [g.dtype for g in T.grad(cost, [x, w])] == [wanted, weight]
    assert T.grad(None, x, known_grads={cost: 1.0}).dtype == wanted
    (by_x,), (by_w,) = T.subgraph_grad([x], [w], cost=cost)
    assert (by_x.dtype, by_w.dtype) == (wanted, weight)
    missing = T.grad(cost, T.tensor("z", dtype, (2,)), disconnected_inputs="ignore")
    assert missing.dtype == wanted
    arrays = [np.ones(3, dtype), np.ones(3, other)]
    values = T.function([x, w], T.grad(cost, [x, w]), on_unused_input="ignore")(*arrays)
    assert [v.dtype for v in values] == [wanted, weight]


def test_subgraph_grad(xs):
    x, y, _ = xs
    hidden = T.tanh(x * y)
    cost = T.sum(hidden**2)
    (by_hidden,), _ = T.subgraph_grad([hidden], [], cost=cost)
    (by_x,), (by_y,) = T.subgraph_grad([x], [y], start={hidden: by_hidden})
    at = {x: [0.5], y: [2.0]}
    whole = T.grad(cost, [x, y])
    np.testing.assert_allclose([value(by_x, at), value(by_y, at)], [value(g, at) for g in whole], rtol=1e-14)


def test_parts_of_a_graph_add_up_to_the_whole(xs):
    """A net of three layers, one part each; the second has a penalty of its own, and a weight is shared by two."""
    x, v, w = xs
    first = T.tanh(v * x)
    second = T.sin(w * first)
    penalty = T.sum(second**2) + T.sum(v**2)
    cost = T.sum(T.exp(second) * v)
    at = {x: [0.5], v: [2.0], w: [-0.7]}
    total = dict.fromkeys("vw", 0.0)
    (by_v,), (by_second,) = T.subgraph_grad([v], [second], cost=cost)
    total["v"] += value(by_v, at)[0]
    (by_v, by_w), (by_first,) = T.subgraph_grad([v, w], [first], start={second: by_second}, cost=penalty)
    total["v"] += value(by_v, at)[0]
    total["w"] += value(by_w, at)[0]
    (by_v, by_w), ends = T.subgraph_grad([v, w], [], start=[(first, by_first)])
    assert ends == []
    total["v"] += value(by_v, at)[0]
    total["w"] += value(by_w, at)[0]
    whole = [value(g, at)[0] for g in T.grad(cost + penalty, [v, w])]
    np.testing.assert_allclose([total["v"], total["w"]], whole, rtol=1e-14)


def test_gradients_of_gradients(xs):
    x, *_ = xs
    y = T.sum(T.sin(x) ** 3)
    for _ in range(3):
        y = T.sum(T.grad(y, x))
    a = 0.7
    third = 3 * (-7 * np.sin(a) ** 2 * np.cos(a) + 2 * np.cos(a) ** 3)
    np.testing.assert_allclose(value(y, {x: [a]}), third, rtol=1e-12)


def test_a_value_that_is_squared_again_and_again_is_no_product_of_many_factors():
    x = T.dscalar("x")
    y = x
    for _ in range(100):
        y = y * y
    operations = len(applies([T.grad(y, x), T.Rop(y, x, T.ones_like(x))]))
    assert operations < 700
