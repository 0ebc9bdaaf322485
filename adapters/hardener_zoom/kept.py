"""What Zoom still has of families: sign-ups, recordings and their texts, counted; and the deletion of one sign-up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError
from hardener.model import Program, Unreadable
from hardener.traces import BY_HAND, Held, Mails, Removal, Trace, What
from hardener.vendor import families, unlisted
from hardener.vendor.families import Came, Kept, each_program
from hardener.vendor.kept import bare, end_of, last_end
from hardener_zoom import dates, kept_calls, lists, words
from hardener_zoom.attended import Counter
from hardener_zoom.documents import IDLE, NO_TITLE, Host, Json, program, titled
from hardener_zoom.kept_words import MAILS
from hardener_zoom.lists import Row
from hardener_zoom.reading import Reader
from hardener_zoom.recorded import Recorded, recorded
from hardener_zoom.signed import SignUps

REMOVAL = Removal(deletes=True, mails=Mails.MAY, note=MAILS)
WEBINAR_TYPES = frozenset({"5", "6", "9"})


class Job(NamedTuple):
    """One program of a host, before it is read."""

    row: Row
    host: Host
    recorded: Recorded


class Keeper(families.Keeper[Reader]):
    """Counts through one connection."""

    def __init__(self, reader: Reader) -> None:
        """Count by the lists that the `reader` reads."""
        super().__init__(reader)
        self.api = reader.api
        self.signed = SignUps(reader.api)

    def all(self, since: datetime) -> Iterator[Kept]:
        """Yield what is left of each program that Zoom still shows, and of each that was recorded since."""
        hosts = yield from self.reader.named_hosts()
        yield from each_program(self.api, hosts, Job, lambda host: self._host(host, since), self._row)

    def attended(self, since: datetime, until: datetime) -> Iterator[Came]:
        """Yield each time between two moments that a program was on, with how many came."""
        return Counter(self.reader).all(since, until)

    def one(self, target: str) -> Trace:
        """Return the same of one program, with the ids of its sign-ups. Raises `AdapterError`."""
        kind, ident, owner = target.split("/", 2)
        answer = self._answer(kind, ident)
        people = self.signed.people(kind, ident, answer)
        return self._trace(kind, answer, Host(owner, "?"), {What.SIGN_UPS: Held(count=len(people))}, people)

    def delete(self, target: str, person: str) -> None:
        """Ask for one sign-up to be deleted. Raises `AdapterError`."""
        kind, ident, owner = target.split("/", 2)
        of, who = self.signed.whom(person)
        self.api.send("DELETE", kept_calls.DELETE[kind], None, owner, of, id=ident, person=who)

    def _host(self, host: Host, since: datetime) -> Iterator[Job | Kept]:
        """Yield one host's programs, before they are read; those that only recordings show are told at once."""
        found, seen = recorded(self.api, host.id, since), set[str]()
        for row in self.reader.rows(host, Window.onward(since)):
            if isinstance(row, Unreadable):
                yield row
            elif self._begun(row):
                seen.add(row.ident)
                yield Job(row, host, found)
        for ident in sorted(found.rows.keys() - seen):
            yield self._recorded(ident, host, found)

    def _begun(self, row: Row) -> bool:
        """Tell whether a program had a date: of a series the list does not tell."""
        single = lists.single_of(row.told)
        return single is None or single.start is None or single.start <= self.api.now()

    def _row(self, job: Job) -> Kept:
        row = job.row
        try:
            answer = self._answer(row.kind, row.ident)
            held = {What.SIGN_UPS: self.signed.held(row.kind, row.ident, answer), **job.recorded.held(row.ident)}
            return self._trace(row.kind, answer, job.host, held, None)
        except AdapterError as error:
            return unlisted(f"{row.kind}/{row.ident}", str(row.told.get("topic") or row.ident), error)

    def _answer(self, kind: str, ident: str) -> Json:
        """Return a program; of a series without a date to come, with those that were. Raises `AdapterError`."""
        answer = self.api.get(kept_calls.PROGRAM[kind], id=ident)
        if words.number(answer.get("id")) != ident:
            raise MalformedError("could not be read: Zoom answered with another program")
        timed = dates.type_of(answer) in dates.TIMED_SERIES
        if timed and not any(not dates.over(date, self.api.now()) for date in dates.dates(answer)):
            return self.api.get(kept_calls.PROGRAM[kind], kept_calls.PREVIOUS, id=ident)
        return answer

    def _trace(
        self, kind: str, answer: Json, host: Host, held: Mapping[What, Held], people: frozenset[str] | None
    ) -> Trace:  # fmt: skip
        now, ident = self.api.now(), words.number(answer.get("id"))
        told = program(kind, answer, host, Window.onward(now))
        target = bare(f"{kind}/{ident}/{host.id}", titled(answer), told)
        over, ends = is_over(answer, now)
        ended = last_end(ends, now)
        return Trace(target=target, ended=ended, over=over, held=held, removal=REMOVAL, people=people)

    def _recorded(self, ident: str, host: Host, found: Recorded) -> Trace:
        """Return what is left of a program that Zoom shows only by its recordings."""
        row = found.rows[ident]
        kind = "webinar" if str(row.get("type")) in WEBINAR_TYPES else "meeting"
        title = row.get("topic")
        told = Program(id=ident, kind=kind, host=f"host/{host.id}", host_name=host.name, groups=host.group_names)
        named = title if isinstance(title, str) and title else NO_TITLE
        target = bare(f"{kind}/{ident}/{host.id}", named, told)
        return Trace(target=target, ended=max(found.times[ident]), over=None, held=found.held(ident), removal=BY_HAND)


def is_over(answer: Json, now: datetime) -> tuple[bool | None, list[datetime]]:
    """Return whether nothing of a program is to come, and when each date that is known was over."""
    number, on = dates.type_of(answer), answer.get("status") not in IDLE
    if number in dates.UNTIMED:
        return False, []
    if dates.repeats(answer, number):
        found, given = dates.dates(answer), answer.get("occurrences")
        odd, whole = any(date.odd for date in found), isinstance(given, list) and len(given) < dates.SHOWN
        ends = [end for date in found if (end := end_of(date)) is not None]
        if on or any(not dates.over(date, now) for date in found if not date.odd):
            return False, ends
        told = whole and bool(found) and (dates.ended(answer, now) or number in dates.TIMED_SERIES)
        return (True if told and not odd else None), ends if whole and len(ends) == len(found) else []
    end = end_of(dates.own(answer))
    if on or (end is not None and end > now):
        return False, []
    return (None if end is None or number not in dates.SINGLE else True), [] if end is None else [end]
