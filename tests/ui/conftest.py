"""A window with made-up snapshots, and what panels need to stand alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from explorer.document.document import Document
from explorer.document.session import Session
from explorer.ui.application import make_application
from explorer.ui.focus import Focus
from explorer.ui.panel import Context
from explorer.ui.theme.theme import Theme
from explorer.ui.window import Window
from tests.ui import made_up
from tests.ui.stand_ins import FakeWorkers, give

@pytest.fixture(scope="session")
def qapp_cls():
    return QApplication


@pytest.fixture
def theme(qapp):
    make_application()
    made = Theme("light")
    made.apply()
    yield made
    made.deleteLater()


@pytest.fixture
def context(theme):
    return Context(Session(Document(made_up.TEXT)), Focus(), theme)


@pytest.fixture
def workers():
    made = FakeWorkers()
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qtbot, theme, workers, settings):
    """A window that shows nothing yet."""
    made = Window(Session(Document(made_up.TEXT)), workers, theme, settings)
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def full_window(window):
    """A window that shows everything."""
    give(window, made_up.full())
    return window
