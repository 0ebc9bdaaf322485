"""The few settings of Zoom that are more than one value in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from hardener.model import Document, Value
from hardener.path import MISSING, Missing, UnknownValueError
from hardener.setting import Presence, Setting, scalar
from hardener.vendor.kinds import DIGITS, LOWER, UPPER, MadePasscode

MEETING = ("meeting", "room", "occurrence")
WEBINAR = ("webinar", "webinar-occurrence")
PROGRAM = (*MEETING, *WEBINAR)
ABOVE = ("host", "group", "account")
LINK = "program.join_url"
TRACES = ("encrypted_password", "encrypted_passcode", "h323_password", "h323_passcode", "pstn_password")
"""What else Zoom says where there is a passcode."""


@dataclass(frozen=True, kw_only=True)
class Passcode(MadePasscode):
    """A program's passcode: ten characters, with letters and digits."""

    sorts = (LOWER, UPPER, DIGITS, "-", *[LOWER + UPPER + DIGITS] * 6)

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return whether there is one. Where Zoom leaves the key out, nothing else may speak of one either."""
        found = super().get(document, kind)
        answer = document.get("program")
        if found is not MISSING or not isinstance(answer, Mapping):
            return found
        link = answer.get("join_url")
        traces = any(answer.get(key) for key in TRACES)
        return self.absent if isinstance(link, str) and "pwd=" not in link and not traces else MISSING

    def looks_at(self, kind: str) -> tuple[str, ...]:
        """Return where the passcode, and what else speaks of one, would be."""
        return (self.at(kind), LINK, *(f"program.{key}" for key in TRACES))

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep whether there is a passcode, and of the link only whether it holds one."""
        if path == LINK:
            return ("pwd=" if "pwd=" in raw else "") if isinstance(raw, str) else None
        return super().redacted(raw, path) if path == self.path else bool(raw)


@dataclass(frozen=True, kw_only=True)
class WaitingRoomChoice(Setting):
    """Who goes to the waiting room, where the meeting has a choice of its own."""

    values: Mapping[JsonValue, Value] = field(
        default_factory=lambda: {
            "everyone": "everyone",
            "users_not_in_account": "guests",
            "users_not_in_account_or_whitelisted_domains": "guests",
            "users_not_on_invite": "guests",
            "users_not_in_org": "guests",
        }
    )

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return the choice; a meeting without one follows its host, which has a row of its own."""
        found = super().get(document, kind)
        return "everyone" if found is MISSING else found

    def decode(self, raw: JsonValue) -> Value:
        """Translate `{"mode": …, "who_goes_to_waiting_room": …}`."""
        if not isinstance(raw, dict):
            raise UnknownValueError(f"{self.path} is no object")
        if raw.get("mode") == "follow_setting":
            return "everyone"
        return super().decode(raw.get("who_goes_to_waiting_room"))

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep the choice."""
        if not isinstance(raw, dict):
            return super().redacted(raw, path)
        return {key: scalar(raw[key]) for key in ("mode", "who_goes_to_waiting_room") if key in raw}

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:  # noqa: ARG002 - the shape of Setting.encode
        """Return a choice of its own: everyone, or guests only."""
        who = "everyone" if value == "everyone" else "users_not_in_account"
        return {"mode": "custom", "who_goes_to_waiting_room": who}


@dataclass(frozen=True, kw_only=True)
class Questions(Setting):
    """Who sees the questions of a Q&A: nobody, only answered ones, or all."""

    key: str
    """`question_visibility` in meetings, `answer_questions` in webinars."""
    shown: Mapping[JsonValue, Value]
    """The level for each of its values."""

    def decode(self, raw: JsonValue) -> Value:
        """Translate the whole object."""
        if not isinstance(raw, dict):
            raise UnknownValueError(f"{self.path} is no object")
        if raw.get("enable") is False or raw.get("allow_submit_questions") is False:
            return "off"
        for spelling, level in self.shown.items():
            if raw.get("enable") is True and raw.get(self.key) == spelling:
                return level
        raise UnknownValueError(f"{self.path} does not say who sees the questions")

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep the switches and who sees the questions."""
        if not isinstance(raw, dict):
            return super().redacted(raw, path)
        return {key: scalar(raw[key]) for key in ("enable", "allow_submit_questions", self.key) if key in raw}

    def writable_values(self) -> tuple[Value, ...]:
        """Return the levels that can be written."""
        return ("off", *self.shown.values())

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Change no more of the object than it takes."""
        form = dict(before) if isinstance(before, dict) else {}
        if value == "off":
            return {**form, "enable": False}
        return {
            **form,
            "enable": True,
            self.key: next(k for k, level in self.shown.items() if level == value),
        }

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Compare what it comes to."""
        return found is not MISSING and self.decode(wanted) == self.decode(found)


@dataclass(frozen=True, kw_only=True)
class Stream(Presence):
    """Whether a live stream is set up; where to, nobody is told."""

    present: str = "planned"
    absent: str = "off"

    def decode(self, raw: JsonValue) -> str:
        """Tell whether the answer holds the address of a stream."""
        if not isinstance(raw, dict):
            raise UnknownValueError("the live stream settings have an unknown shape")
        return super().decode(raw.get("stream_url"))

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep that there is an address, and not which."""
        if not isinstance(raw, dict):
            return super().redacted(raw, path)
        return {"stream_url": super().redacted(raw.get("stream_url"), path)}


@dataclass(frozen=True, kw_only=True)
class OfRecording(Setting):
    """A setting of a program's cloud recordings; a null part stands for "none was made"."""

    unrecorded: str

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return the value, or the most closed where there is no recording."""
        return self.unrecorded if document.get("recording", MISSING) is None else super().get(document, kind)
