"""A library's computer: the installed command, a configuration, a store, and a simulated Zoom over real HTTP."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import stores
from tests.end_to_end.runs import Runs

from hardener.sandbox import Server, serve
from hardener_zoom.simulator import ZoomSimulator, default_app

EVERYTHING = ("--allow", "link", "--allow", "lockout", "--allow", "shared", "--allow", "open", "--allow", "declare")
CONFIG = """\
default = "storytime"
[connections.main]
vendor = "zoom"
api_url = "{url}/v2"
token_url = "{url}/oauth/token"
plan = "business"
rates = {{light = 1000, medium = 1000, heavy = 1000}}
regions = ["US"]
personal_rooms = {rooms}
{more}
[[programs]]
kind = "room"
profile = "community-room"
{rules}
[[programs]]
title = "*"
profile = "storytime"
"""


@dataclass
class Library(Runs):
    """One folder with a configuration that points at one simulator."""

    folder: Path
    zoom: ZoomSimulator
    server: Server
    environ: dict[str, str]

    def findings(self, *words: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Audit and return every finding of a program by its id and control."""
        report = self.run("audit", "--format", "json-flat", *words).json
        return {(p["id"] + (p["occurrence"] or ""), f["control"]): f for p in report["programs"] for f in p["findings"]}

    def sent(self, *methods: str) -> list[tuple[str, str]]:
        """Return the requests of these methods so far, as method and path."""
        return [(c.method, c.path) for c in self.zoom.calls if c.method in methods and c.path != "/oauth/token"]

    @property
    def place(self) -> str:
        """Where runs are kept: a file or a URL."""
        return self.environ["HARDENER_STORE"]


@contextmanager
def library(
    folder: Path,
    seed: Mapping[str, Any],
    *,
    rules: str = "",
    more: str = "",
    rooms: bool = False,
    app: int = 0,
    kind: type[ZoomSimulator] = ZoomSimulator,
) -> Iterator[Library]:
    """Serve `seed` and configure a library for it; `app` is which of its apps logs in.

    Nobody waits for their turn, for that took half of each command's time; and nobody is refused for asking too fast,
    unless `seed` says what the limits are.
    """
    limits = seed.get("limits") or {"enforced": False}
    zoom = kind.from_seed({**seed, "limits": limits}, clock=time.time)
    keys = {**default_app(seed), **{k: v for k, v in seed["apps"][app].items() if k.startswith("client")}}
    with serve(zoom) as server, stores.place(os.environ.get("HARDENER_TEST_STORE", "sqlite"), folder) as place:
        text = CONFIG.format(url=server.url, rules=rules, more=more, rooms=str(rooms).lower())
        (folder / "hardener.toml").write_text(text)
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")} | {
            f"HARDENER_MAIN_{name.upper()}": str(keys[name]) for name in ("account_id", "client_id", "client_secret")
        }
        environ |= {"HARDENER_STORE": place, "COLUMNS": "110", "NO_COLOR": "1"}
        yield Library(folder, zoom, server, environ)


def soon(days: float) -> str:
    """Return a Zoom time so many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


CLOSED = {
    "chat": False, "private_chat": False, "who_can_share_screen": "host", "who_can_share_screen_when_someone_is_sharing": "host",
    "annotation": False, "whiteboard": False, "remote_control": False, "file_transfer": False,
    "allow_participants_to_rename": False, "meeting_reactions_emojis": "selected", "custom_data_center_regions": True, "data_center_regions": ["US"],
    "virtual_background_settings": {"allow_upload_custom": False}, "allow_users_save_chats": 1,
    "meeting_summary_with_ai_companion": {"enable": False}, "ai_companion_questions": {"enable": False},
    "meeting_question_answer": False, "e2e_encryption": True,
}  # fmt: skip
RECORDING = {
    "local_recording": False, "record_gallery_view": False, "display_participant_name": False, "save_chat_text": False,
    "recording_audio_transcript": False, "recording_disclaimer": True, "required_password_for_shared_cloud_recordings": True,
    "auto_delete_cmr": True, "auto_delete_cmr_days": 30,
}  # fmt: skip
SCHEDULE = {
    "participant_video": False,
    "audio_type": "voip",
    "continuous_meeting_chat": {"enable": False},
    "join_before_host": False,
}
STORY = {
    "waiting_room": True, "join_before_host": False, "mute_upon_entry": True, "allow_host_control_participant_mute_state": True,
    "participant_video": False, "disable_participant_video": True, "focus_mode": True, "approval_type": 1, "audio": "voip",
    "allow_multiple_devices": False, "auto_recording": "none", "continuous_meeting_chat": {"enable": False},
    "alternative_hosts": "second@example.org",
}  # fmt: skip


def small(*meetings: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a seed with one host, in whose account a storytime made like STORY is right in everything."""
    scopes = [
        f"{what}:{verb}:admin"
        for what in ("user", "group", "account", "meeting", "webinar", "recording")
        for verb in ("read", "write")
    ]
    return {
        "account": {
            "id": "acc", "plan": "business",
            "settings": {"in_meeting": CLOSED, "recording": RECORDING, "schedule_meeting": SCHEDULE, "security": {"sign_in_with_two_factor_auth": "all"}},
        },
        "apps": [{"client_id": "cid", "client_secret": "very-secret", "scopes": scopes}],
        "groups": [{"id": "g1", "name": "Storytime", "locks": {"in_meeting": {"chat": True}}}],
        "users": [
            {"id": "h1", "email": "story@example.org", "groups": ["g1"], "pmi": 5551112222},
            {"id": "h2", "email": "second@example.org"},
        ],
        "behaviour": {"disable_participant_video": True},
        "meetings": list(meetings) or [story(81)],
        **changes,
    }  # fmt: skip


def story(number: int, *, days: float = 3, topic: str = "Baby Storytime", **settings: Any) -> dict[str, Any]:
    """Return a storytime that is right, but for `settings`."""
    return {
        "id": number, "host": "h1", "topic": topic, "start_time": soon(days), "duration": 30, "password": "s3cretpw",
        "settings": {**STORY, **settings}, "custom_questions": [{"title": "Library card number", "type": "short"}], "questions": [],
    }  # fmt: skip
