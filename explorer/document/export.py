"""Take it away: graphs, formulas, matrices, steps and numbers as files, without a window."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.notation.typst import typst_of
from explorer.document.arrangement import arrangement
from explorer.document.arrays import array_view
from explorer.document.derivation import derivation
from explorer.document.document import Derivative
from explorer.document.files import write_atomically
from explorer.document.formulas import SIZE, WIDEST, equation, formula_views
from explorer.document.picture_size import INCH, Measure, PictureSize, TooLargeError, size_of
from explorer.document.products import product_view
from explorer.document.reading import assignment
from explorer.document.scripts import read
from explorer.document.steps import step_views
from explorer.document.target import TargetError
from explorer.document.work import work_of
from explorer.drawing.convert import in_centimetres, svg_size, to_pdf, to_png
from explorer.drawing.derivation_markdown import derivation_markdown
from explorer.drawing.derivation_tex import derivation_tex
from explorer.drawing.derivation_text import derivation_text
from explorer.drawing.exchange import dot_text, graphml_text, json_text
from explorer.drawing.formula import formula_export
from explorer.drawing.graph import graph_of
from explorer.drawing.graph_svg import graph_svg
from explorer.drawing.heatmap import heatmap_svg
from explorer.drawing.layout import lay_out
from explorer.drawing.part import cropped, near, node_called, part_of
from explorer.drawing.png import with_resolution
from explorer.drawing.steps import StepLine, steps_svg
from explorer.drawing.tex import tex_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression
    from explorer.document.document import Document
    from explorer.document.reports import Stage
    from explorer.document.snapshot import ArrayView
    from explorer.document.work import Work
    from explorer.drawing.picture import Picture, Theme

PICTURES = ("svg", "pdf", "png")
FORMATS = {
    "graph-before": (*PICTURES, "dot", "graphml", "json"),
    "graph-after": (*PICTURES, "dot", "graphml", "json"),
    "formula": (*PICTURES, "tex", "mml", "txt", "json"),
    "jacobian": (*PICTURES, "json", "csv", "npy"),
    "hessian": (*PICTURES, "json", "csv", "npy"),
    "steps": (*PICTURES, "tex", "md", "txt", "json"),
    "product": ("json", "csv", "npy"),
    "values": ("json", "csv", "npy"),
    "code": ("py", "txt"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a graph.

    Attributes:
        around: a node, by its name in the script, its label or its number; empty for all of the graph.
        reach: how many edges from it.
        nodes: the numbers of the nodes, each where it stands in the window; None for all of them.
    """

    around: str = ""
    reach: int = 2
    nodes: frozenset[int] | None = None

    @property
    def words(self) -> str:
        """For the title of a picture; empty for all of the graph."""
        return "" if self == WHOLE else ", a part"


WHOLE, USUAL = Part(), Measure()
TEXTS = {"tex": derivation_tex, "md": derivation_markdown, "txt": derivation_text}


class ExportError(Exception):
    """What cannot be exported, and what can; ``usage``: it was asked for wrongly."""

    def __init__(self, message: str, *, usage: bool = False) -> None:
        super().__init__(message)
        self.usage = usage


def export(
    document: Document,
    view: str,
    target: str | None,
    path: Path,
    *,
    theme: Theme = "light",
    measure: Measure = USUAL,
    part: Part = WHOLE,
    stage: Callable[[Stage], None] = lambda _: None,
) -> PictureSize | None:
    """Write one view of a document to a file, whose ending says in which format; the size, where it is a picture.

    Raises:
        ExportError: for a view, format or target that there is not, a script with a mistake, a file that cannot be
            written.
    """
    format = check(view, path)
    _check_options(view, format, measure, part)
    job = _job(document, target, format, theme, stage, measure, part)
    data = job.render(view)
    try:
        write_atomically(path, data)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}") from error
    return job.size


def natural_size(
    document: Document,
    view: str,
    target: str | None = None,
    *,
    part: Part = WHOLE,
    stage: Callable[[Stage], None] = lambda _: None,
) -> tuple[float, float]:
    """Width and height of a picture as it is drawn, in pixels, without writing it."""
    check(view, Path("picture.svg"))
    _check_options(view, "svg", USUAL, part)
    job = _job(document, target, "svg", "light", stage, USUAL, part)
    job.render(view)
    assert job.natural is not None
    return job.natural


def check(view: str, path: Path) -> str:
    """The format that a file's ending asks for, where the view is written in it; raises :class:`ExportError`."""
    if view not in FORMATS:
        raise ExportError(f"there is no view {view!r}; views are {', '.join(FORMATS)}", usage=True)
    suffix = path.suffix.removeprefix(".").lower()
    if suffix not in FORMATS[view]:
        which = ", ".join(f".{ending}" for ending in FORMATS[view])
        raise ExportError(f"{path.name}: {view} is written as {which}, not as .{suffix}", usage=True)
    return suffix


