"""Platforms without an API, through the installed command: files and calendars of a library, and a person's word."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import command
from tests.end_to_end.runs import Runs
from tests.http.made import Reply, serve

pytestmark = pytest.mark.process

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).replace(hour=15, minute=30, second=0, microsecond=0)
UNTIL = f"{TOMORROW + timedelta(days=9):%Y-%m-%d}"
SECRET = "/calendar/ical/private-5f0c9d7e21/basic.ics"
PLACE = "Facebook Live Producer > Settings > Comments"


def entry(title: str, start: str = f"{TOMORROW:%Y-%m-%dT%H:%M:%SZ}", more: str = "") -> str:
    return f"[[programs]]\ntitle = {title!r}\nstart = {start}\n{more}\n"


def calendar(*events: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{inside}END:VCALENDAR\n"


def event(uid: str, title: str, more: str = "") -> str:
    begins = f"DTSTART:{TOMORROW:%Y%m%dT%H%M%SZ}\nDURATION:PT45M"
    return f"UID:{uid}\nSUMMARY:{title}\n{begins}{more}"


@dataclass
class Place(Runs):
    """A library's folder, with one connection."""

    folder: Path
    environ: dict[str, str]

    def findings(self, title: str) -> dict[str, dict[str, Any]]:
        (program,) = [p for p in self.report()["programs"] if p["title"] == title]
        return {finding["control"]: finding for finding in program["findings"]}

    def connect(self, *keys: str, **files: str) -> None:
        rule = '[[programs]]\ntitle = "*"\nprofile = "storytime"\n'
        (self.folder / "hardener.toml").write_text("\n".join(("[connections.main]", 'account = "maple"', *keys, rule)))
        for name, text in files.items():
            (self.folder / name.replace("__", ".")).write_text(text, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
    environ |= {"HARDENER_STORE": str(tmp_path / "s.sqlite3"), "COLUMNS": "110", "NO_COLOR": "1"}
    return Place(tmp_path, environ)


FACEBOOK = ('vendor = "facebook"', 'programs = "programs.toml"')


def test_each_control_is_asked_where_facebook_has_it_and_an_attestation_meets_it_until_its_day(place: Place) -> None:
    place.connect(*FACEBOOK, programs__toml=entry("Storytime"))
    before = place.findings("Storytime")
    assert not [c for c, f in before.items() if f["status"] == "pass"]
    assert before["video.live_chat"]["status"] == "manual"
    assert before["video.live_chat"]["by_hand"] == PLACE
    assert before["door.registration_required"]["status"] == "fail"
    words = ("video.live_chat", "--program", "Storytime", "--by", "Anna", "--reason", "looked", "--until", UNTIL)
    place.run("attest", *words, expect=0)
    after = place.findings("Storytime")
    assert after["video.live_chat"]["status"] == "pass"
    assert after["video.live_chat"]["waiver"]["by"] == "Anna"
    assert {c for c, f in after.items() if f != before[c]} == {"video.live_chat"}
    waivers = place.folder / "waivers.yaml"
    over = f"{TOMORROW - timedelta(days=2):%Y-%m-%d}"
    waivers.write_text(re.sub(r"\b20\d\d-\d\d-\d\d\b", over, waivers.read_text()))
    assert place.findings("Storytime")["video.live_chat"]["status"] == "manual", "its day is over"


def test_nothing_of_it_is_ever_ready_or_changed(place: Place) -> None:
    place.connect(*FACEBOOK, programs__toml=entry("Storytime") + entry("Odd", '"soon"'))
    report = place.report()
    assert {p["title"]: p["state"] for p in report["programs"]} == {"Storytime": "Can't tell", "Odd": "Can't tell"}
    shown = place.run("audit", expect=3).out
    assert " 0 ready" in shown
    assert "NOT CHECKED" in shown
    place.run("apply", "--yes", "--allow", "open", "--allow", "shared")
    assert sorted(each.name for each in place.folder.glob("*.toml")) == ["hardener.toml", "programs.toml"]
    assert (place.folder / "programs.toml").read_text() == entry("Storytime") + entry("Odd", '"soon"')


def test_there_is_nothing_to_log_in_to_and_doctor_says_what_that_means(place: Place) -> None:
    place.connect(*FACEBOOK, programs__toml=entry("Storytime"))
    told = place.run("doctor", expect=0).out
    assert "Facebook Live has no API" in told
    assert "hardener attest" in told
    assert "logged in;" not in told
    assert "has no API" in place.run("connect", expect=0).out
    assert "it is Facebook Live (main), maple\n" in told


OWN = """\
name = "Maple Studio"
elsewhere = ["door.dial_in"]

[[look]]
control = "chan.comments"
where = "Studio > Comments, or https://studio.example.org/j/9?pwd=hunter2"
note = "off, not slow"

[[fixed]]
control = "chan.mic_self_unmute"
value = "off"
note = "viewers have no microphone"
"""


def judged(report: dict[str, Any]) -> Any:
    return report["counts"], report["profiles"], report["programs"]


def test_a_snapshot_of_a_platform_of_ones_own_is_judged_the_same_without_its_file(place: Place) -> None:
    keys = ('vendor = "checklist"', 'platform = "studio.toml"', 'programs = "programs.toml"')
    place.connect(*keys, studio__toml=OWN, programs__toml=entry("Storytime") + entry("Odd", '"soon"'))
    live = place.run("audit", "--format", "json-flat").json
    place.run("snapshot", "all.snapshot", expect=3)
    other = Place(place.folder / "other", {k: v for k, v in place.environ.items() if k != "HARDENER_STORE"})
    other.folder.mkdir()
    other.environ["HARDENER_STORE"] = str(other.folder / "s.sqlite3")
    (other.folder / "all.snapshot").write_bytes((place.folder / "all.snapshot").read_bytes())
    again = other.run("audit", "--from", "all.snapshot", "--format", "json-flat").json
    assert judged(again) == judged(live)
    (storytime,) = [each for each in again["programs"] if each["title"] == "Storytime"]
    found = {each["control"]: each for each in storytime["findings"]}
    assert found["chan.comments"]["by_hand"].startswith("Studio > Comments, or ")
    assert found["chan.mic_self_unmute"]["status"] == "pass"
    for text in (json.dumps(live), (place.folder / "all.snapshot").read_text()):
        assert "hunter2" not in text
    assert "Maple Studio" in other.run("audit", "--from", "all.snapshot").out


def test_a_snapshot_that_brings_a_table_for_a_platform_that_has_one_is_refused(place: Place) -> None:
    keys = ('vendor = "checklist"', 'platform = "studio.toml"', 'programs = "programs.toml"')
    place.connect(*keys, studio__toml=OWN, programs__toml=entry("Storytime"))
    place.run("snapshot", "all.snapshot")
    head, *lines = (place.folder / "all.snapshot").read_text().splitlines()
    text = "".join(f"{line}\n" for line in (head.replace('"checklist"', '"facebook"'), *lines[:-1]))
    end = {"lines": len(lines), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    (place.folder / "forged.snapshot").write_text(f"{text}{json.dumps(end)}\n")
    refused = place.run("audit", "--from", "forged.snapshot", expect=2)
    assert refused.out == ""
    assert refused.err.count("\n") == 1
    assert "facebook has a table of its own here" in refused.err


def test_a_platform_of_ones_own_is_a_file_beside_the_configuration(place: Place) -> None:
    text = 'name = "Maple Studio"\n[[look]]\ncontrol = "chan.comments"\nwhere = "Studio > Comments"\n'
    keys = (
        'vendor = "checklist"',
        'platform = "studio.toml"',
        'programs = "programs.csv"',
        'timezone = "America/New_York"',
    )
    start = f"{TOMORROW:%Y-%m-%d} 10:30"
    place.connect(*keys, studio__toml=text, programs__csv=f"title;start;end;host\nStorytime;{start};11:15;Youth\n")
    elsewhere = Place(place.folder / "elsewhere", place.environ)
    elsewhere.folder.mkdir()
    report = elsewhere.run("--config", str(place.folder / "hardener.toml"), "audit", "--format", "json-flat").json
    (program,) = report["programs"]
    assert (program["host"], program["minutes"], program["kind"]) == ("Youth", 45, "broadcast")
    assert "Maple Studio" in place.run("audit").out
    found = {f["control"]: f for f in program["findings"]}
    assert found["chan.comments"]["by_hand"] == "Studio > Comments"
    assert {f["status"] for c, f in found.items() if c != "door.link_mailed_late"} == {"manual"}
    (place.folder / "studio.toml").write_text(text.replace("comments", "coments"))
    refused = place.run("audit", expect=2)
    assert refused.err.count("\n") == 1
    assert "connection main: studio.toml: look number 1: no control 'chan.coments'" in refused.err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("programs.toml", "[[programs]\n", "programs.toml: not TOML: "),
        ("programs.csv", "when,what\n", "programs.csv: line 1: "),
        ("programs.ics", "<html>Log in</html>", "programs.ics: it is no calendar"),
        ("programs.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "programs.ics: the calendar is cut off"),
        ("programs.toml", None, "programs.toml: there is no such file"),
        ("../programs.toml", "", "there is no such file"),
    ],
)
def test_a_list_that_cannot_be_read_is_one_line_and_no_all_clear(
    place: Place, name: str, text: str | None, said: str
) -> None:
    place.connect('vendor = "facebook"', f'programs = "{name}"')
    if text:
        (place.folder / name).write_text(text)
    ran = place.run("audit", "--format", "json-flat", expect=3)
    assert not ran.json["complete"]
    assert ran.json["programs"] == []
    assert said in str(ran.json["connections"])
    doctor = place.run("doctor", expect=3)
    assert sum(said in line for line in doctor.out.splitlines()) == 1


def test_a_calendar_is_read_by_its_secret_address_which_nobody_is_told(place: Place) -> None:
    text = calendar(
        event("a", "Storytime", "\nDESCRIPTION:https://zoom.us/j/81234567890?pwd=hunter2\nRRULE:FREQ=WEEKLY"),
        event("b", "Lost").replace("Z\n", "\n"),
    )
    place.connect('vendor = "facebook"')
    with serve(Reply(text.encode(), 200, {"Content-Type": "text/calendar"})) as server:
        place.environ["HARDENER_MAIN_CALENDAR_URL"] = f"{server.url}{SECRET}?token=s3cretpw1"
        ran = place.run("-vv", "audit", "--format", "json-flat", expect=3)
        doctor = place.run("-vv", "doctor")
    assert {seen.method for seen in server.seen} == {"GET"}
    assert {p["title"]: p["state"] for p in ran.json["programs"]} == {"Storytime": "Can't tell", "Lost": "Can't tell"}
    assert {p["title"]: p["series"] for p in ran.json["programs"]} == {"Storytime": True, "Lost": False}
    kept = (place.folder / "s.sqlite3").read_bytes().decode("latin-1")
    for secret in ("private-5f0c9d7e21", "s3cretpw1", "hunter2", "81234567890"):
        assert secret not in ran.out + ran.err + doctor.out + doctor.err + kept, secret


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<!doctype html><title>Sign in</title>", 200), "HTML page"),
        (Reply(b"", 302, {"Location": "https://elsewhere.example/x.ics"}), "another host; not followed"),
        (Reply(b"gone", 404), "404"),
        (Reply(b"BEGIN:VCALENDAR\n", 200), "cut off"),
        (Reply(b"\xff\xfe", 200), "no UTF-8 text"),
    ],
)  # fmt: skip
def test_an_address_that_gives_no_calendar_is_no_empty_week(place: Place, reply: Reply, said: str) -> None:
    with serve(reply) as server:
        place.connect('vendor = "facebook"', f'programs = "{server.url}{SECRET}"')
        ran = place.run("audit", "--format", "json-flat", expect=3)
    assert not ran.json["complete"]
    assert said in str(ran.json["connections"])
    assert "private-5f0c9d7e21" not in ran.out + ran.err


