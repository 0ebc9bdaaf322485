"""What a report on Teams may promise, and what a change may touch: through the installed command and real HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.teams.made import (
    APP,
    EVERYTHING,
    HELPER,
    OTHER,
    RIGHT,
    ROLES,
    STORY,
    custom,
    library,
    small,
    webinar,
)
from tests.end_to_end.test_teams import POLICY, imported

CHAT, SHARE, ADULT, FORM = "chan.chat_attendee", "chan.screen_share", "host.second_adult", "data.registration_fields"
APPS, CONTROL = "chan.in_meeting_apps", "chan.remote_control"
ONE = f'organizers = ["{STORY}"]\nwebinars = false'
PARENT = {"id": "00000000-0000-4000-a000-000000000009", "upn": "parent@mail.example", "tenant": "other"}
WEEKLY = {"recurrence": {"type": "weekly", "count": 4}}


def room(key: str, **settings: Any) -> dict[str, Any]:
    """Return an online meeting of the organizer's that is right, but for `settings`."""
    return {
        "key": key,
        "organizer": STORY,
        "invited": [{"user": HELPER, "role": "coorganizer"}],
        "settings": {**RIGHT, **settings},
    }


def settings(made: Any, key: str) -> dict[str, Any]:
    found: dict[str, Any] = made.sim.world.meetings[key].settings
    return found


def with_own_room(**settings: Any) -> dict[str, Any]:
    """Return a tenant with a series of which one date, the second, has a meeting of its own."""
    day = f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d}"
    seed = small({**WEEKLY, "changed": {day: {"meeting": "own", "subject": "Storytime with a guest"}}})
    seed["meetings"].append(room("own", **settings))
    return seed


def test_a_date_with_a_meeting_of_its_own_is_read_and_changed_itself(tmp_path: Path) -> None:
    with library(tmp_path, with_own_room(allowMeetingChat="enabled"), more=ONE) as made:
        before = dict(settings(made, "m0"))
        found = made.findings()
        assert found["Storytime 0", CHAT]["status"] == "pass"
        assert found["Storytime with a guest", CHAT]["status"] == "fail"
        made.run("apply", "--yes", expect=0)
        assert settings(made, "own")["allowMeetingChat"] == "disabled"
        assert settings(made, "m0") == before
        assert len(made.sent("PATCH")) == 1
        assert made.findings()["Storytime with a guest", CHAT]["status"] == "pass"
        made.run("undo", "--yes", expect=0)
        assert settings(made, "own")["allowMeetingChat"] == "enabled"
        assert settings(made, "m0") == before


def test_a_series_is_not_judged_by_its_date_with_a_meeting_of_its_own(tmp_path: Path) -> None:
    seed = with_own_room()
    seed["meetings"][0]["settings"]["allowMeetingChat"] = "enabled"
    with library(tmp_path, seed, more=ONE) as made:
        right = dict(settings(made, "own"))
        made.run("apply", "--yes", expect=0)
        assert settings(made, "m0")["allowMeetingChat"] == "disabled"
        assert settings(made, "own") == right


def test_only_dates_with_meetings_of_their_own_in_view(tmp_path: Path) -> None:
    day = datetime.now(UTC) + timedelta(days=10)
    seed = with_own_room(allowMeetingChat="enabled")
    seed["events"][0]["dropped"] = [f"{day + timedelta(weeks=n):%Y-%m-%d}" for n in (-1, 1, 2)]
    with library(tmp_path, seed, more=ONE) as made:
        made.run("apply", "--yes", expect=0)
        assert settings(made, "own")["allowMeetingChat"] == "disabled"
        assert [c.path.split("/")[-1] for c in made.sim.calls if c.method == "PATCH"]


def test_two_entries_that_open_one_meeting_are_two_programs_of_one_target(tmp_path: Path) -> None:
    seed = small({"settings": {"allowMeetingChat": "enabled"}}, {"subject": "Board meeting"})
    seed["events"][1]["meeting"] = "m0"
    with library(tmp_path, seed, more=ONE) as made:
        programs = made.report()["programs"]
        assert sorted(p["title"] for p in programs) == ["Board meeting", "Storytime 0"]
        assert len({p["id"] for p in programs}) == 2
        assert {f["status"] for p in programs for f in p["findings"] if f["control"] == CHAT} == {"fail"}


