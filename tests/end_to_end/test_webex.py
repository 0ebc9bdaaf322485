"""The main job on a simulated Webex, through the installed command and real HTTP."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.end_to_end.library import EVERYTHING
from tests.end_to_end.webex_library import HOST, OTHER, SITE, WebexLibrary, library, small, soon, story

from hardener.report.json_report import schema
from hardener_webex.simulator import library_seed
from hardener_webex.simulator.seed import NORTH
from hardener_webex.simulator.writing import SCHEDULE

CHAT = "chan.chat_attendee"
BOARD = '[[programs]]\ntitle = "board*"\nprofile = "board-meeting"'
SUITE = f'suite_sites = ["{NORTH}"]'
OPEN = {"meetingOptions": {"enabledChat": True}}


@pytest.fixture
def system(tmp_path: Path) -> Iterator[tuple[WebexLibrary, dict[str, Any]]]:
    seed: dict[str, Any] = library_seed(datetime.now(UTC), live=False)
    with library(tmp_path, seed, more=SUITE, rules=BOARD, rooms=True) as made:
        yield made, seed


def failures(report: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(p, f) for p in report["programs"] for f in p["findings"] if f["status"] == "fail"]


def state(made: WebexLibrary) -> str:
    """Return everything of every program that people could miss, but for registration and new passwords."""
    world = made.webex.world
    values = {i: {k: v for k, v in m.values.items() if k != "password"} for i, m in world.meetings.items()}
    return json.dumps([values, world.rooms, world.scheduling, world.common], sort_keys=True)


def test_a_whole_library_system(system: tuple[WebexLibrary, dict[str, Any]]) -> None:
    made, seed = system
    ran = made.run("audit", "--format", "json", expect=1)
    before = ran.json
    jsonschema.validate(before, schema(), cls=jsonschema.Draft202012Validator)
    wrong = {(p["id"], f["control"]) for p, f in failures(before)}
    assert {(e["program"], e["control"]) for e in seed["planted"]} <= wrong
    fixable = {p["id"] for p, f in failures(before) if f["fixable"] and not f["needs"]}
    assert not fixable & set(seed["right"])
    assert before["counts"]["statuses"].get("error", 0) == 0
    assert not made.sent("PATCH", "PUT", "POST", "DELETE")
    assert set(Counter(p for _, p in made.sent("GET") if p.startswith("/v1/meetings/")).values()) == {1}

    was = state(made)
    made.webex.calls.clear()
    ran = made.run("apply", "--yes", *EVERYTHING, expect=0)
    assert "ignored" not in ran.out.casefold()
    _each_program_was_written_once(made)
    assert made.webex.world.mails == []

    after = made.run("audit", "--format", "json", expect=1).json
    left = failures(after)
    assert [(p["title"], f["control"]) for p, f in left if f["fixable"]] == []
    assert [(p["title"], f["control"]) for p, f in left if not f["by_hand"]] == []
    mended = {(e["program"], e["control"]) for e in seed["planted"] if e["mendable"]}
    assert not mended & {(p["id"], f["control"]) for p, f in left}
    assert "0 changes" in made.run("plan", *EVERYTHING, expect=0).out

    made.run("undo", "--yes")
    assert state(made) == was


def _each_program_was_written_once(made: WebexLibrary) -> None:
    writes = Counter((c.method, c.path) for c in made.webex.calls if c.method in {"PATCH", "PUT"})
    assert set(writes.values()) == {1}
    patched = {
        key.split(".")[0] for c in made.webex.calls if c.method == "PATCH" and "/meetings/" in c.path for key in c.keys
    }
    assert not patched & set(SCHEDULE)
    assert "sendEmail" in patched


def test_chat_is_closed_and_taken_back(tmp_path: Path) -> None:
    with library(tmp_path, small(story("a1", values=OPEN))) as made:
        found = made.findings()["a1", CHAT]
        assert (found["status"], found["fixable"], found["needs"]) == ("fail", True, [])
        made.run("apply", "--yes", expect=0)
        assert made.sent("PATCH") == [("PATCH", "/v1/meetings/a1")]
        assert made.findings()["a1", CHAT]["status"] == "pass"
        made.run("undo", "--yes", expect=0)
        assert made.findings()["a1", CHAT]["status"] == "fail"


def test_one_host_alone_gets_registration_and_can_take_it_back(tmp_path: Path) -> None:
    seed = small(story("a1", registration=None, values={"enabledJoinBeforeHost": True}))
    with library(tmp_path, seed, app=1, more='auth = "user"') as made:
        made.run("apply", "--yes", *EVERYTHING, expect=3)  # the site's own settings are not shown to one person
        registration = made.webex.world.meetings["a1"].registration
        assert registration is not None
        assert registration["autoAcceptRequest"] is False
        assert made.findings()["a1", "door.registration_required"]["status"] == "pass"
        made.run("undo", "--yes", expect=0)
        assert made.webex.world.meetings["a1"].registration is None
        assert made.webex.world.meetings["a1"].values["enabledJoinBeforeHost"] is True


def test_without_opt_ins_what_is_left_says_which_would_fix_it(tmp_path: Path) -> None:
    seed = small(story("a1", registration=None, values={"unlockedMeetingJoinSecurity": "allowJoin", **OPEN}))
    with library(tmp_path, seed) as made:
        made.run("apply", "--yes", expect=0)
        found = made.findings()
        assert found["a1", CHAT]["status"] == "pass"
        assert found["a1", "door.registration_required"]["needs"] == ["link"]
        assert found["a1", "door.waiting_room"]["needs"] == ["lockout"]
        made.run("apply", "--yes", "--allow", "link", "--allow", "lockout", expect=0)
        assert made.findings()["a1", "door.waiting_room"]["status"] == "pass"


def test_a_weekly_series_says_what_to_do_instead_of_registration(tmp_path: Path) -> None:
    seed = small(story("s1", recurrence="FREQ=WEEKLY;COUNT=8", registration=None))
    with library(tmp_path, seed) as made:
        found = made.findings()["s1", "door.registration_required"]
        assert (found["status"], found["fixable"]) == ("fail", False)
        assert "webinar" in found["note"]
        assert "profile" in found["by_hand"]


def test_on_a_suite_site_what_webex_drops_ends_as_ignored_with_the_reason(tmp_path: Path) -> None:
    seed = small(
        story("a1", values={"audioConnectionOptions": {"audioConnectionType": "webexAudio"}, **OPEN}),
        sites=[{"siteUrl": SITE, "suite": True}],
    )
    with library(tmp_path, seed) as made:
        ran = made.run("apply", "--yes", *EVERYTHING, expect=4)
        assert "1 ignored" in ran.err
        assert "Suite" in ran.out
        assert made.findings()["a1", CHAT]["status"] == "pass"
    with library(tmp_path, seed, more=f'suite_sites = ["{SITE}"]') as made:
        found = made.findings()["a1", "door.dial_in"]
        assert (found["fixable"], "Suite" in found["note"]) == (False, True)


def test_an_exceptional_date_is_told_apart_and_only_it_is_changed(tmp_path: Path) -> None:
    start = soon(2)
    date = datetime.fromisoformat(start).strftime("%Y%m%dT%H%M%SZ")
    series = story(
        "s1",
        start=start,
        recurrence="FREQ=WEEKLY;COUNT=8",
        registration=None,
        exceptions=[{"date": start, "values": OPEN}],
    )
    with library(tmp_path, small(series)) as made:
        found = made.findings()
        assert found["s1", CHAT]["status"] == "pass"
        assert found[f"s1s1_{date}", CHAT]["status"] == "fail"
        made.run("apply", "--yes", expect=0)
        assert made.sent("PATCH") == [("PATCH", f"/v1/meetings/s1_{date}")]


def test_an_unlisted_site_governs_a_listed_program(tmp_path: Path) -> None:
    unlisted = {"siteUrl": SITE, "common": {"securityOptions": {"unlistAllMeetings": True}}}
    with library(tmp_path, small(story("a1", values={"publicMeeting": True}), sites=[unlisted])) as made:
        found = made.findings()["a1", "door.unlisted"]
        assert (found["status"], found["governing"]["target"]) == ("pass", f"account/{SITE}")


def test_a_site_that_cannot_be_read_leaves_a_listed_program_unknown(tmp_path: Path) -> None:
    seed = small(story("a1", values={"publicMeeting": True}), story("a2"))
    seed["apps"][0]["scopes"] = [s for s in seed["apps"][0]["scopes"] if "config" not in s]
    with library(tmp_path, seed) as made:
        assert made.run("audit", "--format", "json").status == 3
        found = made.findings()
        assert found["a1", "door.unlisted"]["status"] == "error"
        assert "meeting:admin_config_read" in found["a1", "door.unlisted"]["note"]
        assert found["a2", "door.unlisted"]["status"] == "pass"
        assert "meeting:admin_config_read" in made.run("doctor", "--details").out


def test_what_a_calendar_made_fails_with_webex_s_reason(tmp_path: Path) -> None:
    with library(tmp_path, small(story("a1", connector=True, values=OPEN))) as made:
        ran = made.run("apply", "--yes", expect=4)
        assert "calendar connector" in ran.out


def test_no_secret_and_no_address_is_in_any_output(tmp_path: Path) -> None:
    with library(tmp_path, small(story("a1", values=OPEN), story("b1", host=OTHER)), rooms=True) as made:
        outputs = [made.run("audit", "--format", kind).out for kind in ("json", "markdown", "csv", "table")]
        ran = made.run("apply", "--yes", *EVERYTHING)
        text = "\n".join([*outputs, ran.out, ran.err])
        pin = made.webex.world.rooms[HOST]["hostPin"]
        for secret in ("BgJep@4327qL", "MTID=", "very-secret", "refresh-me", HOST, OTHER, f'"{pin}"'):
            assert secret not in text


def test_a_board_meeting_is_not_closed(tmp_path: Path) -> None:
    with library(tmp_path, small(story("a1", title="Board of Trustees")), rules=BOARD) as made:
        report = made.run("audit", "--format", "json").json
        closed = {f["control"] for f in report["programs"][0]["findings"] if f["too_closed"]}
        assert "door.registration_required" in closed
        made.run("apply", "--yes", "--allow", "link", "--allow", "lockout", "--allow", "shared")
        assert made.webex.world.meetings["a1"].registration is not None, "nothing is opened unasked"
