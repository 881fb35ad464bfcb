"""What a measuring process finds: as many threads for every engine, and no caches of earlier runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

THREADS = int(os.environ.get("BENCHMARK_THREADS", "2"))

_POOLS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMBA_NUM_THREADS",
)


def environment(caches: Path, headers: Path) -> dict[str, str]:
    """The variables of a measuring process; compilers keep what they make in the folder ``caches``, which is new.

    Only torch keeps its own in the folder ``headers``, which is the same for the whole run.
    """
    return {
        **os.environ,
        **dict.fromkeys(_POOLS, str(THREADS)),
        "XLA_FLAGS": f"--xla_cpu_multi_thread_eigen=true intra_op_parallelism_threads={THREADS}",
        "NPROC": str(THREADS),  # read by XLA's pool of threads
        "JAX_PLATFORMS": "cpu",
        "NUMBA_CACHE_DIR": str(caches / "numba"),
        "PYTENSOR_FLAGS": f"base_compiledir={caches / 'pytensor'}",
        "TORCHINDUCTOR_COMPILE_THREADS": "1",  # in this process: no others are left behind when it is ended
        "TORCHINDUCTOR_CACHE_DIR": str(headers),
        "XDG_CACHE_HOME": str(caches),
        "PYTHONWARNINGS": "ignore",
    }


def pin() -> None:
    """Let this process run on as many processors as it has threads, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allowed[:THREADS])
