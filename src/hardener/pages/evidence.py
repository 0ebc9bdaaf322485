"""The page of an evidence file: what was known of each program when, what was changed, and what nobody can say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from hardener.catalog import catalogue
from hardener.evidence.crosswalk import BODIES, crosswalk
from hardener.evidence.facts import Facts
from hardener.evidence.records import titled
from hardener.findings import State
from hardener.history.difference import SettingChange
from hardener.history.period import Due, Known, Made, Period
from hardener.language import known, marked_n, ntr, tr
from hardener.model import Status
from hardener.pages import times
from hardener.pages.paper import filled
from hardener.pages.verdicts import LOOKS, Look, tally
from hardener.path import vendor_path
from hardener.platform import spelled
from hardener.report import words
from hardener.report.times import dated, zone_name

ROWS = 500
"""Lines of a table; the records beside the page have them all."""
ACTS = 3


class Moment(NamedTuple):
    """What was known at one moment, for a cell."""

    look: Look | None
    """None: nobody had looked."""
    read: str


class Line(NamedTuple):
    """One program on one date."""

    title: str
    when: str
    platform: str
    day_before: Moment
    at_start: Moment
    open: str


def evidence(facts: Facts) -> str:
    """Return the page. Operators and whoever accepted something are named, as their word is the evidence."""
    period, zone = facts.period, facts.zone
    return filled(
        "evidence.html",
        library=facts.library,
        heading=tr("Evidence from {first} to {last}", first=times.written(facts.first), last=times.written(facts.last)),
        kept_to=_kept_to(period.kept_to, zone),
        big=_big(period),
        moments=[_counted(tr("24 hours ahead"), [due.day_before for due in period.due]),
                 _counted(tr("At the start"), [due.at_start for due in period.due])],
        programs=[_line(period, due, zone) for due in period.due[:ROWS]],
        more=max(0, len(period.due) - ROWS),
        unlisted=[(one.title, spelled(one.platform), _dated(one.start, zone), _dated(one.missing, zone))
                  for one in period.unlisted[:ROWS]],
        more_unlisted=max(0, len(period.unlisted) - ROWS),
        always=[(one.title, spelled(one.platform), _moment(one.last, zone)) for one in period.always_open[:ROWS]],
        more_always=max(0, len(period.always_open) - ROWS),
        made=[_made(made, zone) for made in period.made[:ROWS]],
        more_made=max(0, len(period.made) - ROWS),
        others=[_other(move, zone) for move in period.others[:ROWS]],
        more_others=max(0, len(period.others) - ROWS),
        waivers=[(_title(w.control), w.reason, w.by, times.written(w.until)) for w in facts.waivers],
        attestations=[(_title(a.control), a.by, times.written(a.on), times.written(a.until))
                      for a in facts.attestations],
        reviews=[(review.name, review.left_out) for review in facts.reviews],
        profiles=[(name, profile.title if profile else "", profile.version if profile else "")
                  for name, profile in facts.profiles],
        bodies=tuple(BODIES),
        crosswalk=list(_crosswalk(facts)),
        looks=len(period.looks),
        incomplete=sum(not look.complete for look in period.looks),
    )  # fmt: skip


def _kept_to(moment: datetime | None, zone: tzinfo) -> str:
    return f"{times.when(moment.astimezone(zone), year=True)}, {zone_name(zone)}" if moment is not None else ""


def _big(period: Period) -> str:
    if not period.due:
        return tr("No program is known to have been held.")
    unseen = sum(due.at_start is None for due in period.due)
    count = len(period.due)
    due = times.capital(ntr("{number} program was due.", "{number} programs were due.", count,
                            number=times.in_words(count)))  # fmt: skip
    if not unseen:
        return f"{due} {tr('Each had been looked at before it began.')}"
    said = marked_n("{count} of them had been looked at by nobody.", "{count} of them had been looked at by nobody.")
    return f"{due} {ntr(*said, unseen)}"


def _counted(title: str, each: Sequence[Known | None]) -> tuple[str, object, int]:
    states: Counter[State] = Counter(one.state for one in each if one is not None)
    return title, tally(states), sum(one is None for one in each)


def _line(period: Period, due: Due, zone: tzinfo) -> Line:
    return Line(
        title=due.title, when=dated(due.start.astimezone(zone)), platform=spelled(due.platform),
        day_before=_moment(due.day_before, zone), at_start=_moment(due.at_start, zone),
        open="; ".join(_open(period, due.at_start)),
    )  # fmt: skip


def _moment(found: Known | None, zone: tzinfo) -> Moment:
    if found is None:
        return Moment(None, "")
    return Moment(LOOKS[found.state], tr("read {time}", time=dated(found.ended.astimezone(zone))))


def _open(period: Period, found: Known | None) -> Iterable[str]:
    if found is None:
        return ()
    failing = [f for f in period.sets[found.findings].values() if f.status is Status.FAIL and f.sentence]
    worst = sorted(failing, key=lambda f: -f.severity.rank)
    told = [words.retold(f.sentence) for f in worst[:ACTS]]
    more = len(worst) - ACTS
    return [*told, ntr("and {count} more", "and {count} more", more)] if more > 0 else told


def _made(made: Made, zone: tzinfo) -> tuple[str, str, str, str, str, str]:
    who = tr("the watch, by itself") if made.by_watch else made.operator
    where = made.title or made.kind
    change = f"{made.setting}: {made.before} → {made.after}"
    undo = f"{tr('Taken back')}: " if made.undo else ""
    return _dated(made.when, zone), where, f"{undo}{change}", who, made.reason, known(made.result)


def _other(move: SettingChange, zone: tzinfo) -> tuple[str, str, str]:
    where = titled(move) or move.thing.kind
    return _dated(move.seen, zone), where, f"{vendor_path(move.path)}: {move.before} → {move.after}"


def _dated(moment: datetime | None, zone: tzinfo) -> str:
    return dated(moment.astimezone(zone)) if moment is not None else ""


def _title(control: str) -> str:
    """Return what a control is called; a pattern for several stays as it is."""
    return words.control(control).title if control in catalogue() else control


def _crosswalk(facts: Facts) -> Iterable[tuple[str, Sequence[str]]]:
    asked = {control for _, profile in facts.profiles if profile is not None for control in profile.requires}
    for ident in sorted(asked):
        places = crosswalk(catalogue()[ident])
        if any(body in places for body in BODIES):
            yield words.control(ident).title, ["; ".join(places.get(body, [])) for body in BODIES]
