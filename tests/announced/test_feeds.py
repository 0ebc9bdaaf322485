"""Calendars of every system: each date where it is, each way in where it stands, and no silence about the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.announced import feeds

from hardener.announced.events import Audience, Event, events_of
from hardener.errors import MalformedError
from hardener.vendor import calendar

pytestmark = pytest.mark.unit

START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)


def events(text: str, zone: str = "", audience: Audience = Audience(), start: datetime = START) -> list[Event]:  # noqa: B008 - it is frozen
    found = calendar.read(text.replace("\n", "\r\n"), start, start + timedelta(days=31), zone)
    return events_of("events", found, audience)


def one(text: str, zone: str = "") -> Event:
    return next(each for each in events(text, zone) if "Baby" in each.title)


@pytest.mark.parametrize(
    ("text", "zone"),
    [(feeds.LIBCAL, ""), (feeds.LIBRARY_CALENDAR, ""), (feeds.EVENTS_CALENDAR, ""), (feeds.CIVIC, "America/New_York"),
     (feeds.OUTLOOK, ""), (feeds.TRUMBA, ""), (feeds.DRUPAL, "")],
    ids=["libcal", "librarycalendar", "tribe", "civic", "outlook", "trumba", "drupal"],
)  # fmt: skip
def test_half_past_ten_in_new_york_is_that_in_every_system(text: str, zone: str) -> None:
    assert f"{one(text, zone).dates[0].start:%d %H:%M}" == "09 15:30"


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (feeds.LIBRARY_CALENDAR, {"X-ALT-DESC"}), (feeds.CIVIC, {"DESCRIPTION"}), (feeds.GOOGLE, {"X-GOOGLE-CONFERENCE"}),
        (feeds.OUTLOOK, {"X-MICROSOFT-SKYPETEAMSMEETINGURL"}), (feeds.TRUMBA, {"X-TRUMBA-CUSTOMFIELD"}),
        (feeds.DRUPAL, {"COMMENT", "ATTACH", "CONFERENCE"}), (feeds.LIBCAL, set()), (feeds.EVENTS_CALENDAR, set()),
    ],
)  # fmt: skip
def test_a_way_in_is_found_wherever_it_stands(text: str, fields: set[str]) -> None:
    event = one(text, "America/New_York")
    assert {found.field for found in event.leaks} == fields
    assert "81234567890" not in repr(event)
    assert "s3cret" not in repr(event)


def test_a_libcal_event_says_that_one_signs_up_and_one_that_is_off() -> None:
    first, off, closed = events(feeds.LIBCAL)
    assert first.online
    assert first.sign_up_link
    assert not first.in_person
    assert off.dates[0].off
    assert closed.whole_day
    assert not closed.online


def test_a_series_keeps_its_hour_over_both_changes_of_the_clocks() -> None:
    spring = one(feeds.GOOGLE)
    assert [f"{date.start:%m-%d %H:%M}" for date in spring.dates] == [
        "03-02 15:30", "03-09 15:30", "03-23 15:00", "03-30 14:30",
    ]  # fmt: skip
    autumn = next(e for e in events(feeds.GOOGLE, start=datetime(2027, 10, 25, tzinfo=UTC)) if "Baby" in e.title)
    assert [f"{date.start:%m-%d %H:%M}" for date in autumn.dates][:3] == ["10-26 14:30", "11-02 14:30", "11-09 15:30"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("DTSTART;TZID=Library Time:20270309T103000", "time zone is not known"),
        ("DTSTART;TZID=America/New_York:20270309T103000Z", "in a time zone and in UTC at once"),
        ("DTSTART:20270309T103000", "no time zone"), ("DTSTART:soon", "no start that can be read"),
        ("DTSTART;TZID=EST:20270309T103000", "time zone is not known"), ("DTEND:20270309T103000Z", "no start that can be read"),
        ("DTSTART:20270309T103000Z\nRRULE:FREQ=SECONDLY", "repeated in a way"),
    ],
)  # fmt: skip
def test_what_nobody_can_place_is_told_and_costs_no_other_event(line: str, said: str) -> None:
    bad = f"BEGIN:VEVENT\nUID:bad\nSUMMARY:Teens\nURL:{feeds.JOIN}\n{line}\nEND:VEVENT\n"
    found = events(
        feeds.LIBCAL.replace("X-WR-TIMEZONE:America/New_York\n", "").replace("END:VCALENDAR", f"{bad}END:VCALENDAR")
    )
    lost = next(each for each in found if each.title == "Teens")
    assert said in lost.unclear
    assert lost.leaks
    assert next(each for each in found if each.title == "Baby Storytime").dates


def test_a_customized_zone_of_outlook_is_not_guessed() -> None:
    lost = next(each for each in events(feeds.OUTLOOK) if each.title == "Toddler Time")
    assert "time zone is not known" in lost.unclear


def test_the_same_id_twice_is_two_events() -> None:
    twice = "".join(
        f"BEGIN:VEVENT\nUID:same\nSUMMARY:Story {n}\nDTSTART:202703{n}T153000Z\nEND:VEVENT\n" for n in (9, 10, 11)
    ).replace("2027039T", "20270309T")  # fmt: skip
    assert len(events(f"BEGIN:VCALENDAR\n{twice}END:VCALENDAR\n")) == 3


def test_what_follows_a_broken_line_is_read_as_well() -> None:
    text = feeds.CIVIC.replace(
        "DESCRIPTION:Meeting ID: 812 3456 7890 Passcode: s3cret", f"DESCRIPTION:Come\nand join {feeds.JOIN}"
    )
    assert [found.field for found in one(text, "America/New_York").leaks] == ["TEXT"]


@pytest.mark.parametrize("name", feeds.NO_CALENDARS)
def test_what_is_no_calendar_is_refused(name: str) -> None:
    with pytest.raises(MalformedError, match="it is no calendar"):
        events(feeds.NO_CALENDARS[name])


def test_for_whom_it_is_comes_of_the_calendar_or_of_words() -> None:
    words = Audience(words={"teen": ("teen",), "storytime": ("baby", "Youth")})
    assert {event.profile for event in events(feeds.EVENTS_CALENDAR, audience=words)} == {"storytime"}
    assert {event.profile for event in events(feeds.LIBCAL, audience=Audience("teen"))} == {"teen"}
    assert {event.profile for event in events(feeds.LIBCAL)} == {""}
    both = Audience(words={"teen": ("storytime",), "storytime": ("baby",)})
    assert events(feeds.LIBCAL, audience=both)[0].audiences == ("teen", "storytime")
    assert events(feeds.LIBCAL, audience=both)[0].profile == ""


def test_the_last_day_of_a_calendar_is_known_and_a_series_without_an_end_has_none() -> None:
    def last(text: str) -> datetime | None:
        return calendar.read(text, START, END).last

    assert last(feeds.LIBCAL) == datetime(2027, 3, 16, tzinfo=UTC)
    assert last(feeds.EVENTS_CALENDAR) == datetime(2027, 3, 9, tzinfo=UTC)
    assert last(feeds.GOOGLE) is None


def test_a_link_outside_of_all_events_or_in_one_that_was_called_off_is_told() -> None:
    event = f"BEGIN:VEVENT\nUID:1\nSUMMARY:Tales\nSTATUS:CANCELLED\nDTSTART:20270309T103000\nCOMMENT:{feeds.JOIN}\nEND:VEVENT\n"
    text = feeds.TOP.format(name="x") + f"X-WR-CALDESC:{feeds.JOIN}\n{event}END:VCALENDAR\n"
    found = {each.title: each for each in events(text)}
    assert {title: len(each.leaks) for title, each in found.items()} == {"Tales": 1, "(the calendar itself)": 1}
    assert all(each.whole_day for each in found.values())
    assert not found["(the calendar itself)"].marks  # else it would be the event of a program


def test_a_flyer_makes_no_event_one_that_is_online() -> None:
    event = "BEGIN:VEVENT\nUID:1\nSUMMARY:Baby\nDTSTART:20270309T153000Z\nATTACH;ENCODING=BASE64;VALUE=BINARY:aGk=\nEND:VEVENT\n"
    found = one(feeds.TOP.format(name="x") + event + "END:VCALENDAR\n")
    assert (found.online, len(found.hidden)) == (False, 1)


@pytest.mark.parametrize(
    ("said", "led"),
    [
        ("Registration is required.", True), ("Please register! No refunds.", True), ("No cost; registration required", True),
        ("Se requiere registro previo", True), ("No registration required.", False), ("Registration is not needed", False),
        ("You do not need to sign up", False), ("Sin inscripción previa", False), ("No es necesario inscribirse", False), ("Sing", False),
        ("Registration is strongly encouraged.", False), ("RSVP appreciated", False), ("Inscripción opcional", False),
    ],
)  # fmt: skip
def test_an_event_that_says_that_nobody_signs_up_is_no_evidence_of_a_sign_up(said: str, led: bool) -> None:
    event = f"BEGIN:VEVENT\nUID:1\nSUMMARY:Baby\nDTSTART:20270309T153000Z\nDESCRIPTION:{said} https://forms.gle/abc\nEND:VEVENT\n"
    assert one(feeds.TOP.format(name="x") + event + "END:VCALENDAR\n").sign_up_link is led


SAID = {
    ("Lego", "Main Library", "Register online at maple.example, or call. Our online catalog."): False,
    ("Lego", "", "Registration is online. Inscríbase en línea."): False,
    ("Cars", "Main Library", "Zoom, zoom, zoom, we are going to the moon"): False,
    ("Bugs", "Main Library", "Zoom in on bugs. Virtual reality for teens. This is not a virtual program."): False,
    ("Staying Safe Online", "Lab", "https://maple.example/virtual-events/online"): False,
    ("Lego", "Main Library", "Follow us: https://www.youtube.com/@maple"): False,
    ("Lego", "Main Library", "In person, and on Zoom."): True, ("Lego", "", "This is a <b>virtual</b> program."): True,
    ("Lego", "Facebook Live", "Songs"): True, ("Virtual Chess Club", "Main Library", ""): True, ("Lego (online)", "", ""): True,
    ("Ajedrez", "", "Este evento es en línea."): True, ("Lego", "", "It will be held online."): True, ("Lego", "Virtual", ""): True,
    ("Lego", "", "Watch https://youtu.be/hunter2hunt"): True,
}  # fmt: skip


@pytest.mark.parametrize(("title", "place", "text"), SAID)
def test_an_event_is_online_where_it_says_so_of_itself_and_not_of_its_sign_up(
    title: str, place: str, text: str
) -> None:
    event = f"UID:1\nSUMMARY:{title}\nDTSTART:20270309T153000Z\nLOCATION:{place}\nDESCRIPTION:{text}"
    (found,) = events(f"{feeds.TOP.format(name='x')}BEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR\n")
    assert found.online is SAID[title, place, text]


@pytest.mark.parametrize(
    "place", ["Facebook Live", "Teams", "TBD", "From home", "By phone", "En línea", "https://maple.example"]
)
def test_what_is_no_place_is_no_other_way_to_take_part(place: str) -> None:
    event = (
        f"BEGIN:VEVENT\nUID:1\nSUMMARY:Baby\nDTSTART:20270309T153000Z\nLOCATION:{place}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert not one(feeds.TOP.format(name="x") + event).in_person
