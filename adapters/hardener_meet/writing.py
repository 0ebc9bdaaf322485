"""Ask Google for changes: what differs in the space, then what differs in the event; nothing else is ever sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from hardener.adapter import AdapterError, Changes
from hardener.errors import RefusedError
from hardener.model import Document, Target
from hardener.path import get_path, with_path
from hardener_meet import calls
from hardener_meet.client import Api
from hardener_meet.events import GUEST_FLAGS

MODERATION = "config.moderation"
RESTRICTIONS = "config.moderationRestrictions."
Leaves = dict[str, Any]
"""Values of a space by their paths."""


def write(api: Api, calendar: str, ident: str, target: Target, changes: Changes) -> None:
    """Send `changes` of a target. Raises `AdapterError` after everything was tried."""
    changes.of("space", "event", vendor="Google", kind=target.kind)
    event, space = changes.body("event", GUEST_FLAGS), changes.body("space", ("config",))
    failures: list[AdapterError] = []
    if wanted := list(patches(space, changes.document)):
        if not target.written_to:
            raise AdapterError("Google gave the meeting no name by which it can be changed")
        failures += _set_space(api, target.written_to, *wanted)
    if event:
        # No mail goes to the guests, and the conference is not touched.
        quietly = {"sendUpdates": "none", "fields": "id"}
        failures += _tried(
            lambda: api.send("PATCH", calls.SET_EVENT, event, ident, quietly, calendar=calendar, id=ident)
        )
    if failures:
        raise failures[0]


def patches(space: Mapping[str, JsonValue], after: Document) -> Iterator[Leaves]:
    """Yield one change with everything, then, where there are several, each kind of setting for itself.

    Moderation and its restrictions always go together: without moderation they have no effect.
    """
    leaves = dict(_leaves(space))
    if any(path.startswith(RESTRICTIONS) for path in leaves):
        leaves[MODERATION] = get_path(after, f"space.{MODERATION}")
    if leaves.get(MODERATION) == "OFF":
        # Google puts every restriction back to its default when moderation ends.
        leaves = {path: value for path, value in leaves.items() if not path.startswith(RESTRICTIONS)}
    groups: dict[str, Leaves] = {}
    for path in sorted(leaves):
        group = MODERATION if path.startswith(MODERATION) else path
        groups.setdefault(group, {})[path] = leaves[path]
    if leaves:
        yield leaves
    if len(groups) > 1:
        yield from groups.values()


def _leaves(node: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield above + key, value


def _set_space(api: Api, name: str, whole: Leaves, *kinds: Leaves) -> list[AdapterError]:
    """Send everything at once; where Google refuses one of it for all, send each kind alone. Return what failed."""

    def send(leaves: Leaves) -> list[AdapterError]:
        body: dict[str, Any] = {}
        for path, value in leaves.items():
            body = with_path(body, path, value)
        params = {"updateMask": ",".join(sorted(leaves)), "fields": "name"}
        return _tried(lambda: api.send("PATCH", calls.SET_SPACE, body, name, params, id=name.removeprefix("spaces/")))

    failures = send(whole)
    if kinds and any(isinstance(error, RefusedError) and error.status == 400 for error in failures):
        return [error for leaves in kinds for error in send(leaves)]
    return failures


def _tried(send: Callable[[], object]) -> list[AdapterError]:
    try:
        send()
    except AdapterError as error:
        return [error]
    return []
