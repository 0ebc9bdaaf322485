"""What a person reads of a difference: each setting once, by whom, and nothing that a title could do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hardener.history.difference import By, Difference, FindingChange, FindingRecord, SettingChange, TargetRef, dropped
from hardener.history.past import Past
from hardener.model import Severity, Status
from hardener.report.difference import as_json, render

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
HOSTILE = "Story\x1b[31m\u202e https://zoom.us/j/81?pwd=hunter2"


def thing(title: str = "Baby Storytime", start: datetime | None = None) -> TargetRef:
    return TargetRef(connection="main", target="meeting/1", kind="meeting", title=title, start=start, program=True)


def past(number: int, *, complete: bool = True) -> Past:
    return Past(
        id=number, kind="audit", began=NOW + timedelta(days=number), ended=None, operator="", reason="", undoes=None,
        profile="", whole=True, complete=complete, told={}, plan=False, outcomes={},
    )  # fmt: skip


def told(status: Status, **more: Any) -> FindingRecord:
    sentence = "The program starts to record by itself" if status is Status.FAIL else ""
    return FindingRecord(
        status=status, severity=Severity.CRITICAL, sentence=sentence, setting="settings.auto_recording", **more
    )


def move(before: str, after: str, by: By = "other") -> SettingChange:
    return SettingChange(
        thing=thing(), path="program.settings.auto_recording", before=before, after=after, by=by, seen=NOW
    )


def text(found: Difference, *, complete: bool = True) -> str:
    return "".join(render(past(1), past(2, complete=complete), found, ZONE))


def test_a_setting_that_changed_often_is_told_once_with_everybody_who_did_it() -> None:
    moves = [move('"none"', '"cloud"'), move('"cloud"', '"none"', "hardener"), move('"none"', '"local"')]
    said = " ".join(text(Difference(moves=moves)).split())
    assert said.count("auto_recording") == 1
    assert '"none" → "local" in 3 changes, by someone else and by hardener, the last, seen Mon 23 Nov 2026' in said
    assert "4:00 am" in said
    assert "auto_recording: back in 2 changes" in text(Difference(moves=moves[:2]))


def test_a_stricter_profile_is_named_as_the_cause() -> None:
    before, after = told(Status.PASS, expected="at most local"), told(Status.FAIL, expected="at most none")
    said = text(Difference(turns=[FindingChange(thing=thing(), control="rec.auto", before=before, after=after)]))
    assert "the profile asks for at most none now, and asked for at most local" in " ".join(said.split())


def test_what_still_fails_in_another_way_is_said() -> None:
    before = told(Status.FAIL)
    after = replace(before, severity=Severity.LOW)
    found = Difference(turns=[FindingChange(thing=thing(), control="rec.auto", before=before, after=after)])
    said = " ".join(text(found).split())
    assert "Still failing, otherwise (1)" in said
    assert "(low, was critical)" in said
    assert json.loads(as_json(past(1), past(2), found))["still_open_otherwise"][0]["severity"] == "low"


def test_what_is_not_asked_for_any_more_is_said_so() -> None:
    before = told(Status.FAIL)
    found = Difference(turns=[FindingChange(thing=thing(), control="rec.auto", before=before, after=dropped(before))])
    said = " ".join(text(found).split())
    assert "No longer open (1)" in said
    assert "The program starts to record by itself: now no longer asked for" in said


def test_what_is_over_has_not_gone() -> None:
    gone = [thing("Over", NOW), thing("Called off", NOW + timedelta(days=9))]
    said = text(Difference(gone=gone), complete=False)
    assert "Programs that are no longer there (1)" in said
    assert "Called off" in said
    assert "1 program of run 1 is over." in said
    assert "NOT COMPLETE: run 2" in said


def test_a_title_is_only_text() -> None:
    turn = FindingChange(
        thing=thing(HOSTILE, NOW), control="rec.auto", before=None, after=told(Status.FAIL, note=HOSTILE)
    )
    found = Difference(turns=[turn], new=[thing(HOSTILE)], moves=[move('"none"', json.dumps(HOSTILE))])
    for said in (text(found), as_json(past(1), past(2), found)):
        assert "hunter2" not in said
        assert "\x1b" not in said
        assert "\u202e" not in said
    assert json.loads(as_json(past(1), past(2), found))["newly_failing"][0]["control"] == "rec.auto"
