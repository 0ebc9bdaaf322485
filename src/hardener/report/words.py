"""The words that all formats share. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from hardener.catalog import Control, catalogue
from hardener.findings import State, to_look_at
from hardener.model import Finding, Risk, Severity, Status, Waived
from hardener.reason import Reason, Why, noted
from hardener.report.safe import plain
from hardener.results import Report, Row
from hardener.waiver import spoken_day

RISKS: Mapping[Risk, str] = {
    Risk.LINK: "a link that was published may change or lead to a sign-up page",
    Risk.LOCKOUT: "families may wait outside until somebody lets them in",
    Risk.SHARED: "other programs change as well",
    Risk.OPEN: "something becomes more open",
}
ALWAYS, PERSONAL, UNTIMED = "Always open", "Personal room, always open", "Time not known"
STANDING = (ALWAYS, PERSONAL, UNTIMED)
"""The headings of programs without a start, in their order."""
NO_RULE = "no rule of hardener.toml names this program; add a [[programs]] rule, or give --profile"
FOOTER = "Settings as the platform's API reported them at {time}. Matching a profile is not legal advice."


def control(ident: str) -> Control:
    """Return a control of the catalogue."""
    return catalogue()[ident]


def many(count: int, noun: str) -> str:
    """Return a count with its noun: `1 program`, `2 programs`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def when(row: Row, zone: tzinfo | None) -> str:
    """Return when a program is on next, in the library's time."""
    start = row.program.start if row.program else None
    return f"{start.astimezone(zone):%a %d %b %H:%M}" if start is not None else standing(row).lower()


def standing(row: Row) -> str:
    """Return the heading under which a program without a start stands."""
    if row.unread:
        return UNTIMED
    return PERSONAL if row.program is not None and row.program.personal else ALWAYS


def clock(moment: datetime) -> str:
    """Return a time as a person writes it."""
    return f"{moment:%a %d %b %Y, %H:%M %Z}"


def platform(row: Row) -> str:
    """Return what a program runs on: `Zoom webinar`."""
    name = row.vendor.capitalize()
    kind = row.program.kind if row.program else ""
    return f"{name} {kind}" if kind in {"webinar", "room"} else name


def worst_first(row: Row, status: Status) -> list[Finding]:
    """Return a row's findings with `status`, the most harmful first."""
    return sorted((f for f in row.findings if f.status is status), key=lambda f: -f.severity.rank)


def remedy(finding: Finding, *, unnamed: bool = False) -> str:
    """Say whether hardener can mend it, and with which opt-in; `unnamed`: in a program that no rule names."""
    if finding.fixable and unnamed:
        return f"hardener cannot: {NO_RULE}"
    if not finding.fixable:
        why = plain(noted(finding.note, finding.reason))
        return f"hardener cannot: {why}" if why else "hardener cannot change it"
    allow = " ".join(f"--allow {risk}" for risk in finding.needs)
    return f"hardener can: hardener apply {allow}".rstrip()


def source(finding: Finding) -> str:
    """Say which setting decides, in the vendor's own spelling."""
    if finding.setting is None:
        return finding.control
    raw = f" = {plain(finding.raw)}" if finding.raw is not None else ""
    held = {True: "; locked", False: "; not locked", None: ""}[finding.locked]
    return f"{finding.control}: {plain(finding.governing_title) or 'its own'}, {finding.setting}{raw}{held}"


def unclear(finding: Finding) -> str:
    """Say what could not be told and why."""
    return f"{control(finding.control).title}: {unread(finding.note, finding.reason)}"


def reason(why: Why | None) -> dict[str, str | None]:
    """Return what machine-readable forms say of a reason: its kind, and the name that it is about."""
    return {"reason": why.kind.value if why else None, "about": (plain(why.name) or None) if why else None}


def unread(note: str, why: Why | None) -> str:
    """Say why something could not be told."""
    return plain(noted(note, why)) or "could not be read"


def by_hand(row: Row) -> str:
    """Name what a person has to look at before a program is ready; empty where there is nothing of the kind."""
    idents = [f.control for f in row.findings if to_look_at(f.control, f.status, f.severity)]
    return ", ".join(f"{control(ident).title.lower()} ({ident})" for ident in idents)


