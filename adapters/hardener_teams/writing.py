"""Ask Graph for changes: one PATCH for a meeting, one batch for a sign-up form, holding only what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hardener.errors import AdapterError, MalformedError
from hardener.model import Target
from hardener.setting import difference
from hardener_teams import operations as op
from hardener_teams.client import Api, path_of
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
QUESTION = "#microsoft.graph.virtualEventRegistration"


def write_meeting(api: Api, before: Target, after: Target, meeting: str) -> None:
    """Send what differs between `before` and `after`. Raises `AdapterError`."""
    body = _changed(before, after, "meeting")
    if strange := set(body) - MEETING_KEYS:
        raise AdapterError(f"refusing to send {', '.join(sorted(strange))}: only settings are ever changed")
    if body.get("allowedPresenters") == BY_ROLE:
        body["participants"] = {"attendees": _as_they_are(api, _user(before), meeting)}
    if body:
        api.patch(op.SET_MEETING, body, user=_user(before), meeting=meeting)


def _as_they_are(api: Api, user: str, meeting: str) -> list[Any]:
    """Return the people of a meeting with their roles, as Graph has them now. Raises `AdapterError`."""
    people = api.get(op.MEETING, user=user, meeting=meeting).get("participants")
    found = people.get("attendees") if isinstance(people, Mapping) else None
    if not isinstance(found, list):
        raise MalformedError("Graph does not say who takes part in a meeting, and wants to be told for this change")
    return found


def write_questions(api: Api, before: Target, after: Target, event: str, ids: Mapping[str, Sequence[str]]) -> None:
    """Take questions off a sign-up form, or put them back; `ids` by label or text. Raises `AdapterError`."""
    changed = _changed(before, after, "questions")
    was: Any = before.document["questions"]
    wanted: Any = after.document["questions"]
    own = [label for label in LABELS if label in changed]
    drop = [label for label in own if was[label] is not None]
    add = [_predefined(label, wanted[label]) for label in own if wanted[label] is not None]
    drop += [str(question.get("displayName")) for question in was["custom"] if question not in wanted["custom"]]
    add += [_custom(question) for question in wanted["custom"] if question not in was["custom"]]
    requests: list[dict[str, Any]] = [
        *(
            {"method": "DELETE", "url": path_of(op.DROP_QUESTION, {"event": event, "question": ident})}
            for ident in _known(drop, ids)
        ),
        *({"method": "POST", "url": path_of(op.ADD_QUESTION, {"event": event}), "body": body} for body in add),
    ]
    if requests:
        api.batch(op.DROP_QUESTION, requests, user=_user(before))


def _known(drop: Sequence[str], ids: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the id of each question that is taken off; two may have the same text."""
    for question, count in Counter(drop).items():
        found = ids.get(question, ())
        if len(found) < count:
            raise AdapterError("a question that was to be taken off is not on the form any more")
        yield from found[:count]


def _predefined(label: str, written: str) -> dict[str, Any]:
    kind = f"{QUESTION}PredefinedQuestion"
    return {"@odata.type": kind, "label": label, "isRequired": written == asked(label, required=True)}


def _custom(question: Mapping[str, Any]) -> dict[str, Any]:
    return {"@odata.type": f"{QUESTION}CustomQuestion", **question}


def _changed(before: Target, after: Target, part: str) -> dict[str, Any]:
    changed = difference(before.document, after.document)
    if strange := set(changed) - {part}:
        raise AdapterError(f"Graph has no call that changes {', '.join(sorted(strange))} of a {before.kind}")
    found = changed.get(part, {})
    assert isinstance(found, dict)
    return found


def _user(target: Target) -> str:
    return target.id.split("/", 2)[1]
