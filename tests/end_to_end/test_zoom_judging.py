"""What counts as safe on Zoom, through the installed command and real HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import CLOSED, EVERYTHING, RECORDING, SCHEDULE, Library, library, small, soon, story

FIELDS = "data.registration_fields"
CARD = '\n[library]\ncard = ["Biblio pass"]\n'


@pytest.mark.parametrize(
    ("title", "rules", "status"),
    [
        ("Library card number", "", "pass"),
        ("Credit card number", "", "fail"),
        ("Card number", "", "fail"),
        ("Library card or date of birth", "", "fail"),
        ("Biblio pass number", "", "fail"),
        ("Biblio pass number", CARD, "pass"),
        ("Patron barcode", CARD, "fail"),
        ("...", "", "error"),
    ],
)
def test_a_card_is_what_the_library_calls_it(tmp_path: Path, title: str, rules: str, status: str) -> None:
    asked = story(81) | {"custom_questions": [{"title": title, "type": "short"}]}
    with library(tmp_path, small(asked), rules=rules) as made:
        assert made.findings()["81", FIELDS]["status"] == status


def test_a_question_of_zoom_s_that_is_new_is_asked_all_the_same(tmp_path: Path) -> None:
    fault = {
        "path": "/meetings/81/registrants/questions$",
        "status": 200,
        "body": {"questions": [{"field_name": "date_of_birth"}]},
    }
    with library(tmp_path, small(story(81), faults=[fault])) as made:
        found = made.findings()["81", FIELDS]
    assert (found["status"], found["actual"]) == ("fail", "email, first_name, other")


def test_a_snapshot_keeps_what_a_card_is_called_without_its_words(tmp_path: Path) -> None:
    titles = ("Biblio pass number", "Your child's school")
    asked = [
        story(80 + n) | {"custom_questions": [{"title": title, "type": "short"}]} for n, title in enumerate(titles)
    ]
    with library(tmp_path, small(*asked), rules=CARD) as made:
        made.run("snapshot", "day.jsonl")
        again = made.findings("--from", "day.jsonl")
    assert "school" not in (tmp_path / "day.jsonl").read_text()
    assert (again["80", FIELDS]["status"], again["81", FIELDS]["status"]) == ("pass", "fail")


CHAT = "chan.chat_attendee"
EAST = {"id": "g2", "name": "Branch East"}


def in_two_groups(order: tuple[str, str], **host: object) -> dict[str, Any]:
    """A host in Storytime and in Branch East, all open and nothing locked."""
    seed, opened = small(story(81)), {"settings": {"in_meeting": {"chat": True, **host}}}
    seed["groups"] = [{"id": "g1", "name": "Storytime", **opened}, {**EAST, **opened}]
    seed["users"][0] |= {"groups": list(order), **opened}
    return seed


@pytest.mark.parametrize("order", [("g1", "g2"), ("g2", "g1")])
def test_a_fix_at_a_group_holds_for_a_host_in_two(tmp_path: Path, order: tuple[str, str]) -> None:
    """Whichever of them is the primary group: a lock of any group holds, and the next audit can tell."""
    opened = {"annotation": True, "whiteboard": True, "file_transfer": True, "remote_control": True}
    with library(tmp_path, in_two_groups(order, **opened), more='fix_at = "group:Storytime"') as made:
        assert made.findings()["81", CHAT]["status"] == "fail"
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        assert {path for _, path in made.sent("PATCH")} >= {"/v2/groups/g1/settings", "/v2/groups/g1/lock_settings"}
        assert not [path for _, path in made.sent("PATCH") if path.startswith("/v2/groups/g2")]
        after = made.findings()
    assert not [f for f in after.values() if f["status"] in {"fail", "error"}]
    assert after["81", CHAT]["governing"]["target"] == "group/g1"


def test_two_groups_that_lock_different_values_cannot_be_told(tmp_path: Path) -> None:
    seed = in_two_groups(("g1", "g2"))
    for group, chat in zip(seed["groups"], (False, True), strict=True):
        group |= {"settings": {"in_meeting": {"chat": chat}}, "locks": {"in_meeting": {"chat": True}}}
    with library(tmp_path, seed) as made:
        found = made.findings()["81", CHAT]
    assert found["status"] == "error"
    assert "does not say which of them counts" in found["note"]


def judged(made: Library) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Return status and value of every finding."""
    return {key: (f["status"], f["actual"]) for key, f in made.findings().items()}


