"""The words for the editor, and the names that scripts have."""

import keyword

import pytest

from explorer import core
from explorer.core.op import Op
from explorer.script import language, names, run
from explorer.script.nodes import EXPRESSIONS, STATEMENTS
from explorer.script.python_names import python_names
from explorer.script.vocabulary import CORE, DTYPES, VARIABLES, WITHHELD


def test_keywords_are_those_that_the_language_has():
    refused = {
        "async",
        "await",
        "class",
        "del",
        "except",
        "finally",
        "global",
        "nonlocal",
        "raise",
        "try",
        "with",
        "yield",
    }
    assert set(language.KEYWORDS) == set(keyword.kwlist) - refused - {"True", "False", "None"}
    assert EXPRESSIONS
    assert STATEMENTS


@pytest.mark.parametrize("word", language.PYTHON_FUNCTIONS)
def test_the_functions_of_python_are_there(word):
    error = run(f"f = {word}").error
    assert error is None


def test_the_list_of_pythons_functions_is_whole():
    interpreter = run("")._interpreter
    assert set(python_names(interpreter, names.core_names())) == set(language.PYTHON_FUNCTIONS)


@pytest.mark.parametrize("word", language.CONSTANTS + language.MODULES)
def test_constants_and_modules_are_there(word):
    assert run(f"f = {word}").error is None


@pytest.mark.parametrize("word", language.TYPE_NAMES)
def test_types_are_there(word):
    assert run(f"x: {word}[n]").error is None


def test_every_operation_of_the_core_is_offered_or_withheld():
    operations = {name for name, value in vars(core).items() if isinstance(value, Op) and not name.startswith("_")}
    assert operations - set(CORE) - set(WITHHELD) == set(), "add the name to explorer/script/vocabulary.py"


def test_every_variable_maker_of_the_core_is_offered():
    assert {name for name in vars(core) if name.endswith(("vector", "matrix", "scalar", "vectors"))} <= set(VARIABLES)


def test_nothing_withheld_is_offered():
    assert not set(WITHHELD) & set(CORE)
    for name in WITHHELD:
        error = run(f"import explorer.core as T\nx = T.{name}").error
        assert error is not None
        assert hasattr(core, name)
    assert len(set(DTYPES)) == len(DTYPES)


@pytest.mark.parametrize("name", sorted({*names.core_names(), *language.PYTHON_FUNCTIONS}))
def test_every_function_has_its_line_of_help(name):
    line = language.help_for(name)
    assert line is not None
    assert line.signature.startswith(f"{name}(")
    assert line.signature.endswith(")")
    assert "\n" not in line.signature + line.summary
    assert "partial(func" not in line.summary


def test_unknown_names_have_no_help():
    assert language.help_for("nonsense") is None
