"""What a message says: the soonest first, once, short, in plain words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hardener.model import Severity
from hardener.notify.news import Item, Sort, wanted
from hardener.notify.text import MOST, Message, compose, merge

pytestmark = pytest.mark.unit

ZONE = ZoneInfo("America/New_York")
MADE = datetime(2026, 11, 23, 14, 12, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
SHARE = "Anyone with the link can share a screen in front of children"


def item(sort: Sort = Sort.FAILING, text: str = SHARE, program: str = "Baby Storytime", **more: Any) -> Item:
    given = {"start": TUESDAY if program else None, "severity": Severity.HIGH, **more}
    return Item(sort=sort, text=text, program=program, **given)


def told(*items: Item, library: str = "Maple County Library") -> Message:
    made = compose(items, library=library, zone=ZONE, made=MADE)
    assert made is not None
    return made


def test_nothing_new_is_no_message() -> None:
    assert compose([], library="Maple County Library", zone=ZONE, made=MADE) is None


def test_one_program_is_the_title_and_times_are_the_librarys() -> None:
    made = told(item(), item(text="Sign-up is off", by_hand="Zoom > Meetings > Registration: on", by="other"))
    assert made.title == "Tue 10:30 am Baby Storytime: 2 things to fix"
    assert made.body.splitlines() == [
        "Maple County Library, Mon 23 Nov 2026, 9:12 am, New York time",
        "",
        "Tue 10:30 am Baby Storytime",
        f"  ! {SHARE}",
        "  ! Sign-up is off (somebody changed this)",
        "    by hand: Zoom › Meetings › Registration: on",  # noqa: RUF001 - what a chat is shown for >
        "",
        "Next: hardener plan shows what would change; hardener apply does it. More: hardener history",
    ]
    assert not made.urgent


def test_several_programs_are_counted_soonest_first_and_each_thing_once() -> None:
    later = TUESDAY + timedelta(days=8)
    made = told(
        item(program="Board Meeting", start=later, severity=Severity.LOW), item(program="Book Club", start=None, text="x"),
        item(), item(), item(text="Chat is on"),
    )  # fmt: skip
    assert made.title == "Maple County Library: 4 new things to fix in 3 programs"
    assert made.body.count(SHARE) == 2
    lines = [line for line in made.body.splitlines() if line and not line.startswith(" ")]
    assert lines[1:4] == ["Tue 10:30 am Baby Storytime", "Wed 2 Dec, 10:30 am Board Meeting", "Always open: Book Club"]
    assert f"  - {SHARE}" in made.body


def test_what_is_urgent_leads_and_names_its_program() -> None:
    made = told(
        item(program="Toddler Time", start=TUESDAY - timedelta(hours=2)),
        item(urgent=True, severity=Severity.CRITICAL),
        item(text="Chat is on"),
    )
    assert made.urgent
    assert made.title == "NOW OPEN TO STRANGERS: Tue 10:30 am Baby Storytime: 2 things to fix"
    assert made.body.index("Baby Storytime") < made.body.index("Toddler Time")
    two = told(item(urgent=True), item(program="Toddler Time", urgent=True), item(program="Book Club", text="x"))
    assert two.title == "Maple County Library: 2 new things to fix in 2 programs, within 24 hours"
    later = item(program="Puppet Show", start=TUESDAY + timedelta(days=20), urgent=True, severity=Severity.CRITICAL)
    far = told(item(urgent=True), later)
    assert far.title == "NOW OPEN TO STRANGERS: Maple County Library: 2 new things to fix in 2 programs"


def test_a_sentence_true_of_many_programs_is_told_once() -> None:
    many = [item(program=f"Storytime {n}", start=TUESDAY + timedelta(hours=n)) for n in range(14)]
    made = told(*many, item(program="Storytime 2", start=TUESDAY + timedelta(hours=2), text="Chat is on"))
    assert made.body.count(SHARE) == 1
    assert (
        "In 14 programs: Tue 10:30 am Storytime 0, Tue 11:30 am Storytime 1, Tue 12:30 pm Storytime 2 and 11 more"
        in made.body
    )
    assert made.body.count("Chat is on") == 1
    assert made.title == "Maple County Library: 15 new things to fix in 14 programs"


def test_a_flood_ends_with_its_count() -> None:
    made = told(*(item(text=f"Thing {n}", program=f"Program {n}") for n in range(200)))
    lines = made.body.splitlines()
    assert len(lines) <= MOST + 5
    shown = made.body.count("  ! Thing")
    assert f"and {200 - shown} more; see: hardener history" in lines
    assert lines[-1].startswith("Next: hardener plan")


def test_what_was_not_looked_at_is_never_cut_off() -> None:
    gap = item(Sort.INCOMPLETE, "main: the log-in was refused", program="")
    made = told(*(item(text=f"Thing {n}", program=f"Program {n}") for n in range(200)), gap)
    assert "Not complete: main: the log-in was refused" in made.body
    assert "not everything could be looked at" in made.title
    assert told(gap).body.endswith("Next: hardener doctor says what is missing. More: hardener history")


@pytest.mark.parametrize(
    ("made", "line", "title"),
    [
        (item(Sort.RESOLVED, by="hardener"), f"Mended by hardener: {SHARE}", "1 thing mended"),
        (item(Sort.RESOLVED), f"Mended: {SHARE}", "1 thing mended"),
        (item(Sort.CHANGED, by="other"), f"Changed by somebody: {SHARE}", "1 change"),
        (item(Sort.UNCLEAR, by_hand="look there"), f"Can't tell: {SHARE}\n    by hand: look there", "1 thing we can't tell"),
        (item(Sort.NEW), f"New: {SHARE}", "1 new"),
        (item(Sort.GONE), f"Gone: {SHARE}", "1 gone"),
        (item(Sort.NOTICE, program=""), f"Please note: {SHARE}", "1 notice"),
        (item(Sort.MISSED, program=""), f"Missed: {SHARE}", "1 missed"),
        (item(Sort.DONE, program=""), f"Done: {SHARE}", "1 done"),
        (item(by="hardener"), f"{SHARE} (hardener changed this)", "1 thing to fix"),
        (item(program=""), SHARE, "1 new thing to fix"),
    ],
    ids=str,
)  # fmt: skip
def test_each_kind_of_news_has_its_words(made: Item, line: str, title: str) -> None:
    message = told(made)
    assert line in message.body
    assert message.title.endswith(f": {title}")


def test_accounts_are_named_only_where_there_are_two() -> None:
    one, two = item(connection="main"), item(program="", connection="branch", text="New meetings have no waiting room")
    assert "(main)" not in told(one).body
    both = told(one, two).body
    assert "Baby Storytime (main)" in both
    assert "Accounts and hosts\n  ! branch: New meetings have no waiting room" in both


def test_a_channel_hears_from_its_severity_on_and_always_of_gaps() -> None:
    low, high = item(severity=Severity.LOW), item(severity=Severity.HIGH)
    gap, new = item(Sort.INCOMPLETE, severity=Severity.LOW), item(Sort.NEW, severity=None)
    assert wanted([low, high, gap, new], Severity.HIGH) == [high, gap, new]


def test_a_library_without_a_name_is_called_hardener() -> None:
    assert told(item(Sort.DONE, "2 changes were made", program=""), library="").title == "hardener: 1 done"


def test_messages_that_waited_become_one_in_order() -> None:
    first, urgent, last = told(item(Sort.NEW)), told(item(urgent=True)), told(item(Sort.GONE))
    assert merge([first]) is first
    made = merge([first, urgent, last])
    assert made.urgent
    assert made.title == f"{urgent.title} (and 2 more messages)"
    places = [made.body.index(f"{n}. {m.title}\n{m.body}") for n, m in enumerate((first, urgent, last), 1)]
    assert places == sorted(places)
    assert merge([first, last]).title == f"{last.title} (and 1 more message)"


def test_very_many_waiting_messages_stay_readable_and_the_urgent_one_whole() -> None:
    urgent = told(item(urgent=True, text="Open door"))
    made = merge([urgent, *(told(*(item(text=f"{n} {k}") for k in range(30))) for n in range(60))])
    assert made.body.count("\n") < 300
    assert "20 older ones are not told here" in made.body
    assert "Open door" in made.body
    assert "59 29" in made.body
    assert "(shortened; see: hardener history)" in made.body
