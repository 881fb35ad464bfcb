"""The start of a child, and how it ended."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from explorer.system.channel import Channel, Exchange

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTRY = Path(__file__).with_name("entry.py")


class Child:
    """A process of ours, and a channel to it.

    Attributes:
        channel: messages to it, and from it.
        exchange: where large arrays of theirs lie.
        process: the process.
    """

    def __init__(self, server: str, arguments: Sequence[str] = ()) -> None:
        """Start one that calls ``server``, a ``module:function``, with its socket, the exchange and the arguments."""
        self.exchange = Exchange.make()
        ours, theirs = socket.socketpair()
        self.channel = Channel(ours, self.exchange)
        self.process = _spawn(theirs, server, str(self.exchange.path), *arguments)
        theirs.close()

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def ended(self) -> str:
        """Wait for its end, free what it held, and say how it ended."""
        code = self.process.wait()
        self.channel.close()
        self.exchange.remove()
        return _ending(code)


def _spawn(theirs: socket.socket, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", str(ENTRY)]
    path = json.dumps([str(entry or Path.cwd()) for entry in sys.path])
    if sys.platform == "win32":  # descriptors are not inherited there; a socket is shared by process id
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own file
            [*command, "share", path, *arguments], stdin=subprocess.PIPE, creationflags=subprocess.CREATE_NO_WINDOW
        )
        with cast("BinaryIO", process.stdin) as stdin:
            stdin.write(theirs.share(process.pid))
        return process
    return subprocess.Popen(  # noqa: S603  # the same
        [*command, str(theirs.fileno()), path, *arguments],
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        start_new_session=True,  # what is sent to the parent's whole group leaves the child time to tidy up
    )


def _ending(code: int) -> str:
    if code >= 0:
        return f"it ended with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"killed by {name}" + (", often a sign that memory ran out" if -code == signal.SIGKILL else "")
