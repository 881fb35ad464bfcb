"""Plant single faults in the rules of derivatives, in a copy of the tree, and see which test finds each.

python tools/plant_faults.py [--count 60 | --all] [--only TEXT] [--processes 2]

The faults are made by walking the syntax trees of every rule: a sign, a factor, a term, a transpose, a conjugate, an
axis, the order of operands, the edge of a comparison, half of a half. A fault that no test finds is a missing test.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
RULES = {
    "partials",
    "jvp",
    "vjp",
    "transpose",
    "weights",
    "symmetric",
}  # methods of cards, and what these call in their file
WHOLE = ("chain.py", "derive/products.py", "ops/stops.py", "ops/absorbing.py")  # all functions of these are rules
COPIED = ("docs", "explorer", "resources", "tests", "tools", "pyproject.toml")
WALKED = "from tests.core.catalogue import"  # in files whose tests walk all operations, and have their names
RANDOM = "test_random_programs"  # of all operations at once
LIMIT = 3600  # seconds; a fault that makes the tests hang is found too

# Faults that change nothing: (file, function, what was done): why.
EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("explorer/core/ops/implicit.py", "Root._solve", "edge of a comparison in len(sizes) > 1"): (
        "of one axis, the equations and their solution have the shapes already that they are given then"
    ),
}


@dataclass(frozen=True)
class Fault:
    """One change of one place.

    Attributes:
        path: the file, from the root.
        owner: the class or function that it is in, as ``Tanh.partials``.
        line: where.
        start: the place of the first changed character, and
        end: of the first behind them.
        what: what is done, for people.
        text: what stands there then.
    """

    path: str
    owner: str
    line: int
    start: int
    end: int
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.path.removeprefix('explorer/core/')}:{self.line} {self.owner}: {self.what}"

    def planted(self, source: str) -> str:
        """The source with the fault."""
        return source[: self.start] + self.text + source[self.end :]


# -------------------------------------------------------------------------------------------------------------- faults

_COMPARED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
}
_CALLED = {
    "gt": "ge", "ge": "gt", "lt": "le", "le": "lt", "and_": "or_", "or_": "and_", "max": "min", "min": "max",
    "absorbing_multiply": "multiply", "absorbing_divide": "divide",
}  # fmt: skip
_DROPPED = {
    "conj",
    "swapaxes",
    "transpose",
    "T",
    "real",
    "spread",
    "reduce_to",
    "_conjugate",
}  # dropped: the operand is left
_SWAPPED = {"dot", "matmul", "outer", "solve", "absorbing_divide", "switch", "where", "subtract", "divide"}


def _changes(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """What can go wrong at a node: what is done, and what stands there then."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield "sign dropped", operand
        case ast.BinOp(left=left, op=op, right=right):
            yield from _changes_of_arithmetic(left, op, right)
        case ast.Constant(value=bool() as value):
            yield f"{value} turned round", ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield f"{value!r} changed", ast.Constant(1.0 if value == 0.5 else value + 1)
        case ast.Compare(left=left, ops=[op], comparators=right) if type(op) in _COMPARED:
            yield "edge of a comparison", ast.Compare(left, [_COMPARED[type(op)]], right)
        case ast.Attribute(value=value, attr="T") if not isinstance(value, ast.Name) or value.id != "T":
            yield "transpose dropped", value
        case ast.Call(func=func, args=args, keywords=keywords):
            yield from _changes_of_call(func, args, keywords)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield "branches swapped", ast.IfExp(test, orelse, body)


