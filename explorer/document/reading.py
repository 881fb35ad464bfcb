"""What a script says, as the window shows it: names, variables with their values, types by line, messages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.document.given_values import given_values
from explorer.document.joined import joined, same_shape
from explorer.document.snapshot import Input, Message, Named, ScriptView, Span
from explorer.document.target import variables_of
from explorer.document.values import Declared, assign
from explorer.script.language import ATTRIBUTES, CONSTANTS, FUNCTIONS, KEYWORDS, MODULES, TYPE_NAMES

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.document.document import Document
    from explorer.document.joined import Pair
    from explorer.document.target import Subject
    from explorer.document.values import Assignment
    from explorer.script import Script, ScriptError
    from explorer.script import Span as ScriptSpan

WORDS = (*KEYWORDS, *CONSTANTS, *TYPE_NAMES, *FUNCTIONS, *MODULES, *ATTRIBUTES)


def span_of(span: ScriptSpan | tuple[int, int, int, int] | None) -> Span | None:
    """A place in the script as the window knows it."""
    if span is None:
        return None
    return Span(*span) if isinstance(span, tuple) else Span(*span.as_tuple())


def message_of(error: ScriptError) -> Message:
    """A mistake in the script."""
    return Message("error", error.message, error.hint, span_of(error.span))


def assignment(document: Document, script: Script, subject: Subject | None) -> Assignment:
    """A value for every variable of the script, and for the vector of the product that is looked at."""
    variables = {name: declared.variable for name, declared in script.variables.items()}
    chosen = dict(document.values)
    outputs: list[Expression] = [binding.expression for binding in script.names.values()]
    pairs: list[Pair] = []
    if subject is not None:
        outputs.append(subject.expression)
        made = subject.made_vector
        if made is not None:
            variables[subject.vector_name] = made
            chosen[subject.vector_name] = document.derivative.vector
        if subject.derivation is not None and subject.derivation.vector is not None:
            of = subject.derivation.of if subject.derivation.kind == "lop" else subject.derivation.wrt
            pairs = list(same_shape(subject.derivation.vector, of))
    return assign(
        [Declared(name, variable.dtype, variable.dimensions) for name, variable in variables.items()],
        chosen,
        document.dimensions,
        equal=[*pairs, *_pairs(tuple(outputs))],
        suggested=list(given_values(script)),
    )


@lru_cache(maxsize=8)
def _pairs(outputs: tuple[Expression, ...]) -> tuple[Pair, ...]:
    return tuple(joined(outputs))


def script_view(script: Script, subject: Subject | None, values: Assignment) -> ScriptView:
    """The script as the window shows it."""
    named = tuple(
        Named(
            name=binding.name,
            type=str(binding.expression.type),
            span=span_of(binding.span),
            is_derivative=binding.is_derivative,
            ndim=binding.expression.ndim,
            variables=variables_of(binding.expression, script),
        )
        for binding in script.names.values()
    )
    inputs = tuple(
        Input(
            name=name,
            type=str(declared.variable.type),
            dtype=str(declared.variable.dtype),
            dimensions=tuple(map(str, declared.variable.dimensions)),
            value=values.values.get(name),
            source=values.sources.get(name, ""),
            span=span_of(declared.span),
            error=values.errors.get(name, ""),
        )
        for name, declared in script.variables.items()
    )
    lines = [(one.span, one.type) for one in inputs] + [(one.span, one.type) for one in named]
    types = {span.line: type for span, type in lines if span is not None}
    return ScriptView(
        names=named,
        inputs=inputs,
        types=tuple(sorted(types.items())),
        completions=completions(script),
        output=script.outputs,
        target=None if subject is None else subject.target,
        title="" if subject is None else subject.title,
    )


def completions(script: Script) -> tuple[str, ...]:
    """Words that the editor may offer: the script's own first."""
    own = (*script.variables, *(name for name in script.names if name.isidentifier()))
    return tuple(dict.fromkeys((*own, *WORDS)))
