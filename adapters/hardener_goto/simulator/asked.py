"""One request to GoTo on its way through the simulator: who asks, and for whose programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hardener.sandbox import Context, Problem
from hardener_goto.simulator.state import App, Person, World


@dataclass(slots=True, kw_only=True)
class Asked(Context):
    """One authorized request."""

    world: World
    app: App

    @property
    def admin(self) -> bool:
        """Tell whether the log-in acts for other people."""
        return self.app.user in self.world.seed.admins and "identity:" in self.app.scopes

    def own(self) -> Person:
        """Return who is logged in."""
        return self.world.people[self.app.user]

    def for_admins(self) -> None:
        """Raise `Problem` for anybody else."""
        if not self.admin:
            raise forbidden()

    def organizer(self) -> Person:
        """Return the organizer of the path; others' are for administrators. Raises `Problem`."""
        found = self.world.people.get(self.params["organizer"])
        if found is None:
            raise not_found()
        if found.key != self.app.user:
            self.for_admins()
        return found


def forbidden() -> Problem:
    """Return the answer to who may not."""
    return Problem(403, {"errorCode": "Forbidden", "description": "The user is not allowed to do this"})


def not_found() -> Problem:
    """Return the answer to what is not there, or is another account's."""
    return Problem(404, {"errorCode": "NotFound", "description": "The requested resource does not exist"})


def bad(said: str) -> Problem:
    """Return the answer to a request that cannot be."""
    return Problem(400, {"errorCode": "BadRequest", "description": said})


def time_of(text: object) -> datetime:
    """Return a time of a request, which is in ISO 8601 and UTC. Raises `Problem`."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise bad(f"{text!r} is no time in ISO 8601") from None
    if found.utcoffset() is None or found.utcoffset():
        raise bad(f"{text!r} is not in UTC")
    return found.astimezone(UTC)
