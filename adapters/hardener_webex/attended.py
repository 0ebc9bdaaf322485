"""How many took part each time that something was on at a Webex site. Its host comes along, and is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hardener.attendance import Attended
from hardener.errors import AdapterError, MalformedError
from hardener.model import Program
from hardener.vendor import minutes_between, unlisted, word
from hardener.vendor.families import Came
from hardener.vendor.kept import bare, how_many
from hardener_webex import kept_calls
from hardener_webex.documents import Json, moment, stamp
from hardener_webex.kept_words import NO_MORE, SHOWN
from hardener_webex.reading import Reader

MONTH, KEPT = timedelta(days=30), timedelta(days=90)
"""What Webex tells at once, and for how long."""
SERVICES = {"MeetingCenter": "meeting", "EventCenter": "webinar"}
ODD = "Webex gave a report that does not say of what it is, or how many took part"


@dataclass(slots=True)
class Counter:
    """Counts through one connection."""

    reader: Reader

    def all(self, since: datetime, until: datetime) -> Iterator[Came]:
        """Yield each time between two moments that something was on, as far back as Webex tells."""
        first = self.reader.api.now() - KEPT
        if since < first:
            yield unlisted("usage", NO_MORE, SHOWN)
        asked = [
            (site, service, begin)
            for site in self.reader.only or tuple(self.reader.above.sites())
            for service in SERVICES
            for begin in _months(max(since, first), until)
        ]
        for found in self.reader.api.each(lambda each: self._month(*each, until), asked):
            yield from found

    def _month(self, site: str, service: str, begin: datetime, until: datetime) -> list[Came]:
        params = {
            "siteUrl": site, "serviceType": service, "from": stamp(begin), "to": stamp(min(begin + MONTH, until)),
            "max": "1000",
        }  # fmt: skip
        try:
            rows = [row for row in self.reader.api.pages(kept_calls.USAGE, params) if self._meant(row)]
            return [_counted(row, SERVICES[service]) for row in rows]
        except AdapterError as error:
            return [unlisted(f"usage/{site}/{service}", f"the {service} report of {site}", error)]

    def _meant(self, row: Json) -> bool:
        """Tell whether it is of a host who is looked at."""
        named = {name.strip().casefold() for name in self.reader.above.named}
        return not named or word(row.get("hostEmail")).strip().casefold() in named


def _months(since: datetime, until: datetime) -> Iterator[datetime]:
    while since < until:
        yield since
        since += MONTH


def _counted(row: Json, kind: str) -> Attended:
    ident, start, end = word(row.get("meetingId")), moment(row.get("start")), row.get("end")
    count = how_many(row.get("totalParticipants"), ODD)
    if not ident:
        raise MalformedError(ODD)
    minutes = minutes_between(start, moment(end)) if end else None
    series, title = ident.partition("_")[0], word(row.get("meetingTitle")) or "(no title)"
    program = Program(id=series, kind=kind, start=start)
    return Attended(target=bare(f"{kind}/{series}", title, program), start=start, minutes=minutes, count=count)
