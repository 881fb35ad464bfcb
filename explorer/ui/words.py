"""Numbers and arrays in few words, as people read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ENTRIES = 100_000  # a summary of a larger array looks at every k-th entry
MINUS = "−"


def number(value: object, digits: int = 4) -> str:
    """A number with a few digits, a true minus sign and no needless noughts."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | np.integer):
        return str(int(value)).replace("-", MINUS)
    if isinstance(value, complex | np.complexfloating):
        sign = MINUS if value.imag < 0 else "+"
        return f"{number(float(value.real), digits)} {sign} {number(abs(float(value.imag)), digits)}i"
    return format(float(value), f".{digits}g").replace("-", MINUS)  # type: ignore[arg-type]


def shape(dimensions: tuple[int, ...]) -> str:
    """``24 × 24``."""
    return " × ".join(map(str, dimensions)) if dimensions else "scalar"


def brief(values: NDArray[np.generic], room: int = 6) -> str:
    """The numbers where they are few, else what can be said of them."""
    if values.ndim == 0:
        return number(values[()])
    if values.size == 0:
        return f"empty, {shape(values.shape)}"
    if values.size <= room:
        return np.array2string(values, separator=", ", formatter={"all": number}, max_line_width=10_000).replace(
            "\n", ""
        )
    return spread(values)


def short(values: NDArray[np.generic] | None) -> str:
    """What fits into a box: the numbers where they are three at most, else from where to where they reach."""
    if values is None:
        return "too large to show"
    if values.ndim == 0:
        return number(values[()])
    if values.size == 0:
        return "empty"
    if values.size <= 3 and values.ndim == 1:
        text = "[" + ", ".join(number(value, 3) for value in values) + "]"
        if len(text) <= 18:
            return text
    flat = _sampled(values)
    if np.iscomplexobj(flat):
        return f"|·| ≤ {number(np.abs(flat).max(), 3)}"
    numbers = flat.astype(np.float64, copy=False)
    if np.isnan(numbers).any():
        return f"{int(np.isnan(numbers).sum())} × nan"
    least, most = numbers.min(), numbers.max()
    return f"all {number(least, 4)}" if least == most else f"{number(least, 3)} … {number(most, 3)}"


def _sampled(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Its entries in a row; of very many every k-th."""
    flat = np.ravel(values)
    return flat[:: max(1, flat.size // MOST_ENTRIES)]


def spread(values: NDArray[np.generic]) -> str:
    """Least, mean, most; and how many are not numbers."""
    flat = _sampled(values)
    if np.iscomplexobj(flat):
        return f"|·| from {number(np.abs(flat).min())} to {number(np.abs(flat).max())}"
    numbers = flat.astype(np.float64, copy=False)
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return "no finite value"
    words = f"{number(finite.min(), 3)} … {number(finite.max(), 3)}, mean {number(finite.mean(), 3)}"
    lost = numbers.size - finite.size
    return words if not lost else f"{words}, {lost} not finite"


def statistics(values: NDArray[np.generic]) -> tuple[tuple[str, str], ...]:
    """What can be said of all entries: mean, spread, ends, and how many are zero or not finite. Names and numbers."""
    if not values.size:
        return ()
    size = np.abs(values) if np.iscomplexobj(values) else values
    numbers = np.ravel(size).astype(np.float64, copy=False)
    finite = numbers[np.isfinite(numbers)]
    of = "|·| " if np.iscomplexobj(values) else ""
    told: list[tuple[str, str]] = []
    if finite.size:
        with np.errstate(over="ignore", invalid="ignore"):  # of the largest numbers there are, a sum is infinite
            mean, spread = float(finite.mean()), float(finite.std())
        told += [
            (f"{of}mean", number(mean)),
            (f"{of}std", number(spread)),
            (f"{of}min", number(float(finite.min()))),
            (f"{of}max", number(float(finite.max()))),
        ]
    told.append(("zeros", f"{np.count_nonzero(numbers == 0):,}"))
    told.append(("NaN", f"{np.count_nonzero(np.isnan(numbers)):,}"))
    told.append(("infinite", f"{np.count_nonzero(np.isinf(numbers)):,}"))
    return tuple(told)


def full(values: NDArray[np.generic], most: int = 400) -> str:
    """The array as NumPy writes it, large ones shortened."""
    return np.array2string(values, separator=", ", threshold=most, precision=6, suppress_small=False, max_line_width=72)


def milliseconds(value: float) -> str:
    """``0.8 ms``, ``12 ms``, ``1.4 s``."""
    if value >= 1000:
        return f"{value / 1000:.1f} s"
    return f"{value:.0f} ms" if value >= 10 else f"{value:.2g} ms"


def plural(count: int, what: str) -> str:
    """``1 node``, ``2 nodes``."""
    return f"{str(count).replace('-', MINUS)} {what}{'' if abs(count) == 1 else 's'}"


def fewer(count: int) -> str:
    """``4 nodes fewer``, ``1 node more``."""
    if count == 0:
        return "same size"
    return f"{plural(abs(count), 'node')} {'fewer' if count > 0 else 'more'}"


def breakable(text: str) -> str:
    """The text with places where a label may break it: labels break at spaces only, and formulas have few."""
    return re.sub(r"([,()\[\]{}*/+@=_])(?=\S)", "\\1\u200b", text)
