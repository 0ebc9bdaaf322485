"""What was changed: every apply and undo with what came of it, and what may still be done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hardener.app.accounts import by_name, shown
from hardener.app.surroundings import Surroundings
from hardener.errors import AskedError
from hardener.language import tr
from hardener.remedy.journal import Journal, Run
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Step
from hardener.remedy.undo import Entries, in_force
from hardener.store.lease import holder


@dataclass(frozen=True, kw_only=True)
class Past:
    """One run of the journal as it stands now."""

    run: Run
    counts: Counter[Result]
    """How many changes came to what."""
    begun: int
    """Changes that were begun by a process that ended: they may be made."""
    left: int
    """Changes that were not begun."""
    undos: Sequence[int]
    """The runs that took it back, oldest first."""
    in_force: int
    """Changes of it, or of the apply that it takes back, that are still in force."""
    held: str
    """Who is at work on it."""

    @property
    def of(self) -> int:
        """Return the number of the apply that it is, or takes back."""
        return self.run.undoes or self.run.id


def past_runs(context: Surroundings, *, every: bool) -> list[Past]:
    """Return the runs of the configuration's accounts, newest first; `every`: those of all accounts as well.

    Raises `HardenerError`. Without a configuration there are those of all accounts.
    """
    with context.store() as store:
        here = None if every else shown(context, store)
        journal = Journal(store)
        found = journal.runs(here if here is None else here | by_name(context))
        entries = {run.id: journal.entries(run.id) for run in found}
        held = {run.id: holder(store, f"run-{run.undoes or run.id}") for run in found if run.ended is None}
    return [_past(run, found, entries, held.get(run.id) or "") for run in found]


def came_of(context: Surroundings, number: int, *, every: bool) -> list[tuple[Step, tuple[Outcome, ...]]]:
    """Return the steps of one run that have ended, each with what came of it. Raises `AskedError`: no such run here."""
    if number not in {past.run.id for past in past_runs(context, every=every)}:
        raise AskedError(tr("there is no run {run} here; see: hardener runs", run=number))
    with context.store() as store:
        return Journal(store).came(number)


def _past(run: Run, runs: Sequence[Run], entries: Mapping[int, Entries], held: str) -> Past:
    mine, apply = entries[run.id], run.undoes or run.id
    undos = [one.id for one in reversed(runs) if one.undoes == apply]
    left = [step for number, step in enumerate(run.plan.steps) if number not in mine]
    return Past(
        run=run,
        counts=Counter(o.result for entry in mine.values() for o in entry.outcomes or ()),
        begun=sum(len(entry.step.changes) for entry in mine.values() if entry.outcomes is None),
        left=sum(len(step.changes) for step in left),
        undos=[] if run.undoes else undos,
        in_force=len(in_force(entries.get(apply, {}), [entries[one] for one in undos])),
        held=held,
    )
