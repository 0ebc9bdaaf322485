"""What could not be read, or what no API shows: what a finding says of it, and how much it may harm. Pure."""

from __future__ import annotations

from typing import Any

from hardener.catalog import Control
from hardener.door import Door, severity
from hardener.model import Severity, Status
from hardener.profile import Profile, Requirement
from hardener.reason import Reason, Why
from hardener.setting import Absent, ManualOnly

Fields = dict[str, Any]
"""Of a finding, before it is made."""


def by_eye(row: ManualOnly, control: Control, profile: Profile) -> Fields:
    """Return the fields of what a person has to look at, or of what is not there at all."""
    if isinstance(row, Absent):
        return {"status": Status.NOT_APPLICABLE, "reason": Why(Reason.ABSENT, said=row.note)}
    fields = {"status": Status.MANUAL, "note": row.note, "reason": Why(Reason.NOT_SHOWN), "by_hand": row.by_hand}
    return fields | asked(Status.MANUAL, control, profile)


def perhaps(control: Control, requirement: Requirement, door: Door, profile: Profile) -> Severity:
    """Return how much it would harm if what could not be read were as open as can be."""
    said = profile.severity(control)
    return severity(control, said, door, profile.audience, reached=not requirement.opens)


def asked(status: Status, control: Control, profile: Profile) -> Fields:
    """Return how much it would harm if what only a person can look at were open, whatever the door."""
    return {"severity": profile.severity(control)} if status is Status.MANUAL and control.reach else {}
