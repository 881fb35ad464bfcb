"""A part of a program as one loop over the elements, with all that is between kept in registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.evaluate.native.body import WORDS, Body
from explorer.core.evaluate.native.operations import LOGICAL, has, write
from explorer.core.evaluate.native.target import target
from explorer.core.expr import Constant

if TYPE_CHECKING:
    from explorer.core.evaluate.fusion import Part
    from explorer.core.expr import Apply, Expression

_BOOL = np.dtype(bool)
NAME = "loop"


def dtype_of(part: Part) -> np.dtype | None:
    """The floating dtype of all that a loop for this part computes; None where it cannot be written."""
    if not part.flat:
        return None
    found: np.dtype | None = None
    for e in (*part.sliced, *part.whole, *(node.output() for node in part.nodes)):
        if e.dtype == _BOOL:
            if e in part.whole:
                return None
        elif (
            e.dtype.name not in WORDS
            or (found is not None and e.dtype != found)
            or (isinstance(e, Constant) and e.ndim)
        ):
            return None
        else:
            found = e.dtype
    functions = target().functions
    if found is None or not all(has(node, functions) and _fits(node, found) for node in part.nodes):
        return None
    return found


def _fits(node: Apply, dtype: np.dtype) -> bool:
    """Whether the operands are what the code takes: truths where it asks for them, else numbers of this dtype."""
    for place, x in enumerate(node.inputs):
        truth = node.op.name in LOGICAL or (node.op.name == "switch" and place == 0)
        number = x.dtype == dtype or (isinstance(x, Constant) and not x.ndim and x.dtype.kind in "iuf")
        if not (x.dtype == _BOOL and not isinstance(x, Constant) if truth else number):
            return False
    return True


def loop_text(part: Part, dtype: np.dtype) -> str:
    """A module with ``loop(start, stop, sliced…, whole…, outputs…)``: pointers, numbers, pointers.

    As many elements as fit a register are computed at a time; the last ones with the lanes beyond them masked, so that
    an element is computed in the same way wherever it stands.
    """
    here = target()
    lanes = here.lanes(8 * dtype.itemsize)
    element, several = WORDS[dtype.name], f"<{lanes} x {WORDS[dtype.name]}>"
    sliced = [f"%a{i}" for i in range(len(part.sliced))]
    whole = [f"%n{i}" for i in range(len(part.whole))]
    outputs = [f"%o{i}" for i in range(len(part.outputs))]
    parameters = ["i64 %start", "i64 %stop", *(f"ptr {a}" for a in sliced)]
    parameters += [*(f"{element} {n}" for n in whole), *(f"ptr {o}" for o in outputs)]
    spread = []
    for i, n in enumerate(whole):
        spread.append(f"  %w{i}.one = insertelement {several} poison, {element} {n}, i64 0")
        spread.append(f"  %w{i} = shufflevector {several} %w{i}.one, {several} poison, <{lanes} x i32> zeroinitializer")
    called: dict[str, str] = {}
    full = _block(part, Body(here, dtype, lanes), "%i", None, called)
    last = _block(part, Body(here, dtype, lanes), "%j", "%mask", called)
    numbers = ", ".join(f"i64 {lane}" for lane in range(lanes))
    lines = [
        f"define void @{NAME}({', '.join(parameters)}) #0 {{",
        "entry:",
        *spread,
        "  %count = sub i64 %stop, %start",
        f"  %rest = and i64 %count, {lanes - 1}",
        "  %end = sub i64 %stop, %rest",
        "  %any = icmp slt i64 %start, %end",
        "  br i1 %any, label %body, label %tail",
        "body:",
        "  %i = phi i64 [ %start, %entry ], [ %next, %body ]",
        *full,
        f"  %next = add i64 %i, {lanes}",
        "  %more = icmp slt i64 %next, %end",
        "  br i1 %more, label %body, label %tail",
        "tail:",
        "  %j = phi i64 [ %start, %entry ], [ %end, %body ]",
        "  %some = icmp slt i64 %j, %stop",
        "  br i1 %some, label %last, label %done",
        "last:",
        f"  %rest.one = insertelement <{lanes} x i64> poison, i64 %rest, i64 0",
        f"  %rests = shufflevector <{lanes} x i64> %rest.one, <{lanes} x i64> poison, <{lanes} x i32> zeroinitializer",
        f"  %mask = icmp slt <{lanes} x i64> <{numbers}>, %rests",
        *last,
        "  br label %done",
        "done:",
        "  ret void",
        "}",
    ]
    width = 8 * dtype.itemsize * lanes
    attributes = f'attributes #0 = {{ nounwind "min-legal-vector-width"="{width}" "prefer-vector-width"="{width}" }}'
    return "\n".join([*lines, *sorted(called.values()), attributes]) + "\n"


def _block(part: Part, body: Body, index: str, mask: str | None, called: dict[str, str]) -> list[str]:
    """The lines for the elements from an index on, as many as there are lanes; where masked, only some of them."""
    names: dict[Expression, str] = {x: f"%w{i}" for i, x in enumerate(part.whole)}
    masks = f"<{body.lanes} x i1>"
    prefix = "%f" if mask is None else "%l"
    for place, x in enumerate(part.sliced):
        names[x] = _load(body, x, f"%a{place}", index, mask)
    for node in part.nodes:
        names[node.output()] = write(body, node, _operands(body, node, names))
    for place, e in enumerate(part.outputs):
        word, value = body.number, names[e]
        memory = WORDS.get(e.dtype.name, "i8")
        if e.dtype == _BOOL:
            word, value = f"<{body.lanes} x i8>", body.emit(f"zext {body.truth} {value} to <{body.lanes} x i8>")
        at = body.emit(f"getelementptr {memory}, ptr %o{place}, i64 {index}")
        align = e.dtype.itemsize
        if mask is None:
            body.lines.append(f"  store {word} {value}, ptr {at}, align {align}")
        else:
            name = f"llvm.masked.store.v{body.lanes}{_short(e.dtype)}.p0"
            body.called[name] = f"declare void @{name}({word}, ptr, i32, {masks})"
            body.lines.append(f"  call void @{name}({word} {value}, ptr {at}, i32 {align}, {masks} {mask})")
    called.update(body.called)
    return [line.replace("%v", prefix) for line in body.lines]


def _load(body: Body, x: Expression, pointer: str, index: str, mask: str | None) -> str:
    memory, align = WORDS.get(x.dtype.name, "i8"), x.dtype.itemsize
    word = f"<{body.lanes} x {memory}>"
    at = body.emit(f"getelementptr {memory}, ptr {pointer}, i64 {index}")
    if mask is None:
        value = body.emit(f"load {word}, ptr {at}, align {align}")
    else:
        name = f"llvm.masked.load.v{body.lanes}{_short(x.dtype)}.p0"
        body.called[name] = f"declare {word} @{name}(ptr, i32, <{body.lanes} x i1>, {word})"
        beyond = body.constant(1.0) if x.dtype != _BOOL else "zeroinitializer"
        value = body.emit(f"call {word} @{name}(ptr {at}, i32 {align}, <{body.lanes} x i1> {mask}, {word} {beyond})")
    return body.emit(f"icmp ne {word} {value}, zeroinitializer") if x.dtype == _BOOL else value


def _short(dtype: np.dtype) -> str:
    """How LLVM's names call a dtype in memory."""
    return "i8" if dtype == _BOOL else f"f{8 * dtype.itemsize}"


def _operands(body: Body, node: Apply, names: dict[Expression, str]) -> list[str]:
    return [names[x] if x in names else body.constant(_number(x)) for x in node.inputs]


def _number(x: Expression) -> float:
    assert isinstance(x, Constant)
    return float(x.value)


def pointers(part: Part) -> tuple[bool, ...]:
    """For each parameter after the bounds whether it is a pointer."""
    return (True,) * len(part.sliced) + (False,) * len(part.whole) + (True,) * len(part.outputs)
