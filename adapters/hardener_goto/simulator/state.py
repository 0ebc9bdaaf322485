"""What the simulated account is: its people, their meetings and webinars, as a seed says and as changes leave them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from hardener.sandbox import Fault, checked

Key = Annotated[str, Field(pattern=r"^\d{1,19}$")]


class _Seed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Person(_Seed):
    """One organizer."""

    key: Key
    email: str
    first: str
    last: str
    status: Literal["active", "suspended"] = "active"


class App(_Seed):
    """One OAuth client, and who agreed to it."""

    client_id: str
    client_secret: str
    refresh_token: str
    user: Key
    scopes: list[str] = ["collab:"]
    redirect_uris: list[str] = []


class Meeting(_Seed):
    """One GoTo Meeting."""

    id: Key
    organizer: Key
    subject: str
    start: str
    end: str
    type: Literal["immediate", "recurring", "scheduled"] = "scheduled"
    password: JsonValue = False
    audio: str = "Hybrid"
    active: bool = False
    helpers: list[str] = []
    later: list[tuple[str, str]] = []
    """Further starts and ends of a recurring meeting: each is an entry of the list."""


class Webinar(_Seed):
    """One GoTo Webinar."""

    key: Key
    organizer: Key
    subject: str
    times: list[tuple[str, str]]
    approval: Literal["AUTOMATIC", "MANUAL"] = "AUTOMATIC"
    password: bool = False
    recurrence: Literal["single_session", "series", "sequence"] = "single_session"
    experience: Literal["classic", "broadcast", "simulive"] = "classic"
    impromptu: bool = False
    status: str = "NEW"
    """NEW, UPDATED or DELETED: a list may show what was deleted."""
    on: bool = False
    audio: Literal["PSTN", "VOIP", "Hybrid", "Private"] = "Hybrid"
    private: dict[str, str] = {}
    fields: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    registrants: list[Literal["APPROVED", "DENIED", "WAITING"]] = []
    """In which state each of those is who have signed up."""
    removed: list[int] = []
    """Which of them were deleted, by number."""
    recordings: list[str] = []
    """When each recording of it was made."""
    sessions: list[tuple[str, str, int]] = []
    """Start, end, and how many of the registrants came, of each time that it was on."""
    codes: int = 1
    """Which access codes its telephone has: a change of the audio makes new ones."""


class Behaviour(_Seed):
    """How the service behaves."""

    token_lifetime: int = 3600
    rotate_refresh: bool = False
    requests_per_second: int | None = None


class Seed(_Seed):
    """The whole account."""

    account: Key
    people: list[Person]
    admins: list[Key] = []
    apps: list[App]
    meetings: list[Meeting] = []
    webinars: list[Webinar] = []
    behaviour: Behaviour = Behaviour()
    faults: list[Fault] = []
    planted: list[dict[str, Any]] = []
    """What is wrong, for tests."""
    right: list[str] = []


class World:
    """The account as it is now."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        self.people = {one.key: one for one in seed.people}
        self.meetings = {one.id: one for one in seed.meetings}
        self.webinars = {one.key: one for one in seed.webinars}


def read_seed(seed: Mapping[str, JsonValue]) -> Seed:
    """Return a seed. Raises `SeedError`."""
    return checked(Seed, seed)
