"""Settings that Meet keeps on the space of a meeting. Rows only: what each means is in the catalogue.

Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from hardener.setting import ByDesign, Presence, Setting
from hardener_meet.kinds import ADMIN, HOST, LOCKOUT, OPTIONS, PROGRAM, Closest, restricted, unsettled, unshown

ACCESS = f"{OPTIONS} > Meeting access type"
RECORDS = f"{OPTIONS} > Meeting records"
VIEWERS = "or let people join as viewers, and try with a second device what a viewer can do: Google's API does not say"
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
    unsettled("door.browser_join_allowed", "entry", "join once from a browser on a computer that nobody is signed in on"),
    Setting(
        control="door.browser_join_allowed", path="space.config.entryPointAccess", kinds=PROGRAM, writable=(),
        values={"CREATOR_APP_ONLY": "off", "ALL": "on"}, note="only the app that made this meeting lets people in; its link does not",
        by_hand="take the video call out of the event, save, add a new one, and send the new link",
    ),
    ByDesign(
        control="door.unique_join_link", kinds=PROGRAM, value="shared", note="a Meet meeting has one link for everybody",
        by_hand=f"invite each family in the calendar, and keep the link off the web; {ACCESS}: Restricted, so that the link alone opens nothing",
    ),
)  # fmt: skip

CHANNELS = (
    *restricted("chan.chat_attendee", "chatRestriction", "hosts", "everyone", by_hand=f"Meet can only leave the chat to hosts; staff close the panel and do not read it out. {HOST}"),
    *restricted("chan.chat_private", "chatRestriction", "off", "on", note="the API does not say whether Meet has private messages; with chat for hosts only nobody can write"),
    *restricted("chan.chat_files_links", "chatRestriction", "off", "on"),
    *restricted("chan.screen_share", "presentRestriction", "hosts", "everyone"),
    *restricted("chan.reactions", "reactionRestriction", "off", "all"),
    unshown("chan.mic_self_unmute", f"{HOST} > Let everyone turn on their microphone: off; {VIEWERS}"),
    unshown("chan.camera_attendee", f"{HOST} > Let everyone turn on their video: off; {VIEWERS}"),
)  # fmt: skip

RECORDING = (
    Setting(
        control="rec.auto", path="space.config.artifactConfig.recordingConfig.autoRecordingGeneration", kinds=PROGRAM,
        values={"OFF": "none", "ON": "cloud"}, by_hand=f"{RECORDS} > Record the meeting: off",
    ),
    unsettled("ai.summary", "summary", f"{ADMIN} > Gemini settings > Take notes for me: off; else a host can still start it"),
    Closest(
        control="ai.summary", path="space.config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration", kinds=PROGRAM,
        values={"OFF": "host-starts", "ON": "auto"}, by_hand=f"{RECORDS} > Take notes with Gemini: off",
    ),
    unsettled("ai.transcript_retained", "transcript", f"{ADMIN} > Meet video settings > Transcripts: off; else a host can still start one"),
    Setting(
        control="ai.transcript_retained", path="space.config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration",
        kinds=PROGRAM, values={"OFF": "off", "ON": "on"}, by_hand=f"{RECORDS} > Transcribe the meeting: off",
    ),
    unsettled("data.attendance_kept_as", "attendance", "count the families, and keep no list of names; Meet itself makes no report of this meeting"),
    Setting(
        control="data.attendance_kept_as", path="space.config.attendanceReportGenerationType", kinds=PROGRAM,
        values={"DO_NOT_GENERATE": "counts", "GENERATE_REPORT": "names"}, by_hand=f"{OPTIONS} > Attendance report: off",
    ),
)  # fmt: skip

BY_EYE = tuple(
    unshown(control, where)
    for control, where in (
        ("door.registration_required", "Meet has no sign-up: use the library's own form, then invite each family by e-mail"),
        ("door.single_device_per_link", "Meet has no such limit in its API; look for the same name twice in the list of people"),
        ("door.join_link_private", "look where the event and its link are posted: calendar, website, social media"),
        ("door.passcode", f"Meet's API has no passcode; the link is the only secret. {ACCESS}: Restricted"),
        ("door.join_before_host", f"{HOST} > Host must join before anyone else: on"),
        ("door.dial_in_numbers_masked", "call once by phone and look what others see"),
        ("door.removed_can_rejoin", "try once with a second device: remove it and let it come back"),
        ("door.personal_room", "use the link that the calendar made for this event, never a saved one"),
        ("door.lock_after_min", f"{HOST} during the call > Meeting access: once all are in, let nobody else in"),
        ("door.capacity_max", "the size of the room is the edition's; set a limit on sign-ups instead"),
        ("chan.chat_saved_by_attendees", "what is written can be copied; leave the chat to hosts"),
        ("chan.chat_persistent", "open the event's chat in Google Chat a day later, and look who can read and write"),
        ("chan.comments", f"{ADMIN} > Meet video settings > Stream: off; a stream's viewers are not in the API"),
        ("chan.qa", f"{HOST} > Allow questions in Q&A: off"),
        ("chan.annotate", f"{HOST}, and try once with a second device whether a guest can draw on what is shown"),
        ("chan.whiteboard", f"{HOST}, and try once with a second device whether a guest can open a whiteboard"),
        ("chan.remote_control", "try once with a second device whether a guest can ask for control of what is shown"),
        ("chan.mic_mute_on_entry", f"{HOST} > Let everyone turn on their microphone: off before people come in"),
        ("chan.camera_start_off", f"{HOST} > Let everyone turn on their video: off before people come in"),
        ("chan.attendee_video_visible_to", f"{HOST} > Let everyone turn on their video: off; else all see all"),
        ("chan.rename_self", "Meet's API does not show it; ask for a first name on the sign-up form"),
        ("chan.profile_pictures", f"Meet's API does not show it; {VIEWERS}"),
        ("chan.virtual_background", f"{ADMIN} > Meet video settings > Backgrounds and effects"),
        ("chan.breakout_rooms", "only hosts make breakout rooms: look that none is planned in the event"),
        ("chan.in_meeting_apps", f"{ADMIN} > Add-ons: allow none, or only those on a list"),
        ("chan.stream_out", f"{ADMIN} > Meet video settings > Stream: off for the unit that runs programs"),
        ("rec.by_attendees", f"{ADMIN} > Meet video settings > Recording: off, or hosts only"),
        ("rec.scope", f"{RECORDS}: nothing; a recording of Meet shows who speaks"),
        ("rec.consent_notice", "Google Admin console: ask for consent to recordings, and say so in the invitation"),
        ("rec.access", "Google Drive > Meet Recordings > the recording > Share"),
        ("rec.viewer_download", "Google Drive > Meet Recordings > the recording > Share > settings"),
        ("rec.retention_days_max", f"{ADMIN} > Meet video settings > Recording > how long it is kept"),
        ("cap.live", "turn captions on once in a call, and tell families how"),
        ("cap.saved_by_attendees", "Meet's API does not show it; what is shown can be copied"),
        ("ai.assistant_questions", f"{ADMIN} > Gemini settings"),
        ("ai.third_party_bots", "admit by name when people knock; remove note-takers"),
        ("data.registration_fields", "Meet has no sign-up: look at the library's own form"),
        ("data.registration_trackers", "Meet has no sign-up: look at the library's own form"),
        ("data.followup_marketing", "Meet sends no such mail; look at the library's own form"),
        ("data.registrants_retention_days", "delete guests' addresses from past events; look at the library's own form"),
        ("data.region", "Google Admin console > Data > Compliance > Data regions"),
        ("host.second_adult", f"{HOST} > Co-hosts: add a second member of staff"),
        ("host.library_account", "look whether the organizer is an account of the library's domain"),
        ("host.mfa", "Google Admin console > Security > 2-Step Verification: enforced"),
        ("host.settings_locked", f"{ADMIN} > Meet safety settings: set them for the unit that runs programs"),
        ("host.report_and_suspend_enabled", "the host's shield icon > Report abuse, and End call for all"),
        ("enc.e2ee", "Google Admin console > Security > Client-side encryption"),
        ("enc.external_endpoints", f"{ADMIN} > Meet video settings > Interoperability"),
    )
)  # fmt: skip

HOSTS = (
    unsettled("host.outsiders", "hosts", f"{HOST} > Co-hosts: only people who work for the library"),
    Setting(
        control="host.outsiders", path="members.hosts", kinds=PROGRAM, writable=(),
        values={"library": "library", "outside": "outside"}, by_hand=f"{HOST} > Co-hosts: remove who does not work for the library",
    ),
)  # fmt: skip

SPACES: tuple[Setting, ...] = (*DOOR, *CHANNELS, *RECORDING, *HOSTS, *BY_EYE)
