"""A plan and what came of it, for the person who has to agree. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from hardener.language import marked, ntr, tr
from hardener.model import Risk
from hardener.platform import spelled
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Change, Outlook, Plan, Step
from hardener.report import words
from hardener.report.plan.change import named, raw, said
from hardener.report.plan.families import families
from hardener.report.plan.left import counted, left
from hardener.report.plan.lines import fold, item, time_of
from hardener.report.plan.places import Place, name_of, places, shared
from hardener.report.plan.shape import platforms, shape_of
from hardener.report.safe import plain, terminal
from hardener.report.times import zone_name
from hardener.whose import Whose

LINES = 24
"""Of a terminal: what a folded plan fits into."""
WIDTH = 80
MINDED = 2
"""Warnings that are told where a plan is folded."""


def render_plan(  # noqa: PLR0913 - how much of it is shown, and how
    plan: Plan,
    zone: tzinfo,
    *,
    width: int = WIDTH,
    every: bool = False,
    left_out: bool = False,
    details: bool = False,
    sealed: bool = False,
    ahead: bool = False,
) -> Iterator[str]:
    """Yield the dry run: what families notice, what changes, widest first, and what is left as it is.

    It is folded to a screen, but for `every` change or the vendor's own `details`; `left_out` tells what is left out
    instead of what changes. Times are told in `zone`, the library's own, on lines of `width` columns. Of one that is
    `sealed` the fingerprint is not shown: it is asked for. One that is carried out next (`ahead`) is no dry run.
    """
    every = every or details
    head = [*_head(plan, zone, width, sealed=sealed, details=details, ahead=ahead), *families(plan, width, every=every)]
    rest = [f"\n{tr('WHAT IS LEFT, and why')}\n", *left(plan, width)] if counted(plan) else []
    whole = [*_every(plan, zone, width, details=details), *rest]
    total = list(_total(plan, width, ahead=ahead))
    room = LINES - _lines(head) - _lines(total)
    yield from head
    if left_out:
        yield from rest
    elif every or _lines(whole) <= room:
        yield from whole
    else:
        minded = [*_minded(plan, zone, width), *_left(plan, width)]
        yield from _folded(plan, zone, width, room - _lines(minded) - 2)
        yield from minded
    yield from total
    if not every:
        yield from _next(plan, width)


def _lines(pieces: Iterable[str]) -> int:
    return "".join(pieces).count("\n")


def _head(  # noqa: PLR0913 - as of the whole
    plan: Plan, zone: tzinfo, width: int, *, sealed: bool, details: bool, ahead: bool
) -> Iterator[str]:
    outlook = plan.outlook
    parts = [tr("PLAN {id}", id=f"{plan.id}{'' if sealed else f' ({plan.fingerprint})'}")]
    parts += [spelled(name) for name in outlook.platforms] if outlook is not None else []
    yield from fold([*parts, *([] if ahead else [tr("dry run, nothing was changed")])], width)
    accounts = sorted({(step.account, step.connection) for step in plan.steps if step.account})
    whose = [tr("for {account}", account=_account(Whose.of(key), name, details=details)) for key, name in accounts]
    looked = [ntr("{count} program looked at", "{count} programs looked at", plan.programs)] if plan.programs else []
    good = tr("Good to {time}, {zone}", time=time_of(plan.until, zone), zone=zone_name(zone))
    yield from fold([good, *looked, *whose], width)
    if outlook is not None:
        after = ntr(
            "After it, {count} program is open to strangers (now {now}).",
            "After it, {count} programs are open to strangers (now {now}).",
            outlook.open_after,
            now=outlook.open_now,
        )
        unclear = ntr("{count} more program cannot be told.", "{count} more programs cannot be told.", outlook.unclear)
        yield from item(" ".join([after, *([unclear] if outlook.unclear else []), *_waiting(outlook)]), width, "", "")
        yield from (
            item(tr("NOT COMPLETE: there may be programs that could not be looked at."), width, "")
            if outlook.partly
            else ()
        )


def _account(whose: Whose, connection: str, *, details: bool) -> str:
    """Return an account as a reader knows it; in `details` by the vendor's own id as well."""
    called = terminal(whose.called(connection), 200)
    return f"{called}: {terminal(words.account(whose), 200)}" if details and whose.known else called


def _waiting(outlook: Outlook) -> Iterator[str]:
    """Yield that the count is one of after a restart, where it is."""
    if outlook.waiting:
        yield ntr(
            "This counts {count} change that is not in force before a restart of {services}.",
            "This counts {count} changes that are not in force before a restart of {services}.",
            outlook.waiting,
            services=terminal(tr(" and ").join(map(words.retold, outlook.services))),
        )


def _folded(plan: Plan, zone: tzinfo, width: int, room: int) -> Iterator[str]:
    """Yield the widest places with the first change of each, on about `room` lines."""
    found = places(plan)
    if not found:
        yield from (f"\n{tr('WHAT IS LEFT, and why')}\n", *left(plan, width, short=True))
        return
    shown: list[str] = []
    count = 0
    for place in found:
        lines = [*_titled(place.title(zone), place.also(), width), *_first(place, width)]
        if count and len(shown) + len(lines) > room:
            break
        shown += lines
        count += 1
    head = tr("WHAT CHANGES, widest first")
    if count < len(found):
        head = tr("WHAT CHANGES, widest first, {count} of {total} places: --all", count=count, total=len(found))
    yield f"\n{head}\n"
    yield from shown


