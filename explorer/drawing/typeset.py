"""One Typst compiler for everything: formulas, and SVG pictures as PDF and PNG.

It sees no files but the fonts: their folder is its root, and what it sets comes in as text.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from explorer import resources

if TYPE_CHECKING:
    import typst

Format = Literal["svg", "pdf", "png"]


@cache
def _compiler(system_fonts: bool) -> typst.Compiler:
    import typst  # noqa: PLC0415 - not needed before there is a formula

    folder = str(resources.path("fonts"))
    fonts = typst.Fonts(include_system_fonts=system_fonts, font_paths=[folder])
    return typst.Compiler(root=folder, font_paths=fonts, package_path=folder, package_cache_path=folder)


def typeset(
    source: str,
    format: Format,
    *,
    ppi: float = 144.0,
    inputs: dict[str, str] | None = None,
    system_fonts: bool = False,
) -> bytes:
    """Compile a Typst source to one page.

    Args:
        source: the text of the Typst document; ours, with everything of a user's quoted.
        format: "svg", "pdf" or "png".
        ppi: pixels for each inch (72 pt) of a PNG.
        inputs: texts that the source finds in ``sys.inputs``.
        system_fonts: also look for characters in the fonts of the machine; the first time, this reads them all.

    Raises:
        typst.TypstError: where the source is wrong.
    """
    compiled = _compiler(system_fonts).compile(source.encode(), format=format, ppi=ppi, sys_inputs=inputs or {})
    if isinstance(compiled, list):  # more than one page, though the page is as high as it needs to be
        return compiled[0]
    assert compiled is not None
    return compiled
