"""Settings that Meet keeps on the space of a meeting. Rows only: what each means is in the catalogue.

What the API does not show is in by_hand.yaml. Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from hardener.setting import Presence, Setting
from hardener.vendor.kinds import rows_at
from hardener_meet.kinds import ADMIN, HOST, LOCKOUT, OPTIONS, PROGRAM, Closest, restricted

ACCESS = f"{OPTIONS} > Meeting access type"
RECORDS = f"{OPTIONS} > Meeting records"
INVITED = "people invited in the calendar come in without knocking; everybody else waits"

config = rows_at("space.config", kinds=PROGRAM)

DOOR = (
    config(
        "door.waiting_room", "accessType", {"RESTRICTED": "everyone", "TRUSTED": "guests", "OPEN": "off"}, risks=LOCKOUT,
        note=INVITED, by_hand=f"{ACCESS}: Restricted",
    ),
    config(
        "door.dial_in_bypass_lobby", "accessType", {"RESTRICTED": "off", "TRUSTED": "on", "OPEN": "on"}, risks=LOCKOUT,
        by_hand=f"{ACCESS}: Restricted",
    ),
    Presence(
        control="door.dial_in", path="space.phoneAccess", kinds=PROGRAM, present="on", absent="off", secret=True,
        writable=(), by_hand=f"{ADMIN} > Meet video settings > Dial-in: off for the unit that runs programs, then make a new Meet link",
    ),
    config(
        "door.browser_join_allowed", "entryPointAccess", {"CREATOR_APP_ONLY": "off", "ALL": "on"}, writable=(),
        note="only the app that made this meeting lets people in; its link does not",
        by_hand="take the video call out of the event, save, add a new one, and send the new link",
    ),
)  # fmt: skip

CHANNELS = (
    *restricted("chan.chat_attendee", "chatRestriction", "hosts", "everyone", by_hand=f"Meet can only leave the chat to hosts; staff close the panel and do not read it out. {HOST}"),
    *restricted("chan.chat_private", "chatRestriction", "off", "on", note="the API does not say whether Meet has private messages; with chat for hosts only nobody can write"),
    *restricted("chan.chat_files_links", "chatRestriction", "off", "on"),
    *restricted("chan.screen_share", "presentRestriction", "hosts", "everyone"),
    *restricted("chan.reactions", "reactionRestriction", "off", "all"),
)  # fmt: skip

RECORDING = (
    config(
        "rec.auto", "artifactConfig.recordingConfig.autoRecordingGeneration", {"OFF": "none", "ON": "cloud"},
        by_hand=f"{RECORDS} > Record the meeting: off",
    ),
    config(
        "ai.summary", "artifactConfig.smartNotesConfig.autoSmartNotesGeneration", {"OFF": "host-starts", "ON": "auto"},
        sort=Closest, by_hand=f"{RECORDS} > Take notes with Gemini: off",
    ),
    config(
        "ai.transcript_retained", "artifactConfig.transcriptionConfig.autoTranscriptionGeneration", {"OFF": "off", "ON": "on"},
        by_hand=f"{RECORDS} > Transcribe the meeting: off",
    ),
    config(
        "data.attendance_kept_as", "attendanceReportGenerationType", {"DO_NOT_GENERATE": "counts", "GENERATE_REPORT": "names"},
        by_hand=f"{OPTIONS} > Attendance report: off",
    ),
)  # fmt: skip

HOSTS = (
    Setting(
        control="host.outsiders", path="members.hosts", kinds=PROGRAM, writable=(),
        values={"library": "library", "outside": "outside"}, by_hand=f"{HOST} > Co-hosts: remove who does not work for the library",
    ),
)  # fmt: skip

SPACES: tuple[Setting, ...] = (*DOOR, *CHANNELS, *RECORDING, *HOSTS)
