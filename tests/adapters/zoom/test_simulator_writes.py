"""Changing meetings of the simulated Zoom: what it takes, and what it drops without a word."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.zoom.simulator_made import DROP_IN, FREE, LIVE, SINGLE, STORY, Zoom, meeting, seed, zoom


def test_a_change_is_partial_and_keeps_the_schedule() -> None:
    with zoom() as client:
        before = client.get(f"/meetings/{STORY}").json()
        answer = client.patch(f"/meetings/{STORY}", {"settings": {"waiting_room": True, "mute_upon_entry": True}})
        assert (answer.status_code, answer.content) == (204, b"")
        after = client.get(f"/meetings/{STORY}").json()
        before["settings"] |= {"waiting_room": True, "mute_upon_entry": True}
        assert {**before, "start_url": ""} == {**after, "start_url": ""}


def test_nested_settings_are_merged() -> None:
    with zoom() as client:
        read = client.change(SINGLE, question_and_answer={"enable": True})
        assert read["question_and_answer"]["enable"] is True
        assert read["question_and_answer"]["allow_submit_questions"] is True


@pytest.mark.parametrize("number", [DROP_IN, FREE])
def test_registration_is_silently_dropped(number: int) -> None:
    with zoom() as client:
        assert client.change(number, approval_type=1)["approval_type"] == 2
        assert "registration_url" not in client.get(f"/meetings/{number}").json()


@pytest.mark.parametrize("kind", [1, 10])
def test_registration_is_dropped_for_odd_types(kind: int) -> None:
    with zoom(meetings=[meeting(SINGLE, "Odd", type=kind)]) as client:
        assert client.change(SINGLE, approval_type=0)["approval_type"] == 2


def test_registration_and_a_personal_room_exclude_each_other() -> None:
    with zoom() as client:
        assert client.change(SINGLE, use_pmi=True, approval_type=1)["approval_type"] == 2
        read = client.change(SINGLE, use_pmi=False, approval_type=1)
        assert (read["use_pmi"], read["approval_type"], read["registration_type"]) == (False, 1, 1)


def test_unknown_and_read_only_keys_are_ignored_or_refused() -> None:
    body = {"made_up": 1, "id": 5, "join_url": "x", "settings": {"chat": False, "show_join_info": True}}
    with zoom() as client:
        assert client.patch(f"/meetings/{SINGLE}", body).status_code == 204
        read = client.get(f"/meetings/{SINGLE}").json()
        assert (read["id"], read["settings"]["show_join_info"]) == (SINGLE, False)
        assert "chat" not in read["settings"]
    with zoom(behaviour={"refuse_unknown": True}) as client:
        answer = client.patch(f"/meetings/{SINGLE}", body)
        assert answer.status_code == 400
        assert {each["field"]: each["message"] for each in answer.json()["errors"]} == {
            "made_up": "is unknown",
            "id": "is read-only",
            "join_url": "is read-only",
            "settings.chat": "is unknown",
            "settings.show_join_info": "is read-only",
        }
        assert client.patch(f"/meetings/{SINGLE}", {"settings": {"waiting_room": True}}).status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        {"settings": {"waiting_room": "yes"}},
        {"settings": {"approval_type": 3}},
        {"settings": []},
        {"settings": {"waiting_room_options": {"mode": "custom"}}},
        {"settings": {"alternative_hosts": "nobody@example.org"}},
        {"password": "much-too-long-password"},
        {"password": "bäd"},
        {"topic": "x" * 201},
        {"tracking_fields": [{"field": 1}]},
    ],
)
def test_wrong_values_are_refused_and_nothing_changes(body: dict[str, Any]) -> None:
    with zoom() as client:
        before = client.get(f"/meetings/{SINGLE}").json()
        answer = client.patch(f"/meetings/{SINGLE}", body)
        assert (answer.status_code, answer.json()["code"]) == (400, 300)
        assert answer.json()["errors"]
        after = client.get(f"/meetings/{SINGLE}").json()
        assert {**before, "start_url": ""} == {**after, "start_url": ""}


def test_no_json_is_no_change() -> None:
    with zoom() as client:
        assert client.ask("PATCH", f"/meetings/{SINGLE}", data="{").json()["code"] == 300


def test_a_new_passcode_makes_a_new_link() -> None:
    with zoom() as client:
        old = client.get(f"/meetings/{SINGLE}").json()
        client.patch(f"/meetings/{SINGLE}", {"password": "new-1"})
        new = client.get(f"/meetings/{SINGLE}").json()
        assert new["password"] == "new-1"
        assert old["join_url"] != new["join_url"]
        assert "?pwd=" in new["join_url"]
        client.patch("/users/u1/settings", {"schedule_meeting": {"embed_password_in_join_link": False}})
        assert "?pwd=" not in client.get(f"/meetings/{SINGLE}").json()["join_url"]


def test_a_passcode_must_be_good_enough() -> None:
    rule = {"length": 8, "have_letter": True, "have_number": True, "have_special_character": True}
    account = {**seed()["account"], "settings": {"meeting_security": {"meeting_password_requirement": rule}}}
    with zoom(account=account) as client:
        for bad in ("short1*", "onlyletters"[:10], "12345678", "letters12"):
            answer = client.patch(f"/meetings/{SINGLE}", {"password": bad})
            assert (answer.status_code, answer.json()["code"]) == (400, 300)
        assert client.patch(f"/meetings/{SINGLE}", {"password": "letters12*"}).status_code == 204


def test_zoom_closes_a_door_that_nothing_else_closes() -> None:
    body = {"password": "", "settings": {"waiting_room": False, "meeting_authentication": False}}
    with zoom() as client:
        client.patch(f"/meetings/{SINGLE}", body)
        assert client.settings(SINGLE)["waiting_room"] is True
        assert "password" not in client.get(f"/meetings/{SINGLE}").json()
    account = {**seed()["account"], "settings": {"meeting_security": {"auto_security": False}}}
    with zoom(account=account) as client:
        client.patch(f"/meetings/{SINGLE}", body)
        assert client.settings(SINGLE)["waiting_room"] is False


def test_of_two_mute_settings_the_first_wins() -> None:
    mute, ask = "allow_host_control_participant_mute_state", "request_permission_to_unmute_participants"
    with zoom() as client:
        read = client.change(SINGLE, **{ask: True, mute: True})
        assert (read[ask], read[mute]) == (True, False)
        assert client.change(SINGLE, **{mute: True})[mute] is False
        read = client.change(SINGLE, **{mute: True, ask: False})
        assert (read[ask], read[mute]) == (False, True)
        client.change(SINGLE, mute_upon_entry=True)


def test_features_that_are_off_are_dropped() -> None:
    off = {
        "breakout_room_schedule": False,
        "attention_mode_focus_mode": False,
        "language_interpretation": {"enable": False},
    }
    account = {**seed()["account"], "settings": {"in_meeting": off, "recording": {"cloud_recording": False}}}
    with zoom(account=account) as client:
        read = client.change(
            SINGLE,
            breakout_room={"enable": True},
            focus_mode=True,
            language_interpretation={"enable": True},
            auto_recording="cloud",
            disable_participant_video=True,
        )
        assert (read["breakout_room"]["enable"], read["focus_mode"], read["auto_recording"]) == (
            False,
            False,
            "none",
        )
        assert not {"language_interpretation", "disable_participant_video"} & set(read)


def test_features_that_are_on_are_honoured() -> None:
    with zoom(behaviour={"disable_participant_video": True}) as client:
        assert client.settings(SINGLE)["disable_participant_video"] is False
        read = client.change(
            SINGLE,
            breakout_room={"enable": True},
            focus_mode=True,
            auto_recording="cloud",
            disable_participant_video=True,
            auto_start_meeting_summary=True,
            alternative_hosts="adult@example.org;u1",
        )
        assert all(read[name] for name in ("focus_mode", "disable_participant_video", "auto_start_meeting_summary"))
        assert (read["auto_recording"], read["alternative_hosts"]) == ("cloud", "adult@example.org;u1")


def test_a_free_host_has_fewer_features() -> None:
    with zoom() as client:
        read = client.change(FREE, auto_recording="cloud", alternative_hosts="adult@example.org")
        assert (read["auto_recording"], read["alternative_hosts"]) == ("none", "")
        assert client.change(FREE, auto_recording="local")["auto_recording"] == "local"


def test_continuous_chat_is_for_some_types_only() -> None:
    with zoom(meetings=[meeting(SINGLE, "Screen share", type=10), meeting(STORY, "Talk")]) as client:
        assert client.change(SINGLE, continuous_meeting_chat={"enable": False})["continuous_meeting_chat"]["enable"]
        assert "chat_join_url" not in client.get(f"/meetings/{SINGLE}").json()
        assert client.get(f"/meetings/{STORY}").json()["chat_join_url"]
        chat = client.change(STORY, continuous_meeting_chat={"enable": False})["continuous_meeting_chat"]
        assert chat["enable"] is False
        assert "channel_id" not in chat


@pytest.mark.parametrize(("mode", "status"), [("ignore", 204), ("refuse", 400)])
def test_a_lock_above_holds_a_meeting(mode: str, status: int) -> None:
    groups = [
        {
            "id": "g1",
            "name": "Storytime",
            "settings": {"meeting_security": {"waiting_room": False}},
            "locks": {"meeting_security": {"waiting_room": True}},
        },
        {"id": "g2", "name": "Adult programs"},
    ]
    with zoom(groups=groups, behaviour={"lock_writes": mode}) as client:
        answer = client.patch(f"/meetings/{SINGLE}", {"settings": {"waiting_room": True}})
        assert answer.status_code == status
        assert client.settings(SINGLE)["waiting_room"] is False
        assert client.patch(f"/meetings/{SINGLE}", {"settings": {"waiting_room": False}}).status_code == 204


def test_a_meeting_that_goes_on_is_left_alone() -> None:
    with zoom() as client:
        answer = client.patch(f"/meetings/{LIVE}", {"settings": {"waiting_room": True}})
        assert (answer.status_code, answer.json()["code"]) == (400, 3000)
        assert client.get(f"/meetings/{LIVE}").json()["status"] == "started"
        assert client.patch(f"/live_meetings/{LIVE}/events", {"method": "recording.stop"}).status_code == 204
        assert client.patch(f"/live_meetings/{LIVE}/events", {"method": "chat.off"}).status_code == 400
        assert client.patch(f"/live_meetings/{SINGLE}/events", {"method": "recording.stop"}).status_code == 404


def made(client: Zoom, user: str = "u1", **body: Any) -> Any:
    return client.ask("POST", f"/users/{user}/meetings", json={"topic": "New", **body})


def test_a_new_meeting_takes_over_its_host_s_settings() -> None:
    with zoom() as client:
        body = {"schedule_meeting": {"join_before_host": True, "participants_video": False}}
        client.patch("/users/u1/settings", body)
        answer = made(
            client,
            start_time="2026-12-01T10:00:00",
            timezone="America/New_York",
            settings={"focus_mode": True},
        )
        assert answer.status_code == 201
        read = client.get(f"/meetings/{answer.json()['id']}").json()
        assert read["start_time"] == "2026-12-01T15:00:00Z"
        assert len(read["password"]) == 6
        told = read["settings"]
        assert (told["join_before_host"], told["participant_video"], told["focus_mode"]) == (
            True,
            False,
            True,
        )
        assert told["waiting_room"] is True
        assert read["creation_source"] == "open_api"


def test_wrong_new_meetings_are_refused() -> None:
    with zoom() as client:
        assert made(client, type=8).status_code == 400
        assert made(client, start_time="soon").status_code == 400
        assert made(client, password="much-too-long-password").status_code == 400
        assert made(client, "u4").json()["code"] == 3161
        series = made(client, type=8, recurrence={"type": 1, "end_times": 3}, start_time="2026-12-01T10:00:00Z")
        assert len(series.json()["occurrences"]) == 3
        assert made(client, type=3, password="abc").json()["password"] == "abc"
