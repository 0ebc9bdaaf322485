"""Read what lies above programs: the account, its groups, the hosts."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hardener.model import Target
from hardener.vendor import ALL, Call, marked, read_parts
from hardener_zoom import calls
from hardener_zoom.client import Api
from hardener_zoom.documents import Host, above

ACCOUNT = "account/me"
Parts = tuple[dict[str, Any], dict[str, str]]
OWN = {"settings": "", "security": "meeting_security"}
OF_ACCOUNT = {**OWN, "authentication": "meeting_authentication", "account_security": "security"}
LOCKS = {"locks": "", "security_locks": "meeting_security"}
"""Parts of a document, each with the `option` by which Zoom gives it."""


@dataclass(slots=True)
class Above:
    """Reads accounts, groups and hosts, and remembers what it read."""

    api: Api
    account: Target | None = None
    hosts: dict[str, Target] = field(default_factory=dict)
    """By Zoom's id."""
    addresses: dict[str, str] = field(default_factory=dict, repr=False)
    """By the id of the host's target."""
    people: frozenset[str] | None = None
    """Ids and addresses of all who have a login in the account; None where they were not listed."""

    def read_account(self, wanted: AbstractSet[str] = ALL) -> Target:
        """Read the account and its locks; a part that cannot be read is named, never guessed."""
        parts, unread = self._read("me", wanted, (calls.ACCOUNT_SETTINGS, OF_ACCOUNT), (calls.ACCOUNT_LOCKS, LOCKS))
        self.account = Target(id=ACCOUNT, kind="account", title=marked("the account"), document=parts, unread=unread)
        return self.account

    def read_group(self, ident: str, name: str, wanted: AbstractSet[str] = ALL) -> Target:
        """Read one group and its locks."""
        parts, unread = self._read(ident, wanted, (calls.GROUP_SETTINGS, OWN), (calls.GROUP_LOCKS, LOCKS))
        return Target(id=f"group/{ident}", kind="group", title=name, document=parts, unread=unread, above=((ACCOUNT,),))

    def read_host(self, host: Host, user: Mapping[str, Any], wanted: AbstractSet[str] = ALL) -> Target:
        """Read one host's own settings."""
        parts, unread = self._read(host.id, wanted, (calls.USER_SETTINGS, OWN))
        target = Target(
            id=f"host/{host.id}",
            kind="host",
            title=host.name,
            document={"user": {"type": user.get("type")}, **parts},
            unread=unread,
            above=above(host)[1:],
        )
        self.hosts[host.id] = target
        if host.email:
            self.addresses[target.id] = host.email
        return target

    def _read(self, ident: str, wanted: AbstractSet[str], *places: tuple[Call, Mapping[str, str]]) -> Parts:
        """Return those of the `wanted` parts that could be read, and of the others why not."""
        asked = {
            name: partial(self.api.get, call, {"option": option} if option else None, id=ident)
            for call, parts in places
            for name, option in parts.items()
        }
        return read_parts(asked, wanted)

    def settings(self, host: Host) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return the settings of the account and of one host, empty where they were not read."""
        return _settings(self.account), _settings(self.hosts.get(host.id))


def _settings(target: Target | None) -> Mapping[str, Any]:
    found = target.document.get("settings") if target is not None else None
    return found if isinstance(found, Mapping) else {}
