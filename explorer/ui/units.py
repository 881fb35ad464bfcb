"""Counts, bytes and seconds in three digits, with their prefixes."""

from __future__ import annotations

_LARGE = ("", "k", "M", "G", "T", "P", "E")
_SMALL = ("s", "ms", "µs", "ns")


def count_text(value: float) -> str:
    """``640``, ``19.2 k``, ``3 M``."""
    return _scaled(value, 1000, _LARGE).strip()


def bytes_text(value: float) -> str:
    """``320 B``, ``2.5 kB``, ``1.2 MB``: a kB is a thousand bytes."""
    number, _, prefix = _scaled(value, 1000, _LARGE).partition(" ")
    return f"{number} {prefix}B"


def seconds_text(value: float) -> str:
    """``0.3 µs``, ``2.04 ms``, ``1.5 s``."""
    at = 0
    while value < 0.9995 and at < len(_SMALL) - 1:
        value *= 1000
        at += 1
    return f"{_digits(value)} {_SMALL[at]}"


def _scaled(value: float, step: float, prefixes: tuple[str, ...]) -> str:
    at = 0
    while value >= 0.9995 * step and at < len(prefixes) - 1:
        value /= step
        at += 1
    return f"{_digits(value)} {prefixes[at]}"


def _digits(value: float) -> str:
    """Three significant ones at most, no noughts behind the point."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
