"""What Teams still has of families: sign-ups of webinars, and reports of who came to meetings, counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from hardener.adapter import Window
from hardener.attendance import Attended
from hardener.errors import AdapterError, MalformedError
from hardener.model import Target, Unreadable
from hardener.traces import Held, Removal, Trace, What
from hardener.vendor import families, minutes_between, utc
from hardener.vendor.families import Came, Kept
from hardener.vendor.kept import bare, counted, how_many, ids_of, last_end, uncounted
from hardener_teams import calls, kept_calls
from hardener_teams.above import list_unread, organizers
from hardener_teams.documents import Date, Json, Organizer, Series, named, series_of
from hardener_teams.events import LISTS, Listed
from hardener_teams.kept_words import A_YEAR, CANCELED_TOO, CANCELS, NEWEST_ONLY
from hardener_teams.reading import Reader

REMOVAL = Removal(deletes=False, note=CANCELS)
AHEAD = timedelta(days=400)
"""How far dates to come are looked for."""
NEWEST = 50
YEAR = timedelta(days=365)
"""How long Teams keeps a report."""
WEBINAR = "webinar"
ODD = "Graph gave a report that does not say when it was, or how many came"


class Keeper(families.Keeper[Reader]):
    """Counts through one connection."""

    stays = CANCELS

    def all(self, since: datetime) -> Iterator[Kept]:
        """Yield what is left of each meeting and webinar with a date between `since` and now."""
        lost: list[Unreadable] = []
        for found in self.reader.api.each(lambda host: self._host(host, since), organizers(self.reader.api, lost)):
            yield from found
        yield from lost

    def attended(self, since: datetime, until: datetime) -> Iterator[Came]:
        """Yield each time that a meeting was on; of a webinar no call is known that counts who came."""
        lost: list[Unreadable] = []
        if since < self.reader.api.now() - YEAR:
            lost.append(list_unread("reports", "reports", "Teams", A_YEAR))
        hosts = organizers(self.reader.api, lost)
        for found in self.reader.api.each(lambda host: self._came(host, since, until), hosts):
            yield from found
        yield from lost

    def _host(self, host: Organizer, since: datetime) -> list[Kept]:
        unread: list[Kept] = []
        found = [self._meeting(series) for series in self._series(host, since, unread)]
        webinars = [self._webinar(one, since) for one in self._webinars(host, unread)]
        every = (*unread, *found, *webinars)
        return [one for one in every if isinstance(one, Unreadable) or _begun(one)]

    def _came(self, host: Organizer, since: datetime, until: datetime) -> list[Came]:
        found: list[Came] = []
        unread: list[Kept] = []
        for series in self._series(host, since, unread):
            target = bare(series.target, series.title, series.program(Window(since, until), since))
            dates = [d for d in series.dates if d.start is not None and since <= d.start < until]
            try:
                times = list(self._times(series, target))
                found += [one for one in times if since <= one.start < until]
                if len(times) >= NEWEST and min(one.start for one in times) > since:
                    found.append(list_unread(host.id, series.id, series.title, NEWEST_ONLY))
            except AdapterError as error:
                found += uncounted(target, dates, str(error))
        for one in self._webinars(host, unread):
            date = Date.of(one.event)
            if date.start is not None and since <= date.start < until:
                target = bare(one.target, one.title, one.program(Window(since, until), since))
                found += uncounted(target, [date], "")
        return [*found, *(one for one in unread if isinstance(one, Unreadable))]

    def _series(self, host: Organizer, since: datetime, unread: list[Kept]) -> list[Series]:
        """Return an organizer's meetings with a date since then, each with all its dates."""
        window = Window(since, self.reader.api.now() + AHEAD)
        missing: list[Unreadable] = []
        found = series_of(self.reader.entries(host, window, missing), window, host.upn)
        unread += missing
        host = named(host, found[0].next) if found else host
        now = self.reader.api.now()
        begun = (series for series in found if any(d.start is not None and d.start <= now for d in series.dates))
        return [_of(series, host) for series in begun]

    def _webinars(self, host: Organizer, unread: list[Kept]) -> Iterator[Listed]:
        if not self.reader.api.options.webinars:
            return
        try:
            yield from self.reader.events.listed(WEBINAR, host)
        except AdapterError as error:
            unread.append(list_unread(host.id, "webinars", host.name, error))

    def _meeting(self, series: Series) -> Trace:
        now = self.reader.api.now()
        held = counted(lambda: len(self._reports(series)), note=A_YEAR)
        target = bare(series.target, series.title, series.program(Window.onward(now), now))
        return _trace(target, series.dates, {What.SIGN_UPS: Held(count=0), What.ATTENDANCE: held}, now)

    def _webinar(self, one: Listed, since: datetime) -> Kept:
        now = self.reader.api.now()
        date = Date.of(one.event)
        if one.trouble or date.start is None:
            return list_unread(one.host.id, one.mark, one.title, one.trouble or "Graph does not say when it is on")
        dates = [date, *self._sessions(one)]
        held = counted(lambda: len(self._people(one)), note=CANCELED_TOO)
        target = bare(one.target, one.title, one.program(Window(since, now), now))
        return _trace(target, dates, {What.SIGN_UPS: held}, now)

    def _sessions(self, one: Listed) -> list[Date]:
        """Return the sessions of a webinar; one that cannot be listed is a date that nobody knows."""
        try:
            event, user = str(one.event.get("id")), one.host.id
            listed = self.reader.api.pages(calls.SESSIONS, event=event, user=user, list=LISTS[WEBINAR])
            return [Date.of(session) for session in listed]
        except AdapterError:
            return [Date({}, None, None)]

    def _people(self, one: Listed) -> frozenset[str]:
        event, user = str(one.event.get("id")), one.host.id
        return ids_of(self.reader.api.pages(kept_calls.REGISTRATIONS, event=event, user=user))

    def _reports(self, series: Series) -> list[Json]:
        """Return the reports of who came, of which nobody's record is asked for. Raises `AdapterError`."""
        user = series.host.id
        meeting = self.reader.meetings.id_of(user, series.link)
        return list(self.reader.api.pages(kept_calls.REPORTS, user=user, meeting=meeting))

    def _times(self, series: Series, target: Target) -> Iterator[Attended]:
        for report in self._reports(series):
            start, end = _moment(report.get("meetingStartDateTime")), _moment(report.get("meetingEndDateTime"))
            count = how_many(report.get("totalParticipantCount"), ODD)
            if start is None:
                raise MalformedError(ODD)
            minutes = minutes_between(start, end) if end is not None else None
            yield Attended(target=target, start=start, minutes=minutes, count=count)


def _moment(text: object) -> datetime | None:
    """Return a time of a report, which is a text here and no pair of time and zone; None where it is none."""
    try:
        return utc(text) if isinstance(text, str) else None
    except (ValueError, OverflowError):
        return None


def _begun(trace: Trace) -> bool:
    """Tell whether a program had a date that is over."""
    return trace.ended is not None or trace.over is None


def _of(series: Series, host: Organizer) -> Series:
    return Series(series.event, series.link, series.dates, series.id, host)


def _trace(target: Target, dates: Sequence[Date], held: dict[What, Held], now: datetime) -> Trace:
    ends = [date.end for date in dates if date.end is not None]
    coming = any(end > now for end in ends)
    known = all(date.start is not None and date.end is not None for date in dates)
    over = False if coming else True if known else None
    return Trace(target=target, ended=last_end(ends, now), over=over, held=held, removal=REMOVAL)
