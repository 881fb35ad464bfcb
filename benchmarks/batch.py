"""``python -m benchmarks.batch [POINTS]``: a function of ten operations and its gradient, at a million points.

Points a second for one call after the other, for `evaluate_batch` in this process, on two processes and on a Dask
cluster of two workers, beside JAX's ``vmap`` and CasADi's ``map``, where these are installed (extra ``bench``). Each
takes NumPy arrays and gives them; the median of five after a first time, which is told by itself: it is where compilers
work.
"""

from __future__ import annotations

import importlib.util
import sys
from contextlib import ExitStack
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

import explorer.core as T
from benchmarks.versions import versions
from explorer.batch.cluster import cluster
from explorer.batch.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Answer = tuple[np.ndarray, ...]
    Run = Callable[[np.ndarray, np.ndarray], Answer]

_POINTS, _SINGLE, _REPEATS = 1_000_000, 5_000, 5


def cost(module: Any, x: Any, y: Any) -> Any:
    """Ten operations, three of them functions."""
    return module.exp(-x) * module.sin(3.0 * x + y) + module.log(1.0 + y * y)


def ours(mode: str | None = None) -> Any:
    """The function here."""
    x, y = T.dscalars("x", "y")
    c = cost(T, x, y)
    return T.function([x, y], [c, *T.grad(c, [x, y])], mode=mode)


def _jax() -> Run:
    import jax

    jax.config.update("jax_enable_x64", True)
    one = jax.value_and_grad(lambda x, y: cost(jax.numpy, x, y), (0, 1))
    many = jax.jit(jax.vmap(one))

    def run(xs: np.ndarray, ys: np.ndarray) -> Answer:
        value, (dx, dy) = many(xs, ys)
        return np.asarray(value), np.asarray(dx), np.asarray(dy)

    return run


def _casadi(*how: Any) -> Callable[[int], Run]:
    def make(points: int) -> Run:
        import casadi

        x, y = casadi.SX.sym("x"), casadi.SX.sym("y")
        c = cost(casadi, x, y)
        f = casadi.Function("f", [x, y], [c, *(casadi.gradient(c, v) for v in (x, y))])
        many = f.map(points, *how)

        def run(xs: np.ndarray, ys: np.ndarray) -> Answer:
            found = many(xs[None], ys[None])
            return tuple(np.asarray(part.full()).ravel() for part in found)

        return run

    return make


def rows(stack: ExitStack, points: int) -> Iterator[tuple[str, str, Run]]:
    """Each way, what there is to say about it, and what does it."""
    f, plain = ours(), ours("numpy")
    swift = "machine code" if importlib.util.find_spec("llvmlite") is not None else "NumPy"
    yield "one call after the other", f"of {_SINGLE:,} points", lambda xs, ys: _one_by_one(f, xs, ys)
    yield "`evaluate_batch`, here", "NumPy", lambda *at: tuple(T.evaluate_batch(plain, at))
    yield "`evaluate_batch`, here", swift, lambda *at: tuple(T.evaluate_batch(f, at))
    processes = stack.enter_context(Processes(2))
    yield "`evaluate_batch`, two processes", swift, lambda *at: tuple(T.evaluate_batch(f, at, processes))
    if importlib.util.find_spec("distributed") is not None:
        import distributed

        local = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)  # type: ignore[no-untyped-call]
        dask = stack.enter_context(cluster(stack.enter_context(local).scheduler_address))
        yield "`evaluate_batch`, Dask, two workers", swift, lambda *at: tuple(T.evaluate_batch(f, at, dask))
    if importlib.util.find_spec("jax") is not None:
        yield "JAX `jit(vmap(value_and_grad))`", "XLA's threads", _jax()
    if importlib.util.find_spec("casadi") is not None:
        yield "CasADi `map`", "one thread", _casadi()(points)
        yield "CasADi `map`", "two threads", _casadi("thread", 2)(points)


def _one_by_one(f: Any, xs: np.ndarray, ys: np.ndarray) -> Answer:
    found = [f(x, y) for x, y in zip(xs[:_SINGLE], ys[:_SINGLE], strict=True)]
    return tuple(map(np.array, zip(*found, strict=True)))


def main(points: int) -> int:
    """Print the table; fails where an answer differs."""
    stream = np.random.default_rng(0)
    xs, ys = stream.standard_normal(points), stream.standard_normal(points)
    expected = T.evaluate_batch(ours("raw"), [xs, ys])
    wrong = 0
    known = versions()
    print(f"{points:,} points; {', '.join(f'{name} {version}' for name, version in known.items())}\n")
    print("| way | how | million points a second | first time, s |\n|---|---|---:|---:|")
    with ExitStack() as stack:
        for name, how, run in rows(stack, points):
            times = []
            for _ in range(_REPEATS + 1):
                begun = perf_counter()
                found = run(xs, ys)
                times.append(perf_counter() - begun)
            right = all(
                np.allclose(a, b[: len(a)], rtol=1e-9, atol=1e-12) for a, b in zip(found, expected, strict=True)
            )
            wrong += not right
            speed = len(found[0]) / median(times[1:]) / 1e6
            print(f"| {name} | {how} | {speed:.2f}{'' if right else ' (wrong)'} | {times[0]:.2f} |", flush=True)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else _POINTS))
