"""The main job on a simulated Google Meet, through the installed command and real HTTP."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.adapters.meet.discovery import Checked
from tests.end_to_end.library import EVERYTHING
from tests.end_to_end.meet_library import Library, library, small

from hardener_meet.simulator import library_seed

CHAT = "chan.chat_attendee"
UNFIXABLE = {
    CHAT: "hosts", "door.unique_join_link": "shared", "door.dial_in": "on", "door.fresh_meeting_id": "reused",
}  # fmt: skip
"""What no call to Google can put right for a storytime, and the best that there is."""
CONTROLS = {
    "config.accessType": "door.waiting_room",
    "config.moderation": "chan.screen_share",
    "config.moderationRestrictions.chatRestriction": "chan.chat_files_links",
    "config.moderationRestrictions.presentRestriction": "chan.screen_share",
    "config.moderationRestrictions.reactionRestriction": "chan.reactions",
    "config.artifactConfig.recordingConfig.autoRecordingGeneration": "rec.auto",
    "config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration": "ai.transcript_retained",
    "config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration": "ai.summary",
    "config.attendanceReportGenerationType": "data.attendance_kept_as",
    "event.guestsCanSeeOtherGuests": "chan.names_visible",
    "event.guestsCanInviteOthers": "door.registration_approval",
    "event.guestsCanModify": "door.registration_approval",
    "event.visibility": "door.unlisted",
    "phones": "door.dial_in",
}


def test_a_whole_library_system(tmp_path: Path) -> None:
    seed: dict[str, Any] = dict(library_seed(datetime.now(UTC)))
    with library(tmp_path, seed) as made:
        before, state = made.report(), made.state()
        _every_planted_mistake_is_found(before, seed)
        _nothing_right_is_called_wrong(before, seed)
        _each_space_is_read_once(made, seed)
        assert {c.method for c in made.app.calls if c.path != "/token"} == {"GET"}

        made.app.calls.clear()
        made.run("apply", "--yes", *EVERYTHING, expect=3)  # all is applied, and some of it could not be told
        _only_settings_were_sent(made)
        after = made.report()
        left = [f for p in after["programs"] for f in p["findings"] if f["status"] == "fail"]
        assert left
        assert {(f["control"], f["actual"]) for f in left} == set(UNFIXABLE.items())
        assert all(f["by_hand"] and not f["fixable"] for f in left)

        made.app.calls.clear()
        assert "nothing to change" in made.run("apply", "--yes", *EVERYTHING, expect=3).err
        assert {c.method for c in made.app.calls if c.path != "/token"} == {"GET"}
        made.run("undo", "--yes", expect=0)
        assert made.state() == state
        assert made.report()["counts"] == before["counts"]


def _every_planted_mistake_is_found(report: dict[str, Any], seed: dict[str, Any]) -> None:
    wrong: dict[str, set[str]] = {}
    for program in report["programs"]:
        wrong.setdefault(program["id"], set()).update(
            f["control"] for f in program["findings"] if f["status"] == "fail"
        )
    missed = [entry for entry in seed["planted"] if CONTROLS[entry["path"]] not in wrong.get(entry["program"], set())]
    assert not missed
    assert {entry["path"] for entry in seed["planted"]} == set(CONTROLS)


def _nothing_right_is_called_wrong(report: dict[str, Any], seed: dict[str, Any]) -> None:
    programs = [p for p in report["programs"] if p["id"] in seed["right"]]
    assert len(programs) == len(seed["right"]) > 0
    for program in programs:
        found = {f["control"] for f in program["findings"] if f["status"] in {"fail", "error"}}
        assert found <= {CHAT, "door.unique_join_link"}, program["title"]


def _each_space_is_read_once(made: Library, seed: dict[str, Any]) -> None:
    paths = [c.path for c in made.app.calls if c.path.startswith("/v2/")]
    for calls in (
        Counter(p for p in paths if not p.endswith("/members")),
        Counter(p for p in paths if p.endswith("/members")),
    ):
        assert set(calls.values()) == {1}
        assert len(calls) <= len(seed["spaces"])
    assert len({p for p in paths if not p.endswith("/members")}) == len(seed["spaces"])
    lists = Counter((c.path, c.query.get("singleEvents")) for c in made.app.calls if c.path.endswith("/events"))
    own = [lists.pop(each) for each in list(lists) if each[0] == "/calendar/v3/calendars/primary/events"]
    assert sum(own) == 2, "once for its programs, and once to learn whose account it is"
    assert set(lists.values()) == {1}, "once for the dates, and once for the series that they are of"
    assert len({path for path, _ in lists}) == len(seed["calendars"])
    masters = Counter(c.path for c in made.app.calls if "/events/" in c.path)
    assert not masters, "every series was in a list"


def _only_settings_were_sent(made: Library) -> None:
    writes = [c for c in made.app.calls if c.method != "GET" and c.path != "/token"]
    assert max(Counter(c.path for c in writes).values()) == 1
    for call in writes:
        assert call.method == "PATCH"
        if call.path.startswith("/v2/"):
            assert set(call.query["updateMask"].split(",")) == set(call.keys)
            assert all(key.startswith("config.") for key in call.keys)
            restricted = any(key.startswith("config.moderationRestrictions") for key in call.keys)
            assert not restricted or "config.moderation" in call.keys
        else:
            assert call.query["sendUpdates"] == "none"
            assert set(call.keys) <= {
                "guestsCanInviteOthers",
                "guestsCanModify",
                "guestsCanSeeOtherGuests",
                "visibility",
            }
    assert made.app.world.mails == []


# --- one thing at a time ---


def test_chat_is_left_to_hosts_at_best_and_the_rest_is_a_person_s(tmp_path: Path) -> None:
    seed = small({"moderation": "OFF", "moderationRestrictions": {}})
    ident = seed["events"][0]["id"]
    with library(tmp_path, seed) as made:
        before = made.findings()[ident, CHAT]
        assert (before["status"], before["actual"], before["fixable"]) == ("fail", "everyone", True)
        made.run("apply", "--yes", expect=0)
        after = made.findings()[ident, CHAT]
        assert (after["status"], after["actual"], after["fixable"]) == ("fail", "hosts", False)
        assert "Host controls" in after["by_hand"]
        assert made.findings()[ident, "chan.screen_share"]["status"] == "pass"


def test_a_profile_that_accepts_hosts_only_is_met(tmp_path: Path) -> None:
    seed = small({"moderation": "OFF", "moderationRestrictions": {}})
    with library(tmp_path, seed) as made:
        made.run("apply", "--yes", "--profile", "storytime-interactive", expect=0)
        found = made.findings("--profile", "storytime-interactive")[seed["events"][0]["id"], CHAT]
        assert (found["status"], found["actual"]) == ("pass", "hosts")


def test_guests_who_see_each_other_are_found_and_hidden_and_the_call_is_a_person_s_to_look_at(tmp_path: Path) -> None:
    seed = small(guestsCanSeeOtherGuests=True)
    ident = seed["events"][0]["id"]
    with library(tmp_path, seed) as made:
        before = made.findings()[ident, "chan.names_visible"]
        assert (before["status"], before["actual"], before["fixable"]) == ("fail", "full", True)
        assert "e-mail addresses" in before["note"]
        made.run("apply", "--yes", expect=0)
        assert made.findings()[ident, "chan.names_visible"]["status"] == "manual"


def test_locking_families_out_needs_an_opt_in(tmp_path: Path) -> None:
    seed = small({"accessType": "TRUSTED"})
    ident = seed["events"][0]["id"]
    with library(tmp_path, seed) as made:
        found = made.findings()
        assert found[ident, "door.waiting_room"]["actual"] == "guests"
        assert found[ident, "door.dial_in_bypass_lobby"]["needs"] == ["lockout"]
        made.run("apply", "--yes")
        assert made.findings()[ident, "door.waiting_room"]["status"] == "fail"
        made.run("apply", "--yes", "--allow", "lockout", expect=0)
        assert made.findings()[ident, "door.waiting_room"]["status"] == "pass"


def test_what_google_takes_and_does_not_keep_is_told(tmp_path: Path) -> None:
    path = "config.attendanceReportGenerationType"
    seed = small({"attendanceReportGenerationType": "GENERATE_REPORT"}) | {"behaviour": {"dropped": [path]}}
    with library(tmp_path, seed) as made:
        ran = made.run("apply", "--yes", expect=4)
        assert "kept the old value" in ran.out
        assert made.findings()[seed["events"][0]["id"], "data.attendance_kept_as"]["status"] == "fail"


def test_an_edition_without_moderation_gets_the_rest(tmp_path: Path) -> None:
    config = {"moderation": "OFF", "moderationRestrictions": {}, "attendanceReportGenerationType": "GENERATE_REPORT"}
    seed = small(config) | {"behaviour": {"moderation_preview": True}}
    with library(tmp_path, seed) as made:
        ran = made.run("apply", "--yes", expect=4)
        assert "is not available" in ran.out
        found = made.findings()
        assert found[seed["events"][0]["id"], "data.attendance_kept_as"]["status"] == "manual"
        assert found[seed["events"][0]["id"], "chan.screen_share"]["status"] == "fail"


def test_restrictions_that_are_not_shown_while_moderation_is_off_are_put_back_too(tmp_path: Path) -> None:
    seed = small({"moderation": "OFF", "moderationRestrictions": {}}) | {"behaviour": {"restrictions_when_off": False}}
    with library(tmp_path, seed) as made:
        state = made.state()
        made.run("apply", "--yes", expect=0)
        assert made.state() != state
        made.run("undo", "--yes", expect=0)
        assert made.state() == state


def test_somebody_else_s_meeting_could_not_be_told(tmp_path: Path) -> None:
    seed = small()
    seed["spaces"][0]["owner"] = "youth.main@maple.example.org"
    with library(tmp_path, seed) as made:
        found = made.run("audit", "--format", "json-flat", expect=3).json["programs"][0]["findings"]
        one = next(f for f in found if f["control"] == "chan.screen_share")
        assert one["status"] == "error"
        assert "does not own the meeting" in one["note"]


def test_a_date_that_differs_is_mended_alone(tmp_path: Path) -> None:
    seed = small()
    event = seed["events"][0]
    first = datetime.fromisoformat(event["fields"]["start"]["dateTime"])
    day = (first + timedelta(weeks=5)).date().isoformat()
    event["dates"] = {day: {"guestsCanInviteOthers": True}}
    with library(tmp_path, seed) as made:
        before = made.findings()
        wrong = [key for key, f in before.items() if key[1] == "door.registration_approval" and f["status"] == "fail"]
        assert [key[0] != event["id"] for key in wrong] == [True]
        made.run("apply", "--yes", expect=0)
        assert made.app.world.events[event["id"]].dates[day] == {"guestsCanInviteOthers": False}
        assert not [f for f in made.findings().values() if f["status"] == "fail" and f["control"] == wrong[0][1]]


def test_scopes_that_are_missing_are_named(tmp_path: Path) -> None:
    seed = small()
    seed["clients"][0]["grants"] = seed["clients"][0]["grants"][1:]
    with library(tmp_path, seed) as made:
        ran = made.run("doctor", expect=0)
        assert "2 permissions are missing (0 for reading, 2 for changing)" in " ".join(ran.out.split())
        assert "meetings.space.settings" in ran.out
        assert made.findings()[seed["events"][0]["id"], "rec.auto"]["status"] == "pass"


def test_cisa_s_baseline_judges_the_organization(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        report = made.report("--profile", "scuba-meet")
        account = next(row for row in report["targets"] if row["findings"])
        found = {f["control"]: (f["status"], f["actual"]) for f in account["findings"]}
        assert found == {
            "GWS.MEET.1.1v1": ("fail", "open"), "GWS.MEET.2.1v1": ("fail", "anyone"), "GWS.MEET.3.1v1": ("pass", "on"),
            "GWS.MEET.4.1v1": ("pass", "on"), "GWS.MEET.5.1v1": ("pass", "off"), "GWS.MEET.5.2v1": ("fail", "on"),
            "GWS.MEET.6.1v1": ("manual", None), "GWS.MEET.6.2v1": ("manual", None), "GWS.MEET.6.3v1": ("manual", None),
        }  # fmt: skip
        assert "nothing to change" in made.run("apply", "--yes", "--profile", "scuba-meet", *EVERYTHING).err


def test_nothing_secret_is_in_any_output(tmp_path: Path) -> None:
    phones = [{"phoneNumber": "+12025550147", "pin": "483920117", "regionCode": "US", "languageCode": "en"}]
    seed = small({"accessType": "OPEN"}, guestsCanSeeOtherGuests=True)
    seed["spaces"][0]["phones"] = phones
    with library(tmp_path, seed) as made:
        runs = [made.run("-vv", "audit", "--format", name) for name in ("table", "json", "csv", "markdown")] + [
            made.run("-vv", "plan"),
            made.run("-vv", "apply", "--yes", *EVERYTHING),
            made.run("-vv", "undo", "--yes"),
        ]
        text = "".join(ran.out + ran.err for ran in runs)
        text += (tmp_path / "hardener.sqlite3").read_bytes().decode("latin-1")
        secret = (
            seed["spaces"][0]["code"],
            "483920117",
            "2025550147",
            "@mail.example",
            "ya29.",
            "sandbox-secret",
            "programs@maple",
            "1//",
        )
        assert [word for word in secret if word in text] == []


def test_the_documents_are_really_held_against_what_is_sent(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        made.report()
        assert isinstance(made.app, Checked)
        assert made.app.broken == []
        made.app.world.spaces[next(iter(made.app.world.spaces))].config["accessType"] = "STRANGE"
        made.report()
        assert made.app.broken
        made.app.broken.clear()
