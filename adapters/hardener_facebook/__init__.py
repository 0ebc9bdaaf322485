"""Facebook Live: data alone, on what all platforms without an API have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from hardener.by_hand import whole
from hardener.incident import Incident, incident
from hardener.setting import Setting
from hardener_checklist import Checklist
from hardener_facebook.kept_words import LEAVES

LINKS = (r"facebook\.com/\w", r"fb\.(?:watch|me|com|gg)/\w")


class Facebook(Checklist):
    """The live videos of one Facebook Page."""

    platform: str = "Facebook Live"
    accounts: str = "Facebook"
    leaves: str = LEAVES
    settings: Sequence[Setting] = whole("hardener_facebook", (), {"program": ("broadcast",)})

    @classmethod
    def links(cls, options: Mapping[str, JsonValue]) -> Sequence[str]:  # noqa: ARG003 - they are the same everywhere
        """Return the forms of addresses that lead to a live video."""
        return LINKS

    @classmethod
    def incident(cls) -> Incident:
        """Return what a host presses in the first bad minute. Raises `FileError`."""
        return incident("hardener_facebook")
