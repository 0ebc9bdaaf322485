"""What a load balancer makes of the calls that go through it: Scalelite's environment, BBBLB's exported state. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

OPERATORS = "=?<+"


class BalancerError(ValueError):
    """The file does not say what the balancer does; the message says why."""


@dataclass(frozen=True, slots=True)
class Balancer:
    """What is done to calls."""

    create: Mapping[str, str] = field(default_factory=dict)
    """What a create call gets: forced, or where the front end sends nothing."""
    forced: frozenset[str] = frozenset()
    """Those of `create` that replace what the front end sends."""
    dropped: frozenset[str] = frozenset()
    """What of the front end's never arrives: the server's own default decides."""
    join: Mapping[str, str] = field(default_factory=dict)
    """What a join call gets: forced, or where Greenlight sends nothing."""
    unclear: Mapping[str, str] = field(default_factory=dict)
    """Parameters whose value cannot be told, and why; `join.` before those of a join call."""
    hides_meetings: bool = False
    """Its list of what is on is always empty."""

    def forces(self, name: str) -> bool:
        """Tell whether the balancer decides this parameter of create whatever the front end sends."""
        return name in self.forced or name in self.unclear

    def joins(self, name: str) -> bool:
        """Tell whether it decides this parameter of join."""
        return name in self.join or f"join.{name}" in self.unclear


# --- Scalelite: lists in environment variables ---


def scalelite(text: str) -> Balancer:
    """Return what Scalelite's environment file (`/etc/default/scalelite`) makes of calls. Raises `BalancerError`."""
    said = dict(_assignments(text))
    if _plain(said, "MULTITENANCY_ENABLED").strip().casefold() not in {"", "false"}:
        raise BalancerError("its tenants' own settings win (MULTITENANCY_ENABLED), and they are in its database only")
    overrides = _list(said, "OVERRIDE_CREATE_PARAMS")
    defaults = _list(said, "DEFAULT_CREATE_PARAMS")
    joins = {**_gaps(_list(said, "DEFAULT_JOIN_PARAMS")), **_list(said, "OVERRIDE_JOIN_PARAMS")}
    excluded = frozenset(filter(None, _exact(said, "CREATE_EXCLUDE_PARAMS").split(",")))
    emptied = {name for name, value in overrides.items() if not value}
    return Balancer(
        create={name: value for name, value in {**defaults, **overrides}.items() if value},
        forced=frozenset(overrides) - emptied,
        dropped=excluded | emptied,
        join={name: value for name, value in joins.items() if value},
        hides_meetings=_plain(said, "GET_MEETINGS_API_DISABLED").strip().casefold() == "true",
    )


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, sign, value = line.lstrip().partition("=")
        if sign and not name.startswith("#"):
            yield name.removeprefix("export ").strip(), value


def _plain(said: Mapping[str, str], name: str) -> str:
    """Return a variable's value. Raises `BalancerError` where readers of the file differ about it."""
    value = said.get(name, "")
    if any(sign in value for sign in "\"'\\$`"):
        raise BalancerError(
            f"{name} is quoted: systemd takes the quotation marks off and docker keeps them, so what Scalelite reads "
            "cannot be told from the file"
        )
    return value


def _exact(said: Mapping[str, str], name: str) -> str:
    """Return the same where each sign counts. Raises `BalancerError`."""
    value = _plain(said, name)
    if value != value.strip():
        raise BalancerError(
            f"{name} has a blank at its beginning or end: systemd takes it off and docker keeps it, so what Scalelite "
            "reads cannot be told from the file"
        )
    return value


def _list(said: Mapping[str, str], name: str) -> dict[str, str]:
    found = {}
    for entry in filter(None, _exact(said, name).split(",")):
        key, sign, value = entry.partition("=")
        if not sign:
            raise BalancerError(f"{name} has an entry without '=': Scalelite does not start with it")
        found[key] = value
    return _renamed(found)


# --- BBBLB: a state file, by tenant ---


def bbblb(text: str, tenant: str) -> Balancer:
    """Return what BBBLB's exported state makes of a tenant's calls. Raises `BalancerError`."""
    try:
        state = json.loads(text)
    except (ValueError, RecursionError):
        raise BalancerError("the exported state is no JSON") from None
    tenants = state.get("tenants") if isinstance(state, dict) else None
    found = tenants.get(tenant) if isinstance(tenants, dict) else None
    overrides = found.get("overrides", {}) if isinstance(found, dict) else None
    if not isinstance(overrides, dict):
        raise BalancerError(f"the exported state has no tenant {tenant!r}, or nothing that can be understood of it")
    old = "v" not in state
    create = _operations(overrides if old else overrides.get("create", {}))
    join = _operations({} if old else overrides.get("join", {}))
    strange = "operator {!r}: what BBBLB makes of it cannot be told"
    told = [
        (f"{part}{name}", sign) for part, each in (("", create), ("join.", join)) for name, (sign, _) in each.items()
    ]
    gaps = _gaps({name: value for name, (sign, value) in join.items() if sign == "?"})
    removed = {name for name, (sign, value) in create.items() if sign == "=" and not value}
    return Balancer(
        create={name: value for name, (sign, value) in create.items() if sign in "=?" and value},
        forced=frozenset(name for name, (sign, value) in create.items() if sign == "=" and value),
        dropped=frozenset(removed),
        join={name: value for name, value in {**gaps, **_forced(join)}.items() if value},
        unclear={name: strange.format(sign) for name, sign in told if sign not in "=?"},
    )


def _forced(operations: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, (sign, value) in operations.items() if sign == "="}


def _gaps(joins: Mapping[str, str]) -> dict[str, str]:
    """Return what a balancer's defaults for join come to: Greenlight always says the role itself, and never `guest`."""
    return {name: value for name, value in joins.items() if name != "role"}


def _renamed(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters by their present names: an old one still counts where the new one is not there."""
    old, new = "lockSettingsDisableNote", "lockSettingsDisableNotes"
    return {new if name == old and new not in params else name: value for name, value in params.items()}


def _operations(overrides: object) -> dict[str, tuple[str, str]]:
    """Return the operator and the value of each parameter."""
    if not isinstance(overrides, dict) or not all(isinstance(value, str) for value in overrides.values()):
        raise BalancerError("the exported state has overrides of an unknown shape")
    # On import a value without an operator counts as a default, and loses its first sign all the same.
    return {
        name: (value[:1] if value[:1] in OPERATORS and value else "?", value[1:])
        for name, value in _renamed(overrides).items()
    }
