"""The worker's loop: take the newest document, send its views, stop as soon as a newer one has come."""

from __future__ import annotations

import importlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from explorer.document.mistakes import internal
from explorer.document.reports import DoneReport, Ready, StageReport, TroubleReport, ViewReport
from explorer.system.channel import Channel, ClosedError, Exchange, GarbageError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from explorer.document.document import Document
    from explorer.document.reports import Stage

    Views = Callable[[Document, Callable[[Stage], None]], Iterator[tuple[str, object]]]


class Superseded(BaseException):  # not a mistake: a signal that no `except Exception` may swallow
    """A newer document has come; this one is of no interest any more."""


class Inbox:
    """The newest document. A thread reads the socket all the time, so that the parent never waits to send."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._newest: tuple[int, Document] | None = None
        self._changed = threading.Condition()
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                message = cast("tuple[int, Document]", self._channel.receive())
            except (ClosedError, GarbageError):
                leave(self._channel)
            with self._changed:
                self._newest = message
                self._changed.notify()

    @property
    def newer(self) -> bool:
        """Whether a document waits."""
        return self._newest is not None

    def take(self) -> tuple[int, Document]:
        """Wait for a document and take the newest."""
        with self._changed:
            while self._newest is None:
                self._changed.wait()
            newest, self._newest = self._newest, None
            return newest


def leave(channel: Channel) -> NoReturn:
    """The parent closed, or died: nothing here is worth finishing, and a long computation must not outlive it."""
    if channel.exchange is not None:
        channel.exchange.remove()
    os._exit(0)


def serve(connection: socket.socket, exchange: str, resolver: str) -> None:
    """Serve documents for ever; the process ends when the parent closes the socket."""
    channel = Channel(connection, Exchange(Path(exchange)))
    inbox = Inbox(channel)
    module, _, function = resolver.partition(":")
    resolve = importlib.import_module(module)
    views: Views = getattr(resolve, function)
    try:
        channel.send(Ready())
        if not inbox.newer:
            getattr(resolve, "warm", _nothing)()
        while True:
            answer(channel, inbox, views, *inbox.take())
    except ClosedError:
        leave(channel)


def answer(channel: Channel, inbox: Inbox, views: Views, generation: int, document: Document) -> None:
    """Send the views of one document, until the last or until a newer document comes."""

    def stage(name: Stage) -> None:
        if inbox.newer:
            raise Superseded
        channel.send(StageReport(generation, name))

    try:
        for name, view in views(document, stage):
            channel.send(ViewReport(generation, name, view))
            if inbox.newer:
                return
    except Superseded:
        return
    except ClosedError:
        raise
    except Exception as error:  # noqa: BLE001  # a mistake of ours: the person keeps the document and hears of it
        channel.send(TroubleReport(generation, internal(error), final=True))
        return
    channel.send(DoneReport(generation))


def _nothing() -> None:
    """What a resolver without anything to warm does before its first document."""
