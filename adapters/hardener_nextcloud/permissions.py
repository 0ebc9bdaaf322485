"""What the numbers say by which Talk keeps who may do what. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from hardener.vendor import Json
from hardener_nextcloud.server import MOST, Server

MEANT = 1
"""Marks that the other bits are meant, even where there are none."""
BITS: Mapping[str, int] = {
    "start": 2, "lobby": 8, "audio": 16, "video": 32, "screen": 64, "chat": 128, "react": 256,
}  # fmt: skip
"""Start a call, walk through the lobby, microphone, camera, screen, chat, and reactions where they have a bit."""


def number_of(value: object) -> int | None:
    """Return a number of permissions; None for what is none, or has a bit that nobody knows."""
    return value if type(value) is int and 0 <= value <= MOST + MEANT else None


def effective(record: Json, server: int | None) -> tuple[int | None, str]:
    """Return what holds for whoever has nothing of their own, or None and why that is not known.

    While a call has permissions of its own, as before Talk 20, either may count: what one of both allows.
    """
    default, call = number_of(record.get("defaultPermissions")), number_of(record.get("callPermissions", 0))
    if default is None or call is None:
        return None, "what people may do is kept as a number that this version does not know"
    if default == 0 and server is None:
        return None, (
            "the room has the server's own default permissions, which this server shows to its admins only: "
            "set the room's, or connect as an admin"
        )
    return (default or server or 0) | call, ""


def allowed(number: int, name: str, server: Server) -> bool:
    """Tell whether a number allows something, as this server's Talk understands it."""
    if name in {"chat", "react"} and not server.can("chat-permission"):
        return True
    if name == "react" and not server.can("react-permission"):
        name = "chat"
    return bool(number & BITS[name])


def may(number: int, server: Server) -> dict[str, bool]:
    """Return what everybody may do."""
    found = {name: allowed(number, name, server) for name in BITS}
    return found | {"start": found["start"] and not server.only_staff_start}


def written(number: int, wanted: Mapping[str, object]) -> int:
    """Return the number that allows what `wanted` says, and all else as before."""
    for name, on in wanted.items():
        number = number | BITS[name] if on is True else number & ~BITS[name]
    return number | MEANT
