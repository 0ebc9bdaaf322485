"""Ask Google for changes: what differs in the space, then what differs in the event; nothing else is ever sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hardener.adapter import AdapterError
from hardener.errors import RefusedError
from hardener.model import Target
from hardener.setting import difference, look, placed
from hardener_meet.client import Api
from hardener_meet.documents import GUEST_FLAGS

MODERATION = "config.moderation"
RESTRICTIONS = "config.moderationRestrictions."


class SpacePatch(NamedTuple):
    """One change of a space: the body, and the leaves of it that count."""

    body: dict[str, Any]
    mask: str


def write(api: Api, calendar: str, ident: str, before: Target, after: Target) -> None:
    """Send what differs between `before` and `after`. Raises `AdapterError` after everything was tried."""
    space, event = changed(before, after)
    failures: list[AdapterError] = []
    if space:
        name = look(before.document, "space.name")
        if not isinstance(name, str):
            raise AdapterError("Google gave the meeting no name by which it can be changed")
        failures += _set_space(api, calendar, name, space)
    if event:
        try:
            api.set_event(calendar, ident, event)
        except AdapterError as error:
            failures.append(error)
    if failures:
        raise failures[0]


def changed(before: Target, after: Target) -> tuple[list[SpacePatch], dict[str, Any]]:
    """Return the changes of the space, smallest last, and the new flags of the event. Raises `AdapterError`."""
    found = difference(before.document, after.document)
    if strange := set(found) - {"space", "event"}:
        raise AdapterError(f"Google has no call that changes {', '.join(sorted(strange))}")
    event, space = found.get("event", {}), found.get("space", {})
    assert isinstance(event, dict)
    assert isinstance(space, dict)
    if strange := (set(event) - set(GUEST_FLAGS)) | (set(space) - {"config"}):
        raise AdapterError(f"refusing to send {', '.join(sorted(strange))}: only settings are ever changed")
    return list(patches(space, after.document)) if space else [], event


def patches(space: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[SpacePatch]:
    """Yield one change with everything, then, where there are several, each kind of setting for itself.

    Moderation and its restrictions always go together: without moderation they have no effect.
    """
    leaves = dict(_leaves(space))
    if any(path.startswith(RESTRICTIONS) for path in leaves):
        leaves[MODERATION] = look(after, f"space.{MODERATION}")
    if leaves.get(MODERATION) == "OFF":
        # Google puts every restriction back to its default when moderation ends.
        leaves = {path: value for path, value in leaves.items() if not path.startswith(RESTRICTIONS)}
    groups: dict[str, dict[str, Any]] = {}
    for path in sorted(leaves):
        group = MODERATION if path.startswith(MODERATION) else path
        groups.setdefault(group, {})[path] = leaves[path]
    if leaves:
        yield _patch(leaves)
    if len(groups) > 1:
        yield from (_patch(group) for group in groups.values())


def _patch(leaves: Mapping[str, Any]) -> SpacePatch:
    body: dict[str, Any] = {}
    for path in sorted(leaves):
        body = placed(body, path, leaves[path])
    return SpacePatch(body, ",".join(sorted(leaves)))


def _leaves(node: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping):
            yield from _leaves(value, path)
        else:
            yield path, value


def _set_space(api: Api, calendar: str, name: str, space: list[SpacePatch]) -> list[AdapterError]:
    """Send everything at once; where Google refuses one of it for all, send each kind alone. Return what failed."""
    whole, *parts = space
    try:
        api.set_space(calendar, name, whole.body, whole.mask)
    except RefusedError as error:
        if error.status != 400 or not parts:
            return [error]
    except AdapterError as error:
        return [error]
    else:
        return []
    failures: list[AdapterError] = []
    for part in parts:
        try:
            api.set_space(calendar, name, part.body, part.mask)
        except AdapterError as error:
            failures.append(error)
    return failures
