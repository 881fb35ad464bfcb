"""What operations look like where that depends on their parameters or on their operands.

Whatever is not here is set by the `formula` on its card, by its operator, or as a function by its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.notation.algebra import add, divide, multiply, negative, raised, squared, subtract
from explorer.core.notation.arrays import (
    big,
    cast,
    changed,
    counted,
    direction,
    exponential_or_softmax,
    filled,
    indexed,
    joined,
    logarithm_of_sum,
    mean,
    named_reduction,
    norm,
    reshaped,
    size_of,
    switch,
)
from explorer.core.notation.families import (
    bessel,
    convolution,
    digamma_of_order,
    fourier,
    repeated_integral,
    sided,
    triangle,
)
from explorer.core.notation.functions import called
from explorer.core.notation.loops import loop
from explorer.core.notation.matrices import (
    cofactors,
    conjugate,
    diagonal,
    dimshuffle,
    dot,
    einsum,
    identity,
    inverse,
    least_squares,
    outer,
    pseudo_inverse,
    solved,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.notation.boxes import Box
    from explorer.core.notation.place import Place

FORMS: dict[str, Callable[[Place], Box]] = {
    "add": add,
    "subtract": subtract,
    "negative": negative,
    "multiply": multiply,
    "absorbing_multiply": multiply,
    "divide": divide,
    "absorbing_divide": divide,
    "power": raised,
    "square": squared,
    "exp": exponential_or_softmax,
    "dot": dot,
    "matmul": dot,
    "outer": outer,
    "einsum": einsum,
    "inv": inverse,
    "cofactors": cofactors,
    "assume": lambda at: at.parts[0],
    "solve": solved,
    "solve_triangular": solved,
    "lstsq": least_squares,
    "pinv": pseudo_inverse,
    "dimshuffle": dimshuffle,
    "eye": identity,
    "diagonal": diagonal,
    "sum": big("sum"),
    "prod": big("product"),
    "mean": mean,
    "norm": norm,
    "direction": direction,
    "switch": switch,
    "ifelse": switch,
    "fill": filled,
    "alloc": filled,
    "arange": counted,
    "size_of": size_of,
    "reshape": reshaped,
    "join": joined,
    "cast": cast,
    "conj": conjugate,
    "logsumexp": logarithm_of_sum,
    "tril": triangle,
    "triu": triangle,
    "jn": bessel("J"),
    "iv": bessel("I"),
    "spherical_jn": bessel("j"),
    "ierfcx": repeated_integral,
    "polygamma": digamma_of_order,
    "convolve": convolution,
    "fft": fourier,
    "ifft": fourier,
    "rfft": fourier,
    "irfft": fourier,
    "searchsorted": sided,
    "subtensor": indexed,
    "inc_subtensor": changed,
    "scan": loop,
    "custom": called,
}
# Operations without a form of their own, by what kind of card they have.
FAMILIES: dict[str, Callable[[Place], Box]] = {"reduction": named_reduction}
