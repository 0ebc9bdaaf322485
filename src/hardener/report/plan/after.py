"""What a run leaves behind: programs with new links, and what hardener could not do. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import NamedTuple

from hardener.language import ntr, tr
from hardener.model import Risk
from hardener.remedy.outcome import DONE, Outcome, Result
from hardener.remedy.plan import Change, Plan, Step
from hardener.report.plan.left import left
from hardener.report.plan.lines import item, time_of
from hardener.report.safe import terminal

Came = Iterable[tuple[Step, tuple[Outcome, ...]]]
"""Steps of a run and what came of them."""
PERHAPS = DONE | {Result.UNKNOWN}
"""With these a link may be another one: better one letter to families too many."""
LINK = "join_link"
"""The protected fact that a change of the link moves."""


class Renewed(NamedTuple):
    """A program whose link is another one now."""

    title: str
    start: datetime | None
    """Its next start, as the plan knew it."""


def renewed(came: Came) -> list[Renewed]:
    """Return the programs whose link changed, or may have, the next first; never the links."""
    found: dict[tuple[str, str], Renewed] = {}
    for step, outcomes in came:
        if any(_of_link(o.change) and o.result in PERHAPS for o in outcomes):
            start = min((slot.start for slot in step.slots), default=None)
            found[step.whose, step.target] = Renewed(step.title, start)
    return sorted(found.values(), key=_place)


def _place(one: Renewed) -> tuple[bool, float, str]:
    return one.start is None, one.start.timestamp() if one.start is not None else 0.0, one.title


def _of_link(change: Change) -> bool:
    return not change.kept and (Risk.LINK in change.risks or LINK in change.moves)


def render_links(found: Iterable[Renewed], zone: tzinfo) -> Iterator[str]:
    """Yield the programs of which families need a new link: when, and which; times in `zone`."""
    for one in found:
        when = time_of(one.start, zone) if one.start is not None else tr("no date in the plan")
        yield f"{when:<22} {terminal(one.title)}\n"


def render_after(plan: Plan, run: int, came: Came, width: int) -> Iterator[str]:
    """Yield what is left after a run, folded, and whom to tell of new links."""
    lines = list(left(plan, width, short=True))
    if lines:
        yield f"\n{tr('WHAT IS LEFT, and why hardener could not')}\n"
        yield from lines
    if count := len(renewed(came)):
        have = ntr(
            "Tell families: {count} program has a new link. The list: hardener runs {run} --links",
            "Tell families: {count} programs have new links. The list: hardener runs {run} --links",
            count,
            run=run,
        )
        yield from item(have, width, "")
