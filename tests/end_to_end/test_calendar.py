"""The library's own public calendar: what it gives away, what it does not say, and that not knowing is never peace."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.end_to_end.calendar_host import Host, calendar, event, host
from tests.end_to_end.library import Library, library, small, story
from tests.end_to_end.test_waivers import day

from hardener.report.json_flat import schema

pytestmark = pytest.mark.process

NUMBER, CODE = "81234567890", "s3cretC0de"
LINK = f"https://us02web.zoom.us/j/{NUMBER}?pwd={CODE}"
POSTED, LISTED, PROGRAM, TIMES = "door.join_link_private", "public.listed", "public.program", "public.times"
GOOD = (
    "Please register at https://zoom.us/meeting/register/tZabc. It is not recorded. Our privacy notice is on the website. "
    "Captions on request. Parents stay near. Our rules of conduct hold. Or come in person on Friday."
)


@contextmanager
def announcing(folder: Path, *stories: Any, more: str = "", rules: str = "") -> Iterator[tuple[Library, Host]]:
    """A library whose one calendar is served over HTTP."""
    with host() as held:
        table = f'[calendar.events]\nurl = "{held.url}/ical_subscribe.php?src=p&cid=1"\n{more}'
        with library(folder, small(*stories), more=table, rules=rules) as made:
            yield made, held


def of(made: Library, title: str) -> dict[str, dict[str, Any]]:
    """Audit, and return the findings on the program or event with this title, by control."""
    found = [p for p in made.report()["programs"] if p["title"] == title]
    assert len(found) == 1, found
    return {f["control"]: f for f in found[0]["findings"]}


def test_a_link_in_the_public_text_is_told_everywhere_and_shown_nowhere(tmp_path: Path) -> None:
    with announcing(tmp_path, story(int(NUMBER))) as (made, held):
        held.has(
            event("Baby Storytime (online)", DESCRIPTION=f"{GOOD} Join: {LINK}"),
            event("Virtual Chess", days=5, DESCRIPTION="On Zoom"),
        )
        outputs = [
            made.run("audit", expect=1), made.run("audit", "--all"), made.run("audit", "baby", "--details"),
            made.run("fix", "1"), made.run("-vv", "audit", "--format", "html"), made.run("--lang", "es", "audit", "--all"),
            *(made.run("audit", "--format", name) for name in ("json", "csv", "markdown")), made.run("week"),
            made.run("history", "baby"), made.run("plan"),
        ]  # fmt: skip
        assert "posted link" in outputs[0].out
        assert "CLOSE THESE FIRST" in outputs[0].out
        assert "in the description" in " ".join(outputs[1].out.split())
        assert "with its passcode" in " ".join(outputs[1].out.split())
        assert "en la descripción" in " ".join(outputs[5].out.split())
        assert "Calendario events" in outputs[5].out
        for ran in outputs:
            assert not any(secret in ran.out + ran.err for secret in ("/j/", CODE, "ical_subscribe")), ran.out
        found = of(made, "Baby Storytime")
        assert (found[POSTED]["status"], found[POSTED]["severity"]) == ("fail", "critical")
        assert {found[name]["status"] for name in (LISTED, TIMES)} == {"pass"}
        with sqlite3.connect(made.place) as store:
            kept = "\n".join(store.iterdump())
        assert CODE not in kept
        assert "posted" in kept or "public" in kept
        held.has(event("Baby Storytime (online)", DESCRIPTION=GOOD))
        found = of(made, "Baby Storytime")
        assert found[POSTED]["status"] == "manual"
        assert "other places are for a person to look at" in found[POSTED]["note"]
        assert "link" in made.run("diff").out


def test_a_posted_link_goes_before_the_word_that_it_is_private_and_can_be_accepted(tmp_path: Path) -> None:
    with announcing(tmp_path, story(int(NUMBER))) as (made, held):
        held.has(event("Baby Storytime", DESCRIPTION=GOOD))
        made.run("audit")
        made.run("attest", POSTED, "--program", "*", "--by", "Anna", "--until", day(60), expect=0)
        assert of(made, "Baby Storytime")[POSTED]["status"] == "pass"
        held.has(event("Baby Storytime", LOCATION=LINK.replace(":", "\\:"), DESCRIPTION=GOOD))
        assert of(made, "Baby Storytime")[POSTED]["status"] == "fail"
        words = ("--program", "*", "--by", "Anna", "--reason", "it is the last one", "--until", day(5))
        made.run("waive", POSTED, *words, expect=0)
        assert of(made, "Baby Storytime")[POSTED]["status"] == "waived"


BROKEN = [
    (b"<!doctype html><title>Are you a robot?</title>", 200, {}, "HTML page"),
    (b'{"events": []}', 200, {}, "does not begin with BEGIN:VCALENDAR"),
    (b"", 200, {}, "does not begin with BEGIN:VCALENDAR"),
    (calendar().encode(), 200, {}, "no events at all"),
    (calendar(event("Baby Storytime"))[:-40].encode(), 200, {}, "cut off"),
    (calendar(event("Busy"), event("Busy", uid="2", days=4)).encode(), 200, {}, "only shows when somebody is busy"),
    (b"no", 404, {}, "404"),
    (b"", 302, {"Location": "https://www.google.com/"}, "another host; not followed"),
    (b"\xff\xfe" + calendar(event("x")).encode("utf-16-le"), 200, {}, "no UTF-8 text"),
    (calendar(event("x"), head="X:" + "y" * 21_000_000 + "\n").encode(), 200, {}, "over 20 MB"),
]


def test_a_calendar_that_cannot_be_read_is_never_a_clean_one(tmp_path: Path) -> None:
    with announcing(tmp_path, story(int(NUMBER))) as (made, held):
        for body, status, headers, said in BROKEN:
            held.body, held.status, held.headers = body, status, {"Content-Type": "text/html", **headers}
            ran = made.run("audit", "--all", expect=3)
            assert "NOT COMPLETE: calendar.events" in ran.out, said
            assert said in " ".join(ran.out.split()), ran.out
            assert "127.0.0.1" not in ran.out or "ical" not in ran.out
        found = of(made, "Baby Storytime")
        assert {found[name]["status"] for name in (POSTED, LISTED)} == {"error"}
        ran = made.run("doctor", expect=3)
        assert "calendar events: cannot be read" in ran.out
        held.body, held.status = calendar(event("Baby Storytime", DESCRIPTION=GOOD)).encode(), 200
        assert "calendar events: read: 1 event" in made.run("doctor", expect=0).out


def test_programs_and_events_are_held_against_each_other(tmp_path: Path) -> None:
    stories = (
        story(81), story(82, topic="Toddler Time", days=4), story(83, topic="Lapsit", days=5),
        story(84, topic="Pajama Stories", days=6), story(85, topic="Far Away", days=20),
    )  # fmt: skip
    with announcing(tmp_path, *stories) as (made, held):
        held.has(
            event("BABY STORYTIME (online)", DESCRIPTION="Register for the Zoom."),
            event("Toddler Time", days=4 + 1 / 24, DESCRIPTION=GOOD),
            event("Lapsit", days=5, uid="main"), event("Lapsit", days=5, uid="branch"),
            event("Virtual Chess", days=5, DESCRIPTION="On Zoom"), event("Chess", days=5, LOCATION="Main Library", DESCRIPTION="Register online."),
            event("Library Closed", days=9),
        )  # fmt: skip
        rows = {p["title"]: {f["control"]: f for f in p["findings"]} for p in made.report()["programs"]}
        assert rows["Baby Storytime"][LISTED]["status"] == "pass"
        assert rows["Baby Storytime"][TIMES]["status"] == "pass"
        assert rows["Toddler Time"][TIMES]["status"] == "fail"
        assert "in the calendar" in rows["Toddler Time"][TIMES]["note"]
        assert rows["Lapsit"][LISTED]["status"] == "error"
        assert "2 events" in rows["Lapsit"][LISTED]["note"]
        assert rows["Pajama Stories"][LISTED]["status"] == "fail"
        assert rows["Far Away"][LISTED]["status"] == "manual"
        assert "later than everything" in rows["Far Away"][LISTED]["note"]
        assert rows["Virtual Chess"][PROGRAM]["status"] == "fail"
        assert not {"Chess", "Library Closed"} & rows.keys()
        # Where other programs were not looked at, nothing is proof that an event has none.
        (chess,) = made.report("chess")["programs"]
        assert {f["status"] for f in chess["findings"] if f["control"] == PROGRAM} == {"error"}
        assert not [p for p in made.report("baby")["programs"] if p["vendor"] == "calendar"]


def test_a_calendar_that_leads_to_another_room_and_one_that_nobody_can_place_are_told(tmp_path: Path) -> None:
    with announcing(tmp_path, story(81)) as (made, held):
        held.has(
            event("Baby Storytime", DESCRIPTION=GOOD),
            event("Poetry", days=4, DESCRIPTION="Meeting ID: 912 3456 7890 Passcode: abc123"),
            f"UID:t\nSUMMARY:Teens\nDTSTART;TZID=Library Time:{datetime.now(UTC) + timedelta(days=3):%Y%m%d}T100000\nURL:{LINK}\n",
            f"UID:d\nSUMMARY:Fair\nDTSTART;VALUE=DATE:{datetime.now(UTC) + timedelta(days=2):%Y%m%d}\nX-OWN:{LINK}\n",
        )
        rows = {p["title"]: {f["control"]: f for f in p["findings"]} for p in made.report()["programs"]}
        assert rows["Poetry"][POSTED]["status"] == "fail"
        assert "in words" in rows["Poetry"][POSTED]["note"]
        assert rows["Teens"][PROGRAM]["status"] == "error"
        assert {rows[title][POSTED]["severity"] for title in ("Teens", "Fair", "Poetry")} == {"critical"}
        assert PROGRAM not in rows["Fair"]


HOSTILE = [
    '=HYPERLINK("x")\\, <script>alert(1)</script> on Zoom', "\u202eemit yrots\u202c online", f"Virtual | {LINK} | `x`",
    "\x1b[31mZoom\x07 @everyone [a](javascript:x)", "Online Meeting ID: 812 3456 7890 Passcode: " + CODE, "Zoom " + "y" * 3000,
]  # fmt: skip


def test_what_anybody_may_have_written_into_the_calendar_is_inert_and_the_json_keeps_its_form(tmp_path: Path) -> None:
    with announcing(tmp_path, story(81)) as (made, held):
        each = (event(title, days=2 + n, uid=f"u{n}", DESCRIPTION=f"{title} {LINK}") for n, title in enumerate(HOSTILE))
        held.has(event("Baby Storytime", DESCRIPTION=GOOD), *each)
        flat = made.run("audit", "--format", "json-flat").json
        jsonschema.validate(flat, dict(schema()))
        assert len([p for p in flat["programs"] if p["vendor"] == "calendar"]) == len(HOSTILE)
        outputs = {name: made.run("audit", "--format", name).out for name in ("html", "csv", "markdown", "json")}
        outputs["screen"] = made.run("audit", "--all").out
        for name, out in outputs.items():
            assert not any(
                bad in out for bad in (CODE, "/j/", "81234567890", "812 3456", "\u202e", "\x1b[31mZoom", "\x07")
            ), name
        assert "<script>alert" not in outputs["html"] + outputs["markdown"]
        assert not [line for line in outputs["csv"].splitlines() if line.startswith(("=", '"='))]
        with sqlite3.connect(made.place) as store:
            assert CODE not in "\n".join(store.iterdump())


def test_a_plan_is_made_and_carried_out_beside_a_calendar(tmp_path: Path) -> None:
    with announcing(tmp_path, story(int(NUMBER), join_before_host=True)) as (made, held):
        held.has(event("Baby Storytime", DESCRIPTION=f"{GOOD} {LINK}"))
        assert "Baby Storytime" in made.run("plan").out
        made.run("apply", "--yes", expect=0)
        assert made.zoom.world.programs[int(NUMBER)].settings["join_before_host"] is False
        assert of(made, "Baby Storytime")[POSTED]["status"] == "fail"


RULE = '[[programs]]\ntitle = "*toddler*"\nprofile = "storytime"\nsign_up = "LibCal"\n'
SIGN_UP = "door.registration_required"


def test_the_calendar_is_the_evidence_of_a_sign_up_elsewhere(tmp_path: Path) -> None:
    title = "Toddler Time"
    with announcing(tmp_path, story(82, topic=title, approval_type=2), rules=RULE) as (made, held):
        held.has(event(title, DESCRIPTION="Registration is required.", URL="https://maple.libcal.com/event/1234567"))
        found = of(made, title)[SIGN_UP]
        assert (found["status"], found["about"]) == ("pass", "LibCal")
        held.has(event(title, DESCRIPTION="Come and sing.", URL="https://maple.libcal.com/event/1234567"))
        assert of(made, title)[SIGN_UP]["status"] == "manual"
        made.run("attest", SIGN_UP, "--program", "*", "--by", "Anna", "--until", day(60), expect=0)
        assert of(made, title)[SIGN_UP]["status"] == "pass"
        held.has(event(title, DESCRIPTION="Come and sing."))
        found = of(made, title)[SIGN_UP]
        assert (found["status"], found["fixable"]) == ("fail", False)
        held.status = 503
        assert of(made, title)[SIGN_UP]["status"] == "pass"


def test_a_snapshot_says_that_the_calendars_are_not_in_it(tmp_path: Path) -> None:
    with announcing(tmp_path, story(81)) as (made, held):
        held.has(event("Baby Storytime", DESCRIPTION=f"{GOOD} {LINK}"))
        assert "The public calendars are not in it" in made.run("snapshot", "november.snapshot").err
        again = made.run("audit", "--from", "november.snapshot", "--format", "json").json
        assert [each["status"] for each in again["findings"] if each["control"] == POSTED] == ["manual"]
        assert of(made, "Baby Storytime")[POSTED]["status"] == "fail", "the look itself holds them against it"


def test_what_the_feed_shows_today_beats_an_older_word_on_sign_up(tmp_path: Path) -> None:
    title, page = "Toddler Time", "https://maple.libcal.com/event/1234567"
    with announcing(tmp_path, story(82, topic=title, approval_type=2), rules=RULE) as (made, held):
        now = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        word = ("attest", SIGN_UP, "--program", "*", "--by", "Anna", "--until", day(60), "--on")
        held.has(event(title, DESCRIPTION="Registration is required.", URL=page, LAST_MODIFIED=now))
        assert of(made, title)[SIGN_UP]["status"] == "pass"
        held.has(event(title, DESCRIPTION="Come and sing.", URL=page))
        assert of(made, title)[SIGN_UP]["status"] == "manual"
        made.run(*word, day(-20), expect=0)
        found = of(made, title)[SIGN_UP]
        assert found["status"] == "pass", "nobody can tell when it was changed"
        assert f"nor when it was changed: Anna looked on {day(-20)}" in found["note"]
        held.has(event(title, DESCRIPTION="Come and sing.", URL=page, LAST_MODIFIED=now.removesuffix("Z")))
        found = of(made, title)[SIGN_UP]
        assert found["status"] == "error"
        assert "after Anna looked" in json.dumps(found)
        made.run(*word, day(0), expect=0)
        assert of(made, title)[SIGN_UP]["status"] == "pass", "somebody has looked since"


def test_for_whom_the_calendar_says_it_is(tmp_path: Path) -> None:
    words = 'audiences = {teen = ["teen", "Ages 12-18"], storytime = ["baby"]}\n'
    with announcing(tmp_path, story(81), story(82, days=4, topic="Chess"), more=words) as (made, held):
        held.has(
            event("Baby Storytime", DESCRIPTION=GOOD, CATEGORIES="Storytime"),
            event("Chess", days=4, DESCRIPTION=GOOD, CATEGORIES="Games,Ages 12-18"),
        )
        assert of(made, "Baby Storytime")["public.audience"]["status"] == "pass"
        found = of(made, "Chess")["public.audience"]
        assert found["status"] == "fail"
        assert found["note"].startswith("the calendar says teen, the program is judged as storytime")
        held.has(event("Chess", days=4, DESCRIPTION=GOOD))
        assert of(made, "Chess")["public.audience"]["status"] == "manual"


def test_a_program_that_no_rule_names_is_judged_by_the_audience_that_the_calendar_says(tmp_path: Path) -> None:
    with host() as held:
        words = 'audiences = {teen = ["Ages 12-18"], storytime = ["baby"]}\n'
        table = f'[calendar.events]\nurl = "{held.url}/x.ics"\n{words}'
        with library(tmp_path, small(story(82, topic="Chess"), story(83, days=4, topic="Go")), more=table) as made:
            config = tmp_path / "hardener.toml"
            config.write_text(
                config.read_text().replace('title = "*"\nprofile = "storytime"', 'title = "x"\nprofile = "teen"')
            )
            held.has(
                event("Chess", DESCRIPTION=GOOD, CATEGORIES="Games,Ages 12-18"),
                event("Go", days=4, DESCRIPTION=GOOD, CATEGORIES="Games"),
            )
            rows = {p["title"]: p for p in made.report()["programs"]}
            assert {title: (row["profile"], row["named_by_rule"]) for title, row in rows.items()} == {
                "Chess": ("teen", False), "Go": ("storytime", False),
            }  # fmt: skip
            found = {f["control"]: f for f in rows["Go"]["findings"]}["public.audience"]
            assert (found["status"], found["note"]) == ("manual", "the calendar does not say for whom it is")


TOKEN, EVENTS = "/1.1/oauth/token", "/1.1/events"


def test_libcal_s_own_api_gives_seats_and_the_number_of_the_meeting_and_nothing_else_is_kept(tmp_path: Path) -> None:
    keyed = {
        "id": 1400001, "title": "Toddler Time", "registration": True, "seats": 30, "seats_taken": 12,
        "online_meeting_id": f"{NUMBER[:3]} {NUMBER[3:7]} {NUMBER[7:]}", "online_join_url": LINK, "online_join_password": CODE,
        "online_host_url": f"https://zoom.us/s/{NUMBER}?zak={CODE}", "zoom_email": "jo@example.org",
    }  # fmt: skip
    rule = '[[programs]]\ntitle = "TT Tuesdays"\nprofile = "storytime"\nsign_up = "LibCal"\n'
    with host() as held:
        table = f'[calendar.events]\nurl = "{held.url}/ical"\nlibcal = {{api = "{held.url}", calendar = 9001}}\n'
        seed = small(story(int(NUMBER), topic="TT Tuesdays", approval_type=2))
        with library(tmp_path, seed, more=table, rules=rule) as made:
            held.has(event("Toddler Time", uid="LibCal-9001-1400001", DESCRIPTION="Sing with us."))
            assert "hardener" in made.run("audit", "--all", expect=3).out
            assert EVENTS not in "".join(held.asked)
            made.environ |= {
                "HARDENER_CALENDAR_EVENTS_CLIENT_ID": "12",
                "HARDENER_CALENDAR_EVENTS_CLIENT_SECRET": "k3ysecret",
            }
            held.paths[TOKEN] = {"access_token": "t0ken-of-libcal", "expires_in": 3600}
            held.paths[EVENTS] = {"events": [keyed]}
            found = of(made, "TT Tuesdays")
            assert found[LISTED]["status"] == "pass"
            assert (found[SIGN_UP]["status"], found[SIGN_UP]["note"].partition("; ")[2][:11]) == ("pass", "12 of 30 se")
            ran = made.run("-vv", "audit", "--all")
            with sqlite3.connect(made.place) as store:
                kept = "\n".join(store.iterdump())
            for secret in (CODE, "k3ysecret", "t0ken-of-libcal", "jo@example.org"):
                assert secret not in ran.out + ran.err + kept
            assert not any("registrations" in path for path in held.asked)
            held.paths[EVENTS] = {"events": [{**keyed, "registration": False}]}
            assert of(made, "TT Tuesdays")[SIGN_UP]["status"] == "fail"
            held.paths[EVENTS] = {"events": [{name: value for name, value in keyed.items() if name != "registration"}]}
            page = "https://maple.libcal.com/event/1400001"
            held.has(event("Toddler Time", uid="LibCal-9001-1400001", DESCRIPTION="Sing with us.", URL=page))
            assert of(made, "TT Tuesdays")[SIGN_UP]["status"] == "manual"  # not said is not no
            held.paths[EVENTS] = {"error": "no"}
            assert "LibCal's API" in made.run("audit", "--all", expect=3).out


def test_an_address_that_is_a_secret_is_in_no_output(tmp_path: Path) -> None:
    with host() as held, library(tmp_path, small(story(81)), more="[calendar.staff]\n") as made:
        secret = f"{held.url}/calendar/ical/jo%40example.org/private-0123456789abcdef/basic.ics"
        ran = made.run("audit", "--all", expect=3)
        assert "HARDENER_CALENDAR_STAFF_URL" in ran.out
        made.environ["HARDENER_CALENDAR_STAFF_URL"] = secret
        held.has(event("Baby Storytime", DESCRIPTION=GOOD))
        ran = made.run("-vv", "audit", "--all")
        assert held.asked == ["/calendar/ical/jo%40example.org/private-0123456789abcdef/basic.ics"]
        held.status = 403
        other = made.run("-vv", "audit", expect=3)
        assert "private-" not in ran.out + ran.err + other.out + other.err


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[calendar]\nurl = "https://x.org/a.ics"', "give each calendar a name of its own"),
        ('[calendar.events]\nurl = "events.ics"', "give the whole address"),
        ("[calendar.events]\nurl = 3", "calendar.events.url"),
        ('[calendar.events]\nurl = "https://x.org/private-1/basic.ics"', "this address is a secret"),
        ('[calendar.events]\nurl = "https://x.org/a.ics"\nfile = "a.ics"', "give url or file, not both"),
        ('[calendar.events]\ntimezone = "Mars"', "no time zone 'Mars'"),
        ('[calendar.events]\nprofile = "nothing"', "no profile 'nothing'"),
        ("[calendar.events]\naudiences = {teen = []}", "give words of titles or categories"),
        ('[calendar."a b"]\nfile = "a.ics"', "name a calendar with letters"),
        ('[calendar.events]\nlink = "x"', "calendar.events.link: unknown key"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_one_clear_line(tmp_path: Path, table: str, said: str) -> None:
    with library(tmp_path, small(story(81)), more=f"{table}\n") as made:
        ran = made.run("audit", expect=2)
        assert said in ran.err
        assert len(ran.err.splitlines()) == 1
        assert "private-1" not in ran.err


def test_a_file_is_read_as_well_and_the_watch_tells_what_is_posted(tmp_path: Path) -> None:
    with library(tmp_path, small(story(int(NUMBER))), more='[calendar.events]\nfile = "events.ics"\n') as made:
        assert "events.ics" in made.run("audit", expect=3).out
        file = tmp_path / "events.ics"
        file.write_text(calendar(event("Baby Storytime", DESCRIPTION=GOOD)), newline="")
        made.run("watch", "--once")
        file.write_text(calendar(event("Baby Storytime", DESCRIPTION=f"{GOOD} {LINK}")), newline="")
        made.run("watch", "--once")
        made.run("audit")
        told = json.dumps(made.run("audit", "--new-only", "--format", "json-flat").json)
        assert POSTED not in told
        lived = made.run("history", "baby").out
        assert "posted" in lived
        kept = made.run("snapshot", "now.snapshot")
        assert kept.status in {0, 3}
        again = made.run("audit", "--from", "now.snapshot", "--format", "json-flat").json
        assert {f["status"] for p in again["programs"] for f in p["findings"] if f["control"] == POSTED} == {"manual"}
