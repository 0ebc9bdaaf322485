"""Settings that Google Calendar keeps on the event of a meeting. Rows only.

The guests of a program are families, so what guests may do and see is what families do and see.
"""

from __future__ import annotations

from hardener.setting import Setting
from hardener.vendor.kinds import rows_at
from hardener_meet.kinds import LINK, PROGRAM

GUESTS = "Google Calendar > the event > Guest permissions"

event = rows_at("event", kinds=PROGRAM)

EVENTS: tuple[Setting, ...] = (
    event(
        "door.registration_approval", "guestsCanInviteOthers", {False: "manual", True: "auto"},
        by_hand=f"{GUESTS} > Invite others: off", note="Meet has no sign-up; whoever is invited comes in without knocking",
    ),
    event(
        "door.registration_approval", "guestsCanModify", {False: "manual", True: "auto"}, by_hand=f"{GUESTS} > Modify event: off",
        note="whoever may change the event may invite others to it",
    ),
    event(
        "chan.names_visible", "guestsCanSeeOtherGuests", {False: "hidden", True: "full"},
        by_hand=f"{GUESTS} > See guest list: off", note="every guest can read the other families' e-mail addresses in the event",
    ),
    event("door.unlisted", "visibility", {"private": "unlisted", "confidential": "unlisted", "public": "listed"}, risks=LINK),
    Setting(
        control="door.fresh_meeting_id", path="link.shared", kinds=PROGRAM, writable=(), values={False: "fresh", True: "reused"},
        note="another event in view has the same link",
    ),
)  # fmt: skip
