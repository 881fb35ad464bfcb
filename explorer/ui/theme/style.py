"""The style sheet, generated from one palette. Sizes stand here and in the widgets that paint themselves."""

from __future__ import annotations

import re
from dataclasses import asdict
from string import Template
from typing import TYPE_CHECKING

from explorer.resources import path
from explorer.ui.theme.colours import LIGHT
from explorer.ui.theme.fonts import TextScale, family

if TYPE_CHECKING:
    from explorer.ui.theme.colours import Colours

_FONT_SIZE = re.compile(r"font-size: (\d+)px")
_SHEET = Template("""
* { font-family: "$words"; font-size: 13px; color: $text; outline: none; }
QMainWindow, QDialog, #page { background: $window; }
#panelwindow { background: $panel; }
QToolTip { background: $panel; color: $text; border: 1px solid $line_strong; padding: 5px 7px; font-size: 12px; }

#topbar, #statusbar { background: $panel; }
#topbar { border-bottom: 1px solid $line; }
#statusbar { border-top: 1px solid $line; }

QFrame[role="card"] { background: $panel; border: 1px solid $line; border-radius: 10px; }
QFrame[role="plain"], QWidget[role="plain"] { background: transparent; border: none; }
QFrame[role="canvas"] { background: $canvas; border: none; border-top-left-radius: 9px; border-top-right-radius: 9px; }
QFrame[role="header"] { border: none; border-bottom: 1px solid $line; background: transparent; }
QFrame[role="rule"] { background: $raised; border: none; border-radius: 8px; }
QFrame[role="spot"] { background: transparent; border: 2px solid $accent; border-radius: 11px; }
QFrame[role="hair"] { background: $line; border: none; }
QFrame[role="popup"] { background: $panel; border: 1px solid $line_strong; border-radius: 10px; }
QFrame[role="row"] { background: transparent; border: none; border-bottom: 1px solid $line; }
QFrame[role="tile"] { background: $panel; border: 1px solid $line; border-radius: 10px; }
QFrame[role="tile"]:hover, QFrame[role="tile"][selected="true"] { border: 1px solid $accent; }
QFrame[role="tile"][selected="true"] { background: $accent_soft; }

QLabel { background: transparent; border: none; }
QLabel[role="document"] { font-size: 14px; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="title"] { font-size: 18px; font-weight: 600; }
QLabel[role="caption"] { color: $muted; font-size: 12px; }
QLabel[role="small"] { color: $muted; font-size: 11px; }
QLabel[role="section"] { color: $muted; font-size: 11px; font-weight: 600; }
QLabel[role="statistics"] { color: $muted; font-size: 12px; font-weight: 500; }
QLabel[role="mono"] { font-family: "$mono"; }
QLabel[role="type"] { font-family: "$mono"; color: $type_name; font-size: 12px; }
QLabel[role="reading"] { font-family: "$mono"; font-size: 15px; font-weight: 600; }
QLabel[role="rulename"] { font-family: "$mono"; color: $accent; }
QLabel[role="chip"] { background: $panel; border-radius: 6px; padding: 3px 8px; font-size: 12px; }
QLabel[role="good"] { background: $added_soft; color: $added_text; border-radius: 8px; padding: 3px 8px;
    font-size: 12px;
    font-weight: 500; }
QLabel[role="bad"] { background: $removed_soft; color: $removed_text; border-radius: 8px; padding: 3px 8px;
    font-size: 12px; font-weight: 500; }
QLabel[role="warn"] { background: $warning_soft; color: $warning; border-radius: 8px; padding: 3px 8px; font-size: 12px;
    font-weight: 500; }
QLabel[role="okay"] { color: $added_text; font-weight: 600; font-size: 12px; }
QLabel[role="fault"] { color: $removed_text; font-weight: 500; font-size: 12px; }
QLabel[role="empty"] { color: $muted; }

QFrame[role="strip"] { border: none; border-radius: 8px; background: $raised; }
QFrame[role="strip"][severity="error"] { background: $removed_soft; }
QFrame[role="strip"][severity="warning"] { background: $warning_soft; }
QFrame[role="strip"][severity="error"] QLabel { color: $removed_text; }
QFrame[role="strip"][severity="warning"] QLabel { color: $warning; }
QFrame[role="strip"] QLabel { font-size: 12px; }

QToolButton, QPushButton { background: $panel; border: 1px solid $line_strong; border-radius: 8px; padding: 5px 10px;
    }
QPushButton { min-height: 18px; }
QToolButton:hover, QPushButton:hover { background: $hover; }
QToolButton:pressed, QPushButton:pressed { background: $accent_soft; }
QToolButton:disabled, QPushButton:disabled { color: $faint; border-color: $line; }
QToolButton:focus, QPushButton:focus { border: 1px solid $accent; }
QToolButton:checked { background: $accent_soft; border-color: $accent_line; color: $accent; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }
QToolButton[role="bare"] { background: transparent; border: 1px solid transparent; padding: 4px; }
QToolButton[role="bare"]:hover { background: $hover; }
QToolButton[role="bare"]:focus { border: 1px solid $accent; }
QToolButton[role="square"] { padding: 0; }
QPushButton[role="primary"], QToolButton[role="primary"] { background: $accent; color: $on_accent;
    border: 1px solid $accent;
    font-weight: 600; padding: 5px 14px; }
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover { background: $accent; border-color: $text; }
QPushButton[role="primary"]:disabled,
QToolButton[role="primary"]:disabled { background: $line; color: $faint; border-color: $line; }
QPushButton[role="chip"] { padding: 4px 9px; border-radius: 8px; font-size: 12px; font-weight: 500; min-height: 16px; }
QPushButton[role="chip"][current="true"] { background: $accent_soft; border-color: $accent; color: $accent; }
QPushButton[role="toggle"], QToolButton[role="toggle"] { background: transparent; border: 1px solid $line;
    border-radius: 6px; padding: 3px 10px; font-size: 12px; color: $muted; font-weight: 500; min-height: 16px; }
QPushButton[role="toggle"]:hover, QToolButton[role="toggle"]:hover { background: $hover; color: $text; }
QPushButton[role="toggle"]:checked,
QToolButton[role="toggle"][some="true"] { background: $accent_soft; border-color: $accent_line; color: $accent; }
QToolButton[role="ender"] { background: $accent_soft; border: 1px solid $accent_line; border-radius: 6px;
    color: $accent; padding: 0 6px; font-size: 11px; font-weight: 500; }
QToolButton[role="ender"]:hover, QToolButton[role="ender"]:focus { border-color: $accent; }
QPushButton[role="toggle"]:focus, QToolButton[role="toggle"]:focus { border-color: $accent; }
QPushButton[role="segment"] { background: transparent; border: 1px solid transparent; border-radius: 6px;
    padding: 3px 12px;
    font-size: 12px; color: $muted; font-weight: 500; min-height: 16px; }
QPushButton[role="segment"]:checked { background: $panel; color: $text; border-color: $line; }
QPushButton[role="segment"]:focus { border-color: $accent; }
QFrame[role="segments"] { background: $raised; border: none; border-radius: 8px; }
QFrame[role="zoom"] { background: $panel; border: 1px solid $line; border-radius: 8px; }
QFrame[role="zoom"] QToolButton { border: none; background: transparent; padding: 2px; font-size: 12px;
    font-weight: 500; }
QFrame[role="zoom"] QToolButton:hover { background: $hover; }
QFrame[role="zoom"] QToolButton:focus { background: $accent_soft; }

QLineEdit, QSpinBox, QComboBox, QDoubleSpinBox { background: $panel; border: 1px solid $line_strong; border-radius: 7px;
    padding: 3px 8px; min-height: 20px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QSpinBox:focus, QComboBox:focus, QDoubleSpinBox:focus { border: 1px solid $accent; }
QLineEdit[role="value"] { font-family: "$mono"; font-size: 12px; border-color: transparent; background: $raised;
    padding: 1px 6px; }
QLineEdit[role="value"][hint="true"] { font-family: "$words"; }
QLineEdit[role="value"]:hover { border-color: $line_strong; }
QLineEdit[role="value"]:focus { border-color: $accent; background: $panel; }
QLineEdit[role="formula"] { font-family: "$mono"; font-size: 12px; background: $raised; }
QLineEdit[role="formula"]:focus { background: $panel; }
QLineEdit[wrong="true"] { border-color: $removed; }
QLineEdit[role="search"] { background: $raised; padding-left: 34px; border-radius: 9px; min-height: 28px; }
QLineEdit[role="search"]:focus { background: $panel; }
QSpinBox, QDoubleSpinBox { font-family: "$mono"; font-size: 12px; padding: 2px 4px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0;
    border: none; }
QSpinBox QLineEdit, QDoubleSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0; min-height: 0;
    background: transparent;
    font-family: "$mono";
    font-size: 12px; }
QComboBox { padding-right: 22px; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: none; }
QComboBox:disabled { color: $faint; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $line_strong;
    selection-background-color: $accent_soft;
    selection-color: $text; padding: 4px; }

QMenu { background: $panel; border: 1px solid $line_strong; padding: 5px; }
QMenu::item { padding: 6px 28px 6px 14px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenuBar { background: $panel; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 6px; color: $muted; font-size: 12px; }
QMenuBar::item:selected { background: $hover; color: $text; }

QPlainTextEdit, QTextEdit, QTextBrowser { background: $panel; border: none; selection-background-color: $accent_line;
    selection-color: $text; }
QPlainTextEdit[role="code"], QPlainTextEdit[role="code"] * { font-family: "$mono"; }
QPlainTextEdit[role="excerpt"], QPlainTextEdit[role="excerpt"] * { background: transparent; font-family: "$mono";
    font-size: 11px; }
QScrollArea, QScrollArea > QWidget > QWidget[role="plain"] { background: transparent; border: none; }
QAbstractItemView { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QListView::item:selected { background: $accent_soft; color: $text; }
QTreeView { background: $canvas; color: $text; font-size: 13px; selection-background-color: $accent_soft;
    selection-color: $text; outline: none; }
QTreeView::item { min-height: 24px; padding: 0 4px; }
QTreeView::item:selected { background: $accent_soft; color: $text; }
QTreeView::item:hover { background: $raised; }
QTableView { gridline-color: transparent; selection-background-color: $accent_soft; selection-color: $text; }
QTableView::item { border-bottom: 1px solid $line; padding: 0 8px; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: transparent; }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: 5px 8px;
    font-size: 11px; font-weight: 600; }
QTableCornerButton::section { background: $panel; border: none; }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; border: none; border-bottom: 3px solid transparent; padding: 9px 2px 8px 2px;
    margin: 0 9px; color: $muted; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom: 3px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 2px; }
QScrollBar:horizontal { height: 10px; margin: 2px; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::handle:vertical { min-height: 26px; }
QScrollBar::handle:horizontal { min-width: 26px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $accent_line; border-radius: 2px; }
QProgressBar { background: $raised; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 15px; height: 15px; border: 1px solid $muted; border-radius: 4px; background: $panel; }
QCheckBox::indicator:checked { background: $tick; border-color: $tick; image: url("$tick_mark"); }
QCheckBox::indicator:focus { border: 2px solid $accent; }
QCheckBox::indicator:disabled { border-color: $line; }
QGraphicsView { background: transparent; border: none; }
QGraphicsView:focus { border: none; }
""")


def style_sheet(colours: Colours) -> str:
    """The sheet of one palette, at the text size that is chosen."""
    sheet = _SHEET.substitute(
        asdict(colours),
        words=family("words"),
        mono=family("mono"),
        tick=LIGHT.accent,  # a style sheet shows a picture as it is: the tick is white
        tick_mark=path("marks", "tick.svg").as_posix(),
    )
    return _FONT_SIZE.sub(lambda size: f"font-size: {round(int(size[1]) * TextScale.factor)}px", sheet)
