"""How sizes are given to `jacobian_sparsity`, and what people are told who gave too few, or wrong ones."""

import numpy as np
import pytest

import explorer.core as T


def test_sizes_by_the_names_of_dimensions() -> None:
    A, v = T.tensor("A", shape=("m", "n")), T.tensor("v", shape=("n",))
    assert T.jacobian_sparsity(T.dot(A, v), v, sizes={"n": 3, "m": 2}).shape == (2, 3)
    assert T.jacobian_sparsity(T.dot(A, v), A, sizes={"n": 3, "m": 2}).nnz == 6


def test_sizes_by_the_shapes_of_variables() -> None:
    A, v = T.dmatrix("A"), T.dvector("v")
    assert T.jacobian_sparsity(T.dot(A, v), v, sizes={A: (2, 3)}).shape == (2, 3)  # that of v follows
    assert T.jacobian_sparsity(T.exp(v), v, sizes={v: 4}).shape == (4, 4)
    assert T.jacobian_sparsity(T.exp(v), v, sizes={v: np.zeros(4).shape}).shape == (4, 4)


def test_sizes_that_are_numbers() -> None:
    n, v = T.lscalar("n"), T.dvector("v")
    assert T.jacobian_sparsity(T.zeros(n) + v[0], v, sizes={n: 3, v: 2}).toarray().tolist() == [[True, False]] * 3
    assert T.jacobian_sparsity(T.sum(T.reshape(v, (n, -1)), axis=1), v, sizes={n: 2, v: 6}).nnz == 6


def test_a_size_that_only_the_code_knows() -> None:
    v = T.dvector("v")
    mask = T.constant(np.array([True, False, True]))
    assert T.jacobian_sparsity(T.exp(v[mask]) * 2, v, sizes={v: 3}).nonzero()[1].tolist() == [0, 2]
    assert T.jacobian_sparsity(v[::2] + 1, v, sizes={v: 5}).shape == (3, 5)


def test_sizes_that_are_known_need_not_be_given() -> None:
    v = T.shared(np.zeros(3), "v")
    assert T.jacobian_sparsity(T.sin(v), v).shape == (3, 3)
    assert T.jacobian_sparsity(T.sin(v), v, sizes={v: 2}).shape == (2, 2)
    other = T.dvector("other")
    assert T.jacobian_sparsity(v * T.sum(other), v).nnz == 3  # of the other one no size is needed


def test_a_missing_size_is_named() -> None:
    v, w = T.dvector("v"), T.tensor("w", shape=("n", 2))
    with pytest.raises(T.ShapeError, match=r"the size of v along axis 0: pass sizes=\{v: \(…,\)\}"):
        T.jacobian_sparsity(T.exp(v), v)
    with pytest.raises(T.ShapeError, match=r'pass sizes=\{"n": …\}'):
        T.jacobian_sparsity(T.exp(w), w)
    n = T.lscalar("n")
    with pytest.raises(T.ShapeError, match=r"the number n: pass sizes=\{n: …\}"):
        T.jacobian_sparsity(T.zeros(n) * T.sum(v), v, sizes={v: 2})


def test_a_size_that_depends_on_values() -> None:
    v = T.dvector("v")
    with pytest.raises(T.ShapeError, match="they depend on values"):
        T.jacobian_sparsity(v[v > 0], v, sizes={v: 3})


@pytest.mark.parametrize(
    ("sizes", "says"),
    [
        ({"k": 3}, "no dimension is called 'k'"),
        ({"n": -1}, "an int that is not negative"),
        ({"n": 2.5}, "an int that is not negative"),
    ],
)
def test_a_size_that_does_not_fit(sizes, says: str) -> None:
    v = T.tensor("v", shape=("n",))
    with pytest.raises(T.ShapeError, match=says):
        T.jacobian_sparsity(v, v, sizes=sizes)


def test_a_shape_that_does_not_fit() -> None:
    v, w = T.dvector("v"), T.tensor("w", shape=(3,))
    with pytest.raises(T.ShapeError, match="gives it 2 axes"):
        T.jacobian_sparsity(v, v, sizes={v: (2, 3)})
    with pytest.raises(T.ShapeError, match="sizes says"):
        T.jacobian_sparsity(w, w, sizes={w: 4})


def test_sizes_that_contradict_each_other() -> None:
    a, b, u, v = T.tensor("a", shape=("n",)), T.tensor("b", shape=("n",)), T.dvector("u"), T.dvector("u")
    with pytest.raises(T.ShapeError, match="gives n as 2 and, by b, as 3"):
        T.jacobian_sparsity(a + b, a, sizes={a: 2, b: 3})
    with pytest.raises(T.ShapeError, match="is 2 and"):
        T.jacobian_sparsity(u + v, v, sizes={u: 2, v: 3})
    with pytest.raises(T.ShapeError, match="2 dimensions are called"):
        T.jacobian_sparsity(u * T.sum(v), u, sizes={"u₀": 3})


def test_what_is_no_dict_of_sizes() -> None:
    v = T.dvector("v")
    with pytest.raises(TypeError, match="sizes is a dict"):
        T.jacobian_sparsity(v, v, sizes=3)
    with pytest.raises(TypeError, match="names of dimensions and variables for keys"):
        T.jacobian_sparsity(v, v, sizes={3: 3})
    with pytest.raises(TypeError, match="a tuple of ints"):
        T.jacobian_sparsity(v, v, sizes={v: "3"})


def test_what_cannot_be_differentiated_by() -> None:
    v = T.tensor("v", shape=(2,))
    with pytest.raises(TypeError, match="cannot differentiate by the constant"):
        T.jacobian_sparsity(v, T.constant(1.0))
    with pytest.raises(TypeError, match="not by 3"):
        T.jacobian_sparsity(v, 3)
