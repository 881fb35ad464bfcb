"""How Python comes to a program: functions that are called with objects, look whether they fit, and give objects.

Each is a function of C as the interpreter calls it (``METH_FASTCALL``), written for the one program: the checks of a
call in some nanoseconds. What does not fit goes elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.evaluate.native.arguments import Arguments
from explorer.core.evaluate.native.interpreter import DATA, FLAGS, ITEMS, WRITEABLE, function, thing
from explorer.core.evaluate.native.places import put
from explorer.core.evaluate.native.program import NAME
from explorer.core.evaluate.native.text import Text
from explorer.core.expr import Expression
from explorer.core.graph import applies
from explorer.core.ops.linear_algebra import Dot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.dimensions import Equality
    from explorer.core.evaluate.native.text import Int
    from explorer.core.evaluate.other import Other
    from explorer.core.types import Dimension

_HEAD = "ptr @{}(ptr %held, ptr %values, i64 %count)"
_PRODUCT = 4096  # multiplications of a product of matrices: for more, BLAS is called


@dataclass(frozen=True)
class Task:
    """What a program is there for.

    Attributes:
        inputs: the variables.
        results: what it computes, each once.
        outputs: what is given, each one of the results or a size.
        equalities: the sizes that must be equal.
        others: know for which sizes another program is the better one.
        most: elements of the results together; for more, another one is.
    """

    inputs: Sequence[Expression]
    results: Sequence[Expression]
    outputs: Sequence[Expression | Dimension]
    equalities: Sequence[Equality]
    others: Sequence[Other]
    most: int | None = None

    @property
    def of_numbers(self) -> bool:
        """Whether there are no arrays."""
        return not any(e.ndim for e in (*self.inputs, *self.results))


def giving(task: Task, name: str, form: str) -> tuple[Text, str]:
    """The function ``name(inputs…)``, which makes arrays, and its head.

    Where it does not go on, it calls the first thing that it holds with the same arguments.

    Args:
        task: what is computed.
        name: of the function.
        form: of what is given: "one" output, a "list" or a "tuple"; a tuple of "numbers" as Python's floats.

    Raises:
        UnwrittenError: where sizes do not follow from those of the arguments.
    """
    one = _Entrance(task)
    values = one.arguments(0)
    text = one.text
    made: list[str] = []
    for e in task.results:
        made.append(text.slot("double") if form == "numbers" else one.array(e, made))
    if task.results:
        one.run(values, made, form == "numbers", made if form != "numbers" else [])
    one.give(made, form)
    return one.end(), _HEAD.format(name)


def filling(task: Task, name: str) -> tuple[Text, str]:
    """The function ``name(outputs…, inputs…)``, which fills arrays and gives the first.

    Where one does not fit, it calls the first thing that it holds with the same arguments.

    Raises:
        UnwrittenError: where sizes do not follow from those of the arguments.
    """
    count = len(task.results)
    one = _Entrance(task, count)
    values = one.arguments(count)
    targets = [one.item(place) for place in range(count)]
    for e, target in zip(task.results, targets, strict=True):
        one.fits(e, target)
    one.run(values, targets, False, [])
    one.text.line(f"call {function('Py_IncRef')}(ptr {targets[0]})")
    one.text.line(f"ret ptr {targets[0]}")
    return one.end(), _HEAD.format(name)


def bound(name: str, other: str, count: int, element: str | None = None) -> tuple[Text, str]:
    """The function ``name()``, which calls ``other``, a function that fills, with the same arguments each time.

    It holds what the other one holds, so many arguments, what to give then, and what to call where that gave None.
    With the type of an element, it holds a plan too, and puts values at their places.
    """
    text = Text()
    items = text.emit(f"getelementptr i8, ptr %held, i64 {ITEMS + 8}")
    found = text.emit(f"call ptr @{other}(ptr %held, ptr {items}, i64 {count})")
    there = text.emit(f"icmp ne ptr {found}, {thing(None)}")
    text.line(f"call {function('Py_DecRef')}(ptr {found})")
    last = [text.emit(f"getelementptr ptr, ptr {items}, i64 {count + place}") for place in range(2)]
    given, instead = (text.emit(f"load ptr, ptr {one}") for one in last)
    text.line(f"br i1 {there}, label %done, label %instead")
    text.begin("done")
    if element is not None:
        plan = text.emit(f"load ptr, ptr {text.emit(f'getelementptr ptr, ptr {items}, i64 {count + 2}')}")
        put(text, plan, element)
    text.line(f"call {function('Py_IncRef')}(ptr {given})")
    text.line(f"ret ptr {given}")
    text.begin("instead")
    call = f"call {function('PyObject_CallNoArgs')}(ptr {instead})"
    text.line(f"ret ptr {text.emit(call)}")
    return text, f"ptr @{name}(ptr %held, ptr %nothing)"


class _Entrance:
    """A function while it is written."""

    def __init__(self, task: Task, more: int = 0) -> None:
        self._task, self.text = task, Text()
        self._arguments = Arguments(self.text)
        # With another number of arguments there is no way but the long one.
        self.text.leaving(self.text.emit(f"icmp ne i64 %count, {len(task.inputs) + more}"), self._give_nothing)

    def item(self, place: int) -> str:
        """An argument."""
        return self.text.emit(f"load ptr, ptr {self.text.emit(f'getelementptr ptr, ptr %values, i64 {place}')}")

    def arguments(self, start: int) -> list[str]:
        """The inputs, from an argument on, as the program takes them."""
        task, here = self._task, self._arguments
        values = [here.value(x, self.item(start + place)) for place, x in enumerate(task.inputs)]
        for _, a, b in task.equalities:
            here.equal(here.size(a), here.size(b))
        here.leave(task.others)
        for node in applies(task.results):
            if isinstance(node.op, Dot):
                here.fewer((*node.inputs[0].dimensions, *node.inputs[1].dimensions[1:]), _PRODUCT + 1)
        if task.most is not None:
            for e in task.results:
                here.fewer(e.dimensions, task.most + 1)
        return values

    def fits(self, e: Expression, target: str) -> None:
        """Leave where an array is none to fill."""
        self._arguments.target(e, target)
        if self._task.of_numbers:
            flags = self.text.emit(f"load i32, ptr {self.text.emit(f'getelementptr i8, ptr {target}, i64 {FLAGS}')}")
            can = self.text.emit(f"and i32 {flags}, {WRITEABLE}")
            self.text.give_up(self.text.emit(f"icmp eq i32 {can}, 0"))

    def array(self, e: Expression, made: Sequence[str]) -> str:
        """A new array; where there is no memory for it, the error is given on and those made before let go."""
        text = self.text
        sizes: list[Int] = [self._arguments.size(size) for size in e.dimensions]
        place = text.slot(f"[{max(e.ndim, 1)} x i64]")
        for axis, size in enumerate(sizes):
            text.line(f"store i64 {size}, ptr {text.emit(f'getelementptr i64, ptr {place}, i64 {axis}')}")
        text.line(f"call {function('Py_IncRef')}(ptr {thing(e.dtype)})")  # the array takes it
        name = text.emit(f"call {function('PyArray_Empty')}(i32 {e.ndim}, ptr {place}, ptr {thing(e.dtype)}, i32 0)")

        def failed() -> None:
            self._let_go(made)
            text.line("ret ptr null")

        text.leaving(text.emit(f"icmp eq ptr {name}, null"), failed)
        return name

    def run(self, values: Sequence[str], targets: Sequence[str], numbers: bool, made: Sequence[str]) -> None:
        """Call the program; where it gives up, let go of what was made for it."""
        text, task = self.text, self._task
        passed = [f"{'ptr' if x.ndim else 'double'} {name}" for x, name in zip(task.inputs, values, strict=True)]
        if task.of_numbers and not numbers:
            targets = [self._data(one) for one in targets]
        status = text.emit(f"call i32 @{NAME}({', '.join([*passed, *(f'ptr {one}' for one in targets)])})")
        failed = text.emit(f"icmp ne i32 {status}, 0")
        if made:
            text.when(failed, lambda: self._let_go(made))
        text.give_up(failed)

    def give(self, made: Sequence[str], form: str) -> None:
        """Return the outputs."""
        text, task = self.text, self._task
        known = dict(zip(task.results, made, strict=True))
        objects = []
        for one in task.outputs:
            if not isinstance(one, Expression):
                objects.append(text.emit(f"call {function('PyLong_FromSsize_t')}(i64 {self._arguments.size(one)})"))
                continue
            name = known[one]
            if form == "numbers":
                number = text.emit(f"load double, ptr {name}")
                name = text.emit(f"call {function('PyFloat_FromDouble')}(double {number})")
            objects.append(name)
        if form == "one":
            text.line(f"ret ptr {objects[0]}")
            return
        kind = "PyList" if form == "list" else "PyTuple"
        whole = text.emit(f"call {function(f'{kind}_New')}(i64 {len(objects)})")
        for place, name in enumerate(objects):
            text.line(f"call {function(f'{kind}_SetItem')}(ptr {whole}, i64 {place}, ptr {name})")
        text.line(f"ret ptr {whole}")

    def end(self) -> Text:
        """What is done where something did not fit: the first thing that is held is called."""
        text = self.text
        text.begin("give.up")
        other = text.emit(f"load ptr, ptr {text.emit(f'getelementptr i8, ptr %held, i64 {ITEMS}')}")
        called = f"call {function('PyObject_Vectorcall')}(ptr {other}, ptr %values, i64 %count, ptr null)"
        text.line(f"ret ptr {text.emit(called)}")
        return text

    def _give_nothing(self) -> None:
        self.text.line(f"call {function('Py_IncRef')}(ptr {thing(None)})")
        self.text.line(f"ret ptr {thing(None)}")

    def _data(self, name: str) -> str:
        return self.text.emit(f"load ptr, ptr {self.text.emit(f'getelementptr i8, ptr {name}, i64 {DATA}')}")

    def _let_go(self, made: Sequence[str]) -> None:
        for name in made:
            self.text.line(f"call {function('Py_DecRef')}(ptr {name})")
