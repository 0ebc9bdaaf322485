"""What GoTo answers is read as it is: no program vanishes, nothing is made up, and nobody's name leaves."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from tests.adapters.goto.made import meeting, office, small, span, webinar
from tests.adapters.mutate import survives

from hardener.errors import AdapterError
from hardener.model import Target, Value
from hardener.path import UnknownValueError, get_path
from hardener_goto.settings import SETTINGS
from hardener_goto.simulator import GoToSimulator


def value(target: Target, control: str) -> Value | str | None:
    row = next(r for r in SETTINGS if r.control == control and target.kind in r.kinds)
    try:
        found = row.get(target.document, target.kind)
    except UnknownValueError:
        return "not told"
    return found if isinstance(found, str | tuple) else None


@pytest.mark.parametrize("app", [0, 1])
def test_a_host_sees_their_own_and_an_administrator_all(app: int) -> None:
    other = webinar(92, organizer="1000")
    with office(small(meeting(), webinar(), other, meeting(82, organizer="1000"), app=app)) as made:
        assert set(made.programs()) == ({"81", "91"} if not app else {"81", "82", "91", "92"})
        assert made.goto.account() == ("777/1001" if not app else "777")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (True, "separate"),
        (False, "none"),
        ("false", "none"),
        ("true", "separate"),
        ("yes", "not told"),
        (1, "not told"),
    ],
)
def test_a_password_may_be_a_text(raw: Any, said: str) -> None:
    seed = small(meeting(password=raw), faults=[])
    with office(seed) as made:
        made.sim.answer = lambda request: GoToSimulator.answer(made.sim, request)  # type: ignore[method-assign]  # weak types are not the specification's
        assert value(made.programs()["81"], "door.passcode") == said


@pytest.mark.parametrize(
    ("audio", "said", "kept"),
    [
        ("VoIP", "off", False),
        ("Hybrid", "on", False),
        ("Private", "on", True),
        ("United States: +1 555, code 1", "not told", True),
    ],
)
def test_the_telephone_of_a_meeting_may_be_a_text_that_nobody_takes_back(audio: str, said: str, *, kept: bool) -> None:
    with office(small(meeting(audio=audio))) as made:
        target = made.programs()["81"]
        assert value(target, "door.dial_in") == said
        assert (set(target.unavailable) == {"passwordRequired", "conferenceCallInfo"}) is kept


@pytest.mark.parametrize("audio", [{"US": "+1 555"}, ["+1 555"], 5, "voip"])
def test_an_audio_of_any_shape_costs_that_verdict_alone_and_is_not_kept(audio: Any) -> None:
    start, end = span(2)
    body = {"meetingId": 81, "subject": "Story", "startTime": start, "endTime": end, "meetingType": "scheduled",
            "passwordRequired": True, "conferenceCallInfo": audio, "coorganizerKeys": []}  # fmt: skip
    fault = {"path": "/meetings/81", "status": 200, "body": [body]}
    with office(small(meeting(), meeting(82), faults=[fault])) as made:
        made.sim.answer = lambda request: GoToSimulator.answer(made.sim, request)  # type: ignore[method-assign]  # odd shapes are not the specification's
        found = made.programs()
        assert set(found) == {"81", "82"}
        assert value(found["81"], "door.dial_in") == "not told"
        assert get_path(found["81"].document, "meeting.conferenceCallInfo") == "a text"
        assert set(found["81"].unavailable) == {"passwordRequired", "conferenceCallInfo"}


def test_a_meeting_that_is_listed_at_several_times_is_not_written_whatever_it_is_called() -> None:
    with office(small(meeting(type="scheduled", later=[span(9)]))) as made:
        (target,) = made.programs().values()
        assert "recurs" in target.unavailable["passwordRequired"]


def test_a_recurring_meeting_is_one_program_with_all_its_starts() -> None:
    seed = small(meeting(type="recurring", later=[span(9), span(16)]))
    with office(seed) as made:
        (target,) = made.programs().values()
        assert target.program is not None
        assert len(target.program.starts) == 3
        assert target.program.series
        assert set(target.unavailable) == {"passwordRequired", "conferenceCallInfo"}


def test_the_sessions_of_a_sequence_are_one_program() -> None:
    with office(small(webinar(times=[span(3), span(10)], recurrence="sequence"))) as made:
        (target,) = made.programs().values()
        assert target.program is not None
        assert len(target.program.starts) == 2


def test_more_than_a_page_of_webinars_is_read_whole() -> None:
    with office(small(*(webinar(1000 + n, days=1 + n % 20) for n in range(205)))) as made:
        assert len(made.programs()) == 205


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({}, ("email", "first_name", "last_name", "library_card")),
        ({"questions": [{"question": "What is your age?"}]}, ("email", "first_name", "last_name", "other")),
        ({"fields": [{"field": "zipCode"}], "questions": []}, ("email", "first_name", "last_name", "zip")),
        ({"fields": [{"field": "shoeSize"}]}, "not told"),
    ],
)
def test_what_a_form_asks_is_told_by_name_or_not_at_all(more: dict[str, Any], asked: Any) -> None:
    with office(small(webinar(**more))) as made:
        assert value(made.programs()["91"], "data.registration_fields") == asked


def test_a_webinar_that_somebody_began_on_the_spot_says_nothing_of_its_sign_up() -> None:
    with office(small(webinar(impromptu=True), webinar(92))) as made:
        found = made.programs()
        assert value(found["91"], "door.registration_required") == "not told"
        assert value(found["92"], "door.registration_required") == "required"


def test_what_is_on_is_told_and_read_again_finds_the_same() -> None:
    with office(small(meeting(active=True), webinar(days=0, on=True), webinar(92, days=0))) as made:
        for ident, target in made.programs().items():
            assert target.program is not None
            assert target.program.live is (ident != "92")
            again = made.goto.read(target)
            assert (again.document, again.facts) == (target.document, target.facts)
            assert list(made.goto.live(again)) == ([target.title] if ident != "92" else [])


def test_what_one_may_not_list_is_missing_and_not_empty() -> None:
    fault = {"path": "/webinars$", "status": 403, "body": {"errorCode": "Forbidden", "description": "no licence"}}
    with office(small(meeting(), webinar(), faults=[fault])) as made:
        (lost,) = made.unread()
        assert "no licence" in lost.reason
        assert set(made.programs()) == {"81"}


@pytest.mark.parametrize("app", [0, 1])
@pytest.mark.parametrize("status", ["DELETED", "deleted", "CANCELLED", "Canceled"])
def test_what_will_not_take_place_is_no_program(app: int, status: str) -> None:
    with office(small(webinar(92, status=status), webinar(), app=app)) as made:
        assert set(made.programs()) == {"91"}
        assert not made.unread()


@pytest.mark.parametrize("status", ["UPDATED", "PAUSED", ""])
def test_a_state_that_nobody_knows_hides_no_program(status: str) -> None:
    with office(small(webinar(status=status))) as made:
        assert set(made.programs()) == {"91"}


def test_a_webinar_that_was_deleted_meanwhile_is_not_read_again() -> None:
    with office(small(webinar())) as made:
        target = made.programs()["91"]
        made.sim.world.webinars["91"].status = "DELETED"
        with pytest.raises(AdapterError, match="lists it as deleted"):
            made.goto.read(target)


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("/admin/rest/v1/me", "Forbidden", "no licence is needed for that.*hardener connect main"),
        ("/admin/rest/v1/me", "InvalidToken", "does not take the log-in any more.*hardener connect main"),
        ("/meetings/81", "InvalidToken", "does not take the log-in any more"),
        ("/meetings/81", "Forbidden", "the organizer has no licence"),
    ],
)
def test_a_403_is_told_as_what_it_can_mean_there(path: str, code: str, said: str) -> None:
    fault = {"path": path, "status": 403, "body": {"int_err_code": code, "msg": "no"}}
    with office(small(meeting(), faults=[fault])) as made:
        if "/me" in path[-3:]:
            with pytest.raises(AdapterError, match=said):
                made.goto.account()
        else:
            (lost,) = made.unread()
            assert re.search(said, lost.reason)


def test_a_token_that_is_over_is_renewed_once() -> None:
    fault = {
        "path": "/meetings/81",
        "nth": [1],
        "status": 403,
        "body": {"int_err_code": "InvalidToken", "msg": "Invalid token passed"},
    }
    with office(small(meeting(), faults=[fault])) as made:
        assert set(made.programs()) == {"81"}


def test_another_meeting_than_was_asked_for_is_none() -> None:
    for body in ([], [{"meetingId": 82}], [{"meetingId": 81}, {"meetingId": 81}], ["x"]):
        with office(small(meeting(), faults=[{"path": "/meetings/81", "status": 200, "body": body}])) as made:
            (lost,) = made.unread()
            assert lost.program is not None
            assert lost.program.id == "81"


def test_a_bad_option_is_one_line() -> None:
    with pytest.raises(AdapterError, match="products"), office(small(), products=["phone"]):
        pass


@pytest.mark.long
def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run() -> None:
    seed = small(meeting(audio="Hybrid"), webinar(approval="AUTOMATIC", fields=[{"field": "phone"}]))
    assert survives(GoToSimulator.from_seed(seed, clock=time.time), seed) > 150
