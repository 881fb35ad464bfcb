"""The plan of the house, kept by reading its imports.

    ui  →  document  →  script, drawing, batch  →  core
                        (document, batch)  →  system

An arrow means "imports"; a layer may import whatever stands to its right, and never the other way. The tables below are
the plan; `faults` compares a source tree with them; the tests at the end compare our own, and trees with a mistake in
them, so that a checker that has gone blind is noticed.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[1]

# ------------------------------------------------------------------------------------------------------------ the plan

LAYERS = {
    "core": set[str](),
    "script": {"core"},
    "short": set[str](),
    "drawing": {"core", "resources"},
    "system": set[str](),
    "batch": {"core", "system"},
    "document": {"script", "drawing", "batch", "core", "system", "resources"},
    "ui": {"document", "script", "short", "drawing", "core", "resources"},
}
EVERYTHING = {*LAYERS, "resources", "cli"}

# The modules beside the layers: what they may import.
MODULES = {
    "__init__": set[str](),
    "__main__": {"cli"},
    "cli": EVERYTHING,
    "resources": set[str](),
}

FOLDERS = {
    "batch": "many calls of a function: on processes and clusters, from files and to files",
    "core": "the symbolic engine",
    "core/check": "is a derivative right? measured, and said in figures",
    "core/derive": "forward, reverse, and what is made of the two",
    "core/derive/colouring": "which rows and columns of a Jacobian can be asked for together",
    "core/derive/entries": "the entries of a Jacobian without the Jacobian",
    "core/derive/sparsity": "which entries of a Jacobian may be other than zero",
    "core/evaluate": "from an expression to a program that runs",
    "core/evaluate/batch": "many calls of a function at once",
    "core/evaluate/native": "machine code",
    "core/notation": "from an expression to text",
    "core/ops": "one file for each family of operations",
    "core/rewrite": "the matcher and the engine that rules run on",
    "core/rewrite/loops": "loops as wholes: what they need not do, and what they are instead",
    "core/rules": "one file of rules for each theme",
    "document": "what a person chose, and what comes of it",
    "drawing": "from an expression to a picture",
    "drawing/layout": "where nodes and edges go",
    "script": "from text to named expressions",
    "script/nodes": "what each kind of syntax does",
    "short": "formulas as mathematicians type them, into the script language",
    "system": "what the operating system gives: processes, messages between them, files replaced in one stroke",
    "ui": "the window",
    "ui/dialogs": "what asks a question",
    "ui/panels": "one file a panel",
    "ui/scene": "the graph on a canvas",
    "ui/shell": "menus, docks, the frame of the window",
    "ui/theme": "colours, fonts, style",
    "ui/widgets": "small parts that panels share",
}

# What a layer may take from outside the standard library.
LIBRARIES = {
    "core": {"numpy", "scipy", "llvmlite"},
    "script": {"numpy"},
    "short": set[str](),
    "drawing": {"numpy", "networkx", "pygraphviz", "typst", "PySide6"},
    "system": {"numpy"},
    "batch": {"numpy", "scipy", "distributed"},
    "document": {"numpy", "scipy"},
    "ui": {"numpy", "PySide6", "pyqtgraph"},
    "resources": set[str](),
    "__init__": set[str](),
    "__main__": set[str](),
    "cli": {"numpy", "PySide6"},
}

FILES = {"fileinput", "glob", "os", "pathlib", "shutil", "tempfile"}
CLOCKS = {"datetime", "time"}
OUTSIDE = {"http", "socket", "subprocess", "urllib"}

# What a layer may not take from the standard library.
STANDARD = {
    "core": FILES | CLOCKS | OUTSIDE,  # the same expression gives the same answer, whenever and wherever
    "short": FILES | CLOCKS | OUTSIDE | {"importlib", "builtins"},
    "script": FILES | CLOCKS | OUTSIDE | {"importlib", "builtins", "runpy", "code", "codeop"},  # scripts of strangers
}

# Built-in functions that a layer may not call.
CALLS = {
    "core": {"open", "input", "eval", "exec", "__import__"},
    "script": {"open", "input", "eval", "exec", "compile", "__import__", "breakpoint"},
    "short": {"open", "input", "eval", "exec", "compile", "__import__", "breakpoint", "print"},
    "system": {"eval", "exec", "compile", "__import__", "input", "print"},
    "batch": {"eval", "exec", "compile", "__import__", "input", "print"},
    "document": {"eval", "exec", "compile", "__import__", "input"},
    "drawing": {"eval", "exec", "compile", "__import__", "input"},
    "ui": {"eval", "exec", "compile", "__import__", "input", "print", "open"},
}

# What may be imported inside a function, and why. Everything else stands at the top of its file, where it is seen.
LAZY = {
    "scipy": "0.3 s for its special functions; most expressions need none",
    "llvmlite": "an extra: LLVM, 160 MB of library",
    "networkx": "0.2 s; the first paint has no graph yet",
    "pygraphviz": "loads Graphviz; the first paint has no graph yet",
    "typst": "30 MB of library; the first paint has no formula yet",
    "pyqtgraph": "0.3 s; only plots need it",
}
LAZY_IN = {
    "batch": {"distributed": "an extra, and slow to import"},
    "drawing": {"PySide6": "SVG needs no Qt; PDF and PNG do"},
    "cli": {"explorer": "each command imports what it needs: `--version` answers at once", "PySide6": "the same"},
}

# Files that may do what their layer may not: what, and why.
EXCEPTIONS = {
    "explorer/core/evaluate/compiled.py": {"exec": "programs are Python that the core writes; no person's text"},
    "explorer/core/card.py": {"eval": "a card's own code, as a function; no person's text"},
    "explorer/core/pipeline.py": {
        "explorer.core.rules.all_rulesets": "rules are expressions: the surface comes first",
        "explorer.core.rules.all_detours": "and so are these",
    },
    "explorer/document/graphs.py": {"networkx": "the type of the body of a loop"},
    "explorer/document/work.py": {"networkx": "the type of a graph that it passes on"},
    "explorer/drawing/font_widths.py": {"length": "a table, written by a program"},
    "explorer/script/limits.py": {"time": "a script may not run for ever"},
}

LONGEST = 600  # lines; a file has one idea
NO_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}  # they say nothing about what is inside

# ---------------------------------------------------------------------------------------------------------- the checker


@dataclass(frozen=True)
class Import:
    """One name that a module imports: `from explorer.core import expr` is `explorer.core.expr`."""

    target: str
    line: int
    lazy: bool  # inside a function
    typing_only: bool  # under `if TYPE_CHECKING:`

    @property
    def package(self) -> str:
        return self.target.split(".")[0]


@dataclass(frozen=True)
class Module:
    """One file below explorer/."""

    path: Path
    name: str  # explorer.core.expr; a package has the name of its folder
    tree: ast.Module

    @property
    def layer(self) -> str:
        """The folder or file below explorer/ that it belongs to."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else "__init__"

    def imports(self) -> Iterator[Import]:
        yield from self._imports(self.tree, lazy=False, typing_only=False)

    def _imports(self, node: ast.AST, *, lazy: bool, typing_only: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inside = lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, child.lineno, lazy, typing_only)
            elif isinstance(child, ast.ImportFrom):
                for alias in child.names:
                    yield Import(f"{self._origin(child)}.{alias.name}", child.lineno, lazy, typing_only)
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                for statement in child.body:
                    yield from self._imports(ast.Module([statement], []), lazy=lazy, typing_only=True)
                for statement in child.orelse:
                    yield from self._imports(ast.Module([statement], []), lazy=lazy, typing_only=typing_only)
            elif target := _imported_by_call(child):
                yield Import(target, child.lineno, lazy, typing_only)
                yield from self._imports(child, lazy=inside, typing_only=typing_only)
            else:
                yield from self._imports(child, lazy=inside, typing_only=typing_only)

    def _origin(self, statement: ast.ImportFrom) -> str:
        """The module that `from … import` names, dots resolved."""
        if not statement.level:
            return statement.module or ""
        package = self.name.split(".") if self.path.name == "__init__.py" else self.name.split(".")[:-1]
        package = package[: len(package) - statement.level + 1]
        return ".".join([*package, *([statement.module] if statement.module else [])])


