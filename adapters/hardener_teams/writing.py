"""Ask Graph for changes: one PATCH for a meeting, one batch for a sign-up form, holding only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hardener.errors import AdapterError
from hardener.model import Target
from hardener.setting import difference
from hardener_teams import operations as op
from hardener_teams.client import Api, path_of
from hardener_teams.events import LABELS

MEETING_KEYS = frozenset({
    "allowMeetingChat", "allowedPresenters", "allowAttendeeToEnableMic", "allowAttendeeToEnableCamera",
    "allowTeamworkReactions", "lobbyBypassSettings", "recordAutomatically", "allowRecording", "allowTranscription",
    "allowWhiteboard", "allowLiveShare", "allowBreakoutRooms", "allowCopyingAndSharingMeetingContent",
    "isEndToEndEncryptionEnabled",
})  # fmt: skip
"""Nothing else of a meeting is ever sent: no title, no time, nobody's role. A calendar's entry is never written."""
QUESTION = "#microsoft.graph.virtualEventRegistration"


def write_meeting(api: Api, before: Target, after: Target, meeting: str) -> None:
    """Send what differs between `before` and `after`. Raises `AdapterError`."""
    body = _changed(before, after, "meeting")
    if strange := set(body) - MEETING_KEYS:
        raise AdapterError(f"refusing to send {', '.join(sorted(strange))}: only settings are ever changed")
    if body:
        api.patch(op.SET_MEETING, body, user=_user(before), meeting=meeting)


def write_questions(api: Api, before: Target, after: Target, event: str) -> None:
    """Take questions off a sign-up form, or put them back. Raises `AdapterError`."""
    changed = _changed(before, after, "questions")
    was: Any = before.document["questions"]
    wanted: Any = after.document["questions"]
    requests = []
    for label in (label for label in LABELS if label in changed):
        requests += _requests(event, _asked(label, was[label]), _asked(label, wanted[label]))
    if "custom" in changed:
        requests += _requests(event, was["custom"], wanted["custom"])
    if requests:
        api.batch(op.DROP_QUESTION, requests, user=_user(before), event=event, question="")


def _asked(label: str, question: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return [] if question is None else [{"label": label, **question}]


def _requests(event: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what makes the questions `old` into `new`: those that stay are not touched."""
    stay = {question.get("id") for question in old} & {question.get("id") for question in new}
    drop = [question for question in old if question.get("id") not in stay]
    add = [question for question in new if question.get("id") not in stay]
    return [
        *({"method": "DELETE", "url": path_of(op.DROP_QUESTION, {"event": event, "question": q["id"]})} for q in drop),
        *({"method": "POST", "url": path_of(op.ADD_QUESTION, {"event": event}), "body": _body(q)} for q in add),
    ]


def _body(question: Mapping[str, Any]) -> dict[str, Any]:
    kind = "PredefinedQuestion" if "label" in question else "CustomQuestion"
    return {"@odata.type": QUESTION + kind, **{key: value for key, value in question.items() if key != "id"}}


def _changed(before: Target, after: Target, part: str) -> dict[str, Any]:
    changed = difference(before.document, after.document)
    if strange := set(changed) - {part}:
        raise AdapterError(f"Graph has no call that changes {', '.join(sorted(strange))} of a {before.kind}")
    found = changed.get(part, {})
    assert isinstance(found, dict)
    return found


def _user(target: Target) -> str:
    return target.id.split("/", 2)[1]
