"""``python -m benchmarks.measure ENGINE WORKLOAD [BUDGET]``: one cell of the table, measured in this process, as JSON.

Nothing else has run here before: the memory is that of this program, and the cold time is what a person waits for.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any
from zlib import crc32

import numpy as np

from benchmarks.agreement import difference
from benchmarks.engines import ENGINES
from benchmarks.environment import pin
from benchmarks.memory import peak
from benchmarks.timing import steady
from benchmarks.workloads import BY_NAME


def measure(engine_name: str, workload_name: str, budget: float) -> dict[str, Any]:
    """The columns of an engine for a workload, or why there are none.

    Returns:
        ``{"reason": …}``, or ``way``, ``cold`` (seconds), ``memory`` (bytes) and ``columns``: for each column the
        seconds of a call (see `Steady`) or ``{"reason": …}``.
    """
    engine, workload = ENGINES[engine_name], BY_NAME[workload_name]
    reason = engine.refuses(workload)
    if reason is not None:
        return {"reason": reason}
    pin()
    engine.load()
    inputs = workload.inputs(np.random.default_rng(crc32(workload_name.encode())))
    before = peak()
    start = perf_counter()
    program = engine.program(workload, inputs)
    returned = program.call.function(*program.call.arguments)
    cold = perf_counter() - start
    memory = peak() - before
    expected = workload.by_hand(*inputs)
    columns: dict[str, Any] = {}
    for column, call in {engine.columns[0]: program.call, **program.more(returned)}.items():
        far = difference(call.answer(call.function(*call.arguments)), expected)
        if far > workload.tolerance:
            columns[column] = {"reason": f"differs from the answer by hand by {far:.1e}", "wrong": True}
        else:
            columns[column] = steady(call.function, call.arguments, budget).as_dict()
    return {"way": program.way, "cold": cold, "memory": memory, "columns": columns}


if __name__ == "__main__":
    _, _engine, _workload, *_budget = sys.argv
    print(json.dumps(measure(_engine, _workload, float(_budget[0]) if _budget else 1.0)))
