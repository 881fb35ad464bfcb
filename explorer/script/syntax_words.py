"""Python's syntax errors in friendlier words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.script.spans import Source

_OPENING = {")": "(", "]": "[", "}": "{"}

# Pattern of Python's message, our message, our hint; \1 … are the pattern's groups.
_MESSAGES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), message, hint)
    for pattern, message, hint in (
        (r"'(.)' was never closed", r"this \1 is never closed", r"add the bracket that closes it."),
        (r"unmatched '(.)'", r"this \1 closes nothing", r"remove it, or open the bracket before it."),
        (
            r"closing parenthesis '(.)' does not match opening parenthesis '(.)'(?: on line (\d+))?",
            r"\1 cannot close \2",
            r"brackets close in the reverse order in which they open.",
        ),
        (
            r"Maybe you meant '==' or ':=' instead of '='",
            r"= inside an expression",
            r"= gives a name on a line of its own; == compares concrete values, eq(a, b) compares expressions.",
        ),
        (
            r"cannot assign to (.+?)(?: here\. Maybe.*)?$",
            r"cannot give a value to \1",
            r"what stands left of = must be a name, as in y = x**2.",
        ),
        (
            r"only single target \(not (?:tuple|list)\) can be annotated",
            r"a declaration names one variable",
            r"write one a line: x: real[n]",
        ),
        (
            r"illegal target for annotation",
            r"only a name can be declared",
            r"write x: real[n]",
        ),
        (r"unterminated string literal", r"this string is never closed", r"end it with the quote it began with."),
        (
            r"unterminated triple-quoted",
            r"this triple-quoted string is never closed",
            r"end it with three quotes.",
        ),
        (r"expected ':'", r"a : is missing", r"lines that begin a block (if, for, def, else) end with a colon."),
        (
            r"unexpected indent",
            r"this line is indented, but no block begins before it",
            r"remove the blanks before it.",
        ),
        (
            r"expected an indented block after (.+)",
            r"the block after \1 is missing",
            r"indent the lines that belong to it; pass stands for nothing.",
        ),
        (
            r"unindent does not match any outer",
            r"this line is indented like none of the lines before it",
            r"begin it in the column of the block that it belongs to.",
        ),
        (
            r"inconsistent use of tabs",
            r"tabs and blanks are mixed before this line",
            r"use blanks only.",
        ),
        (
            r"Perhaps you forgot a comma",
            r"something is missing between these two",
            r"a comma, an operator, or a closing bracket.",
        ),
        (
            r"Missing parentheses in call to '(\w+)'",
            r"\1 needs brackets around what it is given",
            r"write \1(…).",
        ),
        (
            r"invalid decimal literal",
            r"a number runs into a name here",
            r"multiplication is written out: 2*x. A name cannot begin with a digit.",
        ),
        (
            r"leading zeros in decimal",
            r"a whole number cannot begin with 0",
            r"leave the zeros out.",
        ),
        (
            r"positional argument follows keyword argument",
            r"an argument without a name follows one with a name",
            r"put arguments of the form name=value last.",
        ),
        (r"keyword argument repeated: (\w+)", r"\1 is given twice", r"give each argument once."),
        (
            r"unexpected character after line continuation",
            r"something follows the \\",
            r"a \\ must be the last character of its line; inside brackets it is not needed.",
        ),
        (r"expected 'else' after 'if' expression", r"an else is missing", r"write a if condition else b."),
        (r"too many nested parentheses", r"brackets are nested too deep", r"give parts of the formula names."),
        (r"too many statically nested blocks", r"blocks are nested too deep", r"use functions, or fewer loops."),
        (r"null bytes", r"the text holds a NUL character", r"is this a script? It looks like a binary file."),
    )
)

_CHARACTERS = {
    "−": "write - for minus.",
    "–": "write - for minus.",
    "×": "write * for a product of elements, @ for a product of matrices.",
    "·": "write * for a product of elements, @ for a product of matrices.",
    "÷": "write / to divide.",
    "²": "write **2 for a square.",
    "³": "write **3 for a cube.",
    "√": "write sqrt(x).",
    "∑": "write sum(x).",
    "Σ": "write sum(x).",
    "∂": "write grad(y, x).",
    "∇": "write grad(y, x).",
    "∞": "write inf.",
    "≤": "write <=.",
    "≥": "write >=.",
    "≠": "write !=, or neq(a, b) for expressions.",
    "→": "write a : b, or give the result a name with =.",
    "“": "use the plain quotes \" or '.",
    "”": "use the plain quotes \" or '.",
    "‘": "use the plain quotes \" or '.",
    "’": "use the plain quotes \" or '.",
    "\N{NO-BREAK SPACE}": "this is a no-break space; use a plain blank.",
    "?": "an unknown dimension is written _ or :, as in real[_, 3].",
    "$": "names are letters, digits and _.",
    "!": "write not, or logical_not(x) for expressions.",
    "&": "write a single &, or and_(a, b).",
    "|": "write a single |, or or_(a, b).",
    "`": "use the plain quotes \" or '.",
    "+": "Python has no ++; write x = x + 1.",
    ">": "comparisons are <, <=, >, >=, == and !=.",
}
_INVALID_CHARACTER = re.compile(r"invalid (?:non-printable )?character (?:'(.)' )?\(?(U\+([0-9A-F]+))\)?")


def friendly(error: SyntaxError, source: Source) -> tuple[str, str]:
    """Message and hint for a syntax error."""
    text = error.msg or "this is not understood"
    if found := _INVALID_CHARACTER.search(text):
        character = chr(int(found[3], 16))
        shown = character if character.isprintable() and not character.isspace() else found[2]
        return f"the character {shown} has no meaning here", _CHARACTERS.get(character, "remove it.")
    for pattern, message, hint in _MESSAGES:
        if found := pattern.search(text):
            return found.expand(message), found.expand(hint)
    if text.startswith("invalid syntax"):
        return _plain(error, source)
    return text[:1].lower() + text[1:], ""


def _plain(error: SyntaxError, source: Source) -> tuple[str, str]:
    line = source.line(error.lineno or 1)
    offset = max(0, (error.offset or 1) - 1)
    rest = line[offset:].strip()
    if not rest:
        return "the line ends too early", "something is missing at its end."
    word = (re.match(r"\w+|.", rest) or [""])[0]
    if word == "=":
        return "= inside an expression", "= gives a name, once, on a line of its own."
    if word in {"else", "elif", "except", "finally"}:
        return f"{word} without its beginning", "it belongs to an if, in the same column, before it."
    return f"{word} is not expected here", _CHARACTERS.get(
        word, "is an operator, a comma or a bracket missing before it?"
    )
