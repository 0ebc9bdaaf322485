"""What Greenlight makes of a room's options: what it shows, what it stores, what it sends when a meeting begins."""

from __future__ import annotations

from collections.abc import Mapping

from hardener_bigbluebutton.simulator.state import Room, code

SPECIAL = {"guestPolicy": {"true": "ASK_MODERATOR", "false": "ALWAYS_ACCEPT"}}
FREE = {"optional", "default_enabled"}


def shown(room: Room, configurations: Mapping[str, str], *, may_record: bool) -> dict[str, str | None]:
    """Return a room's settings as somebody reads them: forced ones win, disabled ones are left out."""
    found = effective(room, configurations, may_record=may_record)
    return {name: value for name, value in found.items() if configurations.get(name) != "false"}


def effective(room: Room, configurations: Mapping[str, str], *, may_record: bool) -> dict[str, str | None]:
    """Return what counts of each option that the room has a row for."""
    found = dict(room.options)
    for name, own in room.options.items():
        forced = configurations.get(name, "optional")
        if name.endswith("AccessCode"):
            found[name] = "" if forced == "false" else own
        elif forced not in FREE:
            found[name] = forced
        if found[name] in {"true", "false"}:
            found[name] = SPECIAL.get(name, {}).get(str(found[name]), found[name])
    if "record" in found and not may_record and configurations.get("record") in FREE:
        found["record"] = "false"
    return found


def stored(name: str, value: object) -> str:
    """Return what a value is kept as: any text, unchecked; a code is made, or taken away."""
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else "" if value is None else str(value)
    if name.endswith("AccessCode"):
        return "" if text == "false" else code()
    return text
