"""The main job on a simulated Microsoft 365 tenant, through the installed command and real HTTP."""

from __future__ import annotations

import copy
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
from tests.adapters.teams.made import EVERYTHING, STORY, custom, library, predefined, small, webinar

from hardener.report.json_flat import schema
from hardener_teams.simulator import library_seed
from hardener_teams.simulator.world import join_url, meeting_id, options_url

CHAT = "chan.chat_attendee"
NO_API = {"door.unique_join_link", "data.registration_fields", "door.capacity_max", "host.second_adult"}
"""What stays wrong in a program of Teams whatever hardener does, beside what was planted so."""


def state(made: Any) -> str:
    """Return everything that an apply could have changed."""
    world = made.sim.world
    questions = {
        ident: sorted(
            (str(q.get("label")), str(q.get("displayName")), bool(q.get("isRequired"))) for q in form.values()
        )
        for ident, form in world.questions.items()
    }
    return json.dumps([{k: m.settings for k, m in world.meetings.items()}, questions], sort_keys=True)


def test_a_whole_library_system(tmp_path: Path) -> None:
    seed: dict[str, Any] = library_seed(datetime.now(UTC))
    titles = {m["key"]: m["subject"] for m in seed["meetings"]} | {w["key"]: w["name"] for w in seed["webinars"]}
    with library(tmp_path, copy.deepcopy(seed)) as made:
        made.run("doctor", expect=0)
        before = made.report()
        jsonschema.validate(before, schema(), cls=jsonschema.Draft202012Validator)
        wrong = {
            (p["title"], f["control"]): f for p in before["programs"] for f in p["findings"] if f["status"] == "fail"
        }
        assert not [f for p in before["programs"] for f in p["findings"] if f["status"] == "error"]
        for entry in seed["planted"]:
            assert wrong[titles[entry["program"]], entry["control"]]["fixable"] is entry["fixable"], entry
        for key in seed["right"]:
            assert {control for title, control in wrong if title == titles[key]} <= NO_API, key
        assert not made.sent("PATCH", "POST", "PUT", "DELETE"), "an audit only reads"

        started = state(made)
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        after = made.report()
        left = [(p["title"], f) for p in after["programs"] for f in p["findings"] if f["status"] in {"fail", "error"}]
        assert left
        assert not [(title, f["control"]) for title, f in left if f["fixable"]]
        assert all(f["by_hand"] for _, f in left)
        unfixable = {(titles[e["program"]], e["control"]) for e in seed["planted"] if not e["fixable"]}
        same_cause = {("Magic show", "chan.chat_persistent")}
        assert {(t, f["control"]) for t, f in left if f["control"] not in NO_API} <= unfixable | same_cause
        assert "\n0 CHANGES at 0 places" in made.run("plan", *EVERYTHING, expect=0).out
        made.run("undo", "--yes", expect=0)
        assert state(made) == started


def test_one_call_a_series_after_the_calendar(tmp_path: Path) -> None:
    weekly = {"recurrence": {"type": "weekly", "count": 10}}
    seed = small({**weekly}, {**weekly, "changed": {}}, behaviour={"page": 2})
    with library(tmp_path, seed, more=f'organizers = ["{STORY}"]\nwebinars = false') as made:
        found = made.report()["programs"]
        assert sorted((p["title"], p["series"]) for p in found) == [("Storytime 0", True), ("Storytime 1", True)]
        calls = Counter(c.path.rsplit("/", 1)[-1] for c in made.sim.calls)
        assert calls["onlineMeetings"] == 2
        assert calls["$batch"] == 1, "both of them in one"
        assert set(calls) == {"token", "calendarView", "onlineMeetings", "$batch"}


