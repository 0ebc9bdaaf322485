"""Which settings of a meeting or webinar Zoom takes, and which it drops without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import JsonValue

from hardener_zoom.simulator.problems import invalid
from hardener_zoom.simulator.shapes import Flat
from hardener_zoom.simulator.state import LICENSED, Program, User

if TYPE_CHECKING:
    from hardener_zoom.simulator.asked import Asked

NO_REGISTRATION = 2
REGISTRABLE = frozenset({2, 8, 5, 9})
"""Types with a fixed start to come."""
GOVERNED = {
    "join_before_host": "schedule_meeting.join_before_host",
    "host_video": "schedule_meeting.host_video",
    "participant_video": "schedule_meeting.participant_video",
    "mute_upon_entry": "schedule_meeting.mute_upon_entry",
    "waiting_room": "meeting_security.waiting_room",
    "audio": "schedule_meeting.audio_type",
    "auto_recording": "recording.auto_recording",
    "meeting_authentication": "meeting_authentication",
    "continuous_meeting_chat.enable": "schedule_meeting.continuous_meeting_chat.enable",
    "request_permission_to_unmute_participants": "in_meeting.request_permission_to_unmute_participants",
    "encryption_type": "meeting_security.encryption_type",
}
"""The setting above that seeds each of these, and whose lock holds it."""
_EXCLUSIVE = ("allow_host_control_participant_mute_state", "request_permission_to_unmute_participants")


def honoured(asked: Asked, program: Program, sent: Flat) -> Flat:
    """Return what of `sent` Zoom will do. Raises `Problem`."""
    _check(asked, program, sent)
    host = asked.world.users[program.host]
    kept = {path: value for path, value in sent.items() if not _dropped(asked, program, host, path, sent)}
    return _without_both_mutes(program, _not_locked(asked, host, kept))


def _not_locked(asked: Asked, host: User, sent: Flat) -> Flat:
    levels = asked.sim.levels
    groups = levels.groups(host)
    held = [
        path
        for path, value in sent.items()
        if path in GOVERNED
        and levels.locked_above(GOVERNED[path], groups)
        and levels.for_user(GOVERNED[path], host) != value
    ]
    if held and asked.world.behaviour.lock_writes == "refuse":
        raise invalid((f"settings.{path}", "This setting is locked by the administrator.") for path in held)
    return {path: value for path, value in sent.items() if path not in held}


def _without_both_mutes(program: Program, sent: Flat) -> Flat:
    """Drop the later of the two mute settings that cannot both be on.

    Zoom's specification says that they exclude each other, not which one wins: here it is the one
    that came first, and one that is on already beats one that is asked for.
    """
    after = {**program.settings, **sent}
    if not all(after.get(name) is True for name in _EXCLUSIVE):
        return sent
    asked_for = [path for path in sent if path in _EXCLUSIVE and sent[path] is True]
    return {path: value for path, value in sent.items() if path != asked_for[-1]} if asked_for else sent


def _dropped(asked: Asked, program: Program, host: User, path: str, sent: Flat) -> bool:
    test = _TESTS.get(path) or _TESTS.get(path.partition(".")[0])
    return test is not None and not test(asked, program, host, {**program.settings, **sent, "": sent[path]})


Test = Callable[["Asked", Program, User, Flat], bool]
"""Whether Zoom does it; the value in question is under the empty name."""


def _host_has(path: str, *, when: JsonValue = True) -> Test:
    def test(asked: Asked, program: Program, host: User, after: Flat) -> bool:  # noqa: ARG001
        return after[""] != when or asked.sim.levels.for_user(path, host) is True

    return test


def _always_host_has(path: str) -> Test:
    return lambda asked, _program, host, _after: asked.sim.levels.for_user(path, host) is True


def _registration(_asked: Asked, program: Program, host: User, after: Flat) -> bool:
    if after[""] == NO_REGISTRATION:
        return True
    return program.type in REGISTRABLE and host.type == LICENSED and after.get("use_pmi") is not True


def _chat(asked: Asked, program: Program, host: User, after: Flat) -> bool:
    setting = "schedule_meeting.continuous_meeting_chat.enable"
    return program.type in {2, 3, 8} and (after[""] is not True or asked.sim.levels.for_user(setting, host) is True)


def _recording(asked: Asked, _program: Program, host: User, after: Flat) -> bool:
    if after[""] != "cloud":
        return True
    return host.type == LICENSED and asked.sim.levels.for_user("recording.cloud_recording", host) is True


_TESTS: dict[str, Test] = {
    "approval_type": _registration,
    "use_pmi": lambda _asked, program, _host, after: after[""] is False or program.type in {2, 3},
    "join_before_host": lambda _asked, program, _host, _after: program.type in {2, 3, 8},
    "jbh_time": lambda _asked, program, _host, _after: program.type in {2, 3, 8},
    "continuous_meeting_chat": _chat,
    "auto_recording": _recording,
    "breakout_room": _always_host_has("in_meeting.breakout_room_schedule"),
    "language_interpretation": _always_host_has("in_meeting.language_interpretation.enable"),
    "sign_language_interpretation": _always_host_has("in_meeting.sign_language_interpretation.enable"),
    "focus_mode": _host_has("in_meeting.attention_mode_focus_mode"),
    "auto_start_meeting_summary": _host_has("in_meeting.meeting_summary_with_ai_companion.enable"),
    "auto_start_ai_companion_questions": _host_has("in_meeting.ai_companion_questions.enable"),
    "alternative_hosts": lambda _asked, _program, host, _after: host.type == LICENSED,
    "disable_participant_video": lambda asked, *_: asked.world.behaviour.disable_participant_video,
}


def _check(asked: Asked, program: Program, sent: Flat) -> None:
    after = {**program.settings, **sent}
    who = "waiting_room_options.who_goes_to_waiting_room"
    if sent.get("waiting_room_options.mode") == "custom" and who not in after:
        raise invalid([(f"settings.{who}", "is required when mode is custom")])
    options = {option.id for option in asked.world.account.meeting_authentication}
    if sent.get("meeting_authentication") and after.get("authentication_option", "") not in options | {""}:
        raise invalid([("settings.authentication_option", "Invalid authentication_option")])
    # Meetings separate alternative hosts with semicolons, webinars with commas; both are read.
    named = str(sent.get("alternative_hosts", "")).replace(",", ";").split(";")
    for ident in filter(None, (name.strip() for name in named)):
        found = asked.world.find_user(ident)
        if found is None or found.type != LICENSED:
            raise invalid([("settings.alternative_hosts", f"User {ident} cannot be an alternative host.")])
