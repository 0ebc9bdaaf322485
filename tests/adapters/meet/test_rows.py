"""No row of a calendar is lost: what is unclear, made twice, not made yet, over and still on, or on another platform."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.adapters.meet.made import ANN, BOB, NOW, adapter, event, google, read, seed, space, window
from tests.adapters.meet.test_reading import day, weekly

from hardener.model import Elsewhere, Target, Unreadable
from hardener_meet.dates import Dated, Place, groups
from hardener_meet.documents import ACCOUNT

GROUP = "branch@group.calendar.google.com"
FOLLOWED: dict[str, Any] = {"calendar": GROUP}


def odd(**to: Any) -> dict[str, Any]:
    """Return a fault that changes every row of a calendar."""
    return {"path": "/events$", "set": {f"items.*.{key.replace('__', '.')}": value for key, value in to.items()}}


def unclear(found: dict[str, Target | Unreadable]) -> dict[str, str]:
    return {ident: each.reason for ident, each in found.items() if isinstance(each, Unreadable)}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (odd(id=None), "without an id"),
        (odd(id=[]), "without an id"),
        (odd(id=7), "without an id"),
        (odd(recurringEventId={}), "without an id"),
        (odd(start="soon"), "when it is"),
        (odd(end=[]), "when it is"),
        (odd(start={}), "when it is"),
        (odd(start__dateTime="2026-11-26T10:00:00", start__timeZone="tzone://Microsoft/Custom"), "zone that nobody knows"),
        (odd(end__dateTime="2020-01-01T00:00:00Z"), "ends before it starts"),
        (odd(start__dateTime="0001-01-01T00:00:00+14:00"), "time that is none"),
        (odd(conferenceData=[]), "video call that is none"),
        (odd(hangoutLink=7), "video call that is none"),
        (odd(conferenceData__conferenceSolution__key__type=[]), "what kind of video call"),
        (odd(conferenceData__conferenceId={}), "without its code"),
        (odd(conferenceData__conferenceId="zzz-zzzz-zzz"), "two Meet meetings"),
        (odd(conferenceData={"createRequest": {"status": {"statusCode": "pending"}}}, hangoutLink=None), "still making"),
        (odd(conferenceData={"createRequest": {"status": {"statusCode": "failure"}}}, hangoutLink=None), "could not make"),
        (odd(conferenceData={"createRequest": {"status": []}}, hangoutLink=None), "whether it made"),
        (odd(conferenceData__conferenceSolution__key__type="eventHangout"), "beside another video call"),
        (odd(conferenceData=None, hangoutLink=None, location="https://meet.google.com/abc-mnop-xyz"), "in its text alone"),
        (odd(conferenceData=None, hangoutLink=None, description="g.co/meet/abc-mnop-xyz"), "in its text alone"),
        (odd(conferenceData=None, hangoutLink="https://meet.google.com"), "in its text alone"),
        (odd(conferenceData__conferenceSolution=None, hangoutLink=None), "in its text alone"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_understood_is_a_row_of_the_report(fault: dict[str, Any], said: str) -> None:
    made = seed(event("one", "abc-mnop-xyz"), event("two", "abc-mnop-xyz", summary="Teen Night"), faults=[fault])
    with google(made) as client:
        client.app.broken = []  # type: ignore[attr-defined]  # what is answered is meant to be odd
        found = {k: v for k, v in read(client).items() if k != ACCOUNT}
        assert sorted(t.title for t in found.values()) == ["Baby Storytime", "Teen Night"]
        reasons = unclear(found)
        assert len(reasons) == 2
        assert all(said in reason for reason in reasons.values()), reasons


@pytest.mark.parametrize("key", ["visibility", "guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests"])
@pytest.mark.parametrize("value", [[], {}, "\ud800", 7])
def test_an_odd_flag_of_one_date_ends_nothing(key: str, value: Any) -> None:
    with google(seed(weekly(), faults=[odd(**{key: value})])) as client:
        client.app.broken = []  # type: ignore[attr-defined]  # what is answered is meant to be odd
        found = [t for t in read(client).values() if t.program is not None]
        assert found
        assert all(isinstance(t, Target) for t in found)


def test_two_events_of_one_id_are_both_in_the_report_and_the_same_row_twice_is_one() -> None:
    two = odd(id="story")
    with google(seed(event("a"), event("b", summary="Teen Night", days=4), faults=[two])) as client:
        found = {k: v for k, v in read(client).items() if k != ACCOUNT}
        assert {t.title for t in found.values()} == {"Baby Storytime", "Teen Night"}
        assert ["same id" in reason for reason in unclear(found).values()] == [True]
    with google(seed(event("a"))) as client:
        cut = client.app.world.pages.cut
        client.app.world.pages.cut = lambda items, *more: (list(items) * 2, cut(items, *more)[1])  # type: ignore[method-assign]
        assert set(read(client)) == {ACCOUNT, "a"}


def test_one_id_in_two_calendars_is_one_event_only_if_it_is_the_same() -> None:
    calendars = [{"id": GROUP, "access": {ANN: "owner"}}]
    both: dict[str, Any] = {"calendars": ["primary", GROUP]}
    spaces = [space(), space("oth-er-one")]
    events = [event("a", summary="Ours"), event("b", "oth-er-one", summary="Theirs", **FOLLOWED)]
    with google(seed(*events, calendars=calendars, spaces=spaces, faults=[odd(id="same")])) as client:
        with adapter(client, **both) as meet:
            titles = [t.title for t in meet.read_all(window()) if not isinstance(t, Elsewhere) and t.program]
        assert sorted(titles) == ["Ours", "Theirs"]


def test_a_date_with_a_room_of_its_own_is_the_room_that_would_be_written() -> None:
    dates = {day(2): {"space": "oth-er-one"}}
    spaces = [space(), space("oth-er-one", config={"accessType": "OPEN"})]
    with google(seed(weekly(dates=dates), spaces=spaces)) as client, adapter(client) as meet:
        targets = [t for t in meet.read_all(window()) if isinstance(t, Target) and t.program]
        assert {t.kind: t.written_to for t in targets} == {
            "meeting": "spaces/Szyxponmcba", "occurrence": "spaces/Seno-re-hto".replace("-", ""),
        }  # fmt: skip
        assert {t.kind: meet.read(t).written_to for t in targets} == {t.kind: t.written_to for t in targets}


def test_a_series_of_which_only_a_changed_date_is_in_view_is_not_taken_for_it() -> None:
    """The date in view has another room than its series, which the next fix would otherwise be written to."""
    dates = {day(n): {"space": "oth-er-one"} for n in range(1, 9)}
    with google(seed(weekly(dates=dates), spaces=[space(), space("oth-er-one")])) as client, adapter(client) as meet:
        targets = [t for t in meet.read_all(window()) if isinstance(t, Target) and t.program]
        assert {t.kind for t in targets} == {"occurrence"}
        for found in targets:
            assert meet.read(found).written_to == found.written_to == "spaces/Senorehto"


def test_a_series_that_cannot_be_read_itself_is_said() -> None:
    fault = {"path": "/events/story$", "status": 404, "body": {"error": {"code": 404, "message": "Not Found"}}}
    with google(seed(weekly(), faults=[fault])) as client:
        (reason,) = unclear(read(client)).values()
        assert "the series itself" in reason


@pytest.mark.parametrize(("active", "there"), [(True, True), (False, False)])
def test_a_program_over_its_time_is_there_as_long_as_people_are(active: bool, there: bool) -> None:
    late = event(days=-50 / 1440)
    with google(seed(late, spaces=[space(active=active)])) as client, adapter(client) as meet:
        found = [t for t in meet.read_all(window()) if isinstance(t, Target) and t.program]
        assert bool(found) is there
        for one in found:
            assert one.program is not None
            assert one.program.live
            assert list(meet.live(meet.read(one))) == ["Baby Storytime"]


def test_entries_of_other_platforms_are_counted_and_nothing_of_them_is_kept() -> None:
    zoom = {"entryPoints": [{"entryPointType": "video", "uri": "https://zoom.us/j/81?pwd=abc"}],
            "conferenceSolution": {"key": {"type": "addOn"}, "name": "Zoom Meeting"}}  # fmt: skip
    events = [
        event("z1", "", conference=zoom),
        event("z2", "", location="https://library.zoom.us/j/812"),
        event("t1", "", description="Join: <a href='https://teams.microsoft.com/l/meetup-join/19%3ameeting'>here</a>"),
        event("none", "", summary="Staff lunch"),
        event("past", "", days=-0.1, location="https://zoom.us/j/81"),
        event("meet"),
        weekly(ident="w", code="", description="https://zoom.us/j/99"),
    ]
    with google(seed(*events)) as client, adapter(client) as meet:
        found = list(meet.read_all(window()))
        counts = {e.platform: e.count for e in found if isinstance(e, Elsewhere)}
        assert counts == {"": 1, "Microsoft Teams": 1, "Zoom": 3}
        assert "zoom.us" not in repr([t for t in found if isinstance(t, Target)])
        one = list(meet.read_all(window("z1")))
        assert [e for e in one if isinstance(e, Elsewhere)] == [Elsewhere(platform="Zoom", count=1)]


def test_a_space_is_read_as_whoever_owns_it() -> None:
    """Two events of two people in one space: the settings are seen if either of them owns it."""
    events = [event("mine"), event("theirs", **FOLLOWED)]
    calendars = [{"id": GROUP, "access": {ANN: "owner", BOB: "owner"}}]
    with google(seed(*events, calendars=calendars)) as client:
        found = read(client, calendars=["primary", GROUP])
        assert all(isinstance(t, Target) and not t.unread.get("space") for k, t in found.items() if k != ACCOUNT)


def test_what_is_on_is_not_told_where_the_space_cannot_be_read() -> None:
    fault = {"path": "/v2/spaces", "status": 403, "body": {"error": {"code": 403, "message": "Not today"}}}
    with google(seed(faults=[fault])) as client, adapter(client) as meet:
        found = next(t for t in meet.read_all(window()) if isinstance(t, Target) and t.program)
        with pytest.raises(Exception, match="Not today"):
            list(meet.live(meet.read(found)))


def test_a_window_is_kept() -> None:
    with google(seed(event("later", days=40), event("now", days=1))) as client:
        assert set(read(client)) == {ACCOUNT, "now"}
        assert NOW + timedelta(weeks=4) == window().end


@pytest.mark.parametrize(
    "link",
    [
        "HTTPS://MEET.GOOGLE.COM/ABC-MNOP-XYZ",
        "http://meet.google.com/abc-mnop-xyz",
        "https://g.co/meet/abc-mnop-xyz?hs=1",
    ],
)
def test_a_meet_link_is_known_in_any_form(link: str) -> None:
    with google(seed(event("one", "abc-mnop-xyz"), faults=[odd(conferenceData=None, hangoutLink=link)])) as client:
        client.app.broken = []  # type: ignore[attr-defined]  # what is answered is meant to be odd
        assert isinstance(read(client)["one"], Target)


def test_of_copies_with_no_date_in_common_the_organizer_s_is_the_one_that_counts() -> None:
    def dates(calendar: str, *days: int, own: bool = False) -> list[Dated]:
        fields = {"id": "story", "organizer": {"self": own}}
        return [Dated(fields, Place(calendar, calendar), start=NOW + timedelta(days=n), code="abc") for n in days]

    own = dates("own", 1, 2, own=True)
    assert groups([*dates("one", 1), *dates("two", 2), *own]) == [own]
    other = dates("three", 3)
    assert groups([*other, *own]) == [own, other], "nothing tells that it is the same event"