def _changes_of_arithmetic(left: ast.expr, op: ast.operator, right: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match op:
        case ast.Add():
            yield "sign flipped", ast.BinOp(left, ast.Sub(), right)
            yield "term dropped", left
        case ast.Sub():
            yield "sign flipped", ast.BinOp(left, ast.Add(), right)
            yield "operands swapped", ast.BinOp(right, op, left)
        case ast.Mult():
            yield "factor dropped", left
            yield "factor doubled", ast.BinOp(ast.Constant(2), op, ast.BinOp(left, op, right))
        case ast.Div():
            yield "operands swapped", ast.BinOp(right, op, left)
            yield "divisor dropped", left


def _changes_of_call(
    func: ast.expr, args: list[ast.expr], keywords: list[ast.keyword]
) -> Iterator[tuple[str, ast.expr]]:
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if name in _CALLED and isinstance(func, ast.Attribute):
        yield f"{name} became {_CALLED[name]}", ast.Call(ast.Attribute(func.value, _CALLED[name]), args, keywords)
    if name in _DROPPED and args:
        yield f"{name} dropped", args[0]
    if name in _SWAPPED and len(args) >= 2 and not any(isinstance(a, ast.Starred) for a in args):
        yield f"operands of {name} swapped", ast.Call(func, [*args[:-2], args[-1], args[-2]], keywords)


def _rules(tree: ast.Module, *, whole: bool) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions that state derivatives: the methods, and the functions of the file that these call."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found: dict[str, ast.FunctionDef] = dict(functions) if whole else {}
    for owner in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        methods = {node.name: node for node in owner.body if isinstance(node, ast.FunctionDef)}
        pending = [name for name in methods if name in RULES or (whole and not name.startswith("_"))]
        while pending:
            name = pending.pop()
            key = f"{owner.name}.{name}" if name in methods else name
            if key in found:
                continue
            found[key] = rule = methods.get(name) or functions[name]
            for node in ast.walk(rule):
                called = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
                if called.startswith("_") and (called in methods or called in functions):
                    pending.append(called)
    yield from found.items()


def _places(rule: ast.FunctionDef) -> Iterator[ast.expr]:
    """The expressions that a rule computes with: no annotations, no texts, nothing that is only asserted."""
    stack: list[ast.AST] = list(rule.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Raise | ast.Assert) or _is_strict(node):
            continue
        if isinstance(node, ast.AnnAssign):
            stack.extend([node.value] if node.value else [])
            continue
        if isinstance(node, ast.expr):
            yield node
        stack.extend(ast.iter_child_nodes(node))


def _is_strict(node: ast.AST) -> bool:
    """Whether this asserts that lists are of one length; where they are, a program without it does the same."""
    return isinstance(node, ast.keyword) and node.arg == "strict" and ast.unparse(node.value) == "True"


def faults_of(path: Path) -> list[Fault]:
    """Every fault that can be planted in a file, in the order of its lines."""
    source = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT).as_posix()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    data = source.encode()

    def place(line: int, column: int) -> int:  # the tree counts bytes, a text characters
        return len(data[: starts[line - 1] + column].decode())

    found = []
    whole = any(name == f"explorer/core/{one}" for one in WHOLE)
    for owner, rule in _rules(ast.parse(source), whole=whole):
        for node in _places(rule):
            start, end = place(node.lineno, node.col_offset), place(node.end_lineno or 0, node.end_col_offset or 0)
            for what, changed in _changes(node):
                was = re.sub(r"\s+", " ", source[start:end])
                text = f"({ast.unparse(changed)})"
                found.append(Fault(name, owner, node.lineno, start, end, f"{what} in {was}", text))
    return sorted(set(found), key=lambda fault: (fault.line, fault.start, fault.what))


def faults() -> list[Fault]:
    """Every fault that can be planted, but for those that change nothing."""
    core = ROOT / "explorer" / "core"
    files = sorted({*core.glob("ops/*.py"), core / "op.py", *(core / one for one in WHOLE)})
    return [
        fault for file in files for fault in faults_of(file) if (fault.path, fault.owner, fault.what) not in EQUIVALENT
    ]


