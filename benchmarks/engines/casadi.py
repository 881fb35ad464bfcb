"""CasADi: graphs of numbers (SX) where they are small, of matrices (MX) where they are not, and buffers.

It is column-major and knows matrices only: a vector is a column, and a row where it stands before a product.
"""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines.engine import Call, Engine, Program
from benchmarks.sparse import is_sparse

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Workload

_MOST = 2500  # numbers for which a graph of numbers is unrolled; more are a matrix
_OF_MATRICES = ("product", "perceptron", "recurrent", "memory cell", "logistic regression", "mixture", "kepler")
_FEW = 100  # entries that are written out one by one
_OPTIONS = {"cse": True}


class CasADi(Engine):
    """A function with buffers: arrays are filled in place, nothing is allocated or checked."""

    name = "casadi"
    columns = ("CasADi",)
    package = "casadi"

    def load(self) -> None:
        """Import it."""
        casadi: Any = importlib.import_module("casadi")
        self.casadi = casadi
        self.space = SimpleNamespace(
            **{name: getattr(casadi, name) for name in ("exp", "log", "sin", "cos", "tanh", "sqrt")},
            sum=self._sum,
            logsumexp=self._log_sum_exp,
            softplus=lambda x: casadi.fmax(x, 0) + casadi.log1p(casadi.exp(-casadi.fabs(x))),
            sigmoid=lambda x: 1 / (1 + casadi.exp(-x)),
            concatenate=lambda parts: casadi.vertcat(*parts),
            ones=casadi.DM.ones,
            zeros=casadi.DM.zeros,
        )

    def refuses(self, workload: Workload) -> str | None:
        """Float32, which it does not have, and loops of derivatives, which it unrolls."""
        if "float32" in workload.title:
            return "has float64 only"
        if workload.derivative == "jacobian by scan":
            return "colours its Jacobians, without a loop: see the row without scan"
        return None

    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """The graph, its derivative, and arrays that the function reads and fills."""
        if workload.derivative == "batch of gradients":
            return self._batch(workload, inputs)
        large = workload.size > _MOST or workload.topic in _OF_MATRICES
        kind = self.casadi.MX if large else self.casadi.SX
        symbols = [kind.sym(f"x{i}", *_shape(a)) for i, a in enumerate(inputs)]
        count = workload.arguments
        y = self._function(workload, symbols[:count])
        outputs = self._derivative(workload, y, [symbols[i] for i in workload.by], symbols[count:])
        if is_sparse(workload):
            return self._entries(self.casadi.Function("f", symbols, outputs, _OPTIONS), large, inputs)
        outputs = [self.casadi.densify(o) if o.numel() <= _FEW else o for o in outputs]
        f = self.casadi.Function("f", symbols, outputs, _OPTIONS)
        if any(not output.is_dense() and output.numel() > _FEW for output in outputs):
            # Numbers are spread over a dense array by one operation on matrices, not by one for each zero.
            arguments = [self.casadi.MX.sym(f"x{i}", *_shape(a)) for i, a in enumerate(inputs)]
            dense = [self.casadi.densify(self.casadi.MX(value)) for value in f.call(arguments)]
            f = self.casadi.Function("dense", arguments, dense)
        return Program(f"{'MX' if large else 'SX'}, cse, buffers", self._buffered(f, workload, inputs))

    def _derivative(self, workload: Workload, y: Any, at: list[Any], vectors: list[Any]) -> list[Any]:
        casadi = self.casadi
        match workload.derivative:
            case "gradient":
                return [casadi.gradient(y, x) for x in at]
            case "value and gradient":
                return [y, *(casadi.gradient(y, x) for x in at)]
            case "hessian" | "sparse hessian":
                return [casadi.hessian(y, at[0])[0]]
            case "hessian times vector":
                along = sum((self._sum(casadi.gradient(y, x) * v) for x, v in zip(at, vectors, strict=True)), start=0)
                return [casadi.gradient(along, x) for x in at]
            case "jacobian" | "sparse jacobian":
                return [casadi.jacobian(y, at[0])]
            case "pushforward":
                return [casadi.jtimes(y, at[0], vectors[0])]
            case _:
                cotangent = vectors[0].T if y.shape[0] == 1 else vectors[0]
                return [casadi.jtimes(y, at[0], cotangent, True)]  # transposed

    def _entries(self, f: Any, large: bool, inputs: tuple[Any, ...]) -> Program:
        """The buffer of an output has its entries alone, column by column."""
        places = f.sparsity_out(0)
        arrays = [np.asfortranarray(a, dtype=float) for a in inputs]
        out = np.zeros(places.nnz())
        buffer, run = f.buffer()
        for i, array in enumerate(arrays):
            buffer.set_arg(i, _memory(array))
        buffer.set_res(0, _memory(out))
        columns = np.repeat(np.arange(places.size2()), np.diff(places.colind()))
        order = np.lexsort((columns, places.row()))  # row by row
        kept = (f, buffer, arrays)

        def answer(_: Any) -> Any:
            assert kept
            return out[order]

        return Program(f"{'MX' if large else 'SX'}, cse, buffers, entries", Call(run, (), answer))

    def _buffered(self, f: Any, workload: Workload, inputs: tuple[Any, ...]) -> Call:
        """``run()`` of a buffer; the arrays lie as CasADi has them, and the answer is turned round."""
        shapes = self._shapes(workload, inputs)
        arrays = [np.asfortranarray(a, dtype=float) for a in inputs]
        out = [np.zeros(shape, order="F") for shape in shapes]
        buffer, run = f.buffer()
        for i, array in enumerate(arrays):
            buffer.set_arg(i, _memory(array))
        for i, array in enumerate(out):
            buffer.set_res(i, _memory(array))
        kept = (f, buffer, arrays)  # the buffer holds addresses only

        def answer(_: Any) -> Any:
            assert kept
            return tuple(out) if len(out) > 1 else out[0]

        return Call(run, (), answer)

    def _shapes(self, workload: Workload, inputs: tuple[Any, ...]) -> list[tuple[int, ...]]:
        """Of the answers: CasADi's own are all of two axes."""
        at = [np.shape(inputs[i]) for i in workload.by]
        match workload.derivative:
            case "value and gradient":
                return [(), *at]
            case "hessian":
                return [at[0] + at[0]]
            case "jacobian":
                return [(at[0][0] - 2 * (workload.topic == "heat"), *at[0])]
            case "pushforward":
                return [at[0][1:]]
            case _:
                return at

    def _batch(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """The gradient for one, mapped over columns; a row of C is a column of Fortran."""
        count, axes = inputs[0].shape
        a = self.casadi.SX.sym("a", axes)
        y = workload.of(self.space, a)
        one = self.casadi.Function("one", [a], [self.casadi.gradient(y, a)], _OPTIONS)
        f = one.map(count)
        out = np.zeros((count, axes))
        array = np.ascontiguousarray(inputs[0])
        buffer, run = f.buffer()
        buffer.set_arg(0, _memory(array.T))
        buffer.set_res(0, _memory(out.T))
        kept = (f, buffer, array)

        def answer(_: Any) -> Any:
            assert kept
            return out

        return Program("SX, cse, map, buffers", Call(run, (), answer))

    def _function(self, workload: Workload, x: list[Any]) -> Any:
        own: dict[str, Callable[..., Any]] = {
            "product": lambda x, W: x.T @ W,
            "perceptron": self._perceptron,
            "recurrent": self._recurrent,
            "memory cell": self._memory_cell,
            "mixture": self._mixture,
            "kepler": self._kepler,
        }
        return own[workload.topic](*x) if workload.topic in own else workload.of(self.space, *x)

    def _sum(self, x: Any) -> Any:
        return self.casadi.sum1(self.casadi.sum2(x))

    def _log_sum_exp(self, x: Any) -> Any:
        most = self.casadi.mmax(x)
        return most + self.casadi.log(self._sum(self.casadi.exp(x - most)))

    def _perceptron(self, X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        casadi = self.casadi
        rows = X.shape[0]
        z = casadi.tanh(X @ W1 + casadi.repmat(b1.T, rows, 1)) @ W2 + casadi.repmat(b2.T, rows, 1)
        # Without the largest taken out: no row is far from zero here, and CasADi has no largest of each row.
        return self._sum(casadi.log(casadi.sum2(casadi.exp(z))) - casadi.sum2(Y * z)) / rows

    def _recurrent(self, xs: Any, target: Any, U: Any, W: Any, b: Any) -> Any:
        casadi = self.casadi
        h = casadi.MX.zeros(W.shape[0])
        for fed in self._fed(xs, U, b):
            h = casadi.tanh(fed + W.T @ h)
        return casadi.sumsqr(h - target) / 2

    def _memory_cell(self, xs: Any, target: Any, U: Any, W: Any, b: Any) -> Any:
        casadi = self.casadi
        h = c = casadi.MX.zeros(W.shape[0])
        for fed in self._fed(xs, U, b):
            i, f, o, g = casadi.vertsplit(fed + W.T @ h, W.shape[0])
            c = self.space.sigmoid(f) * c + self.space.sigmoid(i) * casadi.tanh(g)
            h = self.space.sigmoid(o) * casadi.tanh(c)
        return casadi.sumsqr(h - target) / 2

    def _fed(self, xs: Any, U: Any, b: Any) -> list[Any]:
        """What each step gets from outside. Steps are unrolled: a loop would need the weights again for each."""
        casadi = self.casadi
        columns: list[Any] = casadi.horzsplit((xs @ U + casadi.repmat(b.T, xs.shape[0], 1)).T)
        return columns

    def _mixture(self, x: Any, alpha: Any, mu: Any, log_sigma: Any) -> Any:
        casadi = self.casadi
        points, (clusters, axes) = x.shape[0], mu.shape
        p, a = casadi.SX.sym("p", axes), casadi.SX.sym("a", clusters)
        m, s = casadi.SX.sym("m", clusters, axes), casadi.SX.sym("s", clusters, axes)
        z = (casadi.repmat(p.T, clusters, 1) - m) * casadi.exp(-s)
        terms = a - casadi.sum2(s) - casadi.sum2(z**2) / 2
        one = casadi.Function("one", [p, a, m, s], [casadi.logsumexp(terms)], _OPTIONS)
        each = one.map("each", "serial", points, [1, 2, 3], [])
        return self._sum(each(x.T, alpha, mu, log_sigma)) - points * casadi.logsumexp(alpha)

    def _kepler(self, M: Any, e: Any) -> Any:
        casadi = self.casadi
        E, p = casadi.SX.sym("E"), casadi.SX.sym("p", 2)
        problem = {"x": E, "p": p, "g": E - p[1] * casadi.sin(E) - p[0]}
        solve = casadi.rootfinder("solve", "newton", problem, {"error_on_fail": False, "abstol": 1e-11})
        count = M.shape[0]
        given = casadi.horzcat(M, casadi.repmat(e, count, 1)).T
        found = solve.map(count)(M.T, given)
        return self._sum(found**2) / 2


def _shape(array: Any) -> tuple[int, int]:
    shape = np.shape(array)
    return (*shape, 1, 1)[:2] if len(shape) < 2 else (shape[0], shape[1])


def _memory(array: Any) -> memoryview:
    """The numbers of an array that lies column by column, as CasADi takes them: in a row."""
    return memoryview(array.reshape(-1, order="F"))
