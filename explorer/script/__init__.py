"""The safe script language: a subset of Python, read with ``ast`` and interpreted by tables; nothing is executed."""

from explorer.script.errors import ScriptError
from explorer.script.limits import Limits
from explorer.script.record import Declared
from explorer.script.script import Binding, Script, run
from explorer.script.spans import Source, Span

__all__ = ["Binding", "Declared", "Limits", "Script", "ScriptError", "Source", "Span", "run"]
