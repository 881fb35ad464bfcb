"""Our children begin here: a thin module, so that they load no Qt and never the parent's ``__main__``.

Started as ``python -P entry.py SOCKET PATH SERVER ARGUMENTS…``, where ``PATH`` is the parent's ``sys.path`` as JSON:
the child must find the very packages that its parent runs, and only then is anything of ours imported. ``SERVER`` is a
``module:function``, which is called with the socket and the arguments.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import sys


def connect(argument: str) -> socket.socket:
    """The socket that the parent handed down: an inherited descriptor, or (Windows) a shared one on standard input."""
    if argument != "share":
        return socket.socket(fileno=int(argument))
    return socket.fromshare(sys.stdin.buffer.read())  # type: ignore[attr-defined,no-any-return,unused-ignore]


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the parent's to answer
    parent = connect(sys.argv[1])
    sys.path[:] = json.loads(sys.argv[2])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # whatever loads Qt here by mistake opens no window

    module, _, function = sys.argv[3].partition(":")
    getattr(importlib.import_module(module), function)(parent, *sys.argv[4:])
