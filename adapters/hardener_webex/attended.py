"""How many took part each time that something was on at a Webex site. Its host comes along, and is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hardener.attendance import Attended
from hardener.errors import AdapterError, MalformedError
from hardener.model import Program, Target, Unreadable
from hardener.vendor import unlisted, word
from hardener_webex import kept_calls
from hardener_webex.above import Above
from hardener_webex.client import Api
from hardener_webex.documents import Json, moment, stamp
from hardener_webex.kept_words import NO_MORE, SHOWN

MONTH, KEPT = timedelta(days=30), timedelta(days=90)
"""What Webex tells at once, and for how long."""
SERVICES = {"MeetingCenter": "meeting", "EventCenter": "webinar"}


@dataclass(slots=True)
class Counter:
    """Counts through one connection."""

    api: Api
    above: Above
    only: tuple[str, ...] = ()
    """Sites to look at; empty: all."""

    def all(self, since: datetime, until: datetime) -> Iterator[Attended | Unreadable]:
        """Yield each time between two moments that something was on, as far back as Webex tells."""
        first = self.api.now() - KEPT
        if since < first:
            yield unlisted("usage", NO_MORE, SHOWN)
        asked = [
            (site, service, begin)
            for site in self.only or tuple(self.above.sites())
            for service in SERVICES
            for begin in _months(max(since, first), until)
        ]
        for found in self.api.each(lambda each: self._month(*each, until), asked):
            yield from found

    def _month(self, site: str, service: str, begin: datetime, until: datetime) -> list[Attended | Unreadable]:
        params = {
            "siteUrl": site, "serviceType": service, "from": stamp(begin), "to": stamp(min(begin + MONTH, until)),
            "max": "1000",
        }  # fmt: skip
        try:
            rows = [row for row in self.api.pages(kept_calls.USAGE, params) if self._meant(row)]
            return [_counted(row, SERVICES[service]) for row in rows]
        except AdapterError as error:
            return [unlisted(f"usage/{site}/{service}", f"the {service} report of {site}", error)]

    def _meant(self, row: Json) -> bool:
        """Tell whether it is of a host who is looked at."""
        named = {name.strip().casefold() for name in self.above.named}
        return not named or word(row.get("hostEmail")).strip().casefold() in named


def _months(since: datetime, until: datetime) -> Iterator[datetime]:
    while since < until:
        yield since
        since += MONTH


def _counted(row: Json, kind: str) -> Attended:
    ident, start, count = word(row.get("meetingId")), moment(row.get("start")), row.get("totalParticipants")
    if not ident or not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise MalformedError("Webex gave a report that does not say of what it is, or how many took part")
    end = row.get("end")
    minutes = int((moment(end) - start).total_seconds() // 60) if end else None
    series, title = ident.partition("_")[0], word(row.get("meetingTitle")) or "(no title)"
    program = Program(id=series, kind=kind, start=start)
    target = Target(id=f"{kind}/{series}", kind=kind, title=title, document={}, program=program)
    return Attended(target=target, start=start, minutes=minutes, count=count)
