"""Settings that Google Calendar keeps on the event of a meeting. Rows only.

The guests of a program are families, so what guests may do and see is what families do and see.
"""

from __future__ import annotations

from hardener.setting import Setting
from hardener_meet.kinds import LINK, PROGRAM

GUESTS = "Google Calendar > the event > Guest permissions"

EVENTS: tuple[Setting, ...] = (
    Setting(
        control="door.registration_approval", path="event.guestsCanInviteOthers", kinds=PROGRAM,
        values={False: "manual", True: "auto"}, by_hand=f"{GUESTS} > Invite others: off",
        note="Meet has no sign-up; whoever is invited comes in without knocking",
    ),
    Setting(
        control="door.registration_approval", path="event.guestsCanModify", kinds=PROGRAM,
        values={False: "manual", True: "auto"}, by_hand=f"{GUESTS} > Modify event: off",
        note="whoever may change the event may invite others to it",
    ),
    Setting(
        control="chan.names_visible", path="event.guestsCanSeeOtherGuests", kinds=PROGRAM,
        values={False: "hidden", True: "full"}, by_hand=f"{GUESTS} > See guest list: off",
        note="every guest can read the other families' e-mail addresses in the event",
    ),
    Setting(
        control="door.unlisted", path="event.visibility", kinds=PROGRAM, risks=LINK,
        values={"private": "unlisted", "confidential": "unlisted", "public": "listed"},
        by_hand="Google Calendar > the event > Visibility: Private",
    ),
    Setting(
        control="door.fresh_meeting_id", path="link.shared", kinds=PROGRAM, writable=(),
        values={False: "fresh", True: "reused"},
        by_hand="Google Calendar > the event: remove the video call, save, and add a new one; then send the new link",
        note="another event in view has the same link",
    ),
)  # fmt: skip
