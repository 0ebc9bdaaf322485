"""What Meet's settings come to together: moderation and restrictions, guests and the door, what is left open."""

from __future__ import annotations

from typing import Any

import pytest

from hardener.catalog import catalogue
from hardener.evaluate import Judge
from hardener.judgement import Judged
from hardener.model import Status, Target
from hardener.profile import Profile, Requirement, load
from hardener_meet.dates import Dated, Found, Place
from hardener_meet.documents import ACCOUNT, Space, target_of
from hardener_meet.events import GUEST_FLAGS
from hardener_meet.settings import SETTINGS

pytestmark = pytest.mark.unit

ORGANIZATION = Target(
    id=ACCOUNT, kind="account", title="the organization", document={}, unread={"policies": "not asked"}
)


def program(config: dict[str, Any] | None, **event: Any) -> Target:
    """Return a program with these settings of its space; None: they could not be read."""
    space = None if config is None else {"name": "spaces/x", "config": config}
    fields = {"id": "e", "summary": "Storytime", "hangoutLink": "https://meet.google.com/abc-mnop-xyz", **event}
    return target_of(Found("meeting", Dated(fields, Place("cal", "cal"))), Space(space, "no scope"))


def judged(target: Target, control: str, limit: str) -> Judged:
    """Return the verdict of a profile with one line."""
    profile = load("storytime").model_copy(update={"requires": {control: Requirement(at_most=limit)}})
    assert isinstance(profile, Profile)
    judge = Judge("main", SETTINGS, catalogue(), {ACCOUNT: ORGANIZATION})
    return next(iter(judge.program(target, profile)))


