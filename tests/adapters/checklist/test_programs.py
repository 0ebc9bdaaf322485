"""A library's own list of programs, in every shape that people make: what is in it is there, or is said to be unclear."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener_checklist.programs import Listed, listed, plain

pytestmark = pytest.mark.unit

WINDOW = Window(datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC))
START = datetime(2027, 3, 2, 15, 30, tzinfo=UTC)


CALENDAR = """\
BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a@b
SUMMARY:Story https://streamyard.com/x
LOCATION:https://zoom.us/j/81234567890
DTSTART;TZID=America/New_York:20270302T103000
DURATION:PT45M
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:c
SUMMARY:Off
DTSTART:20270302T103000Z
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:d
SUMMARY:Whole day
DTSTART;VALUE=DATE:20270302
END:VEVENT
END:VCALENDAR
"""


def read(name: str, text: str, zone: str = "America/New_York") -> list[Listed]:
    return list(listed(name, text, WINDOW, zone, lambda: False))


def toml(*lines: str, zone: str = "America/New_York") -> list[Listed]:
    return read("programs.toml", "\n".join(("[[programs]]", *lines)), zone)


@pytest.mark.parametrize(
    "start",
    [
        "2027-03-02 10:30:00", "2027-03-02T10:30:00-05:00", '"2027-03-02 10:30"', '"2027-03-02T15:30Z"', "2027-03-02T15:30:00Z",
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["11:15:00", '"11:15"', '"2027-03-02 11:15"', "2027-03-02T16:15:00Z"])
def test_a_time_is_taken_as_people_write_it(start: str, end: str) -> None:
    (one,) = toml('title = "Baby storytime"', f"start = {start}", f"end = {end}", 'host = "Youth services"')
    assert (one.title, one.host, one.unclear) == ("Baby storytime", "Youth services", "")
    assert one.dates == [(START, 45)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (('title = "A"',), "entry 1: start: it is missing"),
        (('title = "A"', "start = 2027-03-02"), "start: it has no time"),
        (('title = "A"', 'start = "next Tuesday"'), "no date with a time; write it like 2027-03-02 10:30"),
        (('title = "A"', 'start = "2027-13-02 10:30"'), "no date with a time"),
        (('title = "A"', "start = true"), "no date with a time"),
        (('title = "A"', "start = 20270302"), "no date with a time"),
        (('title = "A"', "start = 0001-01-01T00:00:00+14:00"), "entry 1"),
        (('title = "A"', "start = 2027-03-02T10:30:00Z", "end = 2027-03-02T10:00:00Z"), "ends before it starts"),
        (('title = "A"', "start = 2027-03-02T10:30:00Z", 'end = "99:99"'), "entry 1"),
        (('title = "A"', "start = 2027-03-02T10:30:00Z", "host = 7"), "host: expected a text"),
        (('title = "A"', "start = 2027-03-02T10:30:00Z", 'strat = "x"'), "unknown key 'strat'"),
        (("start = 2027-03-02T10:30:00Z",), "it has no title"),
        (("title = 7", "start = 2027-03-02T10:30:00Z"), "it has no title"),
    ],
)
def test_an_entry_that_is_wrong_is_a_program_of_which_nobody_can_tell(lines: tuple[str, ...], said: str) -> None:
    found = toml(*lines, "[[programs]]", 'title = "Fine"', "start = 2027-03-02T15:30:00Z")
    odd, fine = sorted(found, key=lambda one: one.title == "Fine")
    assert said in odd.unclear
    assert (fine.unclear, fine.dates) == ("", [(START, None)])


def test_a_time_without_a_zone_is_not_guessed() -> None:
    (one,) = toml('title = "A"', "start = 2027-03-02T10:30:00", zone="")
    assert "time zone is not known; set timezone" in one.unclear


def test_entries_of_one_title_are_dates_of_one_program() -> None:
    found = toml(
        'title = "Baby  storytime"', "start = 2027-03-02T10:30:00",
        "[[programs]]", 'title = "baby storytime"', "start = 2027-03-16T10:30:00",
    )  # fmt: skip
    assert [(one.title, one.recurs) for one in found] == [("Baby storytime", True)]
    assert [f"{start:%d %H:%M}" for start, _ in found[0].dates] == ["02 15:30", "16 14:30"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_is_read_whatever_stands_between_its_columns(mark: str) -> None:
    rows = (
        ("Title", "Branch", "START", "End", "host"),
        ("A", "Main", "2027-03-02 10:30", "11:15", "Youth"),
        ("", "", "", "", ""),
    )
    (one,) = read("programs.csv", "\n".join(mark.join(row) for row in rows))
    assert (one.title, one.host, one.dates) == ("A", "Youth", [(START, 45)])


def test_a_row_that_is_wrong_is_told_with_its_line() -> None:
    (one,) = read("programs.csv", "title,start\nA,3/2/2027 10:30 AM\n")
    assert one.unclear.startswith("line 2: start: it is no date with a time")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_cell_may_have_lines_of_its_own_and_signs_that_others_take_for_ends_of_lines(ends: str) -> None:
    rows = ("title,start", f'"Teen{ends}Night",2027-03-02 10:30', "Story\u2028time,2027-03-03 10:30")
    assert [(one.title, one.unclear) for one in read("programs.csv", ends.join(rows))] == [
        ("Teen Night", ""),
        ("Story time", ""),
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("p.toml", "programs = [", "not TOML"),
        ("p.toml", "", "expected entries of"),
        ("p.toml", "programs = 7", "expected entries of"),
        ("p.toml", "programs = [7]", "expected entries of"),
        ("p.toml", "[[program]]\ntitle = 'A'", "expected entries of"),
        ("p.toml", "a = " + "[" * 3000, "not TOML"),
        ("p.toml", "#" * 2_000_000, "too long"),
        ("p.csv", "", "line 1: expected the names of columns"),
        ("p.csv", "name,when\nA,B", "line 1: expected the names of columns"),
        ("p.csv", "title,start,start\nA,B,C", "line 1: expected the names of columns"),
        ("p.csv", 'title,start\n"A,B\n', "not CSV"),
        ("p.csv", "title,start\n" + "A,2027-03-02 10:30\n" * 5_001, "more than 5000 dates"),
        ("p.ics", "<html>", "no calendar"),
    ],
)
def test_a_list_that_is_none_is_refused(name: str, text: str, said: str) -> None:
    with pytest.raises(MalformedError, match=said):
        read(name, text)


def test_a_calendar_gives_programs_by_its_own_ids_and_only_their_titles_and_times() -> None:
    story, day = read("p.ics", CALENDAR)
    assert (story.title, story.recurs, len(story.dates)) == ("Story (redacted)", True, 2)
    assert "@" not in story.ident
    assert day.unclear.startswith("it lasts whole days")
    assert "zoom.us" not in repr((story, day))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Story https://fb.watch/a?b=c now", "Story (redacted) now"),
        ("Join streamyard.com/abc, all", "Join (redacted) all"),
        ("www.example.org", "(redacted)"),
        ("a\nb\x1b[31m\u202e", "a b [31m"),
        ("Join streamyard\u200b.com\u2060/abc\u200b, all", "Join (redacted) all"),
        ("Kids/teens at 10.30, v1.2", "Kids/teens at 10.30, v1.2"),
    ],
)
def test_a_title_is_shown_without_addresses_in_one_line(text: str, shown: str) -> None:
    assert plain(text) == shown
