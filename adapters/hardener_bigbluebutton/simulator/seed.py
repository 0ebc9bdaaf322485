"""A library system's Greenlight and server, with planted mistakes of every kind, and the traps that the files have."""

from __future__ import annotations

import random
import uuid
from datetime import datetime
from typing import Any

from hardener_bigbluebutton.simulator.state import EVERYTHING, OPTIONS, SIGNS

Json = dict[str, Any]
BRANCHES = ("Main", "Riverside", "Oak Hill", "Eastgate", "Mill Pond", "Northfield")
PROGRAMS = ("Toddler storytime", "Family storytime", "Baby lapsit", "Bilingual storytime", "Storytime in pajamas")
CLOSED = {**OPTIONS, "guestPolicy": "ASK_MODERATOR", "glViewerAccessCode": "tale42"}
"""A room in which nothing of Greenlight's own is open."""
PLANTED: tuple[tuple[str, Json, tuple[str, ...]], ...] = (
    ("everybody is a moderator", {"glAnyoneJoinAsModerator": "true"}, (
        "host.cohosts", "chan.chat_attendee", "chan.mic_self_unmute", "chan.notes", "chan.screen_share",
        "chan.annotate", "chan.whiteboard", "chan.chat_files_links", "door.waiting_room",
    )),
    ("no lobby", {"guestPolicy": "ALWAYS_ACCEPT"}, ("door.waiting_room",)),
    ("a lobby for guests of another kind", {"guestPolicy": "ALWAYS_ACCEPT_AUTH"}, ("door.waiting_room",)),
    ("no code", {"glViewerAccessCode": ""}, ("door.passcode",)),
    ("a code for moderators alone", {"glViewerAccessCode": "", "glModeratorAccessCode": "mods77"}, ("door.passcode",)),
    ("recorded", {"record": "true"}, ("rec.scope",)),
    ("an account is asked for", {"glRequireAuthentication": "true"}, ("door.vendor_account_required",)),
)  # fmt: skip
EVERYWHERE = (
    {"path": "configurations.glAnyoneCanStart", "control": "door.join_before_host"},
    {"path": "file.lockSettingsDisablePrivateChat", "control": "chan.chat_private"},
    {"path": "file.webcamsOnlyForModerator", "control": "chan.attendee_video_visible_to"},
    {"path": "shipped.lockSettingsHideUserList", "control": "chan.names_visible"},
    {"path": "create.lockSettingsDisableCam", "control": "chan.camera_attendee"},
)
"""Mistakes above the rooms, which all of them share."""
SHIPPED = """\
# Default configuration of bbb-web. Do not edit: it is replaced by updates.
bigbluebutton.web.serverURL=https://bbb.example.org
securitySalt=
disabledFeatures=
disableRecordingDefault=false
autoStartRecording=false
allowStartStopRecording=true
recordFullDurationMedia=false
notifyRecordingIsOn=false
muteOnStart=false
webcamsOnlyForModerator=false
lockSettingsDisableCam=false
lockSettingsDisableMic=false
lockSettingsDisablePrivateChat=false
lockSettingsDisablePublicChat=false
lockSettingsDisableNotes=false
lockSettingsHideUserList=false
lockSettingsLockOnJoin=true
lockSettingsLockOnJoinConfigurable=false
defaultGuestPolicy=ALWAYS_ACCEPT
authenticatedGuest=true
defaultKeepEvents=false
"""
OWN = """\
# Maple County Library
! kept by hand; gr\u00fc\u00dfe
bigbluebutton.web.serverURL = https://bbb.maple.example.org
securitySalt={secret}
redisPassword=not-for-anybody

library.strict=true
lockSettingsDisableCam = true
lockSettingsDisableMic : yes
lockSettingsDisablePublicChat=${{library.strict}}
lockSettingsDisableNotes tr\\u0075e
lockSettingsDisablePrivateChat=true
notifyRecordingIsOn=\\
    on
webcamsOnlyForModerator=no
disabledFeatures=breakoutRooms, customVirtualBackgrounds
guestPolicy=ASK_MODERATOR
# the last one wins:
lockSettingsDisablePrivateChat=FALSE"""
SCALELITE = """\
SECRET_KEY_BASE=not-for-anybody
LOADBALANCER_SECRET=not-for-anybody-either
# a call knows only true: yes is false there
OVERRIDE_CREATE_PARAMS=lockSettingsDisableCam=yes
DEFAULT_CREATE_PARAMS=meetingLayout=CUSTOM_LAYOUT
"""


def library_seed(now: datetime, *, live: bool = True) -> Json:
    """Return the seed; with `live` one of its rooms is in use since ten minutes before `now`."""
    random_ = random.Random(7)  # noqa: S311 - the same every time
    users = [_user(0, "hardener", EVERYTHING), *(_user(n + 1, branch) for n, branch in enumerate(BRANCHES))]
    names = [f"{program}, {branch}" for branch in BRANCHES for program in PROGRAMS]
    rooms = [_room(random_, name, users[1 + n // len(PROGRAMS)]["id"]) for n, name in enumerate(names)]
    planted = [{"program": None, **each} for each in EVERYWHERE]
    for room, (kind, options, controls) in zip(rooms[2::3], PLANTED, strict=False):
        room["options"] |= options
        planted += [{"program": room["id"], "kind": kind, "control": control} for control in controls]
    wrong = {each["program"] for each in planted}
    right = [room["id"] for room in rooms if room["id"] not in wrong]
    on = next(room for room in rooms if room["id"] == right[-1])
    secret = "3f8a1c7be25d4906"  # noqa: S105 - of a simulator
    return {
        "users": users, "rooms": rooms, "planted": planted, "right": right, "secret": secret,
        "configurations": {"glAnyoneCanStart": "true"},
        "meetings": [_meeting(on, now)] if live else [],
        "files": {
            "bigbluebutton.properties": SHIPPED, "bbb-web.properties": OWN.format(secret=secret),
            "scalelite": SCALELITE,
        },
        "connection": {"scalelite": "scalelite"},
    }  # fmt: skip


def _meeting(room: Json, now: datetime) -> Json:
    return {
        "id": room["meeting_id"], "name": room["name"], "created": now.timestamp() - 600,
        "metadata": {"bbb-origin": "greenlight", "bbb-context-id": room["friendly_id"]},
    }  # fmt: skip


def _user(number: int, branch: str, permissions: tuple[str, ...] = ("CreateRoom", "CanRecord")) -> Json:
    name = branch.casefold().replace(" ", ".")
    return {
        "id": str(uuid.UUID(int=number + 1)), "email": f"{name}@maple.example.org",
        "password": f"Very-secret-{number}!",
        "name": f"{branch} staff", "permissions": list(permissions),
    }  # fmt: skip


def _room(random_: random.Random, name: str, owner: str) -> Json:
    def signs(count: int) -> str:
        return "".join(random_.choice(SIGNS) for _ in range(count))

    return {
        "id": str(uuid.UUID(int=random_.getrandbits(128))),
        "friendly_id": "-".join(signs(3) for _ in range(4)),
        "meeting_id": signs(40), "name": name, "owner": owner, "options": dict(CLOSED),
    }  # fmt: skip
