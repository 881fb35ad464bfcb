"""Colours that can be read, icons that exist, fonts that are found."""

from __future__ import annotations

import dataclasses
import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo

import explorer.ui
from explorer.resources import path
from explorer.ui.icons import pixmap
from explorer.ui.theme.colours import DARK, LIGHT
from explorer.ui.theme.fonts import font

SOURCES = sorted(Path(explorer.ui.__file__).parent.rglob("*.py"))
READ_ON = {
    "text": ("window", "panel", "canvas", "raised", "hover", "card", "accent_soft", "reverse_soft", "added_soft"),
    "muted": ("window", "panel", "canvas", "raised", "hover", "card", "input_soft", "removed_soft", "added_soft"),
    "accent": ("panel", "accent_soft", "raised"),
    "on_accent": ("accent", "reverse"),
    "input_text": ("input_soft",),
    "added_text": ("panel", "added_soft"),
    "removed_text": ("panel", "removed_soft"),
    "warning": ("panel", "warning_soft"),
    "keyword": ("panel", "raised"),
    "function": ("panel", "raised"),
    "type_name": ("panel", "raised"),
    "number": ("panel", "raised"),
    "string": ("panel", "raised"),
    "comment": ("panel", "raised"),
}


def luminance(colour):
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    light, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("colours", "ink"), list(product((LIGHT, DARK), READ_ON)), ids=lambda x: getattr(x, "name", x))
def test_text_can_be_read(colours, ink):
    for ground in READ_ON[ink]:
        assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5, ground


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda x: x.name)
def test_every_colour_is_one(colours):
    for field in dataclasses.fields(colours):
        if field.name != "name":
            assert re.fullmatch("#[0-9a-f]{6}", getattr(colours, field.name)), field.name


def test_no_colour_stands_outside_the_palette():
    """Except black and white, which stand for light and shade."""
    allowed = {"#ffffff", "#000000", "#0b1020", "#1a1f2b"}
    for file in SOURCES:
        if file.name != "colours.py":
            found = set(re.findall(r'"(#[0-9a-fA-F]{6})"', file.read_text(encoding="utf-8")))
            assert found <= allowed, file


def test_every_icon_exists():
    names = set()
    for file in SOURCES:
        text = file.read_text(encoding="utf-8")
        names |= set(re.findall(r'IconButton\(\s*(?:self\._?)?theme, "([a-z-]+)"', text))
        names |= set(re.findall(r'(?:pixmap|icon|set_icon)\("([a-z-]+)"', text))
    assert {"fit", "play", "search"} <= names
    for name in names:
        assert path("icons", f"{name}.svg").exists()


def test_icons_have_the_colour_asked_for(qapp):
    image = pixmap("plus", "#ff0000", 32).toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 250
    }
    assert colours == {"#ff0000"}


def test_the_bundled_fonts_are_used(theme):
    assert QFontInfo(font(13)).family() == "Inter"
    assert QFontInfo(font(13, "mono")).family() == "JetBrains Mono"
    assert font(13).pixelSize() == 13


def test_following_the_system_and_choosing(theme):
    theme.choose("dark")
    assert theme.colours is DARK
    theme.toggle()
    assert theme.colours is LIGHT
    theme.choose("system")
    assert theme.colours in {LIGHT, DARK}
