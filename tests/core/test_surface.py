"""The public names: that they are there, take what they are said to take, and say what they do."""

import ast
import functools
import inspect
import re
import textwrap
from typing import Any

import pytest

import explorer.core as T
from explorer.core.op import Op
from tests.core.surface import ALIASES, ARGUMENTS, ATTRIBUTES, ERRORS, METHODS, MISSING, NAMES, OPERATIONS, REDUCTIONS

THERE = [name for name in NAMES if name not in MISSING]


def found(name: str) -> Any:
    return functools.reduce(getattr, name.split("."), T)


def is_there(name: str) -> bool:
    name, _, argument = name.rstrip(")").partition("(")
    try:
        value = found(name)
    except AttributeError:
        return False
    return not argument or argument in inspect.signature(value).parameters


def docstring(value: Any) -> str:
    """What a name says of itself: an operation says it on its card."""
    return inspect.getdoc(type(value) if isinstance(value, Op) else value) or ""


def test_what_is_missing_is_missing() -> None:
    built = {name for name in MISSING if is_there(name)}
    assert not built, f"take these out of MISSING: {sorted(built)}"


@pytest.mark.parametrize("name", THERE)
def test_a_name_is_there_and_says_what_it_is(name: str) -> None:
    value = found(name)
    assert callable(value)
    assert len(docstring(value)) > 10


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name in THERE])
def test_a_function_takes_its_arguments_in_their_order(name: str) -> None:
    wanted = [argument for argument in ARGUMENTS[name] if f"{name}({argument})" not in MISSING]
    assert [p for p in inspect.signature(found(name)).parameters if p in wanted] == wanted


@pytest.mark.parametrize("name", REDUCTIONS)
def test_a_reduction_takes_axis_and_keepdims(name: str) -> None:
    assert {"axis", "keepdims"} <= inspect.signature(found(name)).parameters.keys()


@pytest.mark.parametrize(("name", "other"), ALIASES.items())
def test_two_names_are_one_object(name: str, other: str) -> None:
    assert found(name) is found(other)


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_an_error(name: str) -> None:
    assert issubclass(found(name), T.ExplorerError)


@pytest.mark.parametrize("name", [*METHODS, *ATTRIBUTES])
def test_an_expression_has_the_methods_of_an_array(name: str) -> None:
    assert hasattr(T.tensor("x", shape=(2, 2)), name)


@pytest.mark.parametrize("name", [name for name in THERE if inspect.isfunction(found(name))])
def test_a_docstring_names_the_errors_that_are_raised(name: str) -> None:
    function = found(name)
    raised = set()
    (written,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    stack: list[ast.AST] = list(ast.iter_child_nodes(written))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised.add(ast.unparse(node.exc.func if isinstance(node.exc, ast.Call) else node.exc))
        if not isinstance(node, ast.FunctionDef):  # one inside is called later
            stack.extend(ast.iter_child_nodes(node))
    unsaid = {error for error in raised if not re.search(rf"\b{error}\b", docstring(function))}
    assert not unsaid, f"{name} raises {sorted(unsaid)}, and its docstring does not say when"


def test_every_operation_has_a_name_in_the_list() -> None:
    """An operation of the package that the list lacks would be one that nobody is told of."""
    public = {name for name, value in vars(T).items() if isinstance(value, Op) and not name.startswith("_")}
    listed = {name.rpartition(".")[2] for name in (*NAMES, *ALIASES)}
    assert public - listed <= {"absorbing_multiply", "absorbing_divide"}, "put these into tests/core/surface.py"
    assert len(OPERATIONS) == len(set(OPERATIONS)) or {n for n in OPERATIONS if OPERATIONS.count(n) > 1} == {
        "logsumexp"
    }
