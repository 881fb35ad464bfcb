"""Mistakes, by the error that they are: what each says names the expression, or the argument, and what is wrong."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core import errors
from explorer.core.errors import ExplorerError

x, y, A, z = T.dvector("x"), T.dvector("y"), T.tensor("A", shape=(2, 3)), T.zvector("z")
n, w = T.lscalar("n"), T.shared(1.0, "w")
cost = T.sum(x * x)


class Wrong(T.special.erf.__class__):
    """An error function that has the derivative of another."""

    def partials(self, x, *, out):
        return (x,)


def converge():
    return T.root(lambda t: t * t + 1, 1.0).eval()


picking, rows = T.function([x, n], x[n]), np.ones((2, 3))

# What a person writes, the error, and what it says.
MISTAKES = [
    (lambda: T.dot(A, A), T.ShapeError, r"A is \(2, 3\) and A is \(2, 3\)"),
    (lambda: A + T.zeros((4,)), T.ShapeError, r"A is \(2, 3\) and .*\(4,\): add needs 3 = 4"),
    (lambda: T.function([x, y], x + y)([1.0], [1.0, 2]), T.ShapeError, "add needs x₀ = y₀, but x₀ is 1 and y₀ is 2"),
    (lambda: T.function([x], x)(1.0), T.ShapeError, "x has 1 axes.*value has 0"),
    (lambda: T.grad(x, x), T.ShapeError, r"the cost must be a scalar; this one is \(x₀,\)"),
    (lambda: T.Rop(cost, x, A), T.ShapeError, r"x is \(x₀,\) and A is \(2, 3\): an eval point of Rop"),
    (lambda: T.Lop([cost], x, []), T.ShapeError, "Lop needs 1 eval points"),
    (lambda: T.tensor("x", shape=(-1,)), T.ShapeError, "a dimension is an int"),
    (lambda: T.function([n], n)(0.5), T.DTypeError, "n is int64 and the value is float64.*allow_input_downcast"),
    (lambda: T.grad(T.sum(z), z), T.DTypeError, "the cost must be real"),
    (lambda: T.Rop(x, x, z), T.DTypeError, "x is float64 and an eval point of Rop is complex128"),
    (lambda: x + "text", T.DTypeError, "a constant needs numbers, not .*text"),
    (lambda: T.tensor("x", "text"), T.DTypeError, "'text' is no dtype"),
    (lambda: T.grad(cost, y), T.DisconnectedInputError, "the cost does not depend on y; pass disconnected_inputs"),
    (lambda: T.grad(T.sum(T.disconnected_grad(x)), x), T.DisconnectedInputError, "disconnected_grad passes no derivat"),
    (lambda: T.Lop(x, y, x), T.DisconnectedInputError, "does not depend on y"),
    (lambda: T.Rop(x, y, y), T.DisconnectedInputError, "x depends on none of y"),
    (lambda: T.grad(T.sum(T.undefined_grad(x)), x), T.NullTypeGradError, "not defined: sum ← undefined_grad ← x"),
    (lambda: T.verify_grad(Wrong(), np.ones(2)), T.GradientError, "argument 0 is wrong at"),
    (lambda: T.function([x], x * y), T.MissingInputError, r"x \* y depends on y, which is no input"),
    (lambda: T.function([x, y], x), T.UnusedInputError, "no output depends on y"),
    (lambda: T.function([x, n], x[n])([1.0], 5), T.EvaluationError, r"x\[n\]: index 5 is out of bounds"),
    (converge, T.ConvergenceError, "root"),
    (lambda: T.evaluate_batch(picking, [rows, [0, 5]]), T.BatchError, r"row 1.*index 5 is out of bounds"),
    (
        lambda: T.evaluate_batch(picking, [rows, [0, 1]], chunk=1, progress=lambda *_: False),
        T.BatchCancelledError,
        "cancelled after 1 of 2 rows",
    ),
    (lambda: T.function(x, x), TypeError, "a list of variables"),
    (lambda: T.function([w], w), TypeError, "w is a shared variable"),
    (lambda: T.grad(3.0, x), TypeError, "grad differentiates an expression, not 3.0"),
    (lambda: T.grad(cost, "x"), TypeError, "grad differentiates by expressions, not by 'x'"),
    (lambda: T.grad(cost, None), TypeError, "grad needs wrt"),
    (lambda: T.grad(T.sum(x) * 2.5, T.constant(2.5)), TypeError, "grad cannot differentiate by the constant 2.5"),
    (lambda: T.Rop([], x, x), TypeError, "Rop needs an expression"),
    (lambda: T.Lop(1, x, x), TypeError, "Lop differentiates expressions, not 1"),
    (lambda: T.hessian_vector_product("c", x, x), TypeError, "hessian_vector_product differentiates an expression"),
    (lambda: T.grad(cost, x, consider_constant=["x"]), TypeError, "consider_constant takes expressions, not 'x'"),
    (lambda: T.grad(None, x, known_grads={"x": 1}), TypeError, "known_grads is a dict of expressions"),
    (lambda: T.grad(None, x), ValueError, "grad needs a cost or known_grads"),
    (lambda: T.subgraph_grad([x], []), ValueError, "subgraph_grad needs a cost"),
    (lambda: T.grad(cost, x, disconnected_inputs="no"), ValueError, "disconnected_inputs is one of 'raise'"),
    (lambda: T.grad(cost, x, return_disconnected=0), ValueError, "return_disconnected is one of 'zero'"),
    (lambda: T.grad(cost, x, null_gradients="x"), ValueError, "null_gradients is one of"),
    (lambda: T.Rop(cost, x, x, disconnected_outputs="x"), ValueError, "disconnected_outputs is one of"),
    (lambda: T.pp("x"), TypeError, "pp takes an expression, not 'x'"),
    (lambda: T.latex(None), TypeError, "latex takes an expression, not None"),
    (lambda: T.typst(3), TypeError, "typst takes an expression, not 3"),
    (lambda: T.debugprint(3), TypeError, "debugprint takes expressions"),
    (lambda: T.optimize("x"), TypeError, "optimize takes an expression"),
    (lambda: T.dvector([]), TypeError, r"the name of a variable is a text, not \[\]"),
    (lambda: T.shared(1.0, 3), TypeError, "the name of a variable is a text, not 3"),
    (lambda: bool(x), TypeError, "switch|where"),
    (lambda: float(x), TypeError, "no number before it is computed"),
    (lambda: len(x), TypeError, r"x\.shape\[0\]"),
    (lambda: T.trace(lambda v: v + 1 if v else v, 1.0), T.TraceError, "test_mistakes.py, line .*no truth value"),
]


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_what_is_said(number):
    make, kind, message = MISTAKES[number]
    with pytest.raises(kind, match=message):
        make()


def test_every_error_has_a_mistake():
    kinds = {k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, ExplorerError)}
    assert kinds - {ExplorerError} <= {kind for _, kind, _ in MISTAKES}
    assert all(getattr(T, kind.__name__) is kind for kind in kinds)