def test_an_entry_that_opens_another_meeting_since_it_was_looked_at_is_not_written(tmp_path: Path) -> None:
    seed = small({"settings": {"allowMeetingChat": "enabled"}}, {"gone": False})
    with library(tmp_path, seed, more=ONE) as made:
        made.run("plan", "--output", "plan.json", expect=0)
        made.sim.world.events["E0"].meeting = "m1"
        before = dict(settings(made, "m1"))
        mark = json.loads((tmp_path / "plan.json").read_text())["fingerprint"]
        ran = made.run("apply", "--plan", "plan.json", "--yes", "--expect", mark)
        assert ran.status != 0
        assert "could not be found, or not be read; make a new plan" in ran.err
        assert not made.sent("PATCH")
        assert settings(made, "m1") == before


def hall(**changes: Any) -> dict[str, Any]:
    """Return a tenant with a town hall and nothing else."""
    halls = [webinar("t", name="Summer kickoff", **changes)]
    return small(meetings=[], events=[], webinars=[], townhalls=halls)


ROOM = ("chan.chat_attendee", "chan.mic_self_unmute", "chan.camera_attendee", "chan.screen_share", "door.waiting_room")


def test_a_town_hall_whose_room_no_api_shows_is_not_ready(tmp_path: Path) -> None:
    with library(tmp_path, hall()) as made:
        ran = made.run("audit", "--format", "json-flat")
        (program,) = ran.json["programs"]
        assert ran.status != 0
        assert program["state"] != "Ready"
        told = {f["control"]: f for f in program["findings"]}
        assert {told[control]["status"] for control in ROOM} == {"manual"}
        assert all("Meeting options" in told[control]["by_hand"] for control in ROOM)


def test_a_town_hall_whose_room_graph_shows_is_judged(tmp_path: Path) -> None:
    seed = hall(sessions=[{**RIGHT, "allowMeetingChat": "enabled"}]) | {"behaviour": {"hall_sessions": True}}
    with library(tmp_path, seed) as made:
        (program,) = made.report()["programs"]
        told = {f["control"]: f["status"] for f in program["findings"]}
        assert {c: told[c] for c in ROOM} == dict.fromkeys(ROOM, "pass") | {CHAT: "fail"}


def test_a_town_hall_whose_room_may_not_be_read_is_could_not_tell(tmp_path: Path) -> None:
    refused = {
        "path": "townhalls/.*/sessions",
        "status": 403,
        "body": {"error": {"code": "Forbidden", "message": "no"}},
    }
    with library(tmp_path, hall() | {"faults": [refused]}) as made:
        ran = made.run("audit", "--format", "json-flat", expect=3)
        assert {f["status"] for p in ran.json["programs"] for f in p["findings"] if f["control"] in ROOM} == {"error"}


BASE = "#microsoft.graph.virtualEventRegistration"


@pytest.mark.parametrize(
    "question",
    [
        {"@odata.type": f"{BASE}PredefinedQuestion", "label": "dateOfBirth", "displayName": "Date of birth"},
        {"@odata.type": f"{BASE}PredefinedQuestion", "label": "unknownFutureValue", "displayName": "x"},
        {"@odata.type": f"{BASE}DateQuestion", "displayName": "Date of birth"},
        {"@odata.type": f"{BASE}CustomQuestion", "displayName": None},
        {"@odata.type": f"{BASE}CustomQuestion"},
    ],
)
def test_a_question_of_an_unknown_kind_asks_for_something(tmp_path: Path, question: dict[str, Any]) -> None:
    with library(tmp_path, small(meetings=[], events=[], webinars=[webinar(questions=[question])])) as made:
        found = made.findings("--profile", "author-talk")["Puppets", FORM]
        assert found["status"] == "error", found
        before = json.dumps(list(made.sim.world.questions.values()))
        made.run("apply", "--yes", *EVERYTHING)
        assert json.dumps(list(made.sim.world.questions.values())) == before, "nobody takes off what nobody knows"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Library card number", "pass"), ("Biblio pass", "pass"), ("Credit card number", "fail"),
        ("Date of birth", "fail"), ("Library card or date of birth", "fail"),
    ],
)  # fmt: skip
def test_a_card_is_what_the_library_calls_it(tmp_path: Path, text: str, status: str) -> None:
    seed = small(meetings=[], events=[], webinars=[webinar(questions=[custom(text)])])
    with library(tmp_path, seed, more=f'organizers = ["{STORY}"]\nlibrary_card = ["Biblio pass"]') as made:
        found = made.findings("--profile", "author-talk")["Puppets", FORM]
        assert (found["status"] == "fail" and found["fixable"]) is (status == "fail")


