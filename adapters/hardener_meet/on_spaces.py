"""Settings that Meet keeps on the space of a meeting. Rows only: what each means is in the catalogue.

What the API does not show is in by_hand.yaml. Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from hardener.setting import Presence, Setting
from hardener_meet.kinds import ADMIN, HOST, LOCKOUT, OPTIONS, PROGRAM, Closest, restricted

ACCESS = f"{OPTIONS} > Meeting access type"
RECORDS = f"{OPTIONS} > Meeting records"
INVITED = "people invited in the calendar come in without knocking; everybody else waits"

DOOR = (
    Setting(
        control="door.waiting_room", path="space.config.accessType", kinds=PROGRAM, risks=LOCKOUT, note=INVITED,
        values={"RESTRICTED": "everyone", "TRUSTED": "guests", "OPEN": "off"}, by_hand=f"{ACCESS}: Restricted",
    ),
    Setting(
        control="door.dial_in_bypass_lobby", path="space.config.accessType", kinds=PROGRAM, risks=LOCKOUT,
        values={"RESTRICTED": "off", "TRUSTED": "on", "OPEN": "on"}, by_hand=f"{ACCESS}: Restricted",
    ),
    Presence(
        control="door.dial_in", path="space.phoneAccess", kinds=PROGRAM, present="on", absent="off", secret=True,
        writable=(), by_hand=f"{ADMIN} > Meet video settings > Dial-in: off for the unit that runs programs, then make a new Meet link",
    ),
    Setting(
        control="door.browser_join_allowed", path="space.config.entryPointAccess", kinds=PROGRAM, writable=(),
        values={"CREATOR_APP_ONLY": "off", "ALL": "on"}, note="only the app that made this meeting lets people in; its link does not",
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
    Setting(
        control="rec.auto", path="space.config.artifactConfig.recordingConfig.autoRecordingGeneration", kinds=PROGRAM,
        values={"OFF": "none", "ON": "cloud"}, by_hand=f"{RECORDS} > Record the meeting: off",
    ),
    Closest(
        control="ai.summary", path="space.config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration", kinds=PROGRAM,
        values={"OFF": "host-starts", "ON": "auto"}, by_hand=f"{RECORDS} > Take notes with Gemini: off",
    ),
    Setting(
        control="ai.transcript_retained", path="space.config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration",
        kinds=PROGRAM, values={"OFF": "off", "ON": "on"}, by_hand=f"{RECORDS} > Transcribe the meeting: off",
    ),
    Setting(
        control="data.attendance_kept_as", path="space.config.attendanceReportGenerationType", kinds=PROGRAM,
        values={"DO_NOT_GENERATE": "counts", "GENERATE_REPORT": "names"}, by_hand=f"{OPTIONS} > Attendance report: off",
    ),
)  # fmt: skip

HOSTS = (
    Setting(
        control="host.outsiders", path="members.hosts", kinds=PROGRAM, writable=(),
        values={"library": "library", "outside": "outside"}, by_hand=f"{HOST} > Co-hosts: remove who does not work for the library",
    ),
)  # fmt: skip

SPACES: tuple[Setting, ...] = (*DOOR, *CHANNELS, *RECORDING, *HOSTS)
