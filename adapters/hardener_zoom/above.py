"""Read what lies above programs: the account, its groups, the hosts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hardener.errors import AdapterError
from hardener.model import Target
from hardener_zoom import operations as op
from hardener_zoom.client import Api
from hardener_zoom.documents import Host, above

ACCOUNT = "account/me"
ALL: frozenset[str] = frozenset({"*"})
"""Every part of a document."""


@dataclass(slots=True)
class Above:
    """Reads accounts, groups and hosts, and remembers what it read."""

    api: Api
    account: Target | None = None
    hosts: dict[str, Target] = field(default_factory=dict)
    """By Zoom's id."""
    people: frozenset[str] | None = None
    """Ids and addresses of all who have a login in the account; None where they were not listed."""

    def read_account(self, wanted: AbstractSet[str] = ALL) -> Target:
        """Read the account and its locks; a part that cannot be read is named, never guessed."""
        calls = {
            "settings": partial(self.api.get, op.ACCOUNT_SETTINGS, "me"),
            "security": partial(self.api.get, op.ACCOUNT_SETTINGS, "me", option="meeting_security"),
            "authentication": partial(self.api.get, op.ACCOUNT_SETTINGS, "me", option="meeting_authentication"),
            "account_security": partial(self.api.get, op.ACCOUNT_SETTINGS, "me", option="security"),
            "locks": partial(self.api.get, op.ACCOUNT_LOCKS, "me"),
            "security_locks": partial(self.api.get, op.ACCOUNT_LOCKS, "me", option="meeting_security"),
        }
        parts, unread = parts_of(calls, wanted)
        self.account = Target(id=ACCOUNT, kind="account", title="the account", document=parts, unread=unread)
        return self.account

    def read_group(self, ident: str, name: str, wanted: AbstractSet[str] = ALL) -> Target:
        """Read one group and its locks."""
        calls = {
            "settings": partial(self.api.get, op.GROUP_SETTINGS, ident),
            "security": partial(self.api.get, op.GROUP_SETTINGS, ident, option="meeting_security"),
            "locks": partial(self.api.get, op.GROUP_LOCKS, ident),
            "security_locks": partial(self.api.get, op.GROUP_LOCKS, ident, option="meeting_security"),
        }
        parts, unread = parts_of(calls, wanted)
        return Target(id=f"group/{ident}", kind="group", title=name, document=parts, unread=unread, above=((ACCOUNT,),))

    def read_host(self, host: Host, user: Mapping[str, Any], wanted: AbstractSet[str] = ALL) -> Target:
        """Read one host's own settings."""
        calls = {
            "settings": partial(self.api.get, op.USER_SETTINGS, host.id),
            "security": partial(self.api.get, op.USER_SETTINGS, host.id, option="meeting_security"),
        }
        parts, unread = parts_of(calls, wanted)
        target = Target(
            id=f"host/{host.id}",
            kind="host",
            title=host.name,
            document={"user": {"type": user.get("type")}, **parts},
            unread=unread,
            above=above(host)[1:],
        )
        self.hosts[host.id] = target
        return target

    def settings(self, host: Host) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return the settings of the account and of one host, empty where they were not read."""
        return _settings(self.account), _settings(self.hosts.get(host.id))


def _settings(target: Target | None) -> Mapping[str, Any]:
    found = target.document.get("settings") if target is not None else None
    return found if isinstance(found, Mapping) else {}


def parts_of(
    calls: Mapping[str, Callable[[], dict[str, Any]]], wanted: AbstractSet[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the parts that could be read, and of the others why not."""
    parts: dict[str, Any] = {}
    unread: dict[str, str] = {}
    for name, call in calls.items():
        if wanted is ALL or name in wanted:
            try:
                parts[name] = call()
            except AdapterError as error:
                unread[name] = str(error)
    return parts, unread