def test_a_switch_without_what_it_needs_counts_for_nothing(tmp_path: Path) -> None:
    seed = small(story(81), story(82, approval_type=2), story(83, focus_mode=False))
    seed["account"]["settings"]["schedule_meeting"] = {**SCHEDULE, "allow_host_to_disable_participant_video": False}
    seed["users"][0]["settings"] = {"in_meeting": {"attention_mode_focus_mode": False}}
    with library(tmp_path, seed) as made:
        found, told = judged(made), made.findings()
        plan = made.run("plan", *EVERYTHING).out
    assert found["81", "chan.attendee_video_visible_to"] == ("fail", "everyone")
    assert (
        told["81", "chan.attendee_video_visible_to"]["governing"]["setting"] == "in_meeting.attention_mode_focus_mode"
    )
    assert found["81", "chan.camera_attendee"] == ("error", None)
    assert "has not got the feature" in told["81", "chan.camera_attendee"]["note"]
    assert found["81", "door.single_device_per_link"] == ("pass", "single")
    assert found["82", "door.single_device_per_link"] == ("fail", "several"), "one link for all has no end of devices"
    assert not told["83", "chan.attendee_video_visible_to"]["fixable"]
    assert "focus mode is off in the host's settings" in told["83", "chan.attendee_video_visible_to"]["note"]
    assert "nothing was changed" in plan


def test_focus_mode_of_the_host_is_read_through_the_account_s_lock(tmp_path: Path) -> None:
    seed = small(story(81))
    seed["account"]["settings"]["in_meeting"] = {**CLOSED, "attention_mode_focus_mode": False}
    seed["account"]["locks"] = {"in_meeting": {"attention_mode_focus_mode": True}}
    seed["users"][0]["settings"] = {"in_meeting": {"attention_mode_focus_mode": True}}
    with library(tmp_path, seed) as made:
        found = made.findings()["81", "chan.attendee_video_visible_to"]
    assert (found["status"], found["governing"]["target"], found["locked"]) == ("fail", "account/me", True)


def test_sign_up_that_cannot_be_is_not_believed(tmp_path: Path) -> None:
    """Whatever its settings say: a series without fixed times, a host without a licence, a personal number."""
    faults = [
        {"path": f"/v2/meetings/{number}$", "set": {name: value}}
        for number, name, value in ((82, "type", 3), (83, "settings.use_pmi", True), (82, "start_time", None))
    ]
    seed = small(story(81), story(82), story(83), story(84) | {"host": "h3"}, faults=faults)
    seed["users"].append({"id": "h3", "email": "basic@example.org", "type": 1})
    with library(tmp_path, seed) as made:
        found, told = judged(made), made.findings()
    for control in ("door.registration_required", "door.registration_approval", "door.unique_join_link"):
        assert found["81", control][0] == "pass"
        assert {found[ident, control][0] for ident in ("82", "83", "84")} == {"error"}, control
    assert "without fixed times" in told["82", "door.registration_required"]["note"]
    assert "personal number" in told["83", "door.registration_required"]["note"]


