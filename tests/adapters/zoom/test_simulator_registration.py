"""Registration and its questions, webinars, live streams and recordings of the simulated Zoom."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.zoom.simulator_made import CLASS, DROP_IN, SERIES, SINGLE, TALK, TAPED, meeting, zoom

CARD = {"title": "Library card", "type": "short", "required": True, "answers": []}
PEOPLE = [
    {"email": f"patron{number}@example.org", "first_name": "Pat", "status": status}
    for number, status in enumerate(["approved", "pending", "pending", "denied"])
]


@pytest.mark.parametrize(("kind", "number"), [("meeting", SINGLE), ("webinar", TALK)])
def test_without_registration_there_are_no_questions(kind: str, number: int) -> None:
    with zoom() as client:
        for path in ("registrants/questions", "registrants"):
            answer = client.get(f"/{kind}s/{number}/{path}")
            message = f"Registration has not been enabled for this {kind}: {number}."
            assert (answer.status_code, answer.json()) == (404, {"code": 404, "message": message})
        assert client.patch(f"/{kind}s/{number}/registrants/questions", {"questions": []}).status_code == 404


@pytest.mark.parametrize(("kind", "number"), [("meeting", SINGLE), ("webinar", TALK)])
def test_registration_brings_a_page_and_questions(kind: str, number: int) -> None:
    url = f"/{kind}s/{number}/registrants/questions"
    with zoom() as client:
        assert client.change(number, approval_type=1)["approval_type"] == 1
        assert client.get(f"/{kind}s/{number}").json()["registration_url"]
        first = client.get(url).json()
        assert first == {"questions": [{"field_name": "last_name", "required": True}], "custom_questions": []}
        answer = client.patch(url, {"custom_questions": [CARD]})
        assert (answer.status_code, answer.content) == (204, b"")
        assert client.get(url).json() == {**first, "custom_questions": [CARD]}
        client.patch(url, {"questions": []})
        assert client.get(url).json() == {"questions": [], "custom_questions": [CARD]}
        client.change(number, approval_type=2)
        assert client.get(url).status_code == 404
        assert "registration_url" not in client.get(f"/{kind}s/{number}").json()


@pytest.mark.parametrize(
    "body",
    [
        {"questions": [{"field_name": "email"}]},
        {"custom_questions": [{**CARD, "type": "multiple"}]},
        {"custom_questions": [{**CARD, "type": "single"}]},
        {"questions": {"field_name": "zip"}},
    ],
)
def test_wrong_questions_are_refused(body: dict[str, Any]) -> None:
    with zoom() as client:
        client.change(SINGLE, approval_type=0)
        assert client.patch(f"/meetings/{SINGLE}/registrants/questions", body).status_code == 400


def test_webinars_know_other_kinds_of_questions() -> None:
    with zoom() as client:
        client.change(TALK, approval_type=0)
        many = {"custom_questions": [{**CARD, "type": "multiple", "answers": ["a", "b"]}]}
        assert client.patch(f"/webinars/{TALK}/registrants/questions", many).status_code == 204
        single = {"custom_questions": [{**CARD, "type": "single", "answers": ["a"]}]}
        assert client.patch(f"/webinars/{TALK}/registrants/questions", single).status_code == 400


def test_registrants_are_listed_by_status() -> None:
    meetings = [meeting(SINGLE, "Talk", settings={"approval_type": 1}, registrants=PEOPLE)]
    with zoom(meetings=meetings) as client:
        url = f"/meetings/{SINGLE}/registrants"
        approved = client.get(url).json()
        assert approved["total_records"] == 1
        assert "tk=" in approved["registrants"][0]["join_url"]
        pending = client.get(url, status="pending").json()["registrants"]
        assert len(pending) == 2
        assert "join_url" not in pending[0]
        assert client.get(url, status="odd").status_code == 400


def test_questions_can_count_as_writes() -> None:
    with zoom(behaviour={"questions_count": True}, limits={"writes_per_host": 2}) as client:
        client.change(SINGLE, approval_type=1)
        url = f"/meetings/{SINGLE}/registrants/questions"
        assert client.patch(url, {"questions": []}).status_code == 204
        assert client.patch(url, {"questions": []}).status_code == 429


def test_webinars_are_listed_and_read() -> None:
    with zoom() as client:
        rows = client.get("/users/u1/webinars").json()["webinars"]
        assert [each["id"] for each in rows] == [TALK, CLASS, SERIES]
        assert "settings" not in rows[0]
        read = client.settings(TALK)
        assert "waiting_room" not in read
        assert read["question_and_answer"]["answer_questions"] == "only"
        assert len(client.get(f"/webinars/{SERIES}").json()["occurrences"]) == 4
        assert client.get("/users/u1/webinars", type="odd").status_code == 400
        assert client.get("/users/u1/webinars", type="upcoming").json()["total_records"] == 3


def test_without_a_licence_there_are_no_webinars() -> None:
    with zoom() as client:
        answer = client.get("/users/u2/webinars")
        assert (answer.status_code, answer.json()["code"]) == (400, 200)
        assert "Webinar plan is missing" in answer.json()["message"]


def test_a_webinar_without_fixed_time_takes_no_registration() -> None:
    with zoom() as client:
        assert client.change(CLASS, approval_type=1)["approval_type"] == 2
        assert client.change(SERIES, approval_type=1)["approval_type"] == 1
        assert client.change(TALK, waiting_room=True).get("waiting_room") is None


def test_one_date_of_a_webinar() -> None:
    with zoom() as client:
        first = client.get(f"/webinars/{SERIES}").json()["occurrences"][0]["occurrence_id"]
        body = {"settings": {"hd_video": True, "practice_session": True}}
        assert client.patch(f"/webinars/{SERIES}", body, occurrence_id=first).status_code == 204
        one = client.get(f"/webinars/{SERIES}", occurrence_id=first).json()["settings"]
        assert (one["hd_video"], one["practice_session"]) == (True, False)
        assert client.get(f"/webinars/{SERIES}", occurrence_id="1").status_code == 404
        assert client.patch(f"/webinars/{SERIES}", body, occurrence_id="1").status_code == 404


def test_panelists_have_links_of_their_own() -> None:
    webinars = [meeting(TALK, "Poetry", type=5, panelists=[{"email": "poet@example.org", "name": "A Poet"}])]
    with zoom(webinars=webinars) as client:
        assert client.get(f"/webinars/{TALK}/panelists").json()["panelists"][0]["name"] == "A Poet"


def test_a_live_stream_can_be_set_and_emptied() -> None:
    with zoom() as client:
        url = f"/meetings/{SINGLE}/livestream"
        assert client.get(url).json()["stream_url"] == ""
        client.patch(url, {"stream_url": "rtmp://live.example.org", "stream_key": "k"})
        assert client.get(url).json()["stream_url"] == "rtmp://live.example.org"
        client.patch(url, {"stream_url": ""})
        assert client.get(url).json()["stream_url"] == ""
        assert client.get(f"/webinars/{TALK}/livestream").json()["page_url"] == ""


def test_a_recording_has_settings_only_once_it_exists() -> None:
    with zoom() as client:
        for path in ("recordings", "recordings/settings", "recordings/registrants/questions"):
            assert client.get(f"/meetings/{DROP_IN}/{path}").status_code == 404
            assert client.get(f"/meetings/{TAPED}/{path}").status_code == 200
        url = f"/meetings/{TAPED}/recordings/settings"
        assert client.get(url).json()["share_recording"] == "none"
        assert client.patch(url, {"share_recording": "publicly", "password": "longer-1"}).status_code == 204
        assert client.get(url).json()["share_recording"] == "publicly"
        assert client.patch(url, {"password": "short"}).status_code == 400
        assert client.patch(f"/meetings/{DROP_IN}/recordings/settings", {}).status_code == 404


def test_recordings_are_listed_and_ask_questions_too() -> None:
    with zoom() as client:
        found = client.get("/users/u1/recordings", **{"from": "2026-11-01", "to": "2026-11-23"}).json()
        assert [each["id"] for each in found["meetings"]] == [TAPED]
        assert client.get("/users/u1/recordings").json()["meetings"] == []
        url = f"/meetings/{TAPED}/recordings/registrants/questions"
        assert client.patch(url, {"custom_questions": [CARD]}).status_code == 204
        assert client.get(url).json() == {"questions": [], "custom_questions": [CARD]}
