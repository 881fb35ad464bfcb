"""What a person chose, frozen. Undo is the list of these."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from explorer.document.batch_choice import NO_BATCH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.document.batch_choice import BatchChoice

Looking = Literal["derivation", "sweep"]
DerivativeKind = Literal["none", "gradient", "jacobian", "hessian", "rop", "lop", "hessian-vector"]

# How derivatives are typeset: as they are computed, or by one of the conventions (`explorer.document.arrangement`).
DerivativeLayout = Literal["mixed", "numerator", "denominator"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A value typed by a person: a number or nested brackets, kept as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Random:
    """Random numbers from a seed. ``shape`` is used where the script leaves dimensions open."""

    seed: int = 7
    distribution: Literal["normal", "uniform"] = "normal"
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """An array read from a ``.npy``, ``.npz`` (``key`` names the array) or ``.csv`` file, or kept in a document's."""

    path: str
    key: str | None = None
    name: str = ""  # what people call it, where the path is only the document that keeps a copy of it


Value = Typed | Random | Loaded


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative that is shown of the target: by which variable, along which vector."""

    kind: DerivativeKind = "none"
    wrt: str | None = None
    vector: Value = Random(seed=1)


@dataclass(frozen=True, slots=True)
class Document:
    """A document: the script and the choices that say what is shown of it.

    ``effects`` is no choice but a question that the window asks for a while: what each theme of rules does. It is not
    saved, and no document of a session has it.
    """

    text: str = ""
    target: str | None = None  # None: the last derivative in the script, else its last expression
    derivative: Derivative = Derivative()
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    dimensions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    rules_off: frozenset[str] = frozenset()
    looking: Looking = "derivation"  # at the graph before and after, or at the sweeps through it
    search: bool = False  # whether a shorter form is looked for than the rules lead to
    layout: DerivativeLayout = "mixed"
    batch: BatchChoice = NO_BATCH
    effects: bool = False

    def edit(self, **changes: Any) -> Document:
        """The document with some fields replaced; mappings are frozen."""
        for name in ("values", "dimensions"):
            if name in changes:
                changes[name] = MappingProxyType(dict(changes[name]))
        return replace(self, **changes)

    def with_value(self, name: str, value: Value) -> Document:
        """The document in which the variable ``name`` has another value."""
        return self.edit(values={**self.values, name: value})
