"""How BigBlueButton's settings are read: the same word means one thing in a file, and another in a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import JsonValue

from hardener.model import Document, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path, with_path
from hardener.setting import FixedByVendor, Setting
from hardener.vendor import marked
from hardener_bigbluebutton.properties import plain

YES, NO = frozenset({"true", "on", "yes", "1"}), frozenset({"false", "off", "no", "0"})
"""What Spring takes in a file, in any case. Anything else, and bbb-web does not start."""
WORDS = frozenset(
    [
        "breakoutRooms",
        "captions",
        "chat",
        "privateChat",
        "downloadPresentationWithAnnotations",
        "downloadPresentationConvertedToPdf",
        "downloadPresentationOriginalFile",
        "snapshotOfCurrentSlide",
        "externalVideos",
        "importPresentationWithAnnotationsFromBreakoutRooms",
        "importSharedNotesFromBreakoutRooms",
        "layouts",
        "learningDashboard",
        "learningDashboardDownloadSessionData",
        "polls",
        "screenshare",
        "sharedNotes",
        "virtualBackgrounds",
        "customVirtualBackgrounds",
        "liveTranscription",
        "presentation",
        "cameraAsContent",
        "timer",
        "infiniteWhiteboard",
        "deleteChatMessage",
        "editChatMessage",
        "replyChatMessage",
        "chatMessageReactions",
        "raiseHand",
        "userReactions",
        "chatEmojiPicker",
        "quizzes",
        "plugins",
        "multiFunctionalMode",
        "pinChatMessage",
    ]
)
"""What `disabledFeatures` may name, from 2.5 to 4.0. One that is proposed (`lockSettings`) would lift every lock."""

UNKNOWN_WORD = marked("disabledFeatures has a word that this version does not know: it may lift the locks")


def told(document: Document, path: str) -> JsonValue | Missing:
    """Return what lies at `path`; `MISSING` also where the way to it has an unknown shape."""
    try:
        return get_path(document, path)
    except UnknownValueError:
        return MISSING


def split(text: str) -> frozenset[str]:
    """Return the words of a list of features."""
    return frozenset(filter(None, (word.strip() for word in text.split(","))))


@dataclass(frozen=True, kw_only=True)
class Own(Setting):
    """What a room says itself. In a call only `true` is true; of Greenlight's own options only that very word."""

    by: str = ""
    """The name under which the document tells which layer decides; empty: always the room."""
    exact: bool = False

    def there(self, document: Document) -> bool:
        """Tell whether the room's own value is what counts."""
        return not self.by or told(document, f"by.{self.by}.room") is not False

    def looks_at(self, kind: str) -> tuple[str, ...]:
        """Return the path, and where it is told who decides."""
        return (*super().looks_at(kind), *((f"by.{self.by}.room",) if self.by else ()))

    def decode(self, raw: JsonValue) -> Value:
        """Read a call's boolean."""
        if isinstance(raw, str) and set(self.values) == {"true", "false"}:
            return self.values["true" if (raw if self.exact else raw.casefold()) == "true" else "false"]
        return super().decode(raw)


@dataclass(frozen=True, kw_only=True)
class Site(Setting):
    """What Greenlight does with all rooms."""


@dataclass(frozen=True, kw_only=True)
class Balanced(Setting):
    """What a load balancer puts into calls: whatever is not `true` is false."""

    def decode(self, raw: JsonValue) -> Value:
        """Read a call's boolean."""
        if isinstance(raw, str) and set(self.values) == {"true", "false"}:
            return self.values["true" if raw.casefold() == "true" else "false"]
        return super().decode(raw)


@dataclass(frozen=True, kw_only=True)
class Property(Setting):
    """A key of bbb-web's files: the administrator's before the one that is shipped."""

    open: Value | None = None
    """The value that needs no restart to be believed: a file that bbb-web may not have read proves nothing closed."""

    def looks_at(self, kind: str) -> tuple[str, ...]:
        """Return every place that may hold it."""
        key = self.path.partition(".")[2]
        return (*super().looks_at(kind), f"shipped.{key}", f"resolved.{key}", "read.before")

    def still(self, document: Document, kind: str) -> JsonValue | Missing:
        """Return what bbb-web was started with, where that comes to something else than the files do now."""
        found = told(document, self.running) if self.running else MISSING
        if found is MISSING or self.get(document, kind) in {MISSING, self.decode(found)}:
            return MISSING
        return found

    def get(self, document: Document, kind: str) -> Value | Missing:  # noqa: ARG002 - the shape of Setting.get
        """Return what is in force, or raise `UnknownValueError` with why nobody can tell."""
        key = self.path.partition(".")[2]
        raw: JsonValue | Missing = MISSING
        for part in ("file", "shipped"):
            raw = get_path(document, f"{part}.{key}") if raw is MISSING else raw
        if raw is MISSING:
            return MISSING
        if isinstance(raw, str) and "${" in raw:
            raw = get_path(document, f"resolved.{key}")
            if not isinstance(raw, str):
                raise UnknownValueError(f"{key} leads to a value that neither file has: bbb-web does not start with it")
        value = self.decode(raw)
        stale = get_path(document, "read.before")
        if value != self.open and stale != "":
            raise UnknownValueError(str(stale))
        return value

    def decode(self, raw: JsonValue) -> Value:
        """Read what stands in a file, by Java's rules and then by Spring's."""
        key = self.path.partition(".")[2]
        if not isinstance(raw, str):
            raise UnknownValueError(f"{key} is no text")
        try:
            text = plain(raw)
        except ValueError as error:
            raise UnknownValueError(f"{key}: {error}") from None
        return self.told(text)

    def told(self, text: str) -> Value:
        """Return what a text comes to, without its escapes."""
        if set(self.values) != {"true", "false"}:
            return super().decode(text)
        word = text.strip().casefold()
        if word not in YES | NO:
            raise UnknownValueError(
                f"{self.path.partition('.')[2]} is neither true nor false: bbb-web does not start with it"
            )
        return self.values["true" if word in YES else "false"]

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Translate back; what means it already stays as it is written."""
        try:
            if before is not MISSING and self.decode(before) == value:
                return before
        except UnknownValueError:
            pass
        return super().encode(value, MISSING)

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Tell whether the file has what was wanted: None is that it has no such key."""
        return found is MISSING if wanted is None else super().same(wanted, found)


