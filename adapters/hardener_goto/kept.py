"""What GoTo still has of families: a webinar's sign-ups and recordings, counted."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hardener.adapter import Window
from hardener.attendance import Attended
from hardener.errors import AdapterError, MalformedError
from hardener.model import Target, Unreadable
from hardener.traces import Held, Removal, Trace, What
from hardener.vendor import families, unlisted
from hardener.vendor.families import Came, Kept
from hardener.vendor.kept import bare, counted, how_many, last_end, uncounted
from hardener_goto import kept_calls
from hardener_goto.client import BY_NUMBER
from hardener_goto.documents import Host, Json, Slot, moment, program, slot_of, stamp, titled
from hardener_goto.kept_words import CACHED, FUTURE_ONLY
from hardener_goto.reading import PAGE, Reader, job_of

REMOVAL = Removal(deletes=False, note=FUTURE_ONLY)
ONE = {"page": "0", "limit": "1"}
"""The smallest page that tells how many there are."""
MOST = {"page": "0", "limit": "200"}


class Keeper(families.Keeper[Reader]):
    """Counts through one connection."""

    stays = FUTURE_ONLY

    def all(self, since: datetime) -> Iterator[Kept]:
        """Yield what is left of each webinar with a session between `since` and now."""
        webinars = yield from self._webinars(since, self.reader.api.now(), "kept")
        yield from self.reader.api.each(lambda one: self._one(*one), webinars)

    def attended(self, since: datetime, until: datetime) -> Iterator[Came]:
        """Yield each time between two moments that a webinar was on."""
        webinars = yield from self._webinars(since, until, "attended")
        for found in self.reader.api.each(lambda one: self._times(*one, since, until), webinars):
            yield from found

    def _webinars(
        self, since: datetime, until: datetime, why: str
    ) -> Generator[Unreadable, None, Iterable[tuple[Host, Json]]]:  # fmt: skip
        """Return each webinar once: one with several sessions is listed for each. Yield that they could not be."""
        if "webinar" not in self.reader.api.options.products:
            return ()
        between = {"fromTime": stamp(since), "toTime": stamp(until), "size": PAGE}
        try:
            listed = list(self.reader.past_webinars(between))
        except AdapterError as error:
            yield unlisted(f"webinars/{why}", "the webinars", error)
            return ()
        return {str(item.get("webinarKey")): (host, item) for host, item in listed}.values()

    def _times(self, host: Host, item: Json, since: datetime, until: datetime) -> list[Came]:
        job = job_of("webinar", item, host)
        if job.odd:
            return [unlisted(job.target, titled(item), job.odd)]
        told = program("webinar", job.ident, host, job.slots, Window(since, until), live=False)
        target = bare(job.target, titled(item), told)
        try:
            listed = self.reader.api.pages(kept_calls.SESSIONS, None, BY_NUMBER, organizer=host.key, id=job.ident)
            return [one for one in (_came(session, target) for session in listed) if since <= one.start < until]
        except AdapterError as error:
            return [*uncounted(target, (slot for slot in job.slots if since <= slot.start < until), str(error))]

    def _one(self, host: Host, item: Json) -> Kept:
        job = job_of("webinar", item, host)
        if job.odd:
            return unlisted(job.target, titled(item), job.odd)
        names = {"organizer": host.key, "id": job.ident}
        signed = counted(lambda: _total(self.reader.api.get(kept_calls.REGISTRANTS, ONE, **names)), note=CACHED)
        held = {What.SIGN_UPS: signed, **self._recorded(job.ident)}
        return self._trace(job.target, host, item, job.slots, held)

    def _trace(
        self, target: str, host: Host, item: Json, slots: Sequence[Slot], held: Mapping[What, Held]
    ) -> Trace:  # fmt: skip
        now, ident = self.reader.api.now(), target.split("/")[1]
        told = program("webinar", ident, host, slots, Window.onward(now), live=False)
        ends = [slot.start + timedelta(minutes=slot.minutes) for slot in slots]
        return Trace(
            target=bare(target, titled(item), told),
            ended=last_end(ends, now), over=all(end <= now for end in ends), held=held, removal=REMOVAL,
        )  # fmt: skip

    def _recorded(self, ident: str) -> dict[What, Held]:
        """Return how many recordings and transcripts there are of a webinar."""
        kinds = (What.RECORDINGS, What.TRANSCRIPTS)
        try:
            page = self.reader.api.get(kept_calls.RECORDINGS, MOST, id=ident)
            total, listed = _total(page), page.get("data")
            if not isinstance(listed, list) or len(listed) != total:
                raise MalformedError("GoTo does not list as many recordings as it counts")
            made = [moment(one.get("createTime")) for one in listed]
        except AdapterError as error:
            return dict.fromkeys(kinds, Held(reason=str(error)))
        texts = sum(bool(one.get("transcriptDownloadUrl")) for one in listed)
        recorded = Held(count=total, oldest=min(made, default=None))
        return {What.RECORDINGS: recorded, What.TRANSCRIPTS: Held(count=texts)}


def _came(session: Json, target: Target) -> Attended:
    slot = slot_of(session)
    count = how_many(session.get("registrantsAttended"), "GoTo does not say how many came")
    return Attended(target=target, start=slot.start, minutes=slot.minutes, count=count)


def _total(page: Mapping[str, Any]) -> int:
    return how_many(page.get("total"), "GoTo does not say how many there are")