def render(
    document: Document,
    view: str,
    target: str | None,
    format: str,
    *,
    theme: Theme = "light",
    stage: Callable[[Stage], None] = lambda _: None,
) -> bytes:
    """The bytes of such a file; ``view`` and ``format`` belong together (see `FORMATS`)."""
    return _job(document, target, format, theme, stage, USUAL, WHOLE).render(view)


def _check_options(view: str, format: str, measure: Measure, part: Part) -> None:
    if part != WHOLE and not view.startswith("graph"):
        raise ExportError(f"only a part of a graph can be chosen, and {view} is none", usage=True)
    if measure != USUAL and format not in PICTURES:
        raise ExportError(f"only pictures have a size ({', '.join(PICTURES)}), and .{format} is none", usage=True)
    if measure.dpi is not None and format != "png":
        raise ExportError(f"only a PNG has a resolution; .{format} is sharp at any", usage=True)


def _job(
    document: Document,
    target: str | None,
    format: str,
    theme: Theme,
    stage: Callable[[Stage], None],
    measure: Measure,
    part: Part,
) -> _Job:
    stage("read")
    script = read(document.text)
    if script.error is not None:
        raise ExportError(str(script.error))
    if target is not None:
        if target not in script.names:
            raise ExportError(f"there is no {target!r} in the script; there are {', '.join(script.names)}", usage=True)
        document = document.edit(target=target)
    return _Job(document, format, theme, stage, measure, part)


