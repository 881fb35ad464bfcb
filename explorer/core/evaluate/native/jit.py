"""From the text of a function, as LLVM writes it, to its address."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

_lock = Lock()


@cache
def _target() -> tuple[Any, str, str]:
    import llvmlite.binding as llvm  # noqa: PLC0415 - an extra

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()


def _machine() -> Any:
    """A machine that writes code: each module gets one of its own, and takes it along when it goes."""
    target, name, features = _target()
    return target.create_target_machine(cpu=name, features=features, opt=3, jit=True)


class Code:
    """Machine code, as long as somebody holds it.

    Args:
        text: a module in LLVM's language.
    """

    def __init__(self, text: str) -> None:
        import llvmlite.binding as llvm  # noqa: PLC0415 - an extra

        with _lock:
            machine = _machine()
            module = llvm.parse_assembly(text)
            module.verify()
            options = llvm.create_pipeline_tuning_options(speed_level=2)
            options.loop_vectorization = options.slp_vectorization = False  # it is written for vectors
            builder = llvm.create_pass_builder(machine, options)
            builder.getModulePassManager().run(module, builder)
            self._engine = llvm.create_mcjit_compiler(module, machine)
            self._engine.finalize_object()

    def address(self, name: str) -> int:
        """Where a function begins."""
        found: int = self._engine.get_function_address(name)
        return found


_there: WeakValueDictionary[str, Code] = WeakValueDictionary()  # by their text


def compiled(text: str) -> Code:
    """The code of a text: the same one as long as somebody holds it."""
    code = _there.get(text)
    if code is None:
        code = _there[text] = Code(text)
    return code
