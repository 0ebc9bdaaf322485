"""The calls we make to Nextcloud. An app password has no scopes: what it may do shows when it is tried. Rows only."""

from __future__ import annotations

from hardener.vendor import Call, told_of

OCS = "/ocs/v2.php"
"""Version 2 of the envelope: there the HTTP status is the truth."""
ROOT = f"{OCS}/apps/spreed/api/v4/room"
DAV = "/remote.php/dav/calendars/{user}/"

CAPABILITIES = Call(f"{OCS}/cloud/capabilities", what="see what Talk can do on this server", paths=("server.",))
USER = Call(f"{OCS}/cloud/user")
ROOMS = Call(ROOT, what="list the rooms that this account takes part in, and no others", paths=("room.", "may."))
ROOM = Call(f"{ROOT}/{{token}}")
PEOPLE = Call(
    f"{ROOT}/{{token}}/participants", what="count who has permissions of their own in a room", paths=("people.",)
)
CALENDARS = Call(DAV, what="read this account's calendars, for when programs are")
POLICY = Call(
    f"{OCS}/apps/provisioning_api/api/v1/config/apps/spreed/{{key}}",
    what="read the server's own settings of Talk, which only an admin may", paths=("server.",),
)  # fmt: skip
CALENDAR = Call(f"{DAV}{{calendar}}/")

SET_DEFAULT = Call(
    f"{ROOT}/{{token}}/permissions/default", what="change what people may do in a room", paths=("may.",), kind="write"
)
SET_OWN = Call(
    f"{ROOT}/{{token}}/attendees/permissions", what="change one person's own permissions", paths=("people.",),
    kind="write",
)  # fmt: skip
SET_LOBBY = Call(
    f"{ROOT}/{{token}}/webinar/lobby", what="switch a room's lobby", paths=("room.lobbyState",), kind="write"
)
SET_SIP = Call(
    f"{ROOT}/{{token}}/webinar/sip", what="switch joining by phone", paths=("room.sipEnabled",), kind="write"
)
SET_LISTABLE = Call(
    f"{ROOT}/{{token}}/listable", what="take a room off the server's list", paths=("room.listable",), kind="write"
)
SET_CONSENT = Call(
    f"{ROOT}/{{token}}/recording-consent", what="have people asked before a recording",
    paths=("room.recordingConsent",), kind="write",
)  # fmt: skip
SET_EXPIRATION = Call(
    f"{ROOT}/{{token}}/message-expiration", what="have messages of the chat expire",
    paths=("room.messageExpiration",), kind="write",
)  # fmt: skip

CALLS = told_of(vars())
"""What an audit needs, then what fixes need."""
