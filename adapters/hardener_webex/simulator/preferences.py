"""What a host prefers, what a site allows, and who there is."""

from __future__ import annotations

from hardener_webex.simulator.answers import invalid, person, refuse
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.shapes import (
    COMMON,
    ROOM,
    ROOM_REQUIRED,
    SCHEDULING,
    SCHEDULING_REQUIRED,
    Json,
    merged,
)


def sites(asked: Asked) -> Json:
    """Answer GET /meetingPreferences/sites."""
    asked.whom(asked.query("userEmail"))
    listed = [{"siteUrl": s.siteUrl, "default": s.siteUrl == asked.world.default_site} for s in asked.world.seed.sites]
    return {"sites": listed}


def scheduling(asked: Asked) -> Json:
    """Answer GET /meetingPreferences/schedulingOptions."""
    return asked.world.scheduling[asked.whom(asked.query("userEmail")).email]


def set_scheduling(asked: Asked) -> Json:
    """Answer PUT /meetingPreferences/schedulingOptions; delegates that are not sent stay."""
    who = asked.whom(asked.query("userEmail")).email
    sent = asked.body(SCHEDULING, required=SCHEDULING_REQUIRED, nullable=("delegateEmails",))
    if sent["joinBeforeHostMinutes"] not in {0, 5, 10, 15}:
        raise invalid("'joinBeforeHostMinutes' should be one of [0, 5, 10, 15]")
    delegates = sent.pop("delegateEmails", None)
    was = asked.world.scheduling[who]
    kept = was["delegateEmails"] if delegates is None else delegates
    asked.world.scheduling[who] = {"enabledWebexAssistantByDefault": False, **sent, "delegateEmails": kept}
    return asked.world.scheduling[who]


def room(asked: Asked) -> Json:
    """Answer GET /meetingPreferences/personalMeetingRoom."""
    return _room(asked, _of_room(asked))


def set_room(asked: Asked) -> Json:
    """Answer PUT /meetingPreferences/personalMeetingRoom."""
    who = _of_room(asked)
    sent = asked.body(ROOM, required=ROOM_REQUIRED)
    if sent["autoLockMinutes"] not in {0, 5, 10, 15, 20}:
        raise invalid("'autoLockMinutes' should be one of [0, 5, 10, 15, 20]")
    if not sent["hostPin"].isdecimal() or len(sent["hostPin"]) != 4:
        raise invalid("'hostPin' should be 4 digits")
    if any(not host.get("email") or not host.get("displayName") for host in sent["coHosts"]):
        raise invalid("'coHosts' need an email and a displayName")
    flags = ("supportAnyoneAsCoHost", "allowFirstUserToBeCoHost", "allowAuthenticatedDevices")
    asked.world.rooms[who] = {**dict.fromkeys(flags, False), **sent}
    return _room(asked, who)


def _of_room(asked: Asked) -> str:
    who = asked.whom(asked.query("userEmail")).email
    if who not in asked.world.rooms:
        raise refuse(404, "The requested resource could not be found.", "The user has no personal room.")
    return who


def _room(asked: Asked, who: str) -> Json:
    name, site = who.split("@", 1)[0], asked.world.default_site
    return {
        **asked.world.rooms[who],
        "personalMeetingRoomLink": f"https://{site}/meet/{name}",
        "sipAddress": f"{name}@{site}",
        "dialInIpAddress": "173.243.2.68",
        "telephony": {"accessCode": "2600100200", "callInNumbers": []},
    }


def common(asked: Asked) -> Json:
    """Answer GET /admin/meeting/config/commonSettings."""
    site = asked.query("siteUrl") or asked.world.default_site
    if site not in asked.world.common:
        raise refuse(404, "The requested resource could not be found.", f"Site '{site}' is not found.")
    return asked.world.common[site]


def set_common(asked: Asked) -> Json:
    """Answer PATCH /admin/meeting/config/commonSettings: it changes the administrator's preferred site."""
    sent, site = asked.body(COMMON), asked.world.default_site
    after = merged(asked.world.common[site], sent)
    security = after["securityOptions"]
    if security["audioBeforeHost"] and not security["joinBeforeHost"]:
        raise invalid("'audioBeforeHost' cannot be true if 'joinBeforeHost' is false")
    if "passwordCriteria" in sent.get("securityOptions", {}) and not security["requireStrongPassword"]:
        raise invalid("'passwordCriteria' applies only if 'requireStrongPassword' is true")
    asked.world.common[site] = after
    return after


def people(asked: Asked) -> Json:
    """Answer GET /people: whoever is no administrator has to say whom they look for."""
    email, name = asked.query("email").casefold(), asked.query("displayName").casefold()
    if not asked.admin and not email and not name and not asked.query("id"):
        raise invalid("either email or displayName is required")
    listed = [person(asked.world, one) for one in asked.world.seed.people]
    if idents := asked.query("id"):
        listed = [one for one in listed if one["id"] in idents.split(",")]
    found = [
        one
        for one in listed
        if email in {"", one["emails"][0].casefold()} and one["displayName"].casefold().startswith(name)
    ]
    return asked.page(found, 100, 1000)


def me(asked: Asked) -> Json:
    """Answer GET /people/me."""
    return person(asked.world, asked.whom(""))
