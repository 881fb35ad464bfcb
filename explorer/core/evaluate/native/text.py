"""The text of a function while it is written: lines, blocks, loops, and arithmetic of sizes."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Int: TypeAlias = int | str  # a number that is known, or the name of one


class Text:
    """Lines in LLVM's language.

    Attributes:
        lines: those of the function so far.
        called: declarations of the functions that are called, by their names.
        block: the block that is being written.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.called: dict[str, str] = {}
        self.block = "entry"
        self._names = count()
        self._rooms: list[str] = []
        self._gives_up = False

    def fresh(self, stem: str) -> str:
        """A name that nothing has."""
        return f"{stem}{next(self._names)}"

    def line(self, text: str) -> None:
        """One more line."""
        self.lines.append(f"  {text}")

    def emit(self, text: str) -> str:
        """A line that gives a value; the value's name."""
        name = self.fresh("%v")
        self.lines.append(f"  {name} = {text}")
        return name

    def begin(self, block: str) -> None:
        """Lines of another block follow."""
        self.lines.append(f"{block}:")
        self.block = block

    def slot(self, word: str) -> str:
        """Memory for one value; the optimiser makes a register of it."""
        name = self.fresh("%s")
        self.lines.insert(0, f"  {name} = alloca {word}")  # at the beginning: once, however often a loop comes by
        return name

    def room(self, total: Int) -> str:
        """The pointer to so many bytes: the same ones, however often a loop comes by, until the function ends."""
        slot = self.fresh("%m")
        self.lines[:0] = [f"  {slot} = alloca ptr", f"  store ptr null, ptr {slot}"]
        self._rooms.append(slot)
        self.called["malloc"] = "declare ptr @malloc(i64)"

        def make() -> None:
            self.line(f"store ptr {self.emit(f'call ptr @malloc(i64 {total})')}, ptr {slot}")

        self.when(self.emit(f"icmp eq ptr {self.emit(f'load ptr, ptr {slot}')}, null"), make)
        pointer = self.emit(f"load ptr, ptr {slot}")
        nothing = self.emit(f"icmp eq ptr {pointer}, null")
        self.give_up(self.emit(f"and i1 {nothing}, {self.emit(f'icmp ne i64 {total}, 0')}"))
        return pointer

    def give_up(self, condition: str) -> None:
        """Return 1 where the condition holds."""
        self._gives_up = True
        after = self.fresh("on")
        self.line(f"br i1 {condition}, label %give.up, label %{after}")
        self.begin(after)

    def leaving(self, condition: str, body: Callable[[], None]) -> None:
        """``body()``, which returns, where the condition holds."""
        inside, after = self.fresh("inside"), self.fresh("on")
        self.line(f"br i1 {condition}, label %{inside}, label %{after}")
        self.begin(inside)
        body()
        self.begin(after)

    def end(self) -> None:
        """Return 0, with all memory given back; and 1, from where something was given up."""
        for status in (0, 1):
            if status and not self._gives_up:
                return
            if status:
                self.begin("give.up")
            for slot in self._rooms:
                self.called["free"] = "declare void @free(ptr)"
                self.line(f"call void @free(ptr {self.emit(f'load ptr, ptr {slot}')})")
            self.line(f"ret i32 {status}")

    def add(self, a: Int, b: Int) -> Int:
        """The sum of two integers."""
        if isinstance(a, int) and isinstance(b, int):
            return a + b
        if 0 in (a, b):
            return b if a == 0 else a
        return self.emit(f"add i64 {a}, {b}")

    def subtract(self, a: Int, b: Int) -> Int:
        """Their difference."""
        if isinstance(a, int) and isinstance(b, int):
            return a - b
        return a if b == 0 else self.emit(f"sub i64 {a}, {b}")

    def multiply(self, a: Int, b: Int) -> Int:
        """Their product."""
        if isinstance(a, int) and isinstance(b, int):
            return a * b
        if 1 in (a, b):
            return b if a == 1 else a
        return 0 if 0 in (a, b) else self.emit(f"mul i64 {a}, {b}")

    def least(self, a: Int, b: Int) -> Int:
        """The smaller one."""
        return self._of_two("smin", a, b)

    def most(self, a: Int, b: Int) -> Int:
        """The larger one."""
        return self._of_two("smax", a, b)

    def _of_two(self, name: str, a: Int, b: Int) -> Int:
        if isinstance(a, int) and isinstance(b, int):
            return min(a, b) if name == "smin" else max(a, b)
        self.called[f"llvm.{name}.i64"] = f"declare i64 @llvm.{name}.i64(i64, i64)"
        return self.emit(f"call i64 @llvm.{name}.i64(i64 {a}, i64 {b})")

    def loop(self, start: Int, stop: Int, step: Int, body: Callable[[str], None]) -> None:
        """``body(index)`` for each index from start to before stop."""
        index, following = self.fresh("%i"), self.fresh("%n")
        head, inside, end = (self.fresh(stem) for stem in ("head", "inside", "end"))
        latch = self.fresh("latch")
        self.line(f"br label %{head}")
        before = self.block
        self.begin(head)
        self.line(f"{index} = phi i64 [ {start}, %{before} ], [ {following}, %{latch} ]")
        more = self.emit(f"icmp slt i64 {index}, {stop}")
        self.line(f"br i1 {more}, label %{inside}, label %{end}")
        self.begin(inside)
        body(index)
        self.line(f"br label %{latch}")
        self.begin(latch)
        self.line(f"{following} = add i64 {index}, {step}")
        self.line(f"br label %{head}")
        self.begin(end)

    def repeat(self, most: int, more: Callable[[], str], body: Callable[[], None]) -> None:
        """``body()`` at most so many times, as long as there is more to do."""
        left = self.slot("i64")
        self.line(f"store i64 {most}, ptr {left}")
        head, inside, end = (self.fresh(stem) for stem in ("head", "inside", "end"))
        self.line(f"br label %{head}")
        self.begin(head)
        count = self.emit(f"load i64, ptr {left}")
        self.line(f"store i64 {self.emit(f'sub i64 {count}, 1')}, ptr {left}")
        again = self.emit(f"and i1 {self.emit(f'icmp sgt i64 {count}, 0')}, {more()}")
        self.line(f"br i1 {again}, label %{inside}, label %{end}")
        self.begin(inside)
        body()
        self.line(f"br label %{head}")
        self.begin(end)

    def when(self, condition: str, body: Callable[[], None]) -> None:
        """``body()`` where the condition holds."""
        inside, end = self.fresh("inside"), self.fresh("end")
        self.line(f"br i1 {condition}, label %{inside}, label %{end}")
        self.begin(inside)
        body()
        self.line(f"br label %{end}")
        self.begin(end)


def module(text: Text, head: str, bits: int) -> str:
    """The module of one function, which may use vector registers of so many bits."""
    return modules([(text, head)], bits)


def modules(functions: Sequence[tuple[Text, str]], bits: int) -> str:
    """The module of several functions."""
    # Without the second word, registers that are put aside while a function is called straddle two cache lines.
    wide = " ".join(f'"{name}"="{bits}"' for name in ("min-legal-vector-width", "prefer-vector-width"))
    attributes = f'attributes #0 = {{ nounwind "stackrealign" {wide} }}'
    written = [line for text, head in functions for line in (f"define {head} #0 {{", "entry:", *text.lines, "}")]
    declared = sorted({one for text, _ in functions for one in text.called.values()})
    return "\n".join([*written, *declared, attributes]) + "\n"
