"""A set of findings is one object wherever it is the same, with its counts, its state and a lasting fingerprint."""

from __future__ import annotations

import gc
from dataclasses import replace
from weakref import ref

import pytest

from hardener.findings import FindingSet, State
from hardener.model import Finding, Severity, Status
from hardener.reason import Reason, Why

pytestmark = pytest.mark.unit

OPEN = Finding(
    connection="main", control="rec.auto", status=Status.FAIL, severity=Severity.HIGH, expected="at most none", actual="cloud"
)  # fmt: skip
MET = replace(OPEN, control="cap.live", status=Status.PASS)
UNCLEAR = replace(OPEN, control="chan.chat_attendee", status=Status.ERROR)
NO_BUTTON = replace(OPEN, control="rec.retention_days_max", reason=Why(Reason.NO_SETTING))
BY_HAND = replace(UNCLEAR, status=Status.MANUAL, severity=Severity.CRITICAL)


def test_equal_sets_are_one_object_and_so_are_their_findings() -> None:
    one, other = FindingSet.of((OPEN, MET)), FindingSet.of([replace(OPEN), replace(MET)])
    assert one is other
    assert FindingSet.of((replace(OPEN), UNCLEAR)).findings[0] is one.findings[0]
    assert FindingSet.of((MET, OPEN)) is not one, "the order is the profile's, and shows"
    assert FindingSet.of() is FindingSet.of()


def test_what_nobody_has_any_more_is_forgotten() -> None:
    kept = ref(FindingSet.of((replace(OPEN, raw="only here"),)))
    gc.collect()
    assert kept() is None


def test_the_fingerprint_is_of_the_content_and_the_same_in_every_process() -> None:
    found = FindingSet.of((OPEN, MET))
    assert found.digest == "0f17936e11c2e50c7c6f4c898d29be1c"
    assert FindingSet.of((MET, OPEN)).digest == found.digest
    assert (
        FindingSet.of((replace(OPEN, connection="another"), replace(MET, connection="another"))).digest == found.digest
    )
    assert FindingSet.of((replace(OPEN, raw="1"), MET)).digest != found.digest


@pytest.mark.parametrize(
    ("findings", "state"),
    [
        ((OPEN, UNCLEAR), State.TO_FIX),
        ((replace(OPEN, severity=Severity.CRITICAL), replace(OPEN, too_closed=True), UNCLEAR), State.CLOSE_FIRST),
        ((OPEN, replace(UNCLEAR, severity=Severity.CRITICAL)), State.CANT_TELL),
        ((replace(OPEN, too_closed=True), OPEN), State.TOO_CLOSED),
        ((replace(OPEN, too_closed=True), UNCLEAR), State.TOO_CLOSED),
        ((MET, UNCLEAR, BY_HAND), State.CANT_TELL),
        ((MET, BY_HAND), State.CANT_TELL),
        ((MET, NO_BUTTON), State.AS_CLOSED),
        ((MET, replace(NO_BUTTON, too_closed=True)), State.AS_CLOSED),
        ((MET, replace(NO_BUTTON, status=Status.WAIVED)), State.AS_CLOSED),
        ((NO_BUTTON, OPEN), State.TO_FIX),
        ((NO_BUTTON, UNCLEAR), State.CANT_TELL),
        ((NO_BUTTON, BY_HAND), State.CANT_TELL),
        ((replace(NO_BUTTON, severity=Severity.CRITICAL),), State.CLOSE_FIRST),
        ((MET, replace(BY_HAND, severity=Severity.HIGH)), State.READY),
        ((), State.READY),
    ],
)
def test_it_says_one_verdict(findings: tuple[Finding, ...], state: State) -> None:
    assert FindingSet.of(findings).state is state


def test_it_counts_its_findings_and_its_failures() -> None:
    found = FindingSet.of((OPEN, MET, replace(OPEN, control="rec.scope", severity=Severity.LOW)))
    assert (len(found), dict(found.statuses)) == (3, {Status.FAIL: 2, Status.PASS: 1})
    assert dict(found.failures) == {Severity.HIGH: 1, Severity.LOW: 1}
