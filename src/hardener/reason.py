"""Why a finding is what it is, or why nothing mends it: for programs a kind with its names, for people words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import LiteralString

from hardener.language import marked


class Reason(StrEnum):
    """The kinds of reason. Stores and reports keep them, so a value never gets another meaning."""

    UNREAD = "unread"
    """It could not be read; `said` by whoever was asked."""
    UNDECIDED = "undecided"
    """More than one value may be in force; `said` why."""
    NOT_SHOWN = "not-shown"
    NOT_HERE = "not-here"
    ABSENT = "absent"
    """The vendor has it, but not in this account's cloud; the table of settings has `said` why."""
    AUDIT_ONLY = "audit-only"
    NO_SETTING = "no-setting"
    READ_ONLY = "read-only"
    UNAVAILABLE = "unavailable"
    """The vendor would not keep it on this target; `said` why."""
    UNKNOWN_VALUE = "unknown-value"
    """What is there has no meaning that is known; `said` what."""
    NO_GROUP = "no-group"
    """None of the host's groups has the configured `name`."""
    LOCKED = "locked"
    """The layer called `name` holds it."""
    DROPPED = "dropped"
    """The profile left it out, or the program has another profile."""
    PENDING = "pending"
    """What is asked for is written, and not in force before the service called `name` is restarted."""
    SIGN_UP_ELSEWHERE = "sign-up-elsewhere"
    """Families sign up at `name`, so the platform's own sign-up is left alone."""
    CALENDAR = "calendar"
    """It stands in the public calendar, or is missing there; hardener reads that and changes nothing in it."""
    ADVISORY = "advisory"
    """A visitor can undo it or go round it; the table of settings has `said` how."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, with what its kind needs."""

    kind: Reason
    name: str = ""
    """Of the group, layer or service that it is about: the same in every language."""
    said: str = ""
    """What a vendor, or its table of settings, says of it in words of its own."""


WORDS: Mapping[Reason, LiteralString] = {
    Reason.NOT_SHOWN: marked("the vendor's API does not show this; a person has to look"),
    Reason.NOT_HERE: marked("this kind of program does not have it"),
    Reason.AUDIT_ONLY: marked("this profile is for looking only: nothing is changed for it"),
    Reason.NO_SETTING: marked("the vendor has no setting for it that would be accepted"),
    Reason.READ_ONLY: marked("the vendor's API shows this setting but does not change it"),
    Reason.NO_GROUP: marked("no group '{name}' among the groups of this host; fix it on the host or choose another"),
    Reason.LOCKED: marked("{name} locks it; change it there, or take the lock off"),
    Reason.DROPPED: marked("no longer asked for"),
    Reason.SIGN_UP_ELSEWHERE: marked("families sign up in {name}, which sends everybody the same link"),
    Reason.CALENDAR: marked("it is the public calendar's, in which hardener changes nothing"),
    Reason.PENDING: marked("changed, waits for a restart of {name}"),
}
"""Every sentence that is made of a reason; of a kind that is not here, what was `said` is the sentence."""
_FIRST = frozenset({Reason.UNREAD, Reason.UNDECIDED})
"""Kinds that stand before what a reader should know whatever the value."""


def words(why: Why) -> str:
    """Return a reason as a sentence without a full stop; empty where nothing was said."""
    return WORDS[why.kind].format(name=why.name) if why.kind in WORDS else why.said


def noted(note: str, why: Why | None) -> str:
    """Return a finding's note and its reason as one text."""
    return "; ".join(parts(note, why))


def parts(note: str, why: Why | None) -> tuple[str, ...]:
    """Return a finding's note and its reason in their order; what no API shows is better told by the note alone."""
    if why is None or (note and why.kind is Reason.NOT_SHOWN):
        each: tuple[str, ...] = (note,)
    else:
        each = (words(why), note) if why.kind in _FIRST else (note, words(why))
    return tuple(filter(None, each))


def kept(found: Mapping[str, str] | None) -> Why | None:
    """Return a reason as a store holds it; None where it has none, as before there were any, or a newer kind."""
    if found is None or found["kind"] not in set(Reason):
        return None
    return Why(Reason(found["kind"]), found["name"], found["said"])
