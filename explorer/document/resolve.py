"""From a document to what the window shows: a pure function, and as a stream of views, the quick ones first."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explorer.document.arrays import array_view
from explorer.document.cards import card_views
from explorer.document.checks import checks_view
from explorer.document.document import Derivative, Document
from explorer.document.effects import effects_views
from explorer.document.formulas import all_formulas, formula_views
from explorer.document.graphs import graph_view
from explorer.document.mistakes import message_for
from explorer.document.products import product_view
from explorer.document.profile import profile_view
from explorer.document.reading import assignment, message_of, script_view, span_of
from explorer.document.results import code_view, values_view
from explorer.document.scripts import read
from explorer.document.snapshot import Message, Snapshot, Timings
from explorer.document.steps import step_views, theme_views
from explorer.document.sweep import sweep_view
from explorer.document.target import TargetError, choose
from explorer.document.work import work_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from explorer.document.reports import Stage
    from explorer.document.snapshot import FormulaView, Span, ValuesView
    from explorer.document.work import Work
    from explorer.script import Script

    Views = Iterator[tuple[str, object]]

FORMULAS_SECONDS = 1.5  # for all formulas between the first and the last
TRIAL = "x: real[n]\ny = sum(x ** 2)\ng = grad(y, x)\n"


def resolve(document: Document) -> Snapshot:
    """Everything the window shows of a document."""
    snapshot = Snapshot()
    for name, view in views(document):
        snapshot = replace(snapshot, **{name: view})  # type: ignore[arg-type]  # names and views belong together
    return snapshot


def warm() -> None:
    """Load and try everything once, so that the first document does not wait for it."""
    resolve(Document(TRIAL))


def views(document: Document, stage: Callable[[Stage], None] = lambda _: None) -> Views:
    """The views of a document, each as the name of its field in `Snapshot` and the view.

    A name may come again, with a view that says more. ``stage`` is called as each stage of the work begins; what it
    raises ends the work.
    """
    return _Resolution(document, stage).views()


class _Resolution:
    """One document on its way; errors become messages, and what still can be shown is shown."""

    def __init__(self, document: Document, stage: Callable[[Stage], None]) -> None:
        self._document = document
        self._announce = stage
        self._messages: list[Message] = []
        self._times: dict[str, float] = {}
        self._stage = "read"
        self._began = time.perf_counter()

    def views(self) -> Views:
        self._begin("read")
        script = read(self._document.text)
        if script.error is not None:
            self._messages.append(message_of(script.error))
        self._begin("derive")
        work = self._work(script)
        values = assignment(self._document, script, None if work is None else work.subject)
        for name, error in values.errors.items():
            self._messages.append(Message("warning", error if error.startswith(name) else f"{name}: {error}"))
        yield "script", script_view(script, None if work is None else work.subject, values)
        said = tuple(self._messages)
        yield "messages", said
        if work is not None:
            yield from self._derivation(work)
            self._begin("run")
            given = dict(values.values)
            shown = yield from self._numbers(work, given)
            self._begin("typeset")
            yield from self._readings(work, given, shown)
        if script.finish() is not None and not self._messages:
            self._messages.append(message_of(script.finish()))  # type: ignore[arg-type]  # just seen not to be None
        yield "script", script_view(script, None if work is None else work.subject, values)
        if said != tuple(self._messages):
            yield "messages", tuple(self._messages)
        self._begin("done")
        yield "timings", Timings(**{name: self._times.get(name, 0.0) for name in Timings.__slots__})

    def _derivation(self, work: Work) -> Views:
        """What does not depend on values."""
        self._begin("rewrite")
        if self._try(lambda: work.after) is None:
            work.leave_raw()
        yield from self._view("formulas", lambda: formula_views(work, self._document.layout))
        self._begin("layout")
        yield from self._view("graph", lambda: work.keep("graph", graph_view))
        yield from self._view("themes", theme_views)
        yield from self._view("steps", lambda: work.keep("steps", step_views))

    def _numbers(self, work: Work, values: dict[str, Any]) -> Generator[tuple[str, object], None, ValuesView | None]:
        """What depends on values; returns the values of the nodes."""
        shown: ValuesView | None = self._try(lambda: values_view(work, values))
        if shown is not None:
            yield "values", shown
        if self._document.looking == "sweep":
            yield from self._view("sweep", lambda: sweep_view(work, values))
        yield from self._view("code", lambda: work.keep("code", code_view))
        if shown is not None and shown.result is not None:
            result = shown.result
            yield from self._view("array", lambda: array_view(work, values, result))
            yield from self._view("product", lambda: product_view(work, values))
            yield from self._view("checks", lambda: checks_view(work, values))
        return shown

    def _readings(self, work: Work, values: dict[str, Any], shown: ValuesView | None) -> Views:
        """What a person reads at leisure: what nodes cost, cards of operations, formulas between first and last."""
        if shown is not None:
            kept = shown.values
            yield from self._view("profile", lambda: profile_view(work, values, kept))
        yield from self._view("cards", lambda: work.keep("cards", card_views))
        yield from self._all_formulas(work)
        if self._document.effects:
            yield from self._effects(work)

    def _all_formulas(self, work: Work) -> Views:
        """The formulas again, where there is more to say: between the first and the last, and where parts stand."""
        layout, end = self._document.layout, time.monotonic() + FORMULAS_SECONDS

        def more() -> bool:
            self._announce("typeset")
            return time.monotonic() < end

        def make(work: Work) -> tuple[FormulaView, ...]:
            return all_formulas(work, layout, more)

        found = self._try(lambda: work.keep(f"all formulas, {layout}", make))
        if found is not None and found != formula_views(work, layout):
            yield "formulas", found

    def _effects(self, work: Work) -> Views:
        """One view after another, so that a newer document need not wait for the last."""
        effects = effects_views(work, self._document.layout)
        while (view := self._try(lambda: next(effects, None))) is not None:
            yield "effects", view
            self._announce("typeset")

    def _work(self, script: Script) -> Work | None:
        document = self._document
        name = document.target
        if name is not None and name not in script.names and script.error is None:
            text = f"{name} is not in the script any more"
            self._messages.append(Message("warning", text, "Something else is looked at instead."))
        try:
            return work_of(document)
        except TargetError as error:
            self._messages.append(Message("error", error.message, error.hint, self._place(script)))
        except Exception as error:  # noqa: BLE001  # the script itself can still be shown
            self._messages.append(message_for(error, self._place(script)))
        if document.derivative.kind == "none":
            return None
        stands: Work | None = self._try(lambda: work_of(document.edit(derivative=Derivative())))
        return stands  # the expression itself can be looked at all the same

    def _place(self, script: Script) -> Span | None:
        binding = choose(script, self._document.target)
        return None if binding is None else span_of(binding.span)

    def _view(self, name: str, make: Callable[[], object]) -> Views:
        view = self._try(make)
        if view is not None:
            yield name, view

    def _try(self, make: Callable[[], Any]) -> Any:
        """What ``make`` gives; an error becomes a message, and the other views come all the same."""
        try:
            return make()
        except Exception as error:  # noqa: BLE001  # one view fails, the others need not
            message = message_for(error)
            if message not in self._messages:
                self._messages.append(message)
            return None

    def _begin(self, stage: Any) -> None:
        now = time.perf_counter()
        self._times[self._stage] = self._times.get(self._stage, 0.0) + 1000 * (now - self._began)
        self._stage, self._began = stage, now
        if stage != "done":
            self._announce(stage)
