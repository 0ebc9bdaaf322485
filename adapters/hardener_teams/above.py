"""What lies above programs: the tenant's policies and each organizer's own, from an import."""

from __future__ import annotations

from dataclasses import dataclass

from hardener.model import Target
from hardener_teams.documents import Organizer
from hardener_teams.policies import MEETING, Policies

ACCOUNT = "account/policies"


@dataclass(frozen=True, slots=True)
class Above:
    """The policies of one import, or of none."""

    policies: Policies

    def account(self) -> Target:
        """Return the tenant; without an import every part of it is unread."""
        document, unread = self.policies.document()
        return Target(id=ACCOUNT, kind="account", title="the tenant's policies", document=document, unread=unread)

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