def test_an_attached_whiteboard_is_read_and_mended(tmp_path: Path) -> None:
    def board(**more: str) -> list[dict[str, str]]:
        return [{"resource_type": "whiteboard", "resource_id": "wb-secret-1", **more}]

    levels = {81: board(permission_level="viewer"), 82: board(permission_level="editor"), 83: board(), 84: []}
    levels |= {85: board(permission_level="viewer") + board(permission_level="commenter")}
    strange = {"path": "/v2/meetings/86$", "set": {"settings.resources": [{"resource_type": "document"}]}}
    meetings = [story(number, resources=found) for number, found in levels.items()]
    with library(tmp_path, small(*meetings, story(86), faults=[strange])) as made:
        found = judged(made)
        got = {ident: found[ident, "chan.whiteboard"][0] for ident in ("81", "82", "83", "84", "85", "86")}
        assert got == {"81": "pass", "82": "fail", "83": "fail", "84": "pass", "85": "fail", "86": "error"}
        made.run("snapshot", "day.jsonl")
        assert "wb-secret-1" not in (tmp_path / "day.jsonl").read_text()
        again = made.findings("--from", "day.jsonl")
        assert {i: again[i, "chan.whiteboard"]["status"] for i in got} == got
        assert "Whiteboard: anyone in the room → nobody" in made.run("plan", *EVERYTHING, "--all").out
        assert "whiteboard editor → whiteboard viewer" in made.run("plan", *EVERYTHING, "--details").out
        made.run("apply", "--yes", *EVERYTHING)
        after = judged(made)
        assert {ident: after[ident, "chan.whiteboard"][0] for ident in got} == dict.fromkeys(got, "pass") | {
            "86": "error"
        }
        boards: Any = made.zoom.world.programs[85].settings["resources"]
        assert [(b["resource_id"], b["permission_level"]) for b in boards] == [("wb-secret-1", "viewer")] * 2


def test_what_a_webinar_s_host_allows_is_read(tmp_path: Path) -> None:
    seed = small(story(81))
    seed["webinars"] = [{**story(91, topic="Storytime for all"), "type": 5, "settings": {"approval_type": 1}}]
    options = {"webinar_chat": {"enable": True, "allow_users_save_chats": 2}, "webinar_reactions": True}
    seed["users"][0]["settings"] = {"feature": {"webinar": True, "webinar_capacity": 500}, "in_meeting": options}
    with library(tmp_path, seed) as made:
        found = judged(made)
        assert found["91", "chan.chat_saved_by_attendees"] == ("fail", "on")
        assert found["91", "chan.reactions"] == ("fail", "all")
        assert found["91", "door.capacity_max"] == ("fail", "500")
        assert found["81", "door.capacity_max"] == ("pass", "100")
        made.run("apply", "--yes", *EVERYTHING)
        after = judged(made)
    assert after["91", "chan.chat_saved_by_attendees"] == ("pass", "off")
    assert after["91", "chan.reactions"] == ("pass", "off")


def test_a_licence_for_large_meetings_makes_the_room_larger(tmp_path: Path) -> None:
    seed = small(story(81))
    feature = {"meeting_capacity": 100, "large_meeting": True, "large_meeting_capacity": 500}
    seed["users"][0]["settings"] = {"feature": feature}
    with library(tmp_path, seed) as made:
        assert judged(made)["81", "door.capacity_max"] == ("fail", "500")


@pytest.mark.parametrize(
    ("own", "chosen", "status"),
    [
        ('["us"]', ["US"], "pass"),
        ('["US", "CA"]', ["CA", "US"], "pass"),
        ('["US"]', ["US", "CN"], "fail"),
        ('["CA"]', ["US"], "fail"),
        ("[]", ["US"], "error"),
        ('["US"]', [], "error"),
    ],
)
def test_a_custom_choice_of_regions_is_home_only_where_the_library_says_so(
    tmp_path: Path, own: str, chosen: list[str], status: str
) -> None:
    seed = small(story(81))
    seed["account"]["settings"]["in_meeting"] = {**CLOSED, "data_center_regions": chosen}
    with library(tmp_path, seed) as made:
        config = tmp_path / "hardener.toml"
        config.write_text(config.read_text().replace('regions = ["US"]', f"regions = {own}"))
        assert made.findings()["81", "data.region"]["status"] == status
        made.run("snapshot", "day.jsonl")
        assert made.findings("--from", "day.jsonl")["81", "data.region"]["status"] == status


