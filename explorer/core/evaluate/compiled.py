"""Where text that the core wrote becomes a function: the one place where anything is executed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def compiled(source: str, name: str, namespace: dict[str, Any], filename: str) -> Callable[..., Any]:
    """The function of a name in a text that the core wrote, which sees the names of ``namespace``."""
    # Names in the source come from `Writer.fresh` alone and operations from their cards: no text of a person.
    exec(compile(source, filename, "exec"), namespace)  # noqa: S102
    # Taken out of the names that it sees, so that it goes with its last user, and its source with it.
    function: Callable[..., Any] = namespace.pop(name)
    return function
