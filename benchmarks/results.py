"""The results of a run, kept in a file after every cell: a run that was stopped loses nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Results:
    """What was measured.

    Attributes:
        load: how many processes ran besides when the run began, on average over the minute before; None if unknown.
        limits: of the computer, or None before they are known.
        versions: of Python, NumPy and the peers.
        cells: by the name of the workload and the name of the engine, what `benchmarks.measure` printed.
    """

    load: float | None = None
    limits: Limits | None = None
    versions: dict[str, str] = field(default_factory=dict)
    cells: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Results:
        """From a file, or none at all where there is no file."""
        if not path.exists():
            return cls()
        found = json.loads(path.read_text(encoding="utf-8"))
        limits = Limits(**found["limits"]) if found["limits"] else None
        return cls(found["load"], limits, found["versions"], found["cells"])

    def write(self, path: Path) -> None:
        """To a file, which is never half written."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        beside.replace(path)

    def has(self, workload: str, engine: str) -> bool:
        """Whether a cell was measured without failing."""
        cell = self.cells.get(workload, {}).get(engine)
        return cell is not None and not cell.get("failed", False)

    def put(self, workload: str, engine: str, cell: dict[str, Any]) -> None:
        """Keep a cell."""
        self.cells.setdefault(workload, {})[engine] = cell
