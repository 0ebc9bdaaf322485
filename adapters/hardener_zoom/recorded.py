"""What a host has recorded, month by month, in the trash too: counted by program, and nobody's name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hardener.errors import AdapterError, MalformedError
from hardener.traces import Held, What
from hardener_zoom import calls, words
from hardener_zoom.client import Api
from hardener_zoom.documents import Json

MONTH = timedelta(days=29)
"""Zoom tells the recordings of at most a month at once."""
TEXTS = {"TRANSCRIPT": What.TRANSCRIPTS, "CC": What.TRANSCRIPTS, "SUMMARY": What.SUMMARIES}
KINDS = (What.RECORDINGS, What.TRANSCRIPTS, What.SUMMARIES)


@dataclass(slots=True)
class Recorded:
    """What one host has recorded, by the number of the program."""

    counts: dict[str, Counter[What]] = field(default_factory=lambda: defaultdict(Counter))
    times: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, Json] = field(default_factory=dict)
    """One entry of each, which names it."""
    why: str = ""
    """Why it could not be told."""

    def take(self, entry: Json) -> None:
        """Count one time that a program was recorded. Raises `MalformedError`."""
        ident, start = words.number(entry.get("id")), words.moment(entry.get("start_time"))
        files = entry.get("recording_files")
        if not ident or start is None or not isinstance(files, list):
            raise MalformedError("Zoom lists a recording and does not say of which program it is, or when")
        kinds = [TEXTS.get(str(file.get("file_type")), What.RECORDINGS) for file in files if isinstance(file, Mapping)]
        self.rows[ident] = entry
        self.times[ident].append(start)
        self.counts[ident].update(kind for kind in kinds if kind is not What.RECORDINGS)
        self.counts[ident][What.RECORDINGS] += What.RECORDINGS in kinds

    def held(self, ident: str) -> dict[What, Held]:
        """Return what there is of one program."""
        if self.why:
            return dict.fromkeys(KINDS, Held(reason=self.why))
        counts = self.counts.get(ident, Counter())
        oldest = min(self.times[ident]) if ident in self.times else None
        return {kind: Held(count=counts[kind], oldest=oldest if counts[kind] else None) for kind in KINDS}


def recorded(api: Api, host: str, since: datetime) -> Recorded:
    """Return what a host has recorded since a moment, or why that could not be told."""
    found = Recorded()
    try:
        for params in _months(since, api.now()):
            for entry in api.pages(calls.RECORDINGS, params, id=host):
                found.take(entry)
    except AdapterError as error:
        return Recorded(why=str(error))
    return found


def _months(since: datetime, now: datetime) -> Iterator[dict[str, str]]:
    first = since
    while first <= now:
        last = min(first + MONTH, now)
        window = {"from": first.date().isoformat(), "to": last.date().isoformat()}
        yield window
        yield window | {"trash": "true"}
        first = last + timedelta(days=1)
