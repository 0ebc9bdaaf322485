"""Calendars of every shape: when their events take place, and that none of them is left out without a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hardener.errors import MalformedError
from hardener.vendor import calendar, calendar_lines

pytestmark = pytest.mark.unit

START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
NEW_YORK = "DTSTART;TZID=America/New_York"
ZONE = """\
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:{summer}
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0500
TZOFFSETTO:{summer}
END:DAYLIGHT
END:VTIMEZONE
"""


def made(*events: str, head: str = "") -> str:
    inside = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{inside}END:VCALENDAR\n".replace("\n", "\r\n")


def read(*events: str, head: str = "") -> calendar.Calendar:
    return calendar.read(made(*events, head=head), START, END)


def starts(*events: str, head: str = "") -> list[str]:
    found = read(*events, head=head)
    assert not found.unknown
    return [f"{each.start:%d %H:%M}" for each in found.dates if not each.cancelled]


def zone(name: str, summer: str = "-0400") -> str:
    return ZONE.format(name=name, summer=summer)


def test_a_series_keeps_its_hour_over_a_change_of_the_clocks() -> None:
    event = f"UID:a\nSUMMARY:Storytime\n{NEW_YORK}:20270105T103000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
    assert starts(event) == ["02 15:30", "09 15:30", "16 14:30", "23 14:30", "30 14:30"]
    first = read(event).dates[0]
    assert (first.uid, first.title, first.recurs) == ("a", "Storytime", True)
    assert first.end - first.start == timedelta(hours=1)


@pytest.mark.parametrize("until", ["20270323", "20270323T103000", "20270323T143000Z"])
def test_the_last_date_of_a_series_is_not_lost(until: str) -> None:
    event = f"UID:a\n{NEW_YORK}:20270302T103000\nRRULE:FREQ=WEEKLY;UNTIL={until}"
    assert starts(event)[-1] == "23 14:30"


def test_moved_cancelled_and_left_out_dates_are_told_apart() -> None:
    series = (
        f"UID:a\nSUMMARY:S\n{NEW_YORK}:20270302T103000\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=America/New_York:20270309T103000"
    )
    changed = "UID:a\nSUMMARY:{0}\nRECURRENCE-ID;TZID=America/New_York:{1}T103000\nDTSTART;TZID=America/New_York:{2}T103000{3}"
    moved = changed.format("moved", 20270316, 20270317, "")
    called_off = changed.format("off", 20270323, 20270323, "\nSTATUS:CANCELLED")
    assert starts(called_off, series, moved) == ["02 15:30", "17 14:30", "30 14:30"]
    found = read(called_off, series, moved)
    assert {each.uid for each in found.dates} == {"a"}
    assert [each.title for each in found.dates if each.cancelled] == ["off"]


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("Pacific Standard Time", ""),
        ('"Pacific Standard Time"', ""),
        ("US/Pacific", ""),
        ("/freeassociation.sourceforge.net/America/Los_Angeles", ""),
        ("Library Time", zone("Library Time", "-0400")),
        ('"(UTC-05:00) Eastern, here"', zone("(UTC-05:00) Eastern, here")),
        ("Eastern Standard Time", zone("Eastern Standard Time")),
    ],
)
def test_a_zone_is_known_by_its_name_or_explained(name: str, head: str) -> None:
    assert starts(f"UID:a\nDTSTART;TZID={name}:20270305T103000", head=head) == ["05 15:30" if head else "05 18:30"]


def test_what_one_calendar_calls_a_zone_holds_in_no_other() -> None:
    event = "UID:a\nDTSTART;TZID=Our Time:20270320T103000"
    assert starts(event, head=zone("Our Time")) == ["20 14:30"]
    assert starts(event, head=zone("Our Time", "-0300")) == ["20 13:30"]
    assert read(event).unknown[0].reason == "its time zone is not known"


def test_a_time_without_a_zone_is_in_that_of_the_calendar_if_it_says_one() -> None:
    assert starts("UID:a\nDTSTART:20270305T103000", head="X-WR-TIMEZONE:America/Chicago\n") == ["05 16:30"]
    found = calendar.read(made("UID:a\nDTSTART:20270305T103000"), START, END, "America/Chicago")
    assert f"{found.dates[0].start:%d %H:%M}" == "05 16:30"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("DTSTART:20270305T103000", "no time zone"),
        ("DTSTART;TZID=Library Time:20270305T103000", "zone is not known"),
        ("DTSTART;TZID=EST:20270305T103000", "zone is not known"),
        ("DTSTART;TZID=../../etc/passwd:20270305T103000", "zone is not known"),
        (f"{NEW_YORK}:20270305T103000Z", "in UTC at once"),
        ("DTSTART;TZID=UTC-05:00:20270305T103000", "no start"),
        ("DTSTART:garbage", "no start"),
        ("LOCATION:here", "no start"),
        ("DTSTART:20270399T103000Z", "no start"),
        ("DTSTART:20270305T996100Z", "cannot be read"),
        ("DTSTART;VALUE=DATE:20270305", "whole days"),
        ("DTSTART:20270305T103000Z\nDTEND:20270305T093000Z", "ends before"),
        ("DTSTART:20270305T103000Z\nDTEND:20270305T113000", "no time zone"),
        ("DTSTART:20270305T103000Z\nDURATION:long", "DURATION cannot be read"),
        ("DTSTART:20270305T103000Z\nDURATION:-PT1H", "ends before"),
        ("DTSTART:20250305T103000Z\nDTSTART:20270305T103000Z", "cannot be read"),
        ("DTSTART:20250305T103000Z\nDTEND:soon", "DTEND is no time"),
        ("DTSTART;TZID=localtime:20270305T103000", "zone is not known"),
        ("DTSTART:20270305T103000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "no program"),
        ("DTSTART:20270305T103000Z\nRRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY", "no longer used"),
        ("DTSTART:20270305T103000Z\nRRULE:FREQ=WEEKLY;BYDAY=XX", "RRULE cannot be read"),
        ("DTSTART:20270305T103000Z\nRRULE:FREQ=SECONDLY", "no program"),
        ("DTSTART:19700305T103000Z\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3,4", "no program"),
        ("DTSTART:20270305T103000Z\nRRULE:FREQ=DAILY;INTERVAL=0", "cannot be"),
        ("DTSTART:20270305T103000Z\nRRULE:FREQ=DAILY;UNTIL=20260101", "before it begins"),
        ("DTSTART:00010305T103000Z\nRRULE:FREQ=DAILY", "cannot be"),
        ("DTSTART:20270305T103000Z\nRDATE;VALUE=PERIOD:20270306T103000Z/PT1H", "RDATE is no time"),
        ("DTSTART:20270305T103000Z\nRDATE:" + ",".join(["20270306T103000Z"] * 1500), "names more than"),
    ],
)
def test_an_event_that_does_not_say_when_is_told_and_hides_no_other(event: str, reason: str) -> None:
    found = read(f"UID:odd\nSUMMARY:Odd\\, but there\n{event}", "UID:b\nSUMMARY:Fine\nDTSTART:20270306T100000Z")
    assert [each.title for each in found.dates] == ["Fine"]
    assert [(each.uid, each.title) for each in found.unknown] == [("odd", "Odd, but there")]
    assert reason in found.unknown[0].reason


def test_a_zone_whose_own_rules_are_others_than_those_of_its_name_is_not_believed() -> None:
    found = read("UID:a\nDTSTART;TZID=America/New_York:20270320T103000", head=zone("America/New_York", "-0300"))
    assert not found.dates
    assert "own rules" in found.unknown[0].reason


def test_a_date_that_nobody_can_place_leaves_its_whole_series_open() -> None:
    series = "UID:a\nSUMMARY:S\nDTSTART:20270302T103000Z\nRRULE:FREQ=WEEKLY"
    found = read(series, "UID:a\nRECURRENCE-ID:20270309T103000Z\nDTSTART;TZID=Nowhere:20270310T103000")
    assert not found.dates
    assert [each.uid for each in found.unknown] == ["a"]


def test_events_that_share_a_uid_or_have_none_are_all_there() -> None:
    found = read(
        "UID:a\nSUMMARY:one\nDTSTART:20270305T100000Z",
        "UID:a\nSUMMARY:two\nDTSTART:20270306T100000Z",
        "UID:a\nSUMMARY:two, later\nSEQUENCE:1\nDTSTART:20270306T100000Z",
        "SUMMARY:three\nDTSTART:20270307T100000Z\nBEGIN:VALARM\nTRIGGER:-PT15M\nDTSTART:nonsense\nEND:VALARM",
        "UID:b\nSUMMARY:four\nRECURRENCE-ID:20270308T100000Z\nDTSTART:20270308T110000Z",
    )
    assert not found.unknown
    assert [each.title for each in found.dates] == ["one", "two, later", "three", "four"]
    assert len({each.uid for each in found.dates}) == 4


def test_only_what_is_in_the_window_is_told_but_what_is_on_is() -> None:
    before = "UID:a\nSUMMARY:on\nDTSTART:20270228T230000Z\nDTEND:20270301T010000Z"
    over = "UID:b\nSUMMARY:over\nDTSTART:20270201T100000Z\nDTEND:20270201T110000Z"
    old = "UID:c\nSUMMARY:old\nDTSTART;TZID=Nowhere:20200201T100000"
    later = "UID:d\nSUMMARY:later\nDTSTART:20270501T100000Z"
    found = read(before, over, old, later)
    assert [each.title for each in found.dates] == ["on"]
    assert not found.unknown


def test_a_byte_order_mark_folded_lines_and_several_calendars_are_read() -> None:
    one = "UID:a\nSUMMARY:A long ti\n tle\nLOCATION:https://meet.example/\n x\nDTSTART:20270305T100000Z"
    found = calendar.read("\ufeff" + made(one) + made("UID:b\nSUMMARY:B\nDTSTART:20270306T100000Z"), START, END)
    assert [each.title for each in found.dates] == ["A long title", "B"]
    assert found.dates[0].fields == {"LOCATION": "https://meet.example/x"}
    assert "meet.example" not in repr(found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no calendar"),
        ("<html>Log in</html>", "no calendar"),
        (made("UID:a\nDTSTART:20270305T100000Z")[:-20], "cut off"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VCALENDAR", "does not end"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR", "does not begin"),
        (made("\nEND:VEVENT\nBEGIN:VEVENT\n".join(["DTSTART:20270305T100000Z"] * 5_001)), "more than 5000"),
    ],
)
def test_what_is_no_whole_calendar_is_refused(text: str, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        calendar.read(text, START, END)


def test_what_is_left_when_the_time_is_over_is_told() -> None:
    events = [f"UID:{n}\nSUMMARY:{n}\nDTSTART:2027030{n}T100000Z" for n in range(1, 6)]
    found = calendar.read(made(*events), START, END, late=iter([False, False, True, True, True]).__next__)
    assert (len(found.dates), len(found.unknown)) == (2, 3)
    assert {each.reason for each in found.unknown} == {"the time for reading the calendar was over"}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\r\r\n"])
def test_lines_may_end_in_any_way(ends: str) -> None:
    text = made("UID:a\nSUMMARY:Story\n time\nDTSTART:20270305T103000Z").replace("\r\n", ends)
    assert [each.title for each in calendar.read(text, START, END).dates] == ["Storytime"]


@pytest.mark.parametrize("uid", ["UID:a\n", ""])
def test_two_events_that_begin_at_once_are_two_whatever_they_are_called_by(uid: str) -> None:
    event = f"{uid}SUMMARY:Storytime\nDTSTART:20270305T103000Z\nLOCATION:{{0}}"
    found = read(event.format("Main"), event.format("East"), event.format("East"))
    assert sorted(each.fields["LOCATION"] for each in found.dates) == ["East", "Main"]
    assert len({each.uid for each in found.dates}) == 2


def test_a_later_version_of_an_event_stands_for_the_earlier() -> None:
    event = "UID:a\nSUMMARY:{0}\nSEQUENCE:{1}\nDTSTART:20270305T103000Z"
    assert [each.title for each in read(event.format("New", 2), event.format("Old", 1)).dates] == ["New"]


def test_what_is_said_twice_is_read_as_texts() -> None:
    (found,) = read("UID:a\nSUMMARY:One\nSUMMARY:Two\nCONFERENCE:x\nCONFERENCE:y\nDTSTART:20270305T103000Z").dates
    assert (found.title, found.fields["CONFERENCE"]) == ("One", "x\ny")


def test_an_event_outside_of_the_calendar_is_not_lost_without_a_word() -> None:
    outside = "BEGIN:VEVENT\nUID:b\nDTSTART:20270305T103000Z\nEND:VEVENT\n"
    with pytest.raises(MalformedError, match="outside"):
        calendar.read(f"{made()}{outside}{made()}", START, END)


def test_a_calendar_that_names_its_zone_by_nothing_has_that_of_the_connection() -> None:
    text = made("UID:a\nDTSTART:20270305T103000", head="X-WR-TIMEZONE:\n")
    assert f"{calendar.read(text, START, END, 'America/Chicago').dates[0].start:%d %H:%M}" == "05 16:30"


def test_single_dates_of_a_series_that_is_not_there_are_one_series() -> None:
    date = "UID:a\nRECURRENCE-ID:202703{0}T103000Z\nDTSTART:202703{0}T113000Z"
    found = read(date.format("09"), date.format("16")).dates
    assert [(each.uid, each.recurs, each.start.day) for each in found] == [("a", True, 9), ("a", True, 16)]


def test_an_event_of_one_calendar_in_a_file_does_not_take_the_place_of_anothers() -> None:
    series, date = "UID:a\nDTSTART:20270302T103000Z\nRRULE:FREQ=WEEKLY", "UID:a\nDTSTART:20270303T103000Z"
    found = calendar.read(made(series) + made(date) + made(series), START, END).dates
    assert [each.start.day for each in found] == [2, 3, 9, 16, 23, 30]


@pytest.mark.parametrize("part", ["BEGIN:VALARM", "END:VALARM", "BEGIN:VALARM\nEND:OTHER"])
def test_parts_that_do_not_begin_or_end_hide_no_line_of_an_event(part: str) -> None:
    with pytest.raises(MalformedError, match="part of an event"):
        read(f"UID:a\nDTSTART:20270302T103000Z\n{part}\nRRULE:FREQ=WEEKLY")


def test_a_text_that_broke_off_is_no_part_of_an_event_that_could_hide_lines_of_it() -> None:
    found = read("UID:a\nDTSTART:20270302T103000Z\nDESCRIPTION:x\nBegin: 10 am\nRRULE:FREQ=WEEKLY")
    assert (len(found.dates), [each.reason for each in found.unknown]) == (0, ["its dates cannot be read"])


def test_what_no_longer_counts_can_still_be_read_by_anybody_and_so_is_here() -> None:
    one = "UID:1\nSUMMARY:Tales\nDTSTART:20270309T153000Z\nDESCRIPTION:first"
    found = read(one, f"{one} second", f"SEQUENCE:2\n{one} third")
    assert len(found.dates) == 1
    assert all(word in found.dates[0].texts["DESCRIPTION"] for word in ("first", "second", "third"))
    alarmed = read(f"{one}\nBEGIN:VALARM\nDESCRIPTION:secret\nTRIGGER:-PT5M\nEND:VALARM")
    assert (len(alarmed.dates), alarmed.dates[0].texts["DESCRIPTION"]) == (1, ":first")
    assert "secret" in "".join(alarmed.dates[0].texts.values())


def test_what_a_calendar_says_outside_of_its_events_is_here() -> None:
    head = "X-WR-CALDESC:Join\\, all\n of you\nBEGIN:VTODO\nSUMMARY:Task\nEND:VTODO\n"
    found = read("UID:1\nSUMMARY:Tales\nDTSTART:20270309T153000Z", head=head)
    assert "Join, allof you" in found.around
    assert "Task" in found.around
    assert "Tales" not in found.around


def test_a_called_off_event_whose_time_is_not_known_is_no_silence() -> None:
    (found,) = read("UID:1\nSUMMARY:Tales\nSTATUS:CANCELLED\nDTSTART:20270309T153000\nLOCATION:x").unknown
    assert (found.cancelled, found.texts["LOCATION"]) == (True, ":x")


def test_a_line_that_is_folded_within_a_sign_is_a_line() -> None:
    text = made('UID:1\nSUMMARY:Éveil\nDTSTART;X-A="a:b":20270309T153000Z').encode()
    folded = text.replace("É".encode(), "É".encode()[:1] + b"\r\n " + "É".encode()[1:])
    found = calendar.read(calendar_lines.whole_signs(folded).decode(), START, END)
    assert [each.title for each in found.dates] == ["Éveil"]
    assert found.last == datetime(2027, 3, 9, tzinfo=UTC)
