"""Random programs: see `checks` for what must hold of them. `make fuzz` runs as many as there is time for."""

import pytest
from hypothesis import HealthCheck, given, settings

from explorer.core.graph import applies
from tests.core.catalogue import operations
from tests.core.random import mp
from tests.core.random.checks import HOLOMORPHIC, Report, check
from tests.core.random.shrink import as_test, fault, readable, shrunk
from tests.core.random.strategy import programs, seeded

PROGRAMS = 5_000
_PART = 100


def passes(seed: int, report: Report) -> None:
    program = seeded(seed)
    try:
        check(program, seed, report)
    except Exception as error:
        small = shrunk(program, seed)
        code = as_test(small, f"seed_{seed}", seed)
        error.add_note(f"program {seed}: {fault(small, seed)}\n{readable(small)}\n\n{code}")
        raise


@pytest.mark.parametrize("part", range(PROGRAMS // _PART))
def test_random_programs(part: int) -> None:
    report = Report()
    for seed in range(part * _PART, (part + 1) * _PART):
        passes(seed, report)
    assert report.counts["adjoint"] == _PART
    assert report.counts["optimised gradient"] > _PART


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(programs())
def test_programs_of_which_hypothesis_makes_each_choice(program: object) -> None:
    check(program, 0)


def test_programs_are_small_and_large_and_hold_every_kind_of_operation() -> None:
    found, sizes = set[str](), []
    for seed in range(400):
        program = seeded(seed)
        sizes.append(program.operations)
        found |= {node.op.name for node in applies([program.cost])}
    assert min(sizes) < 20
    assert max(sizes) > 150
    missing = {kind.name for kind in operations() if kind.name in mp.FUNCTIONS} - found
    assert len(missing) < 20, missing


def test_names_in_the_tables_are_operations() -> None:
    names = {kind.name for kind in operations()}
    assert names >= HOLOMORPHIC
    assert names >= mp.FUNCTIONS.keys() | mp.OPERATIONS.keys()
