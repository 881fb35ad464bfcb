"""The command line: open the window, or do without it.

Each command imports what it needs, so that all answer at once.
"""

# ruff: noqa: PLC0415  # `--version` and `--help` load nothing that only another command needs

from __future__ import annotations

import argparse
import os
import re
import sys
from contextlib import ExitStack
from datetime import timedelta
from importlib import metadata
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from explorer.batch.run import Outcome
    from explorer.document.document import Document
    from explorer.document.reports import Stage
    from explorer.script import Script

PROGRAM = "derivative-explorer"
FAILED, USAGE, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141
DOING = {"read": "reading", "derive": "deriving", "rewrite": "rewriting", "layout": "laying out", "run": "computing"}
PACKAGES = (
    *("numpy", "scipy", "networkx", "pygraphviz", "typst", "PySide6-Essentials", "pyqtgraph"),
    *("llvmlite", "distributed"),
)
_BLINK = 0.1  # seconds between what a line of progress says
_LISTED = 10  # rows


class CommandError(Exception):
    """Something that the person should read; the command ends with this exit code."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; the result is the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments and arguments[0] in COMMANDS:
            return _command(arguments[0], arguments[1:])
        return _window(_window_parser().parse_args(arguments))
    except SystemExit as end:  # argparse has said all there is to say
        return end.code if isinstance(end.code, int) else FAILED
    except CommandError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _leave_pipe()


def window() -> int:
    """Open the window; the entry point of the graphical program."""
    return main()


# parsers


def _window_parser() -> argparse.ArgumentParser:
    commands = "\n".join(f"  {name:<10} {help}" for name, (help, _, _) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="See the derivative of a tensor expression: its graph, every rewrite, its formula, its numbers.",
        epilog=f"commands:\n{commands}\n\n{PROGRAM} COMMAND --help tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="open this document or script in the window")
    parser.add_argument("--version", action="version", version=f"%(prog)s {version()}")
    shot = "draw the window into this PNG file and end; needs no display"
    parser.add_argument("--screenshot", type=Path, metavar="OUT", help=shot)
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="of the screenshot")
    size = "of the screenshot in pixels, such as 1600x1000"
    parser.add_argument("--size", type=_size, default=(1600, 1000), metavar="WxH", help=size)
    return parser


def _command(name: str, arguments: list[str]) -> int:
    help, declare, do = COMMANDS[name]
    parser = argparse.ArgumentParser(prog=f"{PROGRAM} {name}", description=f"{help[0].upper()}{help[1:]}.")
    declare(parser)
    return do(parser.parse_args(_shielded(arguments) if name == "formula" else arguments))


def _shielded(arguments: list[str]) -> list[str]:
    """Formulas begin with a minus now and then; what holds a space is never taken for an option."""
    return [f" {one}" if one.startswith("-") and not one.startswith("--") and one != "-h" else one for one in arguments]


def _declare_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a script or a document; - reads standard input")


def _declare_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a script or a document; - reads standard input")
    parser.add_argument("--view", required=True, help="graph-before, graph-after, formula, jacobian, hessian, steps, …")
    parser.add_argument("--target", metavar="NAME", help="the expression to look at; without it, the last derivative")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="OUT", help="the file; its ending decides")
    _declare_rules(parser)
    _declare_search(parser)
    parser.add_argument("--theme", choices=("light", "dark", "print"), default="light", help="colours of pictures")
    layouts = "how a formula writes a derivative; without it, as the document says"
    parser.add_argument("--layout", choices=("mixed", "numerator", "denominator"), help=layouts)
    parser.add_argument("--dpi", type=_dpi, metavar="N", help="pixels to the inch of a PNG; 192 unless it is too large")
    parser.add_argument("--width", type=_centimetres, metavar="CM", help="width of a picture on paper, in centimetres")
    around = "only the neighbourhood of a node of the graph, by its name, its label or its number"
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--around", metavar="NODE", help=around)
    part.add_argument("--nodes", type=_numbers, metavar="N,N,…", help="only these nodes, by their numbers")
    parser.add_argument("--reach", type=_positive, metavar="N", help="so many edges around that node; 2")
    measure = "write nothing: print width and height of the picture in pixels"
    parser.add_argument("--measure", action="store_true", help=measure)


def _dpi(text: str) -> int:
    if not text.isdecimal() or not 10 <= int(text) <= 2400:
        raise argparse.ArgumentTypeError(f"{text} is no resolution of 10 to 2400 dpi")
    return int(text)


def _centimetres(text: str) -> float:
    try:
        width = float(text)
    except ValueError:
        width = 0.0
    if not 0.5 <= width <= 10_000:
        raise argparse.ArgumentTypeError(f"{text} is no width of 0.5 to 10000 cm")
    return width


def _numbers(text: str) -> frozenset[int]:
    parts = text.split(",")
    if not all(part.strip().isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(f"{text} is no list of numbers such as 1,4,7")
    return frozenset(map(int, parts))


def _declare_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a script or a document; - reads standard input")
    _declare_rules(parser)


def _declare_batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a script or a document; - reads standard input")
    inputs = "an array for each variable (.npz), or a row for each evaluation under x, v[0], A[0,1] (.csv)"
    parser.add_argument("--inputs", required=True, type=Path, metavar="IN", help=inputs)
    names = "the expressions to compute, J,H; without it, the last derivative"
    parser.add_argument("--outputs", metavar="NAMES", type=_names, help=names)
    out = "a .npy file of one output, a .npz file of several, or a folder"
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="OUT", help=out)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=_positive, metavar="N", help="compute in so many processes")
    where.add_argument("--scheduler", metavar="ADDRESS", help="compute on the Dask cluster of a scheduler, tcp://…")
    parser.add_argument("--chunk", type=_positive, metavar="ROWS", help="so many rows are computed together")
    errors = "what becomes of a row that fails: it ends all, becomes NaN, or is also listed in OUT.failures.csv"
    parser.add_argument("--on-error", choices=("raise", "nan", "collect"), default="raise", help=errors)
    parser.add_argument("--resume", action="store_true", help="go on with a run that was stopped")
    parser.add_argument("--force", action="store_true", help="write over results that are there")
    _declare_rules(parser)


def _names(text: str) -> list[str]:
    """The names in ``J,H``; commas in brackets are part of a name."""
    return [name.strip() for name in re.split(r",(?![^\[(]*[\])])", text) if name.strip()]


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 on")
    return int(text)


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not cross or not all(part.isdecimal() and 400 <= int(part) <= 8000 for part in (width, height)):
        raise argparse.ArgumentTypeError(f"{text} is no size of 400 to 8000 pixels each way, such as 1600x1000")
    return int(width), int(height)


def _declare_rules(parser: argparse.ArgumentParser) -> None:
    help = "rewrite rules that are used: --rules=safe, --rules=-cancel,-trigonometry, …"
    parser.add_argument("--rules", metavar="RULES", help=help)


def _declare_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--search", action="store_true", help="look for a shorter form than the rules lead to")


def _declare_formula(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("formula", type=str.strip, metavar="FORMULA", help='as on paper: "norm2(A*x - y)^2"')
    parser.add_argument(
        "--by", metavar="NAME", help="the variable of the derivative; without it, x, or the first array"
    )


def _declare_info(_: argparse.ArgumentParser) -> None:
    pass  # it takes nothing


def _declare_pictures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="draw the window of this one; without it, the gallery")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder for the pictures")
    parser.add_argument("--manual", action="store_true", help="draw the pictures of the manual")


# commands


def _window(arguments: argparse.Namespace) -> int:
    path = None if arguments.file is None else Path(arguments.file)
    if path is not None and not path.exists():
        raise CommandError(f"{path}: no such file (and no command; the commands are {', '.join(COMMANDS)})")
    if arguments.screenshot is not None:
        return _screenshot(arguments)
    if _lacks_display():
        hint = f"try `{PROGRAM} pictures --out DIR`, which draws the windows to files, or `{PROGRAM} --help`"
        raise CommandError(f"there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set); {hint}")
    from explorer.ui import application

    return application.run(path)


def _screenshot(arguments: argparse.Namespace) -> int:
    _choose_offscreen()
    from explorer.document.gallery import gallery
    from explorer.ui import pictures

    entry = gallery()[0]
    name, document = entry.name, entry.document
    if arguments.file is not None:
        name, document = Path(arguments.file).stem, _open(arguments.file)
    try:
        pictures.screenshot(name, document, arguments.screenshot, arguments.theme, arguments.size)
    except OSError as error:
        raise CommandError(str(error)) from error
    print(arguments.screenshot, flush=True)
    return 0


def _run(arguments: argparse.Namespace) -> int:
    from explorer.script import Limits, run

    script = run(_open(arguments.file).text, limits=Limits(seconds=None), stdout=_write)
    sys.stdout.flush()
    return _complain(script, arguments.file)


def _formula(arguments: argparse.Namespace) -> int:
    from explorer.short import ShortError, script_of

    try:
        written = script_of(arguments.formula, arguments.by)
    except ShortError as error:
        mark = " " * error.start + "^" + "~" * max(0, min(error.stop, len(arguments.formula)) - error.start - 1)
        hint = f"\n  hint: {error.hint}" if error.hint else ""
        raise CommandError(f"{error}\n    {arguments.formula}\n    {mark}{hint}") from error
    _write(written.script)
    for note in written.notes:
        print(note, file=sys.stderr)
    return 0


def _export(arguments: argparse.Namespace) -> int:
    _choose_offscreen()
    from explorer.document.export import ExportError, Part, check, export, natural_size
    from explorer.document.picture_size import Measure

    if arguments.reach is not None and arguments.around is None:
        raise CommandError("--reach is of the node that --around names", USAGE)
    part = Part(arguments.around or "", arguments.reach or 2, arguments.nodes)
    measure = Measure(arguments.dpi, arguments.width)
    progress = _Progress()
    size = None
    try:
        check(arguments.view, arguments.output)
        document = _with_rules(_open(arguments.file), arguments.rules)
        document = document.edit(search=True) if arguments.search else document
        document = document.edit(layout=arguments.layout) if arguments.layout else document
        if _complain(_read(document), arguments.file):
            return FAILED
        if arguments.measure:
            width, height = natural_size(document, arguments.view, arguments.target, part=part, stage=progress)
            progress.end()
            print(f"{width:g} {height:g}")
            return 0
        size = export(
            document,
            arguments.view,
            arguments.target,
            arguments.output,
            theme=arguments.theme,
            measure=measure,
            part=part,
            stage=progress,
        )
    except ExportError as error:
        raise CommandError(str(error), USAGE if error.usage else FAILED) from error
    finally:
        progress.end()
    if size is not None and size.note:
        print(f"{PROGRAM}: {size.note}", file=sys.stderr)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from explorer.document.checks import check_all

    document = _with_rules(_open(arguments.file), arguments.rules)
    if _complain(_read(document), arguments.file):
        return FAILED
    progress = _Progress()
    passed = True
    for line in check_all(document, stage=progress):
        progress.end()
        print(f"{'ok  ' if line.passed else 'FAIL'}  {line.text}: {line.detail}", flush=True)
        passed = passed and line.passed
    progress.end()
    return 0 if passed else FAILED


def _batch(arguments: argparse.Namespace) -> int:
    from explorer.batch.cluster import ClusterError, cluster
    from explorer.batch.finish import write_failures
    from explorer.batch.inputs import InputError, read_inputs
    from explorer.batch.processes import Processes, StartError
    from explorer.batch.run import run
    from explorer.batch.store import StoreError
    from explorer.core.errors import ExplorerError
    from explorer.document.batches import RequestError, request

    document = _with_rules(_open(arguments.file), arguments.rules)
    if _complain(_read(document), arguments.file):
        return FAILED
    progress = _Rows()
    try:
        wanted = request(document, arguments.outputs)
        inputs = read_inputs(arguments.inputs, wanted.variables)
        batch = wanted.batch(inputs, arguments.chunk, arguments.on_error)
        with ExitStack() as stack:
            executor: Executor | None = None
            if arguments.scheduler is not None:
                executor = stack.enter_context(cluster(arguments.scheduler))
            elif arguments.workers is not None:
                executor = stack.enter_context(Processes(arguments.workers))
            how = {"resume": arguments.resume, "force": arguments.force}
            outcome = run(batch, wanted.names, arguments.output, executor, progress.rows, **how)
        if arguments.on_error == "collect":
            write_failures(arguments.output, outcome.failures)
    except RequestError as error:
        raise CommandError(str(error), USAGE if error.usage else FAILED) from error
    except (ClusterError, ExplorerError, InputError, OSError, StartError, StoreError) as error:
        raise CommandError(str(error)) from error
    except KeyboardInterrupt:
        progress.end()
        print(f"{PROGRAM}: stopped; --resume goes on with what is left", file=sys.stderr)
        return INTERRUPTED
    finally:
        progress.end()
    print(progress.told(outcome), file=sys.stderr)
    return 0


def _info(_: argparse.Namespace) -> int:
    from explorer import resources

    rows = [("derivative-explorer", version()), ("python", f"{sys.version.split()[0]} ({sys.executable})")]
    for package in PACKAGES:
        try:
            rows.append((package, metadata.version(package)))
        except metadata.PackageNotFoundError:
            rows.append((package, "not installed"))
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or "none"
    rows += [
        ("program", str(Path(__file__).parent)),
        ("resources", str(resources.path())),
        ("system", sys.platform),
        ("processors", str(os.cpu_count())),
        ("display", display if sys.platform.startswith("linux") else "the system's"),
        ("Qt platform", os.environ.get("QT_QPA_PLATFORM") or ("offscreen" if _lacks_display() else "Qt's choice")),
    ]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")
    return 0


def _pictures(arguments: argparse.Namespace) -> int:
    _choose_offscreen()
    document = None if arguments.file is None else _open(arguments.file)
    from explorer.document.gallery import gallery
    from explorer.ui import pictures

    arguments.out.mkdir(parents=True, exist_ok=True)
    progress = _Progress()
    if arguments.manual:
        written = pictures.manual(arguments.out)
    elif document is not None:
        written = pictures.windows([(Path(arguments.file).stem, document)], arguments.out)
    else:
        seven = [entry for entry in gallery() if entry.group == gallery()[0].group]
        written = pictures.windows([(entry.name, entry.document) for entry in seven], arguments.out)
    for path in written:
        progress.end()
        print(path, flush=True)
    return 0


# what they share


def version() -> str:
    """The version of the program."""
    try:
        return metadata.version(PROGRAM)
    except metadata.PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"


def _open(name: str) -> Document:
    from explorer.document.document import Document
    from explorer.document.files import FileError, open_document

    if name == "-":
        return Document(sys.stdin.read())
    try:
        return open_document(name)
    except FileError as error:
        raise CommandError(f"{name}: {error.reason}") from error


def _with_rules(document: Document, rules: str | None) -> Document:
    """The document with this choice of rules; with its own where none was made."""
    if rules is None:
        return document
    from explorer.core.pipeline import rules_off

    try:
        return document.edit(rules_off=rules_off(rules))
    except ValueError as error:
        raise CommandError(f"--rules: {error}", USAGE) from error


def _read(document: Document) -> Script:
    from explorer.document.scripts import read

    return read(document.text)


def _complain(script: Script, name: str) -> int:
    """Show the mistake in a script, if there is one: place, line, mark, hint. Gives the exit code."""
    if script.error is None:
        return 0
    print(script.error.render(script.source, name), file=sys.stderr)
    return FAILED


def _write(text: str) -> None:
    """Print for a script. A closed pipe ends the command; it is no mistake of the script's."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise SystemExit(_leave_pipe()) from None


