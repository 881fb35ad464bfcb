"""The two palettes: every colour of the window has a name here and stands nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.document.snapshot import NodeKind


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette, as ``#rrggbb``."""

    name: str

    # surfaces, from back to front
    window: str
    panel: str
    canvas: str
    dots: str
    raised: str
    hover: str
    line: str  # hairlines and borders
    line_strong: str  # borders of controls

    # text
    text: str
    muted: str
    faint: str  # decoration and disabled text only

    # the one accent
    accent: str
    accent_soft: str
    accent_line: str
    on_accent: str

    # kinds of node
    input: str
    input_soft: str
    input_text: str
    linear_algebra: str
    elementwise: str
    reduction: str

    # the two sweeps
    forward: str
    reverse: str
    reverse_line: str
    reverse_soft: str
    reused: str
    card: str
    card_line: str

    # differences and messages
    added: str
    added_text: str
    added_soft: str
    removed: str
    removed_text: str
    removed_soft: str
    warning: str
    warning_soft: str
    ghost: str
    ghost_text: str

    # code
    keyword: str
    function: str
    type_name: str
    number: str
    string: str
    comment: str

    # heatmaps: least, nought, most
    negative: str
    nought: str
    positive: str
    histogram: str
    histogram_soft: str

    def of_kind(self, kind: NodeKind) -> str:
        """The colour of a kind of node; what has no colour of its own is grey."""
        return {
            "input": self.input,
            "linear algebra": self.linear_algebra,
            "elementwise": self.elementwise,
            "reduction": self.reduction,
        }.get(kind, self.muted)


LIGHT = Colours(
    name="light",
    window="#eef0f4",
    panel="#ffffff",
    canvas="#fafbfc",
    dots="#e4e7ed",
    raised="#f4f6f9",
    hover="#f1f3f7",
    line="#e2e5eb",
    line_strong="#d5d9e1",
    text="#1a1f2b",
    muted="#596273",
    faint="#9aa2b1",
    accent="#4f46e5",
    accent_soft="#eef0ff",
    accent_line="#c4c1f7",
    on_accent="#ffffff",
    input="#2f6feb",
    input_soft="#ebf1fd",
    input_text="#1f5bd0",
    linear_algebra="#6941e8",
    elementwise="#097368",
    reduction="#8a5a10",
    forward="#7b879c",
    reverse="#c2470a",
    reverse_line="#e9b79a",
    reverse_soft="#fff8f3",
    reused="#b3bac8",
    card="#ffffff",
    card_line="#dbe0e8",
    added="#0c7a43",
    added_text="#0a6b3b",
    added_soft="#ecfdf3",
    removed="#c8281e",
    removed_text="#b42318",
    removed_soft="#fff1f0",
    warning="#a15c07",
    warning_soft="#fff6e5",
    ghost="#cfd4dd",
    ghost_text="#a9b0bd",
    keyword="#8a3fd1",
    function="#2a63d6",
    type_name="#0b7a6f",
    number="#b4500b",
    string="#0a6b3b",
    comment="#657081",
    negative="#2166ac",
    nought="#f7f7f7",
    positive="#b2182b",
    histogram="#6fb1aa",
    histogram_soft="#a5a1f2",
)

DARK = Colours(
    name="dark",
    window="#0e1117",
    panel="#161b24",
    canvas="#12161e",
    dots="#1f2632",
    raised="#1b212c",
    hover="#1f2632",
    line="#262d3a",
    line_strong="#343d4d",
    text="#e7ebf2",
    muted="#9aa5b8",
    faint="#5f6a7d",
    accent="#8b8cff",
    accent_soft="#22254a",
    accent_line="#4a4c92",
    on_accent="#10121c",
    input="#6fa0ff",
    input_soft="#1c2a45",
    input_text="#8ab2ff",
    linear_algebra="#a992ff",
    elementwise="#3ccfbe",
    reduction="#e5b452",
    forward="#7d8799",
    reverse="#ff9352",
    reverse_line="#7a4a2c",
    reverse_soft="#251f1d",
    reused="#4d5668",
    card="#1c2330",
    card_line="#333d4e",
    added="#4ade80",
    added_text="#5fe694",
    added_soft="#10291f",
    removed="#ff7b72",
    removed_text="#ff938b",
    removed_soft="#2e1519",
    warning="#f0b44c",
    warning_soft="#2d2413",
    ghost="#333c4b",
    ghost_text="#566174",
    keyword="#c297ff",
    function="#7fb0ff",
    type_name="#5fd7c6",
    number="#ffab70",
    string="#7ee2a8",
    comment="#8490a3",
    negative="#4f93d8",
    nought="#1c2027",
    positive="#e5545c",
    histogram="#2c857f",
    histogram_soft="#525494",
)

# What numbers are coloured by, from little to much: ColorBrewer's YlGnBu without its palest and darkest end, a little
# darker in the middle, where neither black nor white could be read on it; and viridis without its darkest.
STOPS = {
    "light": ("#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d8ebc", "#2159a3", "#253494"),
    "dark": ("#433e85", "#38588c", "#2d708e", "#25858e", "#1e9b8a", "#52c569", "#c2df23", "#fde725"),
}
WHITE, BLACK = "#ffffff", "#000000"  # what is written on them
