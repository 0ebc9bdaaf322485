"""What is wrong with the children's storytimes of a seed, by a standard of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import JsonValue

from hardener_zoom.simulator.documents import registers
from hardener_zoom.simulator.honour import GOVERNED, REGISTRABLE
from hardener_zoom.simulator.levels import SETTINGS, Levels
from hardener_zoom.simulator.series import Calendar
from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.state import LICENSED, Program, User
from hardener_zoom.simulator.world import MEETING, WEBINAR, World

CARD = "library card"
MEETINGS: dict[str, tuple[JsonValue, str]] = {
    "waiting_room": (True, "nobody waits to be let in"),
    "join_before_host": (False, "people can be in it before the host"),
    "mute_upon_entry": (True, "people come in with an open microphone"),
    "allow_host_control_participant_mute_state": (True, "people can unmute themselves"),
    "participant_video": (False, "people come in with their camera on"),
    "disable_participant_video": (True, "people can turn on their camera"),
    "auto_recording": ("none", "it records itself"),
    "auto_start_meeting_summary": (False, "AI Companion writes a summary"),
    "auto_start_ai_companion_questions": (False, "people can ask AI Companion about it"),
    "continuous_meeting_chat.enable": (False, "its chat goes on before and after it"),
    "use_pmi": (False, "it is in a room whose number never changes"),
    "approval_type": (1, "nobody looks at who signs up"),
}
"""What each key of a storytime must be, and what it means where it is not."""
FEATURES = {
    "auto_start_meeting_summary": "in_meeting.meeting_summary_with_ai_companion.enable",
    "auto_start_ai_companion_questions": "in_meeting.ai_companion_questions.enable",
}
"""What a host must have for the key of a storytime to do anything."""
WEBINARS: dict[str, tuple[JsonValue, str]] = {key: MEETINGS[key] for key in ("auto_recording", "approval_type")}
HOSTS: dict[str, tuple[JsonValue, str]] = {
    "in_meeting.chat": (False, "people can write to everybody"),
    "in_meeting.who_can_share_screen": ("host", "people can share their screen"),
    "in_meeting.annotation": (False, "people can draw on what is shown"),
    "in_meeting.whiteboard": (False, "people can open a whiteboard"),
    "in_meeting.file_transfer": (False, "people can send files"),
    "in_meeting.remote_control": (False, "people can control a shared screen"),
    "in_meeting.closed_captioning.enable": (True, "there are no captions"),
    "in_meeting.manual_captioning.manual_captions": (True, "nobody can type captions"),
    "in_meeting.manual_captioning.auto_generated_captions": (True, "there are no automatic captions"),
    "in_meeting.meeting_summary_with_ai_companion.enable": (False, "AI Companion can write a summary"),
    "in_meeting.ai_companion_questions.enable": (False, "AI Companion can answer questions"),
}
WEBINAR_HOSTS: dict[str, tuple[JsonValue, str]] = {
    "in_meeting.webinar_chat.enable": (False, "people can write to everybody"),
    **{key: HOSTS[key] for key in HOSTS if "caption" in key or "_ai_" in key or "ai_companion" in key},
}
RENAME = "in_meeting.allow_participants_to_rename"


class _Spot(NamedTuple):
    where: str
    target: str
    fixable: bool


@dataclass(frozen=True, slots=True)
class _Judge:
    world: World
    levels: Levels
    now: float

    def mistakes(self, program: Program) -> Iterator[Json]:
        """Yield all that is wrong with one storytime."""
        yield from self._own(program)
        yield from self._door(program)
        yield from self._above(program)

    def _own(self, program: Program) -> Iterator[Json]:
        shape = WEBINAR if program.webinar else MEETING
        for key, (good, words) in (WEBINARS if program.webinar else MEETINGS).items():
            value = program.settings.get(key, shape.entries[f"settings.{key}"].factory)
            if value != good and self._has_effect(program, key):
                text = "nobody has to sign up" if key == "approval_type" and value == 2 else words
                yield self._meeting(program, f"settings.{key}", value, text)

    def _has_effect(self, program: Program, key: str) -> bool:
        """Tell whether the host has what the key starts by itself."""
        feature = FEATURES.get(key)
        return feature is None or self.levels.for_user(feature, self.world.users[program.host]) is True

    def _door(self, program: Program) -> Iterator[Json]:
        if not program.password:
            yield self._meeting(program, "password", "", "there is no passcode")
        who = program.settings.get("waiting_room_options.who_goes_to_waiting_room", "everyone")
        if who != "everyone":
            path = "settings.waiting_room_options.who_goes_to_waiting_room"
            yield self._meeting(program, path, who, "some people do not wait to be let in")
        streams = self.levels.for_user("in_meeting.allow_live_streaming", self.world.users[program.host])
        if streams and program.livestream and program.livestream.get("stream_url"):
            url = program.livestream["stream_url"]
            yield self._meeting(program, "livestream.stream_url", url, "it can be streamed to the world")
        if registers(program):
            yield from self._questions(program)

    def _questions(self, program: Program) -> Iterator[Json]:
        questions = program.questions or []
        customs = [each for each in program.custom_questions or [] if CARD not in str(each["title"]).lower()]
        for path, asked in (("questions", questions), ("custom_questions", customs)):
            if asked:
                yield self._meeting(program, path, [*asked], "families are asked more than is needed")

    def _above(self, program: Program) -> Iterator[Json]:
        host = self.world.users[program.host]
        for path, (good, words) in (WEBINAR_HOSTS if program.webinar else HOSTS).items():
            value = self.levels.for_user(path, host)
            if value == good:
                continue
            yield _entry(program, self._governor(path, host), path, value, words)
        if not program.webinar and self.levels.for_account(RENAME) is not False:
            spot = _Spot("account", self.world.account.id, fixable=True)
            yield _entry(program, spot, RENAME, True, "people can rename themselves")

    def _governor(self, path: str, host: User) -> _Spot:
        group, flags = self.levels.holder(path, self.levels.groups(host)), SETTINGS.entries[path].flags
        if self.levels.locked_above(path, ()):
            return _Spot("account", self.world.account.id, fixable="A" in flags)
        if group is not None:
            return _Spot("group", group.id, fixable="G" in flags)
        return _Spot("host", host.id, fixable="U" in flags)

    def _meeting(self, program: Program, path: str, value: JsonValue, words: str) -> Json:
        key = path.partition(".")[2]
        fixable = not program.started and not self._held(program, key)
        if key == "approval_type":
            host = self.world.users[program.host]
            fixable = fixable and program.type in REGISTRABLE and host.type == LICENSED
        spot = _Spot("meeting", str(program.id), fixable)
        return _entry(program, spot, path, value, words)

    def _held(self, program: Program, key: str) -> bool:
        """Tell whether a lock above holds a meeting's value where it should not be."""
        if key not in GOVERNED or key not in MEETINGS:
            return False
        host = self.world.users[program.host]
        locked = self.levels.locked_above(GOVERNED[key], self.levels.groups(host))
        return locked and self.levels.for_user(GOVERNED[key], host) != MEETINGS[key][0]


def _entry(program: Program, spot: _Spot, path: str, value: JsonValue, words: str) -> Json:
    return {
        "program": program.id,
        "where": spot.where,
        "target": spot.target,
        "path": path,
        "value": value,
        "mistake": words,
        "fixable": spot.fixable,
    }


def planted(world: World, now: float) -> tuple[list[Json], list[JsonValue]]:
    """Return what is wrong with each storytime to come, and those with nothing that an API could mend.

    `where` is the level whose value holds for the program: a lock above wins over the host's own.
    `fixable` says whether a write to that target would be honoured now.
    """
    judge, calendar = _Judge(world, Levels(world), now), Calendar()
    wrong: list[Json] = []
    right: list[JsonValue] = []
    for program in world.programs.values():
        end = calendar.end(program)
        if "Storytime" not in program.topic or (end is not None and end.timestamp() <= now):
            continue
        found = list(judge.mistakes(program))
        wrong += found
        if not any(entry["fixable"] for entry in found):
            right.append(program.id)
    return wrong, right
