"""Widths that are measured without Qt are those that Qt measures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from explorer import resources
from explorer.drawing.text import (
    BODY,
    CAPTION,
    LABEL,
    MONO,
    SIGNS,
    bundled,
    elide,
    run_width,
    runs,
    text_width,
    wrap,
)
from tests.drawing import font_table

FACES = [LABEL, BODY, CAPTION, MONO]
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


def test_the_table_is_what_the_tool_makes(qapp):
    assert font_table.TABLE.read_text(encoding="utf-8") == font_table.module()


@pytest.mark.parametrize("face", FACES, ids=lambda face: f"{face.family} {face.weight}")
@pytest.mark.parametrize("text", ["exp(−m)", "X @ w", "(1/n) / (1 + ex)", "[n, d]", "sigmoid-from-exp"])
def test_widths_are_qts(qapp, face, text):
    for file in resources.path("fonts").glob("*.[ot]tf"):
        QFontDatabase.addApplicationFont(str(file))
    font = QFont(face.family)
    font.setPixelSize(100)
    font.setWeight(QFont.Weight(face.weight))
    measured = QFontMetricsF(font).horizontalAdvance(text)
    assert measured == pytest.approx(text_width(text, face, 100), rel=0.02)


def test_signs_that_inter_lacks_come_from_another_font():
    assert runs("Xᵀ ⊙ y", LABEL) == [("X", LABEL), ("ᵀ ⊙ ", SIGNS), ("y", LABEL)]


@given(TEXTS, st.sampled_from(FACES))
def test_runs_are_the_text(text, face):
    pieces = runs(text, face)
    assert "".join(part for part, _ in pieces) == text
    assert text_width(text, face, 10) == pytest.approx(sum(run_width(part, own, 10) for part, own in pieces))


@given(TEXTS, st.floats(10, 300))
def test_an_elided_text_fits(text, width):
    shown = elide(text, LABEL, 13, width)
    assert text_width(shown, LABEL, 13) <= max(width, text_width("…", LABEL, 13))
    if shown != text:
        assert shown.endswith("…")


@given(st.text("ab ×⊙→", max_size=80), st.floats(30, 200))
def test_a_wrapped_text_fits_and_is_whole(text, width):
    lines = wrap(text, MONO, 12, width)
    assert all(text_width(line, MONO, 12) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_what_the_bundled_fonts_have():
    assert bundled("∇ loss = −Xᵀ ⊙ [n, d]")
    assert not bundled("日本")