def _leave_pipe() -> int:
    """The reader of our output has what it wanted (`… | head`): nothing more is written, not even at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED


def _lacks_display() -> bool:
    """Whether Qt would end the whole process for want of a display, which nothing can catch."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _choose_offscreen() -> None:
    """Draw without a display. Must come before anything loads Qt; a platform that the person chose stays."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class _Progress:
    """One line on a terminal that says what is being done; nothing anywhere else."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._length = 0

    def __call__(self, stage: Stage) -> None:
        self._say(f"{DOING[stage]} …")

    def _say(self, text: str) -> None:
        if self._shown:
            print(f"\r{text:<{self._length}}", end="", file=sys.stderr, flush=True)
            self._length = len(text)

    def end(self) -> None:
        """Take the line away."""
        if self._length:
            print(f"\r{'':<{self._length}}\r", end="", file=sys.stderr, flush=True)
            self._length = 0


class _Rows(_Progress):
    """The same line for rows: how many there are, how many in a second, and how long it will still take."""

    def __init__(self) -> None:
        super().__init__()
        self._begun: tuple[float, int] | None = None
        self._said = 0.0

    def rows(self, done: int, rows: int) -> None:
        """Say it, now and then."""
        now = monotonic()
        if self._begun is None:
            self._begun = now, done
        seconds, new = now - self._begun[0], done - self._begun[1]
        if new and now - self._said > _BLINK:
            self._said = now
            left = timedelta(seconds=round((rows - done) * seconds / new))
            self._say(f"{done:,} of {rows:,} rows, {new / max(seconds, _BLINK):,.0f} a second, {left} left")

    def told(self, outcome: Outcome) -> str:
        """What is to say at the end."""
        new = outcome.rows - outcome.before
        earlier = f" and {outcome.before:,} of an earlier run" if outcome.before else ""
        seconds = max(monotonic() - self._begun[0], 1e-3) if self._begun is not None else 0.0
        speed = f" in {seconds:,.1f} s, {new / seconds:,.0f} a second" if new and seconds else ""
        parts = [f"{new:,} rows{speed}{earlier}"]
        if outcome.failures:
            listed = ", ".join(str(row) for row, _ in outcome.failures[:_LISTED])
            more = ", …" if len(outcome.failures) > _LISTED else ""
            parts.append(f"{len(outcome.failures):,} could not be computed: {listed}{more}")
        return "; ".join(parts)


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]] = {
    "run": ("print what a script prints", _declare_run, _run),
    "formula": ("make a script of a formula as mathematicians type it", _declare_formula, _formula),
    "export": ("write a graph, a formula, a matrix or the steps to a file", _declare_export, _export),
    "check": ("check every derivative of a script against numbers", _declare_check, _check),
    "batch": ("compute expressions for many inputs, into files", _declare_batch, _batch),
    "info": ("print versions and where things are", _declare_info, _info),
    "pictures": ("draw windows to picture files", _declare_pictures, _pictures),
}
