"""The main window: the bars, the panels, and the wires between them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWhatsThis, QWidget

from explorer.document.gallery import find
from explorer.document.snapshot import Message
from explorer.resources import path
from explorer.ui.bridge import Bridge
from explorer.ui.catalogue import panel_classes
from explorer.ui.dialogs.effects import Effects
from explorer.ui.exports import Exports
from explorer.ui.focus import Focus
from explorer.ui.looks import Looks
from explorer.ui.panel import Context, Panel
from explorer.ui.panels.batch import Batch
from explorer.ui.panels.code import Code
from explorer.ui.panels.formula import Formula
from explorer.ui.panels.graphs import Graphs
from explorer.ui.panels.jacobian import Jacobian
from explorer.ui.panels.products import Products
from explorer.ui.panels.rewrites import Rewrites
from explorer.ui.panels.script import Script
from explorer.ui.panels.steps import Steps
from explorer.ui.panels.sweep import Sweep
from explorer.ui.scene.opened import with_bodies
from explorer.ui.shell.actions import MENUS, make_actions
from explorer.ui.shell.file_commands import FileCommands
from explorer.ui.shell.graph_looks import GraphLooks
from explorer.ui.shell.guide import Guide
from explorer.ui.shell.history import History
from explorer.ui.shell.keys import Keys
from explorer.ui.shell.layout import Layout
from explorer.ui.shell.layout_commands import LayoutCommands
from explorer.ui.shell.panel_walk import next_area
from explorer.ui.shell.search import SLASH, Entry
from explorer.ui.shell.status_bar import StatusBar
from explorer.ui.shell.top_bar import TopBar
from explorer.ui.shell.wishes import Wishes
from explorer.ui.theme.fonts import TextScale
from explorer.ui.tours import LINES, ORIGIN, READING
from explorer.ui.words import fewer

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QAction, QCloseEvent
    from PySide6.QtWidgets import QMenu

    from explorer.document.document import Document
    from explorer.document.session import Session
    from explorer.document.snapshot import Snapshot
    from explorer.document.worker import Workers
    from explorer.ui.theme.theme import Choice, Theme
    from explorer.ui.tours import Tour
    from explorer.ui.widgets.walk_bar import WalkBar

P = TypeVar("P", bound=Panel)
LEAST = QSize(1100, 700)
USUAL = QSize(1600, 1000)


class Window(QMainWindow):
    """Holds everything, knows little."""

    def __init__(self, session: Session, workers: Workers, theme: Theme, settings: QSettings) -> None:
        super().__init__()
        self.session: Session = session
        self.theme = theme
        self.settings = settings
        self.wishes = Wishes(settings, self)
        TextScale.set(self.wishes.text_scale)  # the theme is applied to the whole window, when it is there
        self.setMinimumSize(LEAST)
        self.setWindowIcon(QIcon(str(path("icons", "app.svg"))))
        self.focus = Focus(self)
        self.history = History(self.focus, self)
        self.bridge = Bridge(workers, self)
        self.looks = Looks(self)
        context = Context(session, self.focus, theme, self.looks)
        self.panels: dict[type[Panel], Panel] = {panel: panel(context) for panel in panel_classes()}
        self.bar = TopBar(theme)
        self.status: StatusBar = StatusBar(theme)
        self.page = Layout(list(self.panels.values()))
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bar, self.page, self.status):
            column.addWidget(part, 1 if part is self.page else 0)
        self.setCentralWidget(centre)
        self.files = FileCommands(self)
        self.exports = Exports(self)
        self.guide = Guide(self)
        self.graph_looks = GraphLooks(self)
        self.layouts = LayoutCommands(self)
        self._kind_shown = ""
        self._effects: Effects | None = None
        self._make_menus()
        self._connect()
        self._restore()
        self._unsubscribe = session.subscribe(self._document_changed)
        self._show_document()
        empty = self.bridge.snapshot
        for panel in self.panels.values():
            panel.show(empty, empty)
        self.panel(Script).editor.setFocus()
        self.bridge.submit(session.document, fresh=True)

    # putting together

    def _make_menus(self) -> None:
        self.actions_by_command = make_actions(self, self.graph_looks, self.layouts)
        self.keys = Keys(self.actions_by_command, self.settings)
        self._named: dict[str, QAction] = {}
        submenus: dict[str, QMenu] = {}
        for menu in MENUS:
            shown = self.bar.menus.addMenu(menu)
            inner: dict[str, QMenu] = {}
            for command, action in self.actions_by_command.items():
                if command.menu != menu:
                    continue
                if command.submenu and command.submenu not in inner:
                    inner[command.submenu] = shown.addMenu(command.submenu)
                within = inner.get(command.submenu, shown)
                within.addAction(action)
                if command.words == "Open…":
                    self.files.recent_menu = shown.addMenu("Open Recent")
                    self.files.recent_menu.aboutToShow.connect(self.files.fill_recent)
                if command.ends_group:
                    within.addSeparator()
                if command.name:
                    self._named[command.name] = action
            submenus |= inner
        for name in ("left", "right", "bottom"):
            self._named[name].setCheckable(True)
            self._named[name].setChecked(True)
        for name in ("trees", "sweep"):
            self._named[name].setCheckable(True)
        self.graph_looks.take(self._named)
        self.layouts.take(self._named, submenus["Layouts"])

    def _connect(self) -> None:
        self.bar.undo.clicked.connect(self.undo)
        self.bar.redo.clicked.connect(self.redo)
        self.bar.gallery.clicked.connect(self.open_gallery)
        self.bar.theme_button.clicked.connect(self.toggle_theme)
        self.bar.export.clicked.connect(self.export)
        self.bar.search.source = self._entries
        self.bar.search.found_nodes.connect(self.focus.find)
        self.status.cancelled.connect(self.bridge.cancel)
        self.bridge.changed.connect(self._snapshot_changed)
        self.bridge.stage_changed.connect(self.status.show_stage)
        self.bridge.trouble.connect(self.status.show_message)
        self.exports.done.connect(self._exported)
        self.panel(Script).formula.accepted.connect(self._formula_taken)
        self.panel(Rewrites).effects_wanted.connect(self.show_effects)
        self.panel(Batch).told.connect(self.status.show_message)
        self.panel(Batch).working.connect(self.status.show_batch)
        self.wishes.text_scale_changed.connect(self.theme.scale_text)
        for panel in (self.panel(Steps), self.panel(Sweep)):
            panel.walk.set_pace(self.wishes.pace)
            self.wishes.pace_changed.connect(panel.walk.set_pace)

    def _restore(self) -> None:
        geometry = self.settings.value("window/geometry")
        if not isinstance(geometry, QByteArray) or not self.restoreGeometry(geometry):
            room = self.screen().availableSize()
            self.resize(QSize(min(USUAL.width(), room.width()), min(USUAL.height(), room.height())).expandedTo(LEAST))
        self.page.reset(self.width(), self.height() - 82)
        self.layouts.restore()
        if self.settings.value("graphs/trees", False, type=bool):
            self._named["trees"].setChecked(True)
            self.panel(Graphs).show_trees(True)

    def panel(self, which: type[P]) -> P:
        """The panel of a class."""
        found = self.panels[which]
        assert isinstance(found, which)
        return found

    # changes

    def _snapshot_changed(self, old: Snapshot, new: Snapshot) -> None:
        if new.graph is not old.graph or new.steps is not old.steps:
            drawn = new.graph.frames if new.graph is not None else 1
            self.focus.set_frames(drawn if new.steps is None else len(new.steps) + 1, drawn)
            if self.focus.node is not None and not self._is_known(new, self.focus.node):
                self.focus.select(None)
        for panel in self.panels.values():
            panel.show(old, new)
        self.status.show_snapshot(new)
        self._open_fitting_tab(new)

    @staticmethod
    def _is_known(snapshot: Snapshot, node: int) -> bool:
        return snapshot.graph is not None and any(one.id == node for one in with_bodies(snapshot.graph).nodes)

    def _open_fitting_tab(self, new: Snapshot) -> None:
        """A product comes to the front when one is shown for the first time, a matrix too; never against the person."""
        kind = "product" if new.product is not None else "array" if new.array is not None else ""
        if kind and kind != self._kind_shown:
            self.page.open(self.panels[Products if kind == "product" else Jacobian])
        self._kind_shown = kind or self._kind_shown

    def _document_changed(self, old: Document, new: Document) -> None:
        self._show_document()
        if new == old:
            return
        for panel in self.panels.values():
            panel.document_changed(new)
        if new.edit(batch=old.batch) == old:
            return  # a batch runs when it is asked for; nothing else follows from its choices
        fresh = not self.session.can_undo and not self.session.can_redo
        if fresh:
            self._kind_shown = ""
            self.history.forget()
            self.looks.show_all()
        self.bridge.submit(new, fresh=fresh)

    def _show_document(self) -> None:
        session = self.session
        looking = session.document.looking
        for panel in self.panels.values():
            if panel.looking:
                panel.widget.setVisible(panel.looking == looking)
        self._named["sweep"].setChecked(looking == "sweep")
        name = session.path.name if session.path is not None else self.files.title or "untitled"
        self.setWindowTitle(f"{name}[*] — Derivative Explorer")
        self.setWindowModified(session.modified)
        self.bar.show_document(name, modified=session.modified, saved_once=session.path is not None)
        for key, able, what, button in (
            ("undo", session.can_undo, session.undo_label, self.bar.undo),
            ("redo", session.can_redo, session.redo_label, self.bar.redo),
        ):
            action = self._named[key]
            action.setEnabled(able)
            action.setText(f"{key.capitalize()} {what}".strip())
            button.setEnabled(able)
            shortcut = action.shortcut().toString()
            button.setToolTip(f"{action.text()} ({shortcut})")

    # commands: files

    def new_document(self) -> None:
        """An empty document."""
        self.files.new()

    def open_file(self) -> None:
        """Ask for a file and open it."""
        self.files.ask_open()

    def save(self) -> None:
        """Save to the document's file."""
        self.files.save()

    def save_as(self) -> None:
        """Save to another file."""
        self.files.save_as()

    def open_gallery(self) -> None:
        """Choose an example."""
        self.files.gallery()

    def export(self) -> None:
        """Take something away as a file."""
        self.files.export()

    # commands: edit

    def undo(self) -> None:
        """Take the last edit back."""
        self.session.undo()

    def redo(self) -> None:
        """Make it again."""
        self.session.redo()

    def type_formula(self) -> None:
        """Into the line for a formula."""
        self._named["left"].setChecked(True)
        self.page.left.show()
        self.panel(Script).formula.begin()

    def _formula_taken(self, _: str, words: str) -> None:
        self.status.show_words(words)

    def show_node_of_text(self) -> None:
        """The node that the text at the cursor stands for."""
        self.panel(Script).editor.ask_at_cursor()

    def toggle_comment(self) -> None:
        """In the script."""
        self.panel(Script).editor.toggle_comment()

    def copy_latex(self) -> None:
        """The formula that is shown."""
        self.panel(Formula).copy_latex()
        self.status.show_words("The formula was copied as LaTeX")

    def copy_code(self) -> None:
        """The code that is shown."""
        self.panel(Code).copy_source()
        self.status.show_words("The code was copied")

    def search(self) -> None:
        """Into the search field."""
        self.bar.search.begin(self.focusWidget())

    def find_nodes(self) -> None:
        """Into the search field, for a regular expression."""
        self.bar.search.begin(self.focusWidget())
        self.bar.search.setText(SLASH)

    def next_found(self) -> None:
        """The next node that was found."""
        self._go_on(1)

    def previous_found(self) -> None:
        """The one before."""
        self._go_on(-1)

    def _go_on(self, step: int) -> None:
        graph = self.bridge.snapshot.graph
        found = [node.id for node in graph.nodes if node.id in self.focus.found] if graph is not None else []
        if not found:
            self.status.show_words("Nothing is found: Ctrl+F finds nodes by a regular expression")
            return
        here = found.index(self.focus.node) if self.focus.node in found else (-1 if step > 0 else 0)
        at = (here + step) % len(found)
        self.focus.select(found[at], reveal=True)
        self.status.show_words(f"{at + 1} of {len(found)} found")

    # commands: view

    def look_back(self) -> None:
        """To the node and the step that the person looked at before."""
        if not self.history.go_back():
            self.status.show_words("There is nothing before this")

    def look_forward(self) -> None:
        """And again to where they came from."""
        if not self.history.go_forward():
            self.status.show_words("There is nothing after this")

    @property
    def shows_trees(self) -> bool:
        """Whether the graphs are trees."""
        return self._named["trees"].isChecked()

    def show_trees(self, shown: bool) -> None:
        """The graphs as trees, or as pictures; remembered."""
        self._named["trees"].setChecked(shown)
        self.panel(Graphs).show_trees(shown)
        self.settings.setValue("graphs/trees", shown)

    def toggle_trees(self) -> None:
        """The one, or the other."""
        self.show_trees(self.shows_trees)

    def fit_graphs(self) -> None:
        """All of both graphs."""
        self.panel(Graphs).fit()

    def zoom_in(self) -> None:
        """The graphs larger."""
        self.panel(Graphs).before.canvas.zoom_by(1.2)

    def zoom_out(self) -> None:
        """The graphs smaller."""
        self.panel(Graphs).before.canvas.zoom_by(1 / 1.2)

    def toggle_sweep(self) -> None:
        """The sweeps in the place of the derivation, or the derivation again."""
        self.session.edit(looking="sweep" if self._named["sweep"].isChecked() else "derivation")

    @property
    def _walk(self) -> WalkBar:
        """What the keys for steps walk: the sweep where it is shown, else the derivation."""
        sweeping = self.session.document.looking == "sweep"
        return self.panel(Sweep).walk if sweeping else self.panel(Steps).walk

    def first_step(self) -> None:
        """To the graph as derived."""
        self._walk.go_first()

    def previous_step(self) -> None:
        """One back."""
        self._walk.go_back()

    def next_step(self) -> None:
        """One on."""
        self._walk.go_on()

    def last_step(self) -> None:
        """To the result."""
        self._walk.go_last()

    def play_steps(self) -> None:
        """Play or stop."""
        self._walk.toggle_play()

    def search_shorter(self) -> None:
        """Look for a shorter form than the rules lead to, or stop that."""
        self.session.edit(search=not self.session.document.search)

    def show_effects(self) -> None:
        """The result without each theme of rules, asked for as long as the dialog is open."""
        if self._effects is None:
            self._effects = Effects(self)
            self._effects.finished.connect(self._effects_closed)
        self._effects.show()
        self._effects.activateWindow()

    def _effects_closed(self) -> None:
        self._effects = None

    def open_batch(self) -> None:
        """The batch in front, with the keys in it."""
        self._named["bottom"].setChecked(True)
        self.page.below.show()
        self.page.open(self.panel(Batch))
        self.panel(Batch).form.outputs.setFocus()
        self.panel(Batch).widget.window().activateWindow()

    def run_batch(self) -> None:
        """Run it, go on with it, or stop it."""
        self.page.open(self.panel(Batch))
        self.panel(Batch).run_or_cancel()

    def toggle_left(self) -> None:
        """Script, rewrites and values: shown or hidden."""
        self.page.left.setVisible(self._named["left"].isChecked())

    def toggle_right(self) -> None:
        """The inspector: shown or hidden."""
        self.page.right.setVisible(self._named["right"].isChecked())

    def toggle_bottom(self) -> None:
        """The tabs below: shown or hidden, so that the graphs have all the room."""
        self.page.below.setVisible(self._named["bottom"].isChecked())

    def reset_layout(self) -> None:
        """The sizes of the design, and every panel in its tab."""
        for name in ("left", "right", "bottom"):
            self._named[name].setChecked(True)
        self.page.reset(self.page.width(), self.page.height())

    def next_panel(self) -> None:
        """The keys go to the next panel, whatever Tab does where they are."""
        next_area(self._areas(), 1)

    def previous_panel(self) -> None:
        """To the one before."""
        next_area(self._areas(), -1)

    def _areas(self) -> list[QWidget]:
        """What is walked, as people read: the bar, then from left to right and from above to below."""
        return [self.bar, *self.page.areas(), self.status]

    def toggle_theme(self) -> None:
        """Light becomes dark and dark light; remembered."""
        self.theme.toggle()
        self.settings.setValue("theme", self.theme.choice)

    def choose_theme(self, choice: Choice) -> None:
        """Light, dark, or as the system is; remembered."""
        self.theme.choose(choice)
        self.settings.setValue("theme", choice)

    def follow_system(self) -> None:
        """Light or dark as the system is."""
        self.choose_theme("system")

    def open_preferences(self) -> None:
        """Theme, text size, pace, start."""
        self.files.preferences()

    def toggle_full_screen(self) -> None:
        """The whole screen, or a window again."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    # commands: help

    def tour_reading(self) -> None:
        """From a script to a closed form."""
        self._lead(READING)

    def tour_origin(self) -> None:
        """From a node to the script."""
        self._lead(ORIGIN)

    def tour_lines(self) -> None:
        """Through the sweeps."""
        self._lead(LINES)

    def _lead(self, tour: Tour) -> None:
        if self.files.may_leave():
            self.page.bring_all_home()  # a tour points at what stands in this window
            self.files.show_example(find(tour.example))
            self.guide.lead(tour)

    def show_shortcuts(self) -> None:
        """Every key there is."""
        self.files.shortcuts()

    def ask_what_this_is(self) -> None:
        """The next click tells what it falls on."""
        QWhatsThis.enterWhatsThisMode()

    def show_about(self) -> None:
        """Name, version, licence."""
        self.files.about()

    def _exported(self, passed: bool, words: str) -> None:
        if passed:
            self.status.show_words(words)
        else:
            self.status.show_message(Message("error", words))

    # search

    def _entries(self) -> list[Entry]:
        """Everything that the search finds."""
        found = [
            Entry(f"{command.words}", action.shortcut().toString() or command.menu, "play", action.trigger)
            for command, action in self.actions_by_command.items()
            if action.isEnabled()
        ]
        found += [
            Entry(f"Layout: {name}", "View", "play", partial(self.layouts.use, name))
            for name in self.layouts.arrangements.named
        ]
        snapshot = self.bridge.snapshot
        if snapshot.graph is not None:
            found += [
                Entry(
                    node.name or node.label,
                    f"{node.operation}  {node.type}".strip(),
                    "graph",
                    partial(self.focus.select, node.id, reveal=True),
                    1,
                    node.id,
                    node.label,
                )
                for node in snapshot.graph.nodes
            ]
        found += [
            Entry(
                step.rule,
                f"step {step.index}, {fewer(step.nodes_fewer)}",
                "eye",
                partial(self.focus.go_to, step.index),
                2,
            )
            for step in snapshot.steps or ()
        ]
        return found

    # the end

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what is not saved; remember sizes; end the workers."""
        if not self.files.may_leave():
            event.ignore()
            return
        self.settings.setValue("window/geometry", self.saveGeometry())
        self.layouts.remember()
        self._unsubscribe()
        for panel in self.panels.values():
            panel.leave()
        self.bridge.close()
        super().closeEvent(event)
