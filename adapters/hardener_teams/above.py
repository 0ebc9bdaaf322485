"""What lies above programs: whose they are, and the policies of an import that govern them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from hardener.errors import AdapterError, MalformedError
from hardener.model import Target, Unreadable
from hardener.vendor import marked, short_name, unlisted, word
from hardener_teams import calls
from hardener_teams.client import ME, Api
from hardener_teams.documents import Organizer, print_of
from hardener_teams.policies import MEETING, Policies
from hardener_teams.together import Together, ask

ACCOUNT = "account/policies"
KEYS = {"$select": "id,userPrincipalName"}
USER, GROUP = "#microsoft.graph.user", "#microsoft.graph.group"
CALENDARLESS = tuple(f"#microsoft.graph.{name}" for name in ("device", "orgContact", "servicePrincipal", "application"))
"""What a group may hold beside people: none of it organizes anything."""
NESTED = marked("groups inside it are not looked into; put their members into the group itself")
UNKNOWN = "Graph lists a member of which it does not say who that is, so their programs are not looked at"
NOBODY = marked("no organizer was found, so no program was looked at; name organizers, or a group that has members")


@dataclass(frozen=True, slots=True)
class Above:
    """The policies of one import, or of none."""

    policies: Policies

    def account(self) -> Target:
        """Return the tenant; without an import every part of it is unread."""
        document, unread = self.policies.document()
        return Target(
            id=ACCOUNT, kind="account", title=marked("the tenant's policies"), document=document, unread=unread
        )

    def host(self, organizer: Organizer) -> Target | None:
        """Return an organizer with the meeting policy they have; None without an import."""
        if not self.policies.parts:
            return None
        name, values = self.policies.of(organizer.id, organizer.upn)
        return Target(
            id=f"host/{organizer.id}",
            kind="host",
            title=f"{organizer.name} (policy {name})" if name else organizer.name,
            document={} if values is None else {MEETING: dict(values)},
            unread={MEETING: self.policies.why(organizer.id, organizer.upn)} if values is None else {},
            above=((ACCOUNT,),),
        )

    def of(self, organizer: Organizer) -> tuple[tuple[str, ...], ...]:
        """Return the ids of what governs an organizer's programs, nearest first."""
        return ((f"host/{organizer.id}",), (ACCOUNT,)) if self.policies.parts else ()


def organizers(api: Api, lost: list[Unreadable]) -> Iterator[Organizer]:
    """Yield the people whose programs are read, each once; who cannot be found is put into `lost`, never left out."""
    if not api.alone:
        yield Organizer(ME, "you")
        return
    seen: set[str] = set()
    for organizer in chain(_named(api, lost), _members(api, lost)):
        if organizer.id not in seen:
            seen.add(organizer.id)
            yield organizer
    if not seen:
        lost.append(list_unread("organizers", "programs", "this connection", NOBODY))


def list_unread(ident: str, what: str, name: str, reason: object) -> Unreadable:
    """Return what makes a report incomplete: a list that was not read, or not to its end."""
    return unlisted(f"{short_name(ident)}/{what}", f"{what} of {name}", reason)


def _named(api: Api, lost: list[Unreadable]) -> Iterator[Organizer]:
    """Yield the organizers of the configuration; meetings are found by object id only, so a name is looked up."""
    people = api.options.organizers
    together = Together(api, (ask(calls.PERSON, KEYS, name=given) for given in people if "@" in given))
    for given in people:
        try:
            own = partial(_is_called, given)
            yield (
                _person(together.get(calls.PERSON, KEYS, own, name=given)) if "@" in given else Organizer(given, given)
            )
        except AdapterError as error:
            lost.append(list_unread(given, "programs", short_name(given), error))


def _members(api: Api, lost: list[Unreadable]) -> Iterator[Organizer]:
    group = api.options.group
    try:
        for member in api.pages(calls.MEMBERS, KEYS, group=group) if group else ():
            kind, ident = member.get("@odata.type", USER), word(member.get("id"))
            if kind == USER and ident:
                yield _person(member)
            elif kind == GROUP:
                inner = "a group inside the group of organizers"
                lost.append(list_unread(ident or print_of(member), "members", inner, NESTED))
            elif kind not in CALENDARLESS:
                somebody = "a member of the group of organizers"
                lost.append(list_unread(ident or print_of(member), "programs", somebody, UNKNOWN))
    except AdapterError as error:
        lost.append(list_unread("group", "members", "the group of organizers", error))


def _is_called(name: str, user: Mapping[str, Any]) -> bool:
    """Tell whether this is the person of that name; two names for one person are asked for alone."""
    return word(user.get("userPrincipalName")).casefold() == name.casefold()


def _person(user: Mapping[str, Any]) -> Organizer:
    ident, name = word(user.get("id")), word(user.get("userPrincipalName"))
    if not ident:
        raise MalformedError("Graph's answer for this organizer has no id")
    return Organizer(ident, short_name(name or ident), name.casefold())
