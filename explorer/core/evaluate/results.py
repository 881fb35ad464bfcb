"""What people get: arrays of their own, in the form in which the outputs were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.errors import DTypeError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Sequence


def own(results: Sequence[Any], inputs: Sequence[Any]) -> list[np.ndarray]:
    """Outputs as arrays of their own: no views, and none that is an input, a constant or another output."""
    seen = {id(x) for x in inputs}
    fresh = []
    for result in results:
        if is_sparse(result):
            fresh.append(result)  # made at this call, and nobody else has it
            continue
        array = np.asarray(result)
        if array.base is not None or not array.flags.writeable or id(array) in seen:
            array = array.copy()
        seen.add(id(array))
        fresh.append(array)
    return fresh


def is_sparse(result: Any) -> bool:
    """Whether a result is a ``scipy.sparse`` array: known without importing SciPy for it."""
    return not isinstance(result, np.ndarray | np.generic) and hasattr(result, "tocsr")


class Form:
    """The form in which outputs are asked for, and given: one expression, a list, a dict, or none.

    Attributes:
        wanted: the outputs in order.
    """

    def __init__(self, outputs: Any) -> None:
        self._keys = list(outputs) if isinstance(outputs, dict) else None
        self._single = outputs is not None and not isinstance(outputs, list | tuple | dict)
        self.wanted: list[Any]
        if isinstance(outputs, dict):
            self.wanted = list(outputs.values())
        elif self._single:
            self.wanted = [outputs]
        else:
            self.wanted = list(outputs or ())

    def __getstate__(self) -> dict[str, Any]:
        """Without the expressions: their number is enough where a function arrives."""
        return {**self.__dict__, "wanted": [None] * len(self.wanted)}

    @property
    def template(self) -> str | None:
        """Python of this form, with a place for each output; None for a dict."""
        if self._keys is not None:
            return None
        return "{}" if self._single else f"[{', '.join('{}' for _ in self.wanted)}]"

    def shaped(self, results: list[np.ndarray]) -> Any:
        """The results in this form."""
        if self._keys is not None:
            return dict(zip(self._keys, results, strict=True))
        return results[0] if self._single else results

    def filled(self, out: Any, results: list[np.ndarray]) -> Any:
        """The arrays of ``out``, given in this form, with the results in them.

        Raises:
            TypeError: where there are not as many arrays as outputs.
            ShapeError, DTypeError: where one does not fit its output.
        """
        targets = self.targets(out)
        if len(targets) != len(results):
            message = f"out has {len(targets)} arrays, the function has {len(results)} outputs"
            raise TypeError(message)
        for target, result in zip(targets, results, strict=True):
            fill(target, result)
        return self.given(out, targets)

    def targets(self, out: Any) -> list[Any]:
        """The arrays of ``out`` in order."""
        return [out[key] for key in self._keys if key in out] if self._keys is not None else Form(out).wanted

    def given(self, out: Any, targets: list[Any]) -> Any:
        """What a call gives that has filled the arrays of ``out``."""
        return out if self._keys is not None or self._single else targets


def fill(target: Any, result: Any) -> None:
    """Copy a result, dense or sparse, to an array.

    Raises:
        TypeError, ShapeError, DTypeError: where the array is none for it.
    """
    if is_sparse(result) != is_sparse(target):
        wanted = "a sparse array" if is_sparse(result) else "an array"
        message = f"out needs arrays to fill: the output is {wanted}, this is {type(target).__name__}"
        raise TypeError(message)
    if is_sparse(result):
        _fill_entries(target, result)
        return
    if not isinstance(target, np.ndarray):
        message = f"out needs arrays to fill, not {type(target).__name__}"
        raise TypeError(message)
    if target.shape != result.shape:
        message = f"out has shape {target.shape}, the output has {result.shape}"
        raise ShapeError(message)
    _copy(target, result)


def _fill_entries(target: Any, result: Any) -> None:
    same = target.format == "csr" and target.shape == result.shape and target.nnz == result.nnz
    if not same or (target.indices != result.indices).any() or (target.indptr != result.indptr).any():
        message = (
            f"out has other entries than the output, a csr_array of shape {result.shape} with {result.nnz} of them"
        )
        raise ShapeError(message)
    _copy(target.data, result.data)


def _copy(target: np.ndarray, result: np.ndarray) -> None:
    if not np.can_cast(result.dtype, target.dtype, "same_kind"):
        message = f"out is {target.dtype}, the output is {result.dtype}"
        raise DTypeError(message)
    np.copyto(target, result, casting="same_kind")
