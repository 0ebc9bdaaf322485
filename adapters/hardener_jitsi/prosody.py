"""What the XMPP server enforces, from its own file: who may come in, who waits, who is a moderator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hardener.errors import MalformedError
from hardener_jitsi.keys import UncertainError
from hardener_jitsi.lua import Section, names, sections

ANONYMOUS = frozenset({"anonymous", "jitsi-anonymous"})
ACCOUNTS = frozenset({"internal_hashed", "internal_plain", "ldap", "ldap2", "cyrus"})
ASKS = ACCOUNTS | {"token", "jitsi-shared-secret"}
"""Ways in which a host beside asks for something."""
SOMETIMES = frozenset({
    "lobby_autostart_on_owner", "lobby_deactivate", "muc_wait_for_host", "reservations", "token_lobby_autostart",
    "token_lobby_ondemand", "token_security_ondemand",
})  # fmt: skip
"""Modules that open and close the lobby as they go."""
BYPASSES = frozenset({"secure_domain_lobby_bypass", "token_lobby_bypass"})
MODERATORS = frozenset({
    "owner_restricted", "token_affiliation", "token_affiliation_legacy", "token_owner_party", "token_moderation",
    "secure_domain_lobby_bypass", "jitsi_permissions",
})  # fmt: skip
"""Modules that decide who becomes a moderator."""


class Server:
    """The parts of the file that matter: the host that people log in to, and the component that holds their rooms."""

    def __init__(self, text: str, domain: str) -> None:
        """Find them. Raises `MalformedError` where it is not certain which they are."""
        self._all, *rest = sections(text)
        found = [each for each in rest if each.options.get("enabled") is not False]
        self.host = _only(
            [each for each in found if each.sort == "VirtualHost" and each.name == domain], "VirtualHost of this server"
        )
        named = self.host.options.get("main_muc")
        usual = {named} if isinstance(named, str) else {f"conference.{domain}", f"muc.{domain}"}
        self.rooms = _only(
            [each for each in found if each.sort == "Component" and each.name in usual], "component for its rooms"
        )
        self._others = [each for each in found if each.sort == "VirtualHost" and each is not self.host]
        self.guests = frozenset(each.name for each in self._others if self._open(each))
        self.loaded = self._all.modules | self.host.modules | self.rooms.modules

    def _said(self, section: Section, name: str) -> object:
        """Return an option of a section: what it does not say itself, it has from what stands before all of them."""
        return section.options.get(name, self._all.options.get(name))

    def _way(self, section: Section) -> str:
        """Return how people log in at a host; empty where that is not said in a way that can be understood."""
        way = self._said(section, "authentication")
        return way if isinstance(way, str) else ""

    def _open(self, section: Section) -> bool:
        """Tell whether anybody gets in at a host: a container's guest host asks for tokens, and takes none as well."""
        way, empty = self._way(section), self._said(section, "allow_empty_token")
        return way in ANONYMOUS or (way == "token" and empty is not None and empty is not False)

    def sign_in(self) -> str:
        """Return how people come in."""
        way = self._way(self.host)
        if self._open(self.host):
            return "anonymous"
        if way not in ACCOUNTS and way != "token":
            raise UncertainError("how people log in is not said, or in a way that this version does not know")
        if self.guests:
            return "guests"
        if way == "token":
            raise UncertainError("who has a token comes in: whoever makes the tokens decides who gets one")
        if any(self._said(each, "authentication") is not None and self._way(each) not in ASKS for each in self._others):
            raise UncertainError("another host in it has people log in in a way that this version does not know")
        return "accounts"

    def lobby(self) -> str:
        """Return whom the lobby holds back when a room opens."""
        if "muc_lobby_rooms" not in self.host.modules:
            return "none"
        if self.loaded & SOMETIMES:
            raise UncertainError("a module opens and closes the lobby as people come")
        if "lobby_autostart" not in self.rooms.modules:
            return "once a moderator switches it on"
        if "persistent_lobby" not in self.host.modules:
            raise UncertainError("lobby_autostart is loaded without persistent_lobby, which it needs")
        if not all(isinstance(self._said(self.host, name), str) for name in ("lobby_muc", "main_muc")):
            raise UncertainError("muc_lobby_rooms is loaded without lobby_muc and main_muc, which it needs")
        if names(self._said(self.host, "muc_lobby_whitelist")) & {self.host.name, *self.guests}:
            raise UncertainError("muc_lobby_whitelist lets everybody of a host by")
        return "all but those whom a module lets by" if self.loaded & BYPASSES else "everybody"

    def waits(self) -> bool:
        """Tell whether guests wait for the host."""
        if not self.loaded & {"muc_wait_for_host"}:
            if self.sign_in() == "anonymous":
                return False
            raise UncertainError("who may open a room hangs on how people log in")
        if self.guests and "persistent_lobby" in self.host.modules and self._way(self.host) == "token":
            return True
        raise UncertainError("muc_wait_for_host is loaded without all that it needs")

    def moderators(self) -> str:
        """Return who becomes a moderator."""
        if "muc_allowners" in self.loaded:
            return "everybody"
        if self.loaded & MODERATORS or self._way(self.host) not in ANONYMOUS:
            raise UncertainError("a module or a log-in decides who becomes a moderator")
        return "who comes first"

    def most(self) -> int:
        """Return how many may be in a room."""
        found = self.rooms.options.get("muc_max_occupants")
        number = int(found) if isinstance(found, str) and found.isdecimal() and len(found) < len("10000000") else found
        if (
            "muc_max_occupants" not in self.rooms.modules
            or isinstance(number, bool)
            or not isinstance(number, int)
            or number < 1
        ):
            raise UncertainError("nothing limits it that this version knows")
        assert isinstance(number, int)
        return number


def enforced(text: str, domain: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the file of a server with this domain enforces, and of what it leaves open why."""
    found: dict[str, Any] = {}
    unsure: dict[str, str] = {}
    try:
        server = Server(text, domain)
    except MalformedError as error:
        return {}, {"": str(error)}
    parts: Mapping[str, Callable[[], Any]] = {
        "sign_in": server.sign_in, "lobby": server.lobby, "wait_for_host": server.waits,
        "moderators": server.moderators, "max_occupants": server.most,
        "jibri_autostart": lambda: "jibri_autostart" in server.loaded,
    }  # fmt: skip
    for name, part in parts.items():
        try:
            found[name] = part()
        except (UncertainError, MalformedError) as error:
            unsure[name] = str(error)
    return found, unsure


def _only(found: list[Section], what: str) -> Section:
    if len(found) != 1:
        raise MalformedError(f"it has not one {what}")
    return found[0]
