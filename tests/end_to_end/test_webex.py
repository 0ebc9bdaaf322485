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

from hardener.report.json_flat import schema
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
    ran = made.run("audit", "--format", "json-flat", expect=1)
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

    after = made.run("audit", "--format", "json-flat", expect=1).json
    left = failures(after)
    assert [(p["title"], f["control"]) for p, f in left if f["fixable"]] == []
    assert [(p["title"], f["control"]) for p, f in left if not f["by_hand"]] == []
    mended = {(e["program"], e["control"]) for e in seed["planted"] if e["mendable"]}
    assert not mended & {(p["id"], f["control"]) for p, f in left}
    assert "\n0 CHANGES" in made.run("plan", *EVERYTHING, expect=0).out

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
        assert made.run("audit", "--format", "json-flat").status == 3
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
        outputs = [
            made.run("audit", "--format", kind).out for kind in ("json", "json-flat", "markdown", "csv", "table")
        ]
        ran = made.run("apply", "--yes", *EVERYTHING)
        text = "\n".join([*outputs, ran.out, ran.err])
        pin = made.webex.world.rooms[HOST]["hostPin"]
        for secret in ("BgJep@4327qL", "MTID=", "very-secret", "refresh-me", HOST, OTHER, f'"{pin}"'):
            assert secret not in text


def test_a_board_meeting_is_not_closed(tmp_path: Path) -> None:
    with library(tmp_path, small(story("a1", title="Board of Trustees")), rules=BOARD) as made:
        report = made.run("audit", "--format", "json-flat").json
        closed = {f["control"] for f in report["programs"][0]["findings"] if f["too_closed"]}
        assert "door.registration_required" in closed
        made.run("apply", "--yes", "--allow", "link", "--allow", "lockout", "--allow", "shared")
        assert made.webex.world.meetings["a1"].registration is not None, "nothing is opened unasked"


def test_a_registration_that_apply_made_is_taken_off_for_another_host(tmp_path: Path) -> None:
    seed = small(story("a1", registration=None, values={"enabledJoinBeforeHost": True, "joinBeforeHostMinutes": 15}))
    with library(tmp_path, seed) as made:
        before = state(made)
        said = " ".join(made.run("plan", *EVERYTHING).out.split())
        assert "undo takes registration off again only while nobody has signed up" in said
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        assert made.webex.world.meetings["a1"].registration is not None
        made.run("undo", "--yes", expect=0)
        assert made.webex.world.meetings["a1"].registration is None
        assert state(made) == before


def test_an_undo_loses_nobody_who_has_signed_up_since_and_gives_back_the_rest(tmp_path: Path) -> None:
    seed = small(story("a1", registration=None, values={"enabledJoinBeforeHost": True, **OPEN}))
    with library(tmp_path, seed) as made:
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        meeting = made.webex.world.meetings["a1"]
        meeting.registrants, meeting.seed.registered = 2, soon(-60)
        ran = made.run("undo", "--yes", expect=4)
        assert "people have signed up" in ran.out
        assert (meeting.registrants, meeting.values["enabledJoinBeforeHost"]) == (2, False)
        assert meeting.values["meetingOptions"]["enabledChat"] is True
        meeting.registrants = 0
        made.run("undo", "--yes", expect=0)
        assert meeting.registration is None
        assert meeting.values["enabledJoinBeforeHost"] is True


EARLY = """\
profile: early
title: Open before the host
audience: adults
requires:
  door.join_before_host: {at_least: on}
"""


def test_join_before_host_is_not_switched_on_where_sign_ups_would_be_lost(tmp_path: Path) -> None:
    (tmp_path / "early.yaml").write_text(EARLY)
    with library(tmp_path, small(story("a1", registrants=2), story("a2", registration=None))) as made:
        words = ("--profile", "early.yaml", *EVERYTHING)
        ran = made.run("plan", *words, "--left-out")
        assert "Webex deletes every sign-up" in " ".join(ran.out.split())
        made.run("apply", "--yes", *words, expect=0)
        kept, opened = (made.webex.world.meetings[ident] for ident in ("a1", "a2"))
        assert (kept.registrants, kept.values["enabledJoinBeforeHost"]) == (2, False)
        assert opened.values["enabledJoinBeforeHost"] is True
        found = made.findings("--profile", "early.yaml")["a1", "door.join_before_host"]
        assert (found["status"], found["fixable"]) == ("fail", False)
        assert "deletes every sign-up" in found["note"]


FREE = """\
profile: free
title: Nobody signs up
audience: public
requires:
  door.registration_required: {at_least: not-required}
"""


