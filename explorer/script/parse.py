"""From text to a syntax tree of limited size. Reading never runs anything: ``ast.parse`` only reads."""

from __future__ import annotations

import ast
import re
import sys
import unicodedata
import warnings
from typing import TYPE_CHECKING

from explorer.script.errors import ScriptError
from explorer.script.refused import refusal
from explorer.script.spans import Source, Span
from explorer.script.syntax_words import friendly

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from explorer.script.limits import Limits

# Characters that change the order in which text is shown: a line could read otherwise than it runs.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_TOP_LEVEL = re.compile(r"[^\s#)\]}]")
_ATTEMPTS = 8  # prefixes tried, to keep what stands before a syntax error


def parse(source: Source, limits: Limits) -> tuple[list[ast.stmt], ScriptError | None]:
    """The statements of a script, and the error at which they end.

    After a syntax error the statements before it are given all the same: while somebody types line 7, lines 1 to 6
    keep their meaning.
    """
    error = _unreadable(source, limits)
    if error is not None:
        return [], error
    try:
        return _tree(source.text, source, limits), None
    except ScriptError as mistake:
        return _before(mistake.span.line, source, limits), mistake


def _unreadable(source: Source, limits: Limits) -> ScriptError | None:
    if len(source.text) > limits.text or len(source.text.encode(errors="surrogatepass")) > limits.text:
        message = f"the script is longer than {limits.text // 1024} KiB"
        return ScriptError(message, hint="data belong into files (.npy, .csv) that are loaded as values of variables.")
    for pattern, message, hint in (
        (re.compile("\0"), "the text holds a NUL character", "is this a script? It looks like a binary file."),
        (_SURROGATES, "the text holds half a character", "save the file as UTF-8."),
        (_REORDERING, "the text holds a character that reorders what is shown", "remove it."),
    ):
        if found := pattern.search(source.text):
            before = source.text[: found.start()]
            line, column = before.count("\n") + 1, found.start() - (before.rfind("\n") + 1)
            return ScriptError(message, Span(line, column, line, column + 1), hint)
    return None


def _tree(text: str, source: Source, limits: Limits) -> list[ast.stmt]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about "\d" and "1 is 1": not for the terminal of the window
            module = ast.parse(text, "<script>")
    except SyntaxError as error:
        message, hint = friendly(error, source)
        raise ScriptError(message, _place(error, source), hint) from error
    except (RecursionError, MemoryError) as error:
        message = "the formula is nested too deep to be read"
        raise ScriptError(message, hint="give its parts names, on lines of their own.") from error
    except ValueError as error:  # a number of more digits than Python reads
        raise ScriptError(str(error)) from error
    _measure(module, source, limits)
    return module.body


def _place(error: SyntaxError, source: Source) -> Span:
    line = min(max(error.lineno or 1, 1), len(source.lines))
    column = min(max((error.offset or 1) - 1, 0), len(source.line(line)))
    end_line, end = error.end_lineno or line, (error.end_offset or 0) - 1
    if end_line != line or end <= column:
        end = column + 1
    return Span(line, column, line, end)


def _before(line: int, source: Source, limits: Limits) -> list[ast.stmt]:
    """The statements that can be read above a line: cut where a line begins in the first column."""
    attempts = 0
    for cut in range(min(line, len(source.lines)), 0, -1):
        if not _TOP_LEVEL.match(source.line(cut)):
            continue
        attempts += 1
        if attempts > _ATTEMPTS:
            break
        try:
            return _tree("\n".join(source.lines[: cut - 1]), source, limits)
        except ScriptError:
            continue
    return []


def _measure(module: ast.Module, source: Source, limits: Limits) -> None:
    """Complain about trees that are too large or too deep; give the parts of f-strings their place."""
    count = 0
    stack: list[tuple[ast.AST, int, Span]] = [(module, 0, Span(1, 0, 1, 1))]
    while stack:
        node, depth, place = stack.pop()
        if isinstance(node, ast.expr | ast.stmt):
            place = source.span(node)
            count += 1
        if depth > limits.nesting:
            message = f"this is nested more than {limits.nesting} deep"
            raise ScriptError(message, place, "give parts of it names, on lines of their own.")
        if count > limits.nodes:
            message = f"the script has more than {limits.nodes:,} parts"
            raise ScriptError(message, place, "use loops, functions or whole arrays instead of repeated lines.")
        if isinstance(node, ast.JoinedStr) and sys.version_info < (3, 12):
            _relocate(node)  # older Pythons count the columns inside an f-string from its own text
        for child in ast.iter_child_nodes(node):
            # a + b + c + … leans to the left as far as it is long; it is read and run as one level
            chained = isinstance(node, ast.BinOp) and child is node.left and isinstance(child, ast.BinOp)
            stack.append((child, depth + (not chained), place))


def _relocate(string: ast.JoinedStr) -> None:
    for node in ast.walk(string):
        if isinstance(node, ast.expr):
            ast.copy_location(node, string)


def names_in(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Every identifier that a node itself holds."""
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.Attribute(attr=name):
            yield name, node
        case ast.keyword(arg=str(name)):
            yield name, node
        case ast.alias(name=path, asname=asname):
            for name in path.split("."):
                if name != "*":
                    yield name, node
            if asname is not None:
                yield asname, node


def check(statement: ast.stmt, source: Source, handled: Container[type[ast.AST]]) -> None:
    """Complain about the first part of a statement that scripts do not have, and about names that may not be used."""
    place = source.span(statement)
    for node in _in_order(statement):
        if isinstance(node, ast.expr | ast.stmt):
            place = source.span(node)
            if type(node) not in handled:
                message, hint = refusal(node)
                raise ScriptError(message, place, hint)
        for name, holder in names_in(node):
            if message := _forbidden(name):
                if isinstance(holder, ast.arg | ast.keyword | ast.alias):
                    place = source.span(holder)
                raise ScriptError(message, place, "names begin with a letter.")


def _in_order(statement: ast.stmt) -> Iterator[ast.AST]:
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        yield node
        if not is_main_guard(node):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))
            continue
        stack.extend(reversed(node.body + node.orelse))  # type: ignore[attr-defined]  # a main guard is an ast.If


def is_main_guard(node: ast.AST) -> bool:
    """Whether this is ``if __name__ == "__main__":``, the one place where that name may stand."""
    match node:
        case ast.If(
            test=ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")])
        ):
            return True
    return False


def _forbidden(name: str) -> str:
    if name == "_":  # J, _ = scan(…) and for _ in range(3) are common; it is a name like any other
        return ""
    if name.startswith("_"):
        return f"names that begin with _ cannot be used: {name}"
    if not name.isidentifier() or unicodedata.normalize("NFKC", name) != name:
        return f"this is not a plain name: {name}"
    return ""
