"""The benchmark of batches runs, and its answers agree; how quick they are is nobody's business here."""

from benchmarks import batch


def test_every_way_gives_the_same_answer(capsys, monkeypatch):
    monkeypatch.setattr(batch, "_REPEATS", 1)
    found = batch.importlib.util.find_spec
    monkeypatch.setattr(batch.importlib.util, "find_spec", lambda name: found(name) if name == "casadi" else None)
    assert batch.main(2000) == 0
    table = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[:2] for line in table[1:5]] == [
        ["| one call after the other", "of 5,000 points"],
        ["| `evaluate_batch`, here", "NumPy"],
        ["| `evaluate_batch`, here", "NumPy"],  # or machine code, where LLVM is known to be there
        ["| `evaluate_batch`, two processes", "NumPy"],
    ]
