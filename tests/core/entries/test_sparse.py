"""Functions that give Jacobians and Hessians by their entries: the same values as the whole arrays, and no others."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import explorer.core as T
from explorer.core.derive.entries.emission import emission
from explorer.core.derive.entries.products import Coloured
from explorer.core.derive.entries.term import NotEmittedError
from explorer.core.evaluate.small import _CALLS
from explorer.core.expr import Expression, Variable
from explorer.core.graph import applies
from explorer.core.ops.casting import Conj
from tests.core.catalogue import STOPS, Example, examples
from tests.core.random.strategy import seeded
from tests.core.sparsity.test_operations import case, pairs

Array = np.ndarray

NOT_HOLOMORPHIC = {Conj}
ALL = [e for e in examples() if e.kind not in STOPS]


def agree(found: Array, expected: Array, tolerance: float = 1e-9) -> None:
    """Equal to rounding; where the whole array has 0 · ∞, the entries may have nothing."""
    finite = np.isfinite(expected)
    scale = max(1.0, np.abs(expected[finite]).max(initial=0.0))
    assert found.shape == expected.shape
    assert np.abs(found - expected)[finite].max(initial=0.0) <= tolerance * scale


def check(y: Expression, x: Expression, inputs: list[Variable], arrays: list[Array], tolerance: float = 1e-9) -> None:
    """Sparse, and dense by entries where they are: against the whole array, not rewritten."""
    jacobian = T.jacobian(y, x, disconnected_inputs="ignore")
    options = {"on_unused_input": "ignore"}
    expected = T.function(inputs, jacobian, mode="raw", **options)(*arrays)
    found = T.function(inputs, jacobian, sparse=True, **options)(*arrays)
    assert isinstance(found, sparse.csr_array)
    assert found.dtype == expected.dtype
    found.check_format()
    assert found.has_canonical_format
    agree(found.toarray().reshape(expected.shape), expected, tolerance)
    dense = T.function(inputs, jacobian, **options)(*arrays)
    assert dense.dtype == expected.dtype
    agree(dense, expected, tolerance)


def cases() -> Iterator[Example]:
    """Two examples of every operation."""
    seen: dict[type, int] = {}
    for example in ALL:
        seen[example.kind] = seen.get(example.kind, 0) + 1
        if seen[example.kind] <= 2:
            yield example


@pytest.mark.parametrize("example", [*cases()], ids=str)
def test_every_operation(example: Example) -> None:
    xs = case(example, known=False, constants=True)
    for y, x in pairs(example, xs):
        inputs = [v for v in xs if isinstance(v, Variable)]
        arrays = [a for a, v in zip(example.arrays, xs, strict=True) if isinstance(v, Variable)]
        tolerance = 1e-9 if np.finfo(x.dtype).eps < 1e-10 else 1e-3
        if y.dtype.kind == "c" and x.dtype.kind == "c" and example.kind in NOT_HOLOMORPHIC:
            continue
        try:
            T.jacobian_sparsity(y, x, {v: a.shape for v, a in zip(inputs, arrays, strict=True) if a.ndim})
        except T.ShapeError:
            continue  # how large it is, only values tell
        check(y, x, inputs, arrays, tolerance)


@pytest.mark.parametrize("seed", range(120))
def test_random_programs(seed: int) -> None:
    program = seeded(seed)
    if program.edges:
        return
    y = program.parts[0]
    for x in program.inputs:
        if x.dtype == np.float64 and y.dtype == np.float64 and x in {v for n in applies([y]) for v in n.inputs}:
            try:
                check(y, x, list(program.inputs), list(program.arrays), 1e-7)
            except T.NullTypeGradError:
                continue
            break


def stencils() -> st.SearchStrategy[tuple[Expression, Variable]]:
    """Sums of products of slices of a vector."""

    def term(x: Variable, shift: int, kind: str, width: int) -> Expression:
        stop = shift - width
        part = x[shift : stop or None]
        return {"square": part**2, "sin": T.sin(part), "scaled": 3.0 * part, "product": part * x[: -width or None]}[
            kind
        ]

    @st.composite
    def make(draw: st.DrawFn) -> tuple[Expression, Variable]:
        x = T.dvector("x")
        width = draw(st.integers(1, 4))
        shifts = draw(st.lists(st.integers(0, width), min_size=1, max_size=5))
        kinds = st.sampled_from(["square", "sin", "scaled", "product"])
        y: Expression = T.add(*[term(x, shift, draw(kinds), width) for shift in shifts], 0.0)
        if draw(st.booleans()):
            y = T.concatenate([y[::2], T.exp(y[::-1])])
        if draw(st.booleans()):
            y = T.grad(T.sum(y**2), x)
        return y, x

    return make()


@settings(deadline=None, max_examples=60)
@given(stencils(), st.integers(6, 12))
def test_stencils_are_computed_entry_by_entry(stencil: tuple[Expression, Variable], size: int) -> None:
    y, x = stencil
    emission(y, x, [], lambda es: T.optimize(list(es)).after, sparse=True)
    check(y, x, [x], [np.linspace(-1.0, 1.3, size)])


def test_a_stencil_in_two_dimensions() -> None:
    u = T.dmatrix("u")
    middle = u[1:-1, 1:-1]
    y = middle**2 * (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * middle)
    check(y, u, [u], [np.random.default_rng(1).standard_normal((6, 5))])
    f = T.function([u], T.jacobian(y, u), sparse=True)
    assert f(np.ones((30, 20))).nnz == 28 * 18 * 5


def test_what_is_multiplied_out_is_asked_for_by_products() -> None:
    x = T.dvector("x")
    y = T.cumsum(x) ** 2
    with pytest.raises(NotEmittedError):
        emission(y, x, [], lambda es: es, sparse=True)
    check(y, x, [x], [np.arange(5.0)])


def rosenbrock(x: Expression) -> Expression:
    return T.sum((1 - x[:-1]) ** 2 + 100 * (x[1:] - x[:-1] ** 2) ** 2)


def test_a_hessian_is_read_off_few_products() -> None:
    """A sum of squares of running sums has a full Hessian; one of neighbours in a loop has three diagonals."""
    x = T.dvector("x")
    total, _ = T.scan(lambda a, b: T.sin(a * b), sequences=[x[:-1], x[1:]])
    hessian = T.hessian(T.sum(total), x)
    value = np.linspace(0.1, 1.0, 9)
    f = T.function([x], hessian, sparse=True)
    found = f(value)
    assert found.nnz == 9 + 2 * 8
    agree(found.toarray(), T.function([x], hessian, mode="raw")(value))


def test_outputs_that_are_no_derivatives_stay_arrays() -> None:
    x = T.dvector("x")
    f = T.function(
        [x], {"f": rosenbrock(x), "g": T.grad(rosenbrock(x), x), "H": T.hessian(rosenbrock(x), x)}, sparse=True
    )
    found = f(np.arange(4.0))
    assert type(found["f"]) is np.ndarray
    assert found["H"].shape == (4, 4)
    agree(found["g"].toarray().reshape(-1), T.function([x], T.grad(rosenbrock(x), x))(np.arange(4.0)))


def test_every_call_gives_arrays_of_its_own() -> None:
    x = T.dvector("x")
    f = T.function([x], T.hessian(rosenbrock(x), x), sparse=True)
    value = np.arange(6.0)
    for _ in range(3):
        first = f(value)
        kept = first.toarray()
        first.data[:] = 0.0
        first.indices[:] = 0
        first.eliminate_zeros()
        assert (f(value).toarray() == kept).all()
        assert (f.unchecked(value)[0].toarray() == kept).all()


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_small_sizes(size: int) -> None:
    x = T.dvector("x")
    check(x[1:] * x[:-1], x, [x], [np.arange(1.0, size + 1)])
    check(T.grad(rosenbrock(x), x), x, [x], [np.arange(1.0, size + 1)])


def test_sizes_that_are_numbers_of_the_inputs() -> None:
    n, x = T.lscalar("n"), T.dvector("x")
    y = T.concatenate([x * 2, T.zeros(n)])
    f = T.function([n, x], T.jacobian(y, x), sparse=True)
    for count in (0, 2, 5):
        assert f(count, np.ones(3)).shape == (3 + count, 3)


def test_shared_variables_change_their_sizes() -> None:
    w, x = T.shared(np.arange(3.0), "w"), T.dvector("x")
    f = T.function([x], T.jacobian(w * x**2, x), sparse=True)
    agree(f(np.ones(3)).toarray(), np.diag([0.0, 2.0, 4.0]))
    w.set_value(np.arange(4.0))
    agree(f(np.ones(4)).toarray(), np.diag([0.0, 2.0, 4.0, 6.0]))


def test_what_is_held_constant_has_no_entries() -> None:
    x = T.dvector("x")
    squares = x**2
    y = squares * x
    jacobian = T.jacobian(y, x, consider_constant=[squares])
    agree(T.function([x], jacobian, sparse=True)(np.arange(4.0)).toarray(), np.diag(np.arange(4.0) ** 2))


def test_blocks_of_a_hessian_of_several_variables() -> None:
    x, y = T.dvector("x"), T.dvector("y")
    blocks = T.hessian(T.sum(x**2 * y), [x, y])
    f = T.function([x, y], [one for row in blocks for one in row], sparse=True)
    a, b = np.arange(1.0, 4.0), np.arange(2.0, 5.0)
    for found, expected in zip(f(a, b), [2 * b, 2 * a, 2 * a, 0 * a], strict=True):
        agree(found.toarray(), np.diag(expected))


def test_complex_derivatives() -> None:
    z = T.zvector("z")
    value = np.array([1 + 2j, 3 - 1j, 0.5j])
    for y in (z**2, T.exp(z[1:]) * z[:-1], T.real(z) ** 2 + T.imag(z)):
        jacobian = T.jacobian(y, z)
        expected = T.function([z], jacobian, mode="raw")(value)
        agree(T.function([z], jacobian, sparse=True)(value).toarray(), expected)


def test_arrays_that_are_filled() -> None:
    x = T.dvector("x")
    f = T.function([x], T.hessian(rosenbrock(x), x), sparse=True)
    given_array = f(np.ones(5))
    result = f(np.arange(5.0), out=given_array)
    assert result is given_array
    agree(given_array.toarray(), f(np.arange(5.0)).toarray())
    with pytest.raises(T.ShapeError, match="entries"):
        f(np.arange(6.0), out=given_array)
    with pytest.raises(TypeError, match="sparse"):
        f(np.arange(5.0), out=np.zeros((5, 5)))


def test_entries_that_are_constants_are_placed_without_a_program() -> None:
    x = T.dvector("x")
    f = T.function([x], T.hessian(T.sum(x**2), x))
    expected = 2 * np.eye(4)
    for _ in range(_CALLS + 3):
        agree(f(np.ones(4)), expected)
    for thread in threading.enumerate():
        if thread.name == "compile":
            thread.join()
    agree(f(np.ones(40)), 2 * np.eye(40))
    out = np.ones((40, 40))
    assert f(np.ones(40), out=out) is out
    agree(out, 2 * np.eye(40))
    agree(f.unchecked(np.ones(4))[0], expected)
    assert f(np.ones(4)) is not f(np.ones(4))
    agree(f(np.ones(3)), 2 * np.eye(3))
    with pytest.raises(T.ShapeError):
        f(np.ones((2, 2)))


def test_the_layout_of_a_size_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    x = T.dvector("x")
    f = T.function([x], T.jacobian(T.cumsum(x), x), sparse=True)
    f(np.ones(4))
    monkeypatch.setattr(Coloured, "__init__", None)
    f(np.ones(4))
    with pytest.raises(TypeError):
        f(np.ones(5))


@pytest.mark.parametrize("sparse_wanted", [True, False])
def test_entries_are_machine_code_too(sparse_wanted: bool) -> None:
    """Called often: values that are computed, numbers that are not, and inputs as they are."""
    x, k = T.dvector("x"), T.dscalar("k")
    diffused = k * (x[2:] - 2 * x[1:-1] + x[:-2]) + T.sin(x[1:-1]) * 3.0
    outputs = [T.jacobian(diffused, x), T.hessian(rosenbrock(x), x), T.grad(rosenbrock(x), x), T.jacobian(k * x, x)]
    f = T.function([x, k], outputs, sparse=sparse_wanted)
    value = np.linspace(-1.0, 1.3, 12)
    expected = T.function([x, k], outputs, mode="raw")(value, 0.7)
    for _ in range(_CALLS + 3):
        f(value, 0.7)
    for thread in threading.enumerate():
        if thread.name == "compile":
            thread.join()
    assert not sparse_wanted or "values" in f.unchecked.__code__.co_names
    for results in (f(value, 0.7), f.unchecked(value, np.float64(0.7)), f(value[::-1][::-1], 0.7)):
        for found, whole in zip(results, expected, strict=True):
            dense = found.toarray() if sparse.issparse(found) else found
            agree(dense.reshape(whole.shape), whole)
