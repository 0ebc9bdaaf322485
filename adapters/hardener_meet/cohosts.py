"""Who else has the host's powers in a space, and whether they belong to the library. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hardener.errors import MalformedError

COHOST = "COHOST"
LIBRARY, OUTSIDE, UNKNOWN = "library", "outside", "unknown"
"""`UNKNOWN`: nobody was asked, or it is not known which addresses are the library's."""
PLAIN = {None, "ROLE_UNSPECIFIED"}
"""Roles of people who are only let in without knocking."""


class Unread(NamedTuple):
    """Why it could not be read who else has the host's powers."""

    why: str


def hosts_of(members: Iterable[Mapping[str, Any]], own: str) -> str:
    """Return whether every co-host belongs to the library, whose addresses end like that of `own`.

    Raises `MalformedError` where Google does not say who is a co-host.
    """
    found = [_domain(member) for member in members if _leads(member)]
    if not found:
        return LIBRARY
    library = own.rpartition("@")[2].casefold()
    if not library:
        return UNKNOWN
    return LIBRARY if all(each == library or each.endswith(f".{library}") for each in found) else OUTSIDE


def _leads(member: Mapping[str, Any]) -> bool:
    role = member.get("role")
    if not isinstance(role, str | None) or role not in {*PLAIN, COHOST}:
        raise MalformedError("Google does not say who is a co-host")
    return role == COHOST


def _domain(member: Mapping[str, Any]) -> str:
    email = member.get("email")
    if not isinstance(email, str) or "@" not in email:
        raise MalformedError("Google names a co-host without an address")
    return email.rpartition("@")[2].casefold()
