"""Settings of Zoom whose own value does not tell all that holds: what is above it, beside it, or whose it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import JsonValue

from hardener.model import Document, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path
from hardener.setting import Number, Presence, Setting, scalar
from hardener_zoom.kinds import OfRecording
from hardener_zoom.limits import without_sign_up

HOME, ELSEWHERE = "home", "elsewhere"
"""What stands for regions in a snapshot: the library's own, and others."""


@dataclass(frozen=True, kw_only=True)
class Enabler(Setting):
    """A switch above without which a program's own may come to nothing: off, nobody knows what holds."""

    off: str
    """Why nobody knows, where its value is none of `values`."""

    def decode(self, raw: JsonValue) -> Value:
        """Return the value that leaves the decision to the program; anything else is unknown, with the reason."""
        try:
            return super().decode(raw)
        except UnknownValueError:
            if isinstance(raw, bool | int):
                raise UnknownValueError(self.off) from None
            raise


@dataclass(frozen=True, kw_only=True)
class SignUp(Setting):
    """What hangs on sign-up, which some kinds of meeting do not have, whatever their setting says."""

    open: int = 2
    """The vendor's value for "no sign-up", which is believed of any meeting."""

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return the value, or raise `UnknownValueError` where there can be no sign-up."""
        raw = get_path(document, self.at(kind))
        if raw is MISSING:
            return raw
        if raw != self.open and (why := without_sign_up(document.get("program"))):
            raise UnknownValueError(f"its settings say that people sign up, but {why}")
        return self.decode(raw)

    def looks_at(self, kind: str) -> tuple[str, ...]:
        """Return where the setting, and what kind of meeting it is, would be."""
        return (self.at(kind), "program.type", "program.settings.use_pmi")


@dataclass(frozen=True, kw_only=True)
class Whiteboards(Setting):
    """Who can draw on the whiteboards that are attached to a meeting; where the vendor names none, there is none."""

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return the most open of the attached whiteboards."""
        found = get_path(document, self.at(kind))
        return self.decode([] if found is MISSING else found)

    def decode(self, raw: JsonValue) -> Value:
        """Return whether all can only look. One that does not say may be edited: that is the vendor's default."""
        if not isinstance(raw, list):
            raise UnknownValueError(f"{self.path} is no list")
        levels = {_board(entry) for entry in raw}
        return "everyone" if "everyone" in levels else "off"

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep what each can be used for, and not which it is."""
        if not isinstance(raw, list):
            return super().redacted(raw, path)
        return [_kept(entry) if isinstance(entry, dict) else None for entry in raw]

    def writable_values(self) -> tuple[Value, ...]:
        """Return that all can be made to be looked at only."""
        return ("off",)

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:  # noqa: ARG002 - the shape of Setting.encode
        """Keep every whiteboard; whoever could draw can only look."""
        boards = before if isinstance(before, list) else []
        return [{**board, "permission_level": "viewer"} if isinstance(board, dict) else board for board in boards]

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Compare what it comes to."""
        return found is not MISSING and self.decode(wanted) == self.decode(found)


def _board(entry: JsonValue) -> str:
    level = entry.get("permission_level", "editor") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or entry.get("resource_type", "whiteboard") != "whiteboard":
        raise UnknownValueError("something other than a whiteboard is attached to the meeting")
    if not isinstance(level, str) or level not in {"editor", "commenter", "viewer"}:
        raise UnknownValueError("an attached whiteboard does not say who can draw on it")
    return "off" if level == "viewer" else "everyone"


def _kept(entry: dict[str, JsonValue]) -> JsonValue:
    return {key: scalar(entry[key]) for key in ("resource_type", "permission_level") if key in entry}


