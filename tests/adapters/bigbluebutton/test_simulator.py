"""The simulated server and Greenlight by themselves, asked by clients that know nothing of the adapter."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from tests.adapters.bigbluebutton.independent import Api, Person, person
from tests.end_to_end.bigbluebutton_library import room, small

from hardener.sandbox import SeedError, serve
from hardener_bigbluebutton.simulator import BigBlueButtonSimulator

META: dict[str, Any] = {"meta_bbb-origin": "me"}
SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"


@contextmanager
def served(seed: Mapping[str, Any]) -> Iterator[str]:
    with serve(BigBlueButtonSimulator.from_seed(seed, clock=time.time)) as server:
        yield server.url


# --- the API ---


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_a_meeting_is_made_joined_listed_and_ended(algorithm: str) -> None:
    with served(small()) as url:
        api = Api(url, SECRET, algorithm)
        assert api.ask("getMeetings")["messageKey"] == "noMeetings"
        assert api.ask("isMeetingRunning", meetingID="a b")["running"] == "false"
        made = api.ask("create", meetingID="a b", name="Lap & sit <1>", **META)
        assert (made["returncode"], made["meetingID"], made["hasUserJoined"]) == ("SUCCESS", "a b", "false")
        again = api.ask("create", meetingID="a b", attendeePW=made["attendeePW"])
        assert (again["messageKey"], again["internalMeetingID"]) == ("duplicateWarning", made["internalMeetingID"])
        assert api.ask("create", meetingID="a b", attendeePW="other")["messageKey"] == "idNotUnique"
        joined = api.ask("join", meetingID="a b", fullName="Ann", role="VIEWER", redirect="false")
        assert joined["messageKey"] == "successfullyJoined"
        assert api.ask("isMeetingRunning", meetingID="a b")["running"] == "true"
        meeting = api.ask("getMeetings")["meetings"]["meeting"]
        assert (meeting["meetingName"], meeting["running"], meeting["metadata"]) == (
            "Lap & sit <1>",
            "true",
            {"bbb-origin": "me"},
        )
        assert not [key for key in meeting if "lock" in key.casefold() or key in {"guestPolicy", "muteOnStart"}]
        assert api.ask("end", meetingID="a b", password=made["moderatorPW"])["messageKey"] == "sentEndMeetingRequest"
        assert api.ask("getMeetingInfo", meetingID="a b")["messageKey"] == "notFound"


def test_a_checksum_is_over_the_query_as_it_was_sent() -> None:
    with served(small()) as url:
        assert Api(url, "another").ask("getMeetings")["messageKey"] == "checksumError"
        api = Api(url, SECRET)
        assert api.ask("create", {"name": "Posted"}, meetingID="p")["returncode"] == "SUCCESS"
        assert api.ask("create", {"meetingID": "p"}, meetingID="p")["messageKey"] == "checksumError"
        plain = requests.get(f"{url}/bigbluebutton/api", timeout=10).text
        assert "<returncode>SUCCESS</returncode><version>2.0</version>" in plain
        assert api.ask("nonsense")["messageKey"] == "unsupportedRequest"


def test_a_load_balancer_may_hide_all_meetings() -> None:
    with served(small(hides_meetings=True, meetings=[{"id": "m", "name": "M"}])) as url:
        found = Api(url, SECRET).ask("getMeetings")
        assert (found["returncode"], found["messageKey"]) == ("SUCCESS", "noMeetings")


# --- Greenlight ---


def user(seed: Mapping[str, Any], number: int = 0) -> Any:
    return seed["users"][number]


def test_without_the_right_accept_or_path_the_application_s_page_comes() -> None:
    with served(small()) as url, person(url, user(small())) as one:
        for path, headers in (("rooms.json", {"Accept": "*/*"}), ("rooms", {}), ("nowhere.json", {})):
            answer = one.ask("GET", path, headers=headers)
            assert (answer.status_code, answer.text[:15]) == (200, "<!DOCTYPE html>")


def test_a_write_without_the_page_s_token_or_from_elsewhere_is_an_error_of_the_server() -> None:
    with served(small()) as url, person(url, user(small())) as one:
        body = {"room_setting": {"settingName": "record", "settingValue": "true"}}
        path = "room_settings/abc-def-gh1-jkl.json"
        assert one.ask("PATCH", path, body).status_code == 200
        assert one.ask("PATCH", path, body, headers={"Origin": "https://elsewhere.example"}).status_code == 500
        one.token = "forged"
        answer = one.ask("PATCH", path, body)
        assert (answer.status_code, answer.json()) == (500, {"errors": ["SomethingWentWrong"]})
        one.page()
        assert one.ask("PATCH", path, body).status_code == 200


def test_each_log_in_ends_the_one_before_and_a_wrong_one_lets_nobody_in() -> None:
    with served(small()) as url, person(url, user(small())) as one:
        assert one.log_in("h@maple.example.org", "Very-secret-1!").status_code == 401, "signed in already"
        with Person(url).session as session:
            other = Person(url, session)
            assert other.log_in("h@maple.example.org", "wrong").status_code == 400
            assert one.ask("GET", "rooms.json").status_code == 200
            assert other.log_in("h@maple.example.org", "Very-secret-1!").status_code == 200
            assert one.ask("GET", "rooms.json").status_code == 401
            assert one.ask("GET", "sessions.json").json()["data"] == {"signed_in": False}


def test_rooms_come_ten_a_page_and_after_the_last_page_comes_the_last_again() -> None:
    seed = small(*(room(n) | {"friendly_id": f"abc-def-{n:03}"} for n in range(1, 13)))
    with served(seed) as url, person(url, user(seed)) as one:
        pages = [one.ask("GET", "admin/server_rooms.json", params={"page": n}) for n in ("1", "2", "9", "0", "x")]
        assert [len(page.json().get("data", [])) for page in pages] == [10, 2, 2, 0, 0]
        assert pages[0].json()["meta"] == {"page": 1, "pages": 2, "count": 12, "next": 2}
        assert [page.status_code for page in pages] == [200, 200, 200, 500, 500]


def test_settings_are_what_is_forced_and_what_is_disabled_is_left_out() -> None:
    forced = {"guestPolicy": "true", "record": "false", "glViewerAccessCode": "true", "muteOnStart": "optional"}
    first = room(1, guestPolicy="ALWAYS_ACCEPT", record="true", glViewerAccessCode="")
    with served(small(first, configurations=forced)) as url, person(url, user(small())) as one:
        path = "room_settings/abc-def-gh1-jkl.json"
        data = one.ask("GET", path).json()["data"]
        assert (data["guestPolicy"], data["glViewerAccessCode"], "record" in data) == ("ASK_MODERATOR", "", False)
        for name, value, status in (
            ("guestPolicy", "ASK_MODERATOR", 403), ("record", "true", 403), ("muteOnStart", "True", 200),
            ("glViewerAccessCode", "false", 403), ("glViewerAccessCode", "true", 200), ("nowhere", "x", 400),
        ):  # fmt: skip
            body = {"room_setting": {"settingName": name, "settingValue": value}}
            assert one.ask("PATCH", path, body).status_code == status, (name, value)
        data = one.ask("GET", path).json()["data"]
        assert data["muteOnStart"] == "True", "any text is kept"
        assert len(data["glViewerAccessCode"]) == 6


def test_whoever_may_not_manage_sees_their_own_and_changes_nothing_for_all() -> None:
    seed = small(room(1), room(2) | {"owner": "u2"}, room(3) | {"owner": "u2", "shared": ["u1"]})
    seed["users"][0]["permissions"] = ["CreateRoom"]
    with served(seed) as url, person(url, user(seed)) as one:
        assert [r["friendly_id"] for r in one.ask("GET", "rooms.json").json()["data"]] == [
            "abc-def-gh1-jkl",
            "abc-def-gh3-jkl",
        ]
        assert one.ask("GET", "admin/server_rooms.json").status_code == 403
        assert one.ask("GET", "room_settings/abc-def-gh2-jkl.json").status_code == 403
        assert (
            one.ask("PUT", "admin/rooms_configurations/record.json", {"RoomsConfig": {"value": "true"}}).status_code
            == 403
        )
        assert one.ask("GET", "room_settings/abc-def-gh1-jkl.json").json()["data"]["record"] == "false", (
            "may not record"
        )


def test_configurations_take_four_words_and_site_settings_any() -> None:
    with served(small()) as url, person(url, user(small())) as one:
        for value, status in (("false", 200), ("default_enabled", 200), ("yes", 400), (True, 400)):
            path, body = "admin/rooms_configurations/record.json", {"RoomsConfig": {"value": value}}
            assert one.ask("PATCH", path, body).status_code == status
        assert one.ask("GET", "rooms_configurations.json").json()["data"]["record"] == "default_enabled"
        asked = {"names[]": ["ShareRooms"]}
        assert one.ask("GET", "site_settings.json", params=asked).json()["data"] is True
        assert one.ask("GET", "admin/site_settings.json", params=asked).json()["data"] == {"ShareRooms": "true"}
        assert one.ask("GET", "site_settings.json", params={"names[]": "DefaultRole"}).status_code == 403


def test_a_seed_that_is_none_is_told() -> None:
    with pytest.raises(SeedError, match="rooms"):
        BigBlueButtonSimulator.from_seed({"users": [], "rooms": 7}, clock=time.time)