def test_of_two_questions_with_one_text_both_are_taken_off(tmp_path: Path) -> None:
    asked = [custom("Age"), custom("Age"), custom("Library card number")]
    with library(tmp_path, small(meetings=[], events=[], webinars=[webinar(questions=asked)])) as made:
        made.run("apply", "--yes", expect=0)
        (form,) = made.sim.world.questions.values()
        assert [q["displayName"] for q in form.values()] == ["Library card number"]
        made.run("undo", "--yes", expect=0)
        (form,) = made.sim.world.questions.values()
        assert sorted(q["displayName"] for q in form.values()) == ["Age", "Age", "Library card number"]


def invited(*people: tuple[str, str], presenters: str = "organizer", **more: Any) -> dict[str, Any]:
    """Return a tenant whose storytime has these people, each with a role."""
    seed = small({"settings": {"allowedPresenters": presenters}})
    seed["users"].append({**PARENT, **more})
    seed["meetings"][0]["invited"] = [{"user": user, "role": role} for user, role in people]
    return seed


STAFF, FAMILY = (HELPER, "coorganizer"), (PARENT["id"], "presenter")


@pytest.mark.parametrize(
    ("people", "presenters", "share", "adult"),
    [
        ([STAFF], "organizer", "pass", "pass"),
        ([STAFF], "roleIsPresenter", "pass", "pass"),
        ([STAFF, FAMILY], "roleIsPresenter", "fail", "pass"),
        ([STAFF, FAMILY], "organizer", "pass", "pass"),
        ([FAMILY], "organizer", "pass", "fail"),
        ([(PARENT["id"], "coorganizer")], "organizer", "fail", "fail"),
        ([(PARENT["id"], "attendee"), STAFF], "roleIsPresenter", "pass", "pass"),
        ([], "roleIsPresenter", "pass", "fail"),
    ],
)
def test_who_belongs_to_the_library_counts(
    tmp_path: Path, people: list[tuple[str, str]], presenters: str, share: str, adult: str
) -> None:
    with library(tmp_path, invited(*people, presenters=presenters), more=ONE) as made:
        found = made.findings()
        assert (found["Storytime 0", SHARE]["status"], found["Storytime 0", ADULT]["status"]) == (share, adult)
        said = made.run("audit", "--details").out + json.dumps(made.report())
        assert "parent@" not in said
        assert "mail.example" not in said


def test_sharing_by_families_is_closed_to_organizers_alone(tmp_path: Path) -> None:
    with library(tmp_path, invited(STAFF, FAMILY, presenters="roleIsPresenter"), more=ONE) as made:
        made.run("apply", "--yes", expect=0)
        assert settings(made, "m0")["allowedPresenters"] == "organizer"
        assert made.findings()["Storytime 0", SHARE]["status"] == "pass"
        made.run("undo", "--yes", expect=0)
        assert settings(made, "m0")["allowedPresenters"] == "roleIsPresenter"


def test_a_co_organizer_from_elsewhere_is_no_promise_of_a_plan(tmp_path: Path) -> None:
    with library(tmp_path, invited((str(PARENT["id"]), "coorganizer")), more=ONE) as made:
        found = made.findings()["Storytime 0", SHARE]
        assert (found["status"], found["fixable"]) == ("fail", False)
        assert "co-organizer who does not belong to the library" in found["note"]


@pytest.mark.parametrize(
    ("more", "options", "adult"),
    [
        ({"upn": "staff@town.example", "tenant": ""}, "", "error"),
        ({"upn": "staff@town.example", "tenant": ""}, 'domains = ["town.example"]', "pass"),
        ({"upn": "staff@branch.library.example", "tenant": ""}, "", "pass"),
        ({"upn": "parent_mail.example#EXT#@library.example", "tenant": ""}, "", "fail"),
        ({"upn": "staff@town.example", "tenant": "other"}, 'domains = ["town.example"]', "error"),
    ],
)
def test_domains_and_tenant_have_to_agree(tmp_path: Path, more: dict[str, str], options: str, adult: str) -> None:
    with library(tmp_path, invited((str(PARENT["id"]), "coorganizer"), **more), more=f"{ONE}\n{options}") as made:
        assert made.findings()["Storytime 0", ADULT]["status"] == adult


@pytest.mark.parametrize(("tenant", "adult"), [("", "pass"), ("other", "fail")])
def test_an_outside_co_organizer_of_a_webinar_is_no_second_adult(tmp_path: Path, tenant: str, adult: str) -> None:
    seed = small(meetings=[], events=[], webinars=[webinar(co_organizers=[PARENT["id"]])])
    seed["users"].append({**PARENT, "tenant": tenant})
    with library(tmp_path, seed) as made:
        found = made.findings()
        assert found["Puppets", ADULT]["status"] == adult
        assert found["Puppets", SHARE]["status"] == adult


