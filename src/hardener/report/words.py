"""The words that all formats share. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import LiteralString

from hardener.door import IN_FRONT
from hardener.findings import State, to_look_at
from hardener.language import known, marked, ntr, tr
from hardener.model import Finding, Risk, Severity, Status, Waived
from hardener.platform import spelled
from hardener.profile import Profile
from hardener.reason import Reason, Why
from hardener.report import aside, nouns, retell
from hardener.report.safe import plain
from hardener.report.times import date_of, dated, day_of, short, short_month, starts, zone_name
from hardener.results import Report, Row

RISKS: Mapping[Risk, LiteralString] = {
    Risk.LINK: marked("a link that was published may change or lead to a sign-up page"),
    Risk.LOCKOUT: marked("families may wait outside until somebody lets them in"),
    Risk.SHARED: marked("other programs change as well"),
    Risk.OPEN: marked("something becomes more open"),
    Risk.DECLARE: marked("the library declares it before the law, and the platform takes away what goes with it"),
}
APART = marked("looked at only")
SELDOM = frozenset({State.TOO_CLOSED, State.AS_CLOSED})
"""Verdicts of which a count is left out where it is 0."""
ALWAYS, PERSONAL, UNTIMED = marked("Always open"), marked("Personal room, always open"), marked("Time not known")
STANDING = (ALWAYS, PERSONAL, UNTIMED)
"""The headings of programs without a start, in their order."""
LONG_AGO = 300
"""Days after which a date has its year."""
NO_RULE = marked(
    "no rule of hardener.toml names this program; add a [[programs]] rule (hardener rules) or give --profile"
)
FOOTER = marked("Settings as the platform's API reported them on {time}. Matching a profile is not legal advice.")


control, sentence, hand, retold, account = retell.control, retell.sentence, retell.hand, retell.retold, retell.account
many, listed, asides = nouns.many, nouns.listed, aside.asides


def risk(of: Risk) -> str:
    """Return what a change may cost families."""
    return tr(RISKS[of])


def when(row: Row, zone: tzinfo | None) -> str:
    """Return when a program is on next, in the library's time: `Thu 3 Dec, 12:00 noon`."""
    start = starts(row.program, zone)
    return short(start) if start is not None else standing(row).lower()


def standing(row: Row) -> str:
    """Return the heading under which a program without a start stands."""
    if row.unread:
        return tr(UNTIMED)
    return tr(PERSONAL) if row.program is not None and row.program.personal else tr(ALWAYS)


def clock(moment: datetime) -> str:
    """Return a time as a person writes it: `Sat 28 Nov 2026, 6:40 pm, New York time`."""
    return f"{dated(moment)}, {zone_name(moment.tzinfo)}"


def verdict(row: Row) -> str:
    """Return the verdict on a program, for people."""
    return said(row.state, (row.name,))


def said(found: State, names: Collection[str]) -> str:
    """Return a verdict for people: of programs of one platform alone, it names that."""
    if found is not State.AS_CLOSED:
        return known(found.value)
    name = next(iter(names)) if len(names) == 1 else tr("the platform")
    return tr("As closed as {platform} gets", platform=name)


def last_read(row: Row) -> str:
    """Return what is known of a program that could not be read: `last read 12 Nov: Ready`; empty where nothing is."""
    if row.last is None:
        return ""
    on = row.last.on
    day = date_of(on) if row.last.days > LONG_AGO else tr("{day} {mon}", day=on.day, mon=short_month(on))
    return tr("last read {day}: {verdict}", day=day, verdict=said(row.last.state, (row.name,)))


def platform(row: Row) -> str:
    """Return what a program runs on: `Zoom webinar`."""
    name = retell.platform(row.name)
    kind = row.program.kind if row.program else ""
    return tr("{platform} {kind}", platform=name, kind=known(kind)) if kind in {"webinar", "room"} else name


def in_front(profile: Profile | None) -> str:
    """Return before whom something happens: `children`, `the audience`."""
    return known(IN_FRONT[profile.audience] if profile is not None else "the audience")


