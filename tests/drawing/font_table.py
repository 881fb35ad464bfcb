"""Writes ``explorer/drawing/font_widths.py`` from the fonts in ``resources/fonts``.

    QT_QPA_PLATFORM=offscreen .venv/bin/python tests/drawing/font_table.py

Qt reads the fonts here, so that the package that draws needs neither Qt nor a font library. A test compares the file
with what this makes.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication, QRawFont

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "explorer" / "drawing" / "font_widths.py"
FACES = {
    "INTER_REGULAR": "Inter-Regular.otf",
    "INTER_MEDIUM": "Inter-Medium.otf",
    "INTER_SEMIBOLD": "Inter-SemiBold.otf",
    "JETBRAINS_MONO": "JetBrainsMono-Regular.ttf",
    "DEJAVU_SANS": "DejaVuSans.ttf",
}
BLOCKS = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin
    (0x2B0, 0x36F),  # modifier letters, combining marks
    (0x370, 0x3FF),  # Greek
    (0x400, 0x45F),  # Cyrillic
    (0x1D2C, 0x1D6A),  # superscript letters
    (0x2010, 0x2044),  # punctuation
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x2100, 0x27FF),  # letterlike, arrows, operators, boxes, shapes, signs
)
LINE = 110  # what the formatter would join, is joined


def widths(path: Path) -> dict[int, str]:
    """Width in thousandths of an em → the characters of that width."""
    font = QRawFont(str(path), 1000.0)
    characters = [
        chr(code) for first, last in BLOCKS for code in range(first, last + 1) if font.supportsCharacter(code)
    ]
    table: dict[int, str] = {}
    for character in characters:
        advance = round(font.advancesForGlyphIndexes(font.glyphIndexesForString(character))[0].x())
        table[advance] = table.get(advance, "") + character
    return dict(sorted(table.items()))


def literal(characters: str) -> list[str]:
    """A string literal in pieces that fit on a line; what could be mistaken for another sign is escaped."""
    pieces = [""]
    for character in characters:
        shown = character if character.isascii() and character not in '\\"' else f"\\u{ord(character):04x}"
        if len(pieces[-1]) + len(shown) > LINE:
            pieces.append("")
        pieces[-1] += shown
    return pieces


def module() -> str:
    """The text of the table file."""
    lines = [
        '"""Advance widths of the bundled fonts in thousandths of an em: width → characters.',
        "",
        "Made by ``tests/drawing/font_table.py``; do not edit.",
        '"""',
    ]
    for name, file in FACES.items():
        lines += ["", f"{name} = {{"]
        for width, characters in widths(ROOT / "resources" / "fonts" / file).items():
            pieces = literal(characters)
            row = f'    {width}: "{pieces[0]}",'
            if len(pieces) == 1 and len(row) <= 120:
                lines.append(row)
            else:
                lines += [f"    {width}: (", *(f'        "{piece}"' for piece in pieces), "    ),"]
        lines.append("}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    application = QGuiApplication([])
    TABLE.write_text(module(), encoding="utf-8")
