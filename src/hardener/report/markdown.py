"""Markdown, for boards and wikis. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from hardener.findings import State
from hardener.model import Status
from hardener.report import words
from hardener.report.safe import markdown as md
from hardener.results import Report, Row


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:  # noqa: ARG001 - one shape for all formats
    """Yield the document piece by piece."""
    name = md(report.library) or "Online programs"
    yield f"# {name}: online programs to {report.end:%d %B %Y}\n\n"
    said = words.counts(report) or words.heading(report)
    yield f"Checked {md(words.clock(report.made))}. {said[:1].upper()}{said[1:]}.\n\n"
    for gap in words.gaps(report):
        yield f"**{md(gap)}**\n\n"
    yield from (f"- {md(notice.text)}\n" for notice in report.notices)
    yield "\n" if report.notices else ""
    for said in (*words.limits(report), *words.asides(report)):
        yield f"{md(said)}\n\n"
    yield "| when | program | platform | state | profile |\n|---|---|---|---|---|\n"
    for row in report.rows():
        if row.program is not None:
            when = words.when(row, report.made.tzinfo)
            yield f"| {when} | {md(row.title, 80)} | {words.platform(row)} | {row.state.value} | {md(row.profile)} |\n"
    yield "\n"
    for row in report.rows():
        if row.unread or (
            row.state is not State.READY
            if row.program
            else any(f.status in {Status.FAIL, Status.ERROR} for f in row.findings)
        ):
            yield from _one(row, report, details=details)
    yield from _accepted(report, "Accepted for now", "waiver")
    yield from _accepted(report, "Looked at by hand", "attestation")
    yield from _advised(report)
    found = words.for_people(report.rows())
    if found:
        yield "## For a person to look at\n\nThe platform's API does not show these.\n\n"
        yield from (f"- {md(question)} {md(hand)}\n".replace(" \n", "\n") for _, question, hand in found)
        yield "\n"
    yield f"{md(words.FOOTER.format(time=words.clock(report.made)))}\n"


def _accepted(report: Report, title: str, kind: str) -> Iterator[str]:
    found = words.accepted(report.rows(), kind)
    if found:
        yield f"## {title}\n\n| program | what | by | until | reason |\n|---|---|---|---|---|\n"
    for one in found:
        by, until, reason = map(md, words.word(one.waived))
        said = md(one.finding.sentence or words.control(one.finding.control).title)
        yield from (f"| {md(row, 80)} | {said} | {by} | {until} | {reason} |\n" for row in one.rows)
    yield "\n" if found else ""


def _advised(report: Report) -> Iterator[str]:
    found = words.advised(report.rows())
    if found:
        yield "## Set, but a visitor can undo it\n\n| what | why | programs |\n|---|---|---|\n"
    for f, titles in found:
        where = ", ".join(md(title, 80) for title in titles)
        yield f"| {md(words.control(f.control).title)} | {md(words.unread(f.note, f.reason))} | {where} |\n"
    yield "\n" if found else ""


def _one(row: Row, report: Report, *, details: bool) -> Iterator[str]:
    when = f" ({words.when(row, report.made.tzinfo)})" if row.program else ""
    yield f"## {md(row.title, 80)}{when}\n\n"
    if row.unread:
        yield f"- **Can't tell** {md(row.unread)}\n"
    for f in words.worst_first(row, Status.FAIL):
        hand = f" By hand: {md(f.by_hand)}." if f.by_hand else ""
        yield f"- **{f.severity.value}** {md(f.sentence)}.{hand} {md(words.remedy(f, unnamed=row.unnamed))}\n"
        if f.waiver is not None:
            yield f"  - {md(f.waiver.lapsed)}\n"
        if details:
            yield f"  - {md(words.source(f))}; {md(f.expected)}, found {md(str(f.actual))}\n"
    if row.state is State.BY_HAND:
        yield f"- **Look by hand** {md(words.by_hand(row))}; then say so: hardener attest\n"
    if not row.unread:
        for f in words.worst_first(row, Status.ERROR):
            yield f"- **Can't tell** {md(words.unclear(f))}\n"
    yield "\n"