@dataclass(slots=True)
class _Job:
    """One export; afterwards it knows the size of the picture, as drawn and as written."""

    document: Document
    format: str
    theme: Theme
    stage: Callable[[Stage], None]
    measure: Measure
    part: Part
    natural: tuple[float, float] | None = None
    size: PictureSize | None = None

    def render(self, view: str) -> bytes:
        if view.startswith("graph"):
            return self.graph(view)
        if view in ("jacobian", "hessian"):
            return self.matrix(view)
        return {
            "formula": self.formula,
            "steps": self.steps,
            "product": self.product,
            "values": self.values,
            "code": self.code,
        }[view]()

    def work(self, document: Document | None = None) -> Work:
        self.stage("derive")
        try:
            work = work_of(document or self.document)
        except TargetError as error:
            raise ExportError(f"{error.message}; {error.hint}") from error
        if work is None:
            raise ExportError("the script has no expression to look at")
        return work

    def graph(self, view: str) -> bytes:
        work = self.work()
        self.stage("rewrite")
        before = view == "graph-before"
        expression = work.before if before else work.after
        self.stage("layout")
        picture = self._graph_picture(work, expression, before=before)
        match self.format:
            case "dot":
                return dot_text(picture, work.subject.title).encode()
            case "graphml":
                return graphml_text(picture).encode()
            case "json":
                return json_text(picture).encode()
        title = f"{work.subject.title}, {'as derived' if before else 'after optimisation'}{self.part.words}"
        return self._picture(graph_svg(picture, self.theme, title))

    def _graph_picture(self, work: Work, expression: Expression, *, before: bool) -> Picture:
        if self.part == WHOLE:
            return lay_out(graph_of([expression], work.numbers, names=work.names), loops="open")
        numbered = work.graph  # the ids are those of the window only if it is made before anything else is numbered
        if self.part.nodes is not None:
            picture = work.picture.frame(0 if before else work.picture.frames - 1)
            kept = self.part.nodes & {box.id for box in picture.boxes}
            if not kept:
                raise ExportError("none of these nodes is in the graph", usage=True)
            return cropped(picture, kept)
        graph = graph_of([expression], work.numbers, names=work.names)
        start = node_called(numbered, self.part.around)
        if start is None:
            names = [name for _, name in numbered.nodes(data="name") if name]
            raise ExportError(f"there is no node {self.part.around!r}; names are {', '.join(names)}", usage=True)
        if start not in graph:
            which = "as derived" if before else "after all rewrites"
            raise ExportError(f"{self.part.around!r} is not in the graph {which}", usage=True)
        return lay_out(part_of(graph, near(graph, start, self.part.reach)), loops="open")

    def formula(self) -> bytes:
        work = self.work()
        self.stage("rewrite")
        formula = formula_views(work, self.document.layout)[-1]
        match self.format:
            case "tex":
                return tex_document(formula.latex, work.subject.title).encode()
            case "mml":
                return f'<?xml version="1.0" encoding="UTF-8"?>\n{formula.mathml}\n'.encode()
            case "txt":
                return f"{formula.plain}\n".encode()
            case "json":
                texts = {name: getattr(formula, name) for name in ("plain", "theano", "latex", "mathml", "let")}
                return _json({"title": work.subject.title, **texts})
        width = WIDEST if formula.width >= WIDEST else None  # it was too long for one line
        how = arrangement(work, self.document.layout)
        text = typst_of(equation(work, work.after, "let" if formula.plain == formula.let else "plain", how))
        size = self._measured(formula.width, formula.height)
        data = formula_export(
            text,
            self.format,  # type: ignore[arg-type]  # checked
            SIZE,
            width,
            size.factor * size.dpi / INCH,
            formula.plain,
            size.factor,
        )
        if self.format == "svg" and self.measure.width is not None:
            return in_centimetres(data.decode(), size.factor).encode()
        return with_resolution(data, size.dpi) if self.format == "png" else data

    def steps(self) -> bytes:
        work = self.work()
        self.stage("rewrite")
        if self.format in TEXTS:
            return TEXTS[self.format](derivation(work)).encode()
        steps = step_views(work)
        first, last = (formula.plain for formula in formula_views(work))
        if self.format == "json":
            fields = ("index", "rule", "theme", "caption", "unsafe", "before", "after", "nodes_fewer")
            rows = [{name: getattr(step, name) for name in fields} for step in steps]
            return _json({"title": work.subject.title, "before": first, "after": last, "steps": rows})
        lines = [StepLine(step.rule, step.before, step.after, step.caption, step.unsafe) for step in steps]
        return self._picture(steps_svg(lines, self.theme, work.subject.title, first, last))

    def matrix(self, view: str) -> bytes:
        array = self._array(view)
        match self.format:
            case "npy":
                return _npy(array.matrix)
            case "csv":
                return _csv(array.matrix)
            case "json":
                return _json(
                    {
                        "title": array.title,
                        "kind": array.kind,
                        "row_shape": array.row_shape,
                        "column_shape": array.column_shape,
                        "structure": array.structure,
                        "expression": array.expression,
                        "matrix": array.matrix.tolist(),
                    }
                )
        svg = heatmap_svg(array.matrix, self.theme, array.title, array.row_label, array.column_label)
        return self._picture(svg)

    def product(self) -> bytes:
        work = self.work()
        self.stage("run")
        view = product_view(work, self._values(work))
        if view is None:
            raise ExportError(f"{work.subject.target} is no R-op, L-op or Hessian times vector", usage=True)
        if self.format == "json":
            arrays = {name: getattr(view, name).tolist() for name in ("vector", "product", "check")}
            return _json({"title": view.title, "expression": view.expression, **arrays})
        return _npy(view.product) if self.format == "npy" else _csv(view.product)

    def values(self) -> bytes:
        work = self.work()
        self.stage("run")
        given = self._values(work)
        (result,) = work.programs.result(given)
        if self.format == "json":
            inputs = {name: given[name].tolist() for name in work.programs.result.names}
            return _json({"title": work.subject.title, "inputs": inputs, "result": result.tolist()})
        return _npy(result) if self.format == "npy" else _csv(result)

    def code(self) -> bytes:
        return self.work().programs.result.function.source.encode()

    def _array(self, view: str) -> ArrayView:
        """The matrix of the target, or the derivative of the target that was asked for."""
        documents = [self.document]
        if self.document.derivative.kind != view:
            documents.append(self.document.edit(derivative=Derivative(view, self.document.derivative.wrt)))  # type: ignore[arg-type]
        reason: ExportError | None = None
        for document in documents:
            try:
                work = self.work(document)
            except ExportError as error:
                reason = error
                continue
            self.stage("run")
            values = self._values(work)
            (result,) = work.programs.result(values)
            array = array_view(work, values, result)
            # A matrix that a loop has stacked is a Jacobian of something; of a gradient, it is a Hessian.
            if array is not None and (
                array.kind == view or (array.kind == "jacobian" and work.subject.derivation is None)
            ):
                return array
        raise reason or ExportError(f"{work.subject.target} has no {view}", usage=True)

    def _values(self, work: Work) -> dict[str, np.ndarray]:
        values = assignment(self.document, work.script, work.subject)
        if values.errors:
            raise ExportError("; ".join(values.errors.values()))
        return values.values

    def _picture(self, svg: str) -> bytes:
        size = self._measured(*svg_size(svg))
        match self.format:
            case "pdf":
                return to_pdf(svg, size.factor)
            case "png":
                return with_resolution(to_png(svg, size.factor * size.dpi / INCH), size.dpi)
        return (svg if self.measure.width is None else in_centimetres(svg, size.factor)).encode()

    def _measured(self, width: float, height: float) -> PictureSize:
        self.natural = width, height
        try:
            self.size = size_of(width, height, self.format, self.measure)
        except TooLargeError as error:
            raise ExportError(str(error), usage=True) from error
        return self.size


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _csv(array: np.ndarray) -> bytes:
    """Rows of numbers, each with all its digits."""
    rows = np.atleast_1d(array)
    rows = rows.reshape(len(rows), -1)
    return (
        "".join(",".join(repr(x) for x in row) + "\n" for row in rows.tolist())
        .replace("(", "")
        .replace(")", "")
        .encode()
    )