@dataclass(frozen=True, kw_only=True)
class Regions(Setting):
    """In whose part of the world a host's programs are carried, where a choice was made."""

    beside = ("chosen",)
    chosen: str
    """Path of the list of regions that were chosen."""
    home: tuple[str, ...] = ()
    """The regions that the library says are its own."""

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return `home` where all that was chosen is the library's own."""
        on = get_path(document, self.at(kind))
        if on is MISSING or on is False:
            return on if on is MISSING else "any"
        if on is not True:
            raise UnknownValueError(f"{self.path} has a value this version does not know")
        return region(get_path(document, self.chosen), self.home)

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep of the regions only whether they are the library's own, where it says which are."""
        return regions(raw, self.home) if path == self.chosen else super().redacted(raw, path)


@dataclass(frozen=True, kw_only=True)
class MoreRegions(Setting):
    """Regions that one program is carried in beside its host's; where the vendor names none, there are none."""

    home: tuple[str, ...] = ()

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return `home` where it has none but the library's own."""
        found = get_path(document, self.at(kind))
        return HOME if found is MISSING or found is None or found == [] else region(found, self.home)

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:  # noqa: ARG002 - the shape of Setting.redacted
        """Keep only whether they are the library's own, where it says which are."""
        return regions(raw, self.home)


def region(found: JsonValue | Missing, home: Collection[str]) -> Value:
    """Return whether a list of regions is the library's own. Raises `UnknownValueError`."""
    names = [name for name in found if isinstance(name, str)] if isinstance(found, list) else []
    if not isinstance(found, list) or not names or len(names) < len(found):
        raise UnknownValueError("the vendor does not say which regions were chosen")
    if ELSEWHERE in names or names == [HOME]:
        return "any" if ELSEWHERE in names else "home"
    if not home:
        raise UnknownValueError('nothing says which regions are your own: write regions = ["US"] into the connection')
    return "home" if {name.upper() for name in names} <= set(home) else "any"


def regions(raw: JsonValue, home: Collection[str]) -> JsonValue:
    """Return what stands for a list of regions: the same comes of it, whoever's own they are."""
    if not isinstance(raw, list):
        return scalar(raw)
    try:
        return [HOME] if region(raw, home) == "home" else [ELSEWHERE]
    except UnknownValueError:
        return [scalar(name) for name in raw]


@dataclass(frozen=True, kw_only=True)
class LargeRoom(Number):
    """How many people a room with the licence for large ones holds; without the licence it adds nothing."""

    beside = ("switch",)
    switch: str

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return the number where there is the licence."""
        on = get_path(document, self.switch)
        if on is MISSING or on is False:
            return 0
        if on is not True:
            raise UnknownValueError("the host's licence for large meetings is not told")
        return super().get(document, kind)


@dataclass(frozen=True, kw_only=True)
class SecondAdult(Presence):
    """Whether one of the alternative hosts is somebody of the library's: others are no second adult."""

    beside = ("ours",)
    ours: str
    """Path of how many of them are."""

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Tell whether there is one of the library's own; who it is is looked at no further."""
        named = super().get(document, kind)
        if named != self.present:
            return named
        count = get_path(document, self.ours)
        if isinstance(count, bool) or not isinstance(count, int):
            raise UnknownValueError("it is not known whether the alternative hosts are the library's own people")
        return self.present if count else self.absent

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep that somebody is named and how many are the library's own, and not who."""
        return scalar(raw) if path == self.ours else super().redacted(raw, path)


@dataclass(frozen=True, kw_only=True)
class Sharing(OfRecording):
    """Who can open a program's recordings; a passcode of a recording's own stands before its link."""

    beside = ("passcode",)
    passcode: str

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return who can; a link with a passcode is a passcode. Where nothing tells of one, it is unknown."""
        found = super().get(document, kind)
        if found != "link":
            return found
        own = get_path(document, self.passcode)
        if own is MISSING or not isinstance(own, str | bool | None):  # a snapshot has yes or no instead
            raise UnknownValueError("Zoom does not say whether the recording has a passcode of its own")
        return "passcode" if own else found

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep of the passcode only that there is one."""
        if path != self.passcode:
            return super().redacted(raw, path)
        return bool(raw) if isinstance(raw, str | None) else scalar(raw, secret=True)
