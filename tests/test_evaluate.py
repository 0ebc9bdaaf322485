"""Findings: every requirement gets its row, ladders run both ways, and the door sets the tone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardener.door import Door, entrance
from hardener.evaluate import Judge
from hardener.layers import Candidate, Reading
from hardener.model import Finding, Risk, Severity, Status, Target, Unreadable
from hardener.profile import Profile, Requirement
from hardener.reason import Reason, Why
from hardener.setting import Setting
from hardener.verdict import interval, ranking, verdict
from tests.made import CONTROLS, ROWS, above, host, meeting, profile

pytestmark = pytest.mark.unit

OPEN_CHAT = (
    host(chat=True, chat_with=3, captions=False, recording="cloud"),
    above("group", "group/g", {"chat": False}),
    above("account", "account/me", {"chat": False}),
)


def judge(target: Target | Unreadable, wanted: Profile, others: tuple[Target, ...] = OPEN_CHAT) -> dict[str, Finding]:
    found = Judge("main", ROWS, CONTROLS, {t.id: t for t in others}).program(target, wanted)
    return {one.finding.control: one.finding for one in found}


ALL = profile(
    chan__chat_attendee="off", chan__screen_share="hosts", door__waiting_room="everyone", door__passcode="embedded",
    door__registration_required="required", cap__live=">on", rec__auto="none", notice__privacy="given",
)  # fmt: skip


@pytest.mark.parametrize(
    "target",
    [
        meeting(),
        meeting(waiting_room="?"),
        Unreadable(id="meeting/1", kind="meeting", title="x", reason="403"),
    ],
)
def test_every_requirement_has_its_row(target: Target | Unreadable) -> None:
    assert list(judge(target, ALL)) == list(ALL.requires)


def test_an_unread_program_never_passes() -> None:
    found = judge(Unreadable(id="meeting/1", kind="meeting", title="x", reason="403 from the vendor"), ALL)
    assert {f.status for f in found.values()} == {Status.ERROR, Status.MANUAL}
    assert found["rec.auto"].reason == Why(Reason.UNREAD, said="403 from the vendor")


def test_a_control_without_a_row_is_for_a_person() -> None:
    found = judge(meeting(), ALL)
    assert found["notice.privacy"].status is Status.MANUAL
    assert found["chan.screen_share"].status is Status.MANUAL


@pytest.mark.parametrize(("level", "status"), [("off", Status.FAIL), ("hosts", Status.FAIL), ("everyone", Status.PASS)])
def test_stricter_passes_and_laxer_fails(level: str, status: Status) -> None:
    assert judge(meeting(), profile(chan__chat_attendee=level))["chan.chat_attendee"].status is status


def test_too_closed_is_the_finding_where_openness_is_asked() -> None:
    found = judge(meeting(), profile(cap__live=">on"))["cap.live"]
    assert (found.status, found.too_closed, found.sentence) == (Status.FAIL, True, "cap.live is closed")
    assert found.needs == (Risk.OPEN, Risk.SHARED)


def test_a_shared_setting_needs_its_opt_in() -> None:
    found = judge(meeting(), profile(chan__chat_attendee="off"))["chan.chat_attendee"]
    assert found.fixable
    assert found.needs == (Risk.SHARED,)


DOORS = [
    ({"sign_up": 1}, Door.VERIFIED, "Anyone staff approved", Severity.LOW),
    ({"sign_up": 2}, Door.SCREENED, "Anyone let in from the waiting room", Severity.HIGH),
    ({"sign_up": 0, "waiting_room": False}, Door.SHARED_SECRET, "Anyone who signs up", Severity.CRITICAL),
    ({"sign_up": 2, "waiting_room": False}, Door.SHARED_SECRET, "Anyone with the link", Severity.CRITICAL),
    (
        {"sign_up": 2, "waiting_room": False, "password": ""},
        Door.OPEN,
        "Anyone with the link",
        Severity.CRITICAL,
    ),
    ({"sign_up": "?", "waiting_room": "?", "password": 1}, Door.UNKNOWN, "Perhaps anyone", Severity.CRITICAL),
]


@pytest.mark.parametrize(("program", "door", "who", "severity"), DOORS)
def test_the_door_heads_the_sentence_and_sets_the_severity(
    program: dict[str, Any], door: Door, who: str, severity: Severity
) -> None:
    wanted = profile(chan__chat_attendee="off").model_copy(
        update={"requires": {"chan.chat_attendee": Requirement(at_most="off", severity=Severity.LOW)}}
    )
    rows = (
        *ROWS,
        Setting(
            control="door.unique_join_link",
            path="program.sign_up",
            kinds=("meeting",),
            values={0: "unique", 1: "unique", 2: "shared"},
        ),
    )
    judged = Judge("main", rows, CONTROLS, {t.id: t for t in OPEN_CHAT})
    assert judged.entrance(meeting(**program)) == (door, who)
    (one,) = judged.program(meeting(**program), wanted)
    assert one.finding.sentence == f"{who} can write to everyone in front of children"
    assert one.finding.severity is severity


def test_an_account_that_all_must_have_is_a_verified_door() -> None:
    assert entrance({"door.vendor_account_required": "required"}.get).door is Door.VERIFIED


def test_a_seed_is_judged_on_the_host_and_never_on_a_program() -> None:
    judged = Judge("main", ROWS, CONTROLS, {t.id: t for t in OPEN_CHAT})
    assert judge(meeting(), profile(rec__auto="none"))["rec.auto"].status is Status.PASS
    (one,) = judged.defaults(OPEN_CHAT[0], profile(rec__auto="none", cap__live=">on"))
    assert (one.finding.status, one.finding.governing) == (Status.FAIL, "")
    assert one.finding.sentence == "New programs: rec.auto is open"


def test_the_same_input_gives_the_same_findings() -> None:
    assert judge(meeting(), ALL) == judge(meeting(), ALL)


LEVELS = st.sampled_from([None, "off", "hosts", "everyone"])
READINGS = st.lists(st.tuples(st.booleans(), st.lists(LEVELS, min_size=1, max_size=3)), min_size=1, max_size=4)


@settings(deadline=None)
@given(READINGS, st.sampled_from(["off", "hosts", "everyone"]), st.booleans())
def test_a_verdict_holds_for_everything_that_may_be_in_force(
    drawn: list[tuple[bool, list[str | None]]],
    limit: str,
    opens: bool,
) -> None:
    control = CONTROLS["chan.chat_attendee"]
    readings = [
        Reading(
            Setting(control=control.id, path="a", kinds=("host",), gate=gate),
            tuple(Candidate(value, "", "host/h", "h", "host", None) for value in values),
        )
        for gate, values in drawn
    ]
    wanted = Requirement(at_least=limit) if opens else Requirement(at_most=limit)
    rank, edge = ranking(control, wanted)
    said = verdict(interval(readings, rank), edge, opens=opens)
    truths = {_truth(world, control.levels, limit, opens=opens) for world in _worlds(drawn, control.levels)}
    assert said is (Status.PASS if truths == {True} else Status.FAIL if truths == {False} else Status.ERROR)


def _worlds(drawn: list[tuple[bool, list[str | None]]], levels: tuple[str, ...]) -> list[list[tuple[bool, int]]]:
    """Every way it could be; what is unread may be anything, and even what we have no level for."""
    worlds: list[list[tuple[bool, int]]] = [[]]
    for gate, values in drawn:
        options = {rank for v in values for rank in (range(-1, len(levels) + 1) if v is None else (levels.index(v),))}
        worlds = [[*world, (gate, option)] for world in worlds for option in sorted(options)]
    return worlds


def _truth(world: list[tuple[bool, int]], levels: tuple[str, ...], limit: str, *, opens: bool) -> bool:
    parts = [rank for gate, rank in world if not gate]
    value = min([max(parts, default=len(levels))] * bool(parts) + [rank for gate, rank in world if gate])
    return value >= levels.index(limit) if opens else value <= levels.index(limit)