def worst_first(row: Row, status: Status) -> list[Finding]:
    """Return a row's findings with `status`, the most harmful first."""
    return sorted((f for f in row.findings if f.status is status), key=lambda f: -f.severity.rank)


def remedy(finding: Finding, *, unnamed: bool = False) -> str:
    """Say whether hardener can mend it, and with which opt-in; `unnamed`: in a program that no rule names."""
    if finding.fixable and unnamed:
        return tr("hardener cannot: {why}", why=tr(NO_RULE))
    if not finding.fixable:
        why = plain(retell.noted(finding.note, finding.reason))
        return tr("hardener cannot: {why}", why=why) if why else tr("hardener cannot change it")
    allow = " ".join(f"--allow {risk}" for risk in finding.needs)
    return tr("hardener can: {command}", command=f"hardener apply {allow}".rstrip())


def source(finding: Finding) -> str:
    """Say which setting decides, in the vendor's own spelling."""
    if finding.setting is None:
        return finding.control
    raw = f" = {plain(finding.raw)}" if finding.raw is not None else ""
    held = {True: f"; {tr('locked')}", False: f"; {tr('not locked')}", None: ""}[finding.locked]
    return f"{finding.control}: {plain(known(finding.governing_title)) or tr('its own')}, {finding.setting}{raw}{held}"


def unclear(finding: Finding) -> str:
    """Say what could not be told and why."""
    return f"{control(finding.control).title}: {unread(finding.note, finding.reason)}"


def reason(why: Why | None) -> dict[str, str | None]:
    """Return what machine-readable forms say of a reason: its kind, and the name that it is about."""
    return {"reason": why.kind.value if why else None, "about": (plain(why.name) or None) if why else None}


def unread(note: str, why: Why | None) -> str:
    """Say why something could not be told."""
    return plain(retell.noted(note, why)) or tr("could not be read")


def by_hand(row: Row) -> str:
    """Name what a person has to look at before a program is ready; empty where that is not what keeps it from it."""
    if row.state is not State.CANT_TELL or row.unclear:
        return ""
    idents = [f.control for f in row.findings if to_look_at(f.control, f.status, f.severity)]
    return ", ".join(f"{control(ident).title.lower()} ({ident})" for ident in idents)


def for_people(rows: Iterable[Row]) -> list[tuple[str, str, str]]:
    """Return what the API does not show, once each: control, question, where to look."""
    found: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        for f in row.findings:
            if f.status is Status.MANUAL:
                found.setdefault(f.control, (f.control, control(f.control).question, plain(hand(f))))
    return list(found.values())


def limits(report: Report) -> Iterator[str]:
    """Yield where a platform cannot reach a profile at all: by this a librarian chooses the platform."""
    for (vendor, profile), titles in unreached(report):
        name, asked = spelled(vendor), plain(profile)
        yield tr("{platform} cannot be set as {profile} asks: {titles}.", platform=name, profile=asked, titles=titles)


def unreached(report: Report) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each vendor and profile with the controls that the platform has no setting for."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in report.rows(programs=True):
        for f in row.findings:
            if f.status is Status.FAIL and f.reason is not None and f.reason.kind is Reason.NO_SETTING:
                found.setdefault((row.vendor, row.profile), {})[f.control] = None
    for key, idents in sorted(found.items()):
        yield key, ", ".join(sorted(control(ident).title.lower() for ident in idents))


def advised(rows: Iterable[Row]) -> list[tuple[Finding, list[str]]]:
    """Return what is set as asked and a visitor can undo or go round, each once, with the titles of where it is."""
    found: dict[tuple[str, Why | None], tuple[Finding, list[str]]] = {}
    for row in rows:
        for f in row.findings:
            if f.status is Status.ADVISORY:
                found.setdefault((f.control, f.reason), (f, []))[1].append(row.title)
    return sorted(found.values(), key=lambda one: (-one[0].severity.rank, one[0].control))


