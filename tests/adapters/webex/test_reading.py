"""What the adapter makes of what Webex says, over real HTTP."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from tests.adapters.webex.made import (
    HOST,
    OTHER,
    SITE,
    WINDOW,
    at,
    office,
    program,
    scopes_without,
    series,
    small,
)

from hardener.errors import AdapterError
from hardener.model import Target, Unreadable
from hardener_webex.documents import host_of


def test_two_lists_for_each_host_and_no_call_for_each_meeting() -> None:
    meetings = [program(f"m{n}", registration=None, days=1 + n % 20) for n in range(230)]
    with office(small(*meetings)) as made:
        found = [t for t in made.everything() if isinstance(t, Target) and t.program]
        assert len(found) == 230
        calls = Counter(made.calls("GET"))
        assert calls["/v1/meetings"] == 2 * 3 + 2 + 2, "a page for every hundred"
        assert not [path for path in calls if path.startswith("/v1/meetings/")]


def test_a_list_asks_for_what_may_still_be_on_and_for_the_whole_window() -> None:
    with office(small()) as made:
        made.everything()
        asked = {(c.query["from"], c.query["to"]) for c in made.sim.calls if c.path == "/v1/meetings"}
        assert asked == {("2026-11-22T15:00:00Z", "2026-12-21T15:00:00Z")}


def test_only_a_sign_up_form_takes_a_call_of_its_own() -> None:
    with office(small(program("a1"), program("a2", registration=None))) as made:
        made.everything()
        assert [p for p in made.calls("GET") if p.startswith("/v1/meetings/")] == ["/v1/meetings/a1/registration"]


def test_what_a_host_is_only_invited_to_is_left_out() -> None:
    with office(small(program("a1"), program("b1", host=OTHER, title="Theirs", invitees=[HOST]))) as made:
        hosts = sorted((t.title, t.program.host) for t in made.everything() if t.program)
        mine, theirs = f"host/{host_of(HOST).key}", f"host/{host_of(OTHER).key}"
        assert hosts == [("Baby Storytime", mine), ("Theirs", theirs)]


def test_the_site_comes_before_the_host_and_the_host_before_its_programs() -> None:
    with office(small()) as made:
        assert [t.id.split("/")[0] for t in made.everything()] == ["account", "host", "meeting"]
        target = made.targets()["Baby Storytime"]
        assert target.above == ((f"host/{host_of(HOST).key}",), (f"account/{SITE}",))


def test_no_address_of_anybody_is_in_an_id_or_a_name() -> None:
    with office(small(), personal_rooms=True) as made:
        for target in made.everything():
            assert "@example" not in repr((target.id, target.title, target.above, target.program))


def test_a_series_starts_next_when_its_next_date_does() -> None:
    with office(small(series("s1"))) as made:
        what = made.targets()["Weekly"].program
        assert what is not None
        assert (what.start is not None and what.start.isoformat(), what.minutes, what.series) == (
            "2026-11-24T10:00:00+00:00", 45, True,
        )  # fmt: skip


def test_a_changed_date_is_a_program_of_its_own_and_an_unchanged_one_is_not() -> None:
    changed = {"date": at(8), "values": {"meetingOptions": {"enabledChat": True}}}
    with office(small(series("s1", exceptions=[changed]))) as made:
        targets = [t for t in made.everything() if isinstance(t, Target) and t.program]
        found = sorted(targets, key=lambda t: t.kind)
        assert [(t.kind, t.program.id, t.program.occurrence) for t in found if t.program] == [
            ("meeting", "s1", ""),
            ("occurrence", "s1", "s1_20261201T100000Z"),
        ]
        assert "registration.enabled" in found[1].unavailable


def test_what_is_over_or_out_of_view_is_not_told() -> None:
    gone, late = program("gone", days=-1), program("late", days=40)
    ended = series("s1", recurrence="FREQ=WEEKLY;COUNT=2")
    with office(small(gone, late, ended)) as made:
        assert not [t for t in made.everything() if t.program]


def test_one_is_found_by_title_id_or_number() -> None:
    with office(small(program("a1"), program("a2", title="Teen Night"))) as made:
        number = made.targets()["Teen Night"].document["program"]["meetingNumber"]  # type: ignore[index,call-overload]
        for sought in ("teen", "a2", str(number)):
            window = replace(WINDOW, program=sought)
            assert [t.title for t in made.everything(window) if t.program] == ["Teen Night"]


def test_a_meeting_in_progress_says_before_a_write_that_webex_will_refuse() -> None:
    with office(small(program("a1", days=0, start="2026-11-23T14:50:00Z", live=True))) as made:
        target = made.targets()["Baby Storytime"]
        assert target.program is not None
        assert target.program.live
        assert "in progress" in target.unavailable["meetingOptions.enabledChat"]


def test_a_meeting_in_a_personal_room_cannot_be_changed() -> None:
    with office(small(program("a1", scheduledType="personalRoomMeeting", registration=None))) as made:
        target = made.targets()["Baby Storytime"]
        assert (target.kind, target.program.kind if target.program else "") == ("room_meeting", "room")
        assert "personal room" in target.unavailable["meetingOptions.enabledChat"]


def test_a_weekly_series_says_what_to_do_instead_of_registration() -> None:
    with office(small(series("s1"))) as made:
        said = made.targets()["Weekly"].unavailable["registration.enabled"]
        assert all(way in said for way in ("single meetings", "webinar", "lobby"))


def test_a_personal_room_is_read_for_each_host_that_has_one() -> None:
    with office(small(), personal_rooms=True) as made:
        assert {t.title for t in made.everything() if t.kind == "room"} == {
            "Personal room of story@…",
            "Personal room of second@…",
        }


def test_a_host_whose_list_fails_is_named_and_the_others_are_whole() -> None:
    fault = {"path": "/v1/meetings$", "nth": [1], "status": 503}
    seed = small(faults=[{**fault, "nth": []}])
    with office(seed) as made:
        unread = [t for t in made.everything() if isinstance(t, Unreadable)]
        assert {t.title for t in unread} >= {"meetings of story@…", "dates of story@…"}


def test_dates_that_cannot_be_listed_leave_a_series_with_the_start_that_its_row_has() -> None:
    fault = {"path": "/v1/meetings$", "nth": [2], "status": 404}
    with office(small(series("s1"), faults=[fault]), hosts=[HOST]) as made:
        found = {t.title: t for t in made.everything()}
        assert isinstance(found["dates of story@…"], Unreadable)
        weekly = found["Weekly"]
        assert weekly.program is not None
        assert [start.isoformat() for start in weekly.program.starts] == ["2026-11-24T10:00:00+00:00"]


def test_a_date_without_its_series_does_not_tell_whether_one_signs_up() -> None:
    fault = {"path": "/v1/meetings$", "nth": [1], "status": 404}
    with office(small(program("a1"), faults=[fault]), hosts=[HOST]) as made:
        date = made.targets()["Baby Storytime (one changed date)"]
        assert set(date.unread) == {"signup", "form"}


def test_without_the_site_s_settings_they_are_unread_and_never_taken_to_be_open() -> None:
    with office(scopes_without(small(), "meeting:admin_config_read")) as made:
        site = made.targets()[f"the site {SITE}"]
        assert "meeting:admin_config_read" in site.unread["common"]


def test_a_program_is_read_again_in_a_new_process() -> None:
    with office(small()) as made:
        target = made.targets()["Baby Storytime"]
    with office(small()) as made:
        again = made.webex.read(replace(target, document={"program": None}))
        assert (again.id, again.facts) == (target.id, target.facts)
        assert again.document["form"] == target.document["form"]


def test_a_program_that_is_gone_says_so() -> None:
    with office(small()) as made:
        target = made.targets()["Baby Storytime"]
        del made.sim.world.meetings["a1"]
        with pytest.raises(AdapterError, match="no such meeting"):
            made.webex.read(target)


def test_a_program_s_own_reading_may_fail_and_is_never_left_out() -> None:
    odd = {"path": "/v1/meetings$", "set": {"items.*.scheduledType": "hologram"}}
    with office(small(faults=[odd])) as made:
        found = [t for t in made.everything() if t.program]
        assert [(type(t), t.title) for t in found] == [(Unreadable, "Baby Storytime")]


def test_a_personal_room_that_cannot_be_read_is_named() -> None:
    fault = {"path": "personalMeetingRoom$", "status": 409}
    with office(small(faults=[fault]), personal_rooms=True) as made:
        unread = {t.title for t in made.everything() if isinstance(t, Unreadable)}
        assert unread == {f"Personal room of {who}@…" for who in ("story", "second", "app")}


def test_only_the_sites_that_are_named() -> None:
    two = program("b1", site="two.webex.com")
    with office(
        small(program("a1"), two, sites=[{"siteUrl": SITE}, {"siteUrl": "two.webex.com"}]), sites=[SITE]
    ) as made:
        assert {t.id.split("/")[1] for t in made.everything() if t.program or t.kind == "account"} == {"a1", SITE}
