"""The adapter reads a library's calendars and spaces over real HTTP."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from tests.adapters.meet.made import (
    ANN,
    BOB,
    NOW,
    QUIET,
    ROOT,
    adapter,
    as_bob,
    event,
    google,
    read,
    seed,
    space,
    target,
    window,
)  # fmt: skip

from hardener.adapter import AdapterError
from hardener.model import Target, Unreadable
from hardener_meet.documents import ACCOUNT, NOT_OWNER
from hardener_meet.simulator import MeetSimulator
from hardener_meet.times import moment

CODE = "abc-mnop-xyz"
GROUP = "branch@group.calendar.google.com"


def weekly(**more: Any) -> dict[str, Any]:
    start = (NOW - timedelta(days=7, hours=2)).replace(tzinfo=None)
    when = {
        name: {"dateTime": at.isoformat(), "timeZone": "America/New_York"}
        for name, at in (("start", start), ("end", start + timedelta(minutes=30)))
    }
    return event(**{"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=9"], **when, **more})


def day(weeks: int) -> str:
    """Return the date of `weekly` so many weeks after its first."""
    return (NOW - timedelta(days=7) + timedelta(weeks=weeks)).date().isoformat()


def test_a_program_is_its_event_and_its_space() -> None:
    with google() as client:
        found = target(client)
        assert found.kind == "meeting"
        assert found.title == "Baby Storytime"
        assert found.unread == {}
        assert found.document["event"] == {**QUIET, "visibility": "default"}
        settings: Any = found.document["space"]
        assert settings["config"]["accessType"] == "RESTRICTED"
        assert found.program is not None
        assert (found.program.id, found.program.minutes, found.program.series) == ("story", 30, False)
        assert found.program.start == NOW + timedelta(days=3)


def test_nothing_that_is_read_names_a_guest_or_leads_into_the_meeting() -> None:
    phones = [{"phoneNumber": "+12025550147", "pin": "483920117", "regionCode": "US"}]
    with google(seed(spaces=[space(phones=phones)])) as client:
        text = repr(target(client))
        assert not [word for word in (CODE, "family", "@mail", "483920117", "2025550147", ANN) if word in text]


def test_a_series_is_one_program_and_its_space_is_read_once() -> None:
    with google(seed(weekly())) as client:
        found = target(client)
        assert found.program is not None
        assert (found.program.series, found.program.occurrence) == (True, "")
        assert found.program.start is not None
        assert found.program.start.isoformat() == "2026-11-23T13:00:00-05:00", "the first that is not over"
        calls = Counter(call.path.split("/")[1] for call in client.app.calls if call.method == "GET")
        assert calls == {"calendar": 2, "v2": 1}, "the list, and the series itself, which tells what is usual"


def test_a_date_of_a_series_that_differs_is_judged_for_itself() -> None:
    dates = {
        day(2): {"guestsCanSeeOtherGuests": True},
        day(3): {"space": "oth-er-one"},
        day(4): {"status": "cancelled"},
    }
    with google(
        seed(weekly(dates=dates), spaces=[space(), space("oth-er-one", config={"accessType": "OPEN"})])
    ) as client:
        found = read(client)
        changed = [t for t in found.values() if t.kind == "occurrence"]
        assert sorted(t.title for t in changed) == ["Baby Storytime (one changed date)"] * 2
        documents: list[Any] = [t.document for t in changed if isinstance(t, Target)]
        found_there = [(d["event"]["guestsCanSeeOtherGuests"], d["space"]["config"]["accessType"]) for d in documents]
        assert sorted(found_there) == [(False, "OPEN"), (True, "RESTRICTED")]
        assert {t.program.id for t in changed if t.program} == {"story"}
        assert [call.path for call in client.app.calls].count("/v2/spaces/oth-er-one") == 1


def test_unrelated_events_with_one_link_are_told_apart_and_read_once() -> None:
    with google(seed(event("one"), event("two"))) as client:
        found = read(client)
        links = [t.document["link"] for t in found.values() if isinstance(t, Target) and t.kind == "meeting"]
        assert links == [{"shared": True}] * 2
        assert {t.written_to for t in found.values() if isinstance(t, Target) and t.program} == {"spaces/Szyxponmcba"}
        assert len([c for c in client.app.calls if c.path.startswith("/v2/")]) == 1
        assert read(client, "one")["one"].document["link"] == {"shared": True}  # type: ignore[union-attr]


def test_a_space_of_somebody_else_is_unread_and_its_event_is_not() -> None:
    with google(seed(spaces=[space(owner=BOB)])) as client:
        found = target(client)
        assert found.unread == {"space": NOT_OWNER}
        assert "space" not in found.document
        assert found.document["event"]


def test_a_space_that_is_refused_is_unread_with_google_s_words() -> None:
    faults = [
        {"path": "/v2/spaces", "status": 403, "body": {"error": {"code": 403, "message": "Not today", "status": "X"}}}
    ]
    with google(seed(faults=faults)) as client:
        assert "Not today" in target(client).unread["space"]


def test_what_is_no_meet_meeting_is_no_program() -> None:
    other = {"conferenceSolution": {"key": {"type": "addOn"}}, "conferenceId": "1"}
    waiting = {"createRequest": {"requestId": "r", "status": {"statusCode": "pending"}}}
    made = seed(event("park", ""), event("zoom", "", conference=other), event("soon", "", conference=waiting))
    with google(made) as client:
        found = read(client)
        assert set(found) == {ACCOUNT, "soon"}
        assert isinstance(found["soon"], Unreadable)
        assert "still making" in found["soon"].reason


@pytest.mark.parametrize(("role", "ident"), [("freeBusyReader", "list"), ("reader", "story")])
def test_what_a_calendar_hides_is_said_to_be_unread(role: str, ident: str) -> None:
    made = seed(event(calendar=GROUP, visibility="private"), calendars=[{"id": GROUP, "access": {ANN: role}}])
    with google(made) as client:
        found = read(client, calendars=[GROUP])
        unread = [t for key, t in found.items() if key.startswith(ident)]
        assert len(unread) == 1
        assert isinstance(unread[0], Unreadable)


def test_a_calendar_that_is_not_there_is_unread_and_the_others_are_read() -> None:
    with google() as client:
        found = read(client, calendars=["primary", "gone@group.calendar.google.com"])
        assert isinstance(found["story"], Target)
        assert [t.kind for t in found.values() if isinstance(t, Unreadable)] == ["list"]


def test_an_event_on_two_calendars_is_one_program_the_organizer_s() -> None:
    made = seed(event(attendees=[{"email": ANN}], calendar=GROUP), calendars=[{"id": GROUP, "access": {ANN: "owner"}}])
    with google(made) as client:
        first = read(client, calendars=["primary", GROUP])["story"]
        other = read(client, calendars=[GROUP, "primary"])["story"]
        assert first.id == other.id
        assert first.program is not None
        assert first.program.host_name == "branch@…"


def test_only_what_is_in_the_window_and_asked_for_is_read() -> None:
    made = seed(event("near"), event("far", days=40), event("past", days=-2), event("teens", summary="Teen Night"))
    with google(made) as client:
        assert set(read(client)) == {ACCOUNT, "near", "teens"}
        assert set(read(client, "teen")) == {ACCOUNT, "teens"}
        assert set(read(client, "near")) == {ACCOUNT, "near"}


def test_pages_are_read_to_the_end() -> None:
    events = [event(f"e{n}", f"abc-mnop-x{chr(97 + n // 26)}{chr(97 + n % 26)}") for n in range(60)]
    spaces = [space(e["space"]) for e in events]
    faults = [{"path": "/events", "nth": [2], "status": 503}]
    with google(seed(*events, spaces=spaces, faults=faults)) as client:
        client.app.world.pages.cut = cut(client.app)  # type: ignore[method-assign]
        assert len(read(client)) == 61
        assert sum(c.path.endswith("/events") for c in client.app.calls) == 4


def cut(app: MeetSimulator) -> Any:
    """Return a way to cut lists into pages of 25, whatever is asked for: Google may give fewer at any time."""
    whole = app.world.pages.cut
    return lambda items, listing, token, size, now: whole(items, listing, token, min(size, 25), now)


def test_a_meeting_that_is_on_is_live() -> None:
    with google(seed(spaces=[space(active=True)])) as client:
        program = target(client).program
        assert program is not None
        assert program.live


def test_a_target_is_read_again_by_its_id_alone() -> None:
    with google(seed(weekly())) as client, adapter(client) as meet:
        found = next(t for t in meet.read_all(window()) if isinstance(t, Target) and t.program)
        bare = Target(id=found.id, kind=found.kind, title=found.title, document={})
        again = meet.read(bare)
        assert (again.id, again.document["event"], again.document["space"]) == (
            found.id, found.document["event"], found.document["space"],
        )  # fmt: skip
        with pytest.raises(AdapterError, match="not among those of the connection"):
            meet.read(Target(id="meeting/00000000/story", kind="meeting", title="x", document={}))


def test_a_code_is_in_no_log_and_no_message(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="hardener.http")
    with google(seed(faults=[{"path": "/v2/", "truncate": True}])) as client:
        reason = target(client).unread["space"]
    assert "/v2/spaces/(redacted)" in reason
    assert "/v2/spaces/(redacted)" in caplog.text
    assert CODE not in reason + caplog.text
    body = {"error": {"code": 403, "message": "No access to abc-mnop-xyz", "status": "PERMISSION_DENIED"}}
    with google(seed(faults=[{"path": "/v2/", "status": 403, "body": body}])) as client:
        client.app.broken = []  # type: ignore[attr-defined]
        reason = target(client).unread["space"]
    assert "No access to (redacted)" in reason


# --- policies ---


def policy(number: int, name: str, value: dict[str, Any], unit: str = "root") -> dict[str, Any]:
    return {
        "name": f"policies/p{number}", "setting": {"type": f"settings/meet.{name}", "value": value}, "type": "ADMIN",
        "policyQuery": {"orgUnit": f"orgUnits/{unit}", "sortOrder": number},
    }  # fmt: skip


RULES = [
    policy(2, "meet_joining", {"allowedAudience": "RESTRICTED"}),
    policy(1, "meet_joining", {"allowedAudience": "OPEN"}),
    policy(3, "meet_joining", {"allowedAudience": "TRUSTED"}, "branch"),
    policy(4, "automatic_recording", {"enabled": False}),
]


def test_of_several_policies_the_highest_order_counts_in_each_unit() -> None:
    with google(seed(policies=RULES)) as client:
        found = read(client, policies=True)[ACCOUNT]
        assert isinstance(found, Target)
        assert found.document["policies"] == {
            "automatic_recording": {"enabled": [False]},
            "meet_joining": {"allowedAudience": ["TRUSTED", "RESTRICTED"]},
        }


@pytest.mark.parametrize(
    ("made", "more", "said"),
    [
        (seed(policies=RULES), {}, "not asked for"),
        (seed(policies=RULES, scopes=("calendar.events.readonly",)), {"policies": True}, f"scope {ROOT}cloud-identity"),
        (as_bob(seed(policies=RULES)), {"policies": True}, "does not have permission"),
        (seed(), {"policies": True}, "the list has no 'policies'"),
    ],
)
def test_policies_that_cannot_be_read_are_unread_with_the_reason(made: Any, more: Any, said: str) -> None:
    with google(made) as client:
        if "permission" in said:
            client.app.world.people[ANN].super_admin = False
        found = read(client, **more)[ACCOUNT]
        assert isinstance(found, Target)
        assert said in found.unread["policies"]


# --- times ---


@pytest.mark.parametrize(
    ("when", "zone", "expect"),
    [
        ({"dateTime": "2026-11-24T10:30:00-05:00"}, None, "2026-11-24T10:30:00-05:00"),
        ({"dateTime": "2026-07-24T10:30:00", "timeZone": "America/New_York"}, "UTC", "2026-07-24T10:30:00-04:00"),
        ({"dateTime": "2026-11-24T10:30:00Z"}, "America/New_York", "2026-11-24T10:30:00+00:00"),
        ({"date": "2026-11-24"}, "America/Chicago", "2026-11-24T00:00:00-06:00"),
        ({"dateTime": "2026-11-24T10:30:00-05:00", "timeZone": "Mars/Base"}, None, "2026-11-24T10:30:00-05:00"),
    ],
)
def test_a_time_is_read_in_its_zone(when: Any, zone: str | None, expect: str) -> None:
    found = moment(when, zone)
    assert found is not None
    assert found.isoformat() == expect


SERIES = ("abc-mnop-xyz", "bcd-nopq-yza", "cde-opqr-zab")


def three(**changes: Any) -> dict[str, Any]:
    """Three series, the second of which usually shows its guests, which its next date does not."""
    each = [weekly(ident=f"s{number}", code=code) for number, code in enumerate(SERIES)]
    each[1]["fields"]["guestsCanSeeOtherGuests"] = True
    each[1]["dates"] = {day(1): {"guestsCanSeeOtherGuests": False}}
    return seed(*each, spaces=[space(code) for code in SERIES], **changes)


def asked_for(made: dict[str, Any]) -> tuple[dict[str, Target | Unreadable], Counter[str]]:
    """Return what is read, and how many lists and single events were asked of the calendar."""
    with google(made) as client:
        found = read(client)
        paths = [c.path for c in client.app.calls if c.path.startswith("/calendar")]
        return found, Counter("list" if path.endswith("/events") else "single" for path in paths)


def test_several_series_are_themselves_read_by_one_list() -> None:
    listed, calls = asked_for(three())
    assert calls == {"list": 2}
    assert {type(one) for one in listed.values()} == {Target}
    assert sum(one.kind == "occurrence" for one in listed.values()) == 1
    # With the list broken each is asked for alone, and says the same, to the last fact.
    alone, calls = asked_for(three(faults=[{"path": "/events$", "nth": [2], "status": 403, "body": {"error": {}}}]))
    assert calls == {"list": 2, "single": 3}
    assert alone == listed


@pytest.mark.parametrize(
    "fault",
    [
        {"drop_key": "items.*.id"}, {"drop_key": "items.*.conferenceData"}, {"drop_key": "items.*.start"}, {"drop_key": "items.*.status"}, {"drop_key": "items"}, {"status": 200, "body": []},
        {"status": 200, "body": {"items": [{"id": "s0", "status": "cancelled"}, {"id": "s1", "status": "confirmed", "recurringEventId": "s9"}]}},
        {"status": 200, "body": {"items": [{"id": f"s{n}", "status": "confirmed", "summary": x} for n in range(3) for x in "ab"]}},
        {"status": 500, "body": {}},
    ],
    ids=str,
)  # fmt: skip
def test_a_series_that_a_list_does_not_clearly_have_is_asked_for_alone(fault: dict[str, Any]) -> None:
    nth = [2] if fault.get("status") != 500 else list(range(2, 30))
    found, calls = asked_for(three(faults=[{"path": "/events$", "nth": nth, **fault}]))
    assert calls["single"] == 3
    assert found == asked_for(three())[0]
