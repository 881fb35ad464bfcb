"""The methods of lists and dicts. None lets them grow beyond the limits, or hold themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.script.errors import Complaint
from explorer.script.guards import check_items
from explorer.script.values import CONTAINERS, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.script.limits import Limits


def _not_itself(items: Any, new: Any) -> None:
    if isinstance(new, CONTAINERS) and any(part is items for part in walk(new)):
        message = "a list cannot hold itself"
        raise Complaint(message)


def append(limits: Limits, items: list[Any], item: Any) -> None:
    """Add an item at the end."""
    _not_itself(items, item)
    check_items(len(items) + 1, limits)
    items.append(item)


def extend(limits: Limits, items: list[Any], more: Any) -> None:
    """Add all items of another list at the end."""
    if not isinstance(more, list | tuple | range):
        message = "extend needs a list"
        raise Complaint(message, "append adds a single item.")
    _not_itself(items, list(more))
    check_items(len(items) + len(more), limits)
    items.extend(more)


def insert(limits: Limits, items: list[Any], index: int, item: Any) -> None:
    """Add an item before the one at ``index``."""
    _not_itself(items, item)
    check_items(len(items) + 1, limits)
    items.insert(index, item)


def put(limits: Limits, items: Any, key: Any, value: Any) -> None:
    """``items[key] = value``."""
    _not_itself(items, value)
    if isinstance(items, list) and isinstance(key, slice):
        message = "a part of a list cannot be replaced"
        raise Complaint(message, "make a new list: a[:2] + [x] + a[3:].")
    items[key] = value
    check_items(len(items), limits)


def _pop(_limits: Limits, items: Any, *key: Any) -> Any:
    return items.pop(*key)


def _reverse(_limits: Limits, items: list[Any]) -> None:
    items.reverse()


def _copy(_limits: Limits, items: Any) -> Any:
    return items.copy()


def _index(_limits: Limits, items: Any, item: Any) -> int:
    for index, known in enumerate(items):
        if known is item or (type(known) is type(item) and isinstance(item, int | float | str) and known == item):
            return index
    message = "the item is not in the list"
    raise Complaint(message)


def _keys(_limits: Limits, items: dict[Any, Any]) -> list[Any]:
    return list(items)


def _values(_limits: Limits, items: dict[Any, Any]) -> list[Any]:
    return list(items.values())


def _items(_limits: Limits, items: dict[Any, Any]) -> list[Any]:
    return list(items.items())


def _get(_limits: Limits, items: dict[Any, Any], key: Any, default: Any = None) -> Any:
    return items.get(key, default)


def _update(limits: Limits, items: dict[Any, Any], more: dict[Any, Any]) -> None:
    _not_itself(items, more)
    items.update(more)
    check_items(len(items), limits)


METHODS: dict[type, Mapping[str, Callable[..., Any]]] = {
    list: {
        "append": append,
        "copy": _copy,
        "extend": extend,
        "index": _index,
        "insert": insert,
        "pop": _pop,
        "reverse": _reverse,
    },
    tuple: {"index": _index},
    dict: {
        "copy": _copy,
        "get": _get,
        "items": _items,
        "keys": _keys,
        "pop": _pop,
        "update": _update,
        "values": _values,
    },
}
