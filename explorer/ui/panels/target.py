"""What is looked at: an expression of the script, and which derivative of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout

from explorer.ui.panel import Panel
from explorer.ui.widgets.buttons import Combo, Segments
from explorer.ui.widgets.labels import FittingLabel, label

if TYPE_CHECKING:
    from explorer.document.document import DerivativeKind, Document, Looking
    from explorer.document.snapshot import Named, ScriptView, Snapshot

KINDS: tuple[tuple[DerivativeKind, str], ...] = (
    ("none", "as it stands"),
    ("gradient", "gradient"),
    ("jacobian", "Jacobian"),
    ("hessian", "Hessian"),
    ("rop", "R-op  J·v"),
    ("lop", "L-op  vᵀ·J"),
    ("hessian-vector", "Hessian · v"),
)
LOOKING: tuple[tuple[Looking, str], ...] = (("derivation", "Rewriting"), ("sweep", "Sweep"))
OF_SCALARS = {"gradient", "hessian", "hessian-vector"}


class Target(Panel):
    """Three choices in a row."""

    title = "What is shown"
    help = (
        "Which expression is looked at, which derivative of it, and by which variable. Without a choice it is "
        "the last derivative in the script."
    )
    place = "centre"
    order = 0
    framed = False

    def build(self) -> None:
        """Expression, derivative, variable."""
        row = QHBoxLayout()
        row.setContentsMargins(14, 6, 16, 6)
        row.setSpacing(8)
        self.target = Combo(self.theme, "Expression to look at")
        self.kind = Combo(self.theme, "Derivative of it")
        self.variable = Combo(self.theme, "Variable to derive by")
        self.by = label("by", "caption")
        self.words = FittingLabel("", role="statistics", align=Qt.AlignmentFlag.AlignRight)
        for combo, least in ((self.target, 64), (self.kind, 96), (self.variable, 52)):
            combo.setMinimumWidth(least)
            combo.setMaximumWidth(220)
        for _, words in KINDS:
            self.kind.addItem(words)
        row.addWidget(label("Show", "caption"))
        row.addWidget(self.target)
        row.addWidget(self.kind)
        row.addWidget(self.by)
        row.addWidget(self.variable)
        row.addWidget(self.words, 1)
        self.looks = Segments("What the graphs show", tuple(words for _, words in LOOKING))
        row.addWidget(self.looks)
        self.body.addLayout(row)
        self._script: ScriptView | None = None
        self.target.activated.connect(self._target_chosen)
        self.looks.chosen.connect(self._looking_chosen)
        self.kind.activated.connect(self._kind_chosen)
        self.variable.activated.connect(self._variable_chosen)
        self._fill(self.session.document)

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """The expressions that the script names."""
        if new.script is old.script and old is not new:
            return
        self._script = new.script
        self._fill(self.session.document)

    def document_changed(self, new: Document) -> None:
        """Another choice."""
        self._fill(new)

    def _looking_chosen(self, words: str) -> None:
        looking = next(name for name, shown in LOOKING if shown == words)
        self.session.edit(looking=looking)

    def _named(self, document: Document) -> Named | None:
        if self._script is None:
            return None
        wanted = self._script.target or document.target
        return next((named for named in self._script.names if named.name == wanted), None)

    def _fill(self, document: Document) -> None:
        names = self._script.names if self._script is not None else ()
        self.target.clear()
        for one in names:
            self.target.addItem(one.name)
            self.target.setItemData(self.target.count() - 1, one.type, Qt.ItemDataRole.ToolTipRole)
        named = self._named(document)
        self.target.setCurrentIndex(next((i for i, one in enumerate(names) if one is named), -1))
        self.target.setEnabled(bool(names))
        kind = document.derivative.kind
        self.kind.setCurrentIndex(next(i for i, (name, _) in enumerate(KINDS) if name == kind))
        self._enable_kinds(named)
        self.variable.clear()
        variables = named.variables if named is not None else ()
        self.variable.addItems(list(variables))
        chosen = document.derivative.wrt
        self.variable.setCurrentIndex(variables.index(chosen) if chosen in variables else 0 if variables else -1)
        for widget in (self.by, self.variable):
            widget.setVisible(kind != "none")
        self.looks.choose(dict(LOOKING)[document.looking])
        self.words.say(self._script.title if self._script is not None else "")

    def _enable_kinds(self, named: Named | None) -> None:
        """Gradients and Hessians are of scalars."""
        model = self.kind.model()
        self.kind.setEnabled(named is not None)
        if not isinstance(model, QStandardItemModel):
            return
        for row, (kind, _) in enumerate(KINDS):
            fits = kind == "none" or (
                named is not None and bool(named.variables) and (named.ndim == 0 or kind not in OF_SCALARS)
            )
            item = model.item(row)
            item.setEnabled(fits)
            item.setToolTip("" if fits else "of a scalar expression only")

    def _target_chosen(self, index: int) -> None:
        document = self.session.document
        names = self._script.names if self._script is not None else ()
        if not 0 <= index < len(names):
            return
        named, derivative = names[index], document.derivative
        if derivative.kind in OF_SCALARS and named.ndim:
            derivative = replace(derivative, kind="none")
        if derivative.wrt is not None and derivative.wrt not in named.variables:
            derivative = replace(derivative, wrt=named.variables[0] if named.variables else None)
        self.session.edit("choice of target", target=named.name, derivative=derivative)

    def _kind_chosen(self, index: int) -> None:
        document = self.session.document
        kind = KINDS[index][0]
        variables = () if (named := self._named(document)) is None else named.variables
        wrt = document.derivative.wrt
        if kind != "none" and wrt not in variables:
            wrt = variables[0] if variables else None
        target = document.target or (self._script.target if self._script is not None else None)
        self.session.edit(
            "choice of derivative", target=target, derivative=replace(document.derivative, kind=kind, wrt=wrt)
        )

    def _variable_chosen(self, index: int) -> None:
        derivative = self.session.document.derivative
        self.session.edit("choice of variable", derivative=replace(derivative, wrt=self.variable.itemText(index)))