@pytest.mark.parametrize("registrants", [0, 2])
def test_registration_comes_off_only_where_nobody_has_signed_up(tmp_path: Path, registrants: int) -> None:
    (tmp_path / "free.yaml").write_text(FREE)
    with library(tmp_path, small(story("a1", registrants=registrants))) as made:
        meeting = made.webex.world.meetings["a1"]
        form = meeting.registration
        made.run("apply", "--yes", "--profile", "free.yaml", *EVERYTHING, expect=4 if registrants else 0)
        assert (meeting.registration is None) is not bool(registrants)
        made.run("undo", "--yes")
        assert meeting.registration is not None
        assert form is not None
        assert meeting.registration["customizedQuestions"][0]["question"] == form["customizedQuestions"][0]["question"]
        assert meeting.registrants == registrants


def test_a_live_stream_that_was_switched_off_costs_itself_and_nothing_else(tmp_path: Path) -> None:
    stream = {"destination": "Ours", "rtmpUrl": "rtmp://stream.example/key-4711", "streamUrl": "https://s.example/x"}
    seed = small(story("a1", values={"enabledLiveStream": True, "liveStream": stream, **OPEN}))
    with library(tmp_path, seed) as made:
        ran = made.run("plan", *EVERYTHING)
        assert "undo does not switch it on again where Webex forgets the address of the stream" in " ".join(
            ran.out.split()
        )
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        undone = made.run("undo", "--yes", expect=4)
        assert "wants the address of the stream" in undone.out
        assert "key-4711" not in ran.out + undone.out + undone.err
        assert made.webex.world.meetings["a1"].values["meetingOptions"]["enabledChat"] is True


def test_the_site_s_own_settings_are_judged_and_mended(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        report = made.run("audit", "--format", "json-flat").json
        rows = [row for row in report["targets"] if row["target"] == f"account/{SITE}"]
        site = {f["control"]: f for row in rows for f in row["findings"]}
        assert site["door.join_before_host"]["status"] == "fail"
        assert site["door.join_before_host"]["sentence"].startswith("New programs:")
        made.run("apply", "--yes", "--allow", "shared", expect=0)
        assert made.webex.world.common[SITE]["securityOptions"]["joinBeforeHost"] is False


@pytest.mark.parametrize(
    ("control", "values"),
    [
        ("host.cohosts", {"allowAnyUserToBeCoHost": True}),
        ("host.cohosts", {"allowFirstUserToBeCoHost": True}),
        ("door.devices_ask", {"allowAuthenticatedDevices": True}),
        ("door.passcode_in_mail", {"excludePassword": False}),
        ("chan.documents_kept", {"attendeePrivileges": {"enabledPrintDocument": True}}),
        ("chan.notes", {"meetingOptions": {"enabledNote": True, "noteType": "allowOne"}}),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_what_stands_open_has_a_control(tmp_path: Path, control: str, values: dict[str, Any]) -> None:
    with library(tmp_path, small(story("a1", values=values), story("a2"))) as made:
        found = made.findings()
        assert (found["a1", control]["status"], found["a2", control]["status"]) == ("fail", "pass")
        made.run("apply", "--yes", expect=0)
        assert made.findings()["a1", control]["status"] == "pass"
        before = made.webex.world.meetings["a1"].values["meetingOptions"]
        made.run("undo", "--yes", expect=0)
        after = made.webex.world.meetings["a1"].values
        assert made.findings()["a1", control]["status"] == "fail"
        if control == "chan.notes":
            assert before["noteType"] == "allowAll", "Webex sets it back"
            assert after["meetingOptions"]["noteType"] == "allowOne"


@pytest.mark.parametrize(("on", "status"), [(False, "manual"), (True, "fail")])
def test_half_an_answer_about_the_assistant_is_for_a_person(tmp_path: Path, on: bool, status: str) -> None:
    people = [{"email": HOST, "scheduling": {"enabledWebexAssistantByDefault": on}}, {"email": "app@example.org"}]
    with library(tmp_path, small(people=people)) as made:
        assert made.findings()["a1", "ai.assistant_questions"]["status"] == status


@pytest.mark.parametrize("key", ["hostEmail", "start"])
def test_a_meeting_that_lacks_something_is_in_the_report(tmp_path: Path, key: str) -> None:
    lacking = {f"items.*.{name}": None for name in {key, "hostUserId"}}
    with library(tmp_path, small(faults=[{"path": "/v1/meetings$", "set": lacking}])) as made:
        ran = made.run("audit", "--format", "json-flat", expect=3)
        assert ran.json["complete"] is False
        assert "Webex does not say" in json.dumps(ran.json)
        assert "a1" in {p["id"] for p in ran.json["programs"]}


def test_a_people_list_without_addresses_is_not_an_empty_library(tmp_path: Path) -> None:
    with library(tmp_path, small(faults=[{"path": "/v1/people$", "drop_key": "items.*.emails"}])) as made:
        made.run("audit", "--all", expect=3)
        assert made.run("audit", "--format", "json-flat").json["complete"] is False
