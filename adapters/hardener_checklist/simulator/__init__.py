"""What a platform without an API has for hardener: no server, but the files that a library writes itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar, Self

from pydantic import JsonValue
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

from hardener.sandbox import SeedError, Simulator
from hardener.sandbox.simulator import Json

PLATFORM = """\
name = "Maple Studio"
elsewhere = ["door.dial_in", "chan.breakout_rooms", "chan.remote_control"]

[[look]]
control = "chan.comments"
where = "Studio > the broadcast > Settings > Comments"

[[look]]
control = "video.live_chat"
where = "Studio > the broadcast > Settings > Chat"

[[look]]
control = "video.comments"
where = "Studio > Library > the video > Comments"

[[look]]
control = "rec.auto"
where = "Studio > the broadcast > Settings > Record"

[[fixed]]
control = "chan.mic_self_unmute"
value = "off"
note = "viewers have no microphone"

[[fixed]]
control = "door.waiting_room"
value = "off"
note = "whoever has the address watches"
"""
EVENT = """\
BEGIN:VEVENT
UID:{uid}
SUMMARY:{title}
DTSTART;TZID=America/New_York:{start:%Y%m%dT%H%M%S}
DURATION:PT45M
{more}END:VEVENT
"""
TITLES = ("Baby storytime", "Teen gaming night", "Author talk", "Board meeting", "Homework help", "Book club")


class ChecklistSimulator(Simulator):
    """The files of one library: a list of its programs, and where it describes the platform itself, that."""

    vendor: ClassVar[str] = "checklist"
    folder_option: ClassVar[str] = "folder"
    options: ClassVar[Mapping[str, JsonValue]] = {"platform": "studio.toml"}
    """What a connection names besides its account and its list."""

    def __init__(self, files: Mapping[str, str], *, clock: Callable[[], float]) -> None:
        super().__init__(clock=clock)
        self._files = files

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return the files that `seed` names, with their text. Raises `SeedError`."""
        files = seed.get("files")
        if not isinstance(files, dict) or not isinstance(seed.get("account"), str):
            raise SeedError("expected an account, and files by name")
        found = {name: text for name, text in files.items() if isinstance(text, str)}
        if found.keys() != files.keys() or any("/" in name or name.startswith(".") for name in found):
            raise SeedError("files: expected plain names, each with its text")
        return cls(found, clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> Json:
        """Return a series of each sort of program."""
        return {"account": "maplecountylibrary", "files": {"studio.toml": PLATFORM, "programs.ics": calendar_of(now)}}

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[Json, Mapping[str, str]]:  # noqa: ARG003 - there is none
        """Return the options with which hardener reads them; there are no secrets."""
        return {"account": seed["account"], "programs": "programs.ics", **cls.options}, {}

    def lay_out(self, folder: Path) -> None:
        """Write the files."""
        for name, text in self._files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")

    def answer(self, request: Request) -> Response:  # noqa: ARG002 - every simulator's
        """Answer that there is nothing here, whatever is asked."""
        raise NotFound


def calendar_of(now: datetime) -> str:
    """Return a calendar: programs of every week, from tomorrow on."""
    first = (now.astimezone(UTC) + timedelta(days=1)).replace(hour=10, minute=30)
    events = [
        EVENT.format(
            uid=f"{n}@maplecounty.example", title=title, start=first + timedelta(days=n), more="RRULE:FREQ=WEEKLY\n"
        )
        for n, title in enumerate(TITLES)
    ]
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *"".join(events).splitlines(), "END:VCALENDAR", ""))
