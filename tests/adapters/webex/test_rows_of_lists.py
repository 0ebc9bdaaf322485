"""No row of a list is left out because of what it lacks: it is a row of the report, with the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.adapters.webex.made import HOST, OTHER, SITE, WINDOW, Office, at, office, program, series, small

from hardener.errors import AdapterError
from hardener.model import Target, Unreadable

ODD: tuple[Any, ...] = (None, [], {}, 7, True, "")
CHANGED = {"date": at(8), "values": {"meetingOptions": {"enabledChat": True}}}


def spoilt(where: str, value: Any, path: str = "/v1/meetings$", **more: Any) -> dict[str, Any]:
    return {"path": path, "set": {where: value}, **more}


def unread(made: Office) -> dict[str, Unreadable]:
    """Return what could not be read, by the id of the program, or its own where it is none."""
    found = [t for t in made.everything() if isinstance(t, Unreadable)]
    return {(t.program.occurrence or t.program.id) if t.program else t.id: t for t in found}


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("hostEmail", "whose"),
        ("start", "when"),
        ("end", "when"),
        ("title", "called"),
        ("siteUrl", "site"),
        ("state", "whether it is on"),
        ("meetingType", "series or one date"),
        ("scheduledType", "what kind"),
    ],
)
def test_a_row_that_lacks_something_is_a_row_of_the_report(key: str, said: str, value: Any) -> None:
    faults = [spoilt(f"items.*.{key}", value)]
    if key == "hostEmail":
        faults.append(spoilt("items.*.hostUserId", None))
    with office(small(faults=faults)) as made:
        found = unread(made)["a1"]
        assert said in found.reason
        assert found.program is not None


@pytest.mark.parametrize("value", [None, [], {}, 7, "", "a/b"], ids=repr)
def test_a_row_without_an_id_is_told(value: Any) -> None:
    with office(small(program("a1", registration=None), faults=[spoilt("items.*.id", value)]), hosts=[HOST]) as made:
        found = [t for t in made.everything() if t.program]
        assert {(type(t), t.title) for t in found} == {(Unreadable, "Baby Storytime")}
        assert len({t.id for t in found}) == len(found)


@pytest.mark.parametrize("value", [[], {}, 7, True], ids=repr)
@pytest.mark.parametrize("key", ["recurrence", "agenda", "trackingCodes", "registration"])
def test_an_unknown_shape_is_said(key: str, value: Any) -> None:
    if (key, value) == ("trackingCodes", []):
        return
    with office(small(series("s1"), faults=[spoilt(f"items.*.{key}", value)])) as made:
        assert "s1" in unread(made)


def test_a_series_that_no_longer_says_that_it_recurs_keeps_its_changed_date() -> None:
    fault = {"path": "/v1/meetings$", "drop_key": "items.*.recurrence"}
    with office(small(series("s1", exceptions=[CHANGED]), faults=[fault])) as made:
        found = {t.program.occurrence or t.program.id for t in made.everything() if t.program}
        assert found == {"s1", "s1_20261201T100000Z"}


@pytest.mark.parametrize("value", [None, False, [], "no"], ids=repr)
def test_a_date_is_held_against_its_series_whatever_it_says_of_itself(value: Any) -> None:
    with office(small(series("s1", exceptions=[CHANGED]), faults=[spoilt("items.*.isModified", value)])) as made:
        assert "s1_20261201T100000Z" in {t.program.occurrence for t in made.everything() if t.program}


@pytest.mark.parametrize("value", [0, 1, 0.0])
@pytest.mark.parametrize("key", ["enabledJoinBeforeHost", "audioConnectionOptions.muteAttendeeUponEntry"])
def test_a_date_that_gives_a_number_for_yes_or_no_is_not_taken_for_its_series(key: str, value: float) -> None:
    with office(small(series("s1"), faults=[spoilt(f"items.*.{key}", value, nth=[2])]), hosts=[HOST]) as made:
        assert "s1_20261201T100000Z" in {t.program.occurrence for t in made.everything() if t.program}


@pytest.mark.parametrize("key", ["meetingSeriesId", "start"])
def test_a_date_that_cannot_be_placed_is_said_and_its_series_stays(key: str) -> None:
    fault = {"path": "/v1/meetings$", "nth": [2], "drop_key": f"items.*.{key}"}
    with office(small(series("s1"), faults=[fault]), hosts=[HOST]) as made:
        found = made.everything()
        assert [t.program.series for t in found if isinstance(t, Target) and t.program and t.program.id == "s1"] == [
            True
        ]
        assert [t for t in found if isinstance(t, Unreadable) and t.program and t.program.occurrence]


def test_a_series_without_any_date_is_in_the_report() -> None:
    faults = [
        spoilt("items", [], nth=[2]),
        spoilt("items.*.start", at(-20), nth=[1]),
        spoilt("items.*.end", at(-20, 11), nth=[1]),
    ]
    with office(small(series("s1"), faults=faults), hosts=[HOST]) as made:
        (weekly,) = [t for t in made.everything() if t.program]
        assert weekly.program is not None
        assert (weekly.program.start, weekly.program.starts) == (None, ())


def test_a_series_whose_next_date_is_after_the_window_is_not_in_view() -> None:
    late = series("s1", start=at(-20), recurrence="FREQ=DAILY;INTERVAL=60;COUNT=4")
    with office(small(late)) as made:
        assert not [t for t in made.everything() if t.program]


def test_two_different_rows_with_one_id_are_not_chosen_from() -> None:
    meetings = [program("a1", registration=None), program("b1", registration=None, title="Teens")]
    with office(small(*meetings, faults=[spoilt("items.*.id", "same")]), hosts=[HOST]) as made:
        assert "twice" in unread(made)["same"].reason


def test_a_person_without_an_address_is_said_and_a_bot_is_not() -> None:
    people = {"path": "/v1/people$", "set": {"items.0.emails": []}}
    bot = {"email": "bot@webex.bot", "type": "bot"}
    seed = small(faults=[people])
    with office({**seed, "people": [*seed["people"], bot]}) as made:
        assert len([t for t in made.everything() if t.id.startswith("list/person")]) == 0
    everybody = {"path": "/v1/people$", "drop_key": "items.*.emails"}
    with office(small(faults=[everybody])) as made:
        found = unread(made)
        assert {"list/person-1", "list/person-2", "list/person-3", "list/hosts"} <= set(found)


@pytest.mark.parametrize("value", [[], {}, "story@example.org", [7], [""], None], ids=repr)
def test_odd_addresses_are_none(value: Any) -> None:
    with office(small(faults=[spoilt("items.*.emails", value, "/v1/people$")])) as made:
        assert "list/hosts" in unread(made)


@pytest.mark.parametrize("value", [[], {}, None, [{}], [7], [{"siteUrl": []}]], ids=repr)
def test_sites_that_webex_does_not_tell_are_said(value: Any) -> None:
    with office(small(faults=[spoilt("sites", value, "/sites$")])) as made:
        assert {"list/sites"} <= set(unread(made))


@pytest.mark.parametrize("dropped", ["hostEmail", "meetingType", "from", "to", "max"])
def test_a_link_to_the_next_page_that_drops_a_filter_gets_it_back(dropped: str) -> None:
    meetings = [program(f"m{n:03}", registration=None, days=1 + n % 20) for n in range(130)]
    with office(small(*meetings, behaviour={"links_drop": [dropped]})) as made:
        found = made.everything()
        assert len([t for t in found if isinstance(t, Target) and t.program]) == 130
        assert not [t for t in found if isinstance(t, Unreadable)]
        assert all(dropped in c.query for c in made.sim.calls if c.path == "/v1/meetings")


def test_a_page_that_answers_another_question_is_not_believed() -> None:
    with office(small(series("s1"), faults=[spoilt("items.*.meetingType", "meetingSeries")]), hosts=[HOST]) as made:
        assert any(t.id.endswith("/dates") for t in unread(made).values())


def test_what_is_over_by_its_own_row_is_left_out_though_it_is_odd_or_gone() -> None:
    gone = {"path": "/registration$", "status": 404}
    old = program("old", days=-0.3, start="2026-11-23T08:00:00Z")
    with office(small(old, program("a1", registration=None), faults=[gone, spoilt("items.0.siteUrl", None)])) as made:
        assert {t.program.id for t in made.everything() if t.program} == {"a1"}


def test_a_single_program_that_runs_over_its_time_stays_and_is_on() -> None:
    late = program("a1", start="2026-11-23T13:30:00Z", live=True)
    with office(small(late)) as made:
        (found,) = [t for t in made.everything() if t.program]
        assert found.program is not None
        assert found.program.live


@pytest.mark.parametrize("start", ["2026-11-23T13:30:00Z", "2026-11-23T15:40:00Z"], ids=["over its time", "early"])
def test_the_changed_date_of_a_series_that_is_on_is_on_too(start: str) -> None:
    date = {"date": start, "values": {"meetingOptions": {"enabledChat": True}}}
    weekly = series("s1", start=start, recurrence="FREQ=WEEKLY;COUNT=8", exceptions=[date], live=True)
    with office(small(weekly)) as made:
        found = {t.kind: t for t in made.everything() if isinstance(t, Target) and t.program}
        assert {kind: t.program.live for kind, t in found.items() if t.program} == {"meeting": True, "occurrence": True}
        again = made.webex.read(found["occurrence"])
        assert again.program is not None
        assert again.program.live
        assert "in progress" in again.unavailable["meetingOptions.enabledChat"]


def test_another_date_of_a_series_that_is_on_is_not() -> None:
    weekly = series("s1", start="2026-11-23T14:50:00Z", recurrence="FREQ=WEEKLY;COUNT=8", live=True)
    changed = {"date": "2026-12-07T14:50:00Z", "values": {"meetingOptions": {"enabledChat": True}}}
    with office(small({**weekly, "exceptions": [changed]})) as made:
        (date,) = [t for t in made.everything() if t.kind == "occurrence"]
        assert isinstance(date, Target)
        assert date.program is not None
        assert not date.program.live
        assert not made.webex.read(date).program.live  # type: ignore[union-attr]


def test_what_is_read_again_and_is_another_thing_is_refused() -> None:
    with office(small(faults=[spoilt("id", "b2", "/v1/meetings/a1$")])) as made:
        target = made.targets()["Baby Storytime"]
        with pytest.raises(AdapterError, match="another meeting"):
            made.webex.read(target)


def test_what_meets_in_a_personal_room_is_written_to_the_room() -> None:
    room = program("r1", scheduledType="personalRoomMeeting", registration=None)
    with office(
        small(room, program("b1", scheduledType="personalRoomMeeting", registration=None, title="Help")),
        personal_rooms=True,
    ) as made:
        targets = [t for t in made.everything() if isinstance(t, Target) and t.written_to]
        by = {host: {t.kind for t in targets if t.written_to == host} for host in {t.written_to for t in targets}}
        assert {"room", "room_meeting"} in by.values()


def test_two_programs_with_one_link_are_both_told() -> None:
    meetings = [program("a1", registration=None), program("b1", registration=None, title="Teens")]
    with office(small(*meetings, faults=[spoilt("items.*.webLink", f"https://{SITE}/j.php?MTID=same")])) as made:
        assert {t.program.id for t in made.everything() if t.program} == {"a1", "b1"}


def test_an_older_address_of_a_host_is_known_by_the_person() -> None:
    with office(small(faults=[spoilt("items.*.hostEmail", "maiden@example.org")])) as made:
        assert {t.program.id for t in made.everything() if t.program} == {"a1"}


def test_the_one_that_is_asked_for_is_not_hidden_by_an_odd_row() -> None:
    seed = small(program("a1"), program("b1", host=OTHER, title="Teens"), faults=[spoilt("items.*.title", [])])
    with office(seed) as made:
        assert {t.program.id for t in made.everything(replace(WINDOW, program="teens")) if t.program} == {"a1", "b1"}