def test_no_link_no_passcode_and_nobody_in_anything_that_is_said(tmp_path: Path) -> None:
    seed: dict[str, Any] = library_seed(datetime.now(UTC))
    with library(tmp_path, seed) as made:
        said = [
            made.run(*words)
            for words in (
                ("audit", "--format", "json-flat"), ("audit", "--details"), ("-v", "audit", "--format", "csv"),
                ("plan", "--details", "--output", "plan.json", *EVERYTHING), ("apply", "--yes", *EVERYTHING),
            )
        ]  # fmt: skip
        files = (path.read_bytes() for path in tmp_path.iterdir())
        text = "\n".join(s.out + s.err for s in said) + "".join(raw.decode("utf-8", "replace") for raw in files)
        world = made.sim.world
        secrets = {"maple-secret"}
        for meeting in world.meetings.values():
            secrets |= {join_url(world, meeting), meeting_id(meeting), options_url(world, meeting)}
        secrets |= {ident.split("@")[0] for ident in (*world.webinars, *world.townhalls)}
        secrets |= {user.upn for user in world.users.values()} | {"19:meeting_", "meetup-join", "+1 555 0100"}
        assert not [secret for secret in secrets if secret in text]


def test_a_missing_application_access_policy_is_explained_with_the_two_lines(tmp_path: Path) -> None:
    for words in ({}, {"old_policy_words": True}):
        seed = small(behaviour=words)
        seed["apps"][0]["policy"] = []
        with library(tmp_path, seed, more=f'organizers = ["{STORY}"]\nwebinars = false') as made:
            ran = made.run("audit", "--format", "json-flat", expect=3)
            assert [f["status"] for p in ran.json["programs"] for f in p["findings"] if f["control"] == CHAT] == [
                "error"
            ]
            note = next(f["note"] for p in ran.json["programs"] for f in p["findings"] if f["control"] == CHAT)
            assert "New-CsApplicationAccessPolicy -Identity hardener -AppIds" in note
            assert f"Grant-CsApplicationAccessPolicy -PolicyName hardener -Identity {STORY}" in note


def test_a_missing_permission_is_named_by_doctor_and_in_the_report(tmp_path: Path) -> None:
    seed = small()
    seed["apps"][0]["roles"] = ["Calendars.Read", "OnlineMeetings.Read.All"]
    with library(tmp_path, seed) as made:
        told = made.run("doctor").out
        assert "VirtualEvent.Read.All" in told
        assert "OnlineMeetings.ReadWrite.All" in told
        assert "OnlineMeetings.Read.All" not in told
        assert "VirtualEvent.Read.All" in made.run("audit", "--all", expect=3).out
    seed["apps"][0]["roles"] = ["OnlineMeetings.Read.All", "VirtualEvent.Read.All"]
    with library(tmp_path, seed) as made:
        assert "Calendars.Read" in made.run("audit", "--all", expect=3).out


def test_a_property_that_graph_keeps_to_itself_is_said_to_be_ignored(tmp_path: Path) -> None:
    seed = small(
        {"settings": {"allowWhiteboard": True, "allowRecording": True}}, behaviour={"dropped": ["allowWhiteboard"]}
    )
    with library(tmp_path, seed) as made:
        ran = made.run("apply", "--yes", expect=4)
        assert "kept the old value" in ran.out + ran.err
        findings = made.findings()
        assert findings["Storytime 0", "chan.whiteboard"]["status"] == "fail"
        assert findings["Storytime 0", "rec.by_attendees"]["status"] == "pass"


def test_newer_members_of_an_enumeration_are_read(tmp_path: Path) -> None:
    seed = small({"settings": {"lobbyBypassSettings": {"scope": "invited", "isDialInBypassEnabled": False}}})
    with library(tmp_path, seed) as made:
        found = made.findings()["Storytime 0", "door.waiting_room"]
        assert (found["status"], found["actual"]) == ("fail", "guests")
        assert "door.waiting_room" not in {c for _, c in made.sent("PATCH")}
        made.run("apply", "--yes", expect=0)
        assert made.findings()["Storytime 0", "door.waiting_room"]["status"] == "fail", "families may be kept out"
        made.run("apply", "--yes", "--allow", "lockout", expect=0)
        assert made.findings()["Storytime 0", "door.waiting_room"]["status"] == "pass"
        assert made.sim.world.meetings["m0"].settings["lobbyBypassSettings"]["isDialInBypassEnabled"] is False


