"""A plan to sign off: what changes, whom it touches, what families notice, and what stays open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import groupby
from typing import LiteralString

from hardener.language import marked, ntr, tr
from hardener.model import Risk
from hardener.pages import times
from hardener.pages.paper import filled, staff
from hardener.remedy.plan import Change, Plan, Step
from hardener.report import words
from hardener.report.places import called
from hardener.report.plan.change import values
from hardener.report.plan.shape import platforms, shape_of
from hardener.report.times import zone_name

NOTICED: Mapping[Risk, LiteralString] = {
    Risk.LINK: marked(
        "Links already mailed may stop working, or lead to a sign-up page. Mail new ones; hardener sends none."
    ),
    Risk.LOCKOUT: marked("They sign up and staff say yes, or they wait outside until somebody lets them in."),
    Risk.SHARED: marked("Other programs change as well: the setting is one that they have in common."),
    Risk.OPEN: marked("Something becomes more open than it was."),
    Risk.DECLARE: marked(
        "The library declares it before the law. The platform takes away what goes with it: comments."
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One setting that becomes another."""

    title: str
    before: str
    after: str
    needs: str
    undo: str
    shape: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where settings change together."""

    title: str
    about: str
    touches: list[str]
    """Whom else a change there touches."""
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Noticed:
    """One thing that families notice, and the opt-in that it needs."""

    said: str
    places: int
    left_out: int
    risk: Risk
    given: bool


def plan(made: Plan, zone: tzinfo, library: str = "") -> str:
    """Return the page on a plan. Times are told in `zone`."""
    moment = made.made.astimezone(zone)
    changes = [change for step in made.steps for change in step.changes if not change.kept]
    places = list(_places(made, zone))
    return filled(
        "plan.html",
        library=library,
        heading=tr("Plan to be signed off"),
        as_of=f"{times.when(moment, year=True)}, {zone_name(zone)}",
        plan=made,
        summary=tr(
            "{changes} at {places}",
            changes=words.many(made.changes, "change"),
            places=words.many(len(places), "place"),
        )
        + _price(made),
        looked=words.many(made.programs, "program"),
        shared=sum(Risk.SHARED in change.risks for change in changes),
        lasting=sorted({change.undo for change in changes if change.undo}),
        noticed=list(_noticed(made, changes)),
        costs=_costs(changes),
        places=places,
        left=list(_left(made)),
        allowed=[risk.value for risk in made.asked.allowed],
    )


def _price(made: Plan) -> str:
    return ", " + ntr("{count} of a day's units", "{count} of a day's units", made.units) if made.units else ""


def _noticed(made: Plan, changes: Sequence[Change]) -> Iterator[Noticed]:
    for risk in Risk:
        places = {(change.connection, change.target) for change in changes if risk in change.risks}
        left = sum(risk in each.needs for each in made.left_out)
        if places or left:
            yield Noticed(tr(NOTICED[risk]), len(places), left, risk, risk in made.asked.allowed)


def _costs(changes: Sequence[Change]) -> list[tuple[str, str, int]]:
    """Return what families lose by each control that changes, the most frequent first: title, cost, places."""
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for change in changes:
        for ident in change.controls:
            if words.control(ident).costs:
                places[ident].add((change.connection, change.target))
    order = sorted(places, key=lambda ident: (-len(places[ident]), ident))
    return [(words.control(i).title, words.control(i).costs, len(places[i])) for i in order]


def _places(made: Plan, zone: tzinfo) -> Iterator[Place]:
    """Yield the places as they are told: what many programs have in common first, then programs by their next start."""
    found = groupby(made.steps, key=lambda s: (s.connection, s.target, s.changes[0].reach))
    each, of = [list(steps) for _, steps in found], platforms(made)
    for steps in sorted(each, key=lambda steps: bool(steps[0].host)):
        changes = [change for step in steps for change in step.changes if not change.kept]
        touches = list(dict.fromkeys(words.retold(change.reach) for change in changes if change.reach))
        lines = [_line(change, of[change.connection, change.target]) for change in changes]
        yield Place(_title(steps[0]), _about(steps[0], zone), touches, lines)


def _title(step: Step) -> str:
    return called(step.kind, staff(step.title), step.title)


def _about(step: Step, zone: tzinfo) -> str:
    first = min((slot.start for slot in step.slots), default=None)
    at = tr("next on {time}", time=times.when(first.astimezone(zone))) if first is not None else ""
    return " · ".join(filter(None, (staff(step.connection), at)))


def _line(change: Change, platform: str) -> Line:
    title = ", ".join(words.control(ident).title for ident in change.controls) or tr("Comes along with the others")
    if change.path.startswith("locks."):
        title = tr("{title}: held for everybody below", title=title)
    before, after = values(change)
    needs = ", ".join(risk.value for risk in change.risks)
    return Line(title, before, after, needs, words.retold(change.undo), shape_of(change, platform))


def _left(made: Plan) -> Iterator[tuple[str, int, str]]:
    """Yield what is left out, once for each reason: titles of the controls, how many findings, why."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for left in made.left_out:
        grouped[left.reason].extend(left.controls)
    for reason, controls in sorted(grouped.items(), key=lambda one: (-len(one[1]), one[0])):
        counts = Counter(words.control(ident).title for ident in controls)
        yield ", ".join(title for title, _ in counts.most_common()), len(controls), words.retold(reason)