def for_people(rows: Iterable[Row]) -> list[tuple[str, str, str]]:
    """Return what the API does not show, once each: control, question, where to look."""
    found: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        for f in row.findings:
            if f.status is Status.MANUAL:
                found.setdefault(f.control, (f.control, control(f.control).question, plain(f.by_hand)))
    return list(found.values())


def limits(report: Report) -> Iterator[str]:
    """Yield where a platform cannot reach a profile at all: by this a librarian chooses the platform."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in report.rows(programs=True):
        for f in row.findings:
            if f.status is Status.FAIL and f.reason is not None and f.reason.kind is Reason.NO_SETTING:
                found.setdefault((row.vendor, row.profile), {})[f.control] = None
    for (vendor, profile), idents in sorted(found.items()):
        titles = ", ".join(sorted(control(ident).title.lower() for ident in idents))
        yield f"{vendor.capitalize()} cannot be set as {plain(profile)} asks: {titles}."


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
    return "; ".join(filter(None, (noted(finding.note, finding.reason), lapsed)))


def word(waived: Waived) -> tuple[str, str, str]:
    """Return who gave their word, the last day on which it holds, and the reason."""
    looked = f" (looked on {spoken_day(waived.on)})" if waived.on is not None else ""
    return f"{waived.by}{looked}", spoken_day(waived.until), waived.reason


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
    until = f"{report.end:%a %d %b %Y}"
    total = sum(report.states.values())
    if report.known is not None:
        return f"something new in {many(total, 'online program')} to {until}" if total else f"nothing new to {until}"
    if total:
        return f"{many(total, 'online program')} to {until}"
    if report.listed:
        return f"nothing is scheduled to {until}"
    return "hardener could not look, so nothing is known of any program"


def counts(report: Report) -> str:
    """Return the programs by state, in words, and how many findings are accepted; empty where there is no program."""
    if report.known is not None:
        told = many(sum(report.statuses.values()), "new finding")
        return f"{told}; {report.known} that were known before are not shown"
    if not report.states:
        return ""
    states = [_counted(report, state) for state in State if state is not State.BY_HAND or report.states[state]]
    if waived := report.statuses[Status.WAIVED]:
        states.append(f"{waived} accepted for now")
    if advised := report.statuses[Status.ADVISORY]:
        states.append(f"{advised} that a visitor can undo")
    return " · ".join(states)


def _counted(report: Report, state: State) -> str:
    """Return one state with its programs; what could not be told is counted wherever it is."""
    if state is not State.CANT_TELL or not report.half:
        return f"{state.value} {report.states[state]}"
    return f"{state.value} {report.states[state] + report.half} ({report.half} of them also to fix)"


def gaps(report: Report) -> Iterator[str]:
    """Yield, loudly, everything that was not looked at to its end."""
    for reach in report.reaches:
        for reason in filter(None, (reach.error, *reach.unread)):
            yield f"NOT COMPLETE: {reach.connection}: {plain(reason)}"
        if reach.judged != reach.listed:
            yield f"NOT COMPLETE: {reach.connection}: {reach.listed} programs listed, {reach.judged} judged"


def asides(report: Report) -> Iterator[str]:
    """Yield what is judged without anybody having said what it is, and which calendar entries are not audited."""
    if report.unnamed:
        yield (
            f"No rule of hardener.toml names {many(report.unnamed, 'program')}: judged by its default profile, and "
            "never changed. To change them: a [[programs]] rule, or --profile."
        )
    audited = {reach.vendor for reach in report.reaches}
    for reach in report.reaches:
        for name, count in sorted(reach.elsewhere.items()):
            entries = f"{reach.connection}: {count} calendar {'entry points' if count == 1 else 'entries point'}"
            if not name:
                yield f"{entries} to no platform that hardener knows: not audited."
            elif name.casefold() in audited:
                yield f"{entries} to {plain(name)}, which this report looks at by a connection of its own."
            else:
                yield f"{entries} to {plain(name)}: audited by no connection."
