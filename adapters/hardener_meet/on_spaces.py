"""Settings that Meet keeps on the space of a meeting. Rows only: what each means is in the catalogue.

What the API does not show is in by_hand.yaml. Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from hardener.setting import Presence, Setting
from hardener.vendor.kinds import rows_at
from hardener_meet.kinds import HOST, LOCKOUT, OPTIONS, PROGRAM, Closest, restricted

RECORDS = f"{OPTIONS} > Meeting records"
INVITED = "people invited in the calendar come in without knocking; everybody else waits"

config = rows_at("space.config", kinds=PROGRAM)

DOOR = (
    config("door.waiting_room", "accessType", {"RESTRICTED": "everyone", "TRUSTED": "guests", "OPEN": "off"}, risks=LOCKOUT, note=INVITED),
    config("door.dial_in_bypass_lobby", "accessType", {"RESTRICTED": "off", "TRUSTED": "on", "OPEN": "on"}, risks=LOCKOUT),
    Presence(control="door.dial_in", path="space.phoneAccess", kinds=PROGRAM, present="on", absent="off", secret=True, writable=()),
    config(
        "door.browser_join_allowed", "entryPointAccess", {"CREATOR_APP_ONLY": "off", "ALL": "on"}, writable=(),
        note="only the app that made this meeting lets people in; its link does not",
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
    config("rec.auto", "artifactConfig.recordingConfig.autoRecordingGeneration", {"OFF": "none", "ON": "cloud"}),
    config("ai.summary", "artifactConfig.smartNotesConfig.autoSmartNotesGeneration", {"OFF": "host-starts", "ON": "auto"}, sort=Closest),
    config("ai.transcript_retained", "artifactConfig.transcriptionConfig.autoTranscriptionGeneration", {"OFF": "off", "ON": "on"}),
    config("data.attendance_kept_as", "attendanceReportGenerationType", {"DO_NOT_GENERATE": "counts", "GENERATE_REPORT": "names"}),
)  # fmt: skip

HOSTS = (
    Setting(control="host.outsiders", path="members.hosts", kinds=PROGRAM, writable=(), values={"library": "library", "outside": "outside"}),
)  # fmt: skip

SPACES: tuple[Setting, ...] = (*DOOR, *CHANNELS, *RECORDING, *HOSTS)
