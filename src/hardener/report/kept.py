"""What platforms still have of families, for people: a line a program, oldest first. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tabulate import tabulate

from hardener.language import known, marked, ntr, tr
from hardener.leftovers import KeptReport, KeptRow
from hardener.model import Status
from hardener.platform import spelled
from hardener.report.narrow import fitted
from hardener.report.safe import terminal
from hardener.report.times import date_of, dated, zone_name
from hardener.traces import Held, What

NAMES = {
    What.SIGN_UPS: marked("sign-ups"),
    What.RECORDINGS: marked("recordings"),
    What.TRANSCRIPTS: marked("transcripts"),
    What.SUMMARIES: marked("AI notes"),
    What.ATTENDANCE: marked("lists of who came"),
}
AGES = ((30, marked("up to 30 days")), (90, marked("31 to 90 days")), (365, marked("91 to 365 days")))
OLDER = marked("more than a year")
UNKNOWN = marked("not known")


def render_kept(report: KeptReport) -> Iterator[str]:
    """Yield what is kept of each program, by age, what is kept for too long, and what could not be told."""
    yield tr("WHAT IS KEPT OF FAMILIES · {made} · nothing was changed", made=dated(report.made)) + "\n"
    since = tr("Programs with a date since {day}; times in {zone}.", day=date_of(report.since), zone=_zone(report))
    yield f"{since}\n"
    held = [row for row in report.rows if _told(row)]
    if held:
        yield f"\n{_table(report, held)}\n\n{_by_age(report, held)}\n"
    if empty := len(report.rows) - len(held):
        said = ntr(
            "{count} program: nothing is kept of what the API counts",
            "{count} programs: nothing is kept of what the API counts",
            empty,
        )
        yield f"\n{said}\n"
    rest = [*_too_long(report), *_unknown(report), *_by_hand(report)]
    if not report.rows and not rest:
        yield f"\n{tr('No program was found that has such a date and keeps something of families.')}\n"
    yield from rest


def _zone(report: KeptReport) -> str:
    return zone_name(report.made.tzinfo)


def _told(row: KeptRow) -> bool:
    """Tell whether something is kept of a program, or may be."""
    return any(held.count != 0 for held in row.trace.held.values())


def _kinds(rows: Sequence[KeptRow]) -> list[What]:
    """Return what some platform's API counts."""
    return [what for what in What if any(what in row.trace.held for row in rows)]


def _table(report: KeptReport, rows: Sequence[KeptRow]) -> str:
    kinds = [what for what in _kinds(rows) if any(row.trace.of(what).count != 0 for row in rows)]
    several = len({row.vendor for row in rows}) > 1
    lines = [
        [
            *(_ended(report, row), _days(report, row), terminal(row.trace.target.title)),
            *([spelled(row.vendor)] if several else []),
            *(_cell(row, what) for what in kinds),
        ]
        for row in rows
    ]
    heads = [tr("ended"), tr("days ago"), tr("program"), *([tr("platform")] if several else [])]
    heads += [tr(NAMES[what]) for what in kinds]
    return tabulate(fitted(lines, heads, title=2), headers=heads, disable_numparse=True)


def _ended(report: KeptReport, row: KeptRow) -> str:
    if row.trace.over is False:
        return tr("goes on")
    ended = row.trace.ended
    return date_of(ended.astimezone(report.made.tzinfo)) if ended is not None else tr(UNKNOWN)


def _age(report: KeptReport, row: KeptRow) -> int | None:
    ended = row.trace.ended
    return (report.made - ended).days if ended is not None and row.trace.over is not False else None


def _days(report: KeptReport, row: KeptRow) -> str:
    age = _age(report, row)
    return "" if age is None else str(age)


def _cell(row: KeptRow, what: What) -> str:
    held, kept = row.trace.of(what), row.judged.get(what)
    if held.count is None:
        return tr("could not tell") if held.reason else tr("by hand")
    late = kept is not None and kept.status is Status.FAIL
    return tr("{count}, too long", count=held.count) if late else str(held.count)


