"""Who has signed up on Zoom: three lists of each program, and of a series with sign-ups by date three of each date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hardener.errors import MalformedError, RefusedError
from hardener.traces import Held
from hardener.vendor import at
from hardener.vendor.kept import counted, how_many, ids_of
from hardener_zoom import dates, kept_calls, words
from hardener_zoom.client import Api
from hardener_zoom.documents import Json
from hardener_zoom.kept_words import MORE_DATES, OFF_NOW, PER_DATE, UNTOLD

STATUSES = ("approved", "pending", "denied")
"""Each is a list of its own, and one of them is what is left of who was called off."""
NO_REGISTRATION = 2
EACH = (2, 3)
"""Kinds of registration in which families sign up for single dates."""
OFF = 404
"""Zoom's code for registrants where registration is off."""
BETWEEN = "\n"
"""Stands between a date and the id of whoever signed up for it."""
Query = Mapping[str, str]


class SignUps:
    """Counts and lists through one connection."""

    def __init__(self, api: Api) -> None:
        """Ask `api`."""
        self.api = api

    def held(self, kind: str, ident: str, answer: Json) -> Held:
        """Return how many have signed up, without asking for anybody, or why that could not be told."""
        if at(answer, "settings.approval_type") == NO_REGISTRATION:
            return Held(count=0)
        if not _by_date(answer):
            return counted(lambda: self._sum(kind, ident, {}))
        return counted(lambda: self._each(kind, ident), PER_DATE)

    def people(self, kind: str, ident: str, answer: Json) -> frozenset[str]:
        """Return the ids of all sign-ups, for `whom`. Raises `AdapterError`."""
        if at(answer, "settings.approval_type") == NO_REGISTRATION:
            # Switched off it shows nobody, which is no proof that nobody is kept.
            raise MalformedError(OFF_NOW)
        everybody = self._listed(kind, ident, {})
        if not _by_date(answer):
            return everybody
        of = {date: self._listed(kind, ident, _of(date)) for date in self._dates(kind, ident)}
        # Whom only the list without a date shows may be of any of them, and is gone from none.
        anywhere = everybody.difference(*of.values())
        return frozenset(f"{date}{BETWEEN}{who}" for date, listed in of.items() for who in listed | anywhere)

    @staticmethod
    def whom(person: str) -> tuple[Query, str]:
        """Return which date's sign-up `people` means, as Zoom is asked for it, and whose."""
        date, between, who = person.rpartition(BETWEEN)
        return (_of(date) if between else {}), who

    def _each(self, kind: str, ident: str) -> int:
        """Return how many there are over all dates, and no fewer than Zoom lists without a date."""
        dated = sum(self._sum(kind, ident, _of(date)) for date in self._dates(kind, ident))
        return max(dated, self._sum(kind, ident, {}))

    def _dates(self, kind: str, ident: str) -> Sequence[str]:
        """Return every date of a series, also those that were and those called off. Raises `AdapterError`."""
        given = self.api.get(kept_calls.PROGRAM[kind], kept_calls.PREVIOUS, id=ident).get("occurrences")
        rows = given if isinstance(given, list) else []
        found = [_named(row) for row in rows]
        if not all(found) or not found:
            raise MalformedError(UNTOLD)
        if len(found) >= dates.SHOWN:
            raise MalformedError(MORE_DATES)
        return tuple(dict.fromkeys(found))

    def _sum(self, kind: str, ident: str, of: Query) -> int:
        return sum(self._total(kind, ident, {"status": status, **of}) for status in STATUSES)

    def _total(self, kind: str, ident: str, wanted: Query) -> int:
        try:
            page = self.api.get(kept_calls.REGISTRANTS[kind], {**wanted, "page_size": "1"}, id=ident)
        except RefusedError as error:
            if error.code == OFF:
                return 0
            raise
        return how_many(page.get("total_records"), "Zoom does not say how many have signed up")

    def _listed(self, kind: str, ident: str, of: Query) -> frozenset[str]:
        pages = (self.api.pages(kept_calls.REGISTRANTS[kind], {"status": each, **of}, id=ident) for each in STATUSES)
        return frozenset[str]().union(*(ids_of(page) for page in pages))


def _of(date: str) -> Query:
    return {"occurrence_id": date}


def _named(row: object) -> str:
    given = row.get("occurrence_id") if isinstance(row, Mapping) else None
    return words.ident(given) or words.number(given)


def _by_date(answer: Json) -> bool:
    """Tell whether families signed up for each date of a series by itself."""
    return at(answer, "settings.registration_type") in EACH and dates.type_of(answer) in dates.SERIES
