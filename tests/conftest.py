"""What every test can rely on: Qt draws without a display, a home of its own, one thread for each process."""

import gc
import os
import tempfile

# Before anything imports Qt or NumPy, in this process and in those that tests start.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["QT_LOGGING_RULES"] = ""
for _pool in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")  # the tests run in several processes already

# JAX compiles what is compared with it once and runs it once.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true")

# No test may read or change the settings and recent files of the person who runs it.
_home = tempfile.TemporaryDirectory(prefix="derivative-explorer-tests-")
for _place in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
    os.environ[_place] = _home.name

import hypothesis  # noqa: E402 - after the environment is set
import pytest  # noqa: E402

# Examples are the same in every run, so that a failure on one machine is a failure on all; nothing is kept on disk.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.load_profile("house")


_OFTEN = 200  # tests
_seen = 0


def pytest_runtest_teardown() -> None:
    """Let the collector forget what stays: a gigabyte of compiled functions, looked through again for every test."""
    global _seen  # noqa: PLW0603
    _seen += 1
    if _seen % _OFTEN == 0:
        gc.collect()
        gc.freeze()


def pytest_unconfigure() -> None:
    """Remove the home at the end, while the interpreter is still whole."""
    _home.cleanup()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much of the matrix of operations was run, and every cell that was not, with its reason."""
    rows = [
        row
        for report in terminalreporter.getreports("passed")
        for name, found in report.user_properties
        if name == "matrix" and report.when == "call"
        for row in found
    ]
    if rows:
        from tests.core.matrix import summary

        terminalreporter.section("matrix of operations")
        for line in summary({tuple(cell): reason for *cell, reason in rows}):
            terminalreporter.line(line)
