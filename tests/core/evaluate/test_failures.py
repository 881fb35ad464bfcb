"""What fails while a program runs is told as a mistake at an expression."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.origin import Origin


def test_the_expression_its_operands_and_the_line():
    x, n = T.dvector("x"), T.lscalar("n")
    f = T.function([x, n], T.exp(x[n]) * 2)
    with pytest.raises(T.EvaluationError) as caught:
        f([1.0, 2, 3], 7)
    error = caught.value
    assert isinstance(error, IndexError)
    assert isinstance(error.__cause__, IndexError)
    assert str(error).startswith("x[n]: index 7 is out of bounds")
    assert "x is float64 (3,)" in str(error)
    assert "n is int64 7" in str(error)
    assert "x[n]" in f.source.splitlines()[1]
    assert "line 2 of the program" in str(error)


def test_where_it_came_from():
    x, n = T.dvector("x"), T.lscalar("n")
    gradient = T.grad(x[n] * 2, x)
    with pytest.raises(IndexError, match=r"index 3 is out of bounds.*the derivative of x\[n\]"):
        T.function([x, n], gradient)([1.0], 3)
    z = T.take(x, n)
    z.origin = Origin("written", span=(4, 2, 4, 9))
    with pytest.raises(IndexError, match="line 4, column 3"):
        T.function([x, n], z, mode="raw")([1.0], 3)


def test_in_the_body_of_a_loop():
    x, n = T.dvector("x"), T.lvector("n")
    rows, _ = T.scan(lambda i: x[i] * 2, n)
    with pytest.raises(IndexError, match=r"index 9 is out of bounds.*x is float64 \(2,\)"):
        T.function([x, n], rows, mode="raw")([1.0, 2], [0, 9])


def test_memory_that_is_not_there():
    n = T.lscalar("n")
    with pytest.raises(MemoryError, match=r"ones\(n\) \* n: .*n is int64 288230376151711744"):
        T.function([n], T.ones(n) * n, mode="raw")(1 << 58)


def test_a_trusted_call_tells_it_too():
    x, n = T.dvector("x"), T.lscalar("n")
    f = T.function([x, n], x[n])
    f.trust_input = True
    with pytest.raises(IndexError, match=r"x\[n\]"):
        f(np.ones(2), np.int64(5))
