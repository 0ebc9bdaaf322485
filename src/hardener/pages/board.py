"""A month for trustees: what was open at its start, where it comes from, what is accepted, and what was changed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from hardener.findings import State
from hardener.history.month import Month, Week
from hardener.language import marked_n, ntr, tr
from hardener.pages import times
from hardener.pages.chart import chart
from hardener.pages.paper import filled
from hardener.pages.verdicts import LOOKS, ORDER, tally
from hardener.platform import spelled
from hardener.report import safe, words
from hardener.report.times import clock, date_of, zone_name
from hardener.report.times import month as month_name
from hardener.waiver import spoken_day

FEW = 20
"""Programs that are named."""
ACTS = 3
COLUMNS = ("date", "time", "program", "platform", "profile", "verdict", "what was open", "looked at")


def board(month: Month, made: datetime, library: str = "", reviews: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the page on a month, made at `made` in the library's time. It holds roles, never names.

    `reviews`: where the review of each platform stands, by the platform's own name.
    """
    states = Counter(one.state for one in month.held)
    strangers = [one for one in month.held if one.state is State.CLOSE_FIRST]
    return filled(
        "board.html",
        library=library,
        heading=tr("Online programs in {month} {year}", month=month_name(month.first), year=month.first.year),
        as_of=f"{times.when(made, year=True)}, {zone_name(made.tzinfo)}",
        month=month,
        so_far=(made.year, made.month) == (month.first.year, month.first.month),
        big=_big(len(month.held), len(strangers)),
        counts=tally(states),
        chart=chart(month.weeks),
        looks=[LOOKS[state] for state in ORDER],
        weeks=[_row(week) for week in month.weeks],
        strangers=[(one.title, times.when(one.start), spelled(one.platform),
                    "; ".join(map(words.retold, one.open[:ACTS])))
                   for one in strangers[:FEW]],
        more=max(0, len(strangers) - FEW),
        accepted=[(words.retold(one.sentence) or words.control(one.control).title, one.titles, one.reason,
                   times.written(one.until))
                  for one in month.accepted],
        work=[(times.when(one.began), tr("Taken back") if one.undo else tr("Closed"), one.asked, one.done)
              for one in month.work],
        platforms=sorted(Counter(spelled(one.platform) for one in month.held).items()),
        reviews=_reviews(month, reviews),
    )  # fmt: skip


def _reviews(month: Month, reviews: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return each platform that is reviewed or was used, by name, and where its review stands."""
    used = {spelled(one.platform) for one in month.held}
    names = sorted({*used, *reviews}, key=str.casefold)
    return [(name, reviews.get(name) or tr("not reviewed")) for name in names]


def sheet(month: Month) -> str:
    """Return the same month for a spreadsheet: one line a program and date."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    for one in month.held:
        cells = (
            one.start.date().isoformat(), clock(one.start), one.title, one.platform, one.profile, one.state.value,
            "; ".join(one.open), spoken_day(one.looked.date()),
        )  # fmt: skip
        lines.writerow([safe.csv(cell) for cell in cells])
    return out.getvalue()


def _big(total: int, strangers: int) -> str:
    if not total:
        return tr("No program is known to have been held.")
    due = ntr("{number} program was due.", "{number} programs were due.", total, number=times.in_words(total))
    return f"{times.capital(due)} {_at_start(strangers)}"


def _at_start(strangers: int) -> str:
    if not strangers:
        return tr("At their start, no were open to strangers.")
    of = marked_n("At their start, {number} was open to strangers.", "At their start, {number} were open to strangers.")
    return ntr(*of, strangers, number=times.in_words(strangers))


def _row(week: Week) -> tuple[str, int, list[int], bool]:
    counts = [week.states.get(state, 0) for state in ORDER]
    return date_of(week.began.date()), sum(counts), counts, week.complete
