"""The parts of Python that a script does not have: each with what to do instead."""

from __future__ import annotations

import ast

Words = tuple[str, str]

_ASYNC = ("the script language has no async", "write ordinary functions; the window itself computes in the background.")

REFUSED: dict[type[ast.AST], Words] = {
    ast.ClassDef: ("the script language has no classes", "write functions, and keep values in names, lists or dicts."),
    ast.AsyncFunctionDef: _ASYNC,
    ast.AsyncFor: _ASYNC,
    ast.AsyncWith: _ASYNC,
    ast.Await: _ASYNC,
    ast.Yield: ("the script language has no generators", "return a list instead."),
    ast.YieldFrom: ("the script language has no generators", "return a list instead."),
    ast.Delete: ("names cannot be deleted", "leave the line out; a name may be given a new value at any time."),
    ast.With: ("the script language has no with", "write the lines of the block without it."),
    ast.Raise: ("a script cannot raise errors", "use assert with a message."),
    ast.Try: ("the script language has no try", "errors are shown where they happen; write the lines without it."),
    ast.Global: ("the script language has no global", "return the value, and give it a name where you call."),
    ast.Nonlocal: ("the script language has no nonlocal", "return the value, and give it a name where you call."),
    ast.Match: ("the script language has no match", "use if and elif."),
    ast.NamedExpr: ("the script language has no :=", "give the value its name on a line of its own, with =."),
    ast.Set: ("the script language has no sets", "use a list: [a, b]."),
    ast.SetComp: ("the script language has no sets", "use a list: [... for ...]."),
}

# Newer Pythons know more; the running one may not have these classes.
for _name, _words in {
    "TryStar": REFUSED[ast.Try],
    "TypeAlias": ("the script language has no type aliases", "write the type where it is used: x: real[n]."),
    "TemplateStr": ("the script language has no t-strings", "use an f-string."),
    "Interpolation": ("the script language has no t-strings", "use an f-string."),
}.items():
    if _name in vars(ast):
        REFUSED[vars(ast)[_name]] = _words


def refusal(node: ast.AST) -> Words:
    """What to say about a node that has no handler."""
    return REFUSED.get(type(node), (f"the script language has no {type(node).__name__}", ""))
