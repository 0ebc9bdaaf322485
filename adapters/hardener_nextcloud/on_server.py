"""Settings of the whole server that decide for every room. Only an admin of the server changes them. Rows only."""

from __future__ import annotations

from hardener.setting import Setting
from hardener.vendor.kinds import rows_at
from hardener_nextcloud.kinds import ABOVE, PUBLIC, ROOM

ADMIN = "Administration settings > Talk"

server = rows_at("server", kinds=ABOVE, governs=ROOM, writable=())

SERVER: tuple[Setting, ...] = (
    server("ai.summary", "summary", {"no": "off", "yes": "host-starts"}, note="where the server has an assistant, each recording gets a summary"),
    server("ai.transcript_retained", "transcript", {"no": "off", "yes": "on"}, by_hand=f"{ADMIN} > Recording backend: no transcript of a recording"),
    server("cap.live", "captions", {True: "on", False: "off"}, by_hand="Administration settings > Apps: install the app for live transcription"),
    server("enc.e2ee", "e2ee", {True: "on", False: "off"}, by_hand=f"{ADMIN} > End-to-end encrypted calls"),
    server("door.passcode", "force_passwords", {True: "separate", False: "none"}, governs=PUBLIC, default_for_new=True),
)  # fmt: skip
