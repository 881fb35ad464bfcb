"""What one node costs, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.ui.units import bytes_text, count_text, seconds_text

if TYPE_CHECKING:
    from explorer.document.snapshot import ProfileView


def cost_words(profile: ProfileView | None, node: int) -> str:
    """``640 flops, 320 B, 0.8 µs``: as much of it as is known."""
    if profile is None:
        return ""
    flops, bytes, seconds = (table.get(node) for table in (profile.flops, profile.bytes, profile.seconds))
    parts = [
        "" if flops is None else f"{count_text(flops)} {'flop' if flops == 1 else 'flops'}",
        "" if bytes is None else bytes_text(bytes),
        "" if seconds is None else seconds_text(seconds),
    ]
    return ", ".join(part for part in parts if part)
