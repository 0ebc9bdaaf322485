"""What Talk of a server can do and is set to, from its capabilities and, for an admin, its own settings. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hardener.errors import MalformedError
from hardener.vendor import Json, at

LACKING = (
    "Nextcloud does not show Talk to this account: it is not installed, or this account is in no group that may use it"
)
FACTORY: Mapping[str, str] = {
    "default_permissions": "246",
    "start_calls": "0",
    "call_recording_summary": "yes",
    "call_recording_transcription": "no",
    "calls_start_without_media": "no",
}
"""The settings that an admin is asked for, and what holds where one was never set. No other key is ever asked for."""
SWITCH: Mapping[str, bool] = {"yes": True, "1": True, "true": True, "no": False, "0": False, "false": False}
"""How a switch is kept among an admin's settings: as older and as newer versions write it."""
TELLS = ("summary", "transcript", "captions", "e2ee")
"""What a person has to look at where the server does not tell it."""
MOST = 510
"""All permissions that a Talk we know gives, without the mark that they are meant."""


@dataclass(frozen=True, slots=True)
class Server:
    """Talk on one server, as one account sees it."""

    features: frozenset[str]
    config: Json
    policy: Mapping[str, str] = field(default_factory=dict)
    """What an admin reads; empty for everybody else."""

    @classmethod
    def of(cls, answer: Json) -> Server:
        """Return what the capabilities say. Raises `MalformedError` where Talk is not among them."""
        talk = at(answer, "capabilities.spreed")
        if not isinstance(talk, Mapping) or not talk:
            raise MalformedError(LACKING)
        features, config = talk.get("features"), talk.get("config", {})
        if not isinstance(features, list) or not all(isinstance(each, str) for each in features):
            raise MalformedError("Nextcloud does not say what its Talk can do")
        if not isinstance(config, dict):
            raise MalformedError("Nextcloud does not say how its Talk is set up")
        return cls(frozenset(features), config)

    def can(self, feature: str) -> bool:
        """Tell whether its Talk is new enough for something."""
        return feature in self.features

    def said(self, path: str) -> object:
        """Return what the configuration has at a path; None where it has nothing."""
        return at(self.config, path)

    @property
    def permissions(self) -> int | None:
        """Return what everybody may do where a room says nothing; None where that is not shown.

        A Talk that knows reactions says it itself: what holds there where an admin set nothing is not known.
        """
        found = self.said("permissions.default")
        if found is None and "default_permissions" in self.policy and not self.can("react-permission"):
            text = self.policy["default_permissions"]
            found = int(text) if text.isdecimal() and len(text) < 5 else None
        return found if type(found) is int and 0 < found <= MOST + 1 else None

    @property
    def records(self) -> object:
        """Return whether calls can be recorded at all: true, false, or what nobody knows."""
        return self.said("call.recording") if self.can("recording-v1") else False

    @property
    def only_staff_start(self) -> bool:
        """Tell whether it is known that nobody but moderators can start a call."""
        return self.policy.get("start_calls") in {"2", "3"} or self.said("call.enabled") is False

    @property
    def without_media(self) -> bool | None:
        """Tell whether people come into a call with microphone and camera off; None where that is not shown.

        What the capabilities say of it is the asking account's own wish where it has one (Config.php,
        getCallsStartWithoutMedia), so that they tell only whether there is such a thing.
        """
        there = self.said("call.start-without-media") is not None
        return SWITCH.get(self.policy.get("calls_start_without_media", "")) if there else None

    def document(self) -> Json:
        """Return what of it decides for every room: only what the server tells."""
        found: dict[str, Any] = {
            "captions": self.said("call.live-transcription"),
            "e2ee": self.said("call.end-to-end-encryption"),
            "force_passwords": self.said("conversations.force-passwords"),
            "summary": self._after_recording("call_recording_summary"),
            "transcript": self._after_recording("call_recording_transcription"),
        }
        return {"server": {key: _plain(value) for key, value in found.items() if value is not None}}

    def told(self) -> dict[str, str]:
        """Return for each of `TELLS` whether the server tells it, or a person has to `look`."""
        known = self.document()["server"]
        return {name: "tell" if name in known else "look" for name in TELLS}

    def _after_recording(self, key: str) -> str | None:
        return "no" if self.records is False else self.policy.get(key)


def _plain(value: object) -> object:
    """Return a value that a setting may have; of anything else that there is something else."""
    return value if isinstance(value, bool | int | str) else []