def chosen(found: Sequence[Fault], count: int) -> list[Fault]:
    """As many of them, from all over: the same in every run."""
    return [found[i * len(found) // count] for i in range(min(count, len(found)))]


# --------------------------------------------------------------------------------------------------------------- tests


def copy_of(folder: Path) -> Path:
    """A copy of the program and its tests, compiled once."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "pictures"))
        else:
            shutil.copy2(ROOT / name, folder / name)
    subprocess.run([sys.executable, "-m", "compileall", "-q", "explorer", "tests"], cwd=folder, check=True)
    return folder


def judge(copy: Path, *arguments: str) -> str:
    """The first test that fails in the copy, or nothing where all pass."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    # What was compiled before stays valid; the file with the fault is never kept.
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no", *arguments]
    try:
        run = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT
        )
    except subprocess.TimeoutExpired:
        return "it hangs"
    if run.returncode in (0, 5):  # 5: no test has such a name
        return ""
    said = re.search(r"^(?:FAILED|ERROR) (?:tests/core/)?(.*?)(?: - .*)?$", run.stdout, re.MULTILINE)
    return said[1] if said else f"pytest ended with {run.returncode}"


def concerned(fault: Fault, source: str) -> list[str]:
    """The classes of operations that a fault concerns: its own and those made from it, or all of its file."""
    written = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    classes = {node.name: {ast.unparse(base) for base in node.bases} for node in written}
    first = fault.owner.partition(".")[0]
    if "/ops/" not in fault.path:
        return ["Sin", "Hypot", "Add", "Divide", "Abs", "Sum", "Switch", "Dot", "Cast", "Max"]  # one of each kind
    if first not in classes:
        return list(classes)
    found = {first}
    while more := {name for name, bases in classes.items() if bases & found} - found:
        found |= more
    return sorted(found)


def near(fault: Fault, copy: Path) -> list[list[str]]:
    """The tests that concern a fault most, those that take least time first.

    These are the matrix of its class; the tests of its file and of the conventions; all others of its class by files
    that walk the operations; and the files in which an operation of the class is called.
    """
    source = (copy / fault.path).read_text(encoding="utf-8")
    names = concerned(fault, source)
    files = (f"tests/core/{name}.py" for name in (f"test_{Path(fault.path).stem}", "test_conventions", "test_stops"))
    named = {name.lower() for name in names} | set(re.findall(r'^    name = "(\w+)"', source, re.MULTILINE))
    modules = "[A-Z]|linalg|fft"  # T, and L for T.linalg
    called = re.compile(rf"\b(?:{modules})\.(?:{'|'.join(map(re.escape, sorted(named)))})\b")
    tests = {
        path.relative_to(copy).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(copy.glob("tests/core/**/test_*.py"))
        if path.stem != RANDOM
    }
    walking = [path for path, text in tests.items() if WALKED in text]
    # A test of a class is named [Class], [Class-…] or [file.Class-…].
    of_class = ["-k", " or ".join(f"[{name}] or [{name}- or .{name}-" for name in names)]
    return [
        ["tests/core/test_matrix.py", *of_class],
        [name for name in dict.fromkeys(files) if (copy / name).exists()],
        [*walking, *of_class],
        [path for path, text in tests.items() if path not in walking and called.search(text)],
    ]


def caught_by(fault: Fault, copy: Path, *, everywhere: bool) -> str:
    """The first test that finds a fault, among those near it or everywhere."""
    path = copy / fault.path
    source, kept = path.read_text(encoding="utf-8"), path.stat()
    runs = [["tests/core", "-n", "2"]] if everywhere else near(fault, copy)
    path.write_text(fault.planted(source), encoding="utf-8")
    try:
        return next((found for arguments in runs if arguments and (found := judge(copy, *arguments))), "")
    finally:
        path.write_text(source, encoding="utf-8")
        os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))  # what was compiled of it is valid again


@dataclass
class Bench:
    """Copies of the tree, of which each serves one fault at a time."""

    folder: Path
    processes: int

    def __post_init__(self) -> None:
        self.copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(self.processes):
            self.copies.put(copy_of(self.folder / str(number)))

    def survivors(self, planted: Sequence[Fault], *, everywhere: bool) -> list[Fault]:
        """Plant each fault, print by which test it was found, and give those that were not."""

        def tried(fault: Fault) -> tuple[Fault, str, float]:
            copy, begin = self.copies.get(), time.perf_counter()
            try:
                return fault, caught_by(fault, copy, everywhere=everywhere), time.perf_counter() - begin
            finally:
                self.copies.put(copy)

        left = []
        with ThreadPoolExecutor(self.processes) as pool:
            for fault, test, seconds in pool.map(tried, planted):
                verdict = "caught" if test else "NOT FOUND" if everywhere else "not near"
                print(f"{verdict:9} {seconds:6.1f} s  {fault}  ← {test or '—'}", flush=True)
                if not test:
                    left.append(fault)
        return left


def main() -> int:
    """Plant, test, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=60, help="how many faults")
    parser.add_argument("--all", action="store_true", help="all of them")
    parser.add_argument("--only", default="", help="only faults whose line in the table holds this text")
    parser.add_argument("--list", action="store_true", help="print the faults and plant none")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many at the same time")
    given = parser.parse_args()
    every = [fault for fault in faults() if given.only in str(fault)]
    taken = every if given.all or given.only else chosen(every, given.count)
    print(f"{len(taken)} of {len(every)} faults; {len(EQUIVALENT)} more change nothing")
    if given.list:
        print(*taken, sep="\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.processes)
        left = bench.survivors(taken, everywhere=False)
        print(
            f"{len(taken) - len(left)} were found by the tests nearest to them; the other {len(left)} by all of them:"
        )
        left = bench.survivors(left, everywhere=True)
    print(f"{len(taken) - len(left)} of {len(taken)} were found")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
