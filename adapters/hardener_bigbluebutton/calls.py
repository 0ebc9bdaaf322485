"""The calls we make to Greenlight and BigBlueButton. Rows only: neither has scopes, so that each is tried."""

from __future__ import annotations

from hardener.vendor import Call

API = "/api/v1"
SESSION = Call(f"{API}/sessions.json")
SERVER_ROOMS = Call(f"{API}/admin/server_rooms.json", what="list all rooms", paths=("room.",), items="data")
ROOMS = Call(f"{API}/rooms.json")
SETTINGS = Call(f"{API}/room_settings/{{id}}.json", what="read a room's settings", paths=("room.",))
CONFIGURATIONS = Call(
    f"{API}/rooms_configurations.json", what="read what is forced for all rooms", paths=("configurations.",)
)
SET_ROOM = Call(SETTINGS.path, what="change a room's settings", paths=("room.",), kind="write")
SET_CONFIGURATION = Call(
    f"{API}/admin/rooms_configurations/{{name}}.json", what="change what is forced for all rooms",
    paths=("configurations.",), kind="write",
)  # fmt: skip
MEETINGS = Call("/api/getMeetings", what="see what is on")
CALLS = (SERVER_ROOMS, SETTINGS, CONFIGURATIONS, SET_ROOM, SET_CONFIGURATION)
"""What `doctor` tells of, by the permission of Greenlight's that each needs."""
NEEDS = {SERVER_ROOMS.path: "ManageRooms", SET_CONFIGURATION.path: "ManageSiteSettings"}
"""By path, the permission of a role: without them a person sees and changes their own and shared rooms alone."""