def _imported_by_call(node: ast.AST) -> str | None:
    """The module in `import_module("explorer.ui")`: a name in quotes is an import all the same."""
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in {"import_module", "__import__"} and isinstance(node.args[0].value, str):
            return node.args[0].value
    return None


def modules(root: Path) -> dict[str, Module]:
    """All files below root/explorer by their names."""
    found = {}
    for path in sorted((root / "explorer").rglob("*.py")):
        parts = list(path.relative_to(root).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(path, name, ast.parse(path.read_text(encoding="utf-8"), str(path)))
    return found


@dataclass(frozen=True)
class Fault:
    """A place that is not built to the plan."""

    path: str  # from the root of the project
    what: str  # the word by which EXCEPTIONS would excuse it
    says: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.says}"

    @property
    def excused(self) -> bool:
        return self.what in EXCEPTIONS.get(self.path, {})


def faults(root: Path) -> list[Fault]:
    """Every place where the tree below root/explorer is not built to the plan, excused or not."""
    known = modules(root)
    return [
        *_places(root, known),
        *(fault for module in known.values() for fault in _sizes(root, module)),
        *(fault for module in known.values() for fault in _imports(root, module)),
        *(fault for module in known.values() for fault in _calls(root, module)),
        *_circles(known),
    ]


def _places(root: Path, known: dict[str, Module]) -> Iterator[Fault]:
    house = root / "explorer"
    for folder in sorted({module.path.parent for module in known.values()} - {house}):
        place = folder.relative_to(house).as_posix()
        if place not in FOLDERS:
            yield Fault(f"explorer/{place}", "folder", "this is a new folder: give it a place in FOLDERS")
        if not (folder / "__init__.py").exists():
            yield Fault(f"explorer/{place}", "package", "without an __init__.py it is left out of the catalogues")
    for module in known.values():
        if module.path.parent == house and module.path.stem not in MODULES:
            path = module.path.relative_to(root).as_posix()
            yield Fault(path, "module", "this is a new module beside the layers: give it a place in MODULES")


