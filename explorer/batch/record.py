"""What a run is of, so that another run knows whether it may go on with it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.batch.batched import batched
from explorer.core.evaluate.native.target import installed
from explorer.core.graph import leaves
from explorer.core.variables import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.core.evaluate.batch.plan import Batch
    from explorer.core.evaluate.function import Function

FORMAT = 1
_PIECE = 1 << 24  # bytes; a file that is mapped into memory is read piece by piece


@dataclass(frozen=True, slots=True)
class Output:
    """An output in a result.

    Attributes:
        name: what people call it.
        dtype: of its numbers, as NumPy writes it.
        shape: of one row.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a run is of: everything that a byte of its results depends on.

    What becomes of a row that fails is none of it: no row of a chunk that is finished fails with ``on_error="raise"``.

    Attributes:
        format: of the folder.
        numpy: the version of NumPy.
        function: a digest of the programs that run.
        inputs: for each variable a digest of its values, with their dtype and shape.
        rows: how many there are.
        chunk: how many are computed together.
        outputs: what comes of it.
    """

    format: int
    numpy: str
    function: str
    inputs: dict[str, str]
    rows: int
    chunk: int
    outputs: tuple[Output, ...]

    @classmethod
    def of(cls, batch: Batch, names: Sequence[str]) -> Record:
        """Of a batch whose outputs are called so."""
        variables = zip(batch.f.inputs, batch.stacks.arrays, strict=True)
        outputs = zip(names, batch.types, strict=True)
        return cls(
            FORMAT,
            np.__version__,
            _digest(_programs(batch)),
            {x.name or f"input {place}": _of_array(array) for place, (x, array) in enumerate(variables, 1)},
            batch.rows,
            batch.chunk,
            tuple(Output(name, what.dtype.str, what.shape) for name, what in outputs),
        )

    def differences(self, other: Record) -> list[str]:
        """In what another run differs, in words."""
        found = []
        for field in fields(self):
            mine, others = getattr(self, field.name), getattr(other, field.name)
            if mine == others:
                continue
            if field.name == "inputs":
                names = [name for name in {**mine, **others} if mine.get(name) != others.get(name)]
                found += [f"the values of {name}" for name in names]
            elif field.name in ("function", "outputs"):
                found.append(f"the {field.name}")
            else:
                found.append(f"{_WORDS[field.name]} ({mine}, and {others} now)")
        return found

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def read(cls, text: str) -> Record:
        """What `text` wrote; raises ValueError for anything else."""
        try:
            data = json.loads(text)
            outputs = tuple(Output(one["name"], one["dtype"], tuple(one["shape"])) for one in data.pop("outputs"))
            return cls(**data, outputs=outputs)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"it is no record of a batch ({error})") from error


_WORDS = {
    "format": "the format of the folder",
    "numpy": "the version of NumPy",
    "rows": "the number of rows",
    "chunk": "the size of a chunk",
}


def _programs(batch: Batch) -> Iterator[bytes]:
    """What computes rows: together, and alone."""
    yield from _program(batch.f)
    together = batched(batch.f, batch.stacks.stacked)
    if together is not None:
        yield from _program(together)


def _program(f: Function) -> Iterator[bytes]:
    yield f"{f.machine if installed() else 'never'}\n{f.source}".encode()
    for name, value in f.program.constants.items():
        yield f"{name} {_of_array(value)}".encode()
    for leaf in leaves(f.outputs):
        if isinstance(leaf, Shared):
            yield f"{leaf.name} {_of_array(leaf.get_value(borrow=True))}".encode()


def _of_array(array: Any) -> str:
    values = np.asarray(array)
    return f"{values.dtype.str} {values.shape} {_digest(_bytes(values))}"


def _bytes(array: np.ndarray) -> Iterator[bytes]:
    rows = max(1, _PIECE // max(1, array[:1].nbytes)) if array.ndim else 1
    for start in range(0, len(array) if array.ndim else 1, rows):
        yield (array[start : start + rows] if array.ndim else array).tobytes()


def _digest(parts: Iterator[bytes]) -> str:
    digest = blake2b(digest_size=20)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
