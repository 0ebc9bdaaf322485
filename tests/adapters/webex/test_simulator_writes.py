"""The simulated Webex by itself: what it takes, what it refuses, what it takes and drops."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.webex.independent import FORM, client, patch
from tests.adapters.webex.made import HOST, OTHER, SITE, at, program, series, small


def test_a_change_mails_everybody_unless_told_not_to() -> None:
    with client(small()) as one:
        patch(one, "a1", publicMeeting=True)
        assert one.sim.world.mails == ["a1"]
        patch(one, "a1", publicMeeting=False, sendEmail=False)
        assert one.sim.world.mails == ["a1"]


@pytest.mark.parametrize(("nested", "annotate"), [("merge", False), ("replace", True)])
def test_an_object_sent_in_part(nested: str, *, annotate: bool) -> None:
    with client(small(behaviour={"nested": nested})) as one:
        answer = patch(one, "a1", attendeePrivileges={"enabledShareContent": False})
        assert answer["attendeePrivileges"]["enabledAnnotate"] is annotate


def test_put_resets_what_is_not_sent() -> None:
    with client(small()) as one:
        body = {"hostEmail": HOST, "title": "T", "start": at(3), "end": at(3, 11), "password": "Abcd@12345"}
        assert one.ask("PUT", "/meetings/a1", json=body)["meetingOptions"]["enabledChat"] is True
        one.refused("PUT", "/meetings/a1", json={"hostEmail": HOST, "title": "T"})


def test_new_times_call_off_the_changed_dates() -> None:
    with client(small(series("s1", exceptions=[{"date": at(8), "values": {"publicMeeting": True}}]))) as one:
        patch(one, "s1", publicMeeting=False)
        assert one.sim.world.meetings["s1"].exceptions
        patch(one, "s1", start=at(2), end=at(2, 11))
        assert not one.sim.world.meetings["s1"].exceptions


def test_a_converged_site_warns_and_drops() -> None:
    with client(small(sites=[{"siteUrl": SITE, "suite": True}])) as one:
        body = {"hostEmail": HOST, "publicMeeting": True, "enabledAutoRecordMeeting": True}
        answer = one.ask("PATCH", "/meetings/a1", None, json=body)
        assert "1001" in answer.headers["Warning"]
        assert (answer.json()["publicMeeting"], answer.json()["enabledAutoRecordMeeting"]) == (False, True)
        quiet = one.ask("PATCH", "/meetings/a1", None, json={"hostEmail": HOST, "enabledAutoRecordMeeting": False})
        assert "Warning" not in quiet.headers


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"live": True}, "in progress"),
        ({"connector": True}, "calendar connector"),
    ],
)
def test_what_is_refused_whatever_is_sent(change: dict[str, Any], said: str) -> None:
    with client(small(program("a1", **change))) as one:
        assert said in one.refused("PATCH", "/meetings/a1", json={"hostEmail": HOST, "publicMeeting": False})


def test_an_instance_cannot_be_updated() -> None:
    with client(small()) as one:
        assert "not allowed for this API" in one.refused("PATCH", "/meetings/a1_I_123", json={"hostEmail": HOST})


@pytest.mark.parametrize(
    "body",
    [
        {"publicMeeting": "no"},
        {"unlockedMeetingJoinSecurity": "lobby"},
        {"meetingOptions": {"enabledPolling": True}},
        {"meetingOptions": {"enabledNote": False, "noteType": "allowAll"}},
        {"audioConnectionOptions": {"enabledAudienceCallBack": True}},
        {"joinBeforeHostMinutes": 7},
        {"enabledLiveStream": True},
        {"password": "weak"},
        {"meetingOptions": []},
    ],
    ids=str,
)
def test_a_wrong_value_is_refused_and_nothing_changes(body: dict[str, Any]) -> None:
    with client(small()) as one:
        before = dict(one.sim.world.meetings["a1"].values)
        one.sim.lenient = True
        one.refused("PATCH", "/meetings/a1", json={"hostEmail": HOST, **body})
        assert one.sim.world.meetings["a1"].values == before


def test_a_webinar_s_own_rules() -> None:
    webinar = program("w1", scheduledType="webinar", registrants=1)
    with client(small(webinar)) as one:
        one.refused("PATCH", "/meetings/w1", json={"hostEmail": HOST, "requireAttendeeLogin": True})
        one.refused("PATCH", "/meetings/w1", json={"hostEmail": HOST, "restrictToInvitees": True})
        assert "attendeePrivileges" not in patch(one, "w1", attendeePrivileges={"enabledShareContent": True})


@pytest.mark.parametrize(
    "meeting",
    [
        series("s1"),
        program("s1", registration=None, values={"password": ""}),
        program("s1", registration=None, values={"enabledJoinBeforeHost": True}),
    ],
    ids=["recurring", "no password", "join before host"],
)
def test_registration_does_not_apply(meeting: dict[str, Any]) -> None:
    with client(small(meeting)) as one:
        one.refused("PUT", "/meetings/s1/registration", json={"hostEmail": HOST, **FORM})


def test_registration_and_its_questions() -> None:
    with client(small(program("a1", registration=None))) as one:
        one.refused("GET", "/meetings/a1/registration", 404, params={"hostEmail": HOST})
        one.refused("PUT", "/meetings/a1/registration", json={"hostEmail": HOST, **FORM, "requireLastName": False})
        nameless = {"question": "Card", "type": "checkbox"}
        one.refused(
            "PUT", "/meetings/a1/registration", json={"hostEmail": HOST, **FORM, "customizedQuestions": [nameless]}
        )
        card = {"question": "Card", "type": "singleLineTextBox", "maxLength": 20}
        put = one.ask(
            "PUT", "/meetings/a1/registration", json={"hostEmail": HOST, **FORM, "customizedQuestions": [card]}
        )
        assert put["customizedQuestions"][0]["id"]
        listed = one.get("/meetings", hostEmail=HOST)["items"][0]["registration"]
        assert "customizedQuestions" not in listed
        assert (
            one.get("/meetings/a1", hostEmail=HOST)["registration"]["customizedQuestions"] == put["customizedQuestions"]
        )


def test_whose_registration_is_deleted_stands_in_a_header() -> None:
    with client(small()) as one:
        one.refused("DELETE", "/meetings/a1/registration", 404)
        assert one.ask("DELETE", "/meetings/a1/registration", 204, headers={"hostEmail": HOST}) is None
        one.refused("GET", "/meetings/a1/registration", 404, params={"hostEmail": HOST})


def test_preferences_need_their_keys() -> None:
    with client(small()) as one:
        one.sim.lenient = True
        one.refused(
            "PUT",
            "/meetingPreferences/schedulingOptions",
            params={"userEmail": HOST},
            json={"enabledJoinBeforeHost": True},
        )
        one.refused("PUT", "/meetingPreferences/personalMeetingRoom", params={"userEmail": HOST}, json={"topic": "T"})


def test_an_empty_list_removes_delegates_and_none_keeps_them() -> None:
    people = [{"email": HOST, "scheduling": {"delegateEmails": [OTHER]}}, {"email": "app@example.org"}]
    whole = {"enabledJoinBeforeHost": False, "joinBeforeHostMinutes": 0, "enabledAutoShareRecording": False}
    with client(small(people=people)) as one:
        ask: dict[str, Any] = {"params": {"userEmail": HOST}}
        assert one.ask("PUT", "/meetingPreferences/schedulingOptions", json=whole, **ask)["delegateEmails"] == [OTHER]
        assert (
            one.ask("PUT", "/meetingPreferences/schedulingOptions", json={**whole, "delegateEmails": []}, **ask)[
                "delegateEmails"
            ]
            == []
        )


def test_common_settings_and_their_order() -> None:
    path = "/admin/meeting/config/commonSettings"
    with client(small()) as one:
        one.refused("PATCH", path, json={"securityOptions": {"joinBeforeHost": False, "audioBeforeHost": True}})
        after = one.ask("PATCH", path, json={"securityOptions": {"joinBeforeHost": False}})
        assert after["securityOptions"]["joinBeforeHost"] is False
        assert after["telephonyConfig"]["allowCallIn"] is True


def test_a_meeting_is_scheduled_found_and_called_off() -> None:
    with client(small()) as one:
        body = {"hostEmail": HOST, "title": "New", "start": at(2), "end": at(2, 11), "sendEmail": False}
        made = one.ask("POST", "/meetings", json=body)
        assert made["meetingOptions"]["enabledChat"] is True
        ident, number = made["id"], made["meetingNumber"]
        assert [m["title"] for m in one.get("/meetings", hostEmail=HOST, meetingNumber=number)["items"]] == ["New"]
        found = one.get("/admin/meetings", meetingNumber=number)["items"]
        assert [set(m) & {"password", "hostKey", "webLink", "registration"} for m in found] == [set()]
        one.refused("GET", "/admin/meetings")
        one.ask("DELETE", f"/meetings/{ident}", 204, params={"hostEmail": HOST, "sendEmail": "false"})
        one.refused("GET", f"/meetings/{ident}", 404, params={"hostEmail": HOST})
        one.refused("POST", "/meetings", json={**body, "end": at(2)})
        assert one.sim.world.mails == []


def test_one_date_is_called_off() -> None:
    with client(small(series("s1"))) as one:
        one.ask("DELETE", "/meetings/s1_20261201T100000Z", 204, params={"hostEmail": HOST})
        ask = {"hostEmail": HOST, "from": at(0), "to": at(20), "meetingType": "scheduledMeeting"}
        assert [m["start"] for m in one.get("/meetings", **ask)["items"]] == [at(1), at(15)]


@pytest.mark.parametrize("body", [{"enabledJoinBeforeHost": True}, {"recurrence": "FREQ=WEEKLY;COUNT=3"}], ids=str)
def test_a_meeting_that_can_have_no_registration_loses_everybody_who_signed_up(body: dict[str, Any]) -> None:
    with client(small(program("a1", registrants=2))) as one:
        patch(one, "a1", **body)
        meeting = one.sim.world.meetings["a1"]
        assert (meeting.registration, meeting.registrants) == (None, 0)


def test_what_hangs_on_a_switch_goes_back_with_it() -> None:
    stream = {"destination": "Ours", "rtmpUrl": "rtmp://s.example/k", "streamUrl": "https://s.example/x"}
    on: dict[str, Any] = {
        "enabledJoinBeforeHost": True,
        "joinBeforeHostMinutes": 15,
        "enabledLiveStream": True,
        "liveStream": stream,
        "meetingOptions": {"enabledNote": True, "noteType": "allowOne"},
    }
    off: dict[str, Any] = {
        "enabledJoinBeforeHost": False,
        "enabledLiveStream": False,
        "meetingOptions": {"enabledNote": False},
    }
    with client(small(program("a1", registration=None, values=on))) as one:
        after = patch(one, "a1", **off)
        assert (after["joinBeforeHostMinutes"], after["meetingOptions"]["noteType"]) == (0, "allowAll")
        assert "liveStream" not in after


def test_who_signed_up_is_told_of_a_week_or_of_ninety_days() -> None:
    with client(small(program("a1", registrants=2, registered=at(-60)), program("b1"))) as one:
        path = "/meetings/a1/registrants"
        assert one.get(path, hostEmail=HOST)["items"] == []
        told = one.get(path, hostEmail=HOST, registrationTimeFrom=at(-80), registrationTimeTo=at(1))
        assert [r["email"] for r in told["items"]] == ["family0@example.com", "family1@example.com"]
        one.refused(
            "GET", path, params={"hostEmail": HOST, "registrationTimeFrom": at(-95), "registrationTimeTo": at(1)}
        )
        one.refused("GET", path, params={"hostEmail": HOST, "registrationTimeFrom": "soon"})


def test_a_list_has_the_next_date_of_a_series_and_a_single_answer_its_first() -> None:
    with client(small(series("s1"))) as one:
        assert one.get("/meetings", hostEmail=HOST)["items"][0]["start"] == at(1)
        assert one.get("/meetings", hostEmail=HOST, current="false")["items"][0]["start"] == at(-20)
        assert one.get("/meetings/s1", hostEmail=HOST)["start"] == at(-20)