def test_surplus_questions_are_taken_off_each_as_its_own_change(tmp_path: Path) -> None:
    asked = [predefined("street"), predefined("jobTitle"), custom("Library card number"), custom("Age of your child")]
    with library(tmp_path, small(webinars=[webinar(questions=asked)])) as made:
        made.run("plan", "--output", "plan.json", expect=0)
        plan = json.loads((tmp_path / "plan.json").read_text())
        assert [c["setting"] for s in plan["plan"]["steps"] for c in s["changes"]] == ["street", "jobTitle", "custom"]
        before = list(made.sim.calls)
        made.run("apply", "--plan", "plan.json", "--expect", plan["fingerprint"], expect=0)
        (form,) = made.sim.world.questions.values()
        assert [q["displayName"] for q in form.values()] == ["Library card number"]
        since = [(c.method, c.path) for c in made.sim.calls][len(before) :]
        last = max(number for number, (method, _) in enumerate(since) if method == "DELETE")
        assert since[last + 1] == ("POST", "/v1.0/$batch"), "one batch took all three"
        assert not made.sent("POST")
        assert len(made.sent("DELETE")) == 3
        left = made.findings()["Puppets", "data.registration_fields"]
        assert (left["status"], left["fixable"]) == ("fail", False)
        assert "always asks" in left["by_hand"]
        made.run("undo", "--yes", expect=0)
        (form,) = made.sim.world.questions.values()
        assert sorted(q["displayName"] for q in form.values()) == [
            "Age of your child",
            "Library card number",
            "jobTitle",
            "street",
        ]
        assert {q["displayName"] for q in form.values() if q["isRequired"]} == {"jobTitle", "street"}


def test_the_calendar_is_never_written_and_no_fact_moves(tmp_path: Path) -> None:
    seed = small({"settings": {"allowMeetingChat": "enabled"}, "recurrence": {"type": "weekly"}})
    with library(tmp_path, seed) as made:
        link = join_url(made.sim.world, made.sim.world.meetings["m0"])
        made.run("apply", "--yes", expect=0)
        assert [path.split("/")[4] for _, path in made.sent("PATCH")] == ["onlineMeetings"]
        assert [c.keys for c in made.sim.calls if c.method == "PATCH"] == [("allowMeetingChat",)]
        assert join_url(made.sim.world, made.sim.world.meetings["m0"]) == link


def test_a_meeting_that_graph_does_not_find_is_in_the_report(tmp_path: Path) -> None:
    with library(tmp_path, small({}, {"gone": True})) as made:
        ran = made.run("audit", "--format", "json-flat", expect=3)
        states = {p["title"]: p["state"] for p in ran.json["programs"]}
        assert states["Storytime 1"] == "Can't tell"
        unread = {p["title"]: p["unread"] for p in ran.json["programs"]}
        assert unread["Storytime 1"]
        assert unread["Storytime 0"] is None, "of it only what Graph shows of no meeting is left to look at"


def test_one_program_by_title(tmp_path: Path) -> None:
    with library(tmp_path, small({}, {}, {}), more=f'organizers = ["{STORY}"]\nwebinars = false') as made:
        ran = made.run("audit", "storytime 1", "--format", "json-flat")
        (found,) = ran.json["programs"]
        assert found["title"] == "Storytime 1"
        assert len([path for _, path in made.sent("GET") if path.endswith("onlineMeetings")]) == 1
        (again,) = made.run("audit", found["id"], "--format", "json-flat").json["programs"]
        assert again["title"] == "Storytime 1"


POLICY = {
    "Identity": "Global", "AllowAnonymousUsersToJoinMeeting": True, "AllowAnonymousUsersToStartMeeting": False,
    "AutoAdmittedUsers": "EveryoneInCompany", "AllowPSTNUsersToBypassLobby": False, "MeetingChatEnabledType": "Disabled",
    "DesignatedPresenterRoleMode": "OrganizerOnlyUserOverride", "AllowExternalParticipantGiveRequestControl": False,
    "AllowMeetingReactions": True, "AllowCloudRecording": False, "AllowTranscription": False, "ParticipantNameChange": "Disabled",
}  # fmt: skip


