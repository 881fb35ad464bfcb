"""The tables of names: what a script can say without an import, and what its import lines mean."""

from __future__ import annotations

import math
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from explorer import core as _core
from explorer.core.convert import as_expression
from explorer.core.expr import Variable
from explorer.script.arrays import numpy_namespace
from explorer.script.attributes import write
from explorer.script.compiled import Compiled
from explorer.script.errors import Complaint
from explorer.script.mathematics import math_namespace
from explorer.script.python_names import python_names
from explorer.script.values import Builtin, Namespace, describe, force
from explorer.script.vocabulary import (
    CHECKS,
    CORE,
    DERIVATIVES,
    FFT,
    LINALG,
    LOOPS,
    READING,
    SPECIAL,
    VARIABLES,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from explorer.script.interpreter import Interpreter


@cache
def core_names() -> Mapping[str, Builtin]:
    """The core's functions that scripts have. A name of the vocabulary that the core has not is left out."""
    return _builtins(vars(_core), CORE, "")


def _builtins(source: Mapping[str, Any], names: Iterable[str], prefix: str) -> dict[str, Builtin]:
    return {
        name: Builtin(
            prefix + name,
            source[name],
            declares=name in VARIABLES,
            derives=name in DERIVATIVES,
            loops=name in LOOPS,
            evaluates=name in CHECKS,
            defers=name in READING,
        )
        for name in names
        if name in source
    }


@cache
def _parts() -> tuple[Namespace, Namespace, Namespace]:
    """The core's own namespaces: linalg, special, fft."""
    names = vars(_core)
    return (
        Namespace("linalg", _builtins(_members(names, "linalg"), LINALG, "linalg.")),
        Namespace("special", _builtins(_members(names, "special"), SPECIAL, "special.")),
        Namespace("fft", _builtins(_members(names, "fft"), FFT, "fft.")),
    )


def _members(names: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return vars(names[name]) if name in names else {}


def tables(interpreter: Interpreter) -> tuple[dict[str, Any], dict[str, Namespace]]:
    """The names that need no import, and the modules."""
    linalg, special, fft = _parts()
    core: dict[str, Any] = dict(core_names())
    for name, function in _BOUND.items():
        if name in core:
            bound = partial(function, interpreter, core[name].function)
            core[name] = Builtin(name, bound, defers=name in READING)
            bound.__doc__ = core_names()[name].function.__doc__
    core["as_tensor_variable"] = Builtin("as_tensor_variable", _as_expression)
    core |= {"linalg": linalg, "special": special, "fft": fft}
    numpy = numpy_namespace(core, linalg, fft, interpreter.limits)
    modules = _modules(core, numpy, math_namespace(core))
    theano, tensor = modules["theano"], modules["theano.tensor"]
    builtins = {
        "inf": math.inf,
        "nan": math.nan,
        "pi": math.pi,
        **core,
        **python_names(interpreter, core),
        "theano": theano,
        "pytensor": theano,
        "T": tensor,
        "tt": tensor,
        "pt": tensor,
        "np": numpy,
        "numpy": numpy,
        "math": modules["math"],
    }
    return builtins, modules


def _modules(core: Mapping[str, Any], numpy: Namespace, mathematics: Namespace) -> dict[str, Namespace]:
    linalg, special, fft = core["linalg"], core["special"], core["fft"]
    config = Namespace("config", {"floatX": "float64"})
    nnet = Namespace("tensor.nnet", core)
    tensor = Namespace("tensor", {**core, "nlinalg": linalg, "slinalg": linalg, "nnet": nnet})
    top = {
        **core,
        "tensor": tensor,
        "config": config,
        "gradient": Namespace("gradient", core),
        "printing": Namespace("printing", {name: core[name] for name in READING if name in core}),
        "scan_module": Namespace("scan_module", {name: core[name] for name in (*LOOPS, "until") if name in core}),
        "ifelse": Namespace("ifelse", {name: core[name] for name in ("ifelse",) if name in core}),
    }
    modules: dict[str, Namespace] = {}
    for name in ("theano", "pytensor", "aesara"):
        modules[name] = Namespace(name, top)
        modules[f"{name}.tensor"] = tensor
        modules[f"{name}.tensor.nnet"] = nnet
        modules[f"{name}.tensor.nlinalg"] = modules[f"{name}.tensor.slinalg"] = linalg
        modules[f"{name}.tensor.linalg"] = linalg
        modules[f"{name}.gradient"] = modules[f"{name}.scan"] = Namespace("gradient", core)
        modules[f"{name}.printing"] = Namespace("printing", top["printing"].members)
        modules[f"{name}.scan_module"] = modules[f"{name}.scan.utils"] = top["scan_module"]
        modules[f"{name}.ifelse"] = top["ifelse"]
    modules["explorer.core"] = Namespace("explorer.core", core)
    modules["explorer"] = Namespace("explorer", {"core": modules["explorer.core"]})
    modules["numpy"] = numpy
    modules["numpy.linalg"], modules["numpy.fft"] = numpy.members["linalg"], fft
    modules["numpy.random"] = numpy.members["random"]
    modules["scipy.special"], modules["scipy.linalg"] = special, linalg
    modules["scipy"] = Namespace("scipy", {"special": special, "linalg": linalg})
    modules["math"] = mathematics
    return modules


def _as_expression(x: Any, name: str | None = None) -> Any:
    """A number, an array or a list of expressions as one expression."""
    expression = as_expression(x)
    if name is not None:
        write(expression, "name", name)
    return expression


def _function(
    interpreter: Interpreter, build: Callable[..., Any], inputs: Any, outputs: Any = None, **options: Any
) -> Compiled:
    inputs, outputs, options = force(inputs), force(outputs), force(options)
    if not isinstance(inputs, list | tuple):
        message = f"the inputs of a function are a list of variables, not {describe(inputs)}"
        raise Complaint(message, "write function([x], y).")
    for variable in inputs:
        if not isinstance(variable, Variable):
            message = f"the inputs of a function are variables; one of them is {describe(variable)}"
            raise Complaint(message, "declare it: x: real[n], or x = dvector('x').")
    node = interpreter.node
    assert node is not None
    compiled = Compiled(
        partial(build, list(inputs), outputs, **options),
        list(inputs),
        outputs,
        interpreter.span(node),
        put_off=None if interpreter.eager else (interpreter.effect, interpreter.later),
    )
    interpreter.record.functions.append(compiled)
    return compiled


def _debugprint(
    interpreter: Interpreter, build: Callable[..., Any], *args: Any, file: Any = None, **options: Any
) -> Any:
    text = build(*args, file="str", **options)
    if file == "str":
        return text
    interpreter.record.write(f"{text}\n")
    return None


_BOUND: dict[str, Callable[..., Any]] = {"function": _function, "debugprint": _debugprint}
