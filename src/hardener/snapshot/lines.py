"""The lines of a snapshot: a head, a line a target, how far each connection came, and an end. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, JsonValue, StringConstraints, model_validator

from hardener.catalog import catalogue
from hardener.config import Config, Connection, Library
from hardener.model import Model, Program, Target, Unreadable
from hardener.own_platform import OwnPlatform
from hardener.profile import Profile
from hardener.report.safe import plain

FORMAT: Final = 3
"""The version of the file; a program that knows a newer one reads the older ones as well."""


def _usual(moment: datetime) -> datetime:
    """Refuse a time that is none in some other time zone."""
    try:
        moment.astimezone(timezone(timedelta(hours=-15)))
        moment.astimezone(timezone(timedelta(hours=15)))
    except OverflowError:
        raise ValueError("no time that a calendar could have") from None
    return moment


def _printable(said: str) -> str:
    if said != plain(said):
        raise ValueError("it holds signs or secrets that are not shown")
    return said


def _right(own: OwnPlatform) -> OwnPlatform:
    if wrong := own.mistake:
        raise ValueError(wrong)
    return own


Moment = Annotated[AwareDatetime, AfterValidator(_usual)]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.+-]{1,60}$")]
"""What reports print as it is."""


def _named(said: str) -> str:
    if not said.replace("-", "").replace("_", "").isalnum():
        raise ValueError("a connection is named with letters, digits, - and _ only")
    return said


Name = Annotated[str, AfterValidator(_named)]
"""Of a connection, as the configuration takes it."""


class Held(Model):
    """One connection, and what the snapshot holds of it."""

    name: Name
    vendor: Word
    fix_at: str
    """As in `hardener.toml`."""
    looked: Mapping[str, tuple[str, ...]]
    """For each kind of target the paths that were kept, with the way where it is not by value."""
    account: Annotated[str, Field(max_length=200), AfterValidator(_printable)] = ""
    """The key of the account that it was; empty where that could not be told, and in format 1."""
    absent: Mapping[str, str] = {}
    """Controls that the vendor does not have in this account's cloud, and why."""
    own: Annotated[OwnPlatform, AfterValidator(_right)] | None = None
    """The platform, where the library describes it itself; before format 3 it was not kept."""


class Head(Model):
    """The first line: whose snapshot it is, from when, and by which profiles."""

    hardener_snapshot: Literal[1, 2, 3] = FORMAT
    hardener: Word
    """The version that made it."""
    made: Moment
    """When it was taken: the clock of every judgement on it."""
    library: str
    timezone: str
    start: Moment
    end: Moment
    program: str | None
    """What was asked for, where it was one program only."""
    whole: bool
    """Neither one program nor some connections alone, nor another stretch of time than usual."""
    waivers: str = ""
    """The library's waivers at that time, as `waivers.yaml` has them, without its comments."""
    profiles: Mapping[str, Profile]
    """In full, by the name under which the lines name them."""
    connections: tuple[Held, ...]

    @model_validator(mode="after")
    def _known(self) -> Self:
        names = [held.name for held in self.connections]
        if not names or len(set(names)) < len(names):
            raise ValueError("connections: give each one once, and at least one")
        for name, profile in self.profiles.items():
            _printable(profile.name)
            for ident, requirement in profile.requires.items():
                if ident not in catalogue():
                    raise ValueError(f"profile {name!r}: this version has no control {ident!r}")
                if problem := catalogue()[ident].accepts(requirement.limit):
                    raise ValueError(f"profile {name!r}: {problem}")
        return self

    @property
    def config(self) -> Config:
        """Return as much of a configuration as judging needs. Raises pydantic's `ValidationError`."""
        connections = {c.name: Connection(vendor=c.vendor, fix_at=c.fix_at) for c in self.connections}
        return Config(library=Library(name=self.library, timezone=self.timezone), connections=connections)


class Scheduled(Model):
    """What a library schedules; without tags and groups, which only choose the profile."""

    id: str
    kind: Word
    host: str
    host_name: str
    start: Moment | None
    minutes: int | None
    series: bool
    occurrence: str
    live: bool

    @classmethod
    def of(cls, program: Program) -> Self:
        """Return what is kept of `program`."""
        return cls(**{name: getattr(program, name) for name in cls.model_fields})

    @property
    def program(self) -> Program:
        """Return the program."""
        return Program(**{name: getattr(self, name) for name in type(self).model_fields})


class Line(Model):
    """One target, or one that could not be read."""

    connection: str
    profile: str = ""
    """Of a program: the name of the profile that it was judged by."""
    unnamed: bool = False
    """No rule of the configuration named the program."""
    sign_up: Annotated[str, Field(max_length=40)] = ""
    """Where families sign up for the program instead of on its platform."""
    id: str
    kind: str
    title: str
    above: tuple[tuple[str, ...], ...]
    reason: str | None = None
    """Why all of it could not be read; null where it was."""
    document: Mapping[str, JsonValue] = {}
    unread: Mapping[str, str] = {}
    unavailable: Mapping[str, str] = {}
    program: Scheduled | None = None

    @classmethod
    def of(
        cls, connection: str, profile: str, target: Target | Unreadable, *, unnamed: bool, sign_up: str = ""
    ) -> Self:
        """Return the line of what a `Keeper` left of a target."""
        told: dict[str, Any] = {"connection": connection, "profile": profile, "unnamed": unnamed, "sign_up": sign_up}
        told |= {name: getattr(target, name) for name in ("id", "kind", "title", "above")}
        told["program"] = None if target.program is None else Scheduled.of(target.program)
        parts = ("reason",) if isinstance(target, Unreadable) else ("document", "unread", "unavailable")
        return cls(**told, **{part: getattr(target, part) for part in parts})

    def target(self, lacking: Mapping[str, str]) -> Target | Unreadable:
        """Return the target; `lacking` are the paths that this snapshot does not hold of it, and why."""
        program = None if self.program is None else self.program.program
        if self.reason is not None:
            return self.unreadable(self.reason)
        return Target(
            id=self.id, kind=self.kind, title=self.title, above=self.above, program=program,
            document=dict(self.document), unread={**lacking, **self.unread}, unavailable=self.unavailable,
        )  # fmt: skip

    def unreadable(self, reason: str) -> Unreadable:
        """Return the target as one that could not be read, for `reason`."""
        program = None if self.program is None else self.program.program
        return Unreadable(
            id=self.id, kind=self.kind, title=self.title, above=self.above, program=program, reason=reason
        )


class Came(Model):
    """How far the reading of one connection came."""

    connection: str
    error: str
    """Why it ended early; empty where it ran to its end."""
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    calls: Mapping[str, int]
    elsewhere: Mapping[str, Annotated[int, Field(ge=1)]] = {}
    """Calendar entries that no connection audits, by the platform they point to; empty: to none that is known."""
    asides: tuple[str, ...] = ()
    """What the connection's options leave out of view, as its adapter said it."""


class Reaches(Model):
    """The line before the last."""

    reaches: tuple[Came, ...]


class End(Model):
    """The last line: by it a file that was cut off or changed is known."""

    lines: int
    """How many come before it."""
    sha256: str
    """Of all the bytes before it."""
