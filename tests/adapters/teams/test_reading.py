"""What the adapter makes of Graph's answers, and what it does when they are not what they should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.teams.made import HELPER, OTHER, STORY, connected, custom, predefined, small, webinar
from tests.made import ask

from hardener.adapter import Window
from hardener.errors import AdapterError
from hardener.model import Target, Unreadable
from hardener_teams.documents import Series, series_of
from hardener_teams.policies import parse
from hardener_teams.simulator import TeamsSimulator
from hardener_teams.simulator.world import join_url
from hardener_teams.zones import moment


def test_the_dates_of_a_series_are_one_program_with_its_next_start() -> None:
    day = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"
    seed = small({"recurrence": {"type": "weekly"}, "dropped": [day], "minutes": 45, "categories": ["Storytime"]})
    with connected(seed) as made:
        (found,) = made.programs()
        assert found.program.series is True
        assert found.program.minutes == 45
        assert found.program.tags == ("Storytime",)
        assert found.program.start.date() == (datetime.now(UTC) + timedelta(days=10)).date()


def test_what_is_no_program_of_the_organizer_is_left_out() -> None:
    seed = small(
        {},
        {"called_off": True},
        {"provider": "skypeForBusiness"},
        {"owner": OTHER, "invited": [STORY]},
        {"meeting": ""},
    )
    with connected(seed) as made:
        assert [p.title for p in made.programs()] == ["Storytime 0"]


def test_a_private_entry_keeps_its_title_to_itself() -> None:
    with connected(small({"sensitivity": "confidential", "subject": "About a colleague"})) as made:
        assert [p.title for p in made.programs()] == ["(private)"]


def test_a_document_holds_no_link_no_passcode_and_nobody() -> None:
    with connected(small(webinars=[webinar()], townhalls=[webinar("t")])) as made:
        text = repr(made.all())
        world = made.sim.world
        for secret in (
            "meetup-join",
            "19:meeting",
            "passcode",
            "helper@",
            "meetingOptions",
            join_url(world, world.meetings["m0"]),
        ):
            assert secret not in text
        assert not [ident for ident in (*world.webinars, *world.townhalls) if ident in text]


def test_members_of_a_group_and_named_organizers_are_read_once() -> None:
    seed = small({}, groups=[{"id": "g", "name": "Hosts", "members": [STORY, OTHER, "nested"]}])
    with connected(seed, group="g", organizers=["story@library.example"]) as made:
        assert len(made.programs()) == 1
        assert [t.title for t in made.all() if isinstance(t, Unreadable)] == [
            "members of a group inside the group of organizers"
        ]
        made.sim.calls.clear()
        made.all()
        asked = [c.path.split("/")[3] for c in made.sim.calls if c.path.endswith("calendarView")]
        assert sorted(asked) == [STORY, OTHER]


def test_an_organizer_that_nobody_knows_is_said() -> None:
    with connected(small(), organizers=["gone@library.example", STORY]) as made:
        unread = [t for t in made.all() if isinstance(t, Unreadable)]
        assert [t.title for t in unread] == ["programs of gone@…"]
        assert len(made.programs()) == 1


def test_a_calendar_that_ends_in_the_middle_is_could_not_tell() -> None:
    daily = {"recurrence": {"type": "daily"}}
    fault = {"path": "calendarView", "nth": [2], "drop_key": "value"}
    with connected(small(*[daily] * 9, faults=[fault]), webinars=False) as made:
        assert [type(t) for t in made.all() if t.kind == "list"] == [Unreadable], "the second page has no entries"
    faults = [{"path": "calendarView", "nth": [1], "drop_key": "value"}]
    with connected(small(faults=faults), webinars=False) as made:
        (unread,) = [t for t in made.all() if isinstance(t, Unreadable)]
        assert "not read to its end" in unread.reason


def test_throttling_is_waited_for() -> None:
    headers = {"Retry-After": "0"}
    fault = {
        "path": "onlineMeetings",
        "nth": [1, 2],
        "status": 429,
        "headers": headers,
        "body": {"error": {"code": "TooManyRequests", "message": "x"}},
    }
    with connected(small({}, {}, faults=[fault]), webinars=False) as made:
        assert [type(p) for p in made.programs()] == [Target, Target]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"value": []}, "finds no meeting"),
        ({"value": [{"id": "a"}, {"id": "b"}]}, "several meetings"),
        ({"value": {}}, "no list of meetings"),
        ({}, "no list of meetings"),
    ],
)
def test_an_answer_that_is_not_one_meeting_is_no_program(answer: dict[str, Any], said: str) -> None:
    fault = {"path": "onlineMeetings", "status": 200, "body": answer}
    with connected(small(faults=[fault]), webinars=False) as made:
        (found,) = made.programs()
        assert isinstance(found, Unreadable)
        assert said in found.reason


def test_an_entry_without_a_link_is_a_program_that_cannot_be_told() -> None:
    fault = {"path": "calendarView", "set": {"value.*.onlineMeeting": None}}
    with connected(small({}, {}, faults=[fault]), webinars=False) as made:
        found = made.programs()
        assert len(found) == 2
        assert all(isinstance(each, Unreadable) and "no link" in each.reason for each in found)


def test_a_webinar_with_its_form_and_a_part_that_cannot_be_read() -> None:
    fault = {"path": "sessions", "status": 403, "body": {"error": {"code": "Forbidden", "message": "no"}}}
    asked = [predefined("city"), custom("Age")]
    with connected(small(webinars=[webinar(questions=asked)], faults=[fault])) as made:
        (found,) = [p for p in made.programs() if p.kind == "webinar"]
        assert found.document["questions"]["city"] == "city, required"
        assert [q["displayName"] for q in found.document["questions"]["custom"]] == ["Age"]
        assert "the vendor answered 403" in found.unread["sessions"]
        again = made.adapter.read(Target(id=found.id, kind="webinar", title="", document={}))
        assert again.document["questions"] == found.document["questions"]


def test_a_webinar_outside_the_window_is_not_read() -> None:
    late = (datetime.now(UTC) + timedelta(weeks=20)).isoformat()
    with connected(small(webinars=[webinar(start=late)])) as made:
        assert [p.kind for p in made.programs()] == ["meeting"]
        assert not [c for c in made.sim.calls if "sessions" in c.path]


def written(before: Target, **settings: Any) -> Target:
    meeting: Any = before.document["meeting"]
    return replace(before, document={"meeting": {**meeting, **settings}})


def test_only_settings_are_ever_sent() -> None:
    with connected(small(), read_only=False) as made:
        (before,) = made.programs()
        for key, value in (
            ("subject", "x"),
            ("startDateTime", "2026-01-01T00:00:00Z"),
            ("participants", {"attendees": []}),
        ):
            with pytest.raises(AdapterError, match="refusing to send"):
                ask(made.adapter, before, written(before, **{key: value}))
        ask(made.adapter, before, before)
        assert not [c for c in made.sim.calls if c.method == "PATCH"]
        ask(made.adapter, before, written(before, allowRecording=True))
        assert [c.keys for c in made.sim.calls if c.method == "PATCH"] == [("allowRecording",)]


def test_a_batch_in_which_one_request_fails_is_a_failure() -> None:
    asked = [predefined("city"), predefined("state")]
    with connected(small(webinars=[webinar(questions=asked)]), read_only=False) as made:
        (before,) = [p for p in made.programs() if p.kind == "webinar"]
        form: Any = before.document["questions"]
        after = replace(before, document={**before.document, "questions": {**form, "city": None, "state": None}})
        next(iter(made.sim.world.questions.values())).popitem()
        with pytest.raises(AdapterError, match="404"):
            ask(made.adapter, before, after)


def test_what_no_api_changes_is_refused() -> None:
    with connected(small(townhalls=[webinar("t")]), read_only=False) as made:
        (hall,) = [p for p in made.programs() if p.kind == "broadcast"]
        with pytest.raises(AdapterError, match="no API"):
            ask(made.adapter, hall, hall)
        account = made.all()[0]
        assert made.adapter.read(account) == account
        with pytest.raises(AdapterError, match="look at all programs first"):
            made.adapter.read(Target(id="host/x", kind="host", title="", document={}))


def entry(link: str, start: str, **more: Any) -> dict[str, Any]:
    inner = {"joinUrl": link} if link else None
    end = start.replace("T10", "T11")
    times = {"start": {"dateTime": start, "timeZone": "UTC"}, "end": {"dateTime": end, "timeZone": "UTC"}}
    return {
        "id": start,
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        "onlineMeeting": inner,
        **times,
        **more,
    }


def test_dates_are_grouped_by_link_and_what_is_over_is_left_out() -> None:
    events = [
        entry("b", "2026-12-03T10:00:00.0000000", seriesMasterId="S"), entry("a", "2026-12-02T10:00:00.0000000"),
        entry("b", "2026-12-01T10:00:00.0000000", seriesMasterId="S"), entry("c", "2026-11-01T10:00:00.0000000"),
        entry("", "2026-12-04T10:00:00.0000000"),
    ]  # fmt: skip
    found = series_of(events, Window.onward(datetime(2026, 11, 23, tzinfo=UTC)))
    assert [(s.event, s.link, len(s.dates)) for s in found] == [
        ("S", "b", 2),
        ("2026-12-02T10:00:00.0000000", "a", 1),
        ("2026-12-04T10:00:00.0000000", "", 1),
    ]
    assert isinstance(found[0], Series)
    assert found[0].next["start"]["dateTime"].startswith("2026-12-01")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"dateTime": "2026-12-01T10:00:00.0000000", "timeZone": "UTC"}, "2026-12-01T10:00:00+00:00"),
        ({"dateTime": "2026-12-01T10:00:00", "timeZone": "Eastern Standard Time"}, "2026-12-01T15:00:00+00:00"),
        ({"dateTime": "2026-07-01T10:00:00", "timeZone": "America/New_York"}, "2026-07-01T14:00:00+00:00"),
        ({"dateTime": "2026-12-01T10:00:00", "timeZone": "Middle of Nowhere Time"}, "None"),
    ],
)
def test_a_time_in_the_zones_that_graph_writes(given: dict[str, str], found: str) -> None:
    assert str(moment(given)).replace(" ", "T") == found


@pytest.mark.parametrize("given", [None, "2026-12-01", {}, {"dateTime": "soon", "timeZone": "UTC"}])
def test_a_time_that_is_none_is_no_guess(given: object) -> None:
    assert moment(given) is None


def test_helpers_are_not_organizers() -> None:
    with connected(small(), organizers=[HELPER]) as made:
        assert made.programs() == []


def test_a_calendar_that_changes_between_two_readings_is_a_fact_that_moved() -> None:
    with connected(small({"recurrence": {"type": "weekly"}})) as made:
        (listed,) = made.programs()
        first = made.adapter.read(listed)
        assert first.facts == listed.facts == made.adapter.read(listed).facts
        made.sim.world.events["E0"].start += timedelta(hours=1)
        assert made.adapter.read(listed).facts["calendar"] != first.facts["calendar"]


def test_the_sample_comes_with_an_export_of_its_policies() -> None:
    seed = TeamsSimulator.sample(datetime.now(UTC))
    options, _ = TeamsSimulator.connection(seed, "http://127.0.0.1:1")
    found = parse(Path(str(options["policies"])).read_bytes())
    assert found.of(seed["users"][0]["id"], "")[0] == "Storytime"
    assert "policies" not in TeamsSimulator.connection(small(), "http://127.0.0.1:1")[0]
