"""The colours of a picture in each theme: those of the window, and a plain one for paper."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.drawing.picture import Theme


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours as ``#rrggbb``."""

    canvas: str
    text: str
    muted: str
    line: str  # borders, axes
    card: str
    card_reverse: str
    border_reverse: str
    input: str  # the fill of a pill
    forward: str
    reverse: str
    reused: str
    ghost: str
    removed: str
    removed_card: str
    added: str
    added_card: str
    accent: str
    shadow: str
    on_colour: str  # text on a filled pill or badge
    tile: float  # opacity of a tile's tint
    positive: str
    negative: str
    zero: str
    kinds: Mapping[str, str] = field(default_factory=dict)


_LIGHT = Colours(
    canvas="#fafbfc",
    text="#1b2030",
    muted="#667085",
    line="#d3d9e3",
    card="#ffffff",
    card_reverse="#fff8f2",
    border_reverse="#eeb087",
    input="#eaf1fe",
    forward="#76829a",
    reverse="#c2470a",
    reused="#aab3c3",
    ghost="#c5ccd8",
    removed="#c62828",
    removed_card="#fdf0ef",
    added="#0f7b4b",
    added_card="#ebfaf1",
    accent="#4f46e5",
    shadow="#1b2030",
    on_colour="#ffffff",
    tile=0.12,
    positive="#c23b4e",
    negative="#2f6fb0",
    zero="#f7f7f8",
    kinds=MappingProxyType(
        {
            "input": "#2f6feb",
            "constant": "#667085",
            "elementwise": "#097368",
            "linear algebra": "#6941e8",
            "reduction": "#8a5a10",
            "shape": "#4a5b76",
            "indexing": "#a8326e",
            "loop": "#3c5bb5",
        }
    ),
)
_DARK = Colours(
    canvas="#12161e",
    text="#f1f4f9",
    muted="#98a2b3",
    line="#353f50",
    card="#1b212c",
    card_reverse="#251d19",
    border_reverse="#86512f",
    input="#22304d",
    forward="#8592a8",
    reverse="#ff9352",
    reused="#566174",
    ghost="#414b5c",
    removed="#ff7a70",
    removed_card="#2c191b",
    added="#4fd18b",
    added_card="#152a20",
    accent="#8b8cff",
    shadow="#000000",
    on_colour="#12161e",
    tile=0.2,
    positive="#ec7181",
    negative="#62a4e6",
    zero="#1b212c",
    kinds=MappingProxyType(
        {
            "input": "#6fa0ff",
            "constant": "#98a2b3",
            "elementwise": "#3ccfbe",
            "linear algebra": "#a992ff",
            "reduction": "#e5b452",
            "shape": "#a3b4cf",
            "indexing": "#ee86b7",
            "loop": "#8fa8f5",
        }
    ),
)
COLOURS: Mapping[Theme, Colours] = MappingProxyType(
    {"light": _LIGHT, "dark": _DARK, "print": replace(_LIGHT, canvas="#ffffff", shadow="#ffffff")}
)
