"""What a program meets can be governed above it: which values can be in force, and from where. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_
from typing import NamedTuple

from hardener.language import marked
from hardener.model import Target, Unreadable, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path, vendor_path
from hardener.reason import Reason, Why
from hardener.setting import Setting
from hardener.shown import only

Others = Mapping[str, Target | Unreadable]
"""Every account, group and host by its id."""

DIFFER = marked("{titles} differ, and the vendor does not say which of them counts")


Above = tuple[tuple[str, ...], ...]
"""Ids of the targets that govern a program, nearest first; alternatives share a layer."""


class Candidate(NamedTuple):
    """One value that may be the one in force."""

    value: Value | None
    """None: it could not be told, for `why`."""
    why: str
    target: str
    """Id of the target it comes from."""
    title: str
    kind: str
    locked: bool | None
    """Whether that target holds it for everything below."""
    running: Value | None = None
    """What is in force until a restart; None: the same value, or not shown."""


class Reading(NamedTuple):
    """What one row comes to for one program: one candidate where all is known, else several."""

    row: Setting
    candidates: tuple[Candidate, ...]
    doubt: str = ""
    """Why more than one candidate is left."""
    blind: bool = False
    """Whether that is so because something could not be read; else all was, and the vendor does not say."""


class Layers:
    """Numbers what programs lie below: the same number for the same targets, as they were read, in the same layers."""

    def __init__(self, others: Others) -> None:
        """Begin with none; `others` may grow, and what is read again is another target."""
        self._others = others
        self._known: dict[tuple[object, ...], tuple[int, list[Target | Unreadable | None]]] = {}
        """Each with its targets, so that their ids stay their own."""
        self._last: dict[Above, tuple[tuple[str, ...], list[Target | Unreadable | None], int]] = {}
        """By layers: their ids, what these were the last time, and its number."""

    def number(self, above: Above) -> int:
        """Return the number of what has these ids."""
        last = self._last.get(above)
        if last is not None and all(map(is_, map(self._others.get, last[0]), last[1])):
            return last[2]
        idents = tuple(ident for layer in above for ident in layer)
        found = list(map(self._others.get, idents))
        number, kept = self._known.setdefault((above, *map(id, found)), (len(self._known), found))
        self._last[above] = idents, kept, number
        return number


def own(row: Setting, target: Target) -> Reading:
    """Read `row` from `target` itself."""
    return Reading(row, (_candidate(row, target, locked=None),))


def governed(row: Setting, above: Above, others: Others) -> Reading:
    """Read `row` from the layers above, topmost first: a lock there wins over everything below.

    In a layer with alternatives, such as a host's groups, the lock of any of them holds. A lock that cannot be read
    is unknown, never open: then both sides stay possible.
    """
    found: list[Candidate] = []
    doubts: list[str] = []
    blind = False
    layers = [layer for layer in above if any(kind_of(ident) in row.kinds for ident in layer)]
    for layer in reversed(layers):
        nearest = layer == layers[0]
        held = [_held(row, ident, others, nearest=nearest) for ident in layer]
        found.extend(one.candidate for one in held if one.flag is not False or nearest)
        doubts.extend(one.doubt for one in held if one.doubt)
        blind |= any(one.blind for one in held)
        if any(one.flag for one in held):
            break
    found = [c for c in found if c.value == row.prevails] or found if row.prevails is not None else found
    if not found:
        missing = Candidate(None, "nothing above it could be read", "", "", "", None)
        return Reading(row, (missing,), "; ".join(doubts), blind=True)
    if not doubts and len(found) > 1:
        titles = " and ".join(dict.fromkeys(c.title for c in found))
        doubts.append(DIFFER.format(titles=titles))
    return Reading(row, tuple(dict.fromkeys(found)), "; ".join(dict.fromkeys(doubts)), blind)


class _Held(NamedTuple):
    """What one target of a layer has to say of a row."""

    candidate: Candidate
    flag: bool | None
    """Whether it holds its value for everything below; None: unknown."""
    doubt: str = ""
    blind: bool = False
    """Whether something of it could not be read."""


def _held(row: Setting, ident: str, others: Others, *, nearest: bool) -> _Held:
    target = others.get(ident)
    if target is None or isinstance(target, Unreadable):
        why = target.reason if target is not None else "it was not read"
        title = target.title if target else ident
        return _Held(Candidate(None, why, ident, title, kind_of(ident), None), None, blind=True)
    flag, doubt, blind = (False, "", False) if nearest else lock(row, target)
    return _Held(_candidate(row, target, locked=flag), flag, doubt, blind)


def kind_of(ident: str) -> str:
    """Return the kind that a target's id begins with: `host` for `host/abc`."""
    return ident.split("/", 1)[0]


def lock(row: Setting, target: Target) -> tuple[bool | None, str, bool]:
    """Return whether `target` holds the row's setting for all below it, why that is not known, and if it is unread."""
    found = [_flag(path, target) for path in row.locks_at(target.kind)]
    doubt = next((why for _, why in found if why), "")
    if any(flag for flag, _ in found):
        parents = (
            f"cannot tell whether {target.title} locks it: the vendor documents the lock of the switch above it only"
        )
        return (None, parents, False) if row.lock_presumed else (True, "", False)
    return (None, doubt, True) if doubt else (False, "", False)


def _flag(path: str, target: Target) -> tuple[bool | None, str]:
    doubt = f"cannot tell whether {target.title} locks it"
    if (why := unread(target, path)) is not None:
        return None, f"{doubt}: {why}"
    try:
        flag = get_path(target.document, path)
    except UnknownValueError:
        return None, f"{doubt}: its answer has an unknown shape"
    if not isinstance(flag, bool):
        return None, f"{doubt}: its answer does not say"
    return flag, ""


def unclear(reading: Reading, candidate: Candidate) -> Why:
    """Return why it cannot be told what is in force."""
    told = candidate.why if candidate.value is None else ""
    kind = Reason.UNREAD if told or _blind(reading) or not reading.doubt else Reason.UNDECIDED
    return Why(kind, said="; ".join(filter(None, (told, reading.doubt))))


def _blind(reading: Reading) -> bool:
    return reading.blind or any(candidate.value is None for candidate in reading.candidates)


def unread(target: Target, path: str) -> str | None:
    """Return why what lies at `path` could not be read; None where it was."""
    if not target.unread:
        return None
    return target.unread.get(path.split(".", 1)[0], target.unread.get(path))


def _candidate(row: Setting, target: Target, *, locked: bool | None) -> Candidate:
    value, why = read(row, target)
    until = None if value is None else running(row, target)
    return Candidate(value, why, target.id, target.title, target.kind, locked, until)


def running(row: Setting, target: Target) -> Value | None:
    """Return the control's value that is in force where another one is written."""
    try:
        raw = row.still(target.document, target.kind)
        return None if raw is MISSING else row.decode(raw)
    except UnknownValueError:
        return None


def read(row: Setting, target: Target) -> tuple[Value | None, str]:
    """Return the control's value on `target` and no reason, or None and why it could not be told."""
    path = row.at(target.kind)
    if (why := unread(target, path)) is not None:
        return None, why
    document = only(target.document, row.looks_at(target.kind)) if row.confined else target.document
    try:
        value: Value | Missing = row.get(document, target.kind)
    except UnknownValueError as error:
        return None, str(error)
    if value is MISSING:
        return None, f"{vendor_path(path)} is not in the vendor's answer"
    return value, ""
