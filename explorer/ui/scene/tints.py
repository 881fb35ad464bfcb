"""The colours of nodes where they say something else than the kind: one for each node, found once for a look."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from explorer.ui.theme.ramp import STEPS, ink_on, mixed, provenance_colours, ramp
from explorer.ui.units import bytes_text, count_text, seconds_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.document.snapshot import Node, ProfileView
    from explorer.ui.looks import Colouring
    from explorer.ui.theme.colours import Colours

NOT_KNOWN = {"cost": "not known", "time": "not measured", "bytes": "not known"}
_WORDS = {"cost": "flops", "time": "time", "bytes": "memory"}


@dataclass(frozen=True, slots=True)
class Tint:
    """How a node is coloured: its filling, its border, what stands in it, and the bar of it from afar."""

    fill: str
    line: str
    ink: str
    far: str


@dataclass(frozen=True, slots=True)
class Key:
    """What colours mean: a ramp between two numbers, and single colours.

    Attributes:
        words: what the ramp is of.
        ramp: its colours, from little to much; empty where there is none.
        ends: the numbers at its ends, or one number where all are alike.
        entries: single colours and what they mean.
    """

    words: str = ""
    ramp: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    entries: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> str:
        """The key in words."""
        scale = f"{self.words} from {' to '.join(self.ends)}" if self.ends else self.words
        return ", ".join(part for part in (scale, *(words for words, _ in self.entries)) if part)


@dataclass(frozen=True, slots=True)
class Tints:
    """The tint of each node, in their order, and what they mean."""

    of: tuple[Tint | None, ...]
    key: Key


def tints(nodes: Sequence[Node], colouring: Colouring, profile: ProfileView | None, colours: Colours) -> Tints | None:
    """The colours of nodes; None where they say the kind."""
    match colouring:
        case "kind":
            return None
        case "origin":
            return _origins(nodes, colours)
        case "cost":
            return _scaled(nodes, {} if profile is None else profile.flops, colouring, count_text, colours)
        case "time":
            return _scaled(nodes, {} if profile is None else profile.seconds, colouring, seconds_text, colours)
        case "bytes":
            return _scaled(nodes, {} if profile is None else profile.bytes, colouring, bytes_text, colours)


def share(value: float, least: float, largest: float) -> float:
    """Where a number stands on a logarithmic scale, between 0 and 1; 1 where all are alike."""
    if largest <= least:
        return 1.0
    return (log(value) - log(least)) / (log(largest) - log(least))


def _scaled(
    nodes: Sequence[Node],
    numbers: Mapping[int, float],
    colouring: Colouring,
    text: Callable[[float], str],
    colours: Colours,
) -> Tints:
    here = [numbers.get(node.id) for node in nodes]
    above = [value for value in here if value is not None and value > 0]
    least, largest = (min(above), max(above)) if above else (1.0, 1.0)
    steps = [_of_ramp(colour, colours) for colour in ramp(colours.name)]
    nought = Tint(colours.raised, colours.line_strong, colours.muted, colours.ghost)
    blank = Tint(colours.card, colours.card_line, colours.muted, colours.ghost)
    entries = []
    if any(value is not None and value <= 0 for value in here):
        entries.append(("0", nought.far))
    if any(value is None and node.kind != "input" for value, node in zip(here, nodes, strict=True)):
        entries.append((NOT_KNOWN[colouring], blank.fill))
    ends = tuple(dict.fromkeys(text(end) for end in (least, largest))) if above else ()
    shown = ramp(colours.name) if len(ends) > 1 else ramp(colours.name)[-1:] if ends else ()
    return Tints(
        tuple(
            blank
            if value is None
            else nought
            if value <= 0
            else steps[round(share(value, least, largest) * (STEPS - 1))]
            for value in here
        ),
        Key(_WORDS[colouring], shown, ends, tuple(entries)),
    )


def _of_ramp(colour: str, colours: Colours) -> Tint:
    return Tint(colour, mixed(colour, colours.text, 0.25), ink_on(colour), colour)


def _origins(nodes: Sequence[Node], colours: Colours) -> Tints:
    share = 0.26 if colours.name == "dark" else 0.17
    known = provenance_colours(colours)
    looks = {
        name: Tint(mixed(colours.card, colour, share), mixed(colours.card, colour, 0.75), colours.text, colour)
        for name, colour in known.items()
    }
    there = {node.provenance for node in nodes}
    entries = tuple((name, colour) for name, colour in known.items() if name in there)
    return Tints(tuple(looks[node.provenance] for node in nodes), Key(entries=entries))
