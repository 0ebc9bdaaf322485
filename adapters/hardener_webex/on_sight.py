"""What Webex has and its API does not show: where a person looks. Rows only."""

from __future__ import annotations

from hardener.setting import Setting, Unshown
from hardener_webex.kinds import MEETING, ROOM, WEBINAR
from hardener_webex.on_hosts import HOSTS
from hardener_webex.on_programs import OPTIONS, PROGRAMS, REGISTRATION

HUB = "Webex Control Hub > Services > Meeting > Sites > the site"
TRY = "try it once with a second device that is not signed in"

PLACES = {
    "door.unique_join_link": f"{REGISTRATION}: sign up twice and compare the two links that come by mail",
    "door.single_device_per_link": f"{TRY}: open one family's link on two devices",
    "door.browser_join_allowed": f"{HUB} > Settings > Web app; {TRY}",
    "door.dial_in_numbers_masked": f"{HUB} > Settings > Audio: mask phone numbers",
    "door.dial_in_bypass_lobby": f"{TRY}: call in by phone while the lobby is on",
    "door.removed_can_rejoin": f"{TRY}: expel it, then join again",
    "door.fresh_meeting_id": "give each season of a series a new meeting, after an incident at once",
    "door.capacity_max": f"the size of the room is the licence's; set a limit on sign-ups: {REGISTRATION}",
    "chan.chat_saved_by_attendees": f"{TRY}: File > Save as, where the chat is on",
    "chan.chat_persistent": "Webex app > the meeting's space: see whether the chat goes on after the meeting",
    "chan.comments": "Webex has no comments of its own; where a program is streamed, switch them off on that site",
    "chan.qa": f"{HUB} > Settings > Slido and Q&A; in the program: Panels > Q&A off",
    "chan.whiteboard": f"{HUB} > Settings > Whiteboards",
    "chan.camera_start_off": f"{OPTIONS}; with attendees' video off no camera can be on; else {TRY}",
    "chan.attendee_video_visible_to": "with attendees' video off there is nothing to see; else run a webinar",
    "chan.rename_self": f"{HUB} > Settings > Display name; {TRY}",
    "chan.profile_pictures": f"{HUB} > Settings > Profile pictures",
    "chan.virtual_background": f"{HUB} > Settings > Virtual backgrounds",
    "chan.reactions": "in the program, as host: More options > Allow reactions",
    "chan.in_meeting_apps": "Webex Control Hub > Apps > Embedded apps",
    "rec.by_attendees": f"{HUB} > Settings > Recording: who may record",
    "rec.scope": f"{HUB} > Settings > Recording > Layout",
    "rec.consent_notice": f"{HUB} > Settings > Recording: audio and visual notice",
    "rec.access": "Webex site > Recordings > the recording > Share",
    "rec.viewer_download": "Webex site > Recordings > the recording > Prevent downloading",
    "rec.retention_days_max": "Webex Control Hub > Organization Settings > Retention",
    "cap.live": f"{HUB} > Settings > Closed captions: on",
    "cap.saved_by_attendees": f"{HUB} > Settings > Closed captions: saving off",
    "ai.summary": f"{HUB} > Settings > AI Assistant: off for program hosts",
    "ai.transcript_retained": f"{HUB} > Settings > Transcripts",
    "ai.third_party_bots": "admit by name from the lobby; expel note-takers",
    "data.registration_trackers": f"{REGISTRATION}: look at the page with a tracker blocker",
    "data.followup_marketing": f"{OPTIONS} > Email settings",
    "data.registrants_retention_days": "Webex site > the program > Registrants: count, then delete the list",
    "data.region": "Webex Control Hub > Account > Region",
    "host.second_adult": f"{OPTIONS} > Cohosts: name the second adult",
    "host.library_account": "Webex Control Hub > Users: give the host a licence of the library",
    "host.mfa": "Webex Control Hub > Organization Settings > Authentication",
    "host.settings_locked": "Webex has no lock that its API shows; use a meeting template for program hosts",
    "host.report_and_suspend_enabled": "rehearse: Participants > Mute all, Expel, Lock meeting",
    "enc.e2ee": f"{OPTIONS} > Session type: not an end-to-end encrypted one",
    "enc.external_endpoints": f"{HUB} > Settings > Security: require encryption from video devices",
}
"""For each control, where a person looks."""
ROOM_BY_HAND = "a personal room shows little of itself: schedule the program as a meeting of its own"


def _unshown() -> tuple[Setting, ...]:
    """Return a row for every control and kind of program that no other row covers."""
    shown = {(row.control, kind) for row in PROGRAMS for kind in row.kinds}
    shown |= {(row.control, kind) for row in HOSTS for kind in row.governs}
    rows: list[Setting] = []
    for control in dict.fromkeys((*PLACES, *(row.control for row in (*PROGRAMS, *HOSTS)))):
        for kinds in (MEETING, WEBINAR, ROOM):
            left = tuple(kind for kind in kinds if (control, kind) not in shown)
            if left:
                by_hand = PLACES.get(control, TRY) if kinds is not ROOM else ROOM_BY_HAND
                rows.append(Unshown(control=control, kinds=left, by_hand=by_hand))
    return tuple(rows)


UNSHOWN = _unshown()
ELSEWHERE = tuple(
    Setting(control=f"video.{name}", path="", kinds=())
    for name in ("made_for_kids", "live_chat", "comments", "privacy")
)
"""Controls of video platforms: a Webex program does not have them."""
HALF = (
    Unshown(
        control="ai.assistant_questions", kinds=(*MEETING, *WEBINAR), by_hand=f"{HUB} > Settings > AI Assistant: off for program hosts",
        note="Webex shows whether it starts by itself, and not whether the host can start it",
    ),
)  # fmt: skip
"""What Webex shows in part: where that part is open it fails, else a person has to look."""
SIGHT: tuple[Setting, ...] = (*UNSHOWN, *HALF, *ELSEWHERE)
