"""Read what lies above programs: the account, its groups, the hosts."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hardener.model import Target
from hardener.vendor import ALL, marked, read_parts
from hardener_zoom import calls
from hardener_zoom.client import Api
from hardener_zoom.documents import Host, above

ACCOUNT = "account/me"


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
        get = partial(self.api.get, calls.ACCOUNT_SETTINGS)
        asked = {
            "settings": partial(get, id="me"),
            "security": partial(get, {"option": "meeting_security"}, id="me"),
            "authentication": partial(
                self.api.get, calls.ACCOUNT_SETTINGS, {"option": "meeting_authentication"}, id="me"
            ),
            "account_security": partial(get, {"option": "security"}, id="me"),
            "locks": partial(self.api.get, calls.ACCOUNT_LOCKS, id="me"),
            "security_locks": partial(self.api.get, calls.ACCOUNT_LOCKS, {"option": "meeting_security"}, id="me"),
        }
        parts, unread = read_parts(asked, wanted)
        self.account = Target(id=ACCOUNT, kind="account", title=marked("the account"), document=parts, unread=unread)
        return self.account

    def read_group(self, ident: str, name: str, wanted: AbstractSet[str] = ALL) -> Target:
        """Read one group and its locks."""
        asked = {
            "settings": partial(self.api.get, calls.GROUP_SETTINGS, id=ident),
            "security": partial(self.api.get, calls.GROUP_SETTINGS, {"option": "meeting_security"}, id=ident),
            "locks": partial(self.api.get, calls.GROUP_LOCKS, id=ident),
            "security_locks": partial(self.api.get, calls.GROUP_LOCKS, {"option": "meeting_security"}, id=ident),
        }
        parts, unread = read_parts(asked, wanted)
        return Target(id=f"group/{ident}", kind="group", title=name, document=parts, unread=unread, above=((ACCOUNT,),))

    def read_host(self, host: Host, user: Mapping[str, Any], wanted: AbstractSet[str] = ALL) -> Target:
        """Read one host's own settings."""
        asked = {
            "settings": partial(self.api.get, calls.USER_SETTINGS, id=host.id),
            "security": partial(self.api.get, calls.USER_SETTINGS, {"option": "meeting_security"}, id=host.id),
        }
        parts, unread = read_parts(asked, wanted)
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

    def settings(self, host: Host) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return the settings of the account and of one host, empty where they were not read."""
        return _settings(self.account), _settings(self.hosts.get(host.id))


def _settings(target: Target | None) -> Mapping[str, Any]:
    found = target.document.get("settings") if target is not None else None
    return found if isinstance(found, Mapping) else {}
