"""The calls we make to Google, and the scopes that allow each. Rows only, but for asking about them."""

from __future__ import annotations

from typing import NamedTuple

ROOT = "https://www.googleapis.com/auth/"
SETTINGS = "meetings.space.settings"
POLICIES = "cloud-identity.policies.readonly"


class Operation(NamedTuple):
    """One call: any of `scopes` (without their common beginning) is enough; the first is the one to grant."""

    what: str
    cost: str
    scopes: tuple[str, ...]

    def allowed(self, granted: frozenset[str]) -> bool:
        """Tell whether the `granted` scopes allow it."""
        return any(ROOT + scope in granted for scope in self.scopes)

    @property
    def scope(self) -> str:
        """Return the scope to grant, whole."""
        return ROOT + self.scopes[0]


LIST_EVENTS = Operation(
    "list the events of a calendar",
    "calendar",
    (
        "calendar.events.readonly", "calendar.events.owned.readonly", "calendar.events.owned", "calendar.events",
        "calendar.readonly", "calendar",
    ),
)  # fmt: skip
GET_EVENT = LIST_EVENTS._replace(what="read one event")
PATCH_EVENT = Operation(
    "change what guests may do", "calendar", ("calendar.events.owned", "calendar.events", "calendar")
)
GET_SPACE = Operation("read a meeting's settings", "meet", (SETTINGS, "meetings.space.readonly"))
LIST_MEMBERS = Operation("see who else is host", "meet", ("meetings.space.readonly",))
PATCH_SPACE = Operation("change a meeting's settings", "meet write", (SETTINGS,))
LIST_POLICIES = Operation("read the organization's policies", "policy", (POLICIES, "cloud-identity.policies"))


def wanted(*, changes: bool, policies: bool) -> tuple[str, ...]:
    """Return the scopes to ask for, whole; without `changes` only those for looking."""
    looking = (LIST_EVENTS.scopes[0],)
    names: tuple[str, ...] = ("meetings.space.readonly", *looking)
    if changes:
        names = (SETTINGS, *names, PATCH_EVENT.scopes[0])
    return tuple(ROOT + name for name in (*names, *((POLICIES,) if policies else ())))
