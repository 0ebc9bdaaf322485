"""A setting that is only written, or that a visitor can undo, does not pass; what is known to be open is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pydantic import JsonValue

from hardener.door import Door
from hardener.evaluate import Judge
from hardener.judgement import Judged
from hardener.model import Program, Status, Target, Value
from hardener.reason import Reason, Why
from hardener.remedy.apply import _known
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Change
from hardener.remedy.write import judged as read_back
from hardener.setting import Setting
from hardener.snapshot.keep import Keeper
from tests.made import CONTROLS, profile

pytestmark = pytest.mark.unit

CHAT = "chan.chat_attendee"
VALUES: Mapping[JsonValue, Value] = {"no": "off", "staff": "hosts", "all": "everyone"}
WAITS = Setting(
    control=CHAT, path="file.chat", kinds=("meeting",), values=VALUES, restart="web", running="now.chat"
)  # fmt: skip
GATE = Setting(control=CHAT, path="file.gate", kinds=("meeting",), values=VALUES, gate=True)
WEAK = Setting(control=CHAT, path="file.chat", kinds=("meeting",), values=VALUES, advisory="an address opens it")
LOBBY = Setting(
    control="door.waiting_room", path="file.lobby", kinds=("meeting",), values={True: "everyone", False: "off"}
)  # fmt: skip


def room(file: dict[str, Any], now: dict[str, Any] | None = None) -> Target:
    document = {"file": file} if now is None else {"file": file, "now": now}
    return Target(
        id="meeting/1", kind="meeting", title="Lounge", document=document, program=Program(id="1", kind="meeting")
    )


def judge(target: Target, *rows: Setting, limit: str = "off") -> Judged:
    (one,) = Judge("main", rows, CONTROLS, {}).program(target, profile(chan__chat_attendee=limit))
    return one


@pytest.mark.parametrize(
    ("written", "running", "status", "actual", "fixable"),
    [
        ("no", "no", Status.PASS, "off", False),
        ("no", "all", Status.FAIL, "everyone", False),
        ("all", "no", Status.FAIL, "everyone", True),
        ("all", "staff", Status.FAIL, "everyone", True),
        ("no", "?", Status.PASS, "off", False),
    ],
)
def test_the_worse_of_what_is_written_and_what_is_running_counts(
    written: str, running: str, status: Status, actual: str, fixable: bool
) -> None:
    found = judge(room({"chat": written}, {"chat": running}), WAITS)
    assert (found.finding.status, found.finding.actual, found.finding.fixable) == (status, actual, fixable)
    waits = status is Status.FAIL and not fixable
    assert found.finding.reason == (Why(Reason.PENDING, "web") if waits else None)
    assert bool(found.fixes) is fixable, "what is written already is planned by nobody"


def test_without_a_running_value_what_is_written_is_believed() -> None:
    assert judge(room({"chat": "no"}), WAITS).finding.status is Status.PASS
    assert judge(room({"chat": "all"}), WAITS).finding.status is Status.FAIL


def test_a_restart_may_also_open_too_little() -> None:
    found = judge(room({"chat": "all"}, {"chat": "no"}), WAITS, limit=">hosts").finding
    assert (found.status, found.too_closed, found.reason) == (Status.FAIL, True, Why(Reason.PENDING, "web"))


def test_two_rooms_that_differ_only_in_what_is_running_are_not_taken_for_one() -> None:
    judging = Judge("main", (WAITS,), CONTROLS, {})
    wanted = profile(chan__chat_attendee="off")
    (still,) = judging.program(room({"chat": "no"}, {"chat": "no"}), wanted)
    (waits,) = judging.program(room({"chat": "no"}, {"chat": "all"}), wanted)
    assert (still.finding.status, waits.finding.status) == (Status.PASS, Status.FAIL)


def test_a_snapshot_keeps_what_is_running() -> None:
    target = room({"chat": "no", "more": 1}, {"chat": "all", "more": 2})
    kept = Keeper((WAITS,)).cut(target)
    assert json.loads(json.dumps(kept.document)) == {"file": {"chat": "no"}, "now": {"chat": "all"}}
    assert judge(kept, WAITS).finding == judge(target, WAITS).finding


def test_what_a_visitor_can_undo_is_advisory_unless_something_else_holds() -> None:
    found = judge(room({"chat": "no"}), WEAK)
    assert (found.finding.status, found.finding.actual, found.fixes) == (Status.ADVISORY, "off", ())
    assert found.finding.reason == Why(Reason.ADVISORY, said="an address opens it")
    assert judge(room({"chat": "all"}), WEAK).finding.fixable, "it is worth closing all the same"
    assert judge(room({"chat": "no", "gate": "no"}), WEAK, GATE).finding.status is Status.PASS
    assert judge(room({"chat": "no", "gate": "all"}), WEAK, GATE).finding.status is Status.ADVISORY


def test_a_door_that_a_visitor_can_go_round_is_none() -> None:
    target = room({"lobby": True})
    assert Judge("main", (LOBBY,), CONTROLS, {}).entrance(target).door is Door.SCREENED
    weak = replace(LOBBY, advisory="an address goes round it")
    assert Judge("main", (weak,), CONTROLS, {}).entrance(target).door is Door.UNKNOWN


CHANGE = Change(
    connection="main", target="meeting/1", kind="meeting", title="Lounge", path="file.chat", setting="chat",
    controls=(CHAT,), before="all", after="no",
)  # fmt: skip


@pytest.mark.parametrize(
    ("now", "result"), [({"chat": "all"}, Result.PENDING), ({"chat": "no"}, Result.APPLIED), (None, Result.PENDING)]
)
def test_a_write_waits_as_long_as_the_running_value_is_another_or_not_shown(
    now: dict[str, Any] | None, result: Result
) -> None:
    found = read_back(CHANGE, {"file.chat": WAITS}, room({"chat": "no"}, now), "")
    assert found.result is result
    assert found.waits_for == ("web" if result is Result.PENDING else "")


def test_what_was_not_kept_waits_for_nothing() -> None:
    assert read_back(CHANGE, {"file.chat": WAITS}, room({"chat": "all"}, {"chat": "all"}), "").result is Result.IGNORED


@pytest.mark.parametrize(
    ("now", "tried", "result"),
    [
        (None, False, Result.APPLIED),
        (None, True, Result.PENDING),
        ({"chat": "all"}, False, Result.PENDING),
        ({"chat": "no"}, True, Result.APPLIED),
    ],
)
def test_what_an_earlier_try_has_written_is_not_taken_to_be_in_force(
    now: dict[str, Any] | None, tried: bool, result: Result
) -> None:
    there = Outcome(change=CHANGE, result=Result.APPLIED, note="it was so already")
    found = _known(there, {"file.chat": WAITS}, room({"chat": "no"}, now), tried=tried)
    assert found.result is result
    assert "it was so already" in found.note


def test_an_outcome_of_an_older_journal_is_read() -> None:
    """An outcome of a journal from before anything could wait for a restart is read."""
    old = json.loads(Outcome(change=CHANGE, result=Result.APPLIED).model_dump_json())
    del old["waits_for"]
    assert Outcome.model_validate(old).waits_for == ""


def test_each_of_now_and_later_is_judged_as_a_whole() -> None:
    """Now the gate holds, after the restart the row itself: nothing was ever open, and nothing will be."""
    gate = replace(GATE, restart="nginx", running="now.gate")
    shut = judge(room({"chat": "no", "gate": "all"}, {"chat": "all", "gate": "no"}), WAITS, gate)
    assert shut.finding.status is Status.PASS
    both = judge(room({"chat": "no", "gate": "no"}, {"chat": "all", "gate": "all"}), WAITS, gate)
    assert both.finding.reason == Why(Reason.PENDING, "web and nginx")
    assert judge(room({"chat": "all", "gate": "all"}, {"chat": "no", "gate": "no"}), WAITS, gate).finding.fixable


def test_what_cannot_be_read_stays_unknown_whatever_waits() -> None:
    other = Setting(control=CHAT, path="file.other", kinds=("meeting",), values=VALUES)
    found = judge(room({"chat": "no"}, {"chat": "all"}), WAITS, other).finding
    assert found.status is Status.ERROR