def test_regions_that_one_program_adds_count(tmp_path: Path) -> None:
    faults = [
        {"path": f"/v2/meetings/{number}$", "set": {"settings.additional_data_center_regions": regions}}
        for number, regions in ((82, ["US"]), (83, ["US", "CN"]), (84, "CN"))
    ]
    with library(tmp_path, small(*(story(n) for n in (81, 82, 83, 84)), faults=faults)) as made:
        found = judged(made)
    got = [found[str(n), "data.region"][0] for n in (81, 82, 83, 84)]
    assert got == ["pass", "pass", "fail", "error"]


def test_where_nothing_was_recorded_nobody_can_open_a_recording(tmp_path: Path) -> None:
    """Also in a personal room; and a recording with a passcode of its own has one, whatever the account asks for."""
    begun = {"type": 8, "start_time": soon(-5), "recurrence": {"type": 1, "repeat_interval": 1, "end_times": 20}}
    seed = small(
        story(81),
        story(82) | begun | {"recording": {"share_recording": "publicly", "password": "own-pass1"}},
        story(83) | begun | {"recording": {"share_recording": "publicly", "password": ""}},
        story(84) | begun | {"recording": {"share_recording": "publicly", "viewer_download": True}},
    )
    seed["account"]["settings"]["recording"] = {**RECORDING, "required_password_for_shared_cloud_recordings": False}
    with library(tmp_path, seed, rooms=True) as made:
        found = made.findings()
        made.run("snapshot", "day.jsonl")
        again = made.findings("--from", "day.jsonl")
    assert "own-pass1" not in (tmp_path / "day.jsonl").read_text()
    for judged_from in (found, again):
        got = {ident: f["actual"] for (ident, control), f in judged_from.items() if control == "rec.access"}
        assert got == {"81": "named-people", "82": "passcode", "83": "link", "84": None, "5551112222": "named-people"}
        assert judged_from["84", "rec.access"]["status"] == "error", "no word of a passcode is no passcode"


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ("second@example.org", "pass"),
        ("h2", "pass"),
        ("Second@Example.org; guest@elsewhere.org", "pass"),
        ("guest@elsewhere.org", "fail"),
        ("left@example.org", "fail"),
        ("story@example.org", "fail"),
        ("", "fail"),
        (["second@example.org"], "error"),
    ],
)
def test_only_the_library_s_own_are_a_second_adult(tmp_path: Path, named: object, status: str) -> None:
    fault = {"path": "/v2/meetings/81$", "set": {"settings.alternative_hosts": named}}
    with library(tmp_path, small(story(81), faults=[fault])) as made:
        assert made.findings()["81", "host.second_adult"]["status"] == status
        made.run("snapshot", "day.jsonl")
        assert made.findings("--from", "day.jsonl")["81", "host.second_adult"]["status"] == status
    text = (tmp_path / "day.jsonl").read_text()
    assert "second@" not in text.casefold()
    assert "guest@" not in text


def test_ai_that_the_host_has_not_got_does_nothing(tmp_path: Path) -> None:
    automatic: dict[str, Any] = {"auto_start_meeting_summary": True, "auto_start_ai_companion_questions": True}
    seed = small(story(81, **automatic), story(82, **automatic) | {"host": "h2"}, story(83) | {"host": "h2"})
    on = {"meeting_summary_with_ai_companion": {"enable": True}, "ai_companion_questions": {"enable": True}}
    seed["users"][1]["settings"] = {"in_meeting": on}
    with library(tmp_path, seed) as made:
        found = judged(made)
    assert found["81", "ai.summary"] == ("pass", "off")
    assert found["81", "ai.assistant_questions"] == ("pass", "off")
    assert found["82", "ai.summary"] == ("fail", "auto")
    assert found["83", "ai.summary"] == ("fail", "host-starts")
    assert found["83", "ai.assistant_questions"][0] == "fail"


