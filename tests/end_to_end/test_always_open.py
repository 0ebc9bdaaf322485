"""Rooms that are always there: looked at, listed, judged with their host, changed, guarded while people are in them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.end_to_end.toy_library import HOST, LINK, room, toys
from tests.inbox import inbox

from hardener.report.json_flat import schema

RECORDS = {"record": True, "polls": False}


def test_they_are_in_every_window_and_stand_under_a_heading_of_their_own(tmp_path: Path) -> None:
    mine = room("Anna's own", kind="room")
    with toys(tmp_path, teens=room("Teen lounge", lobby=False), quiet=room("Quiet room"), own=mine) as made:
        shown = made.run("audit", "--all", "--weeks", "1", expect=1).out
        headings = [line for line in shown.splitlines() if line.startswith(("Always", "Personal"))]
        assert headings == ["Always open", "Personal room, always open"]
        assert (
            shown.index("Always open")
            < shown.index("Quiet room")
            < shown.index("Personal room")
            < shown.index("Anna's")
        )
        assert "| always open | Teen lounge |" in made.run("audit", "--format", "markdown").out
        report = made.run("audit", "--format", "json-flat").json
        jsonschema.validate(report, schema())
        assert {p["id"]: p["start"] for p in report["programs"]} == {"teens": None, "quiet": None, "own": None}
        assert set(made.found("teens", "TEEN")) == set(made.found("teens")), "found by its title alone"
        alone = made.run("audit", "--format", "json-flat", "quiet", expect=0).json
        assert [p["id"] for p in alone["programs"]] == ["quiet"]


def test_their_host_is_judged_with_them_and_not_for_a_personal_room(tmp_path: Path) -> None:
    with toys(tmp_path, teens=room("Teen lounge"), own=room("Anna's own", kind="room")) as made:
        made.set(defaults={"lobby": False})
        report = made.run("audit", "--format", "json-flat", expect=1).json
        judged = {(t["target"], t["profile"]): t["findings"] for t in report["targets"]}
        assert list(judged) == [("host/h", "rooms")], "the lobby profile is the personal room's"
        assert [f["status"] for f in judged["host/h", "rooms"]] == ["fail"]
        assert judged["host/h", "rooms"][0]["sentence"].startswith("New programs: ")


def test_they_are_changed_and_put_back_but_not_while_people_are_in_them(tmp_path: Path) -> None:
    with toys(
        tmp_path, teens=room("Teen lounge", lobby=False, people=True), quiet=room("Quiet room", lobby=False)
    ) as made:
        ran = made.run("apply", "--yes", expect=4)
        assert "on now: Teen lounge" in ran.out
        assert {k: r["lobby"] for k, r in made.state["rooms"].items()} == {"teens": False, "quiet": True}
        made.room("teens", people=False)
        made.run("apply", "--resume", expect=0)
        assert made.state["rooms"]["teens"]["lobby"] is True
        made.run("audit", "--all", expect=0)
        made.run("undo", "--yes", expect=0)
        assert not any(r["lobby"] for r in made.state["rooms"].values())


def test_the_watch_tells_of_them_at_once_and_when_they_are_gone(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    with (
        inbox(told.append) as url,
        toys(tmp_path, more="[notify.staff]", teens=room("Teen lounge"), quiet=room("Quiet room")) as made,
    ):
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        made.run("watch", "--once", expect=0)
        assert not told
        made.room("teens", server=RECORDS)
        made.run("watch", "--once", expect=1)
        (message,) = told
        assert message["type"] == "warning", "it is open now, and high"
        assert "Always open: Teen lounge" in message["message"]
        rooms = made.state["rooms"]
        made.set(rooms={"quiet": rooms["quiet"]})
        made.run("audit", "--all", expect=0)
        assert "Teen lounge" in made.run("diff", expect=0).out.split("no longer there")[1]


def test_what_waits_for_a_restart_is_pending_until_it_was_restarted(tmp_path: Path) -> None:
    loud = room("Teen lounge", server={"record": True, "polls": True}, running={"record": True, "polls": True})
    with toys(tmp_path, teens=loud) as made:
        ran = made.run("apply", "--yes", expect=4)
        assert "not in force before a restart of nginx (1 change); toy-web (1 change)" in ran.err
        (number,) = re.findall(r"run (\d+): 2 pending", ran.err)
        assert made.state["rooms"]["teens"]["server"] == {"record": False, "polls": False}
        found = made.found("teens")
        assert (found["rec.auto"]["status"], found["rec.auto"]["actual"]) == ("fail", "cloud"), "it is in force still"
        assert (found["rec.auto"]["reason"], found["rec.auto"]["about"]) == ("pending", "toy-web")
        assert "changed, waits for a restart of toy-web" in made.run("audit", "--all", expect=1).out
        assert found["chan.polls"]["status"] == "pass", "its running value is not shown"
        assert "nothing to change" in made.run("apply", "--yes", expect=0).err
        assert "2 pending" in made.run("runs").out
        made.room("teens", running={"record": False, "polls": False})
        assert made.found("teens")["rec.auto"]["status"] == "pass"
        made.run("undo", "--yes", expect=4)
        assert made.state["rooms"]["teens"]["server"] == {"record": True, "polls": True}
        assert "nothing that is left to put back" in made.run("undo", number, "--yes", expect=0).err


def test_what_was_opened_and_not_yet_restarted_is_told_and_closed(tmp_path: Path) -> None:
    half = room("Teen lounge", server=RECORDS, running={"record": False, "polls": False})
    with toys(tmp_path, teens=half) as made:
        found = made.found("teens")["rec.auto"]
        assert (found["status"], found["actual"], found["fixable"]) == ("fail", "cloud", True), (
            "after a restart it records"
        )
        made.run("apply", "--yes", expect=0)
        made.run("audit", "--all", expect=0)


def test_a_restart_that_nobody_can_see_is_told_once(tmp_path: Path) -> None:
    with toys(tmp_path, shows=False, teens=room("Teen lounge", server=RECORDS)) as made:
        ran = made.run("apply", "--yes", expect=4)
        assert "restart of toy-web (1 change)" in ran.err
        assert made.found("teens")["rec.auto"]["status"] == "pass"


def test_what_a_visitor_can_undo_never_passes_and_is_closed_all_the_same(tmp_path: Path) -> None:
    with toys(tmp_path, teens=room("Teen lounge", chat=True), quiet=room("Quiet room")) as made:
        assert made.found("quiet")["chan.chat_attendee"]["status"] == "advisory"
        assert made.found("teens")["chan.chat_attendee"]["status"] == "fail"
        made.run("apply", "--yes", expect=0)
        report = made.run("audit", "--format", "json-flat", expect=0).json
        assert report["counts"]["statuses"]["advisory"] == 2
        found = [f for p in report["programs"] for f in p["findings"] if f["control"] == "chan.chat_attendee"]
        assert {(f["status"], f["reason"], f["actual"], f["fixable"]) for f in found} == {
            ("advisory", "advisory", "off", False)
        }
        table = made.run("audit", "--all").out
        assert "2 that a visitor can undo" in " ".join(table.split())
        for text in (table, *(made.run("audit", "--format", name).out for name in ("markdown", "csv"))):
            assert "a parameter of the address opens it again" in text
        assert "nothing to change" in made.run("apply", "--yes", expect=0).err
        assert "set, but a visitor can undo it" in made.run("history", "teens").out


@pytest.mark.long
def test_the_links_of_ones_own_host_are_shown_and_kept_nowhere(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    secret = "secret-door"
    rooms: dict[str, Any] = {
        "teens": room(f"Teens {LINK}", lobby=False, people=True),
        "quiet": room(f"Quiet {LINK}", lobby=False, refuses=f"not at {LINK}"),
        "lost": room(f"Lost {LINK}", unread=f"404 at {LINK}"),
        "loud": room(f"Loud {LINK}", server=RECORDS, running=RECORDS),
    }
    with inbox(told.append) as url, toys(tmp_path, more="[notify.staff]", **rooms) as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        said = [made.run("audit", "--format", name).out for name in ("table", "markdown", "csv", "json")]
        for words in (
            ("-vv", "audit", "--details"), ("doctor",), ("snapshot", "all.snapshot"), ("audit", "--from", "all.snapshot"),
            ("plan", "--output", "plan.json", "--details"), ("plan", "--show", "plan.json"), ("watch", "--once"),
            ("apply", "--yes", "--details", "--reason", f"see {LINK}"), ("runs",), ("runs", "--all"), ("history",),
            ("history", "quiet"), ("history", "Loud"), ("diff",), ("undo", "--yes"), ("audit", LINK), ("history", LINK),
        ):  # fmt: skip
            ran = made.run(*words)
            said += [ran.out, ran.err]
            assert secret not in ran.out + ran.err, words
        made.set(broken=f"cannot be reached: {LINK}")
        for words in (("audit",), ("plan",), ("doctor",), ("watch", "--once"), ("apply", "--yes")):
            ran = made.run(*words)
            assert secret not in ran.out + ran.err, words
        assert "cannot be reached: (redacted)" in made.run("audit", "--all").err + made.run("audit", "--all").out
        assert told
        assert secret not in json.dumps(told)
        for path in (p for p in tmp_path.rglob("*") if p.is_file()):
            assert secret.encode() not in path.read_bytes(), path
        assert any("(redacted)" in text for text in said)
        assert HOST in (tmp_path / "hardener.toml").read_text()


def test_the_watch_says_what_is_to_be_restarted_and_does_not_ask_again(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    safe = '[watch]\napply = "safe"\n[notify.staff]'
    with (
        inbox(told.append) as url,
        toys(tmp_path, more=safe, teens=room("Teen lounge", server=RECORDS, running=RECORDS)) as made,
    ):
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        made.run("watch", "--once", expect=1)
        (message,) = told
        assert "hardener changed this; restart toy-web" in message["message"]
        assert made.state["rooms"]["teens"]["server"]["record"] is False
        made.run("watch", "--once", expect=1)
        assert len(told) == 1, "it is as it was: somebody has to restart it"
        made.room("teens", running={"record": False, "polls": False})
        made.run("watch", "--once", expect=0)
        assert "starts to record by itself" in told[-1]["message"], "it is closed now"


def test_the_doctor_says_what_is_spent_of_a_day_where_a_platform_counts_units(tmp_path: Path) -> None:
    with toys(tmp_path, more="units = 50", quiet=room("Quiet room")) as made:
        said = made.run("doctor", expect=0).out
        assert "4 of 50 units a day are spent; a day ends at midnight, America/Los_Angeles" in said.splitlines()
        made.run("audit", "--all", expect=0)
        assert "4 of 50" not in made.run("doctor", expect=0).out, "what the audit asked counts as well"
        (tmp_path / "hardener.toml").write_text((tmp_path / "hardener.toml").read_text().replace("units = 50", ""))
        assert "units" not in made.run("doctor", expect=0).out
