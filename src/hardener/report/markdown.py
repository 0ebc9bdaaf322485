"""Markdown, for boards and wikis. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

from hardener.findings import State
from hardener.language import known, marked, tr
from hardener.model import Status
from hardener.report import known as known_before
from hardener.report import words
from hardener.report.safe import markdown as md
from hardener.report.times import month
from hardener.results import Report, Row

UNSHOWN = marked("The platform's API does not show these.")
UNTOLD = marked("Can't tell")


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:  # noqa: ARG001 - one shape for all formats
    """Yield the document piece by piece."""
    name = md(report.library) or tr("Online programs")
    until = tr("{day} {month} {year}", day=report.end.day, month=month(report.end), year=report.end.year)
    yield f"# {tr('{name}: online programs to {day}', name=name, day=until)}\n\n"
    said = words.counts(report) or words.heading(report)
    yield f"{tr('Checked {time}.', time=md(words.clock(report.made)))} {said[:1].upper()}{said[1:]}.\n\n"
    for gap in words.gaps(report):
        yield f"**{md(gap)}**\n\n"
    yield from (f"- {md(words.retold(notice.text))}\n" for notice in report.notices)
    yield "\n" if report.notices else ""
    for said in (*words.limits(report), *words.asides(report)):
        yield f"{md(said)}\n\n"
    heads = (tr("when"), tr("program"), tr("platform"), tr("state"), tr("profile"))
    yield f"| {' | '.join(heads)} |\n|---|---|---|---|---|\n"
    for row in report.rows():
        if row.program is not None:
            when = words.when(row, report.made.tzinfo)
            profile = f"{md(row.profile)}, {tr(words.APART)}" if row.apart else md(row.profile)
            yield f"| {when} | {md(row.title, 80)} | {words.platform(row)} | {words.verdict(row)} | {profile} |\n"
    yield "\n"
    yield from _remembered(report)
    for row in report.rows():
        if row.unread or (
            row.state is not State.READY
            if row.program
            else any(f.status in {Status.FAIL, Status.ERROR} for f in row.findings)
        ):
            yield from _one(row, report, details=details)
    yield from _accepted(report, marked("Accepted for now"), "waiver")
    yield from _accepted(report, marked("Looked at by hand"), "attestation")
    yield from _advised(report)
    found = words.for_people(report.rows())
    if found:
        yield f"## {tr('For a person to look at')}\n\n{tr(UNSHOWN)}\n\n"
        yield from (f"- {md(question)} {md(hand)}\n".replace(" \n", "\n") for _, question, hand in found)
        yield "\n"
    yield f"{md(tr(words.FOOTER, time=words.clock(report.made)))}\n"


def _remembered(report: Report) -> Iterator[str]:
    """Yield the programs of a connection that could not be read, as a look before knew them."""
    found = list(known_before.rows(report))
    if found:
        yield f"## {tr(known_before.HEADING)}\n\n"
    for row in found:
        when = words.when(row, report.made.tzinfo)
        yield f"- {when}, {words.platform(row)}: {md(row.title, 80)}: {md(known_before.said(row))}\n"
    yield "\n" if found else ""


def _accepted(report: Report, title: LiteralString, kind: str) -> Iterator[str]:
    found = words.accepted(report.rows(), kind)
    if found:
        heads = (tr("program"), tr("what"), tr("by"), tr("until"), tr("reason"))
        yield f"## {tr(title)}\n\n| {' | '.join(heads)} |\n|---|---|---|---|---|\n"
    for one in found:
        by, until, reason = map(md, words.word(one.waived))
        said = md(words.sentence(one.finding) or words.control(one.finding.control).title)
        yield from (f"| {md(row, 80)} | {said} | {by} | {until} | {reason} |\n" for row in one.rows)
    yield "\n" if found else ""


def _advised(report: Report) -> Iterator[str]:
    found = words.advised(report.rows())
    if found:
        heads = (tr("what"), tr("why"), tr("programs"))
        yield f"## {tr('Set, but a visitor can undo it')}\n\n| {' | '.join(heads)} |\n|---|---|---|\n"
    for f, titles in found:
        where = ", ".join(md(title, 80) for title in titles)
        yield f"| {md(words.control(f.control).title)} | {md(words.unread(f.note, f.reason))} | {where} |\n"
    yield "\n" if found else ""


def _one(row: Row, report: Report, *, details: bool) -> Iterator[str]:
    when = f" ({words.when(row, report.made.tzinfo)})" if row.program else ""
    yield f"## {md(row.title, 80)}{when}\n\n"
    if row.unread:
        told = "; ".join(filter(None, (words.retold(row.unread), words.last_read(row))))
        yield f"- **{tr(UNTOLD)}** {md(told)}\n"
    for f in words.worst_first(row, Status.FAIL):
        hand = f" {tr('By hand: {where}.', where=md(words.hand(f)))}" if f.by_hand else ""
        remedy = md(words.remedy(f, unnamed=row.unnamed))
        yield f"- **{known(f.severity.value)}** {md(words.sentence(f))}.{hand} {remedy}\n"
        if f.waiver is not None:
            yield f"  - {md(words.retold(f.waiver.lapsed))}\n"
        if details:
            found = tr("{wanted}, found {now}", wanted=md(f.expected), now=md(str(f.actual)))
            yield f"  - {md(words.source(f))}; {found}\n"
    if hand := words.by_hand(row):
        yield f"- {tr('**Look by hand** {what}; then say so: hardener attest', what=md(hand))}\n"
    if not row.unread:
        for f in words.worst_first(row, Status.ERROR):
            yield f"- **{tr(UNTOLD)}** {md(words.unclear(f))}\n"
    yield "\n"
