"""What must be so of a cluster before any library is sent to it: private, alike, with workers and with the folders."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

from hardener.errors import AskedError
from hardener.fleet.on_worker import ONE_STORE, has, lacking, on_this_machine, unlike, versions
from hardener.fleet.place import ENVIRONMENT
from hardener.fleet.work import Task
from hardener.store.opening import holds_secret

if TYPE_CHECKING:
    from distributed import Client

GUIDE = "docs/fleet-on-a-cluster.md"
HERE = "this machine"
Answer = TypeVar("Answer")


def sendable(tasks: Iterable[Task]) -> None:
    """Raise `AskedError` where a task holds a secret, or its store is not for all. `StoreError`: it is none."""
    for place in sorted({task.store for task in tasks}):
        if not place and os.environ.get(ENVIRONMENT):
            continue  # each worker has one of its own, with the password
        if not place or on_this_machine(place):
            raise AskedError(f"a file is on one machine alone, so on a cluster {ONE_STORE}")
        if holds_secret(place):
            raise AskedError(
                "the store's password would be sent to the cluster; leave it out of the url, "
                "and put it into ~/.pgpass on each worker"
            )


def private(address: str) -> None:
    """Raise `AskedError` where others than this machine could reach `address` without TLS.

    Whoever reaches a dask scheduler or worker may run anything there, with all secrets that it can read.
    """
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname and parts.port)
    except ValueError:
        usable = False
    if not usable or parts.scheme not in {"tcp", "tls"}:
        raise AskedError(f"fleet.toml: scheduler: {address!r} is none; write it like tls://HOST:8786")
    if parts.scheme == "tcp" and not _loopback(parts.hostname or ""):
        raise AskedError(
            f"{address} is open to the network without TLS: whoever reaches it may run anything there, "
            f"with the secrets of every library; use tls://, as in {GUIDE}"
        )


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def ready(client: Client, address: str, tasks: Sequence[Task], patience: float) -> None:
    """Wait `patience` seconds for a first worker. Raises `AskedError` where none comes, or the cluster is not fit."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        raise AskedError(f"no worker came to the scheduler {address} within {patience:.0f} seconds") from None
    private(client.scheduler_info()["address"])
    for worker in client.nthreads(callback_timeout=patience):
        private(worker)
    _alike(client)
    _complete(client, tasks)


def _alike(client: Client) -> None:
    """Raise `AskedError` where one machine has other versions than this one, in one line that names both."""
    # First as dask itself tells it, which needs no hardener there.
    found = cast("Mapping[str, Any]", client.get_versions(packages=["hardener"]))
    machines = {"the scheduler": found["scheduler"]} | {f"the worker {at}": of for at, of in found["workers"].items()}
    mine = _told(found["client"])
    for name, there in machines.items():
        _same(name, _told(there), mine)
    for at, there in client.run(versions, on_error="return").items():
        _same(f"the worker {at}", _answered(at, there), versions())


def _told(machine: Mapping[str, Any]) -> dict[str, str]:
    """Return of what dask tells of a machine what matters here."""
    packages = machine["packages"]
    python = ".".join(str(packages["python"]).split(".")[:2])
    return {"Python": python, **{name: packages.get(name) or "" for name in ("hardener", "dask", "distributed")}}


def _same(name: str, there: Mapping[str, str], here: Mapping[str, str]) -> None:
    if told := unlike(name, there, HERE, here):
        raise AskedError(f"{told}; nothing was begun: install the same on both")


def _complete(client: Client, tasks: Sequence[Task]) -> None:
    """Raise `AskedError` where a worker lacks folders that are seen from here."""
    here = [task.folder for task in tasks if has(task.folder)]
    for at, answer in client.run(lacking, here, on_error="return").items():
        if missing := _answered(at, answer):
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            raise AskedError(
                f"the worker {at} has no library in {missing[0]}{more}; nothing was begun: folders are on a file "
                "system that all share, or at the same path on each worker"
            )


def _answered(at: str, answer: Answer | Exception) -> Answer:
    """Return what a worker answered. Raises `AskedError` where that was an error."""
    if isinstance(answer, Exception):
        raise AskedError(f"the worker {at} does not answer as it should ({type(answer).__name__}); see its log")
    return answer