def test_only_https_is_asked(place: Place) -> None:
    place.connect('vendor = "facebook"', 'programs = "http://library.example/x.ics"')
    assert "only https:// is used" in str(place.run("audit", "--format", "json-flat", expect=3).json["connections"])
    for address in ("https://", "https://host:port/x.ics", "webcal:///x.ics"):
        place.connect('vendor = "facebook"', f'programs = "{address}"')
        assert "its address has no host" in place.run("doctor", expect=3).out
    place.connect('vendor = "facebook"', 'programs = "programs.txt"')
    refused = place.run("audit", expect=2).err
    assert "programs: give a file that ends in .toml, .csv or .ics" in refused


def test_titles_and_hosts_of_a_file_are_only_text(place: Place) -> None:
    titles = [
        "\x1b[31mRed\x07 storytime",
        "<script>alert(1)</script>",
        "=cmd|'/C calc'!A0",
        "see fb.watch/abc now",
        "x" * 9_000,
    ]
    rows = "".join(f'"{title}",{TOMORROW:%Y-%m-%dT%H:%MZ},anna@example.org =1+1\n' for title in titles)
    place.connect('vendor = "facebook"', 'programs = "programs.csv"', programs__csv=f"title,start,host\n{rows}")
    for words in (("audit",), ("audit", "--all"), ("week",)):
        out = place.run(*words).out
        assert not [sign for sign in out if sign < " " and sign != "\n"]
        assert "fb.watch" not in out
        assert "anna@example.org" not in out
    table = place.run("audit", "--format", "csv").out
    assert "\n=" not in table
    assert ",=" not in table


def test_two_processes_look_at_once(place: Place) -> None:
    place.connect(
        'vendor = "facebook"',
        'programs = "programs.ics"',
        programs__ics=calendar(*(event(str(n), f"S {n}") for n in range(40))),
    )
    both = [command.start(("audit", "--format", "json-flat"), place.folder, place.environ) for _ in range(2)]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [3, 3], said
    assert [len(json.loads(out)["programs"]) for out, _ in said] == [40, 40]
