"""A Dask cluster as an executor."""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

_PATIENCE = 10  # seconds for a scheduler to answer
_LARGE = 1 << 20  # bytes of what all chunks share: from here on, it goes to the workers once


class ClusterError(Exception):
    """A cluster that cannot be used, and why."""


class Cluster(Executor):
    """The workers of a scheduler. They need the same versions of this program, NumPy and Dask."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor: Executor = client.get_executor(pure=False)
        self._max_workers = max(1, sum(client.nthreads().values()))

    def share(self, value: Any) -> Any:
        """Something that stands for ``value`` in the arguments of tasks."""
        large = len(getattr(value, "data", b"")) > _LARGE
        return self._client.scatter(value, broadcast=True, hash=False) if large else value

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """What ``fn`` gives on some worker."""
        return self._executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; it stays."""
        self._executor.shutdown(wait=wait and not cancel_futures)


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The workers of the scheduler at an address, ``tcp://host:8786``.

    Raises:
        ClusterError: where Dask is not installed, nothing answers there, or no worker is there.
    """
    try:
        import distributed  # noqa: PLC0415  # an extra, and slow to import
    except ImportError as error:
        raise ClusterError("a scheduler needs Dask: pip install 'derivative-explorer[cluster]'") from error
    try:
        client: Any = distributed.Client(  # type: ignore[no-untyped-call]
            address, timeout=_PATIENCE, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise ClusterError(f"no scheduler answers at {address} ({error})") from error
    with client:
        if not client.nthreads():
            raise ClusterError(f"the scheduler at {address} has no workers")
        yield Cluster(client)