def imported(made: Any, export: Any, *, encoding: str = "utf-8") -> None:
    (made.folder / "export.json").write_bytes(json.dumps(export).encode(encoding))
    made.run("import", "teams-policy", "export.json", expect=0)
    path = made.folder / "hardener.toml"
    path.write_text(path.read_text().replace('vendor = "teams"', 'vendor = "teams"\npolicies = "teams-policy.json"'))


def test_an_imported_policy_is_judged_like_everything_else(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        before = made.findings()["Storytime 0", "chan.remote_control"]
        assert (before["status"], "hardener import" in before["by_hand"]) == ("manual", True)
        imported(made, [POLICY, {**POLICY, "Identity": "Tag:AllOn"}], encoding="utf-16")
        found = made.findings()["Storytime 0", "chan.remote_control"]
        assert found["status"] == "pass"
        assert found["governing"]["setting"] == "AllowExternalParticipantGiveRequestControl"
        report = made.report()
        new = {f["control"]: f["status"] for t in report["targets"] for f in t["findings"]}
        assert new["door.waiting_room"] == "fail", "new meetings let everybody of the organization in"
        assert new["chan.chat_attendee"] == "pass"


def test_the_organizer_s_own_policy_counts_where_the_export_names_it(tmp_path: Path) -> None:
    own = {**POLICY, "Identity": "Tag:Storytime", "AllowExternalParticipantGiveRequestControl": True}
    users = [
        {"Identity": STORY, "UserPrincipalName": "story@library.example", "TeamsMeetingPolicy": {"Name": "Storytime"}}
    ]
    with library(tmp_path, small()) as made:
        imported(made, {"TeamsMeetingPolicy": [POLICY, own], "Users": users})
        found = made.findings()["Storytime 0", "chan.remote_control"]
        assert found["status"] == "fail"
        assert found["governing"]["title"] == "story@… (policy Storytime)"


def test_who_has_which_policy_is_never_guessed(tmp_path: Path) -> None:
    own = {**POLICY, "Identity": "Tag:Storytime"}
    with library(tmp_path, small()) as made:
        imported(made, [POLICY, own])
        found = made.findings()["Storytime 0", "chan.remote_control"]
        assert found["status"] == "error"
        assert "export the users" in found["note"]


def test_the_baseline_of_cisa_is_judged_on_the_tenant(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        ran = made.run("audit", "--profile", "scuba-teams", "--format", "json-flat", expect=3)
        without = {
            f["control"]: f["status"]
            for t in ran.json["targets"]
            if t["target"].startswith("account/")
            for f in t["findings"]
        }
        assert set(without.values()) == {"error"}, "nothing was imported, so nothing can be told"
        imported(made, [POLICY, {**POLICY, "Identity": "Tag:Open", "AllowExternalParticipantGiveRequestControl": True}])
        targets = made.report("--profile", "scuba-teams")["targets"]
        found = {
            f["control"]: f["status"] for t in targets if t["target"].startswith("account/") for f in t["findings"]
        }
        assert found["MS.TEAMS.1.1v1"] == "fail", "it has to be off in every policy"
        assert [found[f"MS.TEAMS.{n}"] for n in ("1.2v2", "1.3v1", "1.5v1", "1.6v1")] == ["pass"] * 4
        assert found["MS.TEAMS.2.1v2"] == "error"
        assert "MS.TEAMS.1.4v1" not in found


def test_what_is_no_export_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        (tmp_path / "bad.json").write_text('{"Identity": "Tag:Own"}')
        refused = made.run("import", "teams-policy", "bad.json", expect=2)
        assert (
            refused.err
            == "hardener: bad.json: TeamsMeetingPolicy: the Global policy is not in the export; leave out -Identity\n"
        )
        assert "there are: teams-policy" in made.run("import", "nonsense", "bad.json", expect=2).err
        assert "missing.json" in made.run("import", "teams-policy", "missing.json", expect=2).err
        assert not (tmp_path / "teams-policy.json").exists()
