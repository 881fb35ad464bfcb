"""Python and NumPy, as machine code finds them: where objects have their fields, and the functions that make objects.

Sources: the structures ``PyObject``, ``PyFloatObject``, ``PyTupleObject`` of CPython's headers and ``PyArrayObject`` of
NumPy's ``ndarraytypes.h``; the places of functions in NumPy's table are those of its ``numpy_api.py``, which releases
keep.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np
from numpy._core import _multiarray_umath  # type: ignore[attr-defined]  # the table of NumPy's functions is there alone

# Where objects have their fields, in bytes.
TYPE, NUMBER, ITEMS = 8, 16, 24  # of any object; of a float, also NumPy's; of a tuple
DATA, AXES, SIZES, DTYPE, FLAGS = 16, 24, 32, 56, 64  # of an array
CONTIGUOUS, WRITEABLE = 0x1 | 0x100, 0x400  # bits of the flags: in C order and aligned; to be written

_PLACES = {"PyArray_Empty": 184}
_FUNCTIONS = {
    "PyObject_Vectorcall": "ptr (ptr, ptr, i64, ptr)",
    "PyObject_CallNoArgs": "ptr (ptr)",
    "PyFloat_FromDouble": "ptr (double)",
    "PyLong_FromSsize_t": "ptr (i64)",
    "PyTuple_New": "ptr (i64)",
    "PyTuple_SetItem": "i32 (ptr, i64, ptr)",
    "PyList_New": "ptr (i64)",
    "PyList_SetItem": "i32 (ptr, i64, ptr)",
    "Py_IncRef": "void (ptr)",
    "Py_DecRef": "void (ptr)",
    "PyArray_Empty": "ptr (i32, ptr, ptr, i32)",
}
_NO_ARGUMENTS, _FAST = 0x4, 0x80  # ways of a C function to be called


@cache
def fits() -> bool:
    """Whether objects have their fields where they are expected: not so in builds without the interpreter's lock."""
    array = np.arange(6.0).reshape(2, 3)
    if _word(id(array) + TYPE) != id(np.ndarray) or _word(id(array) + DATA) != array.ctypes.data:
        return False
    sizes = _word(id(array) + SIZES)
    shape = (_word(sizes), _word(sizes + 8)) if _short(id(array) + AXES) == array.ndim else ()
    flags = _short(id(array) + FLAGS)
    numbers = (1.25, np.float64(1.25))
    pair = (array, shape)
    return (
        shape == array.shape
        and _word(id(array) + DTYPE) == id(array.dtype) == id(np.dtype("float64"))
        and flags & (CONTIGUOUS | WRITEABLE) == CONTIGUOUS | WRITEABLE
        and all(ctypes.c_double.from_address(id(x) + NUMBER).value == float(x) for x in numbers)
        and all(_word(id(x) + TYPE) == id(type(x)) for x in numbers)
        and [_word(id(pair) + ITEMS), _word(id(pair) + ITEMS + 8)] == [id(array), id(shape)]
    )


def _word(address: int) -> int:
    return ctypes.c_uint64.from_address(address).value


def _short(address: int) -> int:
    return ctypes.c_int32.from_address(address).value


def thing(x: object) -> str:
    """An object as a constant of a text. The caller keeps it alive."""
    return _pointer(id(x))


def function(name: str) -> str:
    """A function of Python or NumPy, with its type, as it is called in a text: ``call <this>(…)``."""
    return f"{_FUNCTIONS[name]} {_pointer(_address(name))}"


def _pointer(address: int) -> str:
    return f"inttoptr (i64 {address} to ptr)"


@cache
def _address(name: str) -> int:
    if name not in _PLACES:
        return ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p).value or 0
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return _word(get(vars(_multiarray_umath)["_ARRAY_API"], None) + 8 * _PLACES[name])


class _Definition(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("code", ctypes.c_void_p), ("way", ctypes.c_int), ("text", ctypes.c_char_p)]


def callable_of(address: int, name: str, held: tuple[Any, ...], *, arguments: bool = True) -> Any:
    """A builtin function of the code at an address.

    Args:
        address: of ``ptr code(ptr held, ptr values, i64 count)``; without arguments the last two mean nothing.
        name: of the function.
        held: what the code is passed, and what lives as long as the function.
        arguments: whether it takes any.
    """
    definition = _Definition(name.encode(), address, _FAST if arguments else _NO_ARGUMENTS, None)
    make = ctypes.pythonapi.PyCFunction_NewEx
    make.restype, make.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p]
    return make(ctypes.addressof(definition), (*held, definition), None)
