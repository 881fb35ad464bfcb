"""A document as plain JSON data, and back. Reading is strict and says in which field something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from explorer.document.batch_choice import NO_BATCH
from explorer.document.batch_packing import pack_batch, unpack_batch
from explorer.document.document import (
    Derivative,
    DerivativeKind,
    DerivativeLayout,
    Document,
    Loaded,
    Looking,
    Random,
    Typed,
)
from explorer.document.fields import Fields, PackingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.document.document import Value

FORMAT = "derivative-explorer document"
VERSION = 5
_SEARCHES = 2  # the first version that says whether a shorter form is searched for
_BATCHES = 3  # the first version that says what a batch is of
_LOOKS = 4  # the first version that says whether the sweeps are looked at
_LAYOUTS = 5  # the first version that says in which layout derivatives are typeset


def pack(document: Document, pack_loaded: Callable[[str, Loaded], dict[str, Any]]) -> dict[str, Any]:
    """Everything but the text. ``pack_loaded(name, value)`` decides what is kept of an array from a file."""

    def pack_value(name: str, value: Value) -> dict[str, Any]:
        match value:
            case Typed(text):
                return {"kind": "typed", "text": text}
            case Random(seed, distribution, shape):
                shape_ = None if shape is None else list(shape)
                return {"kind": "random", "seed": seed, "distribution": distribution, "shape": shape_}
            case Loaded():
                return {"kind": "loaded", **pack_loaded(name, value)}

    derivative = document.derivative
    return {
        "format": FORMAT,
        "version": VERSION,
        "target": document.target,
        "derivative": {
            "kind": derivative.kind,
            "wrt": derivative.wrt,
            "vector": pack_value("vector", derivative.vector),
        },
        "values": {name: pack_value(f"value {name}", value) for name, value in document.values.items()},
        "dimensions": dict(document.dimensions),
        "rules_off": sorted(document.rules_off),
        "search": document.search,
        "looking": document.looking,
        "layout": document.layout,
        "batch": pack_batch(document.batch),
    }


def unpack(text: str, data: Any, unpack_loaded: Callable[[str, str | None], Loaded]) -> Document:
    """The document of some text and the data that ``pack`` made; raises :class:`PackingError`."""
    fields = Fields(data, "")
    if fields.read("format", str) != FORMAT:
        raise PackingError("it is not a document of Derivative Explorer")
    version = fields.read("version", int)
    if version > VERSION:
        raise PackingError(f"it was written by a newer version (format {version}; this one reads up to {VERSION})")

    def unpack_value(fields: Fields) -> Value:
        match fields.read("kind", str):
            case "typed":
                return Typed(fields.read("text", str))
            case "random":
                shape = fields.read("shape", list, type(None))
                if shape is not None and not all(type(size) is int and size >= 0 for size in shape):
                    raise PackingError(f"{fields.where}shape is not a list of sizes")
                distribution = fields.choose("distribution", ("normal", "uniform"))
                seed = fields.read("seed", int)
                if seed < 0:
                    raise PackingError(f"{fields.where}seed is negative")
                return Random(seed, distribution, None if shape is None else tuple(shape))
            case "loaded":
                loaded = unpack_loaded(fields.read("path", str), fields.read("key", str, type(None)))
                return Loaded(loaded.path, loaded.key, fields.read("name", str))
            case kind:
                raise PackingError(f"{fields.where}kind is {kind!r}, which no value is")

    derivative = fields.inner("derivative")
    values, dimensions = fields.inner("values"), fields.inner("dimensions")
    rules_off = fields.read("rules_off", list)
    if not all(isinstance(name, str) for name in rules_off):
        raise PackingError("rules_off is not a list of names")
    return Document(text).edit(
        target=fields.read("target", str, type(None)),
        derivative=Derivative(
            derivative.choose("kind", get_args(DerivativeKind)),
            derivative.read("wrt", str, type(None)),
            unpack_value(derivative.inner("vector")),
        ),
        values={name: unpack_value(values.inner(name)) for name in values.data},
        dimensions={name: dimensions.read(name, int) for name in dimensions.data},
        rules_off=frozenset(rules_off),
        search=version >= _SEARCHES and fields.read("search", bool),
        looking=fields.choose("looking", get_args(Looking)) if version >= _LOOKS else "derivation",
        layout=fields.choose("layout", get_args(DerivativeLayout)) if version >= _LAYOUTS else "mixed",
        batch=unpack_batch(fields.inner("batch")) if version >= _BATCHES else NO_BATCH,
    )
