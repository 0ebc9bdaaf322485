"""How one library stands by what its watch saw, one look after the other, and when it looks next; kept in its store.

A look ahead sees a part of the programs only: of these it says how they are now, and the others are as they were.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime

from pydantic import Field

from hardener.findings import State
from hardener.fleet.counting import blind, lists, reviews, unread
from hardener.fleet.work import Done
from hardener.language import tr
from hardener.model import Model
from hardener.results import Report, Row
from hardener.watch.pace import Pace

OPEN, UNREAD, TO_DO = "o", "u", "d"
TO_BE_DONE = {State.TO_FIX, State.TOO_CLOSED}


class Standing(Model):
    """Counts, and what they are made of: a digest of each program, and letters."""

    pace: Pace = Pace()
    config: str = ""
    """A digest of the configuration by which it looked."""
    status: int = 0
    programs: int = 0
    reviews_due: int = 0
    lists: int = 0
    """What else could not be read, by the last look at everything."""
    ahead: int = 0
    """The same of the last look ahead."""
    rows: dict[str, str] = Field(default_factory=dict)
    """Of each program, and other thing, that is not well: what it is."""
    blind: str = ""
    """Why nothing could be read by the last look; empty where something was."""
    whole: datetime | None = None
    """When everything was looked at last."""
    slot: str = ""
    """Of that look, as the watch has it."""
    note: str = ""
    accounts: tuple[str, ...] = ()

    def saw(self, report: Report, *, whole: bool, part: bool = False) -> Standing:
        """Return how it stands after a look at the `whole`, at what starts soon, or at a `part` that changed."""
        if why := blind(report):
            return self if part else self.model_copy(update={"blind": why})
        seen = {_mark(row): _letters(row) for row in report.rows()}
        rows = {} if whole else {mark: letters for mark, letters in self.rows.items() if mark not in seen}
        update: dict[str, object] = {"rows": rows | {mark: each for mark, each in seen.items() if each}}
        if not part:
            update |= {"blind": "", "ahead": lists(report)}
        if whole:
            update |= {"programs": report.programs, "reviews_due": reviews(report), "lists": lists(report)}
            update |= {"whole": report.made.astimezone(UTC)}
        return self.model_copy(update=update)

    def done(self, name: str, *, why: str, wake: datetime) -> Done:
        """Return it as a row; `why` nothing could be looked at, where that is so."""
        why = why or ("" if self.whole is not None else tr("everything in it was not looked at yet"))
        counts = Counter(letter for letters in self.rows.values() for letter in letters)
        return Done(
            name=name,
            status=max(self.status, 3 if why else 0),
            programs=self.programs,
            open=counts[OPEN],
            unread=counts[UNREAD] + max(self.lists, self.ahead),
            to_do=counts[TO_DO],
            reviews_due=self.reviews_due,
            why=why,
            note=self.note,
            accounts=self.accounts,
            wake=wake.timestamp(),
        )


def _mark(row: Row) -> str:
    return hashlib.sha256(f"{row.connection}\n{row.target}\n{row.profile}".encode()).hexdigest()[:12]


def _letters(row: Row) -> str:
    counts = row.program is not None and not row.apart
    state = {State.CLOSE_FIRST: OPEN, **dict.fromkeys(TO_BE_DONE, TO_DO)}.get(row.state, "") if counts else ""
    return state + (UNREAD if unread(row) else "")
