"""How many came to each time that a Zoom meeting was on. The name of its host comes along, and is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from hardener.adapter import Window
from hardener.attendance import Attended
from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.model import Target, Unreadable
from hardener.vendor import unlisted
from hardener.vendor.families import Came
from hardener.vendor.kept import bare, how_many, uncounted
from hardener_zoom import dates, kept_calls, lists, words
from hardener_zoom.documents import Host, Json
from hardener_zoom.kept_words import NO_MORE, SHOWN
from hardener_zoom.lists import Row
from hardener_zoom.reading import Reader

SINGLE = timedelta(days=30)
"""How long Zoom shows a single program after its end."""
NONE = 404
"""How Zoom answers for a meeting that was never on."""


@dataclass(slots=True)
class Counter:
    """Counts through one connection."""

    reader: Reader

    def all(self, since: datetime, until: datetime) -> Iterator[Came]:
        """Yield each time between two moments that a meeting which Zoom still shows was on."""
        if since < self.reader.api.now() - SINGLE:
            yield unlisted("past", NO_MORE, SHOWN)
        hosts = yield from self.reader.named_hosts()
        for found in self.reader.api.each(lambda host: list(self._host(host, since, until)), hosts):
            yield from found

    def _host(self, host: Host, since: datetime, until: datetime) -> Iterator[Came]:
        for row in self.reader.rows(host, Window.onward(since)):
            yield from [row] if isinstance(row, Unreadable) else self._row(row, host, since, until)

    def _row(self, row: Row, host: Host, since: datetime, until: datetime) -> Iterator[Came]:
        single, title = lists.single_of(row.told), str(row.told.get("topic") or "(no title)")
        start = single.start if single is not None else None
        own = [single] if single is not None else []
        if start is not None and not since <= start < until and dates.type_of(row.told) in dates.SINGLE:
            return
        program = lists.stub(row.kind, row.ident, row.told, host, Window.onward(since))
        ident = f"{row.kind}/{row.ident}/{host.id}"
        target = bare(ident, title, program)
        if row.kind == "webinar":
            yield from uncounted(target, own, "")
            return
        try:
            yield from self._times(row.ident, target, since, until)
        except AdapterError as error:
            if start is None:
                yield unlisted(ident, title, error)
            yield from uncounted(target, own, str(error))

    def _times(self, ident: str, target: Target, since: datetime, until: datetime) -> Iterator[Attended]:
        for row in self._instances(ident):
            start, uuid = words.moment(row.get("start_time")), row.get("uuid")
            if start is None or not isinstance(uuid, str) or not uuid:
                raise MalformedError("Zoom does not say when a meeting was on")
            if since <= start < until:
                # An id may have a slash in it: encoded twice, as Zoom wants it.
                yield _counted(self.reader.api.get(kept_calls.PAST, id=quote(uuid, safe="")), target, start)

    def _instances(self, ident: str) -> list[Json]:
        try:
            listed = self.reader.api.get(kept_calls.INSTANCES, id=ident).get("meetings")
        except RefusedError as error:
            if error.status == NONE:
                return []
            raise
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise MalformedError("Zoom does not say when a meeting was on")
        return listed


def _counted(answer: Json, target: Target, start: datetime) -> Attended:
    count = how_many(answer.get("participants_count"), "Zoom does not say how many came")
    return Attended(target=target, start=start, minutes=words.minutes(answer.get("duration")), count=count)
