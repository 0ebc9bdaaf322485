"""Whose programs are read: the organizers of the configuration, and the members of its group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from hardener.errors import AdapterError, MalformedError
from hardener.model import Unreadable
from hardener_teams import operations as op
from hardener_teams.client import ME, Api
from hardener_teams.documents import Organizer, print_of, short
from hardener_teams.entries import word
from hardener_teams.options import Options

MEMBER_KEYS = "id,userPrincipalName"
USER, GROUP = "#microsoft.graph.user", "#microsoft.graph.group"
CALENDARLESS = tuple(f"#microsoft.graph.{name}" for name in ("device", "orgContact", "servicePrincipal", "application"))
"""What a group may hold beside people: none of it organizes anything."""
NESTED = "groups inside it are not looked into; put their members into the group itself"
UNKNOWN = "Graph lists a member of which it does not say who that is, so their programs are not looked at"
NOBODY = "no organizer was found, so no program was looked at; name organizers, or a group that has members"
Report = Callable[[Unreadable], None]
"""Told what could not be read."""


class Hosts(NamedTuple):
    """The organizers of one connection."""

    api: Api
    options: Options

    def all(self, report: Report) -> Iterator[Organizer]:
        """Yield the people whose programs are read, each once; one who cannot be found is reported, never left out."""
        if not self.api.alone:
            yield Organizer(ME, "you")
            return
        seen: set[str] = set()
        for organizer in self._named(report):
            if organizer.id not in seen:
                seen.add(organizer.id)
                yield organizer
        if not seen:
            report(list_unread("organizers", "programs", "this connection", NOBODY))

    def _named(self, report: Report) -> Iterator[Organizer]:
        for given in self.options.organizers:
            try:
                yield self._looked_up(given)
            except AdapterError as error:
                report(list_unread(given, "programs", short(given), error))
        try:
            for member in self._members():
                found = _member(member)
                if isinstance(found, Organizer):
                    yield found
                elif found is not None:
                    report(found)
        except AdapterError as error:
            report(list_unread("group", "members", "the group of organizers", error))

    def _members(self) -> Iterator[Mapping[str, Any]]:
        group = self.options.group
        return self.api.pages(op.MEMBERS, {"$select": MEMBER_KEYS}, group=group) if group else iter(())

    def _looked_up(self, given: str) -> Organizer:
        """Return an organizer; meetings are found by object id only, so a user principal name is looked up."""
        if "@" not in given:
            return Organizer(given, given)
        found = self.api.get(op.USER, {"$select": MEMBER_KEYS}, name=given)
        if not word(found.get("id")):
            raise MalformedError("Graph's answer for this organizer has no id")
        return _person(found)


def _member(member: Mapping[str, Any]) -> Organizer | Unreadable | None:
    """Return an organizer, or why a member of the group is none that can be looked at; None for a thing."""
    kind, ident = member.get("@odata.type", USER), word(member.get("id"))
    if kind in CALENDARLESS:
        return None
    if kind == USER and ident:
        return _person(member)
    if kind == GROUP:
        return list_unread(ident or print_of(member), "members", "a group inside the group of organizers", NESTED)
    return list_unread(ident or print_of(member), "programs", "a member of the group of organizers", UNKNOWN)


def _person(user: Mapping[str, Any]) -> Organizer:
    ident, name = word(user.get("id")), word(user.get("userPrincipalName"))
    return Organizer(ident, short(name or ident), name.casefold())


def list_unread(ident: str, what: str, name: str, error: AdapterError | str) -> Unreadable:
    """Return what makes a report incomplete: a list that was not read, or not to its end."""
    return Unreadable(id=f"list/{short(ident)}/{what}", kind="list", title=f"{what} of {name}", reason=str(error))
