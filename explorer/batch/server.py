"""What a worker process does: calls, one after the other."""

from __future__ import annotations

import os
import pickle
import queue
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from explorer.core.evaluate.threads import use_threads
from explorer.system.channel import Channel, ClosedError, Exchange, GarbageError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """Stands for a value in the arguments of calls. A pickle of it has the number alone."""

    number: int
    value: Any

    def __reduce__(self) -> tuple[Any, ...]:
        return Shared, (self.number, None)


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """What is to be called.

    Attributes:
        function: a function of a module.
        arguments: its arguments; any may be a `Shared`.
        named: those by name.
        value: what the `Shared` among them stands for, where the worker does not have it yet.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: Mapping[str, Any]
    value: Any = None

    @property
    def number(self) -> int:
        """The number of the `Shared` among the arguments; -1 where there is none."""
        return next((x.number for x in self.arguments if isinstance(x, Shared)), -1)

    def knowing(self, number: int) -> Call:
        """The call for a worker that has the `Shared` of this number."""
        shared = next((x for x in self.arguments if isinstance(x, Shared)), None)
        return self if shared is None or shared.number == number else replace(self, value=shared.value)


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded what it needs."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a call gave."""

    value: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """What a call raised."""

    error: BaseException


@dataclass(slots=True)
class _Memory:
    """The last value that calls share."""

    number: int = -1
    value: Any = field(default=None, repr=False)

    def arguments(self, call: Call) -> list[Any]:
        if call.number != self.number:
            self.number, self.value = call.number, call.value
        return [self.value if isinstance(x, Shared) else x for x in call.arguments]


def serve(connection: socket.socket, exchange: str, threads: str) -> NoReturn:
    """Answer calls for ever; the process ends when the parent closes the socket, or dies."""
    use_threads(int(threads))
    channel = Channel(connection, Exchange(Path(exchange)))
    inbox: queue.SimpleQueue[Call] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(channel, inbox), name="inbox", daemon=True).start()
    memory = _Memory()
    try:
        channel.send(Ready())
        while True:
            _answer(channel, inbox.get(), memory)
    except ClosedError:
        _leave(channel)


def _answer(channel: Channel, call: Call, memory: _Memory) -> None:
    try:
        channel.send(Returned(call.function(*memory.arguments(call), **call.named)))
    except ClosedError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever it raised, the one who called hears of it
        channel.send(Raised(_portable(error)))


def _portable(error: Exception) -> Exception:
    """An error that arrives: some are made of more than they pickle, or of what no other process has."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own
    except Exception:  # noqa: BLE001  # a pickle may raise anything
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _read(channel: Channel, inbox: queue.SimpleQueue[Call]) -> None:
    """A thread reads all the time, so that the end of the parent is noticed in the midst of a computation."""
    while True:
        try:
            inbox.put(cast("Call", channel.receive()))
        except (ClosedError, GarbageError):
            _leave(channel)


def _leave(channel: Channel) -> NoReturn:
    if channel.exchange is not None:
        channel.exchange.remove()
    os._exit(0)
