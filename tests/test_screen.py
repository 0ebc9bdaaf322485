"""The first screen: 24 lines at 80 columns whatever the account's size, the verdict last but one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hardener.causes import causes
from hardener.findings import FindingSet
from hardener.language import language, speaking
from hardener.letters.digest import Before, digest
from hardener.letters.view import View
from hardener.model import Finding, Notice, Program, Severity, Status
from hardener.profile import load
from hardener.reason import Reason, Why
from hardener.report import days, screen, single, steps, table
from hardener.report.safe import begun
from hardener.results import Coverage, Report, Row

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 28, 23, 40, tzinfo=UTC)
SHARE = Finding(
    connection="main", control="chan.screen_share", status=Status.FAIL, severity=Severity.CRITICAL, expected="at most hosts",
    actual="everyone", sentence="Anyone with the link can share their screen in front of children", fixable=True,
    by_hand="Zoom web portal > Meetings > the program > Edit > Options", governing="",
)  # fmt: skip
RENAME = replace(
    SHARE, control="chan.rename_self", severity=Severity.HIGH, governing="account/me", governing_title="the account"
)
MET = replace(SHARE, status=Status.PASS)
UNDECIDED = replace(RENAME, status=Status.ERROR, reason=Why(Reason.UNDECIDED, said="two groups differ"))
HOSTILE = "\x1b[31m\u202e<script>alert(1)</script> " + "x" * 5000


def row(number: int, *found: Finding, title: str = "", unread: str = "", live: bool = False, host: str = "") -> Row:
    program = Program(
        id=str(number), kind="meeting", host="host/a", host_name=host or f"host{number}@…",
        start=NOW + timedelta(hours=number), minutes=30, live=live,
    )  # fmt: skip
    return Row(
        connection="main", vendor="zoom", target=f"meeting/{number}", title=title or f"Storytime {number}", program=program,
        profile="storytime", door="open", unread=unread, found=FindingSet.of(found),
    )  # fmt: skip


def report(*rows: Row, error: str = "") -> Report:
    reach = Coverage(connection="main", vendor="zoom", listed=len(rows), judged=len(rows), error=error)
    made = Report(
        made=NOW, version="1", library="Maple County Library", start=NOW, end=NOW + timedelta(days=7),
        profiles={"storytime": load("storytime")}, reaches=[reach],
    )  # fmt: skip
    for one in rows:
        made.add(one)
    return made


def lines(made: Report, width: int = 80) -> list[str]:
    return "".join(screen.render(made, width=width)).split("\n")[:-1]


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("count", [0, 1, 3, 40, 2000])
def test_it_fits_whatever_the_account_s_size(count: int, width: int) -> None:
    told = lines(report(*(row(n, SHARE, RENAME, title=HOSTILE if n % 7 == 3 else "") for n in range(count))), width)
    assert len(told) <= (24 if width >= 80 else 34)
    assert max(map(len, told)) <= width
    assert not re.search(r"[\x00-\x1f\u202e]", "".join(told))


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("count", [1, 3, 12])
def test_it_fits_however_much_else_there_is_to_say(count: int, code: str) -> None:
    made = report(*(row(n, SHARE, RENAME, host=f"host{n}@…") for n in range(40)))
    made.notices += [Notice(f"main: {n} {'is looked at by no connection ' * 5}", str(n)) for n in range(count)]
    with speaking(language(code)):
        told = lines(made)
    assert len(told) <= 24
    assert "hardener fix 1" in told[-1]
    if count > 3:
        assert sum("hardener audit --all" in line for line in told) >= 3


def test_the_verdict_and_the_next_command_come_last() -> None:
    *_, verdict, following = lines(report(row(1, SHARE), row(2, RENAME), row(3, MET)))
    assert verdict == "3 PROGRAMS  1 open to strangers · 1 to fix · 1 ready · 0 can't tell"
    assert following.startswith("Next: hardener fix 1 · hardener plan")


def test_a_place_is_one_line_with_its_programs_and_what_strangers_use() -> None:
    told = lines(report(*(row(n, SHARE, title="Homework Help", host="homework@…") for n in range(9))))
    assert any(re.match(r" 1 Homework Help ×9, homework +screen$", line) for line in told)  # noqa: RUF001 - times
    assert "   Meetings > the program > Edit > Options · homework, or hardener apply" in told


def test_one_switch_is_told_once_and_never_as_open_to_strangers() -> None:
    told = " ".join(lines(report(*(row(n, RENAME) for n in range(35)))))
    assert "CLOSE THESE FIRST" not in told
    assert "No stranger reaches anybody. 1 place to look at; the widest: rename, 35 programs" in told


def test_a_week_of_rooms_that_are_always_there_says_how_many() -> None:
    always = row(1, SHARE)
    assert always.program is not None
    always = replace(always, program=replace(always.program, start=None))
    assert "".join(days.render(report(always))) == "No program with a date; 1 program without one: hardener audit\n"


def test_nobody_reaches_anybody_is_said_only_of_what_could_be_told() -> None:
    unclear = replace(SHARE, status=Status.ERROR, sentence="Who can share could not be told")
    told = " ".join(lines(report(row(1, RENAME), row(2, unclear))))
    assert "No stranger is known to reach anybody. 1 place to look at" in told
    assert "No stranger reaches" not in told


def test_a_letter_says_it_only_of_what_could_be_told_as_well() -> None:
    view = View(library="", zone=UTC, made=NOW)
    said = "No stranger with the link reaches anybody"
    untold = replace(RENAME, control="chan.profile_pictures", severity=Severity.LOW, status=Status.ERROR)
    assert said in digest(report(row(1, RENAME)), Before(counts=None), view).html
    assert said not in digest(report(row(1, RENAME, untold)), Before(counts=None), view).html


def test_nothing_open_is_said_only_where_all_was_read() -> None:
    calm = "Nothing is open that your profiles close."
    assert calm in "\n".join(lines(report(row(1, MET), row(2, MET))))
    unread, unread_list, open_still = row(2, unread="403"), "no answer", row(2, RENAME)
    for made in (report(row(1, MET), unread), report(row(1, MET), error=unread_list), report(row(1, MET), open_still)):
        assert calm not in "\n".join(lines(made))


@pytest.mark.parametrize(
    "made", [report(row(1, MET), row(2, unread="403 from it")), report(error="it refused the sign-in")]
)
def test_what_could_not_be_looked_at_comes_first_and_is_no_all_clear(made: Report) -> None:
    told = lines(made)
    assert told[0].startswith("COULD NOT LOOK")
    assert any("no all-clear" in line for line in told)


def test_what_is_on_now_comes_first() -> None:
    told = lines(report(row(1, SHARE), row(5, SHARE, live=True)))
    start = next(number for number, line in enumerate(told) if line.startswith("NEXT, of 2 with a date"))
    assert told[start + 1].startswith("  on now")


def test_one_program_is_told_in_full() -> None:
    told = "".join(single.render(report(row(1, SHARE, RENAME, title=HOSTILE)), width=80))
    assert max(map(len, told.split("\n"))) <= 80
    assert "Anyone with the link can share their screen in front of children." in told
    assert "CLOSE FIRST  2 to fix · 2 that hardener can" in told


def test_the_days_tell_every_program_with_a_date_once() -> None:
    told = "".join(days.render(report(*(row(n, SHARE, title=HOSTILE) for n in range(30))), width=80))
    assert told.count("STRANGERS: screen") == 30
    assert max(map(len, told.split("\n"))) <= 80
    assert "No program with a date on Sat 28 Nov." in "".join(days.render(report(), only=NOW.date()))


def test_the_steps_are_of_the_place_s_own_platform() -> None:
    made = report(row(1, SHARE, title=HOSTILE))
    (cause,) = causes(made.rows())
    told = "".join(steps.render(made, cause, 1, width=80))
    assert "Zoom web portal > Meetings > the program > Edit > Options" in " ".join(told.split())
    assert max(map(len, told.split("\n"))) <= 80


@pytest.mark.parametrize(
    ("made", "how"),
    [
        (report(row(1, MET)), "all of it read"),
        (report(row(1, MET), row(2, unread="403 from it")), "NOT all of it read"),
        (report(row(1, MET), error="the list ended early"), "NOT all of it read"),
        (report(row(1, MET), row(2, replace(RENAME, status=Status.ERROR))), "NOT every setting read"),
        (report(row(1, MET), row(2, UNDECIDED)), "all of it read, 1 undecided"),
        (report(row(1, UNDECIDED), row(2, UNDECIDED, replace(SHARE, status=Status.ERROR))), "NOT every setting read"),
    ],
)
def test_the_head_tells_what_nobody_decides_from_what_could_not_be_read(made: Report, how: str) -> None:
    said = next(line for line in lines(made) if line.startswith("Maple County Library"))
    assert said.split(" · ")[1] == f"Zoom, {how}"


SWITCH = replace(SHARE, governing="account/balancer", governing_title="the load balancer")


def timeless(*found: Finding, title: str, host: str = "Greenlight", number: int = 1) -> Row:
    made = row(number, *found, title=title, host=host)
    assert made.program is not None
    return replace(made, program=replace(made.program, start=None))


def test_a_place_of_several_titles_begins_with_its_host_or_a_title_and_never_with_a_second_number() -> None:
    one = lines(report(*(timeless(SWITCH, title=f"Lapsit {n}", number=n) for n in range(2))))
    assert any(re.match(r" 1 Greenlight: 2 programs +screen$", line) for line in one), one
    many = lines(report(*(timeless(SWITCH, title=f"Lapsit {n}", number=n, host=f"h{n}") for n in range(3))))
    assert any(re.match(r" 1 Lapsit 0, and 2 more +screen$", line) for line in many), many


def test_what_closes_a_place_names_as_many_programs_as_it_says() -> None:
    severe = [timeless(SWITCH, title=title, number=n) for n, title in enumerate(("Lapsit, Main", "Songs"))]
    tame = replace(SWITCH, severity=Severity.HIGH)
    others = [timeless(tame, title=f"Club {n}", number=10 + n) for n in range(12)]
    made = report(*severe, *others)
    (cause,) = causes(made.rows())
    told = " ".join("".join(steps.render(made, cause, 1)).split())
    assert told.startswith("1 Greenlight: 2 programs · Zoom Open to strangers in 2 programs: screen.")
    assert "In 2 programs: Lapsit, Main; Songs." in told
    assert "It also leaves something open in 12 more programs, out of strangers' reach: Club 0; " in told
    assert "Club 7 and 4 more." in told
    assert "The load balancer: 14 programs" in told


def test_dates_of_one_title_are_told_once_with_their_number() -> None:
    made = report(*(row(n, SHARE, title="Teen D&D", host="teen@…") for n in range(9)))
    (cause,) = causes(made.rows())
    told = "".join(steps.render(made, cause, 1))
    assert "In 9 programs: Teen D&D ×9.\n" in told  # noqa: RUF001 - times


def test_one_setting_of_several_profiles_is_told_once_as_the_strictest_asks() -> None:
    profiles = {name: load(name) for name in ("storytime", "tutoring")}
    control = next(
        ident for ident, line in profiles["storytime"].requires.items()
        if ident in profiles["tutoring"].requires and line.limit != profiles["tutoring"].requires[ident].limit
        and not line.opens and isinstance(line.limit, str) and ident == "chan.screen_share"
    )  # fmt: skip
    assert control == SWITCH.control
    made = report(row(1, SWITCH), replace(row(2, SWITCH), profile="tutoring"))
    made.profiles = profiles
    (cause,) = causes(made.rows())
    told = "".join(steps.render(made, cause, 1))
    assert told.count("Screen sharing: ") == 1
    assert "→ the host only" in told


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("as the organizer: Teams > Calendar", "As the organizer: Teams > Calendar"),
        ("config.js of the server", "config.js of the server"),
        ("lockSettingsDisableCam in a file", "lockSettingsDisableCam in a file"),
        ("/etc/prosody", "/etc/prosody"),
        ("en la reunión: Users", "En la reunión: Users"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_and_a_key_of_a_file_as_it_is_spelled(where: str, told: str) -> None:
    assert begun(where) == told


def test_the_head_is_broken_between_its_parts() -> None:
    made = report(row(1, MET))
    made.library = "The Maple County Library System, Hilltop"
    head = lines(made)[:2]
    assert head[0].endswith("Zoom, all of it read")
    assert re.fullmatch(r"  Sat 28 Nov, \d+:40 pm, UTC", head[1]), head


def test_the_widest_is_not_named_where_each_place_is_of_one_program() -> None:
    told = lines(report(*(row(n, replace(RENAME, governing="")) for n in range(3))))
    assert "No stranger reaches anybody. 3 places to look at" in told


def test_a_verdict_that_is_long_is_told_beside_its_profile_and_within_the_screen() -> None:
    shut = replace(SHARE, severity=Severity.HIGH, fixable=False, reason=Why(Reason.NO_SETTING))
    made = report(*(replace(row(n, shut), platform="Nextcloud Talk") for n in range(5)))
    text = "".join(table.render(made, width=80))
    assert "As closed as Nextcloud Talk gets · storytime" in text
    assert max(map(len, text.splitlines())) <= 80
