"""Whatever a calendar or a list holds is in the report: read, or said why not, or counted by its platform."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.adapters.teams.made import HELPER, NOW, OTHER, STORY, Connected, connected, small, webinar

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener_teams.client import answers_of
from hardener_teams.documents import others, series_of
from hardener_teams.simulator.world import event_id, join_url

VIEW = "calendarView"
ODD: tuple[Any, ...] = (None, [], {}, 7, True, "", "odd", [None], {"": None})


def spoilt(**values: Any) -> dict[str, Any]:
    """Return a fault that puts each value at its key of every entry of a calendar."""
    return {"path": VIEW, "set": {f"value.*.{key}": value for key, value in values.items()}}


def titles(made: Connected) -> list[str]:
    return sorted(target.title for target in made.programs())


def alone(found: list[Any]) -> list[str]:
    return [t.reason for t in found if isinstance(t, Unreadable)]


@pytest.mark.parametrize("zone", ["tzone://Microsoft/Custom", "Customized Time Zone", "America", "../etc", "Ω" * 300])
def test_a_zone_that_nobody_knows_costs_the_entry_its_time_alone(zone: str) -> None:
    with connected(small({}, {"odd_zone": zone}, {}), webinars=False) as made:
        found = {p.title: p for p in made.programs()}
        assert [type(p) for p in found.values()] == [Target] * 3
        assert found["Storytime 1"].program.start is None
        assert found["Storytime 1"].program.starts == ()
        assert found["Storytime 0"].program.start is not None
        assert made.lists() == []


@pytest.mark.parametrize(
    "key", ["isOnlineMeeting", "onlineMeetingProvider", "isOrganizer", "isCancelled", "start", "end"]
)
def test_an_entry_without_a_key_is_a_program_all_the_same(key: str) -> None:
    fault = {"path": VIEW, "drop_key": f"value.*.{key}"}
    with connected(small({}, {}, faults=[fault]), webinars=False) as made:
        assert {(p.title, type(p)) for p in made.programs()} == {("Storytime 0", Target), ("Storytime 1", Target)}


KEYS = [
    "id", "subject", "start", "end", "type", "seriesMasterId", "isOrganizer", "isCancelled", "isOnlineMeeting",
    "onlineMeetingProvider", "onlineMeeting", "onlineMeetingUrl", "organizer", "categories", "sensitivity", "recurrence",
    "location", "locations", "body", "bodyPreview", "start.dateTime", "start.timeZone", "onlineMeeting.joinUrl",
    "organizer.emailAddress", "organizer.emailAddress.address",
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_no_odd_value_in_a_calendar_hides_an_entry(key: str) -> None:
    for value in ODD:
        if (key, value) != ("isCancelled", True):
            with connected(small({}, {}, faults=[spoilt(**{key: value})]), webinars=False) as made:
                assert len(made.programs()) == 2, value
                assert made.elsewhere == {}


def test_an_entry_without_an_id_is_read_and_not_written() -> None:
    fault = {"path": VIEW, "drop_key": "value.*.id"}
    with connected(small({}, {}, faults=[fault]), webinars=False) as made:
        found = made.programs()
        assert [type(p) for p in found] == [Target, Target]
        with pytest.raises(AdapterError, match="has no id"):
            made.adapter.read(found[0])


def test_two_entries_under_one_id_are_two_programs() -> None:
    with connected(small({}, {}, faults=[spoilt(id="E")]), webinars=False) as made:
        assert titles(made) == ["Storytime 0", "Storytime 1"]
    without = spoilt(id="E", onlineMeeting=None)
    with connected(small({}, {}, faults=[without]), webinars=False) as made:
        found = made.programs()
        assert titles(made) == ["Storytime 0", "Storytime 1"]
        assert len({p.id for p in found}) == len({p.program.id for p in found}) == 2


def test_a_date_without_a_link_is_told_beside_its_series() -> None:
    day = f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d}"
    seed = small({"recurrence": {"type": "weekly"}, "changed": {day: {"meeting": ""}}})
    with connected(seed, webinars=False) as made:
        found = {type(p): p for p in made.programs()}
        assert "no link" in found[Unreadable].reason
        assert len(found[Target].program.starts) == 3


def test_what_leads_to_another_platform_or_to_none_is_counted() -> None:
    seed = small(
        {},
        {"meeting": "", "location": "https://lib.zoom.us/j/81234567890?pwd=secret"},
        {"meeting": "", "body": 'Join: <a href="https://zoom.us/j/1">here</a>', "recurrence": {"type": "weekly"}},
        {"meeting": "", "body": "https://meet.google.com/abc-defg-hij"},
        {"meeting": "", "body": "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"},
        {"meeting": ""},
        {"provider": "skypeForBusiness"},
        {"meeting": "", "owner": OTHER, "invited": [STORY]},
        {"meeting": "", "called_off": True},
    )
    with connected(seed, webinars=False) as made:
        assert titles(made) == ["Storytime 0", "Storytime 4"]
        assert made.elsewhere == {"Zoom": 2, "Google Meet": 1, "": 1, "Skype": 1}
        assert "secret" not in repr(made.all())


def test_a_meeting_whose_link_stands_in_its_text_alone_is_in_the_report() -> None:
    seed = small({"meeting": "", "body": "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"})
    with connected(seed, webinars=False) as made:
        (found,) = made.programs()
        assert isinstance(found, Unreadable)
        assert "no link" in found.reason


@pytest.mark.parametrize("end", ["2020-01-01T00:00:00", "0001-01-01T00:00:00"])
@pytest.mark.parametrize("start", [None, {}])
def test_an_entry_that_ends_before_it_starts_is_not_taken_for_over(end: str, start: Any) -> None:
    changes = {"end": {"dateTime": end, "timeZone": "UTC"}} | ({} if start is None else {"start": start})
    with connected(small({}, faults=[spoilt(**changes)]), webinars=False) as made:
        assert titles(made) == ["Storytime 0"]
        assert made.elsewhere == {}


def test_of_one_program_that_is_asked_for_nothing_else_is_counted() -> None:
    seed = small({}, {"meeting": "", "body": "https://zoom.us/j/1"}, {"meeting": ""})
    with connected(seed, webinars=False) as made:
        made.all(program="storytime 1")
        assert made.elsewhere == {"Zoom": 1}


def entry(link: str, **more: Any) -> dict[str, Any]:
    at = {"dateTime": "2026-12-01T10:00:00", "timeZone": "UTC"}
    told = {"id": "E", "isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness", "start": at, "end": at}
    return {**told, "onlineMeeting": {"joinUrl": link} if link else None, **more}


ONWARD = Window.onward(NOW)
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ax"


@pytest.mark.parametrize(
    "changes",
    [
        {"isOnlineMeeting": None, "onlineMeetingProvider": None},
        {"isOnlineMeeting": [], "onlineMeetingProvider": "unknown"},
        {"isOnlineMeeting": False, "onlineMeetingProvider": {}},
        {"onlineMeeting": None, "onlineMeetingUrl": TEAMS},
        {"onlineMeeting": {"joinUrl": "https://join.example/x"}, "onlineMeetingProvider": "unknown"},
    ],
)
def test_a_link_tells_what_a_flag_does_not(changes: dict[str, Any]) -> None:
    (found,) = series_of([entry(TEAMS, **changes)], ONWARD)
    assert found.link


def test_the_entry_of_a_series_that_began_long_ago_is_not_over() -> None:
    old = {"dateTime": "2025-01-07T10:00:00", "timeZone": "UTC"}
    kinds: list[dict[str, Any]] = [{"type": "seriesMaster"}, {"recurrence": {"pattern": {}}}]
    for more in kinds:
        (found,) = series_of([entry(TEAMS, start=old, end=old, **more)], ONWARD)
        assert (found.dates[0].start, found.program(ONWARD, NOW).starts) == (None, ())
    assert series_of([entry(TEAMS, start=old, end=old)], ONWARD) == []
    assert list(others([entry("", start=old, end=old, isOnlineMeeting=False)], ONWARD)) == []


def test_whose_entry_it_is_is_told_by_the_address_where_graph_does_not_say() -> None:
    mine, theirs = ({"organizer": {"emailAddress": {"address": f"{who}@library.example"}}} for who in ("me", "they"))
    odds: list[Any] = [None, [], "yes"]
    for odd in odds:
        given = [entry(f"{TEAMS}{n}", isOrganizer=odd, **who) for n, who in enumerate((mine, theirs, {}))]
        assert [s.link[-1] for s in series_of(given, ONWARD, "Me@library.example")] == ["0", "2"]


def test_a_calendar_that_breaks_off_keeps_what_came() -> None:
    fault = {"path": VIEW, "nth": [2], "status": 404, "body": {"error": {"code": "x", "message": "gone"}}}
    daily = {"recurrence": {"type": "daily"}}
    with connected(small(*[daily] * 9, faults=[fault]), webinars=False) as made:
        found = made.all()
        assert len([t for t in found if t.program is not None]) == 8, "those of the first page"
        assert [t.kind for t in found if t.program is None] == ["account", "list"]


def paged(seed: dict[str, Any], onward: str) -> dict[str, Any]:
    """Return `seed` with a calendar whose first page has one entry, and leads to `onward`."""
    first = entry("", id="first", isOnlineMeeting=False)
    body = {"value": [first], "@odata.nextLink": onward}
    return {**seed, "faults": [{"path": VIEW, "nth": [1], "status": 200, "body": body}]}


def test_a_next_page_that_drops_the_window_gets_it_back() -> None:
    seed = paged(small({}, {}), f"/v1.0/users/{STORY}/{VIEW}?$skip=0")
    with connected(seed, webinars=False) as made:
        assert titles(made) == ["Storytime 0", "Storytime 1"], "without a window Graph refuses the call"
        assert made.elsewhere == {"": 1}


@pytest.mark.parametrize(
    "page",
    [
        f"/v1.0/users/{OTHER}/calendarView?$skip=10",
        f"/v1.0/users/{STORY}/events?$skip=10",
        f"/v1.0/users/{STORY}/calendarView?$skip=10&endDateTime=2020-01-01T00:00:00Z",
    ],
)
def test_a_next_page_of_another_list_is_not_believed(page: str) -> None:
    with connected(paged(small({}), page), webinars=False) as made:
        found = made.all()
        assert ["another" in t.reason for t in found if t.kind == "list"] == [True]
        assert made.elsewhere == {"": 1}, "what came before is kept"


def test_a_group_without_anybody_is_no_empty_library() -> None:
    for members in ([], ["nested"]):
        seed = small({}, groups=[{"id": "g", "name": "Hosts", "members": members}])
        with connected(seed, group="g", organizers=[]) as made:
            assert "programs of this connection" in made.lists()
            assert made.programs() == []


def group(**member: Any) -> dict[str, Any]:
    """Return a tenant whose group has one member, as Graph is made to tell it."""
    answer = {"path": "members", "status": 200, "body": {"value": [{"id": HELPER, **member}]}}
    return small({}, groups=[{"id": "g", "name": "Hosts"}], faults=[answer])


@pytest.mark.parametrize("odd", [[], {}, 7, "#microsoft.graph.somethingNew", ""])
def test_a_member_that_cannot_be_told_is_said(odd: Any) -> None:
    for member in ({"@odata.type": odd}, *([{"id": odd}] if odd != "#microsoft.graph.somethingNew" else [])):
        with connected(group(**member), group="g") as made:
            assert made.lists() == ["programs of a member of the group of organizers"]
            assert titles(made) == ["Storytime 0"]


def test_what_cannot_organize_is_left_out() -> None:
    with connected(group(**{"@odata.type": "#microsoft.graph.device"}), group="g") as made:
        assert made.lists() == []
        assert titles(made) == ["Storytime 0"]


def test_an_organizer_whose_id_is_none_is_said() -> None:
    fault = {"path": "/users/story", "set": {"id": {}}}
    with connected(small({}, faults=[fault]), organizers=["story@library.example"]) as made:
        assert made.lists() == ["programs of story@…", "programs of this connection"]


def test_a_webinar_without_an_id_and_two_under_one_id_are_told() -> None:
    rows = "webinars/getBy"
    with connected(small(webinars=[webinar()], faults=[{"path": rows, "drop_key": "value.*.id"}])) as made:
        assert "without an id" in alone(made.programs())[0]
    twins = [webinar("w1"), webinar("w2", name="Songs")]
    with connected(small(webinars=twins)) as made:
        ident = event_id(made.sim.world, made.sim.world.seed.webinars[0])
    with connected(small(webinars=twins, faults=[{"path": rows, "set": {"value.*.id": ident}}])) as made:
        found = [p for p in made.programs() if p.kind == "webinar"]
        assert {(p.title, type(p)) for p in found} == {("Puppets", Target), ("Songs", Unreadable)}
        assert len({p.program.id for p in found}) == 2


def test_a_webinar_that_is_over_is_not_asked_for() -> None:
    past = (datetime.now(UTC) - timedelta(weeks=3)).isoformat()
    gone = {
        "path": "sessions|registrationConfiguration",
        "status": 404,
        "body": {"error": {"code": "", "message": "x"}},
    }
    with connected(small(webinars=[webinar(start=past)], faults=[gone])) as made:
        assert titles(made) == ["Storytime 0"]
        assert not [c for c in made.sim.calls if "sessions" in c.path]


@pytest.mark.parametrize(
    "key", ["startDateTime", "endDateTime", "status", "displayName", "coOrganizers", "createdBy", "audience"]
)
def test_no_odd_value_in_a_list_of_webinars_hides_one(key: str) -> None:
    for value in ODD:
        fault = {"path": "webinars/getBy", "set": {f"value.*.{key}": value}}
        with connected(small(webinars=[webinar()], faults=[fault])) as made:
            assert len(titles(made)) == 2, value


def test_an_answer_about_another_event_is_refused() -> None:
    with connected(small(webinars=[webinar("w1"), webinar("w2")])) as made:
        first = next(p for p in made.programs() if p.kind == "webinar")
        ids = sorted(event_id(made.sim.world, w) for w in made.sim.world.seed.webinars)
    faults = [{"path": f"webinars/{ident}$", "set": {"id": "another"}} for ident in ids]
    with connected(small(webinars=[webinar("w1"), webinar("w2")], faults=faults)) as made:
        with pytest.raises(AdapterError, match="another event"):
            made.adapter.read(first)


DONE = {"id": "1", "status": 204}


@pytest.mark.parametrize(
    "odd",
    [
        [DONE, DONE],
        [DONE, None],
        [DONE, {"id": "3", "status": 200}],
        [DONE],
        {},
        None,
        "x",
        [DONE, {"id": "2"}],
        [[], []],
    ],
)
def test_a_batch_is_answered_request_by_request(odd: Any) -> None:
    assert set(answers_of({"responses": [{"id": "2", "status": 200}, DONE]}, ["1", "2"])) == {"1", "2"}
    with pytest.raises(MalformedError):
        answers_of({"responses": odd}, ["1", "2"])


@pytest.mark.parametrize("status", [True, None, "200", [], 7])
def test_a_status_of_a_batch_that_is_none_is_no_success(status: Any) -> None:
    with pytest.raises(MalformedError):
        answers_of({"responses": [{"id": "1", "status": status}]}, ["1"])


@pytest.mark.parametrize("body", [None, [], "x", {"error": None}, {"error": {"code": [], "message": {}}}])
def test_a_refusal_in_a_batch_is_one_whatever_it_says(body: Any) -> None:
    with Session("main", read_only=False) as session:
        failed = session.refusal("PATCH", 403, {}, body)
    assert isinstance(failed, RefusedError)
    assert failed.status == 403


def test_links_are_secrets_also_of_what_was_not_read() -> None:
    with connected(small({"gone": True}, {}), webinars=False) as made:
        text = repr(made.all())
        world = made.sim.world
        assert not [m for m in world.meetings.values() if join_url(world, m) in text]


def test_entries_that_open_one_meeting_are_written_as_one() -> None:
    seed = small({}, {"subject": "Board meeting"}, {})
    seed["events"][1]["meeting"] = "m0"
    with connected(seed, webinars=False) as made:
        found = {p.title: p for p in made.programs()}
        one, two, other = (found[title] for title in ("Storytime 0", "Board meeting", "Storytime 2"))
        assert one.written_to == two.written_to != other.written_to
        assert len({one.id, two.id, other.id}) == len({p.program.id for p in found.values()}) == 3
        assert made.adapter.read(two).written_to == two.written_to
        again = made.adapter.read(two).program
        assert again is not None
        assert again.id == two.program.id


def test_a_run_that_was_kept_earlier_finds_its_meeting_by_the_entry_alone() -> None:
    with connected(small(), webinars=False) as made:
        (now,) = made.programs()
        earlier = Target(id=f"meeting/{STORY}/E0", kind="meeting", title="", document={})
        assert made.adapter.read(earlier).document == now.document
        assert made.adapter.read(earlier).id == earlier.id