@dataclass(frozen=True, kw_only=True)
class Feature(Property):
    """A feature that a list of them may switch off, for everybody, moderators as well."""

    word: str
    writable: tuple[str, ...] | None = ()

    def told(self, text: str) -> Value:
        """Tell whether the list has it: the first of the row's values where it has."""
        off, on = self.values.values()
        return off if self.word in split(text) else on

    def waits(self, document: Document, kind: str) -> str:  # noqa: ARG002 - the shape of Setting.waits
        """Return what has to be restarted for any word of the list, whichever this row is for."""
        running = told(document, self.running)
        known = isinstance(running, str) and split(plain(running)) == split(plain(self.listed(document)))
        return "" if known else self.restart

    def listed(self, document: Document) -> str:
        """Return the list that the files come to, as it is written."""
        key = self.path.partition(".")[2]
        found = (told(document, f"{part}.{key}") for part in ("file", "shipped"))
        return next((each for each in found if isinstance(each, str)), "")

    def writable_values(self) -> tuple[Value, ...]:
        """Return the closed value alone: a word is added, and none that a person wrote is taken out."""
        return tuple(self.values.values())[:1]

    def put(self, document: Document, kind: str, value: Value) -> dict[str, JsonValue]:
        """Return a copy of `document` in which the administrator's list has the word, after all that is in force."""
        assert value in self.writable_values()
        raw = self.listed(document)
        listed = plain(raw)
        if self.word in split(listed):
            return with_path(document, self.at(kind), raw)
        comma = "," if split(listed) and not listed.rstrip().endswith(",") else ""
        return with_path(document, self.at(kind), f"{raw}{comma}{self.word}" if split(listed) else self.word)


@dataclass(frozen=True, kw_only=True)
class BalancedFeature(Setting):
    """The same in what a load balancer or a room sends."""

    word: str
    writable: tuple[str, ...] | None = ()

    def decode(self, raw: JsonValue) -> Value:
        """Tell whether the list has it."""
        if not isinstance(raw, str):
            raise UnknownValueError(f"{self.path} is no text")
        off, on = self.values.values()
        return off if self.word in split(raw) else on


@dataclass(frozen=True, kw_only=True)
class LocksHold(Property):
    """A word in `disabledFeatures` that nobody knows may be one that lifts every lock."""

    writable: tuple[str, ...] | None = ()

    def told(self, text: str) -> Value:
        """Return the closed value where every word is known."""
        if split(text) - WORDS:
            raise UnknownValueError(UNKNOWN_WORD)
        return next(iter(self.values.values()))


@dataclass(frozen=True, kw_only=True)
class BalancedLocksHold(Setting):
    """The same in what a load balancer adds to the list."""

    writable: tuple[str, ...] | None = ()

    def decode(self, raw: JsonValue) -> Value:
        """Return the closed value where every word is known."""
        if not isinstance(raw, str) or split(raw) - WORDS:
            raise UnknownValueError(UNKNOWN_WORD)
        return next(iter(self.values.values()))


@dataclass(frozen=True, kw_only=True)
class OwnLocksHold(BalancedLocksHold):
    """The same in what a room adds to it, where it does."""

    def there(self, document: Document) -> bool:
        """Tell whether the room has a list."""
        return told(document, self.path) is not MISSING


@dataclass(frozen=True, kw_only=True)
class FrontEnd(FixedByVendor):
    """Of a server that is looked at alone: whoever makes a meeting may send something else."""

    fixed: bool = False
    SAID: ClassVar[str] = (
        "the program that makes a meeting can send another value with it, and let anybody in as moderator"
    )

    def there(self, document: Document) -> bool:
        """Tell whether nothing is known of the front end."""
        return told(document, "by.front_end") == "unknown"

    def looks_at(self, kind: str) -> tuple[str, ...]:  # noqa: ARG002 - the shape of Setting.looks_at
        """Return where that is told."""
        return ("by.front_end",)
