"""A meeting is sent whole, under its other names, and loses nothing; a webinar's definition is never sent."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.goto.made import Office, meeting, office, small, webinar

from hardener.adapter import Changes
from hardener.errors import AdapterError, WriteForbiddenError
from hardener.path import get_path, with_path
from hardener_goto.documents import meeting_facts
from hardener_goto.refusals import of_meeting
from hardener_goto.settings import SETTINGS
from hardener_goto.writing import whole


def write(made: Office, ident: str, path: str, raw: Any) -> None:
    target = made.programs()[ident]
    made.goto.write(target, Changes.between(target.document, with_path(target.document, path, raw)))


def test_a_change_of_a_meeting_keeps_its_hosts_its_times_and_its_subject() -> None:
    seed = small(meeting(password=False, subject="Cuentos <3 & más", helpers=["1000", "42"]))
    with office(seed, read_only=False) as made:
        before = made.programs()["81"]
        write(made, "81", "meeting.passwordRequired", True)
        after = made.programs()["81"]
        assert get_path(after.document, "meeting.passwordRequired") is True
        assert before.facts == after.facts
        ((path, sent),) = made.sim.writes
        assert path == "/G2M/rest/meetings/81"
        assert sent["coorganizerKeys"] == ["1000", "42"]
        assert sent["subject"] == "Cuentos &lt;3 & más"


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ({"passwordRequired": None}, "the password"),
        ({"passwordRequired": "perhaps"}, "the password"),
        ({"passwordRequired": {}}, "the password"),
        ({"passwordRequired": 1}, "the password"),
        ({"coorganizerKeys": None}, "who else"),
        ({"coorganizerKeys": [None]}, "who else"),
        ({"coorganizerKeys": [{"key": 1}]}, "who else"),
    ],
)
def test_what_has_to_be_sent_along_and_is_not_known_is_refused_in_the_plan_and_before_a_write(
    odd: dict[str, Any], reason: str
) -> None:
    item = {"subject": "Story", "meetingType": "scheduled", "startTime": "2026-12-01T09:00:00.+0000",
            "endTime": "2026-12-01T10:00:00.+0000", "passwordRequired": "false", "conferenceCallInfo": "Hybrid",
            "coorganizerKeys": [1000, "42"]}  # fmt: skip
    assert whole(item)["coorganizerKeys"] == ["1000", "42"]
    assert (whole(item)["passwordrequired"], whole(item)["starttime"]) == (False, "2026-12-01T09:00:00Z")
    assert reason in of_meeting({**item, **odd})["conferenceCallInfo"]
    with pytest.raises(AdapterError, match=reason):
        whole({**item, **odd})


def test_what_was_sent_may_be_shown_in_another_spelling() -> None:
    row = next(row for row in SETTINGS if row.path == "meeting.passwordRequired")
    assert row.same("false", False)
    assert row.same(True, "true")
    assert not row.same("false", "true")
    assert not row.same(True, 1)
    old = {"subject": "<3", "startTime": "2026-12-01T09:00:00.+0000", "endTime": "never"}
    new = {"subject": "&lt;3", "startTime": "2026-12-01T09:00:00Z", "endTime": "never"}
    assert meeting_facts(old) == meeting_facts(new)
    assert meeting_facts({**new, "startTime": "2026-12-01T09:30:00Z"}) != meeting_facts(old)


def test_a_webinars_audio_has_a_call_of_its_own_and_tells_nobody() -> None:
    with office(small(webinar(audio="Hybrid")), read_only=False) as made:
        write(made, "91", "audio.type", "VOIP")
        assert made.sim.writes == [("/G2W/rest/v2/organizers/1001/webinars/91/audio", {"type": "VOIP"})]
        (call,) = [call for call in made.sim.calls if call.method == "POST" and call.path.endswith("/audio")]
        assert call.query == {"notifyParticipants": "false"}


@pytest.mark.parametrize(
    ("program", "path", "raw"),
    [
        (meeting(type="recurring"), "meeting.passwordRequired", False),
        (meeting(audio="call +1 555"), "meeting.passwordRequired", False),
        (meeting(), "meeting.subject", "another"),
        (webinar(), "webinar.approvalType", "AUTOMATIC"),
        (webinar(), "form.fields", []),
    ],
)
def test_what_cannot_be_sent_whole_or_is_no_setting_is_refused_before_anything_is(
    program: dict[str, Any], path: str, raw: Any
) -> None:
    with office(small(program), read_only=False) as made:
        with pytest.raises(AdapterError):
            write(made, program.get("id") or program["key"], path, raw)
        assert made.sim.writes == []


def test_a_session_that_reads_sends_no_change() -> None:
    with office(small(meeting(password=False))) as made:
        with pytest.raises(WriteForbiddenError):
            write(made, "81", "meeting.passwordRequired", True)
        assert made.sim.writes == []