def test_who_shares_while_somebody_shares_is_nobody_where_only_hosts_can(tmp_path: Path) -> None:
    seed = small(story(81))
    seed["users"][0]["settings"] = {"in_meeting": {"who_can_share_screen_when_someone_is_sharing": "all"}}
    with library(tmp_path, seed) as made:
        assert judged(made)["81", "chan.screen_share"] == ("pass", "hosts")


@pytest.mark.parametrize("level", ["group", "account"])
def test_a_fix_that_a_lock_would_drop_is_not_promised(tmp_path: Path, level: str) -> None:
    """The waiting room's lock among the security settings, and the one of continuous chat."""
    seed = small(story(81, waiting_room=False, continuous_meeting_chat={"enable": True}))
    held = seed["groups"][0] if level == "group" else seed["account"]
    chat = {"continuous_meeting_chat": {"enable": True}}
    before = held.get("settings", {})
    held["settings"] = {
        **before, "meeting_security": {"waiting_room": False},
        "schedule_meeting": {**before.get("schedule_meeting", {}), **chat},
    }  # fmt: skip
    held["locks"] = {
        "in_meeting": {"chat": True}, "meeting_security": {"waiting_room": True},
        "schedule_meeting": {"continuous_meeting_chat": True},
    }  # fmt: skip
    with library(tmp_path, seed) as made:
        found = made.findings()
        made.run("apply", "--yes", *EVERYTHING)
        sent = [path for _, path in made.sent("PATCH")]
    title = "Storytime" if level == "group" else "the account"
    for control in ("door.waiting_room", "chan.chat_persistent"):
        assert (found["81", control]["status"], found["81", control]["fixable"]) == ("fail", False)
        assert f"{title} locks it" in found["81", control]["note"]
    assert "/v2/meetings/81" not in sent


def test_a_plan_promises_nothing_that_zoom_rules_out(tmp_path: Path) -> None:
    faults = [
        {"path": "/v2/meetings/82$", "set": {"settings.use_pmi": True, "settings.approval_type": 2}},
        {"path": "/v2/meetings/83$", "set": {"settings.use_pmi": True}},
        {"path": "/v2/meetings/5551112222$", "set": {"settings.join_before_host": True}},
    ]
    series = story(83) | {"type": 3, "start_time": None}
    seed = small(story(82), series, story(84, breakout_room={"enable": True}), faults=faults)
    seed["users"][0]["settings"] = {"in_meeting": {"breakout_room": True, "breakout_room_schedule": False}}
    with library(tmp_path, seed, rooms=True) as made:
        config = tmp_path / "hardener.toml"
        config.write_text(config.read_text().replace('profile = "community-room"', 'profile = "storytime"'))
        found = made.findings()
    promised = {
        ("82", "door.registration_required"): "personal number",
        ("83", "door.personal_room"): "keeps the number",
        ("84", "chan.breakout_rooms"): "does not change it",
        ("5551112222", "door.join_before_host"): "scheduled meetings only",
    }
    for key, why in promised.items():
        assert (found[key]["status"], found[key]["fixable"]) == ("fail", False), key
        assert why in found[key]["note"]


def test_what_was_not_kept_is_said_when_it_is_promised_again(tmp_path: Path) -> None:
    """Zoom says yes, keeps nothing, and its settings give no sign of it."""
    seed = small(story(81, disable_participant_video=False, mute_upon_entry=False), behaviour={})
    with library(tmp_path, seed) as made:
        assert "not kept" not in made.run("plan", *EVERYTHING).out
        assert "NOT KEPT" in made.run("apply", "--yes", *EVERYTHING, expect=4).out
        again = made.run("plan", *EVERYTHING, "--output", "plan.json").out
        assert "not kept on" in again
        assert again.count("mind: not kept on") == 1, "the microphone's change was kept"
        assert "not kept on" in made.run("plan", "--show", "plan.json").out
        made.zoom.world.behaviour.disable_participant_video = True
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        made.zoom.world.programs[81].settings["disable_participant_video"] = False
        assert "not kept" not in made.run("plan", *EVERYTHING).out
