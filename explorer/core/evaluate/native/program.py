"""A whole program as one function: for small arrays, where each call of NumPy takes longer than what it computes.

The function takes the objects of NumPy's arrays, in which it finds the data and the sizes, and gives 0. It gives 1
where it cannot do what is asked, because of an array with gaps or an index out of range; nobody must look then at what
it left in the outputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.evaluate.native.body import BOOL
from explorer.core.evaluate.native.objects import Objects
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.native.view import View
from explorer.core.evaluate.native.writing import Writing
from explorer.core.graph import applies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.native.text import Text
    from explorer.core.expr import Expression

NAME = "program"


def program_of(inputs: Sequence[Expression], outputs: Sequence[Expression]) -> tuple[Text, str]:
    """The function ``program(inputs…, outputs…)``, and its head.

    Numbers are passed as such, arrays as the objects they are; so are all outputs, with the right sizes. Where there
    are no arrays at all, outputs are pointers to numbers.

    Raises:
        UnwrittenError: where an operation or a dtype is not written.
    """
    order = applies(outputs)
    writing = Writing.of([*inputs, *(e for node in order for e in (*node.inputs, *node.outputs))])
    objects = Objects(writing)
    of_numbers = not any(e.ndim for e in (*inputs, *outputs))
    parameters = [objects.taken(x, f"%a{place}") for place, x in enumerate(inputs)]
    results: dict[Expression, View] = {}
    for place, e in enumerate(outputs):
        if e in results or e.owner is None or e.dtype not in (writing.dtype, BOOL):
            raise UnwrittenError
        parameters.append(f"ptr %r{place}")
        results[e] = View(f"%r{place}", e.dtype, (), ()) if of_numbers else objects.filled(e, f"%r{place}")
    writing.run(outputs, results)
    writing.text.end()
    return writing.text, f"internal i32 @{NAME}({', '.join(parameters)})"
