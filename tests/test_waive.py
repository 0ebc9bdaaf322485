"""Waivers and attestations: what they cover, until when, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardener.files import FileError
from hardener.findings import FindingSet
from hardener.judgement import Judged, Judgement
from hardener.model import Finding, Program, Severity, Status, Target, Waived
from hardener.report.words import accepted
from hardener.results import Row
from hardener.waive import Waivers, day_in
from hardener.waiver import Attestation, Either, Waiver
from hardener.waivers_file import HEAD, added, bare, read
from tests.made import host, meeting

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 25)
CHAT, LINK = "chan.chat_attendee", "door.join_link_private"


def waiver(**changes: Any) -> Waiver:
    known = {"control": CHAT, "program": "*book club*", "reason": "adults", "by": "director", "until": "2027-03-01"}
    return Waiver.model_validate({**known, **changes})


def attestation(**changes: Any) -> Attestation:
    known = {"control": LINK, "program": "*", "by": "Anna", "on": "2026-11-20", "until": "2027-02-20"}
    return Attestation.model_validate({**known, **changes})


def judged(status: Status = Status.FAIL, *, widest: float = 2, control: str = CHAT, **changes: Any) -> Judged:
    finding = Finding(
        connection="main", control=control, status=status, severity=Severity.HIGH, expected="at most off", actual="everyone"
    )  # fmt: skip
    return Judged(replace(finding, **changes), widest=widest)


def club(title: str = "Evening Book Club", ident: str = "81") -> Target:
    program = Program(id=ident, kind="meeting", host="host/h", host_name="story@…")
    return replace(meeting(ident), title=title, program=program)


def laid(*entries: Either, today: date = TODAY) -> Waivers:
    return Waivers(
        today=today,
        waivers=tuple(e for e in entries if isinstance(e, Waiver)),
        attestations=tuple(e for e in entries if isinstance(e, Attestation)),
    )


def one(entry: Waivers | Either, found: Judged, target: Target | None = None, connection: str = "main") -> Finding:
    waivers = entry if isinstance(entry, Waivers) else laid(entry)
    (came,) = waivers.onto(connection, target or club(), Judgement((found,))).each
    return came.finding


def test_a_failure_that_is_accepted_is_waived_and_not_to_be_mended() -> None:
    (came,) = laid(waiver()).onto("main", club(), Judgement((judged(),))).each
    assert came.finding.status is Status.WAIVED
    assert came.finding.waiver is not None
    assert (came.finding.waiver.by, came.finding.waiver.until) == ("director", date(2027, 3, 1))
    assert not came.finding.waiver.lapsed
    assert came.fixes == ()


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.FAIL])
def test_only_a_failure_is_waived(status: Status) -> None:
    found = judged(status)
    assert one(waiver(), found) is found.finding


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.MANUAL])
def test_only_what_the_api_does_not_show_is_attested(status: Status) -> None:
    found = judged(status, control=LINK)
    assert one(attestation(), found) is found.finding


def test_what_was_looked_at_by_hand_passes_and_says_who_looked() -> None:
    came = one(attestation(), judged(Status.MANUAL, control=LINK, note="a person has to look"))
    assert (came.status, came.actual, came.note) == (Status.PASS, "attested", "")
    assert came.waiver is not None
    assert came.waiver.on == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("scope", "holds"),
    [
        ({"program": "*BOOK*"}, True),
        ({"program": "81"}, True),
        ({"program": "8"}, False),
        ({"program": "book club"}, False),
        ({"program": None, "host": "STORY@*"}, True),
        ({"program": None, "host": "other@*"}, False),
        ({"program": None, "connection": "ma*"}, True),
        ({"program": None, "connection": "other"}, False),
        ({"host": "other@*"}, False),
        ({"connection": "other"}, False),
        ({"control": "chan.*"}, True),
        ({"control": "door.*"}, False),
    ],
)
def test_everything_that_is_given_must_match(scope: dict[str, Any], holds: bool) -> None:
    assert (one(waiver(**scope), judged()).status is Status.WAIVED) is holds


def test_a_title_in_full_matches_though_it_holds_brackets() -> None:
    assert one(waiver(program="Club [adults]"), judged(), club("Club [adults]")).status is Status.WAIVED


@pytest.mark.parametrize(
    ("scope", "kind", "holds"),
    [
        ({"program": None, "host": "story@*"}, "host", True),
        ({"program": None, "connection": "main"}, "host", True),
        ({"program": None, "connection": "main"}, "account", True),
        ({"program": None, "host": "story@*"}, "account", False),
        ({"program": "*"}, "host", False),
    ],
)
def test_what_is_no_program_is_matched_by_host_and_connection(scope: dict[str, Any], kind: str, holds: bool) -> None:
    came = one(waiver(**scope), judged(), replace(host(), kind=kind))
    assert (came.status is Status.WAIVED) is holds


def test_a_waiver_is_void_where_more_is_open_than_it_accepts() -> None:
    entry = waiver(at_most="hosts")
    assert one(entry, judged(widest=1)).status is Status.WAIVED
    came = one(entry, judged(widest=2))
    assert came.status is Status.FAIL
    assert came.waiver is not None
    assert came.waiver.lapsed == "accepted by director until 1 Mar 2027, but at most hosts, and more is open"


def test_a_limit_does_not_accept_what_is_too_closed() -> None:
    assert one(waiver(), judged(too_closed=True)).status is Status.WAIVED
    assert one(waiver(at_most="everyone"), judged(too_closed=True)).status is Status.FAIL


def test_the_first_in_force_covers_and_else_the_last_to_end_is_named() -> None:
    old, older, void, good = (
        waiver(until="2026-11-01", by="old"),
        waiver(until="2026-10-01", by="older"),
        waiver(at_most="off", by="void"),
        waiver(by="good"),
    )
    assert one(laid(old, void, good), judged()).waiver == good.waived
    over = one(laid(older, old), judged())
    assert over.status is Status.FAIL
    assert over.waiver is not None
    assert over.waiver.lapsed == "accepted by old until 1 Nov 2026, which is over"
    worse = one(laid(old, void), judged()).waiver
    assert worse is not None
    assert worse.by == "void"


def test_an_attestation_that_is_over_leaves_it_to_be_looked_at() -> None:
    came = one(laid(attestation(), today=date(2027, 2, 21)), judged(Status.MANUAL, control=LINK))
    assert came.status is Status.MANUAL
    assert came.waiver is not None
    assert came.waiver.lapsed.endswith("good until 20 Feb 2027, which is over")


def test_findings_that_programs_share_stay_shared() -> None:
    waivers, shared = laid(waiver()), Judgement((judged(),))
    first, second = (waivers.onto("main", club(ident=ident), shared) for ident in ("1", "2"))
    assert first.found is second.found
    assert first.found is not shared.found
    untouched = Judgement((judged(Status.PASS),))
    assert waivers.onto("main", club("Storytime"), untouched) is untouched


@settings(deadline=None)
@given(
    until=st.dates(date(2026, 1, 1), date(2027, 11, 1)),
    zone=st.sampled_from(["UTC", "America/New_York", "Pacific/Honolulu", "Pacific/Kiritimati", "Asia/Kathmandu"]),
)
def test_the_last_day_counts_to_its_end_in_the_librarys_time_zone(until: date, zone: str) -> None:
    there = ZoneInfo(zone)
    midnight = datetime.combine(until + timedelta(days=1), time(), there).astimezone(UTC)
    for moment, status in ((midnight - timedelta(seconds=1), Status.WAIVED), (midnight, Status.FAIL)):
        waivers = laid(waiver(until=until), today=day_in(there, moment))
        assert one(waivers, judged()).status is status


def notices(entry: Either, found: Sequence[Judged], *, today: date = TODAY, whole: bool = True) -> list[str]:
    waivers = laid(entry, today=today)
    waivers.onto("main", club(), Judgement(tuple(found)))
    return [notice.text.partition(": ")[2] for notice in waivers.notices(whole=whole)]


FAILS, MET = [judged()], [judged(Status.PASS)]
NAMED = "chan.chat_attendee for program *book club*: accepted by director until 1 Mar 2027"


@pytest.mark.parametrize(
    ("today", "found", "said"),
    [
        pytest.param(TODAY, FAILS, [], id="in force"),
        pytest.param(TODAY, [judged(Status.ERROR)], [], id="can't tell"),
        pytest.param(TODAY, MET, ["; no longer needed: nothing there fails"], id="met"),
        pytest.param(TODAY, [], ["; it matches nothing"], id="nothing"),
        pytest.param(date(2027, 2, 14), FAILS, [], id="15 days"),
        pytest.param(date(2027, 2, 15), FAILS, [", which is in 14 days"], id="14 days"),
        pytest.param(date(2027, 2, 28), FAILS, [", which is tomorrow"], id="tomorrow"),
        pytest.param(date(2027, 3, 1), FAILS, [", which is today"], id="today"),
        pytest.param(date(2027, 3, 2), FAILS, [", which is over"], id="over"),
        pytest.param(date(2027, 3, 2), MET, [", which is over; no longer needed: nothing there fails"], id="over, met"),
    ],
)
def test_what_is_over_ends_soon_or_has_no_use_is_said(today: date, found: list[Judged], said: list[str]) -> None:
    assert notices(waiver(), found, today=today) == [NAMED + each for each in said]


def test_a_void_waiver_is_said() -> None:
    assert notices(waiver(at_most="hosts"), FAILS) == [f"{NAMED}, but at most hosts, and more is open"]


def test_a_look_at_a_part_raises_no_false_alarm() -> None:
    assert notices(waiver(), [], whole=False) == []
    assert notices(waiver(), MET, whole=False) == [], "it may be needed elsewhere"
    assert notices(waiver(), [], today=date(2027, 2, 28), whole=False) == []
    assert notices(waiver(), FAILS, today=date(2027, 3, 2), whole=False) == [f"{NAMED}, which is over"]


GOOD = "waivers:\n  - control: chan.chat_attendee\n    program: '*'\n    reason: r\n    by: b\n    until: 2027-03-01\n"
LOOKED = "attestations:\n  - {control: door.unlisted, host: h, by: b, on: 2026-11-20, until: 2027-02-20}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("2027-03-01", "2027"), "6:5: waivers.0.until: write a date"),
        (GOOD.replace("2027-03-01", "'20270301'"), "6:5: waivers.0.until: write a date"),
        (GOOD.replace("2027-03-01", "2027-03-01T10:00:00"), "6:5: waivers.0.until: write a date"),
        (GOOD.replace("2027-03-01", "2027-02-30"), "6:12: 2027-02-30 is no date: day"),
        (GOOD.replace("2027-03-01", "'2027-02-30'"), "6:5: waivers.0.until: day"),
        (GOOD.replace("2027-03-01", "2027-11-27"), "6:5: waivers.0.until: at most a year ahead: 2027-11-26"),
        (GOOD.replace("    until: 2027-03-01\n", ""), "2:5: waivers.0.until: is missing"),
        (GOOD.replace("reason: r", "reason: ' '"), "4:5: waivers.0.reason: is empty"),
        (GOOD.replace("    by: b\n", ""), "2:5: waivers.0.by: is missing"),
        (GOOD.replace("    program: '*'\n", ""), "2:5: waivers.0: give at least one of program, host and connection"),
        (GOOD.replace("'*'", "8123"), "3:5: waivers.0.program: put quotes around a number"),
        (GOOD.replace("chan.chat_attendee", "chan.chatt"), "2:5: waivers.0.control: no control 'chan.chatt'"),
        (GOOD.replace("chan.chat_attendee", "gone.*"), "2:5: waivers.0.control: no control 'gone.*'"),
        (f"{GOOD}    at_most: loud\n", "7:5: waivers.0.at_most: 'loud' is not a level"),
        (f"{GOOD}    at_most: true\n", "7:5: waivers.0.at_most: give a level or a number"),
        (f"{GOOD}    at_most: off\n".replace("chan.chat_attendee", "chan.*"), "7:5: waivers.0.at_most: 'chan.*' is"),
        (f"{GOOD}    at_most: 3\n".replace("chan.chat_attendee", "data.registration_fields"), "7:5: waivers.0.at_most: "),
        (f"{GOOD}    untill: 2027-03-01\n", "7:5: waivers.0.untill: unknown key"),
        (f'{GOOD}    "a\\eb": 1\n', "7:5: waivers.0.a?b: unknown key"),
        (LOOKED.replace("on: 2026-11-20, ", ""), "2:5: attestations.0.on: is missing"),
        (LOOKED.replace("on: 2026-11-20", "on: 2026-11-26"), "2:46: attestations.0.on: 2026-11-26 is in the future"),
        (LOOKED.replace("until: 2027-02-20", "until: 2027-11-22"), "2:62: attestations.0.until: at most a year after"),
        (LOOKED.replace("until: 2027-02-20", "until: 2026-11-19"), "2:62: attestations.0.until: 2026-11-19 is before"),
        ("waivers: 3\n", "1:1: waivers: expected a list"),
        ("- a\n", "1:1: expected keys and values"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_with_its_place(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        read(text, today=TODAY)
    assert str(caught.value).startswith(f"waivers.yaml:{said}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "# nothing yet\n\n", "waivers:\nattestations: []\n"])
def test_a_file_may_hold_nothing(text: str) -> None:
    assert read(text, today=TODAY).entries == ()


def test_a_date_may_stand_in_quotes_and_a_year_is_a_year() -> None:
    for until in ("2027-11-26", "'2027-11-26'", "2020-01-01"):
        (entry,) = read(GOOD.replace("2027-03-01", until), today=TODAY).entries
        assert entry.until == date.fromisoformat(until.strip("'"))


WRITTEN = """\
# Maple County
attestations:   # looked at
-   control: door.unlisted   # the list
    host: "story@*"
    by: 'Anna'
    on: 2026-11-20
    until: 2027-02-20
    reason: >-
      the list of
      the platform

