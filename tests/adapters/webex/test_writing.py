"""What the adapter sends, over real HTTP; each request is held against the specification on its way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import requests
from tests.adapters.webex.made import HOST, OTHER, SITE, Office, at, office, program, series, small
from tests.made import ask

from hardener.errors import AdapterError
from hardener.model import Target
from hardener.path import with_path
from hardener_webex.writing import PROGRAM_KEYS

CARD = [{"question": "Library card number", "required": True, "type": "singleLineTextBox", "maxLength": 20}]
OPEN = {"meetingOptions": {"enabledChat": True, "enabledVideo": True}, "enabledAutoRecordMeeting": True}


def changed(target: Target, **values: Any) -> Target:
    """Return `target` with values at paths, whose dots are written as two underscores."""
    document = dict(target.document)
    for path, value in values.items():
        document = with_path(document, path.replace("__", "."), value)
    return replace(target, document=document)


def write(made: Office, target: Target, **values: Any) -> Target:
    """Write, and return what a second reading shows."""
    ask(made.webex, target, changed(target, **values))
    return made.webex.read(target)


def test_requests_are_held_against_the_specification() -> None:
    with office(small()) as made, pytest.raises(requests.ConnectionError), made.client() as client:
        client.patch(f"{made.url}/v1/meetings/a1", json={"never_heard_of": 1}, timeout=10)


@pytest.mark.parametrize("nested", ["merge", "replace"])
def test_one_request_with_objects_whole_no_mail_and_no_schedule(nested: str) -> None:
    with office(small(program("a1", values=OPEN), behaviour={"nested": nested})) as made:
        target = made.targets()["Baby Storytime"]
        after = write(
            made, target, program__meetingOptions__enabledChat=False, program__meetingOptions__enabledVideo=False,
            program__enabledAutoRecordMeeting=False,
        )  # fmt: skip
        assert [method for method, _ in made.sim.writes] == ["PATCH"]
        body = made.sim.writes[0][1]
        assert body.pop("sendEmail") is False
        assert body.pop("hostEmail") == HOST
        assert set(body) <= PROGRAM_KEYS
        assert after.document["program"]["meetingOptions"] == {  # type: ignore[index,call-overload]
            **target.document["program"]["meetingOptions"], "enabledChat": False, "enabledVideo": False,  # type: ignore[index,call-overload,dict-item]
        }  # fmt: skip
        assert after.facts == target.facts
        assert made.sim.world.mails == []


def test_one_host_sends_no_host() -> None:
    with office(small(program("a1", values=OPEN)), app=1, auth="user") as made:
        target = made.targets()["Baby Storytime"]
        write(made, target, program__enabledAutoRecordMeeting=False)
        patch = next(c for c in made.sim.calls if c.method == "PATCH")
        assert "hostEmail" not in patch.keys
        assert "sendEmail" in patch.keys


def test_a_schedule_key_is_never_sent() -> None:
    with office(small()) as made:
        target = made.targets()["Baby Storytime"]
        with pytest.raises(AdapterError, match="only settings"):
            ask(made.webex, target, changed(target, program__start=at(9)))
        assert not made.calls("PATCH")


def test_one_date_is_changed_without_its_series() -> None:
    date = {"date": at(8), "values": {"enabledAutoRecordMeeting": True}}
    with office(small(series("s1", exceptions=[date], values={"publicMeeting": True}))) as made:
        target = made.targets()["Weekly (one changed date)"]
        after = write(made, target, program__enabledAutoRecordMeeting=False)
        assert after.document["program"]["enabledAutoRecordMeeting"] is False  # type: ignore[index,call-overload]
        assert made.calls("PATCH") == ["/v1/meetings/s1_20261201T100000Z"]
        assert made.sim.world.meetings["s1"].values["publicMeeting"] is True


def test_a_series_keeps_its_changed_dates() -> None:
    date = {"date": at(8), "values": {"enabledAutoRecordMeeting": True}}
    with office(small(series("s1", exceptions=[date], values={"publicMeeting": True}))) as made:
        write(made, made.targets()["Weekly"], program__publicMeeting=False)
        assert made.sim.world.meetings["s1"].exceptions["20261201T100000Z"]["enabledAutoRecordMeeting"] is True


def test_on_a_suite_site_the_warning_becomes_the_reason() -> None:
    seed = small(program("a1", values={"publicMeeting": True, **OPEN}), sites=[{"siteUrl": SITE, "suite": True}])
    with office(seed) as made:
        target = made.targets()["Baby Storytime"]
        assert "publicMeeting" not in target.unavailable
        after = write(made, target, program__publicMeeting=False, program__meetingOptions__enabledChat=False)
        assert after.document["program"]["publicMeeting"] is True  # type: ignore[index,call-overload]
        assert after.document["program"]["meetingOptions"]["enabledChat"] is False  # type: ignore[index,call-overload]
        assert "Suite" in after.unavailable["publicMeeting"]
        assert "meetingOptions.enabledChat" not in after.unavailable


def test_a_suite_site_that_is_known_says_so_before() -> None:
    with office(small(), suite_sites=[SITE]) as made:
        assert "Suite" in made.targets()["Baby Storytime"].unavailable["publicMeeting"]


def test_registration_is_switched_on_last_and_asks_no_more_than_webex_must() -> None:
    with office(small(program("a1", registration=None, values={"enabledJoinBeforeHost": True}))) as made:
        target = made.targets()["Baby Storytime"]
        after = write(
            made, target, program__enabledJoinBeforeHost=False, signup__registration__enabled=True,
            signup__registration__autoAcceptRequest=False,
        )  # fmt: skip
        assert [method for method, _ in made.sim.writes] == ["PATCH", "PUT"]
        assert sorted(key for key, value in made.sim.writes[1][1].items() if value is True) == [
            "requireEmail", "requireFirstName", "requireLastName",
        ]  # fmt: skip
        assert after.document["signup"] == {"registration": {"enabled": True, "autoAcceptRequest": False}}


def test_a_form_that_is_changed_keeps_its_questions_its_limit_and_its_rules() -> None:
    rule = {
        "question": "email",
        "condition": "endsWith",
        "value": ".org",
        "result": "approve",
        "matchCase": False,
        "order": 1,
    }
    form = {"customizedQuestions": CARD, "maxRegisterNum": 25, "rules": [rule], "requireWorkPhone": True}
    with office(small(program("a1", registration=form))) as made:
        target = made.targets()["Baby Storytime"]
        write(made, target, signup__registration__autoAcceptRequest=False)
        kept = made.sim.world.meetings["a1"].registration
        assert kept is not None
        assert (kept["maxRegisterNum"], kept["rules"], kept["requireWorkPhone"]) == (25, [rule], True)
        assert [q["question"] for q in kept["customizedQuestions"]] == ["Library card number"]
        assert kept["autoAcceptRequest"] is False


def test_a_form_that_could_not_be_read_is_not_replaced() -> None:
    fault = {"path": "/registration$", "method": "GET", "status": 403}
    with office(small(faults=[fault])) as made:
        target = made.targets()["Baby Storytime"]
        assert "form" in target.unread
        with pytest.raises(AdapterError, match="could not be read"):
            ask(made.webex, target, changed(target, signup__registration__autoAcceptRequest=True))
        assert not made.calls("PUT")


def test_one_host_can_switch_registration_off_again() -> None:
    with office(small(), app=1, auth="user") as made:
        after = write(made, made.targets()["Baby Storytime"], signup__registration__enabled=False)
        assert after.document["form"] == {"registrationForm": None}
        assert made.calls("DELETE") == ["/v1/meetings/a1/registration"]


def test_another_host_s_registration_is_switched_off_with_the_host_in_a_header() -> None:
    with office(small()) as made:
        after = write(made, made.targets()["Baby Storytime"], signup__registration__enabled=False)
        assert after.document["form"] == {"registrationForm": None}
        assert made.calls("DELETE") == ["/v1/meetings/a1/registration"]


def test_preferences_are_replaced_whole_and_delegates_stay() -> None:
    scheduling = {"enabledWebexAssistantByDefault": True, "enabledAutoShareRecording": True, "delegateEmails": [OTHER]}
    with office(small(people=[{"email": HOST, "scheduling": scheduling}, {"email": "app@example.org"}])) as made:
        target = made.targets()["story@…"]
        write(made, target, scheduling__enabledWebexAssistantByDefault=False)
        kept = made.sim.world.scheduling[HOST]
        assert kept == {**made.sim.world.scheduling[HOST], "enabledAutoShareRecording": True, "delegateEmails": [OTHER]}
        assert kept["enabledWebexAssistantByDefault"] is False


def test_a_personal_room_keeps_its_pin_and_its_cohosts() -> None:
    hosts = [{"email": OTHER, "displayName": "Second"}]
    people = [
        {"email": HOST, "room": {"coHosts": hosts, "hostPin": "4325", "enabledAutoLock": False}},
        {"email": "app@example.org"},
    ]
    with office(small(people=people), personal_rooms=True) as made:
        target = made.targets()["Personal room of story@…"]
        write(made, target, room__enabledAutoLock=True, room__autoLockMinutes=10)
        room = made.sim.world.rooms[HOST]
        assert (room["coHosts"], room["hostPin"], room["enabledAutoLock"], room["autoLockMinutes"]) == (
            hosts,
            "4325",
            True,
            10,
        )


def test_the_common_settings_of_the_preferred_site() -> None:
    with office(small()) as made:
        target = made.targets()[f"the site {SITE}"]
        before = made.sim.world.common[SITE]["securityOptions"]
        assert target.unavailable == {}
        after = write(made, target, common__securityOptions__joinBeforeHost=False)
        assert after.document["common"]["securityOptions"] == {**before, "joinBeforeHost": False}  # type: ignore[index,call-overload]


def test_the_common_settings_of_another_site_are_not_written() -> None:
    with office(small(sites=[{"siteUrl": SITE}, {"siteUrl": "two.webex.com"}])) as made:
        targets = made.targets()
        assert "preferred site" in targets["the site two.webex.com"].unavailable["securityOptions.joinBeforeHost"]


def test_what_a_calendar_connector_made_is_refused_in_webex_s_words() -> None:
    with office(small(program("a1", connector=True, values=OPEN))) as made:
        target = made.targets()["Baby Storytime"]
        with pytest.raises(AdapterError, match="calendar connector"):
            write(made, target, program__enabledAutoRecordMeeting=False)


@pytest.mark.parametrize(("status", "answer"), [(403, "could not be read"), (404, "")])
def test_where_sign_ups_are_not_told_registration_stays_unless_there_are_none(status: int, answer: str) -> None:
    fault = {"path": "/registrants$", "status": status}
    with office(small(faults=[fault])) as made:
        target = made.targets()["Baby Storytime"]
        if answer:
            with pytest.raises(AdapterError, match=answer):
                ask(made.webex, target, changed(target, signup__registration__enabled=False))
            assert not made.calls("DELETE")
        else:
            write(made, target, signup__registration__enabled=False)
            assert made.calls("DELETE")


def test_sign_ups_of_long_ago_are_found() -> None:
    with office(small(program("a1", registrants=1, registered=at(-300)))) as made:
        target = made.targets()["Baby Storytime"]
        with pytest.raises(AdapterError, match="people have signed up"):
            ask(made.webex, target, changed(target, signup__registration__enabled=False))


def test_a_webinar_keeps_its_sign_in_rule_once_somebody_has_signed_up() -> None:
    webinar = program("w1", scheduledType="webinar", registrants=1, values={"requireAttendeeLogin": True, **OPEN})
    with office(small(webinar)) as made:
        target = made.targets()["Baby Storytime"]
        wanted = changed(target, program__requireAttendeeLogin=False, program__enabledAutoRecordMeeting=False)
        with pytest.raises(AdapterError, match="signed up"):
            ask(made.webex, target, wanted)
        kept = made.sim.world.meetings["w1"].values
        assert (kept["requireAttendeeLogin"], kept["enabledAutoRecordMeeting"]) == (True, False)


def test_a_room_that_shows_only_half_is_not_replaced() -> None:
    fault = {"path": "/personalMeetingRoom$", "drop_key": "coHosts"}
    with office(small(faults=[fault]), personal_rooms=True) as made:
        target = made.targets()["Personal room of story@…"]
        with pytest.raises(AdapterError, match="coHosts"):
            ask(made.webex, target, changed(target, room__enabledAutoLock=False))
        assert not made.calls("PUT")


def test_a_live_stream_goes_on_again_with_what_webex_still_shows() -> None:
    stream = {"destination": "Ours", "rtmpUrl": "rtmp://s.example/k", "streamUrl": "https://s.example/x"}
    values = {"enabledLiveStream": True, "liveStream": stream}
    with office(small(program("a1", values=values), behaviour={"resets": False})) as made:
        off = write(made, made.targets()["Baby Storytime"], program__enabledLiveStream=False)
        write(made, off, program__enabledLiveStream=True)
        assert made.sim.world.meetings["a1"].values["liveStream"] == stream