def _titled(title: str, also: str, width: int) -> Iterator[str]:
    yield from item(f"{title}{f' · {also}' if also else ''}", width)


def _first(place: Place, width: int) -> Iterator[str]:
    told = place.told()
    if told:
        more = len(told) - 1
        said = ntr("{what}, and {count} more", "{what}, and {count} more", more, what=told[0]) if more else told[0]
        yield from item(said, width, "    ", "      ")


def _every(plan: Plan, zone: tzinfo, width: int, *, details: bool) -> Iterator[str]:
    found = places(plan)
    if found:
        yield f"\n{tr('WHAT CHANGES, widest first')}\n"
    for place in found:
        yield from _titled(place.title(zone), place.also(0), width)
        for reach in dict.fromkeys(c.reach for c in place.changes if c.reach):
            yield from item(tr("touches {what}", what=words.retold(reach)), width, "    ", "      ")
        for line in place.told():
            yield from item(line, width, "    ", "      ")
        risks = sorted({risk for change in place.changes for risk in change.risks} - {Risk.SHARED})
        for line in (
            *_warned(place.changes, plan, zone),
            *(tr("mind: {what}", what=words.risk(risk)) for risk in risks),
        ):
            yield from item(line, width, "      ", "        ")
        if details:
            lines = (f"{c.setting}: {raw(c)} ({', '.join(c.controls) or tr('comes along')})" for c in place.changes)
            for line in dict.fromkeys(lines):
                yield from item(line, width, "      ", "        ")


def _minded(plan: Plan, zone: tzinfo, width: int) -> Iterator[str]:
    """Yield what should be known before somebody agrees, whatever else is folded."""
    found = _warned([change for step in plan.steps for change in step.changes], plan, zone)
    yield "\n" if found else ""
    for line in found[:MINDED]:
        yield from item(line, width, "", "  ")
    if len(found) > MINDED:
        yield f"{tr('and {count} more to mind: hardener plan --all', count=len(found) - MINDED)}\n"


def _warned(changes: Iterable[Change], plan: Plan, zone: tzinfo) -> list[str]:
    """Return what `undo` cannot do, and what was not kept the last time, each once."""
    unkept = {(each.connection, each.target, each.path): each.on for each in plan.unkept}
    said: dict[str, None] = {}
    of = platforms(plan)
    for change in changes:
        if shape := shape_of(change, of.get((change.connection, change.target), tr("The platform"))):
            said[shape] = None
        if change.undo:
            said[tr("undo {how}", how=words.retold(change.undo))] = None
        if on := unkept.get((change.connection, change.target, change.path)):
            then = time_of(on, zone)
            unkept_then = tr(
                "mind: not kept on {time}: {what}; the platform said yes and kept the old value",
                time=then,
                what=named(change),
            )
            said[unkept_then] = None
    return list(said)


def _left(plan: Plan, width: int) -> Iterator[str]:
    if about := counted(plan):
        yield from item(tr("Left: {what}: --left-out", what=about), width, "", "  ")


def _total(plan: Plan, width: int, *, ahead: bool) -> Iterator[str]:
    at = words.many(_targets(plan), "place")
    parts = [ntr("{count} CHANGE at {places}", "{count} CHANGES at {places}", plan.changes, places=at)]
    parts += [ntr("{count} on shared settings", "{count} on shared settings", wide)] if (wide := shared(plan)) else []
    if plan.units:
        parts.append(ntr("costs {count} of a day's units", "costs {count} of a day's units", plan.units))
    yield "\n"
    yield from fold([*parts, tr("nothing was changed yet") if ahead else tr("nothing was changed")], width)


def _next(plan: Plan, width: int) -> Iterator[str]:
    if plan.outlook is not None and plan.steps:
        yield from fold(
            [tr("Next: {commands}", commands="hardener plan … --output plan.json"), "hardener apply --plan plan.json"],
            width,
        )


def _targets(plan: Plan) -> int:
    return len({(step.connection, step.target) for step in plan.steps})


MARKS = {
    Result.APPLIED: marked("done"),
    Result.PENDING: marked("WAITS"),
    Result.IGNORED: marked("NOT KEPT"),
    Result.FAILED: marked("FAILED"),
    Result.STALE: marked("STALE"),
    Result.DEFERRED: marked("LATER"),
    Result.UNKNOWN: marked("UNKNOWN"),
}


def render_outcomes(step: Step, outcomes: tuple[Outcome, ...], width: int = WIDTH) -> Iterator[str]:
    """Yield what came of one step, judged by the second reading, on lines of `width` columns."""
    yield f"{name_of(step)}\n"
    for outcome in outcomes:
        note = f": {plain(words.retold(outcome.note))}" if outcome.note else ""
        text = f"{tr(MARKS[outcome.result]):<9} {said(outcome.change)}{note}"
        yield from item(text, width, "  ", " " * 12)
    if any(outcome.moved for outcome in outcomes):
        moved = ", ".join(outcomes[0].moved)
        yield f"  {tr('LOOK AT THIS PROGRAM: {what} changed, and the plan did not say so', what=moved)}\n"