def note(finding: Finding) -> str:
    """Return a finding's note and reason, with why nobody's word holds for it any more."""
    lapsed = finding.waiver.lapsed if finding.waiver else ""
    return "; ".join(filter(None, (retell.noted(finding.note, finding.reason), retold(lapsed))))


def word(waived: Waived) -> tuple[str, str, str]:
    """Return who gave their word, the last day on which it holds, and the reason."""
    by = tr("{name} (looked on {day})", name=waived.by, day=date_of(waived.on)) if waived.on is not None else waived.by
    return by, date_of(waived.until), waived.reason


@dataclass(slots=True)
class Accepted:
    """One control for which somebody's word holds, and where."""

    finding: Finding
    waived: Waived
    rows: list[str] = field(default_factory=list)
    """Titles."""


def accepted(rows: Iterable[Row], kind: str) -> list[Accepted]:
    """Return every finding for which a word of `kind` holds, the most harmful first."""
    found: dict[tuple[str, Waived, Severity, str], Accepted] = {}
    for row in rows:
        for f in row.findings:
            if f.waiver is not None and not f.waiver.lapsed and f.waiver.kind == kind:
                key = (f.control, f.waiver, f.severity, f.sentence)
                found.setdefault(key, Accepted(f, f.waiver)).rows.append(row.title)
    return sorted(found.values(), key=lambda one: -one.finding.severity.rank)


def heading(report: Report) -> str:
    """Return the first line: how many programs there are, or that there was nothing to see or no way to look."""
    until = f"{day_of(report.end)} {report.end.year}"
    total = report.states.total()
    if report.known is not None:
        total = report.programs
        if not total:
            return tr("nothing new to {day}", day=until)
        return tr("something new in {programs} to {day}", programs=many(total, "online program"), day=until)
    if total:
        return tr("{programs} to {day}", programs=many(total, "online program"), day=until)
    if report.apart:
        return tr("{programs} to {day}, looked at only", programs=many(report.apart, "program"), day=until)
    if report.listed:
        return tr("nothing is scheduled to {day}", day=until)
    return tr("hardener could not look, so nothing is known of any program")


def counts(report: Report) -> str:
    """Return the programs by state, in words, and how many findings are accepted; empty where there is no program."""
    if report.known is not None:
        new = many(sum(report.statuses.values()), "new finding")
        return tr("{new}; {count} that were known before are not shown", new=new, count=report.known)
    if not report.programs:
        return ""
    told = list(State) if report.states else []
    states = [_counted(report, state) for state in told if state not in SELDOM or report.states[state]]
    if report.apart:
        states.append(f"{report.apart} {tr(APART)}")
    if waived := report.statuses[Status.WAIVED]:
        states.append(ntr("{count} accepted for now", "{count} accepted for now", waived))
    if advised := report.statuses[Status.ADVISORY]:
        states.append(ntr("{count} that a visitor can undo", "{count} that a visitor can undo", advised))
    return " · ".join(states)


def _counted(report: Report, state: State) -> str:
    """Return one state with its programs; what could not be told is counted wherever it is."""
    if state is not State.CANT_TELL or not report.half:
        names = {reach.name for reach in report.platforms}
        return f"{said(state, names)} {report.states[state]}"
    of_them = ntr("{count} of them also to fix", "{count} of them also to fix", report.half)
    return f"{known(state.value)} {report.states[state] + report.half} ({of_them})"


def gaps(report: Report) -> Iterator[str]:
    """Yield, loudly, everything that was not looked at to its end."""
    for reach in report.reaches:
        for reason in filter(None, (reach.error, *reach.unread)):
            yield tr("NOT COMPLETE: {connection}: {why}", connection=reach.connection, why=plain(retold(reason)))
        if reach.judged != reach.listed:
            judged = tr("{listed} programs listed, {judged} judged", listed=reach.listed, judged=reach.judged)
            yield tr("NOT COMPLETE: {connection}: {why}", connection=reach.connection, why=judged)
