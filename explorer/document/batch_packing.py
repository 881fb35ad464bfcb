"""What a person chose for a batch as plain JSON data, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, get_args

from explorer.document.batch_choice import Axis, BatchChoice, Design, Distribution
from explorer.document.fields import Fields, PackingError


def pack_batch(choice: BatchChoice) -> dict[str, Any]:
    """All of it."""
    return {**asdict(choice), "outputs": list(choice.outputs), "axes": [asdict(axis) for axis in choice.axes]}


def unpack_batch(fields: Fields) -> BatchChoice:
    """What `pack_batch` made; raises :class:`PackingError`."""
    outputs = fields.read("outputs", list)
    if not all(isinstance(name, str) for name in outputs):
        raise PackingError(f"{fields.where}outputs is not a list of names")
    axes = [Fields(axis, f"{fields.where}axes.{at}.") for at, axis in enumerate(fields.read("axes", list))]
    return BatchChoice(
        outputs=tuple(outputs),
        design=fields.choose("design", get_args(Design)),
        axes=tuple(_axis(axis) for axis in axes),
        rows=_from(fields, "rows", 1),
        seed=_from(fields, "seed", 0),
        path=fields.read("path", str),
        workers=_from(fields, "workers", 1),
        scheduler=fields.read("scheduler", str),
        chunk=_from(fields, "chunk", 0),
    )


def _axis(fields: Fields) -> Axis:
    return Axis(
        place=fields.read("place", str),
        first=float(fields.read("first", float, int)),
        last=float(fields.read("last", float, int)),
        count=_from(fields, "count", 1),
        log=fields.read("log", bool),
        distribution=fields.choose("distribution", get_args(Distribution)),
    )


def _from(fields: Fields, name: str, least: int) -> int:
    value = int(fields.read(name, int))
    if value < least:
        raise PackingError(f"{fields.where}{name} is {value}, and {least} is the least")
    return value
