"""When programs are, from calendars: series and their changes, and what is not clear and never dropped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.adapters.nextcloud.made import event, programs, read, room, small, soon, unreadable

from hardener.adapter import Window
from hardener.model import Elsewhere, Unreadable
from hardener_nextcloud.calendars import Entry
from hardener_nextcloud.dates import BROKEN, UNCLEAR, dated, links_of

LINKS = links_of("https://cloud.library.example/nc")
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SPAN = Window(NOW, NOW + timedelta(weeks=4))
LINK = "LOCATION:https://cloud.library.example/nc/index.php/call/abcd1234?email=x#message_1"


def ics(*lines: str, more: tuple[str, ...] = ()) -> Entry:
    said = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        "UID:u1",
        "SUMMARY:Stories",
        *lines,
        "END:VEVENT",
        *more,
        "END:VCALENDAR",
        "",
    ]
    return Entry("/e.ics", "\r\n".join(said))


def changed(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", "UID:u1", "SUMMARY:Moved", *lines, "END:VEVENT")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["DTSTART:20261202T100000", LINK], "no time zone"),
        (["DTSTART;TZID=Mars/Base:20261202T100000", LINK], "zone is not known"),
        (["DTSTART;TZID=EST:20261202T100000", LINK], "zone is not known"),
        (["DTSTART;TZID=Europe/Berlin:20261202T100000Z", LINK], "in UTC at once"),
        (["DTSTART:20261202T100000Z", "DTEND:20261202T110000", LINK], "no time zone"),
        (["DTSTART;VALUE=DATE:20261202", LINK], "whole days"),
        (["DTSTART:tomorrow", LINK], "no start"),
        ([LINK], "no start"),
        (["DTSTART:20261202T100000Z", "DTEND:20261201T100000Z", LINK], "ends before"),
        (["DTSTART:20261202T100000Z", "DURATION:P99999999999D", LINK], "cannot be read"),
        (["DTSTART:20261202T100000Z", "RRULE:FREQ=FORTNIGHTLY", LINK], "no program is"),
        (["DTSTART:20261202T100000Z", "RRULE:FREQ=DAILY;INTERVAL=0", LINK], "cannot be"),
        (["DTSTART:20261202T100000Z", "RRULE:FREQ=DAILY;BYMINUTE=1,2,3", "RRULE:FREQ=SECONDLY", LINK], "no program is"),
        (["DTSTART:20261202T100000Z", "BEGIN:VEVENT", LINK], BROKEN),
    ],
)
def test_what_is_not_clear_has_its_reason_and_its_room(lines: list[str], reason: str) -> None:
    (found,) = dated(ics(*lines), SPAN, LINKS)
    assert (found.token, found.dates) == ("abcd1234", ())
    assert reason in found.reason
    assert found.reason.startswith(UNCLEAR) or found.reason == BROKEN


@pytest.mark.parametrize(
    "start", ["DTSTART;TZID=Europe/Berlin:20261202T110000", "DTSTART;TZID=W. Europe Standard Time:20261202T110000"]
)
def test_zones_are_known_by_both_kinds_of_name(start: str) -> None:
    (found,) = dated(ics(start, "DURATION:PT45M", LINK), SPAN, LINKS)
    assert [(when.astimezone(UTC), minutes) for when, minutes in found.dates] == [
        (datetime(2026, 12, 2, 10, tzinfo=UTC), 45)
    ]


def test_two_entries_that_mean_other_hours_by_one_name_of_a_zone_are_each_read_by_their_own() -> None:
    def at(offset: str) -> datetime:
        rule = (
            "BEGIN:STANDARD",
            "DTSTART:20000101T000000",
            f"TZOFFSETFROM:{offset}",
            f"TZOFFSETTO:{offset}",
            "END:STANDARD",
        )
        zone = ("BEGIN:VTIMEZONE", "TZID:Customized Time Zone", *rule, "END:VTIMEZONE")
        (found,) = dated(ics("DTSTART;TZID=Customized Time Zone:20261202T100000", LINK, more=zone), SPAN, LINKS)
        return found.dates[0][0]

    assert at("-0500") - at("-0800") == timedelta(hours=-3)


def test_the_last_date_of_a_series_that_ends_on_a_day_is_there() -> None:
    start = "DTSTART;TZID=America/New_York:20261202T180000"
    (found,) = dated(ics(start, "RRULE:FREQ=WEEKLY;UNTIL=20261216", LINK), SPAN, LINKS)
    assert [f"{when:%d %H}" for when, _ in found.dates] == ["02 23", "09 23", "16 23"]


def test_events_that_share_an_id_in_one_entry_are_all_there() -> None:
    more = changed("DTSTART:20261203T100000Z", LINK)
    found = dated(ics("DTSTART:20261202T100000Z", LINK, more=more), SPAN, LINKS)
    assert {one.title for one in found} == {"Stories", "Moved"}


def test_what_was_called_off_is_no_program_however_it_is_written() -> None:
    assert not dated(ics("DTSTART;VALUE=DATE:20261202", "STATUS:CANCELLED", LINK), SPAN, LINKS)


def test_a_link_in_a_line_that_broke_off_its_text_is_seen() -> None:
    link = LINK.removeprefix("LOCATION:")
    (found,) = dated(ics("DTSTART:20261202T100000Z", "DESCRIPTION:Come to", link), SPAN, LINKS)
    assert found.token == "abcd1234"


def test_what_the_time_did_not_suffice_for_is_not_clear() -> None:
    (found,) = dated(ics("DTSTART:20261202T100000Z", LINK), SPAN, LINKS, lambda: True)
    assert "time for reading" in found.reason


def test_a_series_has_its_dates_without_those_that_were_called_off_and_a_moved_one_where_it_is_now() -> None:
    moved = changed("RECURRENCE-ID:20261209T100000Z", "DTSTART:20261210T150000Z", "DTEND:20261210T160000Z", LINK)
    off = changed("RECURRENCE-ID:20261216T100000Z", "DTSTART:20261216T100000Z", "STATUS:CANCELLED", LINK)
    entry = ics(
        "DTSTART:20261111T100000Z",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY",
        "EXDATE:20261223T100000Z",
        LINK,
        more=(*moved, *off),
    )
    (found,) = dated(entry, SPAN, LINKS)
    assert [f"{when:%d %H}" for when, _ in found.dates] == ["02 10", "10 15"]
    assert found.series


def test_a_date_that_leads_to_another_room_is_that_rooms() -> None:
    moved = changed("RECURRENCE-ID:20261209T100000Z", "DTSTART:20261209T100000Z", LINK.replace("abcd1234", "zzzz9999"))
    found = dated(ics("DTSTART:20261202T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3", LINK, more=moved), SPAN, LINKS)
    assert {one.token: len(one.dates) for one in found} == {"abcd1234": 2, "zzzz9999": 1}


@pytest.mark.parametrize(
    ("lines", "token", "platform"),
    [
        ([LINK], "abcd1234", ""),
        (["CONFERENCE;VALUE=URI:https://cloud.library.example/nc/call/first111", LINK], "first111", ""),
        (["LOCATION:Room 4", "DESCRIPTION:Come to https://cloud.library.example/nc/call/third333."], "third333", ""),
        (["LOCATION:https://other.example/index.php/call/abcd1234"], "", "Nextcloud Talk"),
        (["LOCATION:https://cloud.library.example/call/abcd1234"], "", "Nextcloud Talk"),
        (["LOCATION:https://zoom.us/j/81234567890"], "", "Zoom"),
        (["LOCATION:cloud.library.example/nc/call/typed222"], "typed222", ""),
        (["LOCATION:https://cloud.library.example:443/nc/call/port4443"], "port4443", ""),
        (["URL:https://safe.example/?url=https%3A%2F%2Fcloud.library.example%2Fnc%2Fcall%2Fwrap5555"], "wrap5555", ""),
        (["LOCATION:https://my-cloud.library.example/nc/call/abcd1234"], "", ""),
        (["LOCATION:Room 4"], "", ""),
    ],
)
def test_a_link_is_ours_by_host_and_folder(lines: list[str], token: str, platform: str) -> None:
    (found,) = dated(ics("DTSTART:20261202T100000Z", *lines), SPAN, LINKS)
    assert (found.token, found.platform) == (token, platform)


def test_programs_have_the_times_of_the_calendar_and_a_room_without_is_always_there() -> None:
    found = read(
        small(
            room("10000001"),
            room("10000002", "Standing"),
            events=(event("Baby Storytime", "10000001", soon(), rule="FREQ=WEEKLY;COUNT=3"),),
        )
    )
    by_title = programs(found)
    story, standing = by_title["Baby Storytime"].program, by_title["Standing"].program
    assert story is not None
    assert standing is not None
    assert (len(story.starts), story.minutes, story.series) == (3, 45, True)
    assert story.start == story.starts[0]
    assert (standing.start, standing.starts) == (None, ())


def test_two_events_in_one_room_are_two_programs_whose_changes_touch_both() -> None:
    found = read(
        small(
            room("10000001", "Room"), events=(event("Stories", "10000001", soon()), event("Board", "10000001", soon(5)))
        )
    )
    both = programs(found)
    assert set(both) == {"Stories (in Room)", "Board (in Room)"}
    assert len({one.written_to for one in both.values()}) == 1
    assert all(one.document["event"] == {"shared": True} for one in both.values())


def test_an_event_room_says_itself_when_it_is() -> None:
    start = int(soon().timestamp())
    (found,) = programs(read(small(room("10000001", objectType="event", objectId=f"{start}#{start + 1800}")))).values()
    assert found.program is not None
    assert found.program.start == datetime.fromtimestamp(start, UTC)
    assert found.program.minutes == 30


def test_what_is_out_of_sight_or_unclear_is_told_beside_the_rooms() -> None:
    unclear = event("Poetry", "10000001", soon()).replace("Z\r\n", "\r\n")
    away = event("Gaming", "99999999", soon())
    zoom = event("Board", "", soon(), place="https://zoom.us/j/81234567890")
    found = read(small(room("10000001", "Room"), events=(unclear, away, zoom)))
    assert set(programs(found)) == {"Room"}
    told = unreadable(found)
    assert told["Poetry"].startswith(UNCLEAR)
    assert "none of this account's" in told["Gaming"]
    assert [(one.platform, one.count) for one in found if isinstance(one, Elsewhere)] == [("Zoom", 1)]
    assert "99999999" not in repr(found)


@pytest.mark.parametrize(
    "fault",
    [
        {"path": "/calendars/", "status": 500}, {"path": "/calendars/", "status": 404}, {"path": "/calendars/", "truncate": True},
        {"path": "/calendars/programs/personal", "status": 403},
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_read_is_told_and_the_rooms_are_judged(fault: dict[str, object]) -> None:
    found = read(small(room("10000001"), events=(event("Stories", "10000001", soon()),), faults=[fault]))
    assert set(programs(found)) == {"Baby Storytime"}
    assert [one.kind for one in found if isinstance(one, Unreadable)] == ["list"]
