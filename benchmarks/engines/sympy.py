"""SymPy: formulas derived for each number and compiled by ``lambdify`` with common subexpressions named once."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines.engine import Call, Engine, Program, split
from benchmarks.sparse import is_sparse

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Workload

_MAPS = ("logistic", "sine map", "polynomial")  # a sum of one function of each element: one formula, on arrays
_MOST = 100  # inputs that are unrolled
_ABSENT = ("recurrent", "memory cell", "perceptron", "mixture", "logistic regression", "log sum exp", "kepler")


class SymPy(Engine):
    """Arrays of symbols where rows are small; where each element stands for itself, one formula for all."""

    name = "sympy"
    columns = ("SymPy",)
    package = "sympy"

    def load(self) -> None:
        """Import it."""
        sympy: Any = importlib.import_module("sympy")
        self.sympy = sympy
        self.space = SimpleNamespace(
            **{
                name: np.frompyfunc(getattr(sympy, name), 1, 1) for name in ("exp", "log", "sin", "cos", "tanh", "sqrt")
            },
            sum=np.sum,
            concatenate=np.concatenate,
            zeros=lambda n: np.zeros(n, dtype=object),
            ones=lambda n: np.ones(n, dtype=int).astype(object),
        )

    def refuses(self, workload: Workload) -> str | None:
        """What would be unrolled to absurd sizes."""
        if workload.derivative == "jacobian by scan":
            return "has no loops"
        if is_sparse(workload):
            return "has no sparse derivatives of stacks"
        if workload.topic == "long expression":
            return "derives shared parts again for each use, which takes minutes"
        if workload.topic in _ABSENT or (workload.size > _MOST and not self._mapped(workload)):
            return "would be unrolled to a formula for every number"
        return None

    def program(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """Derive and compile."""
        if self._mapped(workload):
            return self._map(workload, inputs)
        symbols = [self._symbols(f"x{i}_", np.shape(a)) for i, a in enumerate(inputs)]
        outputs = self._unrolled(workload, symbols)
        flat = [e for output in outputs for e in np.ravel(output)]
        shapes = [np.shape(output) for output in outputs]
        names = [s for one in symbols for s in np.ravel(one)]
        f = self.sympy.lambdify(names, flat if len(flat) > 1 else flat[0], modules="math", cse=True)
        numbers = tuple(float(value) for a in inputs for value in np.ravel(a))

        def answer(returned: Any) -> Any:
            ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
            parts = np.split(np.atleast_1d(np.asarray(returned, dtype=float)), ends[:-1])
            arrays = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
            return arrays if len(arrays) > 1 else arrays[0]

        return Program("lambdify of one formula for each number, floats in and out", Call(f, numbers, answer))

    def _mapped(self, workload: Workload) -> bool:
        return workload.topic in _MAPS or workload.derivative == "batch of gradients"

    def _map(self, workload: Workload, inputs: tuple[Any, ...]) -> Program:
        """One formula, which NumPy evaluates for all elements."""
        columns: tuple[Any, ...] = inputs
        if workload.derivative == "batch of gradients":
            columns = tuple(np.ascontiguousarray(column) for column in inputs[0].T)
        symbols = self.sympy.symbols(f"x:{len(columns)}", real=True)
        whole = np.array(symbols, dtype=object)
        y = workload.of(self.space, whole)
        slopes = [self.sympy.diff(y, x) for x in symbols]
        batch = len(symbols) > 1
        f = self.sympy.lambdify(symbols, slopes if batch else slopes[0], modules="numpy", cse=True)
        answer: Callable[[Any], Any] = (lambda returned: np.stack(returned, axis=1)) if batch else np.asarray
        return Program("lambdify of the formula for one element, on arrays", Call(f, columns, answer))

    def _symbols(self, prefix: str, shape: tuple[int, ...]) -> Any:
        if not shape:
            return self.sympy.Symbol(prefix, real=True)
        names = self.sympy.symbols(f"{prefix}:{int(np.prod(shape))}", real=True)
        return np.array(names, dtype=object).reshape(shape)

    def _unrolled(self, workload: Workload, symbols: list[Any]) -> list[Any]:
        part, at, vectors = split(workload, self.space, tuple(symbols))
        y = part(*at)
        match workload.derivative:
            case "gradient":
                return [self._by(y, x) for x in at]
            case "value and gradient":
                return [y, *(self._by(y, x) for x in at)]
            case "hessian":
                return [self._by(self._by(y, at[0]), at[0])]
            case "hessian times vector":
                return [self._by(self._by(y, at[0]) @ vectors[0], at[0])]
            case "jacobian":
                return [self._by(y, at[0])]
            case "pushforward":
                return [np.tensordot(self._by(y, at[0]), vectors[0], np.ndim(vectors[0]))]
            case _:
                return [np.tensordot(vectors[0], self._by(y, at[0]), 1)]

    def _by(self, y: Any, x: Any) -> Any:
        """All derivatives of the elements of ``y`` by those of ``x``: shape ``y.shape + x.shape``."""
        flat = [self.sympy.diff(a, b) for a in np.ravel(y) for b in np.ravel(x)]
        shape = np.shape(y) + np.shape(x)
        return np.array(flat, dtype=object).reshape(shape) if shape else flat[0]
