"""A seed that looks like a public library system: its hosts, its programs, and every mistake people make.

Everything in it follows from `now` and the number of programs; nothing is random.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from typing import cast

from pydantic import JsonValue

from hardener_zoom.simulator.operations import elsewhere, operations
from hardener_zoom.simulator.seed_people import GROUPS, people
from hardener_zoom.simulator.seed_planted import planted
from hardener_zoom.simulator.seed_programs import schedule
from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.world import World, iso, read_seed

ACCOUNT_ID = "Lib4Qx7TRoK0vYpW2mSsEA"


def library_seed(now: datetime, *, programs: int = 120, rename: bool = True, live: bool = True) -> Json:
    """Return the seed of a library system with so many programs in the four weeks from `now`.

    `planted` lists what is wrong with each children's storytime, and `right` the storytimes with
    which nothing is wrong that an API could put right. With `rename` people can rename themselves in
    all meetings of the account, so that no meeting is right before that is mended; webinars can be.
    With `live` one program is on at `now`.
    """
    users = people(programs)
    meetings, webinars = schedule(now, users, programs)
    if not live:
        for meeting in meetings:
            if meeting.pop("started", False):
                meeting["start_time"] = iso(now + timedelta(days=2))
    seed: Json = {
        "account": _account(rename=rename),
        "apps": [*_apps()],
        "groups": [*GROUPS],
        "users": [*users],
        "meetings": [*meetings],
        "webinars": [*webinars],
        "behaviour": {"disable_participant_video": True},
        "limits": {},
        "faults": [],
    }
    wrong, right = planted(World(read_seed(seed)), now.timestamp())
    # What programs are made of is said once: whoever changes a seed must not change the next one.
    return deepcopy({**seed, "planted": [*wrong], "right": [*right]})


def past_storytime(now: datetime) -> Json:
    """Return a storytime that is over, with what is left of its families."""
    start = (now - timedelta(days=20)).replace(minute=0, second=0, microsecond=0)
    families: list[JsonValue] = [
        {"email": f"family{number}@example.com", "first_name": f"Family {number}", "status": "approved"}
        for number in range(6)
    ]
    return {
        "id": 86_000_000_001, "host": "host-00", "topic": "Autumn Storytime", "start_time": iso(start), "duration": 30,
        "password": "pw860001", "settings": {"approval_type": 0}, "registrants": families,
        "recorded": [{"start": iso(start), "files": ["MP4", "TRANSCRIPT"]}],
        "instances": [{"start": iso(start), "participants": 7}],
    }  # fmt: skip


def default_app(seed: Mapping[str, JsonValue]) -> Json:
    """Return the first app of a seed, with the account's id: all that a client needs to log in."""
    apps = cast("list[Json]", seed["apps"])
    account = cast("Json", seed["account"])
    return {**apps[0], "account_id": account["id"]}


def _apps() -> list[Json]:
    every = (*operations(), *elsewhere())
    granular = {scope for each in every for scope in each.granular if scope.endswith(":admin")}
    classic = {scope for each in every for scope in each.classic if scope.endswith(":admin")}
    own = {scope for each in every for scope in each.classic if scope.count(":") == 1}
    return [
        # With granular scopes nobody can read the account's locks: Zoom lists no such scope for admins.
        _app("auditor-classic", [*sorted(classic)]),
        _app("auditor-granular", [*sorted(granular)]),
        {
            **_app("librarian", [*sorted(own)]),
            "user": "host-02",
            "redirect_uris": ["http://127.0.0.1:8765/callback", "http://localhost:8765/callback"],
        },
    ]


def _app(name: str, scopes: list[JsonValue]) -> Json:
    return {"client_id": f"sandbox-{name}", "client_secret": f"sandbox-secret-of-{name}", "scopes": scopes}


_SIGN_IN: Json = {
    "meeting_authentication": [
        {
            "id": "signIn_L1bStaff0nly",
            "name": "Library staff",
            "type": "enforce_login_with_domains",
            "domains": "library.example.org",
        },
        {
            "id": "signIn_AnyZ00m",
            "name": "Anybody with a Zoom account",
            "type": "enforce_login",
            "default_option": True,
        },
    ],
    "recording_authentication": [
        {"id": "rec_L1bStaff0nly", "name": "Library staff", "type": "internally", "default_option": True}
    ],
}


def _account(*, rename: bool) -> Json:
    return {
        "id": ACCOUNT_ID,
        "plan": "business",
        "settings": {
            "in_meeting": {
                "chat": True,
                "who_can_share_screen": "all",
                "who_can_share_screen_when_someone_is_sharing": "all",
                "file_transfer": False,
                "custom_data_center_regions": True,
                "data_center_regions": ["US"],
                "meeting_reactions_emojis": "selected",
                "webinar_reactions": False,
                "virtual_background_settings": {"allow_upload_custom": False, "allow_videos": False},
                "allow_users_save_chats": 1,
                "private_chat": False,
                "allow_participants_to_rename": rename,
                "meeting_summary_with_ai_companion": {"enable": False},
                "ai_companion_questions": {"enable": False},
            },
            "meeting_security": {"auto_security": True},
            "recording": {
                "local_recording": False,
                "record_gallery_view": False,
                "display_participant_name": False,
                "save_chat_text": False,
                "recording_audio_transcript": False,
                "recording_disclaimer": True,
                "required_password_for_shared_cloud_recordings": True,
                "auto_delete_cmr": True,
                "auto_delete_cmr_days": 30,
            },
            "security": {"sign_in_with_two_factor_auth": "all"},
        },
        "locks": {"in_meeting": {"file_transfer": True, "far_end_camera_control": True}},
        **_SIGN_IN,
        "managed_domains": ["library.example.org"],
        "trusted_domains": [],
    }
