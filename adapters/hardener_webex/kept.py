"""What Webex still has of families: sign-ups and recordings of programs, counted; and the deletion of one sign-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.traces import Held, Mails, Removal, Trace, What
from hardener.vendor import families, unlisted
from hardener.vendor.families import Came, Kept, each_program
from hardener.vendor.kept import bare, counted, ids_of, last_end
from hardener_webex import calls, kept_calls
from hardener_webex.attended import Counter
from hardener_webex.client import QUARTER
from hardener_webex.documents import (
    DATE,
    OCCURRENCES,
    SERIES,
    Host,
    Json,
    Slot,
    kind_of,
    moment,
    program,
    stamp,
    titled,
)
from hardener_webex.kept_words import MAILS
from hardener_webex.reading import Reader
from hardener_webex.rows import Row, oddity, rows_of

AHEAD = timedelta(days=400)
"""How far dates to come are looked for: one of them is enough, and the series is not over."""
BACK = timedelta(days=500)
TO_COME = ("active", "scheduled", "ready", "lobby", "inProgress")
"""States of what is not over, or has a date to come."""
NONE = frozenset({400, 404})
"""How Webex answers about sign-ups where there can be none."""
REMOVAL = Removal(deletes=True, mails=Mails.MAY, note=MAILS)
YEAR = timedelta(days=445)
"""How long before the end of a program sign-ups are looked for."""
Dates = Sequence[tuple[datetime, datetime]]
"""Start and end of each."""
Recordings = Mapping[str, Held]


class Job(NamedTuple):
    """One program of a host, before its sign-ups are counted."""

    row: Row
    host: Host
    dates: Dates
    recordings: Held


class Keeper(families.Keeper[Reader]):
    """Counts through one connection."""

    def __init__(self, reader: Reader) -> None:
        """Count by the lists that the `reader` reads."""
        super().__init__(reader)
        self.api, self.above, self.programs = reader.api, reader.above, reader.programs

    def all(self, since: datetime) -> Iterator[Kept]:
        """Yield what is left of each program with a date between `since` and now."""
        hosts = self.above.hosts().values()
        yield from self.above.odd
        yield from each_program(self.api, hosts, Job, lambda host: self._host(host, since), self._row)

    def attended(self, since: datetime, until: datetime) -> Iterator[Came]:
        """Yield each time between two moments that a program was on, with how many took part."""
        return Counter(self.reader).all(since, until)

    def one(self, target: str) -> Trace:
        """Return the same of one program, with the ids of its sign-ups. Raises `AdapterError`."""
        _, ident, key = target.split("/", 2)
        host = self.above.host(key)
        item = self.api.get(calls.MEETING, self.programs.of(host), id=ident)
        if item.get("id") != ident:
            raise MalformedError("Webex answered with another meeting")
        if odd := oddity(item, host, SERIES, listed=False):
            raise MalformedError(odd)
        now = self.api.now()
        window = {"meetingType": DATE, "meetingSeriesId": ident, "max": "100"} | self._between(now - BACK, now + AHEAD)
        listed = rows_of(self.api.pages(calls.MEETINGS, window | self.programs.of(host)), host, DATE)
        dates = [_span(row.item) for row in listed if row.series == ident]
        people = self._people(item, host)
        held = {What.SIGN_UPS: Held(count=len(people))}
        return self._trace(item, host, dates, held, people)

    def delete(self, target: str, person: str) -> None:
        """Ask for one sign-up to be deleted. Raises `AdapterError`."""
        _, ident, key = target.split("/", 2)
        host = self.above.host(key)
        params = self.programs.of(host)
        self.api.send("DELETE", calls.DELETE_REGISTRANT, None, host.key, params, id=ident, person=person)

    @staticmethod
    def _between(since: datetime, until: datetime) -> dict[str, str]:
        return {"from": stamp(since), "to": stamp(until)}

    def _host(self, host: Host, since: datetime) -> Iterator[Job | Kept]:
        """Yield one host's programs, by two lists and two of recordings, before their sign-ups are counted."""
        now, of = self.api.now(), self.programs.of(host)
        try:
            asked = {"meetingType": SERIES, "max": "100"} | self._between(since, now)
            rows = rows_of(self.api.pages(calls.MEETINGS, asked | of), host, SERIES)
            asked = {"meetingType": DATE, "max": "100"} | self._between(since, now + AHEAD)
            dated = rows_of(self.api.pages(calls.MEETINGS, asked | of), host, DATE)
        except AdapterError as error:
            yield unlisted(f"{host.key}/kept", f"programs of {host.name}", error)
            return
        recordings, why = self._recordings(host, since)
        dates: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for date in dated:
            if not date.odd:
                dates[date.series].append(_span(date.item))
        usual = Held(reason=why) if why else Held(count=0)
        for row in rows:
            if not self.reader.only or row.item.get("siteUrl") in self.reader.only:
                yield Job(row, host, dates.get(row.ident, ()), recordings.get(row.ident, usual))

    def _row(self, job: Job) -> Kept:
        row, host, dates, recordings = job
        if row.odd:
            return unlisted(f"{host.key}/{row.ident}", titled(row.item), row.odd)
        held = {What.SIGN_UPS: counted(lambda: self._count(row.item, host)), What.RECORDINGS: recordings}
        try:
            return self._trace(row.item, host, dates, held, None)
        except AdapterError as error:
            return unlisted(f"{host.key}/{row.ident}", titled(row.item), error)

    def _trace(
        self, item: Json, host: Host, dates: Dates, held: Mapping[What, Held], people: frozenset[str] | None
    ) -> Trace:  # fmt: skip
        kind, ident, now = kind_of(item), str(item["id"]), self.api.now()
        if kind in OCCURRENCES:
            raise MalformedError("Webex listed one date where a whole meeting was asked for")
        own = () if item.get("recurrence") else (_span(item),)
        spans = [*own, *dates]
        over = _over(item, spans, now)
        told = program(kind, ident, item, host, Slot(None, None))
        target = bare(f"{kind}/{ident}/{host.key}", titled(item), told)
        ended = last_end((end for _, end in spans), now)
        return Trace(target=target, ended=ended, over=over, held=held, removal=REMOVAL, people=people)

    def _people(self, item: Json, host: Host) -> frozenset[str]:
        """Return the ids of everybody who signed up since `YEAR` before the program's end. Raises `AdapterError`."""
        end = self.api.now() + timedelta(days=1)
        first = (end if item.get("recurrence") else min(end, _span(item)[1])) - YEAR
        found: frozenset[str] = frozenset()
        while end > first:
            window = {"registrationTimeFrom": stamp(end - QUARTER), "registrationTimeTo": stamp(end), "max": "100"}
            found |= ids_of(self.api.pages(calls.REGISTRANTS, window | self.programs.of(host), id=str(item["id"])))
            end -= QUARTER
        return found

    def _count(self, item: Json, host: Host) -> int:
        """Return how many have signed up; none where nobody can have. Raises `AdapterError`.

        Only a count takes a refusal for none: as proof that somebody is gone it would be worth nothing.
        """
        try:
            return len(self._people(item, host))
        except RefusedError as error:
            if error.status not in NONE or not self._without_form(item, host):
                raise
            return 0

    def _without_form(self, item: Json, host: Host) -> bool:
        """Tell whether nobody can have signed up: Webex has no form of it, and none of a series that recurs."""
        if item.get("recurrence"):
            return True
        try:
            self.api.get(calls.FORM, self.programs.of(host), id=str(item["id"]))
        except RefusedError as error:
            return error.status in NONE
        return False

    def _recordings(self, host: Host, since: datetime) -> tuple[Recordings, str]:
        """Return a host's recordings by program, those in the recycle bin too, or why they could not be told."""
        made: dict[str, list[datetime]] = defaultdict(list)
        asked = {"max": "100"} | self._between(since, self.api.now()) | self.programs.of(host)
        try:
            for status in ("available", "deleted"):
                for one in self.api.pages(kept_calls.RECORDINGS, asked | {"status": status}):
                    made[_series_of(one)].append(moment(one.get("createTime")))
        except AdapterError as error:
            return {}, str(error)
        if made.pop("", ()):
            return {}, "Webex lists recordings and does not say of which programs"
        return {ident: Held(count=len(times), oldest=min(times)) for ident, times in made.items()}, ""


def _over(item: Json, spans: Dates, now: datetime) -> bool | None:
    """Tell whether nothing is to come; None where Webex does not say, or says one thing and lists another."""
    if item.get("state") in TO_COME or any(end > now for _, end in spans):
        return False
    return True if item.get("state") == "expired" and spans else None


def _span(item: Json) -> tuple[datetime, datetime]:
    return moment(item.get("start")), moment(item.get("end"))


def _series_of(recording: Json) -> str:
    """Return the id of the series that a recording is of; empty where Webex does not say."""
    for key in ("meetingSeriesId", "meetingId"):
        found = recording.get(key)
        if isinstance(found, str) and found:
            return found.partition("_")[0]
    return ""
