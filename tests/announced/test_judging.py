"""What a calendar makes of the findings on a program: how grave a posted link is, and whose word goes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hardener.announced.events import Date, Event, Found, Seats
from hardener.announced.judging import AUDIENCE, LINK, LISTED, SIGN_UP, TIMES, Case, grade, hard, soft
from hardener.announced.look import Announced, Read
from hardener.announced.orphans import orphans
from hardener.door import Door
from hardener.doorways import Kind
from hardener.judgement import Judged, Judgement
from hardener.model import Finding, Program, Severity, Status, Target
from hardener.profile import Profile, load
from hardener.reason import Reason, Why
from hardener.ways_in import Way, mark, marks_of

pytestmark = pytest.mark.unit

NOW = datetime(2027, 3, 1, tzinfo=UTC)
START = datetime(2027, 3, 2, 15, 30, tzinfo=UTC)
STORY, BOARD, CLUB = load("storytime"), load("board-meeting"), load("book-club")
NONE = Finding(connection="main", control=LINK, status=Status.MANUAL, severity=Severity.HIGH, expected="", actual=None)
PROGRAM = Target(
    id="meeting/81", kind="meeting", title="Storytime", document={},
    program=Program(id="81", kind="meeting", start=START, starts=(START,), minutes=30),
)  # fmt: skip
EVENT = Event(
    calendar="events",
    ident="e",
    title="Storytime",
    dates=(Date(START, START + timedelta(minutes=30)),),
    online=True,
    told=True,
)


def way(kind: Kind, room: str = "", *, coded: bool = False) -> Found:
    return Found(Way("Zoom", kind, marks_of(room), coded), "DESCRIPTION")


def judged(
    *events: Event, findings: Sequence[Finding] = (NONE,), profile: Profile = STORY, door: Door = Door.OPEN,
    target: Target = PROGRAM, read: Read | None = None,
) -> dict[str, Finding]:  # fmt: skip
    calendar = replace(read or Read(name="events"), events=events)
    look = Announced(calendars=[calendar], zone=ZoneInfo("America/New_York"))
    look.saw("main", target)
    look.settle()
    case = Case(
        "main", target, profile, Judgement(tuple(map(Judged, findings)), door), look.of("main", target.id), look
    )
    made = soft(replace(case, judged=hard(case)))
    return {one.finding.control: one.finding for one in made.each}


@pytest.mark.parametrize(
    ("kind", "coded", "door", "profile", "locked", "worst"),
    [
        (Kind.JOIN, False, Door.OPEN, STORY, False, Severity.CRITICAL), (Kind.JOIN, True, Door.VERIFIED, STORY, True, Severity.CRITICAL),
        (Kind.JOIN, False, Door.VERIFIED, STORY, False, Severity.MEDIUM), (Kind.JOIN, False, Door.SCREENED, STORY, False, Severity.HIGH),
        (Kind.JOIN, False, Door.SHARED_SECRET, STORY, True, Severity.HIGH), (Kind.JOIN, False, Door.UNKNOWN, STORY, False, Severity.CRITICAL),
        (Kind.JOIN, True, Door.OPEN, CLUB, False, Severity.HIGH), (Kind.ROOM, False, Door.SCREENED, STORY, True, Severity.CRITICAL),
        (Kind.TICKET, False, Door.VERIFIED, STORY, False, Severity.CRITICAL), (Kind.HOST, False, Door.VERIFIED, CLUB, True, Severity.CRITICAL),
    ],
)  # fmt: skip
def test_how_grave_a_posted_link_is(
    kind: Kind, coded: bool, door: Door, profile: Profile, locked: bool, worst: Severity
) -> None:
    assert grade(way(kind, coded=coded), door, profile, locked=locked) is worst


def test_of_several_posted_links_the_gravest_is_told() -> None:
    bare, coded = way(Kind.JOIN, "81"), way(Kind.JOIN, "81", coded=True)._replace(field="LOCATION")
    first, other = replace(EVENT, doors=(bare,)), replace(EVENT, ident="f", doors=(bare, coded))
    for events in ((first, other), (other,)):
        found = judged(*events, door=Door.VERIFIED, target=replace(PROGRAM, facts={"join_link": mark("81")}))[LINK]
        assert (found.severity, "with its passcode" in found.note) == (Severity.CRITICAL, True)


@pytest.mark.parametrize(
    ("kind", "status"), [(Kind.JOIN, "pass"), (Kind.STREAM, "pass"), (Kind.REGISTER, "pass"), (Kind.HOST, "fail")]
)
def test_a_board_meeting_has_its_link_in_public(kind: Kind, status: str) -> None:
    found = judged(replace(EVENT, doors=(way(kind, "81"),)), profile=BOARD)[LINK]
    assert found.status == status
    assert not found.too_closed


def test_a_channel_is_no_stream_of_a_board_meeting_and_a_person_s_word_on_it_stays() -> None:
    event = replace(EVENT, doors=(way(Kind.CHANNEL, "@maple"),))
    found = judged(event, profile=BOARD)[LINK]
    assert (found.status, found.actual) == (Status.ERROR, None)
    assert judged(replace(event, doors=(*event.doors, way(Kind.STREAM))), profile=BOARD)[LINK].status is Status.PASS
    seen = replace(NONE, status=Status.PASS, actual="attested")
    assert judged(event, profile=BOARD, findings=[seen])[LINK].status is Status.PASS


def test_a_board_meeting_without_a_link_is_too_closed_and_a_storytime_is_not() -> None:
    shut = judged(EVENT, profile=BOARD)[LINK]
    assert (shut.status, shut.too_closed) == (Status.FAIL, True)
    clean = judged(EVENT)[LINK]
    assert clean.status is Status.MANUAL
    assert "other places" in clean.note


@pytest.mark.parametrize(
    "kind", [Kind.REGISTER, Kind.FORM, Kind.PAGE, Kind.STREAM, Kind.CHANNEL, Kind.RECORDING, Kind.INFO]
)
def test_a_link_to_sign_up_or_to_watch_is_no_leak(kind: Kind) -> None:
    assert judged(replace(EVENT, doors=(way(kind),)))[LINK].status is Status.MANUAL


@pytest.mark.parametrize("kind", [Kind.SHORT, Kind.OTHER])
def test_a_link_that_hides_where_it_leads_is_not_told_to_be_clean(kind: Kind) -> None:
    assert judged(replace(EVENT, doors=(way(kind),)))[LINK].status is Status.ERROR


def test_what_could_not_be_read_is_not_told_to_be_clean_and_a_person_s_word_stays() -> None:
    lost = Read(name="events", lost="no answer in time")
    found = judged(read=lost)
    assert {found[name].status for name in (LINK, LISTED)} == {Status.ERROR}
    seen = replace(NONE, status=Status.PASS, actual="attested")
    assert judged(read=lost, findings=[seen])[LINK].status is Status.PASS
    assert judged(replace(EVENT, doors=(way(Kind.JOIN, "81"),)), findings=[seen])[LINK].status is Status.FAIL


@pytest.mark.parametrize(
    ("hours", "minutes", "off", "status"),
    [(0, 30, False, Status.PASS), (1, 30, False, Status.FAIL), (-5, 30, False, Status.FAIL), (24, 30, False, Status.FAIL),
     (0, 60, False, Status.FAIL), (0.4, 5, False, Status.PASS), (0, 30, True, Status.FAIL)],
)  # fmt: skip
def test_times_of_the_same_room_differ_or_not(hours: float, minutes: int, off: bool, status: Status) -> None:
    start = START + timedelta(hours=hours)
    event = replace(
        EVENT, dates=(Date(start, start + timedelta(minutes=minutes), off),), doors=(way(Kind.REGISTER, "81"),)
    )
    assert judged(event)[TIMES].status is status


def test_over_the_change_of_the_clocks_one_that_stays_behind_is_an_hour_off() -> None:
    """New York's clocks go forward on 14 March 2027: a calendar in UTC that does not follow is wrong from then on."""
    starts = tuple(datetime(2027, 3, day, hour, 30, tzinfo=UTC) for day, hour in ((2, 15), (9, 15), (16, 14), (23, 14)))
    target = replace(PROGRAM, program=replace(PROGRAM.program, start=starts[0], starts=starts))  # type: ignore[type-var]
    stale = tuple(
        Date(start, start + timedelta(minutes=30))
        for start in (datetime(2027, 3, day, 15, 30, tzinfo=UTC) for day in (2, 9, 16, 23))
    )
    right = tuple(Date(start, start + timedelta(minutes=30)) for start in starts)
    assert judged(replace(EVENT, dates=right), target=target)[TIMES].status is Status.PASS
    found = judged(replace(EVENT, dates=stale), target=target)[TIMES]
    assert found.status is Status.FAIL
    assert "2027-03-16: 11:30 to 12:00 in the calendar, 10:30 to 11:00 at the platform" in found.note
    assert "2027-03-09" not in found.note


