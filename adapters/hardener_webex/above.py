"""Read what lies above programs: the sites, the hosts and their personal rooms."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hardener.errors import AdapterError, MalformedError
from hardener.model import Program, Target, Unreadable
from hardener.path import vendor_path
from hardener.vendor import ident_of, read_parts, unlisted
from hardener_webex import calls
from hardener_webex.client import Api
from hardener_webex.documents import Host, host_of
from hardener_webex.on_hosts import HOSTS
from hardener_webex.refusals import OTHER_SITE

COMMON_PATHS = tuple(vendor_path(row.path) for row in HOSTS if "account" in row.kinds)


@dataclass(slots=True)
class Above:
    """Reads sites, hosts and personal rooms, and remembers who is who."""

    api: Api
    named: tuple[str, ...] = ()
    """The hosts that the configuration names."""
    odd: list[Unreadable] = field(default_factory=list)
    """People and sites that Webex lists in a way that tells nothing, known once they were listed."""
    _hosts: dict[str, Host] = field(default_factory=dict)
    """By key."""

    def sites(self) -> Mapping[str, bool]:
        """Return the sites of whoever is logged in, and which of them is the preferred one. Raises `AdapterError`."""
        listed = self.api.get(calls.SITES).get("sites")
        if not isinstance(listed, list):
            raise MalformedError("Webex's answer has no list of sites")
        named = {url: site.get("default") is True for site in listed if (url := _site_of(site))}
        if unnamed := sum(not _site_of(site) for site in listed):
            self.odd.append(unlisted("sites", f"{unnamed} of the sites", "Webex gave no address"))
        return named

    def account(self) -> str:
        """Return whose account it is: the organization's id; of one host's log-in also theirs. Raises `AdapterError`.

        Where no scope lets us ask for people, the preferred site tells it: a site belongs to one organization.
        """
        if not self.api.admin:
            me = self.api.get(calls.WHO)
            return ident_of(bare(me.get("orgId")), bare(me.get("id")))
        asked: tuple[Callable[[], Mapping[str, Any]], ...] = (
            lambda: self.api.get(calls.WHO),
            lambda: next(self.api.pages(calls.PEOPLE, {"max": "1"}), {}),
        )
        for ask in asked:
            with suppress(AdapterError):
                return ident_of(bare(ask().get("orgId")))
        sites = self.sites()
        return ident_of("site", min(sites, key=lambda site: (not sites[site], site), default=""))

    def hosts(self) -> Mapping[str, Host]:
        """Return every host in scope by its key: as configured, oneself, or everybody. Raises `AdapterError`."""
        if not self._hosts:
            for host in map(host_of, self.named) if self.named else self._listed():
                known = self._hosts.get(host.key, host)
                self._hosts[host.key] = host._replace(aliases=host.aliases | known.aliases)
            if not self._hosts:
                self.odd.append(unlisted("hosts", "the hosts", "Webex lists nobody who could run a program"))
        return self._hosts

    def addresses(self) -> dict[str, str]:
        """Return the address of each host that is known by now, by the id of its target."""
        return {f"host/{key}": host.email for key, host in self._hosts.items()}

    def host(self, key: str) -> Host:
        """Return one host. Raises `AdapterError` where it is gone."""
        found = self.hosts().get(key)
        if found is None:
            raise AdapterError("its host is no longer among the hosts of this connection")
        return found

    def _listed(self) -> Iterator[Host]:
        people = self.api.pages(calls.PEOPLE, {"max": "1000"}) if self.api.admin else iter([self.api.get(calls.ME)])
        for number, person in enumerate(people, start=1):
            emails, ident = _emails(person), person.get("id")
            if emails:
                yield host_of(*emails, ident=ident if isinstance(ident, str) else "")
            elif person.get("type") != "bot":
                title, reason = f"person {number} of the directory", "without an e-mail address nobody is found"
                self.odd.append(unlisted(f"person-{number}", title, f"Webex gave none, and {reason}"))

    def read_site(self, site: str, *, preferred: bool | None) -> Target:
        """Read the common settings of one site; `preferred`: whether Webex would change this one, None: unknown."""
        parts, unread = read_parts({"common": lambda: self.api.get(calls.COMMON, {"siteUrl": site})})
        return Target(
            id=f"account/{site}",
            kind="account",
            title=f"the site {site}",
            document=parts,
            unread=unread,
            unavailable={} if preferred else dict.fromkeys(COMMON_PATHS, OTHER_SITE),
        )

    def read_host(self, host: Host, sites: tuple[str, ...]) -> Target:
        """Read one host's own preferences; `sites` are those that it has programs on."""
        parts, unread = read_parts({"scheduling": lambda: self.api.get(calls.SCHEDULING, self.of(host))})
        return Target(
            id=f"host/{host.key}",
            kind="host",
            title=host.name,
            document=parts,
            unread=unread,
            above=tuple((f"account/{site}",) for site in sites),
        )

    def read_room(self, host: Host) -> Target:
        """Read one host's personal room. Raises `AdapterError`."""
        room = self.api.get(calls.ROOM, self.of(host))
        return Target(
            id=f"room/{host.key}",
            kind="room",
            title=f"Personal room of {host.name}",
            document={"room": room},
            facts={"topic": room.get("topic"), "host": host.key},
            written_to=f"room/{host.key}",
            above=((f"host/{host.key}",),),
            program=Program(id=f"room-{host.key}", kind="room", host=f"host/{host.key}", host_name=host.name),
        )

    def of(self, host: Host) -> dict[str, str]:
        """Return the parameter that names whose preferences are meant."""
        return {"userEmail": host.email} if self.api.admin else {}


def bare(ident: object) -> object:
    """Return an id as some of Webex's APIs have it, where it is as the others have it: in base64, with its kind."""
    try:
        said = base64.b64decode(f"{ident}==", validate=False).decode() if isinstance(ident, str) else ""
    except ValueError:
        return ident
    return said.rsplit("/", 1)[-1] if said.startswith("ciscospark://") else ident


def _emails(person: Mapping[str, Any]) -> list[str]:
    """Return a person's e-mail addresses; none of a bot, which runs nothing."""
    found = person.get("emails")
    if person.get("type") == "bot" or not isinstance(found, list):
        return []
    return [email for email in found if isinstance(email, str) and "@" in email]


def _site_of(site: object) -> str:
    found = site.get("siteUrl") if isinstance(site, Mapping) else None
    return found if isinstance(found, str) else ""
