"""What was changed, a line a run, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from hardener.app.runs import past_runs
from hardener.app.surroundings import Surroundings
from hardener.language import known, tr
from hardener.report.times import dated


@dataclass(frozen=True, slots=True)
class Line:
    """One apply or undo."""

    run: int
    what: str
    when: str
    came: str
    """Changes by what came of them."""
    by: str
    reason: str
    open: bool
    """It is an apply of which something is still in force."""


def lines_of(context: Surroundings) -> list[Line]:
    """Return a line for each apply and undo in the configuration's accounts, the newest first."""
    lines = []
    for past in past_runs(context, every=False):
        run, began = past.run, past.run.began.astimezone(context.zone)
        undo = run.kind != "apply"
        counts = sorted((result.value, count) for result, count in past.counts.items())
        lines.append(
            Line(
                run=run.id,
                what=tr("put back run {run}", run=run.undoes) if undo else tr("changed"),
                when=dated(began),
                came=", ".join(f"{count} {known(result)}" for result, count in counts) or tr("nothing"),
                by=run.operator,
                reason=run.reason,
                open=not undo and past.in_force > 0,
            )
        )
    return lines