def _sizes(root: Path, module: Module) -> Iterator[Fault]:
    path = module.path.relative_to(root).as_posix()
    if module.path.stem in NO_NAMES:
        yield Fault(path, "name", "the name says nothing about what is inside")
    lines = len(module.path.read_text(encoding="utf-8").splitlines())
    if lines > LONGEST:
        yield Fault(path, "length", f"{lines} lines are more than one idea")


def _imports(root: Path, module: Module) -> Iterator[Fault]:
    path = module.path.relative_to(root).as_posix()
    for imported in module.imports():
        if imported.package == "explorer":
            layer = [*imported.target.split("."), "__init__"][1]
            wrong = layer in EVERYTHING - {module.layer} - LAYERS.get(module.layer, MODULES.get(module.layer, set()))
            name = layer
        elif imported.package in sys.stdlib_module_names:
            wrong = imported.package in STANDARD.get(module.layer, ()) and not imported.typing_only
            name = imported.package
        else:
            wrong = imported.package not in LIBRARIES.get(module.layer, ())
            name = imported.package
        if wrong:
            yield Fault(path, name, f"{module.layer} may not import {name} ({imported.target})", imported.line)
        if imported.lazy and imported.package not in LAZY | LAZY_IN.get(module.layer, {}):
            says = f"{imported.target} is imported inside a function: say why in LAZY, or move it to the top"
            yield Fault(path, imported.target, says, imported.line)


def _calls(root: Path, module: Module) -> Iterator[Fault]:
    path = module.path.relative_to(root).as_posix()
    forbidden = CALLS.get(module.layer, set())
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden:
            yield Fault(path, node.func.id, f"{module.layer} may not call {node.func.id}", node.lineno)


def _circles(known: dict[str, Module]) -> Iterator[Fault]:
    """Modules that need each other to be imported.

    There is no exception in the plan. The one honest circle, `+` and the addition operation, is tied at run time in
    explorer/core/tie.py and nowhere else.
    """
    graph = nx.DiGraph()
    for module in known.values():
        for imported in module.imports():
            if imported.lazy or imported.typing_only:
                continue
            target = imported.target if imported.target in known else imported.target.rpartition(".")[0]
            if target in known:
                graph.add_edge(module.name, target)
    for circle in nx.strongly_connected_components(graph):
        if len(circle) > 1 or any(graph.has_edge(name, name) for name in circle):
            yield Fault(min(circle), "circle", f"these import each other: {', '.join(sorted(circle))}")


# ------------------------------------------------------------------------------------------------------------ the tests


def test_the_house_is_built_to_plan():
    found = [str(fault) for fault in faults(ROOT) if not fault.excused]
    assert not found, "\n" + "\n".join(found)


def test_every_exception_is_needed():
    excused = {(fault.path, fault.what) for fault in faults(ROOT) if fault.excused}
    assert {(path, what) for path, listed in EXCEPTIONS.items() for what in listed} == excused


