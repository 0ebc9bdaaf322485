"""What holds a write up: a program that is on by the vendor's own word, an event that opens another room by now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hardener import redact
from hardener.adapter import Adapter, Window
from hardener.errors import AdapterError, HardenerError, SpentError, mistake
from hardener.language import marked
from hardener.model import Elsewhere, Target, Unreadable
from hardener.remedy.plan import Slot, Step, slots_of

NAMED = 3
"""Titles that a reason has."""
FRESH = timedelta(hours=1)
"""For this long after programs were listed it is taken as known which of them start when."""
ANOTHER = marked("it opens another room by now than when the plan was made; make a new plan")


class Tomorrow(str):
    """Why a target could not be read: the vendor answers no more today, and will again."""

    __slots__ = ()


def on_now(adapter: Adapter, target: Target) -> str:
    """Return why `target` must not be written now; empty where nothing that it touches is on.

    The clock alone does not tell: programs run over, start early, and some have no fixed time.
    """
    try:
        titles = sorted({redact.line(title, 100) for title in adapter.live(target)})
    except AdapterError as error:
        return f"cannot tell whether a program that it touches is on: {error}"
    except HardenerError:
        raise
    except Exception as error:  # noqa: BLE001 - a mistake of ours with one target must not cost the others
        return f"cannot tell whether a program that it touches is on: {mistake(error)}"
    return f"on now: {_listed(titles)}" if titles else ""


def near(slot: Slot, quiet: timedelta, now: datetime) -> bool:
    """Tell whether a program is on at `now` or starts within `quiet`."""
    return slot.start - quiet <= now.astimezone(UTC) <= slot.start + timedelta(minutes=slot.minutes)


class _Coming(NamedTuple):
    """A program that was listed, or with no slots a part of the list that could not be read."""

    title: str
    touched_by: frozenset[str]
    """Ids of what governs it, its own, and that of its room."""
    slots: tuple[Slot, ...]


@dataclass(slots=True)
class Soon:
    """Knows the programs that start soon, also those that were made after the plan was."""

    adapters: Mapping[str, Adapter]
    clock: Callable[[], datetime]
    quiet: timedelta
    _listed: dict[str, tuple[datetime, tuple[_Coming, ...]]] = field(default_factory=dict)
    """By connection, and when that was."""

    def known(self, moment: datetime) -> bool:
        """Tell whether what was listed at `moment` still holds."""
        return self.clock() - moment < FRESH

    def below(self, connection: str, target: Target) -> str:
        """Return why a `target` that programs share must not be written now; empty where none of them starts soon."""
        try:
            found = [one for one in self._coming(connection) if {target.id, target.written_to} & one.touched_by]
        except AdapterError as error:
            return f"cannot tell which programs that it touches start soon: {error}"
        if unread := [one.title for one in found if not one.slots]:
            return f"cannot tell which programs that it touches start soon: {unread[0]}"
        now = self.clock()
        titles = sorted({one.title for one in found if any(near(slot, self.quiet, now) for slot in one.slots)})
        return f"on or about to start: {_listed(titles)}" if titles else ""

    def _coming(self, connection: str) -> tuple[_Coming, ...]:
        when, found = self._listed.get(connection, (datetime.min.replace(tzinfo=UTC), ()))
        if not self.known(when):
            now = self.clock()
            seen = self.adapters[connection].read_all(Window(now, now + FRESH + self.quiet))
            found = tuple(_coming(seen))
            self._listed[connection] = now, found
        return found


def _coming(seen: Iterable[Target | Unreadable | Elsewhere]) -> Iterator[_Coming]:
    for one in seen:
        if isinstance(one, Elsewhere):
            continue
        room = one.written_to if isinstance(one, Target) else ""
        touched_by = frozenset({one.id, room, *(ident for layer in one.above for ident in layer)} - {""})
        slots = tuple(slots_of(one.program))
        if slots:
            yield _Coming(redact.line(one.title, 100), touched_by, slots)
        elif isinstance(one, Unreadable) and one.program is None:
            yield _Coming(f"{redact.line(one.title, 100)}: {one.reason}", touched_by, ())


def _listed(titles: list[str]) -> str:
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return f"{', '.join(titles[:NAMED])}{more}"


def read(adapter: Adapter, step: Step) -> Target | str:
    """Return a step's target afresh, by whichever door of its room is still open, or why it could not be read."""
    reason = ""
    for ident in dict.fromkeys((step.target, *step.doors)):
        found = _read(adapter, step, ident)
        if not isinstance(found, str):
            return found
        reason = reason or found
    return reason


def _read(adapter: Adapter, step: Step, ident: str) -> Target | str:
    """Return one target afresh, or why it, or a part of it that is needed, could not be read."""
    parts = {change.path.split(".", 1)[0]: None for change in step.changes}
    kind = ident.split("/", 1)[0] if step.doors else step.kind
    bare = Target(id=ident, kind=kind, title=step.title, document=parts)
    try:
        found = adapter.read(bare)
    except SpentError as error:
        return Tomorrow(f"{error}; go on with it tomorrow")
    except AdapterError as error:
        return str(error)
    except HardenerError:
        raise
    except Exception as error:  # noqa: BLE001 - the same
        return mistake(error)
    if reason := next((reason for part, reason in found.unread.items() if part in parts), ""):
        return reason
    return ANOTHER if step.written_to and found.written_to != step.written_to else found
