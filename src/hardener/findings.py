"""Sets of findings: programs are set alike, so what many of them came to is kept, counted and told once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol
from weakref import ReferenceType, WeakKeyDictionary, WeakValueDictionary, ref

from hardener.door import ALL_SEE
from hardener.mark import digest, mark_of
from hardener.model import Finding, Severity, Status
from hardener.reason import Reason, Why


class State(StrEnum):
    """The one verdict on a program: the first of these that holds."""

    CLOSE_FIRST = "Close first"
    """Open to strangers: one who holds the link can reach people who may be under 18, today."""
    CANT_TELL = "Can't tell"
    """Something that could not be read may make it so; or all else is met and something was not read or looked at."""
    TOO_CLOSED = "Too closed"
    TO_FIX = "To fix"
    AS_CLOSED = "As closed as it gets"
    """Everything is met but what this platform offers nobody a setting for."""
    READY = "Ready"
    """All is met, and every channel to everybody was read, or looked at by a person."""


class Told(Protocol):
    """What the verdict on a program depends on of each finding."""

    @property
    def status(self) -> Status:
        """Return what the requirement came to."""
        ...

    @property
    def severity(self) -> Severity:
        """Return how much it harms."""
        ...

    @property
    def too_closed(self) -> bool:
        """Tell whether it fails for not being open enough."""
        ...

    @property
    def reason(self) -> Why | None:
        """Return why it is what it is."""
        ...


def state_of(findings: Iterable[tuple[str, Told]]) -> State:
    """Return the verdict on a program of which these are the findings, each with its control."""
    each = list(findings)
    failing = [f for _, f in each if f.status is Status.FAIL]
    unread = [f for _, f in each if f.status is Status.ERROR]
    if any(f.severity is Severity.CRITICAL for f in failing):
        return State.CLOSE_FIRST
    if any(f.severity is Severity.CRITICAL for f in unread):
        return State.CANT_TELL
    if any(f.too_closed and not out_of_reach(f) for f in failing):
        return State.TOO_CLOSED
    if not all(map(out_of_reach, failing)):
        return State.TO_FIX
    if unread or any(to_look_at(control, f.status, f.severity) for control, f in each):
        return State.CANT_TELL
    return State.AS_CLOSED if any(out_of_reach(f) for _, f in each) else State.READY


def out_of_reach(found: Told) -> bool:
    """Tell whether it is missed, accepted or not, because the platform has no setting that would meet it."""
    missed = found.status in {Status.FAIL, Status.WAIVED}
    return missed and found.reason is not None and found.reason.kind is Reason.NO_SETTING


@dataclass(frozen=True, eq=False)
class FindingSet:
    """The findings on one target, in the order of its profile. Make it with `of`: then equal sets are one object."""

    findings: tuple[Finding, ...]

    @staticmethod
    def of(findings: Iterable[Finding] = ()) -> FindingSet:
        """Return the set of these findings in this order: always the same object, as long as somebody has it."""
        given = tuple(findings)
        known = _sets.get(given)
        if known is None:
            each = tuple(map(_interned, given))
            known = _sets[each] = FindingSet(each)
        return known

    def __iter__(self) -> Iterator[Finding]:
        """Yield the findings in their order."""
        return iter(self.findings)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.findings)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Return the fingerprint of each finding, in their order."""
        return tuple(map(mark_of, self.findings))

    @cached_property
    def digest(self) -> str:
        """Return the fingerprint of the content, whatever its order: the same in every process."""
        each = {found.control: mark for found, mark in zip(self.findings, self.marks, strict=True)}
        return digest(f"{control} {mark}" for control, mark in sorted(each.items()))

    @cached_property
    def statuses(self) -> Counter[Status]:
        """Return how many findings there are by status."""
        return Counter(found.status for found in self.findings)

    @cached_property
    def unclear(self) -> bool:
        """Tell whether something could not be told."""
        return bool(self.statuses[Status.ERROR])

    @cached_property
    def blind(self) -> bool:
        """Tell whether something could not be read: unless its reason says that it was, what is unclear is unread."""
        unclear = (f.reason for f in self.findings if f.status is Status.ERROR)
        return any(why is None or why.kind is not Reason.UNDECIDED for why in unclear)

    @cached_property
    def failures(self) -> Counter[Severity]:
        """Return how many fail by severity."""
        return Counter(found.severity for found in self.findings if found.status is Status.FAIL)

    @cached_property
    def state(self) -> State:
        """Return the verdict on a program that has these."""
        return state_of((f.control, f) for f in self.findings)


_findings: WeakKeyDictionary[Finding, ReferenceType[Finding]] = WeakKeyDictionary()
_sets: WeakValueDictionary[tuple[Finding, ...], FindingSet] = WeakValueDictionary()
"""All that anybody holds. A finding names its connection, and each connection is judged in one thread."""


def _interned(found: Finding) -> Finding:
    """Return the one object that stands for all findings that are equal to `found`."""
    known = _findings.get(found)
    if known is not None and (kept := known()) is not None:
        return kept
    _findings[found] = ref(found)
    return found


def to_look_at(control: str, status: Status, severity: Severity) -> bool:
    """Tell whether a finding keeps a program from being ready until a person has looked at what no API shows."""
    return status is Status.MANUAL and severity is Severity.CRITICAL and control in ALL_SEE
