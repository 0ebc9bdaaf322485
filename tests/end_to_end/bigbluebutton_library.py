"""A library's computer: the installed command, a simulated Greenlight and server over real HTTP, and the server's files."""

from __future__ import annotations

import copy
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.end_to_end.runs import Runs

from hardener.sandbox import serve
from hardener_bigbluebutton.simulator import BigBlueButtonSimulator
from hardener_bigbluebutton.simulator.seed import CLOSED, SHIPPED

OWN = "bbb-web.properties"
FILE = """\
# ours
bigbluebutton.web.serverURL=https://bbb.maple.example.org
securitySalt=salt-of-the-server-1
lockSettingsDisableCam=true
lockSettingsDisableMic=true
lockSettingsDisablePublicChat=true
lockSettingsDisablePrivateChat=true
lockSettingsDisableNotes=true
lockSettingsHideUserList=true
webcamsOnlyForModerator=true
notifyRecordingIsOn=true
disabledFeatures=breakoutRooms,customVirtualBackgrounds
"""
"""A server that closes all that a file can close."""
ADMIN = ["CreateRoom", "ManageRooms", "ManageSiteSettings", "CanRecord"]


@dataclass
class Library(Runs):
    """One folder with a configuration that points at one simulator, and the folder of its server."""

    folder: Path
    files: Path
    app: BigBlueButtonSimulator
    environ: dict[str, str]

    def found(self, *words: str) -> dict[tuple[str, str], dict[str, Any]]:
        return {(p["id"], f["control"]): f for p in self.report(*words)["programs"] for f in p["findings"]}

    def state(self) -> Any:
        """Return all that could have been changed; of a code whether there is one."""
        options = {room.id: dict(room.options) for room in self.app.seed.rooms}
        for each in options.values():
            each["glViewerAccessCode"] = str(bool(each.get("glViewerAccessCode")))
        return copy.deepcopy((options, self.app.seed.configurations, self.own.read_bytes()))

    @property
    def own(self) -> Path:
        """Return the administrator's file."""
        return self.files / OWN

    def restart(self) -> None:
        """Start bbb-web again."""
        shutil.copy2(self.own, self.files / "bbb-web.started")


def room(number: int = 1, name: str = "Storytime", **options: Any) -> dict[str, Any]:
    """Return a room in which everything is as a storytime asks, but for `options`."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012}", "friendly_id": f"abc-def-gh{number}-jkl", "name": name,
        "meeting_id": f"m{number}" * 20, "owner": "u1", "options": {**CLOSED, **options},
    }  # fmt: skip


def small(*rooms: dict[str, Any], own: str = FILE, **more: Any) -> dict[str, Any]:
    """Return a seed with these rooms on a server with the file `own`."""
    user = {"id": "u1", "email": "h@maple.example.org", "password": "Very-secret-1!", "name": "H", "permissions": ADMIN}
    files = {"bigbluebutton.properties": SHIPPED, OWN: own, **more.pop("files", {})}
    return {"users": [user], "rooms": list(rooms) or [room()], "files": files, "connection": {}, **more}


@contextmanager
def library(
    folder: Path, seed: Mapping[str, Any], *, kind: type[BigBlueButtonSimulator] = BigBlueButtonSimulator,
    without: tuple[str, ...] = (), **more: Any,
) -> Iterator[Library]:  # fmt: skip
    """Serve `seed` and configure a library for it; `without` and `more` change the connection's keys."""
    app = kind.from_seed(seed, clock=time.time)
    with serve(app) as server:
        options, secrets = server.connection(seed)
        given = {key: value for key, value in {**options, **more}.items() if key not in without}
        lines = [f"{key} = {json.dumps(value)}" for key, value in given.items()]
        rule = ["[[programs]]", 'title = "*"', 'profile = "storytime"']
        text = ['default = "storytime"', "[connections.main]", 'vendor = "bigbluebutton"', *lines, *rule]
        (folder / "hardener.toml").write_text("\n".join(text))
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= {f"HARDENER_MAIN_{name.upper()}": value for name, value in secrets.items()}
        environ |= {"HARDENER_STORE": str(folder / "hardener.sqlite3"), "COLUMNS": "110", "NO_COLOR": "1"}
        yield Library(folder, Path(str(options["folder"])), app, environ)
