"""The plan: settings to rewrite, with the values seen before, and a fingerprint. Pure data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, JsonValue, SerializerFunctionWrapHandler, model_serializer, model_validator

from hardener import redact
from hardener.model import Model, Program, Risk, Value
from hardener.whose import unknown

PLAN_AGE = timedelta(hours=24)
"""A plan older than this is stale: programs made since are not in its blast radius."""

Said = Annotated[str, AfterValidator(redact.text)]
"""What a vendor may have said, as a plan and the journal keep it: without links and secrets."""


class Level(Model):
    """What one control comes to by a change."""

    control: str
    before: Value | None
    """None where it could not be told, or was not there."""
    after: Value | None


class Change(Model):
    """One setting to be rewritten on one target."""

    connection: str
    target: str
    kind: str
    title: str
    path: str
    """In the document, part first."""
    setting: str
    """The vendor's own path."""
    controls: tuple[str, ...]
    """The controls it is for; empty where it only comes along."""
    before: JsonValue
    """The vendor's value when the plan was made; a word where it is secret."""
    after: JsonValue
    secret: bool = False
    risks: tuple[Risk, ...] = ()
    moves: tuple[str, ...] = ()
    """The protected facts it may move."""
    reach: str = ""
    """Whom else it touches."""
    follows: str = ""
    """The path of the change that brings it to life."""
    undo: str = ""
    """What `undo` cannot do about it, in words that go on from "undo"; empty where it gives everything back."""
    shape: tuple[str, ...] = ()
    """Of a form that a profile gives a shape: what it is to ask, and nothing else."""
    always: tuple[str, ...] = ()
    """What the vendor asks in any case, beside that shape."""
    kept: bool = False
    """It is not asked for: the vendor may set it back with the others, so that what is there is kept for `undo`."""
    levels: tuple[Level, ...] = ()
    """The same in the words of its controls; of what only comes along there are none."""

    @model_serializer(mode="wrap")
    def _as_before(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without_empty(write(self), "levels", "shape", "always")


class Slot(Model):
    """When a program that a target governs is next on."""

    start: datetime
    minutes: int


class Step(Model):
    """Everything to be written to one target, in one go."""

    connection: str
    target: str
    kind: str
    title: str
    account: str = ""
    """The key of the account that it is for; empty: of a hardener that did not tell accounts apart."""
    host: str = ""
    """Whose daily write budget it uses; empty where there is none."""
    slots: tuple[Slot, ...] = ()
    """When it must not be touched."""
    written_to: str = ""
    """What a write to it really changes, where that may be another thing by then: an event gets another room."""
    doors: tuple[str, ...] = ()
    """Ids of all targets by which that can be read and written; empty where there is but one."""
    changes: tuple[Change, ...]
    touches: int = 0
    """How many programs in view it reaches, those that are only looked at among them."""
    looked_at: tuple[str, ...] = ()
    """Titles of what is only looked at and changes all the same: personal rooms, programs of others."""
    units: int = 0
    """What it takes of what the vendor allows in a day; 0 where the vendor counts nothing."""

    @model_serializer(mode="wrap")
    def _as_before(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without_empty(write(self), "touches", "looked_at", "units")

    @property
    def whose(self) -> str:
        """Return the key of its account, or what stands for one that is not known."""
        return self.account or unknown(self.connection).key


class Unkept(Model):
    """A change that was asked for before, and to which the vendor said yes and kept the old value."""

    connection: str
    target: str
    path: str
    on: datetime


class LeftOut(Model):
    """A change that was not planned, and what would let it in."""

    connection: str
    target: str
    title: str
    controls: tuple[str, ...]
    needs: tuple[Risk, ...] = ()
    """Opt-ins that were not given; empty where something else is in the way."""
    reason: Said


class Noticed(Model):
    """What families notice of a plan, or would notice of what it leaves out."""

    what: str
    """A control, or a risk where no control says it better."""
    opened: bool
    """It becomes more open, not more closed."""
    programs: int
    opt_ins: tuple[Risk, ...] = ()
    given: bool = True
    """False: it is left out, as these opt-ins were not given."""


class Rest(Model):
    """One control that no change mends, in so many programs."""

    control: str
    programs: int
    where: Said = ""
    """How a person changes it; empty where this platform has nothing to change."""
    why: Said = ""


class Outlook(Model):
    """What a plan comes to for families, as far as the look for it could tell."""

    platforms: tuple[str, ...] = ()
    open_now: int = 0
    """Programs that are open to strangers."""
    open_after: int = 0
    """The same once all of the plan is applied, and what waits for a restart was restarted."""
    waiting: int = 0
    """Changes that are in force after a restart alone."""
    services: tuple[str, ...] = ()
    """What they wait for."""
    unclear: int = 0
    """Programs of which it cannot be told whether they are, as something of them was not read."""
    partly: bool = False
    """There may be programs that nobody could look at."""
    noticed: tuple[Noticed, ...] = ()
    rest: tuple[Rest, ...] = ()


class Asked(Model):
    """What a plan was asked for: with it the same plan is made again."""

    profile: str | None = None
    connections: tuple[str, ...] = ()
    weeks: int | None = None
    program: str | None = None
    allowed: tuple[Risk, ...] = ()
    """The opt-ins that were given."""


class Plan(Model):
    """What a person agrees to. It holds no secret and cannot perform anything."""

    format: Literal[1] = 1
    id: str
    """Used once: a plan that was applied is not applied again."""
    made: datetime
    asked: Asked = Asked()
    profiles: tuple[str, ...] = ()
    programs: int = 0
    """How many programs were looked at."""
    steps: tuple[Step, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unkept: tuple[Unkept, ...] = ()
    """Which of the changes were not kept the last time."""
    outlook: Outlook | None = None
    """None: nobody looked ahead, as with what takes a run back."""

    @property
    def until(self) -> datetime:
        """Return until when it can be applied."""
        return self.made + PLAN_AGE

    @property
    def fingerprint(self) -> str:
        """Identify what would be written, so that only what a person has seen can be applied.

        What a plan did not have in earlier versions is left out where it is empty: their plans are still good.
        """
        ahead = (self.outlook.model_dump_json(),) if self.outlook is not None else ()
        text = "\n".join((self.asked.model_dump_json(), *(step.model_dump_json() for step in self.steps), *ahead))
        return hashlib.sha256(f"{self.id} {self.made.isoformat()}\n{text}".encode()).hexdigest()[:12]

    @property
    def changes(self) -> int:
        """Return how many settings it rewrites."""
        return sum(not change.kept for step in self.steps for change in step.changes)

    @property
    def units(self) -> int:
        """Return what it takes of what vendors allow in a day; 0 where they count nothing."""
        return sum(step.units for step in self.steps)


class Saved(Model):
    """A plan in a file, with the fingerprint that a person saw."""

    fingerprint: str
    plan: Plan

    @model_validator(mode="after")
    def _unchanged(self) -> Self:
        if self.fingerprint != self.plan.fingerprint:
            raise ValueError("it was changed after it was saved; make a new one: hardener plan")
        return self


def _without_empty(written: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return what is written without those of `names` that are empty."""
    return {key: value for key, value in written.items() if value or key not in names}


def slots_of(program: Program | None) -> list[Slot]:
    """Return when a program is on while a plan may be applied; one with no start of its own has no slot."""
    if program is None or program.start is None:
        return []
    starts = {program.start, *(start for start in program.starts if start - program.start <= 2 * PLAN_AGE)}
    return [Slot(start=start, minutes=program.minutes or 0) for start in sorted(starts)]
