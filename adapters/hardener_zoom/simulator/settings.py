"""Settings of users, groups and the account; locks; registration defaults."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from pydantic import JsonValue

from hardener_zoom.simulator import authentication
from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.levels import AUTHENTICATION, SETTINGS, canonical
from hardener_zoom.simulator.problems import invalid, problem
from hardener_zoom.simulator.shapes import Flat, Json, Shape, shape
from hardener_zoom.simulator.state import User
from hardener_zoom.simulator.world import LOCKS

Value = Callable[[str], JsonValue]
Locked = Callable[[str], bool]
OPTIONS = frozenset({"", "meeting_security", *authentication.OPTIONS})


def get_user_settings(asked: Asked) -> Json:
    """Answer GET /users/{userId}/settings."""
    user = _known(asked.user())
    effective = asked.world.behaviour.locked_user_get == "effective"
    return _read(asked, "u", lambda path: asked.sim.levels.for_user(path, user, effective=effective))


def patch_user_settings(asked: Asked) -> None:
    """Answer PATCH /users/{userId}/settings."""
    user = _known(asked.user())
    groups = asked.sim.levels.groups(user)
    with _alone(asked, user):
        _write(asked, "u", user.settings, lambda path: asked.sim.levels.locked_above(path, groups))
    asked.world.record(asked.me or "API", "user_settings", f"Settings of {user.email}", asked.now)


def get_group_settings(asked: Asked) -> Json:
    """Answer GET /groups/{groupId}/settings."""
    group = asked.group()
    return _read(asked, "g", lambda path: asked.sim.levels.for_group(path, group))


def patch_group_settings(asked: Asked) -> None:
    """Answer PATCH /groups/{groupId}/settings."""
    group = asked.group()
    _write(asked, "g", group.settings, lambda path: asked.sim.levels.locked_above(path, ()))
    asked.world.record(asked.me or "API", "account", f"Settings of group {group.name}", asked.now)


def get_account_settings(asked: Asked) -> Json:
    """Answer GET /accounts/{accountId}/settings."""
    asked.need_account()
    return _read(asked, "a", asked.sim.levels.for_account)


def patch_account_settings(asked: Asked) -> None:
    """Answer PATCH /accounts/{accountId}/settings."""
    asked.need_account()
    _write(asked, "a", asked.world.account.settings, lambda _: False)
    asked.world.record(asked.me or "API", "account", "Account settings", asked.now)


def _known(user: User) -> User:
    if user.status == "pending":
        raise problem(400, 1120, "A user invitation link has expired.")
    return user


@contextmanager
def _alone(asked: Asked, user: User) -> Iterator[None]:
    busy = asked.sim.busy
    if user.id in busy:
        raise problem(429, 429, "Too many concurrent requests. This user is already being changed.")
    busy.add(user.id)
    try:
        if asked.world.behaviour.settings_write_seconds:
            with asked.sim.unlocked():
                time.sleep(asked.world.behaviour.settings_write_seconds)
        yield
    finally:
        busy.discard(user.id)


@cache
def _visible(flag: str, option: str) -> Shape:
    """Return what one `option` shows: its own block and nothing else."""
    if option:
        return Shape(e for e in SETTINGS.part(flag).entries.values() if e.parts[0] == option)
    hidden = {"meeting_security", "security", *AUTHENTICATION}
    return Shape(e for e in SETTINGS.part(flag).entries.values() if e.parts[0] not in hidden)


def _option(asked: Asked, flag: str) -> str:
    option = asked.query("option")
    if option not in OPTIONS | ({"security"} if flag.lower() == "a" else set()):
        raise invalid([("option", "is not one of the options")])
    return option


def _read(asked: Asked, flag: str, value: Value) -> Json:
    option = _option(asked, flag)
    if option in authentication.OPTIONS:
        return authentication.read(asked, option, value)
    known = _visible(flag, option)
    wanted = [name for name in asked.query("custom_query_fields").split(",") if name]
    values = {
        path: found
        for path, entry in known.entries.items()
        if (not wanted or _asked_for(path, entry.parts, wanted)) and (found := value(path)) is not None
    }
    return known.nest(values)


def _asked_for(path: str, parts: tuple[str, ...], wanted: list[str]) -> bool:
    return any(name in parts or path == name or path.startswith(name + ".") for name in wanted)


def _write(asked: Asked, flag: str, own: Flat, locked: Locked) -> None:
    option = _option(asked, flag)
    if option in authentication.OPTIONS:
        authentication.write(asked, option, flag, own, locked)
        return
    sent = asked.body(_visible(flag.upper(), option), SETTINGS.part(flag))
    own.update(unlocked(asked, sent, locked))


def unlocked(asked: Asked, sent: Flat, locked: Locked) -> Flat:
    """Return what a lock does not hold fast. Raises `Problem` where the seed wants locks to be loud."""
    held = [path for path in sent if locked(path)]
    if held and asked.world.behaviour.lock_writes == "refuse":
        raise invalid((path, "This setting is locked by the administrator.") for path in held)
    return {canonical(path): value for path, value in sent.items() if path not in held}


@cache
def _locks(flag: str, option: str | None) -> Shape:
    """Return the locks that one `option` shows; None: all of them."""
    return Shape(
        entry
        for entry in LOCKS.part(flag).entries.values()
        if option is None or (entry.parts[0] == "meeting_security") == (option == "meeting_security")
    )


def _read_locks(asked: Asked, flag: str, locks: Flat) -> Json:
    known = _locks(flag, asked.query("option"))
    wanted = [name for name in asked.query("custom_query_fields").split(",") if name]
    values = {
        path: locks.get(canonical(path), entry.factory)
        for path, entry in known.entries.items()
        if (not wanted or _asked_for(path, entry.parts, wanted))
        and locks.get(canonical(path), entry.factory) is not None
    }
    return known.nest(values)


def get_group_locks(asked: Asked) -> Json:
    """Answer GET /groups/{groupId}/lock_settings."""
    return _read_locks(asked, "g", asked.group().locks)


def patch_group_locks(asked: Asked) -> None:
    """Answer PATCH /groups/{groupId}/lock_settings."""
    group = asked.group()
    sent = asked.body(_locks("G", asked.query("option")), LOCKS.part("g"))
    group.locks.update({canonical(path): value for path, value in sent.items()})
    asked.world.record(asked.me or "API", "account", f"Locks of group {group.name}", asked.now)


def get_account_locks(asked: Asked) -> Json:
    """Answer GET /accounts/{accountId}/lock_settings."""
    asked.need_account()
    return _read_locks(asked, "a", asked.world.account.locks)


def patch_account_locks(asked: Asked) -> None:
    """Answer PATCH /accounts/{accountId}/lock_settings; it has no `option`, and takes all blocks."""
    asked.need_account()
    sent = asked.body(_locks("A", None), LOCKS.part("a"))
    asked.world.account.locks.update({canonical(path): value for path, value in sent.items()})
    asked.world.record(asked.me or "API", "account", "Account locks", asked.now)


def get_registration(asked: Asked) -> Json:
    """Answer GET …/settings/registration: what new webinars ask."""
    return _registration(asked)


def patch_registration(asked: Asked) -> None:
    """Answer PATCH …/settings/registration."""
    known = shape("bodies#registration")
    sent = known.nest(asked.body(known.part("W")))
    _registration(asked).update(sent)


def _registration(asked: Asked) -> Json:
    if "group" in asked.params:
        kept = asked.group().registration
    else:
        asked.need_account()
        kept = asked.world.account.registration
    options: Json = {
        "host_email_notification": True,
        "close_registration": False,
        "allow_participants_to_join_from_multiple_devices": True,
        "show_social_share_buttons": False,
    }
    first: Json = {"options": options, "questions": [], "approve_type": 0, "custom_questions": []}
    for name, value in first.items():
        kept.setdefault(name, value)
    return kept


ANSWERS = {
    "userSettings": get_user_settings,
    "userSettingsUpdate": patch_user_settings,
    "getGroupSettings": get_group_settings,
    "updateGroupSettings": patch_group_settings,
    "accountSettings": get_account_settings,
    "accountSettingsUpdate": patch_account_settings,
    "getGroupLockSettings": get_group_locks,
    "groupLockedSettings": patch_group_locks,
    "getAccountLockSettings": get_account_locks,
    "UpdateLockedSettings": patch_account_locks,
    "groupSettingsRegistration": get_registration,
    "groupSettingsRegistrationUpdate": patch_registration,
    "accountSettingsRegistration": get_registration,
    "accountSettingsRegistrationUpdate": patch_registration,
}
