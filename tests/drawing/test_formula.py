"""Formulas as pictures: what is wrong becomes plain text, and nothing of a user's text is executed."""

import struct
import subprocess
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.drawing import formula_export, formula_picture, quoted, tex_document, tex_text
from explorer.drawing.formula import _locked
from explorer.drawing.typeset import typeset
from tests.drawing.names import NAMES, NASTY


def test_a_formula():
    picture = formula_picture('nabla_w "loss" = -1/n X^top (y dot.o sigma(-m))')
    root = ET.fromstring(picture.svg)
    assert picture.error == ""
    assert (float(root.get("width")), float(root.get("height"))) == (picture.width, picture.height)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert {part.split('"')[0] for part in picture.svg.split('fill="')[1:]} <= {"#000000", "none"}


def test_a_large_formula_is_larger():
    small, large = formula_picture("x + y", size=16), formula_picture("x + y", size=32)
    assert large.width == pytest.approx(2 * small.width, abs=4)


def test_a_long_formula_is_broken_at_its_operators():
    long = " + ".join(f"frac(x_{n}, 1 + e^(-x_{n}))" for n in range(30))
    one, broken = formula_picture(long), formula_picture(long, width=400.0)
    assert one.width > 1000
    assert broken.width == 400
    assert broken.height > 3 * one.height


def test_what_cannot_be_broken_makes_the_picture_wider():
    long = "frac(" + " + ".join(f"x_{n}" for n in range(60)) + ", 2)"
    picture = formula_picture(long, width=300.0)
    assert picture.width == pytest.approx(formula_picture(long).width, abs=20)
    width, _ = struct.unpack(">II", formula_export(long, "png", width=300.0, scale=2.0)[16:24])
    assert width == pytest.approx(2 * picture.width, abs=2)


@pytest.mark.parametrize("math", ["frac(x", '"abc', "foo + bar", "#panic()", "x" * 200_000])
def test_a_wrong_formula_is_plain_text_with_a_reason(math):
    picture = formula_picture(math, fallback="f(x)")
    assert picture.error
    assert picture.svg == formula_picture(math, fallback="f(x)").svg
    assert ET.fromstring(picture.svg).tag.endswith("svg")
    assert formula_export(math, "png").startswith(b"\x89PNG")
    assert formula_export(math, "pdf", width=300.0).startswith(b"%PDF")


@given(NAMES)
@settings(max_examples=150)
def test_names_are_set_letter_by_letter(name):
    picture = formula_picture(f"x + {quoted(name)} + y", fallback="broken")
    assert picture.error == ""
    ET.fromstring(picture.svg)


@given(st.text('#"\\$/*`@<>[]{}()x_^&;, \n', max_size=30))
@settings(max_examples=300)
def test_nothing_escapes_the_formula(math):
    """Whatever the text, a word that only code could print never comes out."""
    picture = formula_picture(f'{math}#("e" + "vil")')
    assert ET.fromstring(picture.svg).tag.endswith("svg")


def test_code_is_not_run(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("1")
    for attack in (f'#read("{secret}")', '$ #panic("no") $', '#import "@preview/x:1.0.0"', "#sys.version", "$]#1["):
        assert "\\#" in _locked(attack)
    assert "unknown variable: read" in formula_picture(f'#read("{secret}")').error
    assert formula_picture("// x").error == ""


def test_the_compiler_sees_no_files():
    with pytest.raises(RuntimeError):
        typeset('#read("/etc/passwd")', "svg")
    with pytest.raises(RuntimeError):
        typeset('#read("../../../../../../etc/passwd")', "svg")


def test_files():
    assert formula_export("x^2", "svg").startswith(b"<svg")
    assert formula_export("x^2", "pdf").startswith(b"%PDF")
    assert formula_export("x^2", "png").startswith(b"\x89PNG")


def test_tex():
    text = tex_document("x^2", title="a\nb")
    assert text.startswith("% a b\n\\documentclass")
    assert "\\displaystyle\nx^2\n" in text
    assert "aligned" in tex_document("a \\\\ b")


@pytest.mark.parametrize("name", NASTY)
def test_names_in_tex(name):
    shown = tex_text(name)
    for left in (r"\textbackslash{}", r"\textasciitilde{}", r"\textasciicircum{}", *(f"\\{c}" for c in "{}$&#%_")):
        shown = shown.replace(left, "")
    assert not set(shown) & set("\\{}$&#%_^~\n\r\x00")


def test_text_in_a_pdf_can_be_found(tmp_path):
    file = tmp_path / "x.pdf"
    file.write_bytes(formula_export('"loss" = 2 x', "pdf"))
    try:
        found = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("pdftotext is not installed")
    assert "loss" in found
