"""How one node is painted: pills for inputs, cards with a symbol tile for operations, ghosts for what is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, Qt

from explorer.ui.scene.brushes import (
    SEMIBOLD,
    brush,
    centred,
    detail_font,
    label_font,
    metrics,
    pen,
    static_text,
    symbol_font,
)
from explorer.ui.scene.opened import TITLE
from explorer.ui.theme.fonts import drawn

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter, QPen

    from explorer.document.snapshot import Node
    from explorer.ui.scene.tints import Tint
    from explorer.ui.theme.colours import Colours

Mark = Literal["", "removed", "added"]
Detail = Literal["box", "label", "all"]  # from afar only the label, and larger, so that it can still be read
RADIUS = 9.0
TILE, TILE_INSET, TILE_GAP = 28.0, 7.0, 9.0
BADGE = 8.5
_DASH = (3.2, 2.2)
LARGE = (22, 19, 16)


def paint_node(
    painter: QPainter, node: Node, rect: QRectF, mark: Mark, colours: Colours, detail: Detail, tint: Tint | None = None
) -> None:
    """The box and, where it can be read, what stands in it; ``tint`` are colours that say something else."""
    pill = node.kind in {"input", "constant"}
    radius = rect.height() / 2 if pill else RADIUS
    border, filling = _look(node, mark, colours, tint)
    if detail != "box" and not mark:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush("#0b1020", 0.06))
        painter.drawRoundedRect(rect.translated(0, 1.6).adjusted(-0.5, 0, 0.5, 0.6), radius, radius)
    painter.setPen(border)
    painter.setBrush(brush(filling))
    painter.drawRoundedRect(rect, radius, radius)
    if detail == "box":
        return
    if detail == "label":
        _large_label(painter, node, rect, colours, tint)
    elif pill:
        _pill_text(painter, node, rect, colours, tint)
    else:
        _card_text(painter, node, rect, colours, tint)
    if node.body is not None and detail == "all":
        paint_chevron(painter, rect, colours.muted if tint is None else tint.ink, up=False)
    if mark:
        _badge(painter, rect, mark, colours)


def paint_open_loop(
    painter: QPainter, node: Node, rect: QRectF, mark: Mark, colours: Colours, *, text: bool, tint: Tint | None = None
) -> None:
    """The box of a loop that shows its body: what the loop is, above."""
    border, filling = _look(node, mark, colours, tint)
    painter.setPen(border)
    painter.setBrush(brush(filling, 0.55))
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    if not text:
        return
    which = label_font()
    words = static_text(f"{node.label}  {node.detail}", which, rect.width() - 44)
    painter.setFont(which)
    painter.setPen(pen(colours.muted, 1))
    painter.drawStaticText(QPointF(rect.left() + 14, rect.top() + TITLE / 2 - words.size().height() / 2), words)
    paint_chevron(painter, rect, colours.muted, up=True)
    if mark:
        _badge(painter, rect, mark, colours)


def chevron_of(rect: QRectF) -> QRectF:
    """Where the mark stands that opens a loop and closes it."""
    return QRectF(rect.right() - 24, rect.top() + 6, 18, 18)


def paint_chevron(painter: QPainter, rect: QRectF, colour: str, *, up: bool) -> None:
    """Down: there is more in it; up: it can be closed."""
    middle = chevron_of(rect).center()
    rise = 2.2 if up else -2.2
    painter.setPen(pen(colour, 1.7))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([middle + QPointF(-4, rise), middle + QPointF(0, -rise), middle + QPointF(4, rise)])


def paint_ghost(painter: QPainter, node: Node, rect: QRectF, colours: Colours, *, text: bool) -> None:
    """The place of a node that is no longer there."""
    radius = rect.height() / 2 if node.kind in {"input", "constant"} else RADIUS
    painter.setPen(pen(colours.ghost, 1.2, dash=_DASH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)
    if text:
        words = static_text(node.label, drawn(11, "words", SEMIBOLD), rect.width() - 12)
        painter.setFont(drawn(11, "words", SEMIBOLD))
        painter.setPen(pen(colours.ghost_text, 1))
        painter.drawStaticText(centred(words, rect.center().x(), rect.center().y()), words)


def _look(node: Node, mark: Mark, colours: Colours, tint: Tint | None) -> tuple[QPen, str]:
    """Border and filling: a mark keeps its border whatever the filling says."""
    if mark == "removed":
        return pen(colours.removed, 1.7, dash=_DASH), tint.fill if tint is not None else colours.removed_soft
    if mark == "added":
        return pen(colours.added, 2.0), tint.fill if tint is not None else colours.added_soft
    if tint is not None:
        return pen(tint.line, 1.3), tint.fill
    if node.kind == "input":
        return pen(colours.input, 1.7), colours.input_soft
    if node.sweep == "reverse":
        return pen(colours.reverse_line, 1.3), colours.reverse_soft
    return pen(colours.card_line, 1.3), colours.card


def _large_label(painter: QPainter, node: Node, rect: QRectF, colours: Colours, tint: Tint | None) -> None:
    """As large as the box allows."""
    room = rect.width() - 14
    which = next((f for f in map(_large, LARGE) if metrics(f).horizontalAdvance(node.label) <= room), _large(LARGE[-1]))
    words = static_text(node.label, which, room)
    ink = colours.input_text if node.kind == "input" else colours.text
    painter.setFont(which)
    painter.setPen(pen(ink if tint is None else tint.ink, 1))
    painter.drawStaticText(centred(words, rect.center().x(), rect.center().y()), words)


def _large(pixels: int) -> QFont:
    return drawn(pixels, "words", SEMIBOLD)


def _pill_text(painter: QPainter, node: Node, rect: QRectF, colours: Colours, tint: Tint | None) -> None:
    room = rect.width() - 20
    detail = static_text(node.detail, detail_font())
    gap = 7.0 if node.detail else 0.0
    label = static_text(node.label, label_font(), max(12.0, room - detail.size().width() - gap))
    width = label.size().width() + gap + detail.size().width()
    left, middle = rect.center().x() - width / 2, rect.center().y()
    painter.setFont(label_font())
    ink = colours.input_text if node.kind == "input" else colours.muted
    painter.setPen(pen(ink if tint is None else tint.ink, 1))
    painter.drawStaticText(QPointF(left, middle - label.size().height() / 2), label)
    if node.detail:
        painter.setFont(detail_font())
        painter.setPen(pen(colours.muted if tint is None else tint.ink, 1))
        at = QPointF(left + label.size().width() + gap, middle - detail.size().height() / 2 + 1)
        painter.drawStaticText(at, detail)


def _card_text(painter: QPainter, node: Node, rect: QRectF, colours: Colours, tint: Tint | None) -> None:
    colour = colours.of_kind(node.kind) if tint is None else tint.ink
    tile = QRectF(rect.left() + TILE_INSET, rect.center().y() - TILE / 2, TILE, TILE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush(colour, 0.16 if colours.name == "dark" else 0.12))
    painter.drawRoundedRect(tile, 6, 6)
    which = symbol_font(node.symbol)
    symbol = static_text(node.symbol, which)
    painter.setFont(which)
    painter.setPen(pen(colour, 1))
    painter.drawStaticText(centred(symbol, tile.center().x(), tile.center().y()), symbol)
    left = tile.right() + TILE_GAP
    room = rect.right() - left - (8 if node.body is None else 24)
    label = static_text(node.label, label_font(), room)
    painter.setFont(label_font())
    painter.setPen(pen(colours.text if tint is None else tint.ink, 1))
    if not node.detail:
        painter.drawStaticText(QPointF(left, rect.center().y() - label.size().height() / 2), label)
        return
    painter.drawStaticText(QPointF(left, rect.center().y() - label.size().height() + 2.5), label)
    detail = static_text(node.detail, detail_font(), room)
    painter.setFont(detail_font())
    painter.setPen(pen(colours.muted if tint is None else tint.ink, 1))
    painter.drawStaticText(QPointF(left, rect.center().y() + 3.5), detail)


def _badge(painter: QPainter, rect: QRectF, mark: Mark, colours: Colours) -> None:
    """Minus or plus on the corner: the difference is told by shape too, not by colour alone."""
    centre = QPointF(rect.right() - 2, rect.top() + 1)
    painter.setPen(pen(colours.canvas, 1.6))
    painter.setBrush(brush(colours.removed if mark == "removed" else colours.added))
    painter.drawEllipse(centre, BADGE, BADGE)
    painter.setPen(pen(colours.on_accent, 2.0))
    painter.drawLine(centre - QPointF(4, 0), centre + QPointF(4, 0))
    if mark == "added":
        painter.drawLine(centre - QPointF(0, 4), centre + QPointF(0, 4))


def paint_flag(painter: QPainter, node: Node, rect: QRectF, colours: Colours, *, below: bool) -> None:
    """The name of what is looked at, above its node, or below where arrows arrive from above."""
    which = drawn(11, "words", SEMIBOLD)
    words = static_text(node.tag or node.name or "result", which, 150)
    width = max(34.0, metrics(which).horizontalAdvance(words.text()) + 18)
    flag = QRectF(rect.left() + 4, rect.bottom() + 4 if below else rect.top() - 21, width, 17)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush(colours.reverse if node.sweep == "reverse" else colours.accent))
    painter.drawRoundedRect(flag, 8.5, 8.5)
    painter.setFont(which)
    painter.setPen(pen(colours.on_accent, 1))
    painter.drawStaticText(centred(words, flag.center().x(), flag.center().y()), words)
