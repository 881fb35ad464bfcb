"""Resolvers that misbehave, for the tests of the worker: the text of the document says how."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from explorer.document.snapshot import ScriptView, ValuesView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.document.document import Document
    from explorer.document.reports import Stage


def views(document: Document, stage: Callable[[Stage], None]) -> Iterator[tuple[str, object]]:
    """One view, then what the text asks for, then another."""
    stage("read")
    yield "script", ScriptView(output=document.text, title=str(os.getpid()))
    match document.text.split():
        case ["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["die", "once", marker]:
            try:
                Path(marker).mkdir()
            except FileExistsError:
                pass
            else:
                os.kill(os.getpid(), signal.SIGKILL)
        case ["hang"]:
            time.sleep(600)
        case ["slow"]:
            for _ in range(100):
                time.sleep(0.02)
                stage("derive")
        case ["raise"]:
            raise ZeroDivisionError("on purpose")
        case ["garbage"]:
            babble()
        case ["large"]:
            array = np.arange(1_000_000.0).reshape(1000, 1000)
            yield "values", ValuesView({1: array, 2: array[:2, :2]}, array * 2, 1.0)
        case ["large", "hang"]:
            yield "values", ValuesView({1: np.zeros((2000, 2000))}, np.zeros((2000, 2000)), 1.0)
            time.sleep(600)
    yield "messages", ()


def babble() -> None:
    """Write nonsense to everything that is open."""
    for descriptor in range(3, 64):
        with suppress(OSError):
            os.write(descriptor, b"this is no message at all, is it?" * 10)
