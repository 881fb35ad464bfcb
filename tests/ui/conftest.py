"""A window with made-up snapshots, and what panels need to stand alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
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


def remove(thing):
    """Delete now, not when an event loop runs next."""
    thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pytest_collection_modifyitems(items):
    """What the offscreen platform cannot do is no fault of the window."""
    for item in items:
        if "qapp" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session")
def qapp_cls():
    return QApplication


@pytest.fixture
def theme(qapp):
    """Not applied yet: a window that is put together under a style sheet takes four times as long."""
    make_application().setStyleSheet("")
    made = Theme("light")
    yield made
    remove(made)


@pytest.fixture
def context(theme):
    theme.apply()
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
    """A window that shows nothing yet; it is gone before the next test, or each would be slower than the last."""
    made = Window(Session(Document(made_up.TEXT)), workers, theme, settings)
    theme.apply()
    made.resize(1600, 1000)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.files.may_leave = lambda: True
    made.close()
    remove(made)


@pytest.fixture
def full_window(window):
    """A window that shows everything."""
    give(window, made_up.full())
    return window
