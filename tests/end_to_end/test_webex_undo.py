"""Everything that hardener can write on Webex is given back by undo, or the plan says that it will not be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import EVERYTHING
from tests.end_to_end.webex_library import CARD, HOST, OTHER, SITE, WebexLibrary, library, small, soon, story

from hardener.catalog import catalogue
from hardener.setting import Setting
from hardener_webex.kinds import MEETING, WEBINAR
from hardener_webex.settings import SETTINGS
from hardener_webex.simulator.shapes import merged

pytestmark = pytest.mark.long

WRITTEN = [row for row in SETTINGS if row.kinds and row.can_write(row.kinds[0])]
HOSTS = tuple(f"host{number}@example.org" for number in range(10))
"""Who has the programs: what is on now is asked of a host before each write, and Webex tells all that he has to come."""
STREAM = {"destination": "Ours", "rtmpUrl": "rtmp://stream.example/key-4711", "streamUrl": "https://stream.example/x"}
HANGING: dict[str, dict[str, Any]] = {
    "program.enabledJoinBeforeHost": {"joinBeforeHostMinutes": 15, "enableConnectAudioBeforeHost": True},
    "program.meetingOptions.enabledNote": {"meetingOptions": {"noteType": "allowOne"}},
    "program.enabledLiveStream": {"liveStream": STREAM},
    "program.automaticLockMinutes": {"enableAutomaticLock": True},
    "program.requireAttendeeLogin": {"restrictToInvitees": False},
}
"""What stands beside a setting where it is on."""
ASKING = {
    "autoAcceptRequest": True, "maxRegisterNum": 25, "requireCity": True, "requireFax": True,
    "customizedQuestions": [CARD, {"question": "Date of birth", "required": True, "type": "singleLineTextBox", "maxLength": 9}],
    "rules": [{"question": "city", "condition": "equals", "value": "x", "result": "reject", "matchCase": True, "order": 1}],
}  # fmt: skip


def nested(path: str, value: Any) -> dict[str, Any]:
    for key in reversed(path.split(".")):
        value = {key: value}
    found: dict[str, Any] = value
    return found


def raws(row: Setting) -> Iterator[Any]:
    """Yield what may stand there before."""
    if row.path == "program.password":
        yield from ("", "Abcd@12345")
    elif row.path.endswith("Minutes"):
        yield from (0, 15)
    else:
        yield from (raw for raw in row.values if raw is not None)


def programs() -> list[dict[str, Any]]:
    """Return one program for each value of each setting of programs, and what registration can be like."""
    found: list[dict[str, Any]] = []
    for row in WRITTEN:
        for scheduled, kinds in (("meeting", MEETING), ("webinar", WEBINAR)):
            if not row.path.startswith("program.") or not set(kinds) & set(row.kinds):
                continue
            for raw in raws(row):
                beside = HANGING.get(row.path, {}) if raw is not False else {}
                values = merged(beside, nested(row.path.removeprefix("program."), raw))
                found.append(one(len(found), scheduled, f"{row.path} {raw}", values))
    for form in (None, {}, ASKING):
        for values in ({}, {"enabledJoinBeforeHost": True, "joinBeforeHostMinutes": 10}, {"password": ""}):
            if form is None or not values:
                found.append(one(len(found), "meeting", f"form {form is not None}", values, form))
    return found


def one(number: int, scheduled: str, title: str, values: Mapping[str, Any], form: Any = None) -> dict[str, Any]:
    base = story(f"m{number}", title=f"{scheduled} {number} {title}", start=soon(2 + number / 10))
    base["host"] = HOSTS[number % len(HOSTS)]
    return {**base, "scheduledType": scheduled, "values": dict(values), "registration": form}


def seed(nested_is: str, *, resets: bool) -> dict[str, Any]:
    room = {
        "enabledAutoLock": False,
        "supportAnyoneAsCoHost": True,
        "allowAuthenticatedDevices": True,
        "autoLockMinutes": 20,
    }
    scheduling = {"enabledJoinBeforeHost": True, "joinBeforeHostMinutes": 10, "enabledWebexAssistantByDefault": True}
    people = [{"email": HOST, "room": room, "scheduling": scheduling}, {"email": OTHER}]
    opened = {
        "securityOptions": {"requireStrongPassword": False, "audioBeforeHost": True, "firstAttendeeAsPresenter": True},
        "defaultSchedulerOptions": {"entryAndExitTone": "AnnounceName"},
    }
    return small(
        *programs(),
        sites=[{"siteUrl": SITE, "common": opened}],
        people=[*people, *({"email": email, "room": None} for email in ("app@example.org", *HOSTS))],
        behaviour={"nested": nested_is, "resets": resets},
    )


def extreme(folder: Path, direction: str) -> str:
    """Write a profile that asks for the most closed, or the most open, of everything that can be written."""
    lines = [f"profile: {direction}", f"title: As {direction} as can be", "audience: adults", "requires:"]
    for ident in dict.fromkeys(row.control for row in WRITTEN):
        control = catalogue()[ident]
        if control.levels:
            offered = {value for row in WRITTEN if row.control == ident for value in row.writable_values()}
            ladder = [level for level in control.levels if level in offered]
            level = json.dumps(ladder[0 if direction == "closed" else -1])
            lines.append(f"  {ident}: {{{'at_most' if direction == 'closed' else 'at_least'}: {level}}}")
        elif control.unit:
            lines.append(f"  {ident}: {'{at_most: 5}' if direction == 'closed' else '{at_least: 1440}'}")
        elif direction == "closed":
            lines.append(f"  {ident}: {{at_most: [first_name, email, library_card]}}")
    (folder / f"{direction}.yaml").write_text("\n".join(lines) + "\n")
    return f"{direction}.yaml"


def whole(made: WebexLibrary) -> dict[str, Any]:
    """Return everything of the simulated Webex that a person could miss, by what the plan calls it."""
    world = made.webex.world
    found = {m.values["title"]: {**m.values, "form": form_of(m.registration)} for m in world.meetings.values()}
    found |= {f"room of {who}": room for who, room in world.rooms.items()}
    found |= {f"preferences of {who}": scheduling for who, scheduling in world.scheduling.items()}
    return deepcopy(found | {f"site {site}": common for site, common in world.common.items()})


def form_of(form: Any) -> Any:
    """Return a form without the numbers that Webex gives its questions."""
    if form is None:
        return None
    return {
        **form,
        "customizedQuestions": [{k: v for k, v in q.items() if k != "id"} for q in form["customizedQuestions"]],
    }


@pytest.mark.parametrize("direction", ["closed", "open"])
@pytest.mark.parametrize(("nested_is", "resets"), [("merge", True), ("replace", False)])
def test_what_was_written_is_given_back_or_the_plan_says_that_it_is_not(
    tmp_path: Path, direction: str, nested_is: str, resets: bool
) -> None:
    with library(tmp_path, seed(nested_is, resets=resets), rooms=True) as made:
        profile = extreme(tmp_path, direction)
        before = whole(made)
        plan = " ".join(
            made.run("plan", "--all", "--profile", profile, *EVERYTHING, "--output", "plan.json").out.split()
        )
        steps = json.loads((tmp_path / "plan.json").read_text())["plan"]["steps"]
        ran = made.run("apply", "--yes", "--profile", profile, *EVERYTHING, "--max-changes", "9999", expect=0)
        assert "FAILED" not in ran.out, ran.out
        written = whole(made)
        assert sum(written[name] != before[name] for name in before) > 40
        made.run("undo", "--yes")
        after = whole(made)
        for name in before:
            lost = {key for key in {*before[name], *after[name]} if before[name].get(key) != after[name].get(key)}
            said = {
                change["setting"].split(".")[0]: change["undo"]
                for step in steps
                if step["title"] == name
                for change in step["changes"]
                if change["undo"]
            }
            assert lost <= {*said, *(("liveStream",) if "enabledLiveStream" in said else ())}, (name, lost)
            assert all(text in plan for text in said.values())


def test_the_profiles_ask_for_every_row_that_can_be_written(tmp_path: Path) -> None:
    text = (tmp_path / extreme(tmp_path, "closed")).read_text()
    assert len(WRITTEN) > 40
    assert all(f"  {row.control}:" in text for row in WRITTEN)
    paths = {row.path for row in WRITTEN if row.path.startswith("program.")}
    assert {p["title"].split(" ", 2)[2].split(" ")[0] for p in programs()} >= paths
