"""Whether somebody belongs to the library: told by their tenant and the domain of their address. Pure.

Of nobody is more kept than that, and their role.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import JsonValue

from hardener.vendor import at, word

GUEST = "#ext#"
"""In the name of a guest, whose account is in the library's directory all the same."""


class Home(NamedTuple):
    """What is the library's own."""

    domains: frozenset[str] = frozenset()
    tenants: frozenset[str] = frozenset()

    def and_of(self, person: object) -> Home:
        """Return it with the domain and the tenant of who organizes a program: that is staff."""
        name, tenant = _name(person), _tenant(person)
        domains = {name.rpartition("@")[2]} - {""} if GUEST not in name else set()
        return Home(self.domains | domains, self.tenants).and_tenant(tenant)

    def and_tenant(self, tenant: str) -> Home:
        """Return it with a tenant, where one is given."""
        return Home(self.domains, self.tenants | ({tenant.casefold()} - {""}))


def home_of(names: Iterable[str]) -> Home:
    """Return what is the library's own by the configuration: domains have a dot, a tenant's id has none."""
    given = {name.strip().casefold().removeprefix("@") for name in names} - {""}
    return Home(frozenset(n for n in given if "." in n), frozenset(n for n in given if "." not in n))


def kept(person: object, home: Home) -> dict[str, JsonValue]:
    """Return what a document keeps of a person: `{"role", "library"}`; null where it cannot be told."""
    return {"role": word(at(person, "role")) or None, "library": belongs(person, home)}


def belongs(person: object, home: Home) -> bool | None:
    """Tell whether a person is of the library; None where Graph does not say, or its answers contradict each other."""
    if GUEST in _name(person) or _foreign(person):
        return False
    said = {_domain(_name(person), home), _tenant_of(_tenant(person), home)} - {None}
    return said.pop() if len(said) == 1 else None


def _domain(name: str, home: Home) -> bool | None:
    domain = name.rpartition("@")[2]
    if not domain or not home.domains:
        return None
    return any(domain == own or domain.endswith(f".{own}") for own in home.domains)


def _tenant_of(tenant: str, home: Home) -> bool | None:
    return tenant in home.tenants if tenant and home.tenants else None


def _foreign(person: object) -> bool:
    """Tell whether somebody takes part without any account: by telephone, or as a visitor."""
    return not at(person, "identity.user") and bool(at(person, "identity.guest") or at(person, "identity.phone"))


def _name(person: object) -> str:
    given = word(at(person, "upn")).strip().casefold()
    return given if "@" in given else ""


def _tenant(person: object) -> str:
    """Return the tenant of a participant, of the organizer of an event, or of one of its co-organizers."""
    places = ("identity.user.tenantId", "user.tenantId", "tenantId")
    return next(filter(None, (word(at(person, place)) for place in places)), "").casefold()
