"""Ask Graph for changes: one PATCH for a meeting, one batch for a sign-up form, holding only what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hardener.adapter import Changes
from hardener.errors import AdapterError, MalformedError
from hardener.model import Target
from hardener.vendor import at, part
from hardener_teams import calls
from hardener_teams.client import Api
from hardener_teams.forms import LABELS, asked

MEETING_KEYS = frozenset({
    "allowMeetingChat", "allowedPresenters", "allowAttendeeToEnableMic", "allowAttendeeToEnableCamera",
    "allowTeamworkReactions", "lobbyBypassSettings", "recordAutomatically", "allowRecording", "allowTranscription",
    "allowWhiteboard", "allowLiveShare", "allowBreakoutRooms", "allowCopyingAndSharingMeetingContent",
    "isEndToEndEncryptionEnabled",
})  # fmt: skip
"""Nothing else of a meeting is ever changed: no title, no time, nobody's role. A calendar's entry is never written."""
BY_ROLE = "roleIsPresenter"
"""What Graph takes only together with everybody's role: an undo sends them as they are."""
PREDEFINED, CUSTOM = (f"#microsoft.graph.virtualEventRegistration{kind}Question" for kind in ("Predefined", "Custom"))
Form = Mapping[str, Any]


def write_meeting(api: Api, target: Target, changes: Changes, meeting: str) -> None:
    """Send `changes` of a meeting, which Graph knows as `meeting`. Raises `AdapterError`."""
    changes.of("meeting", vendor="Graph", kind=target.kind)
    body, user = changes.body("meeting", MEETING_KEYS), target.ident
    if body.get("allowedPresenters") == BY_ROLE:
        body["participants"] = {"attendees": _as_they_are(api, user, meeting)}
    if body:
        api.send("PATCH", calls.SET_MEETING, body, target.serial, user=user, meeting=meeting)


def _as_they_are(api: Api, user: str, meeting: str) -> list[Any]:
    """Return the people of a meeting with their roles, as Graph has them now. Raises `AdapterError`."""
    found = at(api.get(calls.MEETING, user=user, meeting=meeting), "participants.attendees")
    if not isinstance(found, list):
        raise MalformedError("Graph does not say who takes part in a meeting, and wants to be told for this change")
    return found


def write_questions(api: Api, target: Target, changes: Changes, event: str, ids: Mapping[str, Sequence[str]]) -> None:
    """Take questions off a sign-up form, or put them back; `ids` by label or text. Raises `AdapterError`."""
    changed = changes.of("questions", vendor="Graph", kind=target.kind).get("questions", {})
    drop, add = _moved(changed, part(target.document, "questions"), part(changes.document, "questions"))
    form = api.path(calls.ADD_QUESTION, {"event": event})
    requests: list[dict[str, Any]] = [
        {"method": "DELETE", "url": api.path(calls.DROP_QUESTION, {"event": event, "question": ident})}
        for ident in _known(drop, ids)
    ]
    requests += [{"method": "POST", "url": form, "body": body} for body in add]
    api.batch(calls.DROP_QUESTION, requests, target.serial, user=target.ident)


def _moved(changed: Form, was: Form, wanted: Form) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the labels or texts of what is taken off a form, and what is put onto it."""
    own = [label for label in LABELS if label in changed]
    drop = [label for label in own if was[label] is not None]
    add: list[dict[str, Any]] = [
        {"@odata.type": PREDEFINED, "label": label, "isRequired": wanted[label] == asked(label, required=True)}
        for label in own
        if wanted[label] is not None
    ]
    drop += [str(question.get("displayName")) for question in was["custom"] if question not in wanted["custom"]]
    add += [{"@odata.type": CUSTOM, **question} for question in wanted["custom"] if question not in was["custom"]]
    return drop, add


def _known(drop: Sequence[str], ids: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the id of each question that is taken off; two may have the same text."""
    for question, count in Counter(drop).items():
        found = ids.get(question, ())
        if len(found) < count:
            raise AdapterError("a question that was to be taken off is not on the form any more")
        yield from found[:count]
