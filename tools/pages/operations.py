"""The page of operations: every one with its formula, both rules, its dtypes and its conventions."""

import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from explorer.core.catalogue import operations
from explorer.core.expr import Variable
from explorer.core.op import Elementwise, Linear, Multilinear, Op
from explorer.core.typical import typical
from tools.pages.conventions import about, sentence
from tools.pages.dtypes import dtypes
from tools.pages.formulas import formulas
from tools.pages.functions import functions, names_of, operators_of
from tools.pages.markdown import NOTE, cell, code, prose

KINDS = ((Elementwise, "elementwise"), (Multilinear, "multilinear"), (Linear, "linear"))
_OTHER = "other"


_PREFACE = Path(__file__).with_name("operations_preface.md")
_INNER = "no name of its own: derivatives and rewrites make it"


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from _top()
    for module, kinds in groupby(operations(), key=inspect.getmodule):
        assert module is not None
        yield from (f"## {(module.__doc__ or '').splitlines()[0].rstrip('.')}", "")
        for kind in kinds:
            yield from _entry(kind)
    yield from _functions()


def kind_of(kind: type[Op]) -> str:
    """The word for the kind of card that an operation has."""
    return next((word for base, word in KINDS if issubclass(kind, base)), _OTHER)


def _top() -> Iterator[str]:
    counts = Counter(map(kind_of, operations()))
    made = [one for one in functions() if one.operation is None]
    listed = ", ".join(f"{counts[word]} {word}" for word in (*(word for _, word in KINDS), _OTHER))
    more = f"{len(made)} [more functions](#functions-that-are-made-of-operations)"
    yield from ("# Operations", "", NOTE, "")
    yield from (f"The core knows **{len(operations())} operations**: {listed}. {more} are made of them.", "")
    yield from (_PREFACE.read_text(encoding="utf-8"), "")


def _entry(kind: type[Op]) -> Iterator[str]:
    use = typical(kind)
    first, *rest = prose(inspect.getdoc(kind) or "")
    yield from (f"### {kind.name}", "", first, "")
    names = names_of(kind)
    reached = ", ".join(map(code, [*names, *operators_of(kind)])) or _INNER
    yield f"*{kind_of(kind)}* · {reached} · {dtypes(use)}"
    if parameters := _parameters(kind):
        yield from ("", f"Parameters: {parameters}.")
    if any(x.ndim for x in use.operands):
        yield from ("", f"On {', '.join(code(_declared(x)) for x in use.operands)}:")
    yield from ("", *formulas(use), "")
    for paragraph in rest:
        if not paragraph.startswith("Attributes:"):  # these say what the code calls things
            yield from (paragraph, "")
    for one in about({kind.name, *(name.rpartition(".")[2] for name in names)}):
        yield from (sentence(one), "")


def _declared(x: Variable) -> str:
    """An operand with its sizes."""
    return f"{x.name}[{', '.join(map(str, x.dimensions))}]" if x.ndim else str(x.name)


def _parameters(kind: Any) -> str:
    """The static parameters with their defaults."""
    found = []
    for field in fields(kind) if is_dataclass(kind) else ():
        default = "" if field.default is MISSING else f" = {field.default!r}"
        found.append(code(f"{field.name}{default}"))
    return ", ".join(found)


def _functions() -> Iterator[str]:
    yield from ("## Functions that are made of operations", "")
    yield from ("What each is made of was found by calling it as shown.", "")
    yield from ("| function | what it is | called here | made of |", "|---|---|---|---|")
    for one in functions():
        if one.operation is None:
            parts = ", ".join(f"[{kind.name}](#{kind.name})" for kind in one.made_of)
            words = " ".join([one.words, *map(sentence, about({one.name.rpartition(".")[2]}))])
            yield f"| {code(one.name)} | {cell(words)} | {code(cell(one.call))} | {parts or 'its operand'} |"
    yield ""