ELSEWHERE = Finding(
    connection="main", control=SIGN_UP, status=Status.MANUAL, severity=Severity.HIGH, expected="at most required", actual=None,
    reason=Why(Reason.SIGN_UP_ELSEWHERE, "LibCal"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (replace(EVENT, doors=(way(Kind.FORM),)), Status.MANUAL), (replace(EVENT, doors=(way(Kind.FORM),), signs_up=True), Status.PASS),
            (replace(EVENT, doors=(way(Kind.REGISTER),)), Status.PASS),
            (replace(EVENT, doors=(way(Kind.PAGE),), signs_up=True, drops_in=True), Status.FAIL),
            (replace(EVENT, doors=(way(Kind.FORM),), signs_up=True, drops_in=True), Status.MANUAL), (replace(EVENT, doors=(way(Kind.PAGE),), signs_up=True), Status.PASS),
        (replace(EVENT, doors=(way(Kind.PAGE),)), Status.MANUAL), (replace(EVENT, signs_up=True), Status.MANUAL), (EVENT, Status.FAIL),
        (replace(EVENT, told=False), Status.MANUAL), (replace(EVENT, registers=True, seats=Seats(3, 20)), Status.PASS),
        (replace(EVENT, registers=False, doors=(way(Kind.FORM),)), Status.FAIL),
    ],
)  # fmt: skip
def test_what_an_event_proves_of_a_sign_up_elsewhere(event: Event, status: Status) -> None:
    found = judged(event, findings=[ELSEWHERE])[SIGN_UP]
    assert found.status is status
    assert found.reason is not None
    assert (found.reason.name, found.fixable) == ("LibCal", False)


