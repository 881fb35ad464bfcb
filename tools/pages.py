"""Write the pages of the manual that follow from the program: every operation, every rule, every example.

python tools/pages.py docs/manual
"""

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import iter_modules

from explorer import core as T
from explorer.core import ops
from explorer.core.op import Elementwise, Linear, Op
from explorer.document.gallery import gallery

NOTE = "<!-- Made by `make docs` from the program; edit that instead. -->"
LONG = 200  # characters of a formula
KINDS = ((Elementwise, "elementwise"), (Linear, "linear"))


def cards(module: object) -> list[type[Op]]:
    """The operations that a module defines, in the order in which they stand there."""
    found = [
        card
        for card in vars(module).values()
        if inspect.isclass(card) and issubclass(card, Op) and card.__module__ == getattr(module, "__name__", "")
    ]
    return [card for card in found if not inspect.isabstract(card)]


def partials(card: type[Op]) -> str:
    """The derivative of an elementwise operation by each operand, as it is written on its card."""
    if not issubclass(card, Elementwise) or any(name.startswith("*") for name in card.parameters()):
        return ""
    try:
        operation = card()
    except TypeError:  # a card with parameters of its own, such as the dtype of a cast
        return ""
    operands = [T.tensor(name, shape=()) for name in card.parameters()]
    try:
        out = operation(*operands)
    except T.DTypeError:  # it works on bits, and has no derivative
        return ""
    found = []
    for operand, partial in zip(operands, operation.partials(*operands, out=out), strict=True):
        text = T.brief(partial, LONG) if isinstance(partial, T.Expression) else str(partial)
        found.append(f"∂{operand.name}: `{text}`")
    return "<br>".join(found)


def cell(text: str) -> str:
    """Text for a cell of a table."""
    return text.replace("|", r"\|").replace("\n", " ")


def operations() -> Iterator[str]:
    """The page of operations, line by line."""
    yield from ("# Operations", "", NOTE, "")
    for found in iter_modules(ops.__path__):
        module = import_module(f"{ops.__name__}.{found.name}")
        listed = cards(module)
        if not listed:
            continue
        yield from (f"## {(module.__doc__ or found.name).splitlines()[0].rstrip('.')}", "")
        yield from ("| operation | what it is | kind | partial derivatives |", "|---|---|---|---|")
        for card in listed:
            kind = next((word for base, word in KINDS if issubclass(card, base)), "other")
            words = (inspect.getdoc(card) or "").split("\n\n")[0].replace("``", "`")
            yield f"| `{card.name}` | {cell(words)} | {kind} | {cell(partials(card))} |"
        yield ""


def rules() -> Iterator[str]:
    """The page of rules, line by line."""
    yield from ("# Rules", "", NOTE, "")
    for theme in T.rulesets():
        yield from (f"## {theme.theme}", "", "| rule | from | to | where |", "|---|---|---|---|")
        for rule in theme.rules:
            left, right = (f"`{T.brief(side, LONG)}`" for side in rule.sides)
            yield f"| {rule.name} | {cell(left)} | {cell(right)} | {cell(rule.caption)} |"
        yield ""


def examples() -> Iterator[str]:
    """The page of the gallery, line by line."""
    yield from ("# The gallery", "", NOTE, "")
    for group, entries in groupby(gallery(), key=lambda entry: entry.group):
        yield from (f"## {group}", "")
        for entry in entries:
            picture = f"../pictures/{entry.name}_light.png"
            yield from (f"### {entry.title}", "", entry.words, "", f"![The window: {entry.title}]({picture})", "")


def main(folder: Path) -> None:
    """Write the pages."""
    for name, lines in (("operations", operations()), ("rules", rules()), ("gallery", examples())):
        path = folder / f"{name}.md"
        path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
