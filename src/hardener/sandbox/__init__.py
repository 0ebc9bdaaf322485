"""Runs the vendors' simulators over real HTTP, on this machine only."""

from __future__ import annotations

from importlib.metadata import entry_points

from hardener.nearest import meant
from hardener.sandbox.codes import CodeError, Codes, bearer
from hardener.sandbox.faults import Fault
from hardener.sandbox.pages import Pages, PageTokenError
from hardener.sandbox.rates import Counters
from hardener.sandbox.seeds import checked
from hardener.sandbox.server import Server, serve
from hardener.sandbox.simulator import Call, Context, Problem, Route, SeedError, Simulator

__all__ = [
    "Call",
    "CodeError",
    "Codes",
    "Context",
    "Counters",
    "Fault",
    "PageTokenError",
    "Pages",
    "Problem",
    "Route",
    "SeedError",
    "Server",
    "Simulator",
    "bearer",
    "checked",
    "installed",
    "serve",
    "simulator",
]


def installed() -> list[str]:
    """Return the vendors for which a simulator is installed, sorted."""
    return sorted(entry_points(group="hardener.simulators").names)


def simulator(vendor: str) -> type[Simulator]:
    """Return the simulator that an installed package registers for `vendor`. Raises `LookupError`."""
    found = entry_points(group="hardener.simulators")
    if vendor not in found.names:
        there = installed()
        raise LookupError(f"no simulator for {vendor!r}; installed: {', '.join(there) or 'none'}{meant(vendor, there)}")
    loaded: type[Simulator] = found[vendor].load()
    return loaded
