"""Formulas as mathematicians type them, ``norm2(A*x - y)^2``, as text of the script language."""

from explorer.short.convert import Written, script_of
from explorer.short.errors import ShortError

__all__ = ["ShortError", "Written", "script_of"]
