"""Every row has a name of its own and an answer by hand that this core agrees with, where the row is small."""

import numpy as np
import pytest

from benchmarks.agreement import difference
from benchmarks.engines import ENGINES, installed
from benchmarks.workloads import BY_NAME, WORKLOADS

SMALL = [w for w in WORKLOADS if w.size <= 500 and "1000" not in w.title]


def test_names_are_unique_and_fit_a_command_line():
    assert len(BY_NAME) == len(WORKLOADS)
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in BY_NAME)


def test_inputs_are_the_same_each_time():
    for workload in SMALL:
        first, second = (workload.inputs(np.random.default_rng(3)) for _ in range(2))
        assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("workload", SMALL, ids=lambda w: w.name)
def test_each_way_to_call_agrees_with_the_answer_by_hand(workload):
    engine = ENGINES["ours"]
    engine.load()
    inputs = workload.inputs(np.random.default_rng(1))
    program = engine.program(workload, inputs)
    returned = program.call.function(*program.call.arguments)
    expected = workload.by_hand(*inputs)
    calls = {engine.columns[0]: program.call, **program.more(returned)}
    assert set(calls) == set(engine.columns)
    for call in calls.values():
        assert difference(call.answer(call.function(*call.arguments)), expected) < workload.tolerance


def test_engines_refuse_with_a_reason_and_without_their_package():
    reasons = [engine.refuses(workload) for engine in ENGINES.values() for workload in WORKLOADS]
    assert all(reason is None or len(reason) > 10 for reason in reasons)
    assert all(ENGINES["ours"].refuses(w) is None and ENGINES["hand"].refuses(w) is None for w in WORKLOADS)
    assert installed(ENGINES["ours"])


def test_columns_are_those_of_one_engine():
    columns = [column for engine in ENGINES.values() for column in engine.columns]
    assert len(set(columns)) == len(columns)
