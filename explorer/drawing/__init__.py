"""Graphs, formulas and matrices as pictures: no Qt, no display, no files.

Graph of an expression, or of every frame of a derivation in one layout (lengths are pixels)::

    numbers = Numbering()                              # node ids: one small integer for each node, kept for its life
    graph = graph_of([loss], numbers)                  # networkx.MultiDiGraph of one or several expressions
    graph = graph_of_frames(                           # … of a row of frames: each a sequence of expressions
        [[e0], [e1], [e2]], numbers, replaced=[(at1, became1), (at2, became2)])  # became_k inherits the place of at_k
        # both take tags=["∇ loss"] (the pill at each output) and names={expression: "y"} (what the script calls it)
    picture = lay_out(graph, budget=3.0)               # Picture(boxes, arrows, width, height, frames, layout, note)
    picture.frame(2)                                   # what is present in frame 2, everything in its place
    numbers.of(expression)                             # → node id; several results of one operation share one node

    ``Box`` and ``Arrow`` carry the fields of ``snapshot.Node`` and ``snapshot.Edge`` under the same names (plus
    ``tag``, ``inner``, ``operand``, ``lineage``). What they do not carry (plain notation, origin lines, spans) the
    caller makes from ``graph.nodes[id]["expression"]``. Constants are inlined in labels and have no node, unless they
    are large or are themselves an output: look an id up in the picture before selecting it. A rewrite rebuilds
    whatever depends on what it replaces: same operation, new id, same place, same ``lineage``; so what is removed and
    what is added is told by lineage, not by id. Loops are drawn closed; for exports ``lay_out(graph, loops="open")``
    draws the inner graph in the box (``Box.inner``).

Pictures are SVG text; every name in them is escaped, text stays text::

    graph_svg(picture, theme="light", title="", removed=ids, added=ids, selected=ids, ghosts=boxes, frame=None)
    heatmap_svg(matrix, theme="light", title=…, row_label=…, column_label=…)      # 2-d array; NaN is hatched
    steps_svg([StepLine(rule, before, after, caption, unsafe), …], theme="light", title=…, start=…, result=…)
    to_pdf(svg) → bytes        to_png(svg, scale=2.0) → bytes                      # by Typst, with our own fonts

Formulas, typeset by one reused compiler (under a millisecond each, the last 2048 are kept)::

    formula_picture(typst_math, size=16.0, width=None) → FormulaPicture(svg, width, height, error)
        # black on transparent, pixels; a fixed width breaks long formulas at operators. Never raises for a bad
        # formula: ``error`` says why the picture shows plain text instead (``fallback=`` gives that text).
    quoted(name) → '"name"'    # any text as a Typst string: the way names enter a formula
    formula_export(typst_math, "svg" | "pdf" | "png", …) → bytes
    tex_document(latex, title="") → str                # a small standalone .tex; tex_text(name) escapes a name

Data::

    dot_text(picture), graphml_text(picture), json_text(picture)

Everything that is slow to import (networkx, pygraphviz, typst) is imported at its first use.
"""

from explorer.drawing.convert import svg_size, to_pdf, to_png
from explorer.drawing.exchange import dot_text, graphml_text, json_text
from explorer.drawing.formula import FormulaPicture, formula_export, formula_picture, quoted
from explorer.drawing.graph import graph_of, graph_of_frames
from explorer.drawing.graph_svg import graph_svg
from explorer.drawing.heatmap import heatmap_svg
from explorer.drawing.layout import lay_out
from explorer.drawing.numbering import Numbering
from explorer.drawing.picture import Arrow, Box, Picture
from explorer.drawing.steps import StepLine, steps_svg
from explorer.drawing.tex import tex_document, tex_text

__all__ = [
    "Arrow",
    "Box",
    "FormulaPicture",
    "Numbering",
    "Picture",
    "StepLine",
    "dot_text",
    "formula_export",
    "formula_picture",
    "graph_of",
    "graph_of_frames",
    "graph_svg",
    "graphml_text",
    "heatmap_svg",
    "json_text",
    "lay_out",
    "quoted",
    "steps_svg",
    "svg_size",
    "tex_document",
    "tex_text",
    "to_pdf",
    "to_png",
]
