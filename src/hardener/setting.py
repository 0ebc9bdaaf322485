"""A vendor's setting, declared as data: where it lies and what its values mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import ClassVar

from pydantic import JsonValue

from hardener import redact
from hardener.language import marked
from hardener.model import Document, Risk, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path, with_path

NOT_KNOWN = marked("{path} has a value this version does not know")
LONG = 200
"""Characters of a vendor's word; what is longer is a text, and no setting."""


def scalar(raw: JsonValue, *, secret: bool = False) -> JsonValue:
    """Return what stands for `raw` where neither a secret nor a text may: of a list or an object only its kind."""
    if isinstance(raw, str):
        hidden = secret or len(raw) > LONG or not raw.isprintable()
        return redact.GONE if raw and hidden else redact.text(raw)
    if isinstance(raw, float) and not isfinite(raw):
        return redact.GONE  # no JSON has it
    if isinstance(raw, dict | list):
        return {} if isinstance(raw, dict) else []
    return 0 if secret and raw is not None and not isinstance(raw, bool) else raw


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How one vendor spells one control, on some kinds of target.

    Where a control has several rows for a target, its value is the most open of
    its ordinary rows, but never more open than any of its `gate` rows.
    """

    beside: ClassVar[tuple[str, ...]] = ()
    """Of a sort of row: its fields that name further paths on which its value depends."""

    control: str
    path: str
    """Where it lies in the document, from the name of the part on: `settings.waiting_room`."""
    kinds: tuple[str, ...]
    """The kinds of target that carry it. A program is judged by its own row if its kind is here;
    otherwise by the targets above it."""
    values: Mapping[JsonValue, Value] = field(default_factory=dict)
    """The control's value for each of the vendor's. Where two mean the same, the first is written."""
    governs: tuple[str, ...] = ()
    """The kinds of program that a row on the targets above decides for."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """The path at a kind where the vendor spells it otherwise."""
    gate: bool = False
    """Closing it is enough, whatever the other rows say."""
    prevails: Value | None = None
    """The value that counts where any of a layer's targets has it, as with a lock itself."""
    default_for_new: bool = False
    """It only fills in new programs: judged on the host, group or account, never on a program."""
    unless: tuple[str, JsonValue] | None = None
    """A path of the program and its value with which the row above does not count for it."""
    lock: str | None = None
    """Path, in a layer above, of the flag that makes that layer's value hold below. For a program's
    own row: of the flag that makes the vendor drop a change of it."""
    lock_presumed: bool = False
    """The lock is its parent's, and the vendor does not say that it holds this one as well."""
    writable: tuple[str, ...] | None = None
    """The kinds on which the API writes it; None: on all of `kinds`."""
    locked_at: tuple[str, ...] = ("group", "account")
    """The kinds on which there is such a lock."""
    also_locked: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Further flags each of which holds it as well, with the kinds on which there is one."""
    lockable: tuple[str, ...] = ()
    """The kinds on which the API writes the lock."""
    follows: str = ""
    """Path that brings this row to life: when it is changed, this row is written in the same go."""
    alive: tuple[JsonValue, ...] = ()
    """The values at `follows` with which this row exists; with any other there is nothing to write."""
    also: Mapping[str, JsonValue] = field(default_factory=dict)
    """Paths the vendor wants changed in the same write, because both cannot be set."""
    risks: frozenset[Risk] = frozenset()
    moves: frozenset[str] = frozenset()
    """The protected facts that a change of it may move."""
    keeps: Mapping[Value, tuple[str, ...]] = field(default_factory=dict)
    """By the value that is written: paths that the vendor may set back with it, so that `undo` needs what is there."""
    undo: Mapping[Value, str] = field(default_factory=dict)
    """By the value that is written: what `undo` cannot do about it, in words that go on from "undo"."""
    secret: bool = False
    """Its raw value is shown nowhere."""
    fixed: bool = False
    """Nobody can change it, by the API or by hand: the vendor decides."""
    always: tuple[str, ...] = ()
    """Of a set: the names that the vendor puts in, whatever anybody asks for."""
    adds: tuple[str, ...] = ()
    """Of a set: the names that `encode` puts in where they are asked for and not there yet."""
    by_hand: str = ""
    """Where a person changes it."""
    note: str = ""
    """What a reader should know of it, whatever its value."""
    advisory: str = ""
    """Why a value that is asked for protects nobody from a visitor who means harm, as a sentence; empty: it does."""
    restart: str = ""
    """The service that has to be restarted before a new value is in force; empty: it is at once."""
    running: str = ""
    """Path of the value that is in force, spelled as at `path`, where the vendor shows both; empty: it does not."""
    at_once: str = ""
    """Path of what says that the vendor reads its file at each visit: where it is true, no restart is waited for."""

    def at(self, kind: str) -> str:
        """Return its path on targets of `kind`."""
        return self.spelled.get(kind, self.path)

    def locks_at(self, kind: str) -> tuple[str, ...]:
        """Return the flags that make a target of `kind`, in a layer above, hold this for everything below."""
        own = (self.lock,) if self.lock is not None and kind in self.locked_at else ()
        return (*own, *(path for path, kinds in self.also_locked if kind in kinds))

    def can_write(self, kind: str) -> bool:
        """Tell whether the API writes it on targets of `kind`."""
        return kind in (self.kinds if self.writable is None else self.writable)

    def there(self, document: Document) -> bool:  # noqa: ARG002 - kinds of Setting need it
        """Tell whether a target with this document has the row: the vendor may show it for some and not for others."""
        return True

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return the control's value, `MISSING`, or raise `UnknownValueError`: never a guess."""
        raw = get_path(document, self.at(kind))
        return MISSING if raw is MISSING else self.decode(raw)

    def looks_at(self, kind: str) -> tuple[str, ...]:
        """Return every path on which `get` depends on targets of `kind`; a list on the way stands for its entries."""
        beside = (getattr(self, name) for name in self.beside)
        return tuple(filter(None, (self.at(kind), self.running, *beside))) if self.path else ()

    @cached_property
    def confined(self) -> bool:
        """Tell whether `get` is shown nothing but what lies where `looks_at` says, so that its value hangs on that.

        Not what is secret, for which no raw value may stand, and no row of which more than the value is told.
        """
        kind = type(self)
        usual = kind.there is Setting.there and kind.still is Setting.still
        return kind.get is not Setting.get and usual and not (self.secret or self.running)

    def still(self, document: Document, kind: str) -> JsonValue | Missing:
        """Return what is in force where that is known to be another value than is written, else `MISSING`."""
        if not self.running:
            return MISSING
        written, found = get_path(document, self.at(kind)), get_path(document, self.running)
        return MISSING if written is MISSING or found is MISSING or self.same(written, found) else found

    def waits(self, document: Document, kind: str) -> str:
        """Return the service whose restart a value that was just written waits for; empty where it is in force."""
        shown = bool(self.running) and get_path(document, self.running) is not MISSING
        return "" if shown and self.still(document, kind) is MISSING else self.restart

    def restarts(self, document: Document) -> str:
        """Return the service whose restart a change of it will wait for; empty where it is in force at once."""
        return "" if self.at_once and get_path(document, self.at_once) is True else self.restart

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:  # noqa: ARG002 - kinds of Setting need it
        """Return what a snapshot keeps of `raw` at `path`: `get` makes the same of it, and it tells no secret."""
        return scalar(raw, secret=self.secret)

    def put(self, document: Document, kind: str, value: Value) -> dict[str, JsonValue]:
        """Return a copy of `document` in which the control has `value`."""
        before = get_path(document, self.at(kind))
        copy = with_path(document, self.at(kind), self.encode(value, before))
        for path, raw in self.also.items():
            copy = with_path(copy, path, raw)
        return copy

    def writable_values(self) -> tuple[Value, ...]:
        """Return the values that can be written, none for a row of free values."""
        return tuple(dict.fromkeys(self.values.values()))

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:  # noqa: ARG002 - kinds of Setting need it
        """Return what to write for `value` where the row's values are no ladder; None where nothing fits."""
        return value if value in self.writable_values() else None

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Tell whether `found`, read after the write, is what was `wanted`; true is not 1."""
        return type(wanted) is type(found) and wanted == found

    def decode(self, raw: JsonValue) -> Value:
        """Translate the vendor's value; a bool is never taken for a number."""
        try:
            return self._meanings[type(raw), raw]
        except (KeyError, TypeError):  # of a list or an object there is no such key at all
            raise UnknownValueError(NOT_KNOWN.format(path=self.path)) from None

    @cached_property
    def _meanings(self) -> dict[tuple[type, JsonValue], Value]:
        return {(type(spelling), spelling): meaning for spelling, meaning in self.values.items()}

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Translate back; where `before` already means `value`, it stays as it is."""
        if before is not MISSING and any(
            type(r) is type(before) and r == before and m == value for r, m in self.values.items()
        ):
            return before
        return next(raw for raw, meaning in self.values.items() if meaning == value)


@dataclass(frozen=True, kw_only=True)
class Number(Setting):
    """A control that is a number, between what the vendor allows."""

    allowed: tuple[int, ...] = ()
    """The numbers the vendor accepts; none: any."""

    def decode(self, raw: JsonValue) -> int:
        """Return the number; anything else is unknown."""
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise UnknownValueError(f"{self.path} is not a whole number")
        return raw

    def writable_values(self) -> tuple[Value, ...]:
        """Return the numbers the vendor accepts."""
        return self.allowed

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:  # noqa: ARG002 - the shape of Setting.encode
        """Return the number as it is."""
        assert isinstance(value, int)
        return value


@dataclass(frozen=True, kw_only=True)
class Presence(Setting):
    """A control that only asks whether something is there: a passcode, an alternative host."""

    present: str
    absent: str

    def decode(self, raw: JsonValue) -> str:
        """Tell whether `raw` holds anything; what it holds is looked at no further."""
        if raw is not None and not isinstance(raw, str | list):
            raise UnknownValueError(f"{self.path} is neither text nor a list")
        return self.present if raw else self.absent

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:  # noqa: ARG002 - the shape of Setting.redacted
        """Keep that there is something, and not what."""
        return [redact.GONE] if isinstance(raw, list) and raw else scalar(raw, secret=True)

    def writable_values(self) -> tuple[Value, ...]:
        """Return nothing: what is to be present, only its vendor's row can make."""
        return ()


