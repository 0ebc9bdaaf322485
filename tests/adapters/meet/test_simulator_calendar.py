"""The simulated Google, Calendar: series, pages, defaults, changes."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.meet.made import ANN, BOB, EVENTS, IN_VIEW, as_bob, event, google, said, seed

NEW_YORK = {"timeZone": "America/New_York"}
WEEKLY: dict[str, Any] = {
    "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=6"],
    "start": {"dateTime": "2026-10-24T10:30:00", **NEW_YORK},
    "end": {"dateTime": "2026-10-24T11:00:00", **NEW_YORK},
}
EXPANDED = {"singleEvents": "true", "orderBy": "startTime", "timeMin": "2026-10-20T00:00:00Z"}


def test_a_series_is_expanded_in_its_own_zone_over_the_end_of_summer_time() -> None:
    with google(seed(event(**WEEKLY))) as client:
        items = client.get(EVENTS, **EXPANDED).json()["items"]
        assert [item["start"]["dateTime"][10:] for item in items] == ["T10:30:00-04:00"] * 2 + ["T10:30:00-05:00"] * 4
        assert {item["recurringEventId"] for item in items} == {"story"}
        assert items[1]["id"] == "story_20261031T143000Z"
        assert items[2]["id"] == "story_20261107T153000Z"


def test_a_date_that_was_called_off_is_not_listed_and_a_changed_one_differs() -> None:
    dates = {"2026-10-31": {"status": "cancelled"}, "2026-11-07": {"guestsCanSeeOtherGuests": True}}
    with google(seed(event(dates=dates, **WEEKLY))) as client:
        items = client.get(EVENTS, **EXPANDED).json()["items"]
        assert len(items) == 5
        assert [("guestsCanSeeOtherGuests" in item) for item in items] == [True, False, True, True, True]
        assert client.get(f"{EVENTS}/story_20261031T143000Z").json()["status"] == "cancelled"
        assert len(client.get(f"{EVENTS}/story/instances", showDeleted="true").json()["items"]) == 6


def test_series_that_are_not_expanded_come_with_their_changed_dates() -> None:
    dates = {"2026-11-07": {"summary": "Special"}}
    with google(seed(event(dates=dates, **WEEKLY))) as client:
        items = client.get(EVENTS).json()["items"]
        assert [item.get("recurringEventId") for item in items] == [None, "story"]
        assert items[0]["recurrence"] == WEEKLY["recurrence"]


def test_pages_end_with_a_sync_token_and_belong_to_their_query() -> None:
    with google(seed(*(event(f"e{n}") for n in range(5)))) as client:
        first = client.get(EVENTS, **IN_VIEW, maxResults=2).json()
        assert len(first["items"]) == 2
        assert "nextSyncToken" not in first
        second = client.get(EVENTS, **IN_VIEW, maxResults=2, pageToken=first["nextPageToken"]).json()
        last = client.get(EVENTS, **IN_VIEW, maxResults=2, pageToken=second["nextPageToken"]).json()
        assert [e["id"] for page in (first, second, last) for e in page["items"]] == [f"e{n}" for n in range(5)]
        assert "nextPageToken" not in last
        assert said(client.get(EVENTS, maxResults=2, pageToken=first["nextPageToken"]))[0] == 400
        assert client.get(EVENTS, syncToken="any").status_code == 410


@pytest.mark.parametrize("params", [
    {"orderBy": "startTime"}, {"timeMin": "2026-11-23T00:00:00"},
    {"timeMin": "2026-12-01T00:00:00Z", "timeMax": "2026-11-01T00:00:00Z"},
    {"pageToken": "strange"}, {"timeZone": "Mars/Base"}, {"fields": "items(strange)"},
])  # fmt: skip
def test_a_wrong_question_is_a_400(params: dict[str, str]) -> None:
    with google() as client:
        assert client.get(EVENTS, **params).status_code == 400


def test_what_is_as_documented_is_left_out() -> None:
    loose: dict[str, Any] = {
        "guestsCanInviteOthers": True,
        "guestsCanSeeOtherGuests": True,
        "guestsCanModify": False,
        "visibility": "default",
    }
    with google(seed(event(**loose))) as client:
        assert not set(loose) & set(client.get(f"{EVENTS}/story").json())
        changed = client.patch(f"{EVENTS}/story", {"guestsCanModify": True, "visibility": "private"}).json()
        assert (changed["guestsCanModify"], changed["visibility"]) == (True, "private")


def test_a_patch_leaves_the_conference_alone_and_tells_guests_only_if_asked() -> None:
    with google() as client:
        before = client.get(f"{EVENTS}/story").json()["conferenceData"]
        body = {"guestsCanInviteOthers": True, "conferenceData": None}
        assert client.patch(f"{EVENTS}/story", body, sendUpdates="none").json()["conferenceData"] == before
        assert client.app.world.mails == []
        client.patch(f"{EVENTS}/story", body, sendUpdates="all", conferenceDataVersion=1)
        assert "conferenceData" not in client.get(f"{EVENTS}/story").json()
        assert client.app.world.mails == ["story"]


@pytest.mark.parametrize("body", [
    {"guestsCanInviteOthers": "no"}, {"strange": 1}, {"visibility": "secret"}, {"hangoutLink": "https://meet.google.com/x"},
    {"start": {"dateTime": "2030-01-01T10:00:00Z"}},
])  # fmt: skip
def test_a_wrong_change_of_an_event_is_a_400_and_changes_nothing(body: dict[str, Any]) -> None:
    with google() as client:
        before = client.get(f"{EVENTS}/story").json()
        client_error = client.patch(f"{EVENTS}/story", body)
        assert client_error.status_code == 400
        assert client.get(f"{EVENTS}/story").json() == before


def test_a_guest_s_copy_is_not_changed_by_the_guest() -> None:
    made = as_bob(seed(event(attendees=[{"email": BOB}])))
    with google(made) as client:
        client.log_in("1//bob")
        copy = client.get(f"/calendar/v3/calendars/{BOB}/events/story").json()
        assert "self" not in copy["organizer"]
        answer = client.patch(f"/calendar/v3/calendars/{BOB}/events/story", {"guestsCanInviteOthers": True})
        assert said(answer) == (403, "forbiddenForNonOrganizer")
        assert said(client.get(EVENTS)) == (404, "notFound")


@pytest.mark.parametrize(("role", "seen"), [("freeBusyReader", False), ("reader", False), ("writer", True)])
def test_a_private_event_is_hidden_from_readers(role: str, seen: bool) -> None:
    made = seed(event(visibility="private", calendar="cal@group.calendar.google.com"))
    made["calendars"] = [{"id": "cal@group.calendar.google.com", "access": {ANN: role}}]
    with google(made) as client:
        page = client.get("/calendar/v3/calendars/cal@group.calendar.google.com/events", **IN_VIEW).json()
        assert page["accessRole"] == role
        assert ("summary" in page["items"][0], "conferenceData" in page["items"][0]) == (seen, seen)