def test_a_notice_is_missing_only_where_there_is_a_text_to_have_it() -> None:
    asked = replace(NONE, control="notice.recording")
    assert judged(EVENT, findings=[asked])["notice.recording"].status is Status.FAIL
    given = replace(EVENT, notices=frozenset({"notice.recording"}))
    assert judged(given, findings=[asked])["notice.recording"].status is Status.MANUAL
    assert judged(replace(EVENT, told=False), findings=[asked])["notice.recording"].status is Status.MANUAL
    other = replace(NONE, control="notice.alternatives")
    assert judged(replace(EVENT, in_person=True), findings=[other])["notice.alternatives"].status is Status.PASS


def test_staff_s_own_meetings_need_no_event_and_what_has_one_is_told() -> None:
    assert LISTED not in judged(profile=load("staff-meeting"))
    assert judged()[LISTED].status is Status.FAIL
    assert AUDIENCE not in judged(EVENT)


def test_an_event_of_no_program_is_a_row_of_its_own_and_only_where_it_is_online() -> None:
    lonely = replace(EVENT, title="Chess", ident="c", doors=(way(Kind.JOIN, "99"),))
    quiet = replace(EVENT, title="Fair", ident="f", online=False)
    off = replace(lonely, title="Knots", ident="k", dates=(Date(START, START, off=True),))
    look = Announced(calendars=[Read(name="events", events=[lonely, quiet, EVENT, off])], zone=ZoneInfo("UTC"))
    look.saw("main", PROGRAM)
    look.settle()
    one, gone = orphans(look, NOW, NOW + timedelta(days=20), lambda _event, _target: STORY, complete=True)
    assert (one.connection, one.target.title) == ("calendar.events", "Chess")
    assert {each.finding.control: each.finding.severity for each in one.judged.each} == {
        "public.program": Severity.MEDIUM, LINK: Severity.CRITICAL,
    }  # fmt: skip
    assert (gone.target.title, [each.finding.control for each in gone.judged.each]) == ("Knots", [LINK])


def test_an_event_that_was_called_off_says_nothing_of_the_sign_up_of_the_others() -> None:
    off = replace(EVENT, ident="f", dates=(Date(START + timedelta(days=7), START + timedelta(days=7), off=True),))
    signed = replace(EVENT, doors=(way(Kind.REGISTER, "81"),))
    found = judged(signed, replace(off, doors=(way(Kind.JOIN, "81"),)), findings=[ELSEWHERE])[SIGN_UP]
    assert found.status is Status.PASS


def test_a_link_in_an_event_that_may_be_the_program_s_is_no_peace() -> None:
    leak = (way(Kind.JOIN, "99"),)
    twice = judged(EVENT, replace(EVENT, ident="f", doors=leak))[LINK]
    untimed = judged(replace(EVENT, dates=(), unclear="its time zone is not known", doors=leak))[LINK]
    assert (twice.status, untimed.status) == (Status.ERROR, Status.ERROR)
