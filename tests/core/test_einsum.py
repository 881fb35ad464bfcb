"""Products of arrays of any number of axes, against NumPy; derivatives against JAX."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.expr import Constant
from tests.core.examples.example import values

jax.config.update("jax_enable_x64", val=True)

DTYPES = ["float64", "float32", "int64", "int8", "bool", "complex128"]
SIZE = {"i": 2, "j": 3, "k": 4, "l": 1, "A": 2}

EINSUMS = [
    "ij,jk->ik", "ij,jk", "ij,ij->", "ii", "ii->i", "ii->", "iij->j", "iii->i", "ij->", "ij->i", "ij->ji", "ba->ab",
    "ij", "Ai", "i->", "i", "i,j", "i,j->", "ij,k->", "ii,jj->", "ii,ij->j", "ij,jk,kl->il", "i,i,i->i", "i,i,j,j->",
    "...", "...i->...", "i...", "...ij,...jk", "...ij,...jk->...ik", "i...,i...->...", "i...j,j->...", "...,...",
    "...ii->...", "...i,...i->...", "ij,...j->i...", "A,Ai->i", ",->", ",i", "i j, j k -> i k", "lj,jk->lk", "il,l->i",
]  # fmt: skip


def operands(subscripts, dtype, extra=(2, 1)):
    """An array for each term; an ellipsis stands for ``extra`` axes in the first, and fewer in the others."""
    words = subscripts.replace(" ", "").split("->")[0].split(",")
    arrays = []
    for number, word in enumerate(words):
        before, dots, after = word.partition("...")
        middle = extra[min(number, len(extra)) :] if dots else ()
        shape = (*(SIZE.get(c, 3) for c in before), *middle, *(SIZE.get(c, 3) for c in after))
        a = values(shape, -2.5, 2.5, seed=3 * number)
        arrays.append((a * (1 - 0.5j)).astype(dtype) if dtype == "complex128" else np.round(a).astype(dtype))
    return arrays


def variables(arrays, *, known):
    return [T.tensor(f"x{i}", a.dtype, [n if known or n == 1 else None for n in a.shape]) for i, a in enumerate(arrays)]


def same(found, expected):
    assert found.dtype == expected.dtype
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-5 if found.dtype.itemsize < 8 else 1e-12, atol=1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("subscripts", EINSUMS)
def test_einsum_is_numpys(subscripts, known, dtype):
    arrays = operands(subscripts, dtype)
    xs = variables(arrays, known=known)
    expected = np.asarray(np.einsum(subscripts, *arrays))
    y = T.einsum(subscripts, *xs)
    assert y.dtype == expected.dtype
    same(T.function(xs, y, mode="raw")(*arrays), expected)
    same(T.function(xs, y)(*arrays), expected)


@pytest.mark.parametrize("subscripts", EINSUMS)
def test_derivative_of_einsum_is_jaxs(subscripts):
    arrays = operands(subscripts, "float64")
    weights = values(np.einsum(subscripts, *arrays).shape, seed=5)
    xs = variables(arrays, known=False)
    found = T.function(xs, T.grad(T.sum(weights * T.einsum(subscripts, *xs)), xs))(*arrays)
    expected = jax.grad(lambda *a: jnp.sum(weights * jnp.einsum(subscripts, *a)), tuple(range(len(xs))))(*arrays)
    for one, other in zip(found, expected, strict=True):
        same(one, np.asarray(other))


@st.composite
def contractions(draw):
    """Subscripts with any labels in any place, and operands whose axes may have size 1."""
    sizes = {label: draw(st.integers(1, 3)) for label in "abcd"}
    terms = draw(st.lists(st.lists(st.sampled_from("abcd"), max_size=3), min_size=1, max_size=3))
    used = sorted({label for term in terms for label in term})
    result = draw(st.permutations(used).flatmap(lambda p: st.integers(0, len(p)).map(lambda n: p[:n])))
    arrays = []
    for number, term in enumerate(terms):
        narrow = {label for label in term if draw(st.booleans()) and draw(st.booleans())}
        shape = tuple(1 if label in narrow else sizes[label] for label in term)
        arrays.append(np.round(values(shape, -3, 3, seed=number)))
    subscripts = ",".join(map("".join, terms))
    return (f"{subscripts}->{''.join(result)}" if draw(st.booleans()) else subscripts), arrays


@given(contractions())
def test_any_einsum_is_numpys(case):
    subscripts, arrays = case
    expected = np.asarray(np.einsum(subscripts, *arrays))
    y = T.einsum(subscripts, *arrays)
    assert y.dimensions == expected.shape
    same(T.evaluate_once(y), expected)


@given(contractions())
def test_lists_in_place_of_letters(case):
    subscripts, arrays = case
    head, arrow, tail = subscripts.partition("->")
    numbers = [[ord(c) - ord("a") for c in word] for word in head.split(",")]
    mixed = [one for pair in zip(arrays, numbers, strict=True) for one in pair]
    mixed += [[ord(c) - ord("a") for c in tail]] if arrow else []
    same(T.evaluate_once(T.einsum(*mixed)), np.asarray(np.einsum(*mixed)))


def test_lists_may_have_an_ellipsis():
    a, b = values((2, 3)), values((2, 4))
    same(T.evaluate_once(T.einsum(a, [0, ...], b, [0, 2], [..., 2])), np.einsum(a, [0, ...], b, [0, 2], [..., 2]))


def test_normal_form_is_told_in_fewer_words():
    x, y, u = T.dmatrix("x"), T.dmatrix("y"), T.dvector("u")
    for subscripts, xs, text in (
        ("ij,jk", (x, y), "einsum('ij,jk->ik', x, y)"),
        ("ii", (x,), "trace(reshape(x, (x.shape[0], x.shape[0])))"),
        ("ij->ji", (x,), "x.T"),
        ("ij,k->", (x, u), "einsum(',->', sum(x), sum(u))"),
        ("i,ij->j", (u, x), "einsum('i,ij->j', u, x)"),
    ):
        assert T.read(T.einsum(subscripts, *xs)) == text


def test_intermediate_products_are_not_narrow():
    a = np.full((2, 2), 100, "int8")
    x = T.dmatrix("x")
    found = T.function([x], T.einsum("ij,jk,kl->il", x, a, a))(np.ones((2, 2)))
    np.testing.assert_array_equal(found, np.full((2, 2), 4e4))


MISTAKES = [
    (("ij,jk", (2, 3), (4, 5)), T.ShapeError, r"needs 3 = 4"),
    (("ii", (2, 3)), T.ShapeError, r"axes 0 and 1, which needs 2 = 3"),
    (("ij", (2,)), T.ShapeError, r"\(2,\): einsum 'ij' gives it the labels 'ij'"),
    (("i", (2, 3)), T.ShapeError, r"gives it the labels 'i'"),
    (("...i->i", (2, 3)), T.ShapeError, r"write '...' there too"),
    (("ij->k", (2, 3)), ValueError, r"\['k'\]"),
    (("ij->ii", (2, 3)), ValueError, r"\['i', 'i'\]|\['i'\]"),
    (("ij,jk", (2, 3)), ValueError, r"2 terms for 1 operands"),
    (("i.j", (2, 3)), ValueError, r"cannot read"),
    (("i1", (2, 3)), ValueError, r"cannot read"),
    ((), ValueError, r"needs operands"),
    (("",), ValueError, r"needs operands"),
]


@pytest.mark.parametrize(("case", "error", "message"), MISTAKES)
def test_mistakes_have_a_name(case, error, message):
    with pytest.raises(error, match=message):
        T.einsum(*case[:1], *(T.tensor(f"x{i}", shape=shape) for i, shape in enumerate(case[1:])))
    if case and len(case) > 1 and "j,j" not in case[0]:
        with pytest.raises(ValueError, match=r"."):
            np.einsum(*case[:1], *(np.ones(shape) for shape in case[1:]))


def test_sizes_that_differ_are_told_at_the_call():
    x, y = T.dmatrix("x"), T.dmatrix("y")
    with pytest.raises(T.ShapeError, match="einsum needs"):
        T.function([x, y], T.einsum("ij,jk", x, y))(np.ones((2, 3)), np.ones((4, 5)))
    with pytest.raises(T.ShapeError, match="reshape needs"):
        T.function([x], T.einsum("ii", x))(np.ones((2, 3)))


SHAPES = [(), (2,), (3,), (2, 3), (3, 2), (2, 3, 2), (4, 2, 3), (2, 4, 3, 2), (1, 2, 3), (0,), (0, 2)]


@pytest.mark.parametrize("dtype", ["float64", "int8", "bool", "complex64"])
@pytest.mark.parametrize("name", ["dot", "matmul", "inner", "outer", "kron", "vdot"])
def test_products_of_all_shapes_are_numpys(name, dtype):
    for a_shape in SHAPES:
        for b_shape in SHAPES:
            a, b = (np.round(values(s, -2, 2, seed=i)).astype(dtype) for i, s in enumerate((a_shape, b_shape)))
            try:
                expected = np.asarray(getattr(np, name)(a, b))
            except ValueError:
                with pytest.raises(T.ShapeError):
                    getattr(T, name)(T.tensor("x", a.dtype, a.shape), T.tensor("y", b.dtype, b.shape))
                continue
            for known in (True, False):
                xs = variables((a, b), known=known)
                y = getattr(T, name)(*xs)
                assert y.ndim == expected.ndim
                if known:
                    assert y.dimensions == expected.shape
                same(T.function(xs, y, mode="raw")(a, b), expected)


@pytest.mark.parametrize("name", ["dot", "matmul", "inner", "outer", "kron", "vdot"])
@pytest.mark.parametrize(
    ("a", "b"), [((3,), (3,)), ((2, 3), (3,)), ((2, 2, 3), (2, 3, 3)), ((3,), (2, 3, 3)), ((), (2,))]
)
def test_derivatives_of_products_are_jaxs(name, a, b):
    arrays = [values(a) * (1 + 0.5j), values(b, seed=2)]
    function, reference = getattr(T, name), getattr(jnp, name)
    try:
        weights = values(getattr(np, name)(*arrays).shape, seed=4)
    except ValueError:
        return
    xs = variables(arrays, known=False)
    found = T.function(xs, T.grad(T.sum(T.real(weights * (1 - 2j) * function(*xs))), xs))(*arrays)
    expected = jax.grad(lambda x, y: jnp.sum(jnp.real(weights * (1 - 2j) * reference(x, y))), (0, 1))(*arrays)
    for one, other in zip(found, expected, strict=True):
        same(one, np.conj(np.asarray(other)))  # JAX's gradient is the conjugate of ours


@pytest.mark.parametrize(
    ("a", "b", "axes"),
    [
        ((2, 3), (3, 4), 1),
        ((2, 3), (2, 3), 2),
        ((2, 3), (4,), 0),
        ((), (), 0),
        ((2, 3, 4), (4, 3), ([1, 2], [1, 0])),
        ((2, 3, 4), (3, 4, 5), ((-1, -2), (1, 0))),
        ((2, 3), (5, 2), (0, 1)),
        ((2, 3), (5, 2), ([0], [-1])),
        ((1, 3), (1, 3), ([0, 1], [0, 1])),
    ],
)
def test_tensordot_is_numpys(a, b, axes):
    a, b = values(a), values(b, seed=2)
    for known in (True, False):
        xs = variables((a, b), known=known)
        same(T.function(xs, T.tensordot(*xs, axes))(a, b), np.asarray(np.tensordot(a, b, axes)))


@pytest.mark.parametrize(
    ("a", "b", "axes"),
    [
        ((2, 3), (4, 5), 1),
        ((1, 3), (3, 3), ([0], [0])),
        ((2,), (2,), 2),
        ((2, 3), (3,), ([0, 1], [0])),
        ((2,), (2,), -1),
    ],
)
def test_tensordot_that_cannot_be_is_an_error(a, b, axes):
    with pytest.raises(T.ShapeError, match=r"x is .* and y is .*tensordot"):
        T.tensordot(T.tensor("x", shape=a), T.tensor("y", shape=b), axes)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((4,), (4,)),
        ((4,), (4, 3)),
        ((4, 2), (4,)),
        ((4, 2), (4, 2)),
        ((4, 3), (4, 3, 2)),
        ((4, 2, 3), (4, 3)),
        ((4, 2, 3), (4, 3, 2)),
        ((4, 5, 2, 3), (4, 3, 2)),
        ((4, 2, 3), (4, 5, 3, 2)),
    ],
)
def test_batched_dot_is_dot_of_each(a, b):
    a, b = values(a), values(b, seed=2)
    for known in (True, False):
        xs = variables((a, b), known=known)
        expected = np.stack([np.dot(m, n) for m, n in zip(a, b, strict=True)])
        same(T.function(xs, T.batched_dot(*xs))(a, b), expected)


def test_batched_dot_needs_axes():
    with pytest.raises(T.ShapeError, match="batched_dot"):
        T.batched_dot(T.dscalar("x"), T.dvector("y"))
    with pytest.raises(T.ShapeError, match="needs 2 = 3"):
        T.batched_dot(T.tensor("x", shape=(2, 4)), T.tensor("y", shape=(3, 4)))


@pytest.mark.parametrize("dtype", ["float64", "int8", "bool", "complex128"])
@pytest.mark.parametrize(
    ("offset", "axis1", "axis2"), [(0, 0, 1), (1, 0, 1), (-1, 0, 2), (0, 2, 1), (5, 0, 1), (0, -1, -2)]
)
def test_trace_is_numpys(offset, axis1, axis2, dtype):
    a = np.round(values((3, 4, 3))).astype(dtype)
    for known in (True, False):
        (x,) = variables((a,), known=known)
        same(T.function([x], T.trace(x, offset, axis1, axis2))(a), np.trace(a, offset, axis1, axis2))
    same(T.trace(T.constant(a[:, :, 0])).eval(), np.asarray(np.trace(a[:, :, 0])))
    assert isinstance(T.constant(a), Constant)
