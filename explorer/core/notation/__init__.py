"""From an expression to text, for people and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from explorer.core.convert import expression_only
from explorer.core.notation.formula import formula, formula_in_lines
from explorer.core.notation.latex import latex_of
from explorer.core.notation.let import let_text
from explorer.core.notation.mathml import mathml_of
from explorer.core.notation.plain import brief, read
from explorer.core.notation.theano import theano_text
from explorer.core.notation.tree import debugprint
from explorer.core.notation.typst import typst_of

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.core.notation.boxes import Box

FormulaStyle: TypeAlias = Literal["plain", "let"]

__all__ = ["brief", "debugprint", "latex", "mathml", "pp", "read", "typst"]


def pp(expression: Expression, style: Literal["theano", "plain", "let"] = "theano", stop_at_names: bool = False) -> str:
    """The expression as text.

    Args:
        expression: any expression.
        style: "theano" is Theano's notation, ``(TensorConstant{2.0} * x)``; "plain" the same with bare constants,
            ``(2.0 * x)``; "let" is the notation that people write (see `read`), with each shared part named once, one
            a line, in dependency order.
        stop_at_names: print the name of a named result instead of what it is made of.

    Raises:
        TypeError: for something that is no expression.
        ValueError: for another style.
        ExplorerError: where shared parts, repeated, would make the text endless; "let" never does.
    """
    expression_only(expression, "pp")
    if style == "let":
        return let_text(expression)
    if style not in ("theano", "plain"):
        raise ValueError(f"style is 'theano', 'plain' or 'let', not {style!r}")
    return theano_text(expression, bare=style == "plain", stop_at_names=stop_at_names)


def latex(expression: Expression, style: FormulaStyle = "plain") -> str:
    """The expression in LaTeX (amsmath, amssymb), in the notation of the matrix literature.

    Args:
        expression: any expression. What is deeper or longer than anybody reads ends in dots.
        style: "plain" is one formula; in "let" parts that are used more than once, and large ones, have names and are
            explained below it, one a line.

    Raises:
        TypeError: for something that is no expression.
        ValueError: for another style.
    """
    return latex_of(_formula(expression_only(expression, "latex"), style))


def mathml(expression: Expression, style: FormulaStyle = "plain") -> str:
    """The expression as presentation MathML: a ``math`` element, well-formed as XML.

    Args:
        expression: any expression; see `latex`.
        style: "plain" or "let"; see `latex`.

    Raises:
        TypeError: for something that is no expression.
        ValueError: for another style.
    """
    return mathml_of(_formula(expression_only(expression, "mathml"), style))


def typst(expression: Expression, style: FormulaStyle = "plain") -> str:
    """The expression in Typst's mathematics, without the dollar signs. Names stand as strings: nothing in them runs.

    Args:
        expression: any expression; see `latex`.
        style: "plain" or "let"; see `latex`.

    Raises:
        TypeError: for something that is no expression.
        ValueError: for another style.
    """
    return typst_of(_formula(expression_only(expression, "typst"), style))


def _formula(expression: Expression, style: FormulaStyle) -> Box:
    if style not in ("plain", "let"):
        raise ValueError(f"style is 'plain' or 'let', not {style!r}")
    return formula(expression) if style == "plain" else formula_in_lines(expression)