@dataclass(frozen=True, kw_only=True)
class FixedByVendor(Setting):
    """A control that the vendor fixes for a kind of program, whatever anybody sets: nothing is read."""

    path: str = ""
    value: str
    writable: tuple[str, ...] | None = ()
    fixed: bool = True

    def get(self, document: Document, kind: str) -> Value:  # noqa: ARG002 - the shape of Setting.get
        """Return what the vendor documents."""
        return self.value


@dataclass(frozen=True, kw_only=True)
class ManualOnly(Setting):
    """A control that the vendor has and its API does not show; `by_hand` says where a person looks."""

    path: str = ""
    writable: tuple[str, ...] | None = ()


@dataclass(frozen=True, kw_only=True)
class Absent(ManualOnly):
    """A control that the vendor has, but not in the cloud that the account is in; `note` says so."""


def without(settings: Sequence[Setting], notes: Mapping[str, str]) -> tuple[Setting, ...]:
    """Return a table in which the controls in `notes` are known to be absent, for the reason that is there."""
    kinds = {row.control: row.kinds for row in settings if row.control in notes}
    gone = (Absent(control=control, kinds=where, note=notes[control]) for control, where in kinds.items())
    return (*(row for row in settings if row.control not in notes), *gone)


def absent(settings: Sequence[Setting]) -> dict[str, str]:
    """Return the controls that a table says are absent, and why."""
    return {row.control: row.note for row in settings if isinstance(row, Absent)}


def rows_of(settings: Sequence[Setting], kind: str) -> dict[str, Setting]:
    """Return a table's rows for targets of `kind` by path; of several for one path, the first."""
    rows: dict[str, Setting] = {}
    for row in settings:
        if kind in row.kinds and row.path:
            rows.setdefault(row.at(kind), row)
    return rows
