"""Sets of findings: programs are set alike, so what many of them came to is kept, counted and told once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from weakref import ReferenceType, WeakKeyDictionary, WeakValueDictionary, ref

from hardener.door import IN_THE_ROOM
from hardener.mark import digest, mark_of
from hardener.model import Finding, Severity, Status


class State(StrEnum):
    """What a host needs to know of a program."""

    TO_FIX = "To fix"
    TOO_CLOSED = "Too closed"
    CANT_TELL = "Can't tell"
    BY_HAND = "Look by hand"
    """All that could be read is met, but a channel to everybody is one that no API shows and nobody has looked at."""
    READY = "Ready"


@dataclass(frozen=True, eq=False)
class FindingSet:
    """The findings on one target, in the order of its profile. Make it with `of`: then equal sets are one object."""

    findings: tuple[Finding, ...]

    @staticmethod
    def of(findings: Iterable[Finding] = ()) -> FindingSet:
        """Return the set of these findings in this order: always the same object, as long as somebody has it."""
        each = tuple(map(_interned, findings))
        known = _sets.get(each)
        if known is None:
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
    def failures(self) -> Counter[Severity]:
        """Return how many fail by severity."""
        return Counter(found.severity for found in self.findings if found.status is Status.FAIL)

    @cached_property
    def state(self) -> State:
        """Return the worst that the findings say."""
        if any(f.status is Status.FAIL and not f.too_closed for f in self.findings):
            return State.TO_FIX
        if self.failures:
            return State.TOO_CLOSED
        if self.statuses[Status.ERROR]:
            return State.CANT_TELL
        by_hand = any(to_look_at(f.control, f.status, f.severity) for f in self.findings)
        return State.BY_HAND if by_hand else State.READY


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
    return status is Status.MANUAL and severity is Severity.CRITICAL and control in IN_THE_ROOM
