"""Many libraries on one page: the counts of the whole, then a row a library, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hardener.language import tr
from hardener.pages import times
from hardener.pages.paper import filled
from hardener.report.fleet import APPLY, PLAN, Counts, columns, failed, summed, worst_first
from hardener.report.times import zone_name


def fleet(found: Sequence[Counts], verb: str, made: datetime) -> str:
    """Return the page. It holds counts and the names of libraries, and nothing else of any."""
    shown = columns(verb)
    heading = {APPLY: tr("What was changed in the libraries"), PLAN: tr("What would be changed in the libraries")}
    return filled(
        "fleet.html",
        library=tr("All libraries"),
        heading=heading.get(verb, tr("Online programs of the libraries")),
        as_of=f"{times.when(made, year=True)}, {zone_name(made.tzinfo)}",
        big=summed(found, verb),
        mark=_mark(found),
        heads=[(tr("library"), ""), *((each.heading, "n") for each in shown)],
        headings=[each.heading for each in shown],
        rows=[
            (one.name, [each.of(one) for each in shown], failed(one, verb) if one.why else "", one.note)
            for one in worst_first(found)
        ],
    )


def _mark(found: Sequence[Counts]) -> str:
    if any(one.open for one in found):
        return "stop"
    if any(one.why or one.unread for one in found):
        return "ask"
    return "fix" if any(one.to_do for one in found) else "ok"
