"""Reading meetings of the simulated Zoom: lists, pages, personal rooms, what an answer holds and lacks."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from tests.adapters.zoom.simulator_made import (
    DROP_IN,
    FREE,
    LIVE,
    ROOM,
    SINGLE,
    STORY,
    TALK,
    TAPED,
    WEEKLY,
    Zoom,
    meeting,
    seed,
    zoom,
)


def ids(client: Zoom, path: str = "/users/u1/meetings", **query: Any) -> list[int]:
    return [each["id"] for each in client.get(path, **query).json()["meetings"]]


def test_a_list_has_rows_without_settings() -> None:
    with zoom() as client:
        rows = client.get("/users/u1/meetings").json()["meetings"]
        row = next(each for each in rows if each["id"] == SINGLE)
        assert not {"settings", "occurrences", "recurrence", "password"} & set(row)
        assert len(row["agenda"]) == 250
        assert len(client.get(f"/meetings/{SINGLE}").json()["agenda"]) == 400
        drop_in = next(each for each in rows if each["id"] == DROP_IN)
        assert "start_time" not in drop_in


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("scheduled", [STORY, SINGLE, DROP_IN, LIVE, TAPED]),
        ("live", [LIVE]),
        ("upcoming", [STORY, SINGLE, DROP_IN, LIVE]),
        ("upcoming_meetings", [STORY, SINGLE, DROP_IN, LIVE]),
        ("previous_meetings", [TAPED]),
    ],
)
def test_a_list_is_of_one_kind(kind: str, found: list[int]) -> None:
    with zoom() as client:
        assert ids(client, type=kind) == found


def test_a_list_has_a_window() -> None:
    with zoom() as client:
        day = {"from": "2026-11-25", "to": "2026-11-27"}
        assert ids(client, **day) == [SINGLE, DROP_IN]
        assert client.get("/users/u1/meetings", **{"from": "soon"}).status_code == 400
        assert client.get("/users/u1/meetings", type="odd").status_code == 400


def test_upcoming_can_hold_a_row_for_each_date() -> None:
    with zoom(behaviour={"upcoming_rows": "occurrences"}) as client:
        rows = client.get("/users/u1/meetings", type="upcoming").json()["meetings"]
        assert [each["start_time"][:10] for each in rows if each["id"] == STORY] == [
            "2026-11-24",
            "2026-12-01",
            "2026-12-08",
            "2026-12-15",
        ]


def test_pages_follow_each_other_until_the_token_is_empty() -> None:
    meetings = [meeting(70_000 + number, f"Program {number}") for number in range(65)]
    with zoom(meetings=meetings) as client:
        seen, token, pages = [], "", 0
        while pages == 0 or token:
            page = client.get("/users/u1/meetings", next_page_token=token).json()
            assert page["page_size"] == 30
            assert page["total_records"] == 65
            seen += [each["id"] for each in page["meetings"]]
            token, pages = page["next_page_token"], pages + 1
        assert pages == 3
        assert seen == [each["id"] for each in meetings]
        assert len(ids(client, page_size=300)) == 65
        assert len(ids(client, page_size=20, page_number=4)) == 5


def test_page_tokens_grow_old_and_belong_to_one_list() -> None:
    meetings = [meeting(70_000 + number, "Program") for number in range(40)]
    with zoom(meetings=meetings) as client:
        token = client.get("/users/u1/meetings").json()["next_page_token"]
        for wrong in ("garbage", token):
            query = {"type": "upcoming"} if wrong == token else {}
            answer = client.get("/users/u1/meetings", next_page_token=wrong, **query)
            assert (answer.status_code, answer.json()["code"]) == (400, 300)
        client.clock.now += 901
        assert client.get("/users/u1/meetings", next_page_token=token).status_code == 400
        for size in ("301", "0", "many"):
            assert client.get("/users/u1/meetings", page_size=size).status_code == 400


def test_a_personal_room_is_found_only_by_its_number() -> None:
    with zoom() as client:
        assert ROOM not in ids(client)
        room = client.get(f"/meetings/{ROOM}").json()
        assert (room["type"], room["topic"]) == (4, "Main Youth's Personal Meeting Room")
        assert client.change(ROOM, waiting_room=True, approval_type=1)["approval_type"] == 2
        client.patch(f"/meetings/{ROOM}", {"topic": "Renamed", "type": 2, "password": "new1"})
        room = client.get(f"/meetings/{ROOM}").json()
        assert (room["type"], room["topic"], room["password"]) == (
            4,
            "Main Youth's Personal Meeting Room",
            "new1",
        )


def test_a_meeting_in_a_personal_room_shows_its_number() -> None:
    with zoom() as client:
        client.change(SINGLE, use_pmi=True)
        found = client.get(f"/meetings/{SINGLE}").json()
        assert found["pmi"] == str(ROOM)
        assert f"/j/{ROOM}" in found["join_url"]
        row = next(each for each in client.get("/users/u1/meetings").json()["meetings"] if each["id"] == SINGLE)
        assert row["pmi"] == str(ROOM)
        assert client.change(STORY, use_pmi=True)["use_pmi"] is False


def test_what_is_not_there() -> None:
    with zoom() as client:
        missing = client.get("/meetings/999")
        assert (missing.status_code, missing.json()) == (
            404,
            {"code": 3001, "message": "Meeting does not exist: 999."},
        )
        webinar = client.get(f"/meetings/{TALK}")
        assert (webinar.status_code, webinar.json()["code"]) == (400, 3000)
        assert client.get("/webinars/81002").json()["code"] == 3001
        assert client.get("/nowhere").status_code == 404
        assert client.ask("DELETE", f"/meetings/{SINGLE}").status_code == 405


def test_old_meetings_are_thrown_away() -> None:
    with zoom() as client:
        client.clock.now += 40 * 86_400
        client.login()
        assert client.get(f"/meetings/{SINGLE}").status_code == 404
        assert client.get(f"/meetings/{STORY}").status_code == 200
        assert ids(client) == [STORY, DROP_IN]
        client.clock.now += 400 * 86_400
        client.login()
        assert client.get(f"/meetings/{STORY}").status_code == 404


@pytest.mark.parametrize("uuid", ["/abc==", "ab//c==", "plain=="])
def test_a_uuid_with_slashes_is_encoded_twice(uuid: str) -> None:
    meetings = [meeting(SINGLE, "Author Talk", uuid=uuid)]
    with zoom(meetings=meetings) as client:
        twice = quote(quote(uuid, safe=""), safe="")
        assert client.get(f"/meetings/{twice}").json()["id"] == SINGLE
        if "/" in uuid:
            assert client.get(f"/meetings/{quote(uuid, safe='')}").status_code == 404


def test_a_paid_host_sees_more_than_a_free_one() -> None:
    with zoom() as client:
        paid, free = client.settings(SINGLE), client.settings(FREE)
        assert {"question_and_answer", "waiting_room_options"} <= set(paid) - set(free)


def test_sign_in_is_spelled_out() -> None:
    with zoom() as client:
        assert client.change(SINGLE, meeting_authentication=True)["authentication_name"] == "Anybody"
        read = client.change(SINGLE, authentication_option="staff")
        assert (read["authentication_name"], read["authentication_domains"]) == ("Staff", "x.example.org")
        wrong = {"settings": {"meeting_authentication": True, "authentication_option": "odd"}}
        assert client.patch(f"/meetings/{SINGLE}", wrong).status_code == 400


def test_the_day_ahead_has_invitations_in_it() -> None:
    meetings = [
        *seed()["meetings"],
        meeting(70_001, "Staff", host="u2", start_time="2026-11-24T10:00:00Z", invited=["youth@example.org"]),
    ]
    with zoom(meetings=meetings) as client:
        rows = client.get("/users/u1/upcoming_meetings").json()
        assert rows["total_records"] == 3
        assert {each["id"]: each["is_host"] for each in rows["meetings"]} == {
            STORY: True,
            LIVE: True,
            70_001: False,
        }


def test_an_invitation_holds_the_link_and_the_passcode() -> None:
    with zoom() as client:
        text = client.get(f"/meetings/{SINGLE}/invitation").json()["invitation"]
        assert client.get(f"/meetings/{SINGLE}").json()["join_url"] in text
        assert "Passcode: pw1234" in text


def test_the_report_lists_everybody_s_programs() -> None:
    with zoom() as client:
        days = {"from": "2026-11-23", "to": "2026-12-20"}
        everything = client.get("/report/upcoming_events", **days).json()["upcoming_events"]
        assert [each["id"] for each in everything].count(str(STORY)) == len(range(WEEKLY["end_times"]))  # type: ignore[call-overload]
        webinars = client.get("/report/upcoming_events", **days, type="webinar", group_id="g1").json()
        assert str(TALK) in [each["id"] for each in webinars["upcoming_events"]]
        assert client.get("/report/upcoming_events", **days, type="odd").status_code == 400
        assert client.get("/report/upcoming_events").status_code == 400
        for wrong in ({"from": "2026-01-01", "to": "2026-12-31"}, {"from": "x", "to": "y"}):
            assert client.get("/report/upcoming_events", **wrong).status_code == 400


def test_the_log_says_who_changed_what() -> None:
    with zoom() as client:
        client.patch("/users/u1/settings", {"in_meeting": {"chat": False}})
        client.patch("/accounts/me/settings", {"in_meeting": {"chat": False}})
        days = {"from": "2026-11-23", "to": "2026-11-24"}
        logs = client.get("/report/operationlogs", **days, category_type="user_settings").json()["operation_logs"]
        assert [each["operation_detail"] for each in logs] == ["Settings of youth@example.org"]
        assert len(client.get("/report/operationlogs", **days).json()["operation_logs"]) == 2
