"""In which ways participants and viewers may have to sign in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from pydantic import JsonValue

from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.problems import problem
from hardener_zoom.simulator.shapes import Flat, Json, shape
from hardener_zoom.simulator.state import AuthenticationOption
from hardener_zoom.simulator.world import token

OPTIONS = frozenset({"meeting_authentication", "recording_authentication"})
_BODY = {"u": "user", "g": "group", "a": "account"}


def read(asked: Asked, option: str, value: Callable[[str], JsonValue]) -> Json:
    """Answer GET …/settings?option=…_authentication: that block and nothing else."""
    block: Json = {
        option: value(option),
        "authentication_options": [asdict(each) for each in _options(asked, option)],
    }
    if option == "meeting_authentication":
        block["allow_authentication_exception"] = value("allow_authentication_exception")
    return block


def write(asked: Asked, option: str, level: str, own: Flat, locked: Callable[[str], bool]) -> None:
    """Answer PATCH …/settings?option=…_authentication. Raises `Problem`."""
    sent = asked.body(shape(f"bodies#{_BODY[level]}_authentication"))
    for name in (option, "allow_authentication_exception"):
        if name in sent and not locked(name):
            own[name] = sent[name]
    change = {path.partition(".")[2]: sent[path] for path in sent if path.startswith("authentication_option.")}
    if change:
        _change(_options(asked, option), change)


def _options(asked: Asked, option: str) -> list[AuthenticationOption]:
    return getattr(asked.world.account, option)  # type: ignore[no-any-return]


def _change(options: list[AuthenticationOption], change: dict[str, Any]) -> None:
    action = change.pop("action", "update")
    if action == "add":
        ident = token(f"option {len(options)} {change.get('name')}")
        kind = change.get("type", "enforce_login")
        options.append(AuthenticationOption(id=ident, name=change.get("name", ""), type=kind))
        change["id"] = ident
    chosen = next((option for option in options if option.id == change.get("id")), None)
    if chosen is None:
        raise problem(400, 300, "Invalid authentication option.")
    if action == "delete":
        options.remove(chosen)
    elif action in {"show", "hide"}:
        chosen.visible = action == "show"
    else:
        for name, value in change.items():
            setattr(chosen, name, value)