# below: accepted by the board
waivers:
-   {control: chan.*, program: "*club*", by: b, until: '2027-01-01', reason: adults}   # until spring
# the end
"""


@pytest.mark.parametrize(
    "text", [WRITTEN, WRITTEN.replace("\n", "\r\n"), f"\ufeff{WRITTEN}", WRITTEN.rstrip("\n"), GOOD, LOOKED, "# mine\n"]
)
@pytest.mark.parametrize("entry", [waiver(), attestation(reason="the site: # all of it\nand more", program="[x] 'y'")])
def test_an_entry_is_added_and_every_other_character_stays(text: str, entry: Either) -> None:
    made = added(text, entry, today=TODAY)
    before = read(text, today=TODAY).entries
    after = read(made, today=TODAY).entries
    assert [e for e in after if e != entry] == list(before)
    assert after.count(entry) == 1
    start = next(n for n in range(len(made)) if made[: n + 1] != text[: n + 1])
    rest = text[start:]
    assert made.endswith(rest), "only lines are put in between"
    assert ("\r\n" in made) == ("\r\n" in text)
    if "\r\n" in text:
        assert made.count("\n") == made.count("\r\n")


def test_a_comment_stays_with_what_it_is_about() -> None:
    made = added(WRITTEN, attestation(), today=TODAY)
    assert made.index("control: door.join_link_private") < made.index("# below: accepted by the board")
    assert "\n-   control: door.join_link_private\n    program: '*'\n    by: Anna\n" in made
    assert added("", waiver(), today=TODAY).startswith(HEAD)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("waivers: []  # none yet\n", "waivers:  # none yet\n  - "),
        ("waivers: ~\n", "waivers:\n  - "),
        ("waivers:\n# c\n", "waivers:\n  - "),
    ],
)
def test_an_empty_list_is_begun(text: str, made: str) -> None:
    assert added(text, waiver(), today=TODAY).startswith(made)


@pytest.mark.parametrize(
    "text",
    [
        "waivers: [{control: chan.*, host: h, by: b, reason: r, until: 2027-01-01}]\n",
        "waivers: [\n  # why\n]\n",
        f"{GOOD.replace('reason: r', 'reason: |+')}",
        f"{GOOD.replace('    reason: r', '').replace('until: 2027-03-01', 'until: 2027-03-01')}    reason: |+\n      r\n\n",
        "---\nattestations:\n...\n",
    ],
)
def test_what_could_only_be_added_to_by_changing_more_is_refused(text: str) -> None:
    with pytest.raises(FileError, match=r"^waivers\.yaml:"):
        added(text, waiver(), today=TODAY)


@settings(deadline=None)
@given(reason=st.text(min_size=1).filter(str.strip), title=st.text(min_size=1).filter(str.strip))
def test_any_words_are_written_as_they_are_or_refused(reason: str, title: str) -> None:
    entry = waiver(reason=reason, program=title)
    try:
        made = added(WRITTEN, entry, today=TODAY)
    except FileError:
        assert any(not c.isprintable() for c in reason + title)
    else:
        assert read(made, today=TODAY).waivers[-1] == entry


@pytest.mark.parametrize(
    ("pattern", "title", "holds"),
    [
        ("[Adults]*", "[Adults] Book club", True),
        ("[Adults]*", "Storytime", False),
        ("*[18+]*", "Baby 1st books", False),
        ("Book club?", "Book clubs", False),
        ("Book club?", "book club?", True),
        ("**club", "Book club", True),
        ("Book club", "Book \t club\u200b ", True),
        ("Book  club", "Book club", True),
        ("*zoom.us/j/81*", "Club https://zoom.us/j/81", False),
    ],
)
def test_a_pattern_has_one_special_sign_and_a_title_counts_as_reports_show_it(
    pattern: str, title: str, holds: bool
) -> None:
    found = one(waiver(program=pattern), judged(), club(title))
    assert (found.status is Status.WAIVED) is holds


def test_an_id_is_no_title_that_somebody_may_choose() -> None:
    assert one(waiver(program="81"), judged(), club(ident="81")).status is Status.WAIVED
    assert one(waiver(program="81"), judged(), club(title="81", ident="9")).status is Status.FAIL


@pytest.mark.parametrize(
    "reason",
    [
        "Authorization: board decision 12",
        "they know the passcode:",
        'see "https://zoom.us/j/123"',
        'sent with password="x"',
        "token=a " + "x" * 290,
    ],
)
def test_what_a_snapshot_keeps_of_waivers_can_be_read_again_and_has_no_secret(reason: str) -> None:
    kept = bare(laid(waiver(reason=reason, by="anna@example.org"), attestation()))
    again = read(kept, today=TODAY)
    assert [entry.control for entry in again.entries] == [
        entry.control for entry in laid(waiver(), attestation()).entries
    ]
    assert "zoom.us" not in kept
    assert "anna@example.org" not in kept


def test_what_is_accepted_is_told_by_its_worst_and_in_its_own_words() -> None:
    word = Waived(kind="waiver", by="director", until=TODAY, reason="why")
    mild = replace(judged().finding, status=Status.WAIVED, waiver=word, severity=Severity.LOW, sentence="Too closed")
    grave = replace(mild, severity=Severity.CRITICAL, sentence="Strangers can write to children")
    rows = [
        Row(
            connection="m",
            vendor="v",
            target=f"meeting/{n}",
            title=f"P{n}",
            program=None,
            profile="p",
            found=FindingSet.of((found,)),
        )
        for n, found in enumerate((mild, grave))
    ]
    assert [(a.finding.sentence, a.rows) for a in accepted(rows, "waiver")] == [
        ("Strangers can write to children", ["P1"]),
        ("Too closed", ["P0"]),
    ]
