"""The plan: settings to rewrite, with the values seen before, and a fingerprint. Pure data."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, JsonValue, model_validator

from hardener import redact
from hardener.model import Model, Program, Risk
from hardener.whose import unknown

PLAN_AGE = timedelta(hours=24)
"""A plan older than this is stale: programs made since are not in its blast radius."""

Said = Annotated[str, AfterValidator(redact.text)]
"""What a vendor may have said, as a plan and the journal keep it: without links and secrets."""


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
    kept: bool = False
    """It is not asked for: the vendor may set it back with the others, so that what is there is kept for `undo`."""


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

    @property
    def fingerprint(self) -> str:
        """Identify what would be written, so that only what a person has seen can be applied."""
        text = "\n".join((self.asked.model_dump_json(), *(step.model_dump_json() for step in self.steps)))
        return hashlib.sha256(f"{self.id} {self.made.isoformat()}\n{text}".encode()).hexdigest()[:12]

    @property
    def changes(self) -> int:
        """Return how many settings it rewrites."""
        return sum(not change.kept for step in self.steps for change in step.changes)


class Saved(Model):
    """A plan in a file, with the fingerprint that a person saw."""

    fingerprint: str
    plan: Plan

    @model_validator(mode="after")
    def _unchanged(self) -> Self:
        if self.fingerprint != self.plan.fingerprint:
            raise ValueError("it was changed after it was saved; make a new one: hardener plan")
        return self


def slots_of(program: Program | None) -> list[Slot]:
    """Return when a program is on while a plan may be applied; one with no start of its own has no slot."""
    if program is None or program.start is None:
        return []
    starts = {program.start, *(start for start in program.starts if start - program.start <= 2 * PLAN_AGE)}
    return [Slot(start=start, minutes=program.minutes or 0) for start in sorted(starts)]
