"""Expressions as text: Theano's notation, plain, let-bound, LaTeX, Typst, and trees."""

from explorer.core.notation.latex import latex
from explorer.core.notation.plain import brief, read
from explorer.core.notation.theano import pp
from explorer.core.notation.tree import debugprint
from explorer.core.notation.typst import typst

__all__ = ["brief", "debugprint", "latex", "pp", "read", "typst"]