def _by_age(report: KeptReport, rows: Sequence[KeptRow]) -> str:
    """Return the counts by how long ago programs ended."""
    kinds, groups = _kinds(rows), defaultdict[str, list[KeptRow]](list)
    for row in rows:
        groups[_group(report, row)].append(row)
    order = [marked("goes on"), *(name for _, name in AGES), OLDER, UNKNOWN]
    lines = [[known(name), *(_sum(groups[name], what) for what in kinds)] for name in order if name in groups]
    align = ["left", *["right"] * len(kinds)]
    heads = [tr("ended"), *(tr(NAMES[what]) for what in kinds)]
    return tabulate(lines, headers=heads, disable_numparse=True, colalign=align)


def _sum(rows: Sequence[KeptRow], what: What) -> str:
    """Return how many there are of several programs: at the least, where it could not be told of all."""
    counts = [row.trace.of(what).count for row in rows]
    count = sum(one or 0 for one in counts)
    if None not in counts:
        return str(count)
    return tr("{count} or more", count=count) if count else "?"


def _group(report: KeptReport, row: KeptRow) -> str:
    age = _age(report, row)
    if age is None:
        return "goes on" if row.trace.over is False else UNKNOWN
    return next((name for days, name in AGES if age <= days), OLDER)


def _too_long(report: KeptReport) -> Iterator[str]:
    late = [(row, w, kept) for row in report.rows for w, kept in row.judged.items() if kept.status is Status.FAIL]
    if late:
        yield f"\n{tr('KEPT FOR TOO LONG')}\n"
    for row, what, kept in late:
        title, name, profile = terminal(row.trace.target.title), tr(NAMES[what]), terminal(row.profile)
        yield "  " + tr(
            "{title}: {what} kept for {age} days; {profile} allows {days}",
            title=title, what=name, age=kept.age, profile=profile, days=kept.days,
        ) + "\n"  # fmt: skip
    # By the longest limit that is passed: then something of it is found, and nothing that its own profile still allows.
    if limits := [kept.days for _, what, kept in late if what is What.SIGN_UPS and kept.days is not None]:
        yield f"\n{tr('Next: hardener registrants --purge --older-than {days}d', days=max(1, *limits))}\n"


def _unknown(report: KeptReport) -> Iterator[str]:
    told = [(name, title, reason) for name, title, reason in report.unread]
    for row in report.rows:
        told += [
            (row.connection, f"{row.trace.target.title}, {tr(NAMES[what])}", held.reason)
            for what, held in row.trace.held.items()
            if held.reason
        ]
    if told:
        yield f"\n{tr('COULD NOT BE TOLD')}\n"
    for name, title, reason in told:
        what = ": ".join(filter(None, (terminal(name), terminal(known(title), 120))))
        yield f"  {what}: {terminal(known(reason), 300)}\n"


def _by_hand(report: KeptReport) -> Iterator[str]:
    """Yield where a person looks for what no API counts, once for each platform's menu."""
    told: dict[tuple[str, str], None] = {}
    for row in report.rows:
        for what in What:
            held = row.trace.of(what)
            if held == Held() and what in row.where:
                told[spelled(row.vendor), f"{tr(NAMES[what])}: {known(row.where[what])}"] = None
            elif held.note:
                told[spelled(row.vendor), f"{tr(NAMES[what])}: {known(held.note)}"] = None
    if told or report.nothing:
        yield f"\n{tr('FOR A PERSON TO LOOK AT: the API does not tell')}\n"
    for platform, said in told:
        yield f"  {platform}: {terminal(said, 300)}\n"
    for name, platform, said in report.nothing:
        yield f"  {platform} ({terminal(name)}): {terminal(known(said) or tr('its API has nothing to count'), 300)}\n"
