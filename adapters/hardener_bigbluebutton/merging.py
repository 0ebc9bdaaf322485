"""What wins: how BigBlueButton, Greenlight and load balancers put together what a meeting is made with. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hardener_bigbluebutton import properties
from hardener_bigbluebutton.balancers import Balancer

FORCED = frozenset({"true", "false"})
"""Of a rooms configuration: forced on or off."""
LEFT = frozenset({"optional", "default_enabled"})
"""Of a rooms configuration: left to the room. Any other word replaces what the room says."""
LAYERS = ("room", "site", "balancer", "server")
HOLDER = re.compile(r"\$\{([^{}$:]+)(?::([^{}$]*))?\}")
DEPTH = 10
PRESENTER = "lockSettingsPresenterPolicy"
"""A parameter of BigBlueButton 4.0: with an older server there is no such thing."""
BOARD = "multiUserWhiteboardEnabled"
"""A parameter of 3.0 that counts where somebody says it: everybody may draw as soon as they come in."""
PARAMETERS = (
    "lockSettingsDisableCam", "lockSettingsDisableMic", "lockSettingsDisablePrivateChat",
    "lockSettingsDisablePublicChat",
    "lockSettingsDisableNotes", "lockSettingsHideUserList", "lockSettingsLockOnJoin", "webcamsOnlyForModerator",
    "autoStartRecording", "recordFullDurationMedia", "notifyRecordingIsOn", PRESENTER, BOARD,
)  # fmt: skip
"""The parameters of create that have a default among the server's properties, and are judged."""
PROPERTIES = (
    *PARAMETERS, "muteOnStart", "defaultGuestPolicy", "authenticatedGuest", "disabledFeatures",
    "disableRecordingDefault")  # fmt: skip
"""The properties that are judged; no other is kept of the files, which hold secrets as well."""
NOTES, NOTE = "lockSettingsDisableNotes", "lockSettingsDisableNote"
"""A parameter, and its old name, which counts in a call that does not have the new one."""
MODERATOR = "glAnyoneJoinAsModerator"
GREENLIGHT = (
    "record", "muteOnStart", "guestPolicy", MODERATOR, "glAnyoneCanStart", "glRequireAuthentication",
    "glViewerAccessCode",
)  # fmt: skip
"""The options of Greenlight's that are judged."""


def resolved(raw: str, known: Mapping[str, str]) -> str | None:
    """Return the value written as `raw`, with each `${key}` and `${key:default}` of it filled in from `known`.

    None where nothing fills one in: bbb-web would not start.
    """
    try:
        text = properties.plain(raw)
        for _ in range(DEPTH):
            if "${" not in text:
                return text
            text = HOLDER.sub(lambda found: _filled(found, known), text)
    except (LookupError, ValueError):
        return None
    return None


def _filled(found: re.Match[str], known: Mapping[str, str]) -> str:
    key, otherwise = found[1].strip(), found[2]
    if key in known:
        return properties.plain(known[key])
    if otherwise is None:
        raise LookupError(key)
    return otherwise


def deciding(
    name: str, room: Mapping[str, object], configurations: Mapping[str, object] | None, balancer: Balancer | None
) -> dict[str, bool]:
    """Return which layers have a say in the parameter or option `name` of a room.

    `room` is what Greenlight shows of its settings, `configurations` what it does with all rooms (None: not shown).
    Without `balancer` nobody knows what one may force, so it is the one to be asked.
    """
    option = name.startswith("gl")
    if not option and (balancer is None or balancer.forces(name)):
        return _only("balancer")
    if option or (balancer is not None and name not in balancer.dropped):
        site = (configurations or {}).get(name, "optional")
        if not isinstance(site, str) or site not in FORCED | LEFT:
            return _only("site")
        if site in FORCED and (site == "false" or name in room) and _forces(name, site):
            return _only("site")
        unknown = configurations is None and name in GREENLIGHT and name not in room
        unknown = unknown or (name == NOTES and _old(room, balancer or Balancer()))
        if name != "muteOnStart" and (option or unknown or name == "record" or room.get(name, "") != ""):
            return _only("room")
    if name == "record":
        return _only("balancer")  # it never arrives, and the server has no default of its own
    below = "balancer" if balancer is not None and name in balancer.create else "server"
    # Greenlight sends muteOnStart where it is on, and only then: off in a room leaves it to what lies above.
    return _only(below) | {
        "room": name == "muteOnStart" and name in room and name not in (balancer or Balancer()).dropped
    }


def _old(room: Mapping[str, object], balancer: Balancer) -> bool:
    """Tell whether the old name of a parameter is what reaches a meeting."""
    return room.get(NOTE, "") != "" and NOTES not in balancer.create and NOTE not in balancer.dropped


def _forces(name: str, site: object) -> bool:
    """Tell whether a forced configuration is itself what reaches a meeting."""
    return site == ("false" if name == "glViewerAccessCode" else "true" if name == "muteOnStart" else site)


def _only(layer: str) -> dict[str, bool]:
    return {each: each == layer for each in LAYERS}


def everything(
    room: Mapping[str, object], configurations: Mapping[str, object] | None, balancer: Balancer | None,
    *, newer: bool = True,
) -> dict[str, dict[str, bool]]:  # fmt: skip
    """Return by name which layers have a say in each parameter and option of a room; `newer`: the server is of 4.0."""
    found = {name: deciding(name, room, configurations, balancer) for name in (*PARAMETERS, *GREENLIGHT)}
    if balancer is None or balancer.joins("role"):
        found[MODERATOR] = _only("balancer")
    if balancer is None:  # what is open in a room counts as open; what is closed there, nobody knows
        for name in {*found} - {"record", "muteOnStart"}:
            own = deciding(name, room, configurations, Balancer())
            found[name] |= {layer: True for layer in ("room", "site") if own[layer]}
    for name, there in ((PRESENTER, newer), (BOARD, False)):
        if not (there or name in room or (balancer is not None and name in balancer.create)):
            found[name] = _only("")
    guest = _only("balancer" if balancer is None or balancer.joins("guest") else "server")
    return {**found, "moderator": found[MODERATOR], "everybody": found[MODERATOR], "guest": guest} | _features(
        room, balancer
    )


def alone(balancer: Balancer | None, *, newer: bool = True) -> dict[str, dict[str, bool]]:
    """Return the same for a server of which nobody knows who makes its meetings: no front end is looked at."""
    found = everything({}, {}, balancer, newer=newer)
    unknown = {name: _only("room") for name in (*GREENLIGHT, "everybody") if name not in {"guestPolicy", "muteOnStart"}}
    features = found["disabledFeatures"]
    shown = {"kept": False, "alone": features["kept"], "sent": features["sent"]}
    return {**found, **unknown, "moderator": _only(""), "guest": _only(""), "disabledFeatures": shown}


def _features(room: Mapping[str, object], balancer: Balancer | None) -> dict[str, dict[str, bool]]:
    """Return which lists of features count: one that may take words out of them leaves none of them sure."""
    if balancer is None:
        return {"disabledFeatures": {"kept": True, "sent": True, "alone": False}}
    exclude, added = "disabledFeaturesExclude", "disabledFeatures"
    taken = room.get(exclude, "") != "" and exclude not in balancer.dropped
    taken = taken or exclude in balancer.create or balancer.forces(exclude)
    filled = added in room and added not in balancer.dropped  # where a room has a list, a default fills no gap
    sent = added in balancer.unclear or (added in balancer.create and (added in balancer.forced or not filled))
    return {"disabledFeatures": {"kept": not taken, "sent": sent and not taken, "alone": False}}