def test_the_plan_names_what_exists():
    house = ROOT / "explorer"
    assert [place for place in FOLDERS if not (house / place).is_dir()] == []
    assert [name for name in MODULES if not (house / f"{name}.py").is_file()] == []


def test_the_house_has_an_entrance_for_every_layer():
    assert set(modules(ROOT)) >= {f"explorer.{layer}" for layer in LAYERS}


SOUND = {
    "__init__.py": "",
    "core/__init__.py": "from explorer.core.expr import Expression\n",
    "core/expr.py": "import numpy as np\n\nfrom explorer.core import types\n",
    "core/types.py": "if TYPE_CHECKING:\n    from explorer.core.expr import Expression\n",
    "document/__init__.py": "from explorer.core import expr\n",
    "drawing/__init__.py": "def draw():\n    import networkx\n",
}


def tree(folder: Path, **changes: str) -> Path:
    for place, text in {**SOUND, **changes}.items():
        path = folder / "explorer" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_sound_tree_has_no_faults(tmp_path):
    assert faults(tree(tmp_path)) == []


@pytest.mark.parametrize(
    ("place", "text", "fault"),
    [
        ("core/expr.py", "from explorer.ui.theme import DARK", "core may not import ui"),
        ("core/expr.py", "import explorer.document", "core may not import document"),
        ("core/expr.py", "from explorer import drawing", "core may not import drawing"),
        ("core/expr.py", "from ..script import names", "core may not import script"),
        ("core/expr.py", "from explorer.resources import path", "core may not import resources"),
        ("core/expr.py", "module = import_module('explorer.ui')", "core may not import ui"),
        ("core/expr.py", "if TYPE_CHECKING:\n    from explorer.ui import Window", "core may not import ui"),
        ("core/expr.py", "def f():\n    from explorer.ui import Window", "core may not import ui"),
        ("core/expr.py", "from PySide6.QtCore import Qt", "core may not import PySide6"),
        ("core/expr.py", "def f():\n    import networkx", "core may not import networkx"),
        ("core/expr.py", "from pathlib import Path", "core may not import pathlib"),
        ("core/expr.py", "import os.path", "core may not import os"),
        ("core/expr.py", "from time import perf_counter", "core may not import time"),
        ("core/expr.py", "def f(name):\n    return open(name)", "core may not call open"),
        ("script/__init__.py", "from explorer.drawing import picture", "script may not import drawing"),
        ("script/__init__.py", "value = eval('1')", "script may not call eval"),
        ("drawing/__init__.py", "from explorer.script import names", "drawing may not import script"),
        ("drawing/__init__.py", "from explorer.document import snapshot", "drawing may not import document"),
        ("document/__init__.py", "from explorer.ui import window", "document may not import ui"),
        ("document/__init__.py", "import PySide6", "document may not import PySide6"),
        ("ui/__init__.py", "from explorer.cli import main", "ui may not import cli"),
        ("plugins/__init__.py", "", "explorer/plugins: this is a new folder"),
        ("core/tensors/__init__.py", "", "explorer/core/tensors: this is a new folder"),
        ("ui/panels/graph.py", "", "explorer/ui/panels: without an __init__.py"),
        ("helper.py", "", "explorer/helper.py: this is a new module"),
        ("core/utils.py", "", "the name says nothing"),
        ("core/expr.py", "\n" * 601, "601 lines"),
        ("core/expr.py", "def f():\n    import json", "json is imported inside a function"),
        ("core/expr.py", "def f():\n    from explorer.core import types", "is imported inside a function"),
        (
            "core/types.py",
            "from explorer.core import expr",
            "import each other: explorer.core.expr, explorer.core.types",
        ),
        ("core/types.py", "from explorer.core.expr import Expression", "import each other"),
        (
            "core/expr.py",
            "from explorer.core import Expression, expr",
            "import each other: explorer.core, explorer.core.expr",
        ),
    ],
)
def test_a_mistake_is_seen(tmp_path, place, text, fault):
    found = faults(tree(tmp_path, **{place: text}))
    assert any(fault in str(line) for line in found), found


def imported_with(statement: str) -> set[str]:
    """The modules that a new Python holds after the statement."""
    program = f"{statement}; import sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_the_core_comes_without_what_it_does_not_need():
    heavy = {"PySide6", "networkx", "llvmlite", "pygraphviz", "pyqtgraph", "typst"}
    heavy |= {"scipy.special", "scipy.linalg", "scipy.sparse"}
    assert heavy & imported_with("from explorer import core") == set()
