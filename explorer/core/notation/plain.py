"""The notation that people read and type: NumPy's, with no more parentheses than precedence needs.

What an operation looks like follows from its card (`infix` and `precedence`, else a call by name); `_FORMS` has those
whose look depends on their parameters.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from explorer.core.expr import Constant
from explorer.core.inner import told
from explorer.core.notation.functions import own_operands, parameter_names
from explorer.core.notation.loops import inner_names
from explorer.core.notation.operands import index_text, with_operands
from explorer.core.notation.stream import Scope, check_length, separated, stream
from explorer.core.notation.values import constant_text, is_negative

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.notation.stream import Expand, Part

    Outer = Mapping[Expression, tuple[Expand, Expression]]
    Inside = Callable[[Sequence[Expression], Mapping[Expression, str], Outer], Sequence[Part]]

_CALL = 100
_SUM, _PRODUCT, _SIGN, _POWER = 10, 20, 25, 30
_MIXED = {"*", "/", "//", "%", "@"}
_SIGN_DEPTH = 20  # how far down a sign is looked for


def read(expression: Expression) -> str:
    """The expression as people write it: ``X.T @ (y * sigmoid(-m))``.

    Names of results are not used: the text says what the expression is made of. Large arrays are named, or told by
    shape.

    Raises:
        ExplorerError: where shared parts, repeated, would make the text endless.
    """
    check_length(expression)
    return "".join(stream([(expression, 0)], expander({})))


def brief(expression: Expression, limit: int = 60) -> str:
    """A short text for messages: the name where there is one, else what can be read of it within ``limit``.

    What is longer is elided in the middle. Never raises for a text that would be endless: it reads the ends only.
    """
    if expression.name and expression.owner is not None:
        return _elided(expression.name, limit)
    expand = expander({})
    room = limit - 1
    head = _collect(stream([(expression, 0)], expand), limit + 1)
    if len(head) <= limit:
        return head
    tail = _collect((piece[::-1] for piece in stream([(expression, 0)], expand, backwards=True)), room // 3)[::-1]
    return f"{head[: room - len(tail)]}…{tail}"


def beginnings(expressions: Sequence[Expression], limit: int) -> dict[Expression, str]:
    """What `read` gives of each expression, cut with an ellipsis after ``limit`` characters, and never endless.

    Each text is put together from those of its operands, so that all parts of a graph cost little more than one.
    """
    expand = expander({})
    known: dict[tuple[Expression, int], str] = {}
    waiting: dict[tuple[Expression, int], Sequence[Part]] = {}
    stack: list[tuple[Expression, int]] = [(e, 0) for e in expressions]
    while stack:
        place = stack[-1]
        if place in known:
            stack.pop()
            continue
        if place not in waiting:
            waiting[place] = expand(*place)
            missing = [part for part in waiting[place] if isinstance(part, tuple) and part not in known]
            if missing:
                stack += reversed(missing)
                continue
        text = ""
        for part in waiting.pop(place):
            if isinstance(part, tuple):
                text += known[part]
            else:
                text += part if isinstance(part, str) else _collect(stream([part], expand), limit + 1)
            if len(text) > limit:
                break
        known[stack.pop()] = text[: limit + 1]
    texts = {e: known[e, 0] for e in expressions}
    return {e: text if len(text) <= limit else f"{text[: limit - 1]}…" for e, text in texts.items()}


def _elided(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1 - limit // 3]}…{text[-(limit // 3) :]}"


def _collect(pieces: Any, enough: int) -> str:
    text = ""
    for piece in pieces:
        text += piece
        if len(text) >= enough:
            break
    return text[:enough]


def written_out(outputs: Sequence[Expression], names: Mapping[Expression, str], outer: Outer) -> Sequence[Part]:
    """What a call of a function inside gives, with shared parts as often as they are used."""
    return [Scope(expander(names, outer), results(outputs))]


def results(outputs: Sequence[Expression]) -> Sequence[Part]:
    """A value, or a tuple where there are several."""
    parts = separated(outputs)
    return parts if len(outputs) == 1 else ["(", *parts, ")"]


def expander(names: Mapping[Expression, str], outer: Outer | None = None, inside: Inside = written_out) -> Expand:
    """What an operand is made of, in parentheses where its place asks for them; parts that have ``names`` end there.

    In a function inside an operation, ``outer`` has what its captured variables stand for. ``inside`` says how such a
    function is written.
    """

    def expand(e: Expression, precedence: int) -> Sequence[Part]:
        if e in names:
            return [names[e]]
        if outer and e in outer:
            around, x = outer[e]
            return [Scope(around, [(x, precedence)])]
        node = e.owner
        if node is not None and node.op.name == "assume":  # a fact about what is there is not a part of it
            return expand(node.inputs[0], precedence)
        if node is None:
            level, parts = _leaf(e)
        else:
            level, parts = _inner(node, expand, inside) if node.op.functions() else _form(node)
        for what in e.which:
            which = f"[{what}]" if what.isdigit() else _ENDS.get(what, f".{what}")
            parts = [*(parts if level >= _CALL else ["(", *parts, ")"]), which]
            level = _CALL
        return parts if level >= precedence else ["(", *parts, ")"]

    return expand


def _leaf(e: Expression) -> tuple[int, Sequence[Part]]:
    if isinstance(e, Constant):
        text = constant_text(e)
        if e.ndim == 0 and e.dtype.kind == "c" and {"+", "-"} & set(text[1:]):
            return _SUM, [text]
        return (_SIGN if text.startswith("-") else _CALL), [text]
    return _CALL, [e.name or f"<{e.type}>"]


def _form(node: Apply) -> tuple[int, Sequence[Part]]:
    op = node.op
    special = _FORMS.get(op.name)
    if special is not None:
        return special(op, node)
    if op.infix:
        return _infix(op, node)
    if op.family == "reduction":
        return _reduction(op, node)
    return _call(op, node)


def _call(op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    """The name with the operands, and the parameters that are not at their defaults."""
    given = [f"{f.name}={getattr(op, f.name)!r}" for f in fields(op) if _is_told(op, f)] if is_dataclass(op) else []
    rest = "".join(f", {one}" for one in given) if node.inputs else ", ".join(given)
    return _CALL, [f"{op.name}(", *separated(node.inputs), f"{rest})"]


def _is_told(op: Any, field: Any) -> bool:
    return field.default is MISSING or getattr(op, field.name) != field.default


def _infix(op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    level = op.precedence
    if len(node.inputs) == 1:
        return level, [op.infix, (node.inputs[0], level + 1)]
    tighter = level if level > _SIGN else level + 1  # comparisons do not chain, here
    first = level if _SUM <= level <= _SIGN and _reads_on(op.infix, node.inputs[0]) else level + 1
    parts: list[Part] = [(node.inputs[0], first)]
    for x in node.inputs[1:]:
        parts += [f" {op.infix} ", (x, tighter)]
    return level, parts


def _reads_on(infix: str, first: Expression) -> bool:
    """Whether the first operand goes without parentheses: ``a * b / c``, ``2 * A @ x``, but ``(u * v) @ A``."""
    node = first.owner
    before = "" if node is None else node.op.infix
    if node is None or before == infix or {before, infix} <= {"*", "/"} or before not in _MIXED:
        return True
    return before == "*" and infix == "@" and any(x.ndim == 0 for x in node.inputs)


def _power(_op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    base, exponent = node.inputs
    if isinstance(exponent, Constant) and is_negative(exponent):
        return _POWER, [(base, _POWER + 1), "**", constant_text(exponent)]
    return _POWER, [(base, _POWER + 1), "**", (exponent, _POWER)]


def _sum(_op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    """A sum: a term that begins with a minus is subtracted."""
    parts: list[Part] = [(node.inputs[0], _SUM)]
    for x in node.inputs[1:]:
        positive = without_sign(x)
        parts += [" + ", (x, _SUM + 1)] if positive is None else [" - ", *positive]
    return _SUM, parts


def _difference(_op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    left, right = node.inputs
    if _begins_with_sign(right):
        return _SUM, [(left, _SUM), " - (", (right, 0), ")"]
    return _SUM, [(left, _SUM), " - ", (right, _SUM + 1)]


def without_sign(x: Expression) -> Sequence[Part] | None:
    """The parts of -x where the text of x begins with a sign, and its other terms follow from that; else None."""
    if isinstance(x, Constant) and is_negative(x):
        return [constant_text(x)[1:]] if x.dtype.kind != "c" else None
    node = x.owner
    if node is None or len(node.types) > 1:
        return None
    if node.op.name == "negative":
        return [(node.inputs[0], _SUM + 1)]
    first = node.inputs[0] if node.inputs else None
    if node.op.name == "multiply" and isinstance(first, Constant) and is_negative(first) and first.dtype.kind != "c":
        return [constant_text(first)[1:], " * ", *separated(node.inputs[1:], _PRODUCT + 1, " * ")]
    return None


def _begins_with_sign(x: Expression) -> bool:
    for _ in range(_SIGN_DEPTH):
        if isinstance(x, Constant):
            return is_negative(x)
        if x.owner is None or x.owner.op.precedence < _PRODUCT:
            return False
        if x.owner.op.name == "negative":
            return True
        if x.owner.op.precedence >= _SIGN:
            return False
        x = x.owner.inputs[0]
    return False


def _reduction(op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    (x,) = node.inputs
    inner = x.owner
    if op.name == "sum" and inner is not None and x.ndim == 1 and _is_main_diagonal(inner) and not op.keepdims:
        return _CALL, ["trace(", (inner.inputs[0], 0), ")"]
    axis = op.axis[0] if len(op.axis) == 1 else op.axis
    told = "" if len(op.axis) == x.ndim and not (op.name.startswith("arg") and x.ndim > 1) else f", axis={axis}"
    keepdims = ", keepdims=True" if op.keepdims else ""
    return _CALL, [f"{op.name}(", (x, 0), f"{told}{keepdims})"]


def _is_main_diagonal(node: Apply) -> bool:
    return node.op.name == "diagonal" and node.op == type(node.op)()


def _exponential(op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    """An exponential; that of x - logsumexp(x) is softmax(x)."""
    difference = node.inputs[0].owner
    total = difference.inputs[1].owner if difference is not None and difference.op.name == "subtract" else None
    if difference is None or total is None or total.op.name != "logsumexp":
        return _call(op, node)
    (x,) = total.inputs
    inner: Any = total.op
    whole = len(inner.axis) == x.ndim
    if x is not difference.inputs[0] or not (whole or inner.keepdims):
        return _call(op, node)
    axis = inner.axis[0] if len(inner.axis) == 1 else inner.axis
    return _CALL, ["softmax(", (x, 0), ")" if whole else f", axis={axis})"]


def _matrix_product(op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    """A product; a vector that is a sum or product itself stands behind its matrix: ``A.T @ (A @ x - b)``."""
    x, y = node.inputs
    factors = [y]
    while x.ndim == 1 and x.owner is not None and x.owner.op.name == "dot" and x.owner.inputs[0].ndim == 1:
        x, factor = x.owner.inputs
        factors.append(factor)
    if len(factors) == 1 and x.ndim == 1 and y.ndim == 2 and _is_computed(x) and not _is_transpose(y):
        return _PRODUCT, [(y, _CALL), ".T @ ", (x, _PRODUCT + 1)]
    if len(factors) == 1:
        return _infix(op, node)
    parts: list[Part] = [(x, _PRODUCT if x.owner is None else _PRODUCT + 1)]
    for factor in reversed(factors):
        parts += [" @ ", (factor, _PRODUCT + 1)]
    return _PRODUCT, parts


def _is_computed(x: Expression) -> bool:
    return x.owner is not None and x.owner.op.name in {"add", "subtract", "dot"}


def _is_transpose(x: Expression) -> bool:
    return x.owner is not None and x.owner.op.name == "dimshuffle"


def _indexed(_op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    return _CALL, with_operands(node, _CALL)


def _incremented(op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    x, y = node.inputs[:2]
    verb = "set_subtensor" if op.set else "inc_subtensor"
    return _CALL, [f"{verb}(", (x, _CALL), "[", *index_text(node, skip=2), "], ", (y, 0), ")"]


def _as_in_its_code(_op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    """Operations whose Python is what people write too: ``einsum('ij,j->i', A, x)``, ``fft.fft(x, axis=0)``."""
    return _CALL, with_operands(node, 0)


def _dimshuffle(_op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    parts = with_operands(node, 0)
    if not isinstance(parts[0], str):  # x.T, x[:, None]
        parts[0] = (node.inputs[0], _CALL)
    return _CALL, parts


def _filled(_op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    like, value = node.inputs
    word = _constant_word(value)
    if word:
        return _CALL, [f"{word}_like(", (like, 0), ")"]
    return _CALL, ["full_like(", (like, 0), ", ", (value, 0), ")"]


def _allocated(_op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    value, *sizes = node.inputs
    word = _constant_word(value)
    if word:
        return _CALL, [f"{word}(", *_shape(sizes), ")"]
    return _CALL, ["full(", *_shape(sizes), ", ", (value, 0), ")"]


def _constant_word(value: Expression) -> str:
    return {"0": "zeros", "1": "ones"}.get(constant_text(value), "") if isinstance(value, Constant) else ""


def _shape(sizes: Sequence[Expression]) -> list[Part]:
    return [(sizes[0], 0)] if len(sizes) == 1 else ["(", *separated(sizes), ")"]


def _range(_op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    start, stop, step = node.inputs
    given = [start, stop, step]
    if isinstance(step, Constant) and constant_text(step) == "1":
        given = [stop] if isinstance(start, Constant) and constant_text(start) == "0" else [start, stop]
    return _CALL, ["arange(", *separated(given), ")"]


def _identity(op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    rows, columns = node.inputs
    sizes = [rows] if rows is columns else [rows, columns]
    return _CALL, ["eye(", *separated(sizes), f", k={op.offset})" if op.offset else ")"]


def _joined(op: Any, node: Apply) -> tuple[int, Sequence[Part]]:
    return _CALL, ["concatenate([", *separated(node.inputs), f"], axis={op.axis})" if op.axis else "])"]


def _inner(node: Apply, expand: Expand, inside: Inside) -> tuple[int, Sequence[Part]]:
    """An operation with functions inside: ``root(lambda x: x - e * sin(x) - m, x0)``."""
    if node.op.name == "scan":
        return _loop(node, expand, inside)
    own = separated(own_operands(node))
    if node.op.name == "custom":
        return _CALL, [f"{node.op.functions()[0].name}(", *own, ")"]
    names = parameter_names(node)
    functions, _ = told(node.op.functions(), 0)
    parts: list[Part] = [f"{node.op.name}("]
    for function in functions:
        outer = {variable: (expand, x) for variable, x in function.closed_over(node.inputs).items()}
        arguments = ", ".join(names[x] for x in function.parameters)
        parts += [", "] if len(parts) > 1 else []
        parts += ["lambda: " if not arguments else f"lambda {arguments}: "]
        parts += inside(function.outputs, names, outer)
    return _CALL, [*parts, *([", "] if own else []), *own, ")"]


_ENDS = {"last": "[-1]", "backwards": "[::-1]"}  # a loop's last values, and what it gives in the order of its steps


def _loop(node: Apply, expand: Expand, inside: Inside) -> tuple[int, Sequence[Part]]:
    """A loop as a call: ``scan(lambda x_t, h: h + x_t, x, outputs_info=0)``. What is captured stands in the body."""
    op: Any = node.op
    body = op.body
    count, sequences, first, captured = op.split(node.inputs)
    names = inner_names(node)
    outer = {variable: (expand, x) for variable, x in zip(body.captured, captured, strict=True)}
    parts: list[Part] = [f"scan(lambda {', '.join(names.values())}: " if names else "scan(lambda: "]
    if body.until is None:
        parts += inside(body.results, names, outer)
    else:
        parts += ["(", *inside(body.results, names, outer), ", until("]
        parts += [*inside([body.until], names, outer), "))"]
    parts += [", ", *_listed(sequences)] if sequences else []
    parts += [", outputs_info=", *_listed(first)] if first else []
    parts += [] if sequences else [", n_steps=", (count, 0)]
    parts += [", go_backwards=True"] if op.backwards else []
    return _CALL, [*parts, ")"]


def _listed(expressions: Sequence[Expression]) -> list[Part]:
    return [(expressions[0], 0)] if len(expressions) == 1 else ["[", *separated(expressions), "]"]


_FORMS: dict[str, Callable[[Any, Apply], tuple[int, Sequence[Part]]]] = {
    "add": _sum,
    "subtract": _difference,
    "power": _power,
    "exp": _exponential,
    "dot": _matrix_product,
    "square": lambda _op, node: (_POWER, [(node.inputs[0], _POWER + 1), "**2"]),
    "reciprocal": lambda _op, node: (_PRODUCT, ["1 / ", (node.inputs[0], _PRODUCT + 1)]),
    "switch": lambda _op, node: (_CALL, ["where(", *separated(node.inputs), ")"]),
    "cast": lambda op, node: (_CALL, [f"{op.to}(", (node.inputs[0], 0), ")"]),
    "fill": _filled,
    "alloc": _allocated,
    "arange": _range,
    "eye": _identity,
    "size_of": lambda op, node: (_CALL, [(node.inputs[0], _CALL), f".shape[{op.axis}]"]),
    "reshape": lambda _op, node: (_CALL, ["reshape(", (node.inputs[0], 0), ", ", *_shape(node.inputs[1:]), ")"]),
    "dimshuffle": _dimshuffle,
    "join": _joined,
    "subtensor": _indexed,
    "inc_subtensor": _incremented,
    **dict.fromkeys(("einsum", "fft", "ifft", "rfft", "irfft", "convolve"), _as_in_its_code),
}
