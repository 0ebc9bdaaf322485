"""Settings of the whole server that decide for every room. Only an admin of the server changes them. Rows only."""

from __future__ import annotations

from hardener.setting import Setting
from hardener_nextcloud.kinds import ABOVE, PUBLIC, ROOM

ADMIN = "Administration settings > Talk"

SERVER: tuple[Setting, ...] = (
    Setting(
        control="ai.summary", path="server.summary", kinds=ABOVE, governs=ROOM, writable=(),
        values={"no": "off", "yes": "host-starts"}, by_hand=f"{ADMIN} > Recording backend: no summary of a recording",
        note="where the server has an assistant, each recording gets a summary",
    ),
    Setting(
        control="ai.transcript_retained", path="server.transcript", kinds=ABOVE, governs=ROOM, writable=(),
        values={"no": "off", "yes": "on"}, by_hand=f"{ADMIN} > Recording backend: no transcript of a recording",
    ),
    Setting(
        control="cap.live", path="server.captions", kinds=ABOVE, governs=ROOM, writable=(),
        values={True: "on", False: "off"}, by_hand="Administration settings > Apps: install the app for live transcription",
    ),
    Setting(
        control="enc.e2ee", path="server.e2ee", kinds=ABOVE, governs=ROOM, writable=(),
        values={True: "on", False: "off"}, by_hand=f"{ADMIN} > End-to-end encrypted calls",
    ),
    Setting(
        control="door.passcode", path="server.force_passwords", kinds=ABOVE, governs=PUBLIC, default_for_new=True, writable=(),
        values={True: "separate", False: "none"}, by_hand=f"{ADMIN}: passwords for public conversations",
    ),
)  # fmt: skip
