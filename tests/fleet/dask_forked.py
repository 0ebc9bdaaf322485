"""Where a scheduler, a worker or who asks them begins, forked from a process that has imported dask."""

from __future__ import annotations

import os
import sys

import dask.config
import distributed.cli.dask_scheduler
import distributed.cli.dask_worker
from dask.cli import run_cli
from tests.fleet import asking

__all__ = ["ask", "dask_command", "distributed"]


def dask_command() -> None:
    """Be dask's own command, in a session of its own."""
    os.setsid()
    dask.config.refresh()  # it was read in another environment
    run_cli()  # type: ignore[no-untyped-call]  # dask has no types there


def ask() -> None:
    """Be who asks a cluster."""
    dask.config.refresh()
    asking.main(*sys.argv[1:])