def test_whoever_was_made_a_presenter_of_a_webinar_cannot_be_told(tmp_path: Path) -> None:
    sessions = [{**RIGHT, "allowedPresenters": "roleIsPresenter"}]
    with library(tmp_path, small(meetings=[], events=[], webinars=[webinar(sessions=sessions)])) as made:
        found = made.findings()["Puppets", SHARE]
        assert found["status"] == "error"
        assert "presenters" in found["note"]


@pytest.mark.parametrize(("live", "status"), [("disabled", "manual"), ("enabled", "fail")])
def test_live_share_is_half_an_answer_on_apps(tmp_path: Path, live: str, status: str) -> None:
    with library(tmp_path, small({"settings": {"allowLiveShare": live}}), more=ONE) as made:
        found = made.findings()["Storytime 0", APPS]
        assert found["status"] == status
        if status == "manual":
            assert "Live Share alone" in found["note"]
            assert "Permission policies" in found["by_hand"]


def test_entries_that_lead_elsewhere_are_counted_in_the_report(tmp_path: Path) -> None:
    seed = small({}, {"meeting": "", "location": "https://lib.zoom.us/j/812?pwd=SECRET"}, {"meeting": ""})
    with library(tmp_path, seed, more=ONE) as made:
        ran = made.run("audit", "--format", "json-flat")
        assert len(ran.json["programs"]) == 1
        assert [c["elsewhere"] for c in ran.json["connections"]] == [{"": 1, "Zoom": 1}]
        assert "SECRET" not in ran.out + ran.err


def test_one_entry_in_an_unknown_zone_hides_no_calendar(tmp_path: Path) -> None:
    seed = small({}, {"odd_zone": "tzone://Microsoft/Custom"}, {})
    with library(tmp_path, seed, more=ONE) as made:
        found = {p["title"]: p for p in made.report()["programs"]}
        assert sorted(found) == ["Storytime 0", "Storytime 1", "Storytime 2"]
        assert found["Storytime 1"]["start"] is None


def test_a_connection_without_organizers_can_tell_nothing(tmp_path: Path) -> None:
    seed = small(groups=[{"id": "g", "name": "Hosts", "members": []}])
    seed["apps"] = [{"client_id": APP, "client_secret": "very-secret", "roles": ROLES}]
    with library(tmp_path, seed) as made:
        ran = made.run("audit", "--all", expect=3)
        assert "no organizer was found" in ran.out


def wrapped(entries: list[Any]) -> dict[str, Any]:
    """Return a list as Windows PowerShell 5 writes it."""
    return {"value": entries, "Count": len(entries)}


USER = {"Identity": STORY, "UserPrincipalName": "story@library.example", "TeamsMeetingPolicy": None}
OPEN = {**POLICY, "Identity": "Tag:Open", "AllowExternalParticipantGiveRequestControl": True}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_powershell_5_prints_is_an_export(tmp_path: Path, encoding: str) -> None:
    export = {
        "TeamsMeetingPolicy": wrapped([POLICY, OPEN]),
        "Users": wrapped([USER]),
        "GroupPolicyAssignment": wrapped([]),
    }
    for given in (export, wrapped([POLICY, {**POLICY, "Identity": "Tag:AllOn"}]), {"value": export, "Count": 1}):
        folder = tmp_path / str(id(given))
        folder.mkdir()
        with library(folder, small(), more=ONE) as made:
            imported(made, given, encoding=encoding)
            assert made.findings()["Storytime 0", CONTROL]["status"] == "pass"


@pytest.mark.parametrize(
    ("groups", "status", "said"),
    [
        (None, "error", "export the users and what is assigned to groups"),
        ([], "pass", ""),
        ([{"PolicyType": "TeamsMeetingPolicy", "PolicyName": "Open", "GroupId": OTHER}], "error", "a group may give"),
        ([{"PolicyType": "TeamsEventsPolicy", "PolicyName": "Open", "GroupId": OTHER}], "pass", ""),
        ([{"PolicyType": "TeamsMeetingPolicy", "PolicyName": "Global", "GroupId": OTHER}], "pass", ""),
        ([{"PolicyType": "TeamsMeetingPolicy", "PolicyName": "Unexported"}], "error", "a group may give"),
    ],
)
def test_no_policy_of_ones_own_is_global_where_no_group_gives_another(
    tmp_path: Path, groups: Any, status: str, said: str
) -> None:
    more = {} if groups is None else {"GroupPolicyAssignment": groups}
    with library(tmp_path, small(), more=ONE) as made:
        imported(made, {"TeamsMeetingPolicy": [POLICY, OPEN], "Users": [USER], **more})
        found = made.findings()["Storytime 0", CONTROL]
        assert found["status"] == status
        assert said in found["note"]