def config(moderation: str | None, chat: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {} if moderation is None else {"moderation": moderation}
    return found | ({} if chat is None else {"moderationRestrictions": {"chatRestriction": chat}})


@pytest.mark.parametrize(
    ("moderation", "chat", "status", "actual"),
    [
        ("ON", "HOSTS_ONLY", Status.PASS, "hosts"),
        ("ON", "NO_RESTRICTION", Status.FAIL, "everyone"),
        ("OFF", "HOSTS_ONLY", Status.FAIL, "everyone"),
        ("OFF", "NO_RESTRICTION", Status.FAIL, "everyone"),
        ("OFF", None, Status.FAIL, "everyone"),
        ("ON", None, Status.ERROR, None),
        (None, "HOSTS_ONLY", Status.ERROR, None),
        ("ON", "SOMETHING_NEW", Status.ERROR, None),
        ("SOMETHING_NEW", "HOSTS_ONLY", Status.ERROR, None),
    ],
)
def test_a_restriction_holds_only_with_moderation(
    moderation: str | None, chat: str | None, status: Status, actual: str | None
) -> None:
    finding = judged(program(config(moderation, chat)), "chan.chat_attendee", "hosts").finding
    assert (finding.status, finding.actual) == (status, actual)


@pytest.mark.parametrize(
    ("moderation", "chat", "written"),
    [
        ("ON", "NO_RESTRICTION", {"HOSTS_ONLY", "ON"}),
        ("OFF", "NO_RESTRICTION", {"HOSTS_ONLY", "ON"}),
        ("OFF", None, {"ON"}),
        ("ON", "HOSTS_ONLY", set()),
    ],
)
def test_what_cannot_be_closed_wholly_is_closed_as_far_as_it_goes(
    moderation: str, chat: str | None, written: set[str]
) -> None:
    found = judged(program(config(moderation, chat)), "chan.chat_attendee", "off")
    assert found.finding.status is Status.FAIL
    assert found.finding.fixable is bool(written)
    assert {fix.row.encode(fix.value, None) for fix in found.fixes} == written
    assert found.finding.by_hand


@pytest.mark.parametrize(("access", "waiting", "callers"), [
    ("RESTRICTED", "everyone", "off"), ("TRUSTED", "guests", "on"), ("OPEN", "off", "on"),
])  # fmt: skip
def test_who_comes_in_without_knocking(access: str, waiting: str, callers: str) -> None:
    target = program({"accessType": access})
    assert judged(target, "door.waiting_room", "everyone").finding.actual == waiting
    assert judged(target, "door.dial_in_bypass_lobby", "off").finding.actual == callers


@pytest.mark.parametrize(
    ("control", "limit", "path", "bad", "good"),
    [
        ("ai.summary", "off", "artifactConfig.smartNotesConfig.autoSmartNotesGeneration", "ON", "OFF"),
        (
            "ai.transcript_retained",
            "off",
            "artifactConfig.transcriptionConfig.autoTranscriptionGeneration",
            "ON",
            "OFF",
        ),
        ("data.attendance_kept_as", "counts", "attendanceReportGenerationType", "GENERATE_REPORT", "DO_NOT_GENERATE"),
    ],
)
def test_what_proves_only_a_mistake_is_never_called_right(
    control: str, limit: str, path: str, bad: str, good: str
) -> None:
    def at(value: str) -> Target:
        node: Any = value
        for key in reversed(path.split(".")):
            node = {key: node}
        return program(node)

    wrong = judged(at(bad), control, limit)
    assert wrong.finding.status is Status.FAIL
    assert [fix.row.encode(fix.value, None) for fix in wrong.fixes] == [good]
    right = judged(at(good), control, limit).finding
    assert right.status is Status.MANUAL
    assert right.by_hand
    assert judged(at("SOMETHING_NEW"), control, limit).finding.status is Status.ERROR
    assert judged(program({}), control, limit).finding.status is Status.ERROR
    why = judged(program(None), control, limit).finding.reason
    assert why is not None
    assert why.said.startswith("no scope")


@pytest.mark.parametrize(
    ("visibility", "status"),
    [("public", Status.FAIL), ("private", Status.PASS), ("confidential", Status.PASS), ("default", Status.MANUAL)],
)
def test_an_event_s_visibility(visibility: str, status: Status) -> None:
    assert judged(program({}, visibility=visibility), "door.unlisted", "unlisted").finding.status is status


@pytest.mark.parametrize(("event", "status"), [
    ({}, Status.FAIL), ({"guestsCanInviteOthers": False}, Status.PASS),
    ({"guestsCanInviteOthers": False, "guestsCanModify": True}, Status.FAIL),
    ({"guestsCanInviteOthers": 0}, Status.ERROR),
])  # fmt: skip
def test_who_may_invite(event: dict[str, Any], status: Status) -> None:
    assert judged(program({}, **event), "door.registration_approval", "manual").finding.status is status
    assert GUEST_FLAGS["guestsCanInviteOthers"] is True


@pytest.mark.parametrize("control", ["chan.camera_attendee", "chan.mic_self_unmute"])
@pytest.mark.parametrize("viewers", ["ON", "OFF"])
def test_viewers_are_not_counted_on(control: str, viewers: str) -> None:
    target = program({"moderation": "ON", "moderationRestrictions": {"defaultJoinAsViewerType": viewers}})
    finding = judged(target, control, "off").finding
    assert finding.status is Status.MANUAL
    assert "viewers" in finding.by_hand


POLLS: Any = {"meet_polls": {"enabled": [False, True]}}


def test_policies_that_were_read_decide_and_others_are_for_a_person() -> None:
    assert judged(program({}), "chan.polls", "off").finding.status is Status.MANUAL
    read = Target(
        id=ACCOUNT,
        kind="account",
        title="the organization",
        document={"policies": POLLS},
    )
    fields = {"id": "e", "hangoutLink": "https://meet.google.com/abc-mnop-xyz"}
    target = target_of(Found("meeting", Dated(fields, Place("cal", "cal"))), Space({"config": {}}), policies=True)
    profile = load("storytime").model_copy(update={"requires": {"chan.polls": Requirement(at_most="off")}})
    found = next(iter(Judge("main", SETTINGS, catalogue(), {ACCOUNT: read}).program(target, profile))).finding
    assert (found.status, found.actual, found.fixable) == (Status.FAIL, "hosts", False)


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ("CREATOR_APP_ONLY", Status.FAIL), ("ALL", Status.MANUAL), (None, Status.MANUAL),
        ("SOMETHING_NEW", Status.ERROR), ([], Status.ERROR),
    ],
)  # fmt: skip
def test_a_meeting_that_only_one_app_lets_in_keeps_families_out(entry: Any, status: Status) -> None:
    found = program(config("ON", "HOSTS_ONLY") | ({} if entry is None else {"entryPointAccess": entry}))
    profile = load("storytime").model_copy(
        update={"requires": {"door.browser_join_allowed": Requirement(at_least="on")}}
    )
    one = next(iter(Judge("main", SETTINGS, catalogue(), {ACCOUNT: ORGANIZATION}).program(found, profile)))
    assert (one.finding.status, one.finding.too_closed, one.fixes) == (status, status is Status.FAIL, ())
