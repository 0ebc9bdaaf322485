"""What Google still has of families who came to a Meet meeting: lists of who came, counted and never read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hardener.adapter import Window
from hardener.attendance import Attended
from hardener.errors import AdapterError, MalformedError
from hardener.model import Target, Unreadable
from hardener.traces import Trace, What
from hardener.vendor import at, families, minutes_between, utc
from hardener.vendor.families import Came, Kept
from hardener.vendor.kept import bare, counted, end_of, how_many, last_end, uncounted
from hardener_meet import calls, kept_calls
from hardener_meet.client import Api
from hardener_meet.dates import Dated
from hardener_meet.documents import NOT_OWNER
from hardener_meet.kept_words import EXPIRE, FORGOTTEN, GUESTS
from hardener_meet.reading import Reader

KEPT = timedelta(days=30)
"""How long Google keeps a record of a conference after its end."""
AHEAD = timedelta(days=400)
"""How far dates to come are looked for."""
Json = Mapping[str, Any]


class Keeper(families.Keeper[Reader]):
    """Counts through one connection."""

    stays = GUESTS

    def all(self, since: datetime) -> Iterator[Kept]:
        """Yield what is left of each program with a date in the last 30 days: older lists Google has no more."""
        now = self._now()
        found: list[Unreadable] = []
        programs = self._programs(max(since, now - KEPT), now + AHEAD, found)
        yield from found
        yield from self.reader.session.each(lambda dates: self._trace(dates, now), programs)

    def attended(self, since: datetime, until: datetime) -> Iterator[Came]:
        """Yield each time that a program was on; what is older than 30 days is listed without a count."""
        found: list[Unreadable] = []
        programs = self._programs(since, until, found)
        yield from found
        for times in self.reader.session.each(lambda dates: self._times(dates, since, until), programs):
            yield from times

    def _now(self) -> datetime:
        return next(iter(self.reader.seats.values())).now()

    def _programs(self, since: datetime, until: datetime, unread: list[Unreadable]) -> list[list[Dated]]:
        """Return the dates of each event or series with a Meet meeting that has begun; by link, each once."""
        window, now = Window(since, until), self._now()
        by_code: dict[str, list[Dated]] = {}
        calendars = self.reader.options.calendars
        for listed in self.reader.session.each(lambda each: self.reader.rows(each, window), calendars):
            if isinstance(listed, Unreadable):
                unread.append(listed)
                continue
            for row in listed:
                if row.code and not row.reason and row.start is not None:
                    by_code.setdefault(row.code, []).append(row)
        return [rows for rows in by_code.values() if any(since <= row.start <= now for row in rows if row.start)]

    def _trace(self, dates: Sequence[Dated], now: datetime) -> Trace:
        ends = [end for row in dates if (end := end_of(row)) is not None]
        held = counted(lambda: sum(self._count(api, one) for api, one in self._records(dates)), note=EXPIRE)
        return Trace(
            target=_target(dates), ended=last_end(ends, now), over=all(end <= now for end in ends),
            held={What.ATTENDANCE: held},
        )  # fmt: skip

    def _times(self, dates: Sequence[Dated], since: datetime, until: datetime) -> list[Attended]:
        target, now = _target(dates), self._now()
        old = [row for row in dates if row.start is not None and row.start < min(now - KEPT, until)]
        gone = uncounted(target, old, FORGOTTEN)
        try:
            records = [(_when(one), self._count(api, one)) for api, one in self._records(dates)]
        except AdapterError as error:
            recent = [row for row in dates if row not in old and row.start is not None and row.start < until]
            return gone + uncounted(target, recent, str(error))
        return gone + [
            Attended(target=target, start=start, minutes=minutes, count=count)
            for (start, minutes), count in records
            if since <= start < until
        ]

    def _records(self, dates: Sequence[Dated]) -> list[tuple[Api, Json]]:
        """Return the records of a meeting's conferences, as whoever owns its space sees them. Raises `AdapterError`."""
        for calendar in dict.fromkeys(row.place.calendar for row in sorted(dates, key=lambda row: not row.own)):
            api = self.reader.of(calendar)
            space = api.get(calls.SPACE, {"fields": calls.SPACE_FIELDS}, id=dates[0].code)
            name = space.get("name")
            if isinstance(at(space, "config"), Mapping) and isinstance(name, str):
                asked = {"filter": f'space.name = "{name}"', "pageSize": "100", "fields": kept_calls.RECORD_FIELDS}
                return [(api, one) for one in self._listed(api, asked)]
        raise MalformedError(NOT_OWNER)

    def _listed(self, api: Api, asked: Mapping[str, str]) -> Iterator[Json]:
        """Yield the entries of a list that Google leaves out where it is empty. Raises `AdapterError`."""
        params = dict(asked)
        while True:
            page = api.get(kept_calls.RECORDS, params)
            listed, onward = page.get("conferenceRecords", []), page.get("nextPageToken")
            if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
                raise MalformedError("Google gave records that are none")
            yield from listed
            if not onward or onward == params.get("pageToken"):
                return
            params["pageToken"] = str(onward)

    def _count(self, api: Api, record: Json) -> int:
        name = str(record.get("name")).removeprefix("conferenceRecords/")
        page = api.get(kept_calls.PARTICIPANTS, kept_calls.ONLY_HOW_MANY, id=name)
        return how_many(page.get("totalSize", 0), "Google does not say how many came")


def _when(record: Json) -> tuple[datetime, int | None]:
    try:
        start, end = utc(str(record.get("startTime"))), record.get("endTime")
        return start, minutes_between(start, utc(str(end))) if end else None
    except (ValueError, OverflowError):
        raise MalformedError("Google does not say when a meeting was held") from None


def _target(dates: Sequence[Dated]) -> Target:
    row = min(dates, key=lambda row: not row.own)
    return bare(f"meeting/{row.place.mark}/{row.series}", row.title, row.program(row.series, ()))
