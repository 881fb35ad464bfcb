"""Functions with derivatives of their own: which rule is used, to any order, on stacks; rules that do not fit."""

import numpy as np
import pytest

import explorer.core as T

MODES = ["raw", None]
x, y = T.dscalars("x", "y")
v = T.dvector("v")
AT = np.array([0.5, 1.0, 2.0])


def straight_through(z):
    """Rounding, through which derivatives pass."""
    return T.round(z)


passing = T.custom_derivative(straight_through, lambda _i, _o, c: [c], lambda _i, _o, t: t[0])


@pytest.mark.parametrize("mode", MODES)
def test_the_rules_are_used_and_the_value_is_the_bodys(mode):
    f = T.function([v], [passing(v), T.grad(T.sum(passing(v) ** 2), v), T.Rop(passing(v), v, v * v)], mode=mode)
    value, gradient, tangent = f([0.4, 1.6, 3.2])
    assert value.tolist() == [0, 2, 3]
    assert gradient.tolist() == [0, 4, 6]
    np.testing.assert_allclose(tangent, [0.4**2, 1.6**2, 3.2**2])


@pytest.mark.parametrize("mode", MODES)
def test_second_derivatives_are_those_of_the_rule(mode):
    """The rule says that the derivative of anything is the cube: then the second one is 3z²."""
    cube = T.custom_derivative(T.exp, lambda i, _o, c: c * i[0] ** 3, lambda i, _o, t: t[0] * i[0] ** 3)
    first = T.grad(cube(x), x)
    again = [T.grad(first, x), T.Rop(first, x, T.constant(1.0)), T.grad(T.grad(first, x), x)]
    assert T.function([x], [first, *again], mode=mode)(2.0) == [8, 12, 12, 12]
    by_output = T.custom_derivative(T.exp, lambda _i, o, c: c * o * o)
    first = T.grad(by_output(x), x)
    np.testing.assert_allclose(
        T.function([x], [first, T.grad(first, x)], mode=mode)(0.5), [np.exp(1.0), 2 * np.exp(1.5)], rtol=1e-14
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_missing_rule_follows_from_the_body(mode):
    only_back = T.custom_derivative(lambda z: z**2, vjp=lambda _i, _o, c: 10 * c)
    only_forward = T.custom_derivative(lambda z: z**2, jvp=lambda _i, _o, t: 10 * t[0])
    one = T.constant(1.0)
    outputs = [T.grad(only_back(x), x), T.Rop(only_back(x), x, one)]
    outputs += [T.grad(only_forward(x), x), T.Rop(only_forward(x), x, one)]
    assert T.function([x], outputs, mode=mode)(3.0) == [10, 6, 6, 10]


def test_none_is_zero_and_what_is_closed_over_is_differentiated_as_usual():
    f = T.custom_derivative(lambda a, b: a * b * y, lambda _i, _o, c: (None, 7 * c))
    outputs = T.grad(f(x, x * x), [x, y])
    assert T.function([x, y], outputs)(2.0, 5.0) == [7 * 2 * 2, 8]
    same = T.custom_derivative(lambda a, b: a * b, lambda _i, _o, c: (c, 2 * c))
    assert T.function([x], T.grad(same(x, x), x), on_unused_input="ignore")(5.0) == 3, "each input has its share"


def test_operands_may_be_numbers_and_arrays():
    f = T.custom_derivative(lambda a, b: a * b, lambda i, _o, c: (c * i[1], c * i[0]))
    assert T.function([], f(2.0, 3))() == 6
    assert T.function([v], T.grad(T.sum(f(v, AT)), v), on_unused_input="ignore")(AT).tolist() == AT.tolist()


@pytest.mark.parametrize("mode", MODES)
def test_in_loops_and_on_stacks(mode):
    clipped = T.custom_derivative(lambda z, w: z * w, lambda i, _o, c: (T.clip(c, -1.0, 1.0), c * i[0]))
    rows, _ = T.scan(lambda e: clipped(e, y) ** 2, v)
    f = T.function([v, y], T.grad(T.sum(rows), [v, y]), mode=mode)
    by_v, by_y = f(AT, 3.0)
    assert by_v.tolist() == [1, 1, 1]
    assert by_y == pytest.approx(2 * 3 * (AT @ AT))
    lifted = T.vectorize(lambda e, w: clipped(e, w) ** 2)(v, y)
    by_v, by_y = T.function([v, y], T.grad(T.sum(lifted), [v, y]), mode=mode)(AT, 3.0)
    assert by_v.tolist() == [1, 1, 1]
    assert by_y == pytest.approx(2 * 3 * (AT @ AT))
    along = T.Rop(T.vectorize(passing)(v), v, v)
    assert T.function([v], along, mode=mode, on_unused_input="ignore")(AT).tolist() == AT.tolist()


def test_the_body_is_seen_by_rewriting_only_after_differentiation():
    f = T.custom_derivative(lambda z: T.log(T.exp(z)), lambda _i, _o, c: 5 * c)
    program = T.function([x], [f(x), T.grad(f(x), x)], on_unused_input="ignore")
    assert program(2.0) == [2, 5]
    assert "def " not in program.source.removeprefix("def program")
    assert "np.log" not in program.source


def test_rules_that_do_not_fit_are_refused():
    def gradient(*cotangents, by=(v, v)):
        return T.grad(T.sum(T.custom_derivative(T.multiply, lambda _i, _o, _c: list(cotangents))(*by)), v)

    with pytest.raises(T.ShapeError, match=r"the vjp of .* gives 1 cotangents for 2 inputs; return one for each"):
        gradient(v)
    with pytest.raises(T.ShapeError, match=r"gives the cotangent of input 1 of shape \(\), but v is \(v₀,\)"):
        gradient(v, x)
    with pytest.raises(T.DTypeError, match=r"the cotangent of input 0 as complex128, but v is float64; .* real part"):
        gradient(T.zvector("z"), v)
    with pytest.raises(T.ShapeError, match=r"the jvp of .* a tangent of the output of shape \(\)"):
        T.Rop(T.custom_derivative(lambda z: z, jvp=lambda _i, _o, t: T.sum(t[0]))(v), v, v)
    with pytest.raises(TypeError, match="gives 2 results"):
        T.custom_derivative(lambda z: [z, z])(v)
    with pytest.raises(TypeError, match="a function for vjp, not 3"):
        T.custom_derivative(T.sin, vjp=3)


def test_dtypes_of_cotangents():
    z = T.fvector("z")
    f = T.custom_derivative(lambda z: z * z, lambda _i, _o, c: T.cast(c, "float64") * 3)
    gradient = T.grad(T.sum(f(z)), z)
    assert gradient.dtype == T.function([z], gradient, on_unused_input="ignore")(AT.astype("f4")).dtype == np.float32
    k = T.lvector("k")
    assert T.grad(T.sum(f(T.sin(k))), k).dtype == np.float64


def test_reading():
    assert T.read(passing(v)) == "straight_through(v)"
    assert T.pp(passing(v)) == "straight_through(v)"
    assert T.latex(passing(v)) == r"\text{straight\_through}\left(v\right)"
    tree = T.debugprint(passing(v), file="str")
    assert tree.startswith("custom{straight_through} [id A]")
    assert "Inner graphs:\n\ncustom [id A]\nround" in tree
    assert passing.__doc__ == straight_through.__doc__
